"""Who is reported to have said what: the shapes in which news attributes words."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripting import read

from summarizer.grounding.speakers import Speakers
from summarizer.grounding.threads import threads
from summarizer.scan import Attribution

Found = tuple[str | None, str, list[str]]


def attributed(text: str) -> list[Found]:
    """(words that name the speaker, stance, what is said) for each attribution."""
    return [
        (found.source and text[slice(*found.source)], found.stance, contents(found, text))
        for found in read(text).scan.attributions
    ]


def contents(attribution: Attribution, text: str) -> list[str]:
    return [text[start:end] for start, end in attribution.content]


def speakers(text: str) -> list[str | None]:
    """Whom the rules make out as the speaker of each statement, by the fullest name."""
    reading = read(text)
    found = [Speakers(reading).expected(attribution) for attribution in threads(reading)]
    return [speaker and speaker.canonical for speaker in found]


@pytest.mark.parametrize(
    ("sentence", "source", "content"),
    [
        ("“The pass is shut,” said Ida Moor.", "Ida Moor", ["The pass is shut"]),
        ("“The pass is shut,” Ida Moor said.", "Ida Moor", ["The pass is shut"]),
        ("“The pass is shut,” the mayor told reporters.", "the mayor", ["The pass is shut"]),
        ("“It was fair,” countered Ida Moor.", "Ida Moor", ["It was fair"]),
        ("“It was fair,” chuckled Ida Moor.", "Ida Moor", ["It was fair"]),
        ("“Is it shut?” asked Ida Moor.", "Ida Moor", ["Is it shut?"]),
        ("The pass is shut, police said.", "police", ["The pass is shut"]),
        ("The pass is shut, said Ida Moor.", "Ida Moor", ["The pass is shut"]),
        ("The pass is shut, police said on Monday.", "police", ["The pass is shut"]),
        ("Ida Moor said that the pass was shut.", "Ida Moor", ["the pass was shut"]),
        ("Ida Moor said the pass was shut.", "Ida Moor", ["the pass was shut"]),
        ("Ida Moor has also said the pass was shut.", "Ida Moor", ["the pass was shut"]),
        ("Ida Moor said on Monday that the pass was shut.", "Ida Moor", ["the pass was shut"]),
        ("The union said in a letter that it would sue.", "The union", ["it would sue"]),
        ("On Monday, Ida Moor said the pass was shut.", "Ida Moor", ["the pass was shut"]),
        ("In Tarn, officials said the pass was shut.", "officials", ["the pass was shut"]),
        ("Ida Moor told the Tarn Post that it was shut.", "Ida Moor", ["it was shut"]),
        ("Ida Moor wrote on her page: “It is shut.”", "Ida Moor", ["It is shut"]),
        ("Her lawyers say the pass was shut.", "Her lawyers", ["the pass was shut"]),
        ("Both sides said the pass was shut.", "Both sides", ["the pass was shut"]),
        ("Brand, 43, of Tarn, admitted theft.", "Brand", ["theft"]),
        ("Brand, along with Ida Moor, said it was shut.", "Brand", ["it was shut"]),
        ("The mayor, criticised for it, said it was shut.", "The mayor", ["it was shut"]),
        (
            "Ida Moor and her son, Otto Brand, said it was shut.",
            "Ida Moor and her son, Otto Brand",
            ["it was shut"],
        ),
        (
            "Guides told to leave Tarn said it was shut.",
            "Guides told to leave Tarn",
            ["it was shut"],
        ),
        ("The army left Tarn and the mayor said it was shut.", "the mayor", ["it was shut"]),
        ("The study found that the pass was sinking.", "The study", ["the pass was sinking"]),
    ],
)
def test_a_cue_with_its_speaker(sentence: str, source: str, content: list[str]) -> None:
    assert [(who, said) for who, _, said in attributed(sentence)] == [(source, content)]


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("According to Ida Moor, the pass is shut.", ["the pass is shut"]),
        ("The pass, according to Ida Moor, is shut.", ["The pass", "is shut"]),
        ("The pass is shut, according to Ida Moor.", ["The pass is shut"]),
    ],
)
def test_according_to_anywhere_in_the_sentence(sentence: str, content: list[str]) -> None:
    assert attributed(sentence) == [("Ida Moor", "asserts", content)]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“It is shut,” Ida Moor, the mayor of Tarn, said.", "Ida Moor"),
        ("“It is shut,” said Ida Moor, the mayor of Tarn.", "Ida Moor"),
        ("Ida Moor, the mayor of Tarn, said the pass was shut.", "Ida Moor"),
        ("Ida Moor, a guide, said the mayor was wrong.", "Ida Moor"),
        ("Ida Moor, 54, said the pass was shut.", "Ida Moor"),
        ("Ida Moor, speaking in Tarn, said the pass was shut.", "Ida Moor"),
        ("Ida Moor (pictured) said the pass was shut.", "Ida Moor"),
        ("“It is shut,” the police chief, Ida Moor, said.", "Ida Moor"),
        ("The government’s spokeswoman, Ida Moor, said it was shut.", "Ida Moor"),
        ("The mayor of Tarn, Ida Moor, accused Vale Mining of theft.", "Ida Moor"),
        ("He was not charged, according to his lawyer, Ida Moor.", "Ida Moor"),
        ("Ida Moor, who lives in Tarn, said the pass was shut.", "Ida Moor"),
    ],
)
def test_an_apposition_does_not_hide_the_speaker(sentence: str, speaker: str) -> None:
    assert speakers(sentence) == [speaker]


@pytest.mark.parametrize(
    ("sentence", "source", "content", "stance"),
    [
        (
            "Ida Moor defended the plan, saying it would save money.",
            "Ida Moor",
            "it would save money",
            "asserts",
        ),
        (
            "The company issued a statement, denying that it had cut corners.",
            "The company",
            "it had cut corners",
            "denies",
        ),
        (
            "Ida Moor resigned on Monday, adding: “I had no choice.”",
            "Ida Moor",
            "I had no choice",
            "asserts",
        ),
    ],
)
def test_a_participle_shares_the_subject_of_its_sentence(
    sentence: str, source: str, content: str, stance: str
) -> None:
    assert attributed(sentence)[-1] == (source, stance, [content])


@pytest.mark.parametrize(
    ("sentence", "source", "stance", "content"),
    [
        ("Ida Moor wants to close the pass.", "Ida Moor", "demands", "to close the pass"),
        ("The mayor refused to resign, and left.", "The mayor", "denies", "to resign"),
        ("Ida Moor praised the rescue, adding that it was fast.", "Ida Moor", "supports", "the rescue"),
        ("Otto Brand mocked the plan on Monday.", "Otto Brand", "criticises", "the plan"),
        ("Polls show a close race.", "Polls", "asserts", "a close race"),
        ("Orlen Air is warning us that the pass is shut.", "Orlen Air", "predicts", "the pass is shut"),
        ("Ida Moor disagreed with the verdict.", "Ida Moor", "criticises", "the verdict"),
        ("Ida Moor’s claim that the pass was safe was false.", "Ida Moor", "asserts", "the pass was safe"),
        ("The mayor noted his refusal to pay.", "The mayor", "asserts", "his refusal to pay"),
        ("BRAND: We left at noon.", "BRAND", "asserts", "We left at noon"),
        ("“We left at noon.” — Ada Brandt, 34", "Ada Brandt", "asserts", "We left at noon"),
        ("Ida Moor, of Orlen, Norland, said it was shut.", "Ida Moor", "asserts", "it was shut"),
        ("One of the guides who rang said it was shut.", "One of the guides", "asserts", "it was shut"),
        ("Ida Moor on Monday said the pass was shut.", "Ida Moor", "asserts", "the pass was shut"),
        ("Otto Brand plans to leave, police said.", "police", "asserts", "Otto Brand plans to leave"),
    ],
)  # fmt: skip
def test_what_somebody_wants_holds_or_is_said_to(
    sentence: str, source: str, stance: str, content: str
) -> None:
    assert (source, stance, [content]) in attributed(sentence)


def test_who_speaks_in_anothers_words_is_a_claim_of_its_own() -> None:
    assert attributed("Ida Moor says that Otto Brand fears the pass will shut.") == [
        ("Ida Moor", "asserts", ["Otto Brand fears the pass will shut"]),
        ("Otto Brand", "predicts", ["the pass will shut"]),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The plan, called Orlen 2, is late.",
        "The rope helped Ida Moor maintain her grip on the wall.",
        "The Death Reporting Act was late.",
        "The search continued on Monday.",
        "The vote ended a dispute that brought down the mayor.",
        "Ida Moor declined to comment.",
        "The board did not recommend the plan.",
    ],
)
def test_no_attitude_where_nobody_has_one(sentence: str) -> None:
    assert attributed(sentence) == []


def test_two_cues_of_one_sentence_have_their_own_speakers() -> None:
    assert attributed("Ida Moor said the cost was high, but Otto Brand said it was fair.") == [
        ("Ida Moor", "asserts", ["the cost was high"]),
        ("Otto Brand", "asserts", ["it was fair"]),
    ]


def test_a_second_cue_by_the_same_speaker() -> None:
    assert attributed("“We tried,” Ida Moor said, adding that the road was open.") == [
        ("Ida Moor", "asserts", ["We tried"]),
        ("Ida Moor", "asserts", ["the road was open"]),
    ]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "Ida Moor said it was shut and Otto Brand said it was open.",
            {"Ida Moor": "it was shut", "Otto Brand": "it was open"},
        ),
        (
            "It is shut, Ida Moor said, while Otto Brand said it was open.",
            {"Ida Moor": "It is shut", "Otto Brand": "it was open"},
        ),
        ("After Ida Moor said it was shut, Otto Brand left.", {"Ida Moor": "it was shut"}),
        ("Brand, who said the vote was rigged, lost Tarn.", {"Brand": "the vote was rigged"}),
        ("Moor, whom Otto Brand said was a liar, left Tarn.", {"Otto Brand": "was a liar"}),
    ],
)
def test_what_is_said_ends_with_its_clause(sentence: str, said: dict[str, str]) -> None:
    assert {who: " … ".join(what) for who, _, what in attributed(sentence)} == said


@pytest.mark.parametrize(
    "setting",
    [
        "last week",
        "late on Monday",
        "earlier this year",
        "two weeks ago",
        "in Tarn on 5 May",
    ],
)
def test_a_time_before_that_is_no_part_of_what_is_said(setting: str) -> None:
    assert attributed(f"The firm said {setting} that profit fell.") == [
        ("The firm", "asserts", ["profit fell"])
    ]


def test_a_time_after_that_is_part_of_what_is_said() -> None:
    assert attributed("Moor told the court that, on 5 May, he was ill.") == [
        ("Moor", "asserts", ["on 5 May, he was ill"])
    ]


@pytest.mark.parametrize("denial", ["which Norland denies", "a charge Norland has denied"])
@pytest.mark.parametrize(
    ("accusation", "content"),
    [
        ("The union said Norland sank a ferry", "Norland sank a ferry"),
        ("The union accused Norland of theft", "Norland of theft"),
        ("Norland sank a ferry", "Norland sank a ferry"),
    ],
)
def test_a_denial_after_what_it_denies(accusation: str, content: str, denial: str) -> None:
    found = attributed(f"{accusation}, {denial}.")
    assert found[-1] == ("Norland", "denies", [content])
    assert [what for _, stance, what in found[:-1] if stance != "denies"] in ([], [[content]])


def test_a_pronoun_denies_allegations() -> None:
    assert attributed("Moor stole the money, allegations she denies.") == [
        ("she", "denies", ["Moor stole the money"])
    ]


def test_who_added() -> None:
    assert attributed("“It is dear,” said Otto Brand, who added that the work was late.") == [
        ("Otto Brand", "asserts", ["It is dear"]),
        ("Otto Brand", "asserts", ["the work was late"]),
    ]


def test_a_relative_clause_ends_where_its_sentence_goes_on() -> None:
    assert attributed("Brand, who said he had warned the council, resigned on Monday.") == [
        ("Brand", "asserts", ["he had warned the council"])
    ]


@pytest.mark.parametrize("speaker", ["she", "Ida Moor"])
def test_a_split_quotation_is_one_statement(speaker: str) -> None:
    text = f"“We tried,” {speaker} said, “but the river was strong.”"
    assert attributed(text) == [(speaker, "asserts", ["We tried", "but the river was strong"])]


def test_a_speaker_wedged_into_the_clause() -> None:
    assert attributed("The plan, Ida Moor said, would fail.") == [
        ("Ida Moor", "asserts", ["The plan", "would fail"])
    ]
    assert attributed("The group showed photographs of nine boats it said were stolen.") == [
        ("it", "asserts", ["nine boats", "were stolen"])
    ]


def test_words_before_a_quotation_belong_to_what_is_said() -> None:
    assert attributed("The plan is “dead”, Ida Moor said.") == [
        ("Ida Moor", "asserts", ["The plan is “dead”"])
    ]


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("Norland denied that its ships had sailed.", "denies"),
        ("Norland rejected the claims.", "denies"),
        ("Ida Moor ruled out closing the pass.", "denies"),
        ("Ida Moor confirmed the report.", "confirms"),
        ("The union accused the firm of hiding the report.", "accuses"),
        ("Ida Moor warned that prices would rise.", "predicts"),
        ("Ida Moor vowed to open the pass.", "promises"),
        ("The union demanded that the pass be opened.", "demands"),
        ("The union called for a strike.", "demands"),
        ("Ida Moor called the plan “a costly mistake”.", "asserts"),
        ("Ida Moor asked whether the pass was safe.", "asks"),
        ("Ida Moor did not deny that the pass was unsafe.", "doubts"),
        ("Police couldn’t confirm the report.", "doubts"),
        ("Ida Moor doesn’t believe the pass is safe.", "doubts"),
        ("Norland neither confirmed nor denied that it had struck the fort.", "doubts"),
    ],
)
def test_what_a_speaker_does_by_saying_it(sentence: str, stance: str) -> None:
    assert [found for _, found, _ in attributed(sentence)] == [stance]


@pytest.mark.parametrize(
    "sentence",
    [
        "The report was published on Monday.",
        "A claim by the union was thrown out.",
        "The state of emergency will end on Friday.",
        "Ida Moor did not say when the pass would open.",
        "Ida Moor didn't say when the pass would open.",
        "Ida Moor can’t say when it will open.",
        "Ida Moor declined to comment on the cost.",
        "The ministry refused to say how many were hurt.",
        "The pass is expected to open in May.",
        "The pass is said to be haunted.",
        "Needless to say, the pass was shut.",
        "The guide left on Monday.",
        "Contrary to what the mayor said, the pass is safe.",
        "Despite what officials claimed, the pass is safe.",
        "Neither Ida Moor nor Otto Brand admitted theft.",
        "Neither the army nor the police confirmed that it was shut.",
        "Not a single witness said that it was shut.",
        "Hardly anyone said it was shut.",
        "If Mr. Brand says that it is shut, nobody will come.",
        "Had Brand said it was shut, nobody would have come.",
        "Brand said nothing about the pass.",
        "Because Ida Moor said so, the pass was shut.",
    ],
)
def test_no_statement_where_nobody_makes_one(sentence: str) -> None:
    assert attributed(sentence) == []


def test_a_wish_not_to_be_named_is_no_statement() -> None:
    text = "An official, who asked not to be named, said the pass was shut."
    assert attributed(text) == [("An official", "asserts", ["the pass was shut"])]


def test_what_somebody_is_asked_about_is_no_statement() -> None:
    text = "Asked about the pass, Ida Moor said it was safe."
    assert attributed(text) == [("Ida Moor", "asserts", ["it was safe"])]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Mr Brand said the cost was high.", "Brand"),
        ("Prime Minister Ida Moor said the cost was high.", "Ida Moor"),
        ("A spokeswoman for the port said ships were waiting.", "spokeswoman for the port"),
        ("An adviser to the mayor said ships were waiting.", "adviser to the mayor"),
        ("A source close to the talks said a deal was near.", "source close to the talks"),
        ("The mayor’s office said the water was safe.", "mayor’s office"),
        ("Ida Moor and Otto Brand said the water was safe.", "Ida Moor and Otto Brand"),
        ("Police and residents said the water was safe.", "police and residents"),
        (
            "The mayor of Tarn and the head of the port said it was safe.",
            "mayor of Tarn and the head of the port",
        ),
        ("Officials said the water was safe.", "officials"),
        ("The water was safe, officials said.", "officials"),
        ("The water was safe, Dr. Otto Brand said.", "Otto Brand"),
    ],
)
def test_titles_and_sources_without_a_name(sentence: str, speaker: str) -> None:
    assert speakers(sentence) == [speaker]


@pytest.mark.parametrize(
    ("before", "pronoun", "speaker"),
    [
        ("Mr Brand met Ms Moor on Monday.", "he", "Brand"),
        ("Mr Brand met Ms Moor on Monday.", "she", "Moor"),
        ("Ida Moor, a spokeswoman, met Otto Brand, the chairman.", "she", "Ida Moor"),
        ("Ida Moor, a spokeswoman, met Otto Brand, the chairman.", "he", "Otto Brand"),
        ("Otto Brand runs a mill near Tarn.", "he", "Otto Brand"),
        ("Otto Brand met the harbour authority.", "he", "Otto Brand"),
        ("The harbour authority published its accounts.", "it", "harbour authority"),
        ("Residents met Otto Brand on Monday.", "they", "residents"),
    ],
)
def test_whom_a_pronoun_stands_for(before: str, pronoun: str, speaker: str) -> None:
    assert speakers(f"{before} “It is too late,” {pronoun} said.") == [speaker]


def test_the_last_one_who_spoke_comes_before_one_who_was_only_named() -> None:
    text = "“It is over,” said Ida Moor. The vote was won by Otto Brand. “We lost,” she said."
    assert speakers(text) == ["Ida Moor", "Ida Moor"]


def test_a_pronoun_that_nobody_fits_has_no_speaker() -> None:
    assert speakers("“It is too late,” she said.") == [None]


def test_a_quotation_that_goes_on_in_its_paragraph_is_one_statement() -> None:
    text = "“It is over,” Ida Moor said. “We lost. Nobody came.”"
    reading = read(text)
    [found] = threads(reading)
    assert contents(found, text)[:2] == ["It is over", "We lost"]
    assert contents(found, text)[-1] == "Nobody came"


def test_a_quotation_in_the_next_paragraph_is_by_the_same_speaker() -> None:
    text = "“It is over,” Ida Moor said.\n\n“I never wanted this.”\n\n“We lost,” she added."
    assert speakers(text) == ["Ida Moor", "Ida Moor", "Ida Moor"]


def test_a_speech_over_two_paragraphs_is_by_who_is_named_at_its_end() -> None:
    text = "“The first is the pass. It is shut.\n\n“The second is the road,” Ida Moor said."
    assert set(speakers(text)) == {"Ida Moor"}


def test_a_dateline_is_no_part_of_the_first_sentence() -> None:
    text = "TARN (Norland News) - The pass is shut, police said.\n\nNobody was hurt.\n"
    assert attributed(text) == [("police", "asserts", ["The pass is shut"])]


def test_nested_quotations_stay_inside_the_outer_one() -> None:
    text = "“He told me ‘never again’ and left,” Ida Moor said."
    assert attributed(text) == [("Ida Moor", "asserts", ["He told me ‘never again’ and left"])]


@pytest.mark.parametrize(
    "text",
    [
        "«It is shut», said Ida Moor.",
        "„It is shut“, said Ida Moor.",
        "''It is shut,'' said Ida Moor.",
        "``It is shut,'' said Ida Moor.",
        '"It is shut," said Ida Moor.',
        "‘It is shut,’ said Ida Moor.",
        "'It is shut,' said Ida Moor.",
    ],
)
def test_every_style_of_quotation_mark(text: str) -> None:
    [found] = read(text).scan.attributions
    assert contents(found, text) == ["It is shut"]
    assert (found.quotation, text[slice(*found.source or (0, 0))]) == ("direct", "Ida Moor")


def test_direct_mixed_and_indirect_speech_are_told_apart() -> None:
    text = "“It is shut,” police said. Police said it was “shut for good”. Police said it was shut."
    kinds = [found.quotation for found in read(text).scan.attributions]
    assert kinds == ["direct", "mixed", "indirect"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The plan was praised by Ida Moor.", [("Ida Moor", "supports", ["The plan"])]),
        (
            "The toll, criticised by Otto Lund as a burden, was dropped.",
            [("Otto Lund", "criticises", ["The toll"])],
        ),
        (
            "A bill opposed by the Harbour Union failed.",
            [("the Harbour Union", "criticises", ["A bill"])],
        ),
        ("The village was attacked by rebels.", []),
        ("The plan was not praised by Ida Moor.", []),
        ("The plan was praised by phone.", []),
    ],
)
def test_the_agent_of_a_passive_holds_its_subject(sentence: str, found: list[Found]) -> None:
    assert attributed(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "Ida Moor is confident that the bridge will open.",
            [("Ida Moor", "predicts", ["the bridge will open"])],
        ),
        ("Otto Lund was opposed to the toll.", [("Otto Lund", "criticises", ["the toll"])]),
        (
            "Ida Moor remained reluctant to sign the contract.",
            [("Ida Moor", "denies", ["to sign the contract"])],
        ),
        ("Otto Lund was not happy about the toll.", []),
        ("Otto Lund met reluctant voters.", []),
        ("Otto Lund could be opposed to the toll.", []),
    ],
)
def test_adjectives_of_attitude(sentence: str, found: list[Found]) -> None:
    assert attributed(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "source", "content"),
    [
        (
            "The mayor voiced deep concern that the ferry was late.",
            "The mayor",
            "the ferry was late",
        ),
        ("A call by Otto Lund for a new ferry was ignored.", "Otto Lund", "a new ferry"),
        ("Otto Lund made a promise to build a pier.", "Otto Lund", "to build a pier"),
        ("Opposition from Otto Lund to the toll was strong.", "Otto Lund", "to the toll"),
    ],
)
def test_nouns_of_saying_that_somebody_expresses(sentence: str, source: str, content: str) -> None:
    assert [(found[0], found[2]) for found in attributed(sentence)] == [(source, [content])]


def test_whom_a_message_goes_to_is_not_what_it_says() -> None:
    assert attributed("Ida Moor’s message to the mayor was short.") == []


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Otto Lund praised the crew as it left the harbour.", "the crew"),
        ("Otto Lund praised the crew, he was tired.", "the crew"),
        ("Otto Lund praised the crew as brave.", "the crew as brave"),
    ],
)
def test_an_object_ends_where_another_clause_begins(sentence: str, content: str) -> None:
    assert [found[2] for found in attributed(sentence)] == [[content]]


@pytest.mark.parametrize(
    ("sentence", "certain"),
    [
        ("Economists fear that prices will rise.", True),
        ("Everyone hopes that prices will fall.", True),
        ("The crisis suggests that prices will rise.", False),
    ],
)
def test_several_people_speak_for_certain(sentence: str, certain: bool) -> None:
    assert [found.certain for found in read(sentence).scan.attributions] == [certain]


WORDS = st.sampled_from(
    """said says “ ” " ' ’ , . : — that who he she it they Ida Moor police the a mayor of Tarn told
    reporters adding denied according to not did accused and but in Monday 12 killed ( ) « » ?
    n't didn't""".split()
)


@given(st.lists(WORDS, min_size=1, max_size=40))
@settings(max_examples=300)
def test_any_jumble_of_words_gives_ranges_inside_the_text(words: list[str]) -> None:
    text = " ".join(words) + " end"
    reading = read(text)
    for found in reading.scan.attributions:
        sentence = reading.scan.sentence(found.sentence)
        ranges = [*found.content, *([found.source] if found.source else [])]
        assert found.content
        assert all(sentence.start <= start < end <= sentence.end for start, end in ranges)


@given(st.lists(WORDS, min_size=1, max_size=40))
def test_words_of_two_statements_are_apart_or_one_within_the_other(words: list[str]) -> None:
    parts = sorted(
        part for found in read(" ".join(words) + " end").scan.attributions for part in found.content
    )
    assert all(a[1] <= b[0] or b[1] <= a[1] or a[0] == b[0] for a, b in pairwise(parts))
