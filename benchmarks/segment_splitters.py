"""How well and how fast sentence splitters cut news text, beside this project's own segments.

    python benchmarks/segment_splitters.py              # sentencex, nupunkt and our segments
    python benchmarks/segment_splitters.py --wrong      # and every case a splitter gets wrong

sentencex is a dependency; nupunkt, pysbd and yasbd-lib take part when they are installed. The
cases were written for this file. Each is one paragraph given as its sentences; what joins them is
not part of any sentence. The rules of `summarizer.segments` were made while looking at
`DEVELOPMENT`; `HELD_OUT` was written before them and only counted, not looked into, until the
figures in `summarizer/segments` were taken.

A boundary is the offset, without surrounding white space, at which a sentence ends inside the
paragraph. `cases` counts paragraphs cut exactly right.
"""

import argparse
import importlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from summarizer.documents import Document
from summarizer.segments import segments

__all__ = ["DEVELOPMENT", "HELD_OUT", "Case", "Score", "main", "score"]

Splitter = Callable[[str, str], Iterable[str]]
"""(text, ISO 639-1 code) -> the sentences in order, each a substring of the text."""


@dataclass(frozen=True, slots=True)
class Case:
    """One paragraph and the sentences it should be cut into."""

    kind: str
    sentences: tuple[str, ...]
    language: str = "en"
    joiner: str = " "

    @property
    def text(self) -> str:
        return self.joiner.join(self.sentences)


