"""Which language a text is in: by its script, and for Latin script by its commonest words.

Enough to pass a sentence splitter the right abbreviations and to tell English from the rest; no
model, no dependency, and no more of the text than `SAMPLE` (4 ms).
"""

import re
from collections import Counter
from operator import itemgetter

__all__ = ["guess_language", "latin_language"]

SAMPLE = 20_000
"""Characters looked at: a longer article does not change its language after these."""

MIN_SHARE = 0.08
"""Least share of words that must be on a language's list. The four
sentences a language of tests/test_documents.py have 0.20 (Czech) to 0.44 (French) of their own."""

MIN_LEAD = 1.15
"""How much better than the runner-up the best must be: Danish and Norwegian, the closest pair,
part at 1.2 in those sentences."""

SCRIPT_SHARE = 0.25
"""Least share of letters for a script other than Latin to count: Chinese or Arabic news often
carries Latin names and addresses, and Latin text a quoted word."""

_FUNCTION_WORDS = {
    "en": "the of and to in that was for he said on with his her at by is it from they has have "
    "be were are this not she who had as but a we i",
    "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es "
    "an nach wie am sie er wurde bei aus hat dass werden sagte",
    "fr": "le la les des et du une est dans que qui pour au sur pas par plus avec ce il elle sont "
    "ont aux été cette mais ses à a un de n l d",
    "es": "el la los las de y del que en un una por con para se su al es lo como más fue pero sus "
    "no ha sin este según dijo",
    "pt": "o a os as de do da dos das e em um uma que no na para por com não se ao foi mais como "
    "pela pelo à disse são",
    "it": "il la di che e un una per non del della è sono con si da gli le nel i dei alla anche ha "
    "ma più al come lo",
    "nl": "de het een en van in is dat op te zijn voor met niet aan er om ook als door bij naar "
    "uit werd heeft maar over zei",
    "sv": "och att det som en på är av för med den till i inte har ett om var de han hon från sade "
    "men vid efter",
    "da": "og at det er en af til på den i for med ikke de har som et der var efter ved blev sagde "
    "han hun fra jeg ud mod nogen",
    "no": "og at det er en av til på den i for med ikke de har som et var etter ved ble sa han hun "
    "fra jeg ut mot noen",
    "pl": "i w na z się do nie że jest to o jak po od za co ale przez został oraz dla są był która "
    "który",
    "cs": "a v na se že je z do s o to k jako ve po za pro by byl od také ale která který podle "
    "jsou",
    "hu": "a az és hogy nem is egy ez volt meg de csak már mint el még szerint azt ki mondta",
    "ro": "și în de la a cu că pe nu din o un este pentru au care mai fost prin se după sunt",
    "tr": "ve bir bu da de için ile olarak olan daha çok kadar gibi sonra dedi ancak ne var göre "
    "en",
    "id": "yang dan di dari untuk pada dengan ini itu dalam tidak akan ke oleh kata juga mereka "
    "telah karena bahwa",
}
_WORDS: dict[str, list[str]] = {}
for _code, _listed in _FUNCTION_WORDS.items():
    for _word in _listed.split():
        _WORDS.setdefault(_word, []).append(_code)

_WORD = re.compile(r"[^\W\d_]+")
_LETTER_RANGES: tuple[tuple[str, str], ...] = (
    ("latin", r"A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
    ("cjk", r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"),
    ("ko", r"\uac00-\ud7af\u1100-\u11ff"),
    ("arabic", r"\u0620-\u064a\u066e-\u06d3\u0750-\u077f"),
    ("cyrillic", r"\u0400-\u04ff"),
    ("el", r"\u0370-\u03ff\u1f00-\u1fff"),
    ("he", r"\u05d0-\u05ea"),
    ("hi", r"\u0904-\u0939\u0958-\u0961"),
    ("bn", r"\u0985-\u09b9"),
    ("ta", r"\u0b85-\u0bb9"),
    ("te", r"\u0c05-\u0c39"),
    ("th", r"\u0e01-\u0e30"),
    ("ka", r"\u10d0-\u10ff"),
    ("hy", r"\u0531-\u0587"),
    ("am", r"\u1200-\u135a"),
)
_TELLING: dict[str, tuple[tuple[str, str], ...]] = {
    "cjk": (("ja", r"\u3040-\u30ff"),),
    "arabic": (("ur", "ٹڈڑےںہ"), ("fa", "پچژگکی")),
    "cyrillic": (("uk", "іїєґ"), ("sr", "јљњђћџ"), ("ru", "ыэё")),
}
"""Letters by which languages of one script are told apart, in the order they are looked for."""

_ELSE = {"cjk": "zh", "arabic": "ar", "cyrillic": "bg"}

TELLING_SHARE = 0.01
"""Least share of a script's letters that must be telling ones: those sentences have 0.024
(Russian) to 0.51 (Japanese), and a foreign name in a story has less."""

_SCRIPTS = [(name, re.compile(f"[{letters}]")) for name, letters in _LETTER_RANGES]


def guess_language(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code of the language of `text`.

    `declared` (what a web page says of itself, say) is believed where Latin script leaves doubt,
    otherwise that is taken for English. None for a script that is not known, or no letters.
    """
    sample = text[:SAMPLE]
    counts = {name: len(letters.findall(sample)) for name, letters in _SCRIPTS}
    total = sum(counts.values())
    if not total:
        return None
    del counts["latin"]
    script, letters = max(counts.items(), key=itemgetter(1))
    if letters >= SCRIPT_SHARE * total:
        return _language_of_script(script, sample, letters)
    return latin_language(sample) or declared or "en"


def _language_of_script(script: str, sample: str, letters: int) -> str:
    for language, telling in _TELLING.get(script, ()):
        if len(re.findall(f"[{telling}]", sample)) >= TELLING_SHARE * letters:
            return language
    return _ELSE.get(script, script)


def latin_language(text: str) -> str | None:
    """ISO 639-1 code of a text in Latin script; None when its words leave doubt."""
    words = [word.lower() for word in _WORD.findall(text[:SAMPLE])]
    hits = Counter(code for word in words for code in _WORDS.get(word, ()))
    ranked = hits.most_common(2)
    if not ranked or ranked[0][1] < MIN_SHARE * len(words):
        return None
    if len(ranked) == 2 and ranked[0][1] < MIN_LEAD * ranked[1][1]:
        return None
    return ranked[0][0]
