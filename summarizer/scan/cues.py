"""Cues: the words by which a text reports what somebody said, wrote or thought."""

from collections.abc import Sequence
from typing import NamedTuple

from summarizer.scan.attitudes import attitude, passive
from summarizer.scan.frames import TAKES_BOTH, TAKES_INFINITIVE, TAKES_OBJECT
from summarizer.scan.lexicon import (
    ADJECTIVES,
    ADVERBS,
    AUXILIARIES,
    CUE_FORMS,
    CUE_PHRASES,
    DETERMINERS,
    GENERIC_SOURCES,
    ORGANISATION_WORDS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
)
from summarizer.scan.tokens import Token
from summarizer.scan.verb_groups import (
    BE,
    HYPOTHETICAL,
    LEADING_VERBS,
    MEANS,
    NEGATIONS,
    Cue,
    Frame,
    group_start,
    is_infinitive,
)

__all__ = ["DOCUMENTS", "NOUN_LIKE", "Cue", "Frame", "find_cues"]

# Forms that are nouns more often than verbs: taken as cues only where the grammar shows a verb.
NOUN_LIKE = frozenset(
    """state states report reports claim claims note notes remark remarks comment comments question
    questions doubt doubts promise promises pledge pledges vow vows demand demands answer answers
    reply show shows post posts record records call calls plan plans hint hints stress mention
    mentions wonder wonders estimate estimates project projects request requests order orders appeal
    appeals press back read reads rule rules find finds caution blame forecast forecasts joke jokes
    worry worries hope hopes fear fears support supports favour favor offer offers attack attacks
    object objects label labels signal signals hold holds mock thought feeling meaning saw
    finding findings felt meant warning ruling understanding backing showing repeat quotes quote
    cause account accounts charge charges praise clarify share shares detail details
    dispute disputes tweet tweets challenge challenges rule rules reference references
    sense paint""".split()
)
# A negated verb of saying reports that nothing was said.
_SILENT_WHEN_NEGATED = frozenset("say tell comment respond reply answer disclose reveal".split())
# A negated one of these leaves open what its clause says.
_LEFT_OPEN_WHEN_NEGATED = frozenset(
    """deny refute disavow repudiate reject dismiss dispute confirm acknowledge admit concede
    believe think know expect understand see show find prove suggest indicate mean""".split()
)
_QUOTE_MARKS = frozenset('"“”‘„«»')
_CLOSING_MARKS = frozenset("”\"’'»")
_CLAUSE_OPENERS = frozenset(
    "that if whether how why what it he she they there his her their".split()
)
_BEFORE_NOUNS = frozenset("the a an its his her their this that's 's no of".split())
_BODIES = GENERIC_SOURCES | ORGANISATION_WORDS
_BROADCASTS = frozenset({"tv", "television", "radio", "talk"})
# As nouns these seldom follow a name: "Orlen demands reforms".
_SELDOM_NOUNS = frozenset("demands supports praise blame favors favours backs".split())
# What shows rather than says: "polls show a close race", "the footage shows him running".
_SHOWING = frozenset("show shows showed showing".split())
DOCUMENTS = frozenset(
    """poll polls survey surveys study studies data figures report reports analysis footage video
    videos transcript transcripts records documents results average averages research review
    evidence statistics numbers letter letters email emails images pictures photographs""".split()
)
# Tokens of a subject before its auxiliary, in a clause without "that".
MAX_SUBJECT_TOKENS = 9
# A headline in title case has at least this share of its longer words capitalised.
MOSTLY_CAPITALS = 0.7
# These report words only beside a quotation: "The search continued" says nothing.
_WITH_QUOTATION = frozenset("continue".split())
# Weak cues that report an attitude to a thing as well as a clause ("rejected the claims").
_TRANSITIVE = frozenset(
    """reject dismiss dispute welcome believe think suggest conclude estimate propose recommend
    endorse oppose hope fear expect want worry indicate imply find suspect feel""".split()
)

