"""A summary that can be edited: who changed what and when stands in it, and all can be undone."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self, TypeVar, Unpack

from pydantic import Field, ValidationError

from summarizer.documents import Document
from summarizer.editing.article import Article
from summarizer.editing.claims import ClaimParts, new_claim
from summarizer.editing.difference import Diff, difference
from summarizer.editing.events import EventParts, new_event
from summarizer.editing.history import carried_out, new_id, reverse, standing
from summarizer.editing.items import Claim, Event, RecipeItem
from summarizer.editing.notebook import summary_html
from summarizer.editing.reading_json import record_of
from summarizer.editing.recipe_items import ItemChanges, revised_item
from summarizer.editing.recipes_at_hand import GivenRecipe, RecipesAtHand
from summarizer.editing.rules import check_by_rules
from summarizer.editing.stretches import unfit
from summarizer.errors import UsageError
from summarizer.export import to_json, to_markdown, to_text
from summarizer.export.as_csv import to_csv
from summarizer.export.as_ninjs import to_ninjs
from summarizer.export.as_schema_org import to_schema_org
from summarizer.export.as_web_annotations import to_web_annotations
from summarizer.export.as_word import to_word
from summarizer.export.report import to_html
from summarizer.grounding.reading import Reading
from summarizer.schemas import claim as claim_records
from summarizer.schemas import event as event_records
from summarizer.schemas import recipe_item as item_records
from summarizer.schemas import summary as records
from summarizer.schemas.event import EventType
from summarizer.schemas.review import Change, Deed
from summarizer.schemas.span import altered
from summarizer.schemas.verdict import SupportReport

__all__ = ["Checker", "Summary"]

Item = TypeVar("Item", Claim, Event, RecipeItem)
Record = claim_records.Claim | event_records.Event | item_records.RecipeItem


class Checker(Protocol):
    """Who checks with a model: `Summarizer` is one."""

    def check(self, summary: str | records.Summary, source: Document) -> SupportReport: ...


class Summary(records.Summary):
    """A typed, sourced summary of one document, to be read, checked, edited and handed on.

        summary.claims[0].revise(text="…", by="Ilse")
        summary.undo(by="Ilse")
        summary.to_json()

    Its fields are the public JSON contract. Edits check the item at once, without a model, bring
    links and coverage up to date, and are kept in `history`. Any number of threads may read and edit
    one summary; edits are carried out one after another, and none is lost.

    A summary read from JSON has its article only when it is given. Without it nothing can be revised,
    added or checked, and coverage stays as it was. An item of a recipe is revised by that recipe,
    which must be given too when it is a folder. Edits raise UsageError for what is not at hand, for an
    item that is not in the summary, and for a field, a value or a stretch of text that there is not.
    """

    events: list[Event]  # type: ignore[assignment]  # it is frozen: nobody puts a plain record in
    claims: list[Claim]  # type: ignore[assignment]
    items: list[RecipeItem] = Field(default_factory=list)  # type: ignore[assignment]

    # Slots and no fields: what is needed for editing is no part of the content, its JSON or its copies.
    __slots__ = ("_article", "_lock")
    if TYPE_CHECKING:
        _article: Article | None
        _lock: threading.RLock

    @classmethod
    def of(
        cls,
        record: records.Summary,
        document: Document | None = None,
        recipes: Sequence[GivenRecipe] = (),
    ) -> Self:
        """The summary that a record holds; the parameters are those of `from_json`."""
        if document is None:
            return cls.beside(None, record)
        return cls.beside(Article(document, record.recipes, RecipesAtHand(recipes)), record)

    @classmethod
    def beside(cls, article: Article | None, record: records.Summary) -> Self:
        """The same beside an article that was read already. Raises DocumentError when it is another."""
        if article is not None:
            article.refuse_unlike(record)
        summary = cls.model_construct(**vars(record))
        object.__setattr__(summary, "_article", article)
        return summary

    @classmethod
    def from_json(
        cls,
        text: str,
        document: Document | None = None,
        recipes: Sequence[GivenRecipe] = (),
    ) -> Self:
        """The summary that `to_json` wrote, in this version or an older one, or a row of an archive.

        With its `document` all edits can be made. `recipes` are folders of recipes by which items were
        made; those known by name need not be given. Raises DocumentError when the text is no such JSON,
        has a field of a newer version, is of another document, or has words that are not in it;
        RecipeError for a recipe that there is not or that is malformed.
        """
        return cls.of(record_of(text), document, recipes)

    def item(self, id: str) -> Claim | Event | RecipeItem:
        """The claim, event or item of a recipe with this id. Raises UsageError when there is none."""
        items: list[Claim | Event | RecipeItem] = [*self.claims, *self.events, *self.items]
        for item in items:
            if item.id == id:
                return item
        raise UsageError(f"there is no item {id!r} in this summary; it was rejected or never there")

    # -- editing -----------------------------------------------------------------------------

    def add_claim(
        self, start: int, end: int, *, by: str = "", **parts: Unpack[ClaimParts]
    ) -> Claim:
        """The claim that characters `start` to `end` of the article carry, now in the summary.

        What is not given (speaker, stance, text, cue, evidence) is what grammar shows there.
        """
        with self._lock:
            id = new_id("c", self)
            claim = new_claim(id, (start, end), parts, self._reading())
            self._enter("added", by, None, claim)
            return _with_id(self.claims, id)

    def add_event(
        self, start: int, end: int, type: EventType, *, by: str = "", **parts: Unpack[EventParts]
    ) -> Event:
        """The event that characters `start` to `end` of the article tell, now in the summary.

        What is not given (summary, trigger, time, …) is what the scan finds there; there are no
        participants and no place but those given.
        """
        with self._lock:
            id = new_id("e", self)
            event = new_event(id, (start, end), type, parts, self._reading())
            self._enter("added", by, None, event)
            return _with_id(self.events, id)

    def undo(self, *, by: str = "") -> Change | None:
        """Take back the last edit that was not taken back yet; None when there is none.

        Edits made before the summary was written to JSON can be undone after it is read.
        """
        with self._lock:
            done = standing(self.history).done
            return self.carry_out(reverse(done[-1], by, _now())) if done else None

    def redo(self, *, by: str = "") -> Change | None:
        """Do again the edit that was undone last; None when there is none, or another came since."""
        with self._lock:
            undone = standing(self.history).undone
            if not undone:
                return None
            now = {"who": by, "when": _now()}
            return self.carry_out(undone[-1].model_copy(update=now))

    def carry_out(self, change: Change) -> Change:
        """Put an edit into effect that was made elsewhere, by another process or program, and keep it.

        All edits come here in the end. The change is taken at its word: it is not checked, but for
        words that it has the article say.
        """
        with self._lock:
            events, claims, items, rejected = carried_out(change, self)
            coverage = self.coverage
            if self._article is not None:
                now: list[Record] = [*events, *claims, *items]
                _refuse_altered([one for one in now if one.id == change.item_id], self._article)
                coverage = self._article.coverage_after(self, now)
            self._put(
                events=[self._own(Event, event) for event in events],
                claims=[self._own(Claim, claim) for claim in claims],
                items=[self._own(RecipeItem, item) for item in items],
                rejected=rejected,
                coverage=coverage,
                history=[*self.history, change],
            )
            return change

    # -- checking and comparing --------------------------------------------------------------

    def check(self, summarizer: Checker | None = None) -> SupportReport:
        """Whether the article supports each item as it now stands: by rules, or asking a model too.

        The summary is not changed by it.
        """
        document, record = self._at_hand().document, self._record()
        if summarizer is None:
            return check_by_rules(record, document)
        return summarizer.check(record, document)

    def diff(self, other: records.Summary) -> Diff:
        """What `other` has that this one has not, and the other way round; see `Diff`.

        Raises UsageError when they are of different texts.
        """
        return difference(self._record(), other)

    # -- handing on --------------------------------------------------------------------------

    def to_json(self) -> str:
        """The public JSON, indented; `from_json` reads it back."""
        return to_json(self._record())

    def to_text(self) -> str:
        """Plain text, as the command line prints it."""
        return to_text(self._record())

    def to_markdown(self) -> str:
        """Markdown."""
        return to_markdown(self._record())

    def to_html(self) -> str:
        """The report: items beside their article, in one file that fetches nothing."""
        return to_html(self._record(), self.text)

    def to_word(self) -> str:
        """HTML that word processors open well: tables and footnotes, no script."""
        return to_word(self._record())

    def to_csv(self) -> str:
        """A table, one row an item, safe to open in a spreadsheet."""
        return to_csv(self._record())

    def to_annotations(self) -> str:
        """W3C Web Annotations (JSON-LD), one an item, on the article's text."""
        return to_web_annotations(self._record(), self.text)

    def to_schema_org(self) -> str:
        """schema.org JSON-LD: the article with its events, claims and quotations."""
        return to_schema_org(self._record())

    def to_ninjs(self) -> str:
        """IPTC ninjs: the news item as agencies exchange it."""
        return to_ninjs(self._record())

    @property
    def text(self) -> str | None:
        """The article's text, in which all offsets count; None when it was not given."""
        return self._article.document.text if self._article else None

    def _repr_html_(self) -> str:
        return summary_html(self._record())

    # -- inside ------------------------------------------------------------------------------

    def _edit(self, item: Item, what: Deed, by: str, mend: Callable[[Item], Record]) -> Item:
        """For the items' own methods: what `mend` makes of the item as it now stands."""
        with self._lock:
            before = self._current(item)
            self._enter(what, by, before, mend(before))
            return self._current(item)

    def _revised(
        self, item: item_records.RecipeItem, changes: ItemChanges
    ) -> item_records.RecipeItem:
        article = self._at_hand()
        return revised_item(item, changes, article.recipes.recipe(item.recipe), article.reading)

    def _reject(self, item: Claim | Event | RecipeItem, reason: str, by: str) -> None:
        if not (reason and reason.strip()):
            raise UsageError("an item is rejected for a reason; give one")
        with self._lock:
            self._enter("rejected", by, self.item(item.id), None, reason)

    def _current(self, item: Item) -> Item:
        found = self.item(item.id)
        assert isinstance(found, type(item))  # ids of each kind begin with a letter of its own
        return found

    def _enter(
        self, what: Deed, by: str, before: Record | None, after: Record | None, reason: str = ""
    ) -> None:
        item = after or before
        assert item is not None
        try:
            change = Change(
                who=by,
                when=_now(),
                what=what,
                kind=_kind(item),
                item_id=item.id,
                before=before.model_dump(mode="json") if before else None,
                after=after.model_dump(mode="json") if after else None,
                reason=reason,
            )
        except ValidationError as error:
            raise unfit(error, "an edit") from None
        self.carry_out(change)

    def _reading(self) -> Reading:
        return self._at_hand().reading

    def _at_hand(self) -> Article:
        if self._article is None:
            raise UsageError(
                "the article is not at hand; give it with the result: "
                "Summary.from_json(text, document)"
            )
        return self._article

    def _record(self) -> records.Summary:
        """The content as it stands at this moment, whatever is edited meanwhile."""
        return records.Summary.model_construct(**vars(self))

    def _put(self, **values: Any) -> None:
        # At once: a reader in another thread sees all of an edit, or nothing of it. Lists are never
        # changed in place, so that whoever goes through one is not disturbed.
        vars(self).update(values)

    def _own(self, kind: type[Item], record: Record) -> Item:
        item = kind.model_construct(**vars(record))
        object.__setattr__(item, "_summary", self)
        return item

    def _begin(self, article: Article | None) -> None:
        object.__setattr__(self, "_article", article)
        object.__setattr__(self, "_lock", threading.RLock())
        self._put(
            events=[self._own(Event, event) for event in self.events],
            claims=[self._own(Claim, claim) for claim in self.claims],
            items=[self._own(RecipeItem, item) for item in self.items],
        )

    # However a summary comes to be, it has a lock of its own, and its items know it.

    def model_post_init(self, context: Any, /) -> None:
        self._begin(None)

    def __copy__(self) -> Self:
        copied = super().__copy__()
        copied._begin(self._article)
        return copied

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        copied = super().__deepcopy__(memo)
        copied._begin(self._article)
        return copied

    def __setstate__(self, state: dict[Any, Any]) -> None:
        super().__setstate__(state)
        self._begin(None)


def _with_id(items: list[Item], id: str) -> Item:
    return next(item for item in items if item.id == id)


def _kind(item: Record) -> Literal["event", "claim", "item"]:
    match item:
        case claim_records.Claim():
            return "claim"
        case event_records.Event():
            return "event"
        case _:
            return "item"


def _refuse_altered(items: Sequence[Record], article: Article) -> None:
    if (wrong := altered(list(items), article.document.text)) is not None:
        raise UsageError(f"the change was tampered with or damaged: {wrong}")


def _now() -> str:
    """UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