DEVELOPMENT = [
    Case("title", ("Mr. Okoro met Mrs. Lund at noon.", "They spoke for an hour.")),
    Case("title", ("Dr. Ana Ferro and Prof. Ito signed the letter.", "Nobody else did.")),
    Case("title", ("Gov. Pell and Sen. Marsh disagreed.", "Rep. Dunn did not vote.")),
    Case("title", ("Lt. Gen. Harrow resigned on Friday.", "Maj. Brandt takes over.")),
    Case("title", ("The road to St. Orlan was closed.", "Police gave no reason.")),
    Case("country", ("The U.S. Army sent engineers.", "They arrived on Monday.")),
    Case("country", ("He moved to the U.S. in 1998.", "He never left.")),
    Case("country", ("She has lived for years in the U.S.", "Her brother stayed behind.")),
    Case("country", ("The U.N. Secretariat declined to comment.", "So did the E.U. mission.")),
    Case("country", ("U.S. officials said no.", "The U.K. government said yes.")),
    Case("company", ("Varn Inc. bought Toll Corp. for $3.2 billion.", "Shares rose 4.5 per cent.")),
    Case("company", ("Varn Inc. said so.", "Toll Ltd. denied it.", "Hale & Co. was silent.")),
    Case("number", ("Tanker No. 5 sank.", "No. 7 was towed to port.")),
    Case("number", ("Is it safe?", "No.", "It never was.")),
    Case("number", ("Prices rose 3.5 per cent.", "Wages rose 1.25 per cent.")),
    Case("number", ("It cost $4.", "The other cost 5.")),
    Case("time", ("The train left at 5 a.m. on Monday.", "It arrived at 7 p.m.", "Nobody met it.")),
    Case("time", ("Talks ended at 11 p.m. Tuesday.", "A vote is due on Jan. 14.")),
    Case("time", ("The storm hit on Sept. 3 and Oct. 4.", "Repairs began in Nov. 2011.")),
    Case("initials", ("J. K. Okoro won the seat.", "P. D. Marsh came second.")),
    Case("initials", ("The prize went to Maria L. Stone.", "She was not there.")),
    Case("initials", ("George W. Harrow Jr. spoke first.", "John F. Pell Sr. followed.")),
    Case("quote", ("“We won.”", "She left.")),
    Case("quote", ('"Is it over?" he asked.',)),
    Case("quote", ("“Is it over?” asked Dana Ruiz.", "Nobody answered.")),
    Case("quote", ("“Stop the boat!” Mr Okoro shouted.", "It did not stop.")),
    Case("quote", ("“Get out!”", "The crowd ran.")),
    Case("quote", ("“It is over.", "We won,” she said.", "Then she left.")),
    Case("quote", ('He said: "It is over.', 'We won."', "Then he left.")),
    Case("quote", ("“The bridge is gone.”", "“We saw it fall.”", "“No one was hurt.”")),
    Case("quote", ("“We won,” he said.", "“They lost.”")),
    Case("quote", ("He called it a “shame.”", "Others agreed.")),
    Case("quote", ("The album “What Now?” sold well.", "The next one did not.")),
    Case("quote", ("‘We are leaving.’", "He meant it.")),
    Case("quote", ("‘Why us?’ she asked.", "Nobody knew.")),
    Case("quote", ("“He told me, ‘Go home.’", "So I went,” she said.")),
    Case("ellipsis", ("“I thought…” she said, and stopped.", "Nobody spoke.")),
    Case("ellipsis", ("He waited… and waited.", "Then he left.")),
    Case("ellipsis", ("They looked for days...", "The boat was never found.")),
    Case("ellipsis", ("They looked for days…", "The boat was never found.")),
    Case("bracket", ("The mayor (an engineer) resigned.", "The council (all nine) met.")),
    Case("bracket", ("The fund (est. 1990) closed.", "It owed money (see p. 12).")),
    Case("bracket", ("He resigned.", "(He had been ill.)", "A vote follows.")),
    Case("bracket", ("It was dark [it was 3 a.m.] and cold.", "Nobody saw it.")),
    Case("url", ("See www.example.org/a.b?c=d for more.", "Or write to a.b@example.org.")),
    Case("url", ("The firm Shop.example grew.", "Its rival did not.")),
    Case("no stop", ("The talks failed.", "Nobody was surprised")),
    Case("no stop", ("However, he said the fleet was ready if needed",)),
    Case("mark", ("Who did it?", "And why now?!", "Police will not say!")),
    Case("mark", ("The band Hurra! plays tonight.", "Tickets are gone.")),
    Case("abbreviation", ("Fruit, e.g. apples, and nuts, i.e. walnuts, rose.", "Bread fell.")),
    Case("abbreviation", ("Harrow vs. Pell was postponed.", "It is set for May.")),
    Case("abbreviation", ("He sells nuts, dates, etc.", "Business is good.")),
    Case("list", ("1. The pass is shut.", "2. The road is open.")),
    Case("arabic", ("قال الوزير إن المحادثات انتهت.", "هل عاد الوفد؟", "نعم، عاد أمس."), "ar"),
    Case("arabic", ("«لن نتراجع.»", "هكذا قال العمدة."), "ar"),
    Case("urdu", ("وزیر نے کہا کہ بات چیت ختم ہو گئی۔", "وفد واپس آ گیا۔"), "ur"),
    Case("chinese", ("他说会谈已经结束。", "代表团回来了吗？", "没有人知道！"), "zh", ""),
    Case("chinese", ("他说：“我们赢了。", "我们回家。”", "她走了。"), "zh", ""),
    Case("japanese", ("会談は終わった。", "代表団は帰国した。"), "ja", ""),
    Case("hindi", ("बैठक समाप्त हो गई।", "दल लौट आया।"), "hi"),
    Case("german", ("Dr. Weiß traf Fr. Lund am 3. Mai in Orlan.", "Es regnete."), "de"),
    Case("german", ("„Es ist vorbei.“", "Sie ging.", "Das sind z. B. drei Wege."), "de"),
    Case("german", ("»Wir gehen«, sagte sie.", "Die Firma zahlt ca. 3,5 Mio. Euro."), "de"),
    Case("french", ("« Nous partons. »", "M. Roche n’a rien dit.", "Mme Lund non plus."), "fr"),
    Case("french", ("« Pourquoi ? » a demandé M. Roche.", "Personne ne répond."), "fr"),
    Case("spanish", ("¿Quién fue?", "¡Nadie lo sabe!", "El Sr. Ruiz calló."), "es"),
    Case("russian", ("Переговоры завершились.", "В 2011 г. их было три."), "ru"),
]

