"""Writes the parts of the documentation that follow from the code.

    python docs/generate.py

docs/cli.md from the commands (not from what `--help` prints, which is laid out anew by each
version of typer), the codes that they end with, and the variables that the code looks up;
docs/schemas/ from `summarizer schema`; and in docs/schemas.md what stands between
`<!-- begin NAME -->` and `<!-- end -->`. tests/test_schema_docs.py fails when this was forgotten.
"""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typer.main
from pydantic import BaseModel

import summarizer
from summarizer.cli import app
from summarizer.cli.ending import EXIT_CODES
from summarizer.export import json_schema, schema_names
from summarizer.schemas.claim import STANCES, Claim, Speaker
from summarizer.schemas.event import (
    EVENT_TYPES,
    STATUSES,
    Event,
    Participant,
    Place,
    Quantity,
    Time,
)
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.review import Change
from summarizer.schemas.span import Span
from summarizer.schemas.summary import (
    Coverage,
    DocumentInfo,
    Entity,
    Gap,
    Rejected,
    Summary,
    Usage,
)
from summarizer.settings import VENDOR_KEY_VARIABLES

__all__ = ["ACE_2005", "MEANINGS", "OURS", "VARIABLES", "pages", "variables_read"]

DOCS = Path(__file__).parent

SHOWN_VALUES = 7
"""A field with more possible values than this has a table of its own."""

_CLI_HEAD = """\
# The command line

What `--help` says, command by command; written by `python docs/generate.py`.

The result alone goes to standard output, everything else to standard error. An error is one line
that begins with `error:` and says what to do."""

_VARIABLES_HEAD = """\
Environment variables. An option that says the same outranks its variable; one that is empty counts
as not set."""

VARIABLES = {
    "NO_COLOR": "Anything: no colours on a terminal.",
    "OPENAI_API_KEY": "The key for OpenAI, or for the server at `--base-url`.",
    "OPENAI_BASE_URL": "An OpenAI-compatible server; as `--base-url`.",
    "RAY_USAGE_STATS_ENABLED": "`1`: Ray reports its use to its makers (`batch --engine ray`)."
    " Without it, it does not.",
    "SUMMARIZER_JOURNAL": "The file of the journal; as `--journal`. `batch` keeps its own.",
    "SUMMARIZER_MODEL": "The model; as `--model`.",
    "SUMMARIZER_TIMEOUT": "Seconds that a call may stay silent.",
    "TERM": "`dumb`: no colours either.",
    **{name: f"The key for `{vendor}/…`." for vendor, name in VENDOR_KEY_VARIABLES.items()},
}
"""What a variable is for, where no option's own description says so."""

_ENVIRONMENTS = frozenset({"environ", "values"})
"""What the code calls the environment, and what `Settings.from_environment` makes of it."""

_VARIABLE = re.compile("[A-Z][A-Z0-9_]+")

SHORT_HELP = 80

ACE_2005 = frozenset(
    """
    Life.Be-Born Life.Marry Life.Divorce Life.Injure Life.Die Movement.Transport
    Transaction.Transfer-Ownership Transaction.Transfer-Money Business.Start-Org
    Business.Merge-Org Business.Declare-Bankruptcy Business.End-Org Conflict.Attack
    Conflict.Demonstrate Contact.Meet Contact.Phone-Write Personnel.Start-Position
    Personnel.End-Position Personnel.Nominate Personnel.Elect Justice.Arrest-Jail
    Justice.Release-Parole Justice.Trial-Hearing Justice.Charge-Indict Justice.Sue Justice.Convict
    Justice.Sentence Justice.Fine Justice.Execute Justice.Extradite Justice.Acquit Justice.Appeal
    Justice.Pardon
    """.split()
)
"""The 33 event subtypes of the ACE 2005 guidelines for English, version 5.4.3."""

OURS = {
    "conflict.seize": "split from Conflict.Attack: who holds a place is news of its own",
    "conflict.withdraw": "ACE has no end of a fight; its moves would be Movement.Transport",
    "conflict.mobilize": "split from Movement.Transport, where ACE puts troops on the move",
    "justice.investigate": "ACE begins at the arrest, and news long before it",
    "crime.offence": "ACE has only the violent ones, as Conflict.Attack",
    "politics.decide": "ACE leaves politics out, but for elections and offices",
    "politics.agree": "ACE leaves politics out; it has the talks, as Contact.Meet",
    "politics.sanction": "ACE leaves politics out",
    "politics.aid": "ACE leaves politics out; it has payments, as Transaction.Transfer-Money",
    "business.results": "ACE leaves the economy out",
    "business.labour": "ACE leaves the economy out; a march is conflict.demonstrate",
    "disaster.natural": "ACE has the dead and hurt of a disaster, not the disaster",
    "disaster.accident": "ACE has the dead and hurt of an accident, not the accident",
    "health.outbreak": "ACE leaves health out",
    "health.care": "ACE leaves health out",
    "science.discover": "ACE leaves science out",
    "science.launch": "ACE leaves science out",
    "sport.contest": "ACE leaves sport out",
    "culture.release": "ACE leaves culture out",
    "other": "so that nothing is forced into a type that does not fit",
}
"""The types that ACE 2005 does not have, and why there are any."""