# Actively these have an object; with "of", "for", "over" right after them they are passive.
_NEEDS_OBJECT = frozenset(
    """accuse blame criticise criticize condemn denounce decry deplore blast slam praise hail applaud
    reject dismiss attack""".split()
)
# What follows a participle that describes a noun: "the man accused of theft", "people told to go".
_AFTER_PARTICIPLE = {
    "ask": frozenset({"about"}),
    "tell": frozenset({"to", "about"}),
    "report": frozenset({"missing", "dead", "killed", "injured", "stolen", "wounded"}),
    **dict.fromkeys(_NEEDS_OBJECT, frozenset({"of", "for", "over", "to", "in", "as", "at"})),
}
_POSSESSIVES = frozenset({"his", "her", "their", "its"})
_NO_OBJECT = frozenset("and or but because when while after before where as than then so".split())
# Turned down, these are opposed; a claim that is turned down is denied.
_TURNED_DOWN = frozenset({"reject", "dismiss", "rebuff"})
_PROPOSALS = frozenset(
    """offer offers demand demands request requests proposal proposals plan plans bid bids appeal
    appeals deal bill call calls invitation amendment application petition""".split()
)
# "Additional reporting by Ida Moor", "the costs add up": nothing is said.
_NO_CUES = frozenset({("reporting", "by"), ("add", "up"), ("adds", "up"), ("added", "up")})
# Between these and a word that may be a noun stands no article: "would call", "also mentions".
_BEFORE_VERBS = frozenset("also would will can could did does do has have had".split())
_FIRST_WORDS = frozenset({"according", *ADJECTIVES, *CUE_FORMS, *(form for form, _ in CUE_PHRASES)})


def find_cues(tokens: Sequence[Token], quoted: Sequence[bool]) -> list[Cue]:
    """The cues of one sentence; `quoted[i]` says that token i stands inside quotation marks."""
    found: list[Cue] = []
    for at, token in enumerate(tokens):
        if quoted[at]:
            continue
        if token.lower not in _FIRST_WORDS:
            if at > 2 and quoted[at - 2] and _is_verb_of_speech(tokens, at):
                form = token.lower
                found.append(Cue(at, at, token.start, token.end, form, "asserts", True, form))
            continue
        cue = (
            _according(tokens, at)
            or attitude(tokens, at)
            or passive(tokens, quoted, at)
            or _verb(tokens, quoted, at)
        )
        if cue is not None:
            found.append(cue)
    return found


def _is_verb_of_speech(tokens: Sequence[Token], at: int) -> bool:
    """Whether the verb at `at` tells how a quotation was said: `“It was fair,” chuckled Ada.`"""
    if at + 1 >= len(tokens) or tokens[at - 2].text not in (",", "?", "!"):
        return False
    return (
        tokens[at - 1].text in _CLOSING_MARKS
        and tokens[at].lower == tokens[at].text
        and tokens[at].text.endswith("ed")
        and (tokens[at + 1].is_capital or tokens[at + 1].lower in ("the", "a", "he", "she"))
    )


def _according(tokens: Sequence[Token], at: int) -> Cue | None:
    if tokens[at].lower == "according" and at + 1 < len(tokens) and tokens[at + 1].lower == "to":
        end = tokens[at + 1].end
        return Cue(
            at, at + 1, tokens[at].start, end, "according to", "asserts", True, "according to"
        )
    return None


def _verb(tokens: Sequence[Token], quoted: Sequence[bool], at: int) -> Cue | None:
    form = tokens[at].lower
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    phrase = CUE_PHRASES.get((form, following))
    if form in ("back", "regarding") or (form, following) in _NO_CUES:
        return None  # "hit back": an adverb; "regarding the plan": a preposition
    if phrase is None and form not in CUE_FORMS:
        return None
    lemma, stance, cue_class = (*phrase, "speech") if phrase else CUE_FORMS[form]
    first = group_start(tokens, at)
    last = at + 1 if phrase else at
    if not _says_something(tokens, quoted, _Group(first, at, lemma)):
        return None
    frame = _frame_of(tokens, quoted, last, lemma)
    if (frame is None and cue_class == "weak") or not _fits_frame(
        tokens, _Group(first, at, lemma), last, frame
    ):
        return None
    group = {token.lower for token in tokens[first:at]}
    if group & NEGATIONS and lemma in _LEFT_OPEN_WHEN_NEGATED:
        stance = "doubts"
    elif _opposes(tokens, last, lemma):
        stance = "criticises"
    start, end = tokens[at].start, tokens[last].end
    speech = cue_class == "speech"
    return Cue(first, last, start, end, lemma, stance, speech, form, frame or "clause")


class _Group(NamedTuple):
    """A verb group: its first token, its verb, and the verb's lemma."""

    first: int
    at: int
    lemma: str