HELD_OUT = [
    Case("title", ("Ms. Vale and Rev. Thorne led the march.", "Capt. Osei watched.")),
    Case("title", ("Col. T. R. Mbeki spoke for the army.", "Sgt. Lo did not.")),
    Case("country", ("Two U.S. ships left.", "The U.A.E. sent one.", "It was late.")),
    Case("country", ("The plan came from Washington, D.C.", "It failed.")),
    Case("company", ("Orlan Bros. closed in 1998.", "Pell S.A. bought the site.")),
    Case("number", ("Article No. 12 was struck out.", "Section 3.1 was kept.")),
    Case("number", ("The reading was 7.8.", "The last was 6.1.")),
    Case("time", ("It opens at 9 a.m.", "It shuts at noon.")),
    Case("time", ("From Dec. 1 to Feb. 2 the pass is shut.", "Lorries wait.")),
    Case("initials", ("A. B. Quill, 44, was elected.", "He thanked T. Roe.")),
    Case("quote", ("“Nobody warned us.", "Nobody came.", "We were alone,” said Ilse Brandt.")),
    Case("quote", ("“Will it hold?” the engineer asked.", "It did.")),
    Case("quote", ("“Never!” they cried.", "The gates stayed shut.")),
    Case("quote", ('"It was a mistake."', 'He added: "I am sorry."')),
    Case("quote", ("“Who pays?” Minister Ana Ferro asked on Friday.", "No one replied.")),
    Case("quote", ("She shouted “Fire!” and ran.", "Two men followed.")),
    Case("quote", ("He wrote “The Long Night.”", "It sold 300 copies.")),
    Case("ellipsis", ("“Maybe… maybe not,” he said.", "The vote is open.")),
    Case("ellipsis", ("“We hoped ... we prayed,” she said.", "It was over.")),
    Case("bracket", ("The ship (built in St. Orlan in 1971) sank.", "All were saved.")),
    Case("bracket", ("Police fired.", "(The army denies this.)", "Four fell.")),
    Case("url", ("Details are at https://example.org/x.y.", "The form is short.")),
    Case("url", ("The file report.final.pdf leaked.", "It names two men.")),
    Case("no stop", ("The dam held.", "The town did not")),
    Case("mark", ("Guilty or not?", "The jury is out.")),
    Case("abbreviation", ("The cave is approx. 3 km long.", "It is dry.")),
    Case("arabic", ("وصل الوفد إلى المدينة أمس.", "لم يصدر أي بيان.", "لماذا؟"), "ar"),
    Case("chinese", ("大桥在夜里倒塌了。", "“没有人受伤！”", "他说。"), "zh", ""),
    Case("chinese", ("水位上升了3.5米。", "城市没有被淹。"), "zh", ""),
    Case("japanese", ("「橋は落ちた。」", "彼はそう言った。"), "ja", ""),
    Case("german", ("Die Wahl ist am 14. Juni.", "Prof. Weiß tritt an."), "de"),
    Case("german", ("„Warum jetzt?“, fragte er.", "Niemand wusste es."), "de"),
    Case("french", ("Le pont est fermé.", "« C’est grave », dit Mme Lund."), "fr"),
    Case("spanish", ("La Sra. Ruiz llegó a las 5 p. m. del lunes.", "Nadie la esperaba."), "es"),
    Case("russian", ("«Мы уходим», — сказал он.", "Мост закрыт."), "ru"),
    Case("portuguese", ("O Sr. Pell saiu.", "A Dra. Lund ficou."), "pt"),
]