WIDER = {"life.marry": "Life.Marry, Life.Divorce"}
"""Types that take in more than the one of their name."""

RECORDS: tuple[type[BaseModel], ...] = (
    *(Summary, DocumentInfo, Event, Participant, Place, Time, Quantity),
    *(Claim, Speaker, RecipeItem, Entity, Span, Rejected, Problem, Coverage, Gap, Usage, Change),
)

MEANINGS = {
    "Summary.document": "Which document was read.",
    "Summary.events": "What happened, in the order of the text.",
    "Summary.claims": "Who said what, in the order of the text.",
    "Summary.entities": "Who and what is named.",
    "Summary.rejected": "What could not be shown to stand in the source.",
    "Summary.coverage": "How much of what calls for an item has one.",
    "Summary.usage": "What it took.",
    "DocumentInfo.title": "As the document gives it.",
    "DocumentInfo.text_sha256": "Of the text in UTF-8, in hex.",
    "Event.id": "`e1`, `e2`, …, within this summary.",
    "Event.type": "One of the [event types](#event-types).",
    "Event.summary": "One sentence that says what happened.",
    "Event.participants": "Who and what took part.",
    "Event.place": "Where; null when it is not said.",
    "Event.time": "When; null when it is not said.",
    "Event.quantities": "Killed, wounded, money and other figures.",
    "Event.status": "One of the [statuses](#statuses).",
    "Event.confidence": "0 to 1; orders items, and is no probability.",
    "Event.problems": "Notes beside the item; none of them keeps it out.",
    "Participant.span": "Where it is named.",
    "Place.name": "In the source's words.",
    "Place.span": "Where it is named.",
    "Time.start": "First day, an ISO date; null when it cannot be resolved.",
    "Time.end": "Last day, included.",
    "Time.span": "Where it stands.",
    "Quantity.what": "What happened to those counted.",
    "Quantity.low": "The least it can be; null when the text sets no such bound.",
    "Quantity.high": "The most it can be; null when the text sets no such bound.",
    "Quantity.text": "The figure in the source's words: `at least 56`.",
    "Quantity.span": "Where it stands.",
    "Claim.id": "`c1`, `c2`, …, within this summary.",
    "Claim.stance": "One of the [stances](#stances).",
    "Claim.quotation": "Whether its words stand in quotation marks: all, some or none.",
    "Claim.event_ids": "Events that its words report.",
    "Claim.confidence": "0 to 1; orders items, and is no probability.",
    "Claim.problems": "Notes beside the item; none of them keeps it out.",
    "Entity.canonical": "The fullest name the article gives.",
    "Entity.mentions": "Every place where it is named.",
    "Span.start": "Offset of the first character, from 0.",
    "Span.end": "Offset after the last character.",
    "Span.text": "The characters between.",
    "Rejected.kind": "What the model meant to give; `item`: one of the recipe in its `recipe`.",
    "Rejected.problems": "Why it was rejected.",
    "Problem.severity": "`error` (a proof that failed), `doubt` (an opinion of grammar) or `note`.",
    "Coverage.covered": "Of these, sentences that an item has as evidence.",
    "Coverage.left_out": "The others.",
    "Gap.span": "The sentence.",
    "Usage.calls": "Calls to the model, retries included.",
    "Usage.input_tokens": "Tokens read.",
    "Usage.cached_tokens": "Of these, tokens the server had in its prefix cache.",
    "Usage.output_tokens": "Tokens written.",
    "Usage.model": "As the journal calls it.",
    "Usage.strategy": "`whole` or `focused`.",
}
"""What a field means where its record's own description does not say."""


def pages() -> dict[Path, str]:
    """Every generated file with what it should hold."""
    schemas = {DOCS / "schemas" / f"{name}.json": json_schema(name) for name in schema_names()}
    reference = DOCS / "schemas.md"
    filled = _filled(reference.read_text(encoding="utf-8"))
    return {DOCS / "cli.md": _command_reference(), reference: filled, **schemas}