def _says_something(tokens: Sequence[Token], quoted: Sequence[bool], group: _Group) -> bool:
    """Whether the group is an active verb of a clause, and not one that reports silence."""
    first, at, lemma = group
    words = {token.lower for token in tokens[first:at]}
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    if tokens[at].is_capital and at > 0 and not _is_titled(tokens):
        return False  # part of a name: "the Reporting Act"
    return (
        _is_verb(tokens, quoted, at, first)
        and not _is_passive(tokens, at, first, tokens[at].lower)
        and not _is_silent(lemma, words, following)
        and not _is_reduced_passive(tokens, at, first, lemma)
    )


def _frame_of(
    tokens: Sequence[Token], quoted: Sequence[bool], last: int, lemma: str
) -> Frame | None:
    if " " in lemma and tokens[last].lower in PREPOSITIONS:
        ahead = tokens[last + 1 : last + 2]
        return "object" if ahead and _opens_object(ahead[0]) else None
    return _frame(tokens, quoted, last, lemma)


def _fits_frame(tokens: Sequence[Token], group: _Group, last: int, frame: Frame | None) -> bool:
    """Whether nothing speaks against what follows: no quotation for "continued", a negated attitude."""
    first, at, lemma = group
    if " " in lemma and tokens[last].lower in PREPOSITIONS and frame is None:
        return False
    if lemma in _WITH_QUOTATION and not _beside_quotation(tokens, first, last):
        return False
    negated = any(token.lower in NEGATIONS for token in tokens[first:at])
    return frame != "object" or not (negated or _describes(tokens, at, first))


