"""What a verb of saying, thinking or willing takes after it, beyond a that-clause or a quotation.

"Lund wants to leave" takes an infinitive, "Brandt praised the rescue" an object. In news both tell
where somebody stands. Verbs that as often report a deed are left out: "attack", "target", "hit".
"""

from summarizer.schemas.claim import Stance

__all__ = [
    "INFINITIVE",
    "NOUNS",
    "OBJECT",
    "PREPOSITIONAL",
    "TAKES_INFINITIVE",
    "TAKES_OBJECT",
    "WITH_CLAUSE",
]

INFINITIVE: dict[Stance, str] = {
    "demands": "want wish seek",
    "promises": """agree vow pledge promise swear offer intend plan undertake commit decide resolve
        volunteer propose""",
    "predicts": "hope expect aim",
    "denies": "refuse decline",
    "threatens": "threaten",
}
OBJECT: dict[Stance, str] = {
    "criticises": """criticise criticize condemn denounce decry deplore blast slam chastise scold
        rebuke deride ridicule mock insult lament bemoan disparage berate excoriate lambast oppose
        resent chide malign demean vilify pillory despise detest""",
    "supports": """praise hail applaud support endorse favour favor defend welcome admire champion
        tout commend laud salute embrace extol idolise idolize promote thank compliment advocate""",
    "asserts": """cite mention describe discuss highlight outline reference call label brand dub
        portray characterise characterize depict liken compare view regard downplay emphasise
        emphasize stress recount echo invoke underline underscore announce unveil repeat mention show
        reiterate reveal detail paint""",
    "demands": "propose urge demand request recommend seek encourage exhort implore beg advise",
    "doubts": "question doubt challenge",
    "denies": "reject dismiss dispute deny resist",
    "predicts": "fear expect anticipate predict foresee",
}
WITH_CLAUSE: dict[Stance, str] = {
    "asserts": """realise realize discover prove demonstrate notice remember forget joke brag
        suspect sense imagine theorise theorize surmise infer reckon guess figure remind inform
        advise notify convince persuade attest vouch profess proclaim avow decree stipulate specify
        underline underscore highlight discover document detail disclose""",
    "predicts": "worry fret bet",
    "criticises": "grumble gripe bemoan",
    "confirms": "certify",
}
PREPOSITIONAL: dict[Stance, str] = {
    "asserts": "point to|refer to|talk about|speak about|allude to|comment on|hint at|boast of",
    "supports": "agree with|argue for|vote for|push for|speak for",
    "criticises": """disagree with|rail against|speak against|argue against|vote against|object to|
        complain about|complain of|balk at|scoff at|lash out|speak out|protest against""",
    "predicts": "worry about|warn of|warn about|warn against|dream of",
    "demands": "ask for|appeal for|plead for|insist on",
    "promises": "commit to|agree to",
}
"""Verbs whose object comes with a preposition."""

NOUNS: dict[Stance, str] = {
    "asserts": """statement claim suggestion assertion contention argument view belief opinion idea
        comment remark message announcement acknowledgement acknowledgment admission emphasis
        conclusion theory position conviction observation characterisation characterization""",
    "accuses": "allegation accusation charge",
    "denies": "denial rejection refusal reluctance",
    "predicts": "warning prediction expectation hope fear concern worry forecast",
    "promises": "promise pledge vow plan commitment offer decision intention determination desire",
    "demands": "call demand request proposal appeal recommendation push bid",
    "supports": "support praise endorsement backing defence defense admiration",
    "criticises": "criticism condemnation attack opposition objection complaint mockery",
    "doubts": "doubt question scepticism skepticism",
    "threatens": "threat",
}
"""Nouns that hold what somebody says or wants, after a possessor: "Lund’s claim that …"."""


def _lemmas(table: dict[Stance, str]) -> frozenset[str]:
    return frozenset(lemma for lemmas in table.values() for lemma in lemmas.split())


TAKES_INFINITIVE = _lemmas(INFINITIVE)
TAKES_OBJECT = _lemmas(OBJECT)
TAKES_BOTH = frozenset(
    """fear expect anticipate predict foresee deny dispute reveal announce show mention stress
    emphasise emphasize recount recommend propose doubt suggest""".split()
)
"""An object, or a clause without "that": there an auxiliary tells which."""