@dataclass(frozen=True, slots=True)
class Score:
    """Boundaries found, wanted and right; cases exactly right; what was wrong."""

    found: int
    wanted: int
    right: int
    exact: int
    cases: int
    wrong: tuple[tuple[Case, tuple[str, ...]], ...]

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


def boundaries(text: str, pieces: Iterable[str]) -> set[int]:
    """Offsets at which the stripped pieces end, without the end of the text."""
    ends, position = set(), 0
    for piece in filter(None, (piece.strip() for piece in pieces)):
        position = text.index(piece, position) + len(piece)
        ends.add(position)
    return ends - {len(text.rstrip())}


def score(cases: Iterable[Case], splitter: Splitter) -> Score:
    """Run `splitter` over `cases`."""
    found = wanted = right = exact = total = 0
    wrong = []
    for case in cases:
        pieces = tuple(splitter(case.text, case.language))
        gold, got = boundaries(case.text, case.sentences), boundaries(case.text, pieces)
        found, wanted, right = found + len(got), wanted + len(gold), right + len(gold & got)
        total, exact = total + 1, exact + (gold == got)
        if gold != got:
            wrong.append((case, pieces))
    return Score(found, wanted, right, exact, total, tuple(wrong))


def our_segments(text: str, language: str) -> list[str]:
    return [segment.text for segment in segments(Document(text=text, language=language))]


def with_sentencex() -> Splitter:
    module = importlib.import_module("sentencex")
    return lambda text, language: module.segment(language, text)


def with_nupunkt() -> Splitter:
    module = importlib.import_module("nupunkt")
    return lambda text, _: module.sent_tokenize(text)


def with_pysbd() -> Splitter:
    module = importlib.import_module("pysbd")
    known = importlib.import_module("pysbd.languages").LANGUAGE_CODES
    return lambda text, language: module.Segmenter(
        language=language if language in known else "en", clean=False
    ).segment(text)


def with_yasbd() -> Splitter:
    module = importlib.import_module("yasbd")
    known = set(module.get_supported_langs())
    return lambda text, language: module.BoundaryDetector(
        language if language in known else "en"
    ).segment(text)


SPLITTERS: dict[str, Callable[[], Splitter]] = {
    "summarizer.segments": lambda: our_segments,
    "sentencex": with_sentencex,
    "nupunkt": with_nupunkt,
    "pysbd": with_pysbd,
    "yasbd": with_yasbd,
}


def seconds_per_megabyte(splitter: Splitter, cases: list[Case]) -> float:
    """Wall time to cut 1 MB of English paragraphs, extrapolated from about 40 kB."""
    paragraph = " ".join(case.text for case in cases if case.language == "en")
    text = "\n\n".join([paragraph] * (40_000 // len(paragraph)))
    start = time.perf_counter()
    for _ in splitter(text, "en"):
        pass
    return (time.perf_counter() - start) * 1_000_000 / len(text)


def report(name: str, splitter: Splitter, show_wrong: bool) -> None:
    """Print one splitter's line of figures."""
    development, held_out = score(DEVELOPMENT, splitter), score(HELD_OUT, splitter)
    columns = [f"{part.f1:.3f} {part.exact:3}/{part.cases}" for part in (development, held_out)]
    speed = seconds_per_megabyte(splitter, DEVELOPMENT)
    print(f"{name:20} {columns[0]:>14} {columns[1]:>14} {speed:8.2f}")
    if show_wrong:
        for case, pieces in development.wrong:
            print(f"    {case.kind:12} {' | '.join(piece.strip() for piece in pieces)}")


def main() -> None:
    """Print a table of all splitters that are installed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--wrong", action="store_true", help="list development cases cut wrong")
    arguments = parser.parse_args()
    print(f"{'':20} {'development':>14} {'held out':>14} {'s per MB':>8}")
    for name, load in SPLITTERS.items():
        try:
            splitter = load()
        except ImportError:
            print(f"{name:20} not installed")
            continue
        report(name, splitter, arguments.wrong)


if __name__ == "__main__":
    main()