def _filled(text: str) -> str:
    blocks = {
        "records": "\n\n".join(map(_record, RECORDS)),
        "event-types": _event_types(),
        "statuses": _table(("status", "meaning"), _coded(STATUSES)),
        "stances": _table(("stance", "the speaker …"), _coded(STANCES)),
        "schemas": "\n".join(f"- [`{name}`](schemas/{name}.json)" for name in schema_names()),
    }
    block = re.compile(r"(<!-- begin (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
    return block.sub(lambda found: f"{found[1]}{blocks[found[2]]}\n{found[3]}", text)


def _record(record: type[BaseModel]) -> str:
    schema = record.model_json_schema(mode="serialization")
    rows = [
        (
            f"`{name}`",
            _type(field),
            field.get("description") or MEANINGS[f"{record.__name__}.{name}"],
        )
        for name, field in schema["properties"].items()
    ]
    about = " ".join(schema["description"].split())
    return f"### {record.__name__}\n\n{about}\n\n{_table(('field', 'type', 'meaning'), rows)}"


def _type(field: Mapping[str, Any]) -> str:
    """A JSON Schema's type in a few words."""
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    values = field.get("enum", [])
    if 0 < len(values) <= SHOWN_VALUES:
        return ", ".join(f"`{value}`" for value in values)
    return str(field["type"])


def _event_types() -> str:
    rows = [(f"`{name}`", meaning, _ace(name)) for name, meaning in EVENT_TYPES.items()]
    return _table(("type", "meaning", "ACE 2005, or why it is ours"), rows)


def _ace(name: str) -> str:
    """The ACE type of this name; else why there is none."""
    capitals = ".".join("-".join(map(str.capitalize, part.split("-"))) for part in name.split("."))
    if capitals in ACE_2005:
        return WIDER.get(name, capitals)
    return f"ours: {OURS[name]}"


def _coded(meanings: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(f"`{name}`", meaning) for name, meaning in meanings.items()]


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


@cache
def variables_read() -> frozenset[str]:
    """The environment variables that the code looks up by name."""
    package = Path(summarizer.__file__).parent
    sources = [path.read_text(encoding="utf-8") for path in package.rglob("*.py")]
    # Most need not be parsed, which takes seconds.
    trees = [ast.parse(source) for source in sources if "environ" in source]
    named = {name for tree in trees for node in ast.walk(tree) for name in _looked_up(node)}
    return frozenset(named).union(VENDOR_KEY_VARIABLES.values())


def _looked_up(node: ast.AST) -> Iterator[str]:
    """The constants that a call, a subscript or a comparison holds against the environment."""
    if not isinstance(node, ast.Call | ast.Subscript | ast.Compare):
        return
    parts = list(ast.iter_child_nodes(node))
    if _ENVIRONMENTS.intersection(map(_called, parts)):
        for part in parts:
            if isinstance(part, ast.Constant) and _VARIABLE.fullmatch(str(part.value)):
                yield str(part.value)


def _called(node: ast.AST) -> str:
    """`environ` of `os.environ` and of `os.environ.get`."""
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr in _ENVIRONMENTS else _called(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def _variables() -> str:
    meanings = {name: VARIABLES[name] for name in variables_read()}
    for words, command in _commands(typer.main.get_command(app), ("summarizer",)):
        for one in command.params:
            if one.envvar:
                option = f"`{one.opts[-1]}` of `{' '.join(words)}`"
                meanings[one.envvar] = f"As {option}: {one.help[:1].lower()}{one.help[1:]}"
    rows = [(f"`{name}`", meaning) for name, meaning in sorted(meanings.items())]
    return _table(("variable", "what it sets"), rows)


def _exit_codes() -> str:
    rows = [(str(code), meaning) for code, meaning in EXIT_CODES.items()]
    return _table(("exit code", "meaning"), rows)


def _command_reference() -> str:
    parts = [_CLI_HEAD, _exit_codes(), _VARIABLES_HEAD, _variables()]
    for words, command in _commands(typer.main.get_command(app), ("summarizer",)):
        members = getattr(command, "commands", {})
        parameters = [one for one in command.params if not (one.hidden or one.name == "help")]
        operands = [
            f"[{one.metavar}]" if not one.required else one.metavar
            for one in parameters
            if one.param_type_name == "argument"
        ]
        usage = " ".join([*words, "[OPTIONS]", *operands, *(["COMMAND"] if members else [])])
        rows = [(_option(one), one.help) for one in parameters]
        about = [(f"`{name}`", one.get_short_help_str(SHORT_HELP)) for name, one in members.items()]
        parts += [
            f"## {' '.join(words)}",
            f"    {usage}",
            inspect.cleandoc(command.help),
            _table(("command", ""), about) if about else "",
            _table(("argument or option", ""), rows) if rows else "",
        ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _option(parameter: Any) -> str:
    """How a parameter is written: `-o`, `--output FILE`."""
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar}`"
    value = "" if parameter.is_flag else f" {parameter.metavar}"
    return ", ".join(f"`{name}`" for name in [*parameter.opts[:-1], parameter.opts[-1] + value])


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it, groups before their members."""
    yield words, command
    for name, member in getattr(command, "commands", {}).items():
        yield from _commands(member, (*words, name))


def main() -> None:
    """Bring every generated file up to date, and remove schemas that are gone."""
    wanted = pages()
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (DOCS / "schemas").glob("*.json"):
        if path not in wanted:
            path.unlink()


if __name__ == "__main__":
    main()