def _beside_quotation(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether quotation marks stand in the sentence before or after the verb group."""
    around = [*tokens[:first], *tokens[last + 1 :]]
    return any(token.text in _QUOTE_MARKS | _CLOSING_MARKS - {"'", "’"} for token in around)


def _is_silent(lemma: str, group: set[str], following: str) -> bool:
    """Whether nothing was said: "did not say", "might say", "asked not to be named"."""
    if lemma == "ask" and following in ("to", "not"):
        return True
    if group & NEGATIONS:
        return lemma in _SILENT_WHEN_NEGATED
    return bool(group & HYPOTHETICAL)


def _opposes(tokens: Sequence[Token], last: int, lemma: str) -> bool:
    """Whether the cue turns a proposal down: "rejected the offer"."""
    return lemma in _TURNED_DOWN and _object_head(tokens, last + 1) in _PROPOSALS


def _object_head(tokens: Sequence[Token], first: int) -> str:
    """The last word of the noun phrase at `first`, before any preposition or mark."""
    head = ""
    for token in tokens[first:]:
        if token.lower in PREPOSITIONS | {"to", "that"} or (
            not token.is_word and token.lower != "'s"
        ):
            break
        head = token.lower
    return head


def _is_verb(tokens: Sequence[Token], quoted: Sequence[bool], at: int, first: int) -> bool:
    form = tokens[at].lower
    before = tokens[first - 1].lower if first > 0 else ""
    if any(token.lower == "to" for token in tokens[first:at]):
        # An infinitive is an intention, not a report, unless it goes on: "went on to say".
        return any(token.lower in LEADING_VERBS for token in tokens[first:at])
    if before in _BEFORE_NOUNS:
        return before == "'s" and form in ("said", "saying")
    if form in NOUN_LIKE and not _is_progressive(tokens, at, first):
        return _is_verb_for_once(tokens, at, first)
    if tokens[at].is_capital and at == 0 and form not in ("saying", "speaking"):
        return False
    if form.endswith("ing"):
        return (
            first == 0
            or not tokens[first - 1].is_word
            or not _prep(tokens, first)
            or at + 1 < len(tokens)
        )
    return True


def _is_verb_for_once(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Whether a word that is a noun as often as not is a verb here, by what stands around it."""
    form = tokens[at].lower
    before = tokens[first - 1].lower if first > 0 else ""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if any(token.lower in _BEFORE_VERBS for token in tokens[first:at]):
        return True
    subject = before in PRONOUNS or (first > 0 and tokens[first - 1].is_capital)
    if following is None or following.text == ".":
        # "…, the Orlen Courier reports."
        return subject and form.endswith("s") and _after_comma(tokens, first - 1)
    if form in _SHOWING and before not in _BROADCASTS:
        return following.is_word
    if following.lower == "to" and CUE_FORMS[form][0] in TAKES_INFINITIVE:
        joined = before in ("and", "but", "yet", ",")
        named = subject or joined or before.endswith("s") or before in _BODIES
        return named and is_infinitive(tokens[at + 1 : at + 4])
    if subject and (following.lower in DETERMINERS or form in _SELDOM_NOUNS):
        return True
    return (
        following.lower in _CLAUSE_OPENERS
        or following.text in _QUOTE_MARKS
        or following.text == ":"
    )


def _is_progressive(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Whether an -ing form is a verb for its auxiliary: "is warning", "has been claiming"."""
    return tokens[at].lower.endswith("ing") and any(
        token.lower in BE | {"'s"} for token in tokens[max(0, first - 1) : at]
    )


def _after_comma(tokens: Sequence[Token], last: int) -> bool:
    """Whether the capitalised words that end at `last` stand right after a comma."""
    at = last
    while at >= 0 and (tokens[at].is_capital or tokens[at].lower in ("the", "of")):
        at -= 1
    return at >= 0 and tokens[at].text in (",", "”", '"')


def _prep(tokens: Sequence[Token], first: int) -> bool:
    return tokens[first - 1].lower in PREPOSITIONS


def _is_passive(tokens: Sequence[Token], at: int, first: int, form: str) -> bool:
    """Whether the cue is a passive or a participle after a form of "be" ("is expected to")."""
    if form.endswith("ing"):
        return False
    return any(token.lower in BE for token in tokens[first:at])


def _is_reduced_passive(tokens: Sequence[Token], at: int, first: int, lemma: str) -> bool:
    """Whether the cue describes a noun: "a man accused of theft", "two people said to have left"."""
    form = tokens[at].lower
    if first != at or not form.endswith(("ed", "told", "said", "written")) or at + 1 >= len(tokens):
        return False
    following = tokens[at + 1].lower
    further = tokens[at + 2].lower if at + 2 < len(tokens) else ""
    if form == "said":
        return following == "to" and further in ("have", "be")
    if following in _AFTER_PARTICIPLE.get(lemma, frozenset()):
        return True
    if following == "by":
        return further not in MEANS
    return _opens_apposition(tokens, at)


def _opens_apposition(tokens: Sequence[Token], at: int) -> bool:
    """Whether the participle stands between commas: "The plan, announced in May, …"."""
    if at < 2 or tokens[at - 1].text != "," or tokens[at + 1].lower not in PREPOSITIONS:
        return False
    if any(not token.is_word and token.lower != "'s" for token in tokens[: at - 1]):
        return False
    for token in tokens[at + 1 :]:
        if token.text == "," or token.lower == "that":
            return token.text == ","
    return False


def _frame(tokens: Sequence[Token], quoted: Sequence[bool], last: int, lemma: str) -> Frame | None:
    """What follows a cue: a clause or quotation, an infinitive, an object; None for nothing of these."""
    following = tokens[last + 1 : last + 4]
    if not following:
        return None
    first = following[0]
    if first.lower == "to":
        return "infinitive" if lemma in TAKES_INFINITIVE and is_infinitive(following) else None
    if first.lower in _CLAUSE_OPENERS and first.lower not in _POSSESSIVES:
        return "clause"
    if lemma in TAKES_OBJECT and _opens_object(first):
        return "clause" if lemma in TAKES_BOTH and _is_clause(tokens[last + 1 :]) else "object"
    if first.lower in _CLAUSE_OPENERS or (lemma in _TRANSITIVE and first.is_word):
        return "clause"
    quotes = any(token.text in _QUOTE_MARKS for token in following) or first.text == ":"
    return "clause" if quotes else None


def _is_clause(following: Sequence[Token]) -> bool:
    """Whether a subject and an auxiliary follow: "feared the dam would break"."""
    for token in following[1:MAX_SUBJECT_TOKENS]:
        if not token.is_word and token.lower != "'s":
            return False
        if token.lower in AUXILIARIES - {"to", "not"}:
            return True
    return False


def _describes(tokens: Sequence[Token], at: int, first: int) -> bool:
    """Whether a participle between commas describes what stands before: "a plan, called Orlen 2,".

    After a second comma the verb goes on from an apposition: "Lund, 58, denied six counts".
    """
    if first != at or at == 0 or tokens[at - 1].text != ",":
        return False
    alone = all(token.text != "," for token in tokens[: at - 1])
    return alone and not tokens[at].lower.endswith(("ing", "s"))


def _is_titled(tokens: Sequence[Token]) -> bool:
    """Whether the sentence is a headline in title case."""
    words = [token for token in tokens if token.is_word and len(token.text) > 3]
    return sum(token.is_capital for token in words) >= MOSTLY_CAPITALS * len(words)


def _opens_object(first: Token) -> bool:
    return (
        first.is_word
        and first.lower not in PREPOSITIONS | AUXILIARIES | ADVERBS | TIME_WORDS | _NO_OBJECT
    )
