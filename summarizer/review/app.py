"""The pages over HTTP. Who may ask is settled before a request comes here: see `guard`."""

from pathlib import PurePath
from typing import Any, Final, NoReturn
from urllib.parse import quote

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import ASGIApp

from summarizer.errors import SummarizerError, UsageError
from summarizer.review.desk import Desk
from summarizer.review.edits import Edit, StaleEditError, item_of, last_change, version_of
from summarizer.review.formats import FILES, written
from summarizer.review.guard import Door, Guard
from summarizer.review.page import ASSETS, Setting, asset, contents_page, review_page
from summarizer.schemas.summary import Summary

__all__ = ["application"]

_ICON: Final = "/favicon.ico"

_MEDIA_TYPES: Final = {".css": "text/css", ".js": "text/javascript"}


def application(desk: Desk, door: Door, reviewer: str) -> ASGIApp:
    """The ASGI application; `reviewer` is who edits where a page names nobody else."""
    pages = _Pages(desk, Setting(door.csrf, reviewer, len(desk.shelf.entries)))
    routes = [
        Route("/", pages.first),
        Route("/{number:int}", pages.summary),
        Route("/{number:int}/edit", pages.edit, methods=["POST"]),
        Route("/{number:int}/check", pages.check, methods=["POST"]),
        Route("/{number:int}/version", pages.version),
        Route("/{number:int}/as/{format}", pages.handed_on),
        Route("/reviewed.jsonl", pages.all_handed_on),
        Route("/parts/{name}", _asset),
        Route(_ICON, _no_icon),
    ]
    rooms = Starlette(
        routes=routes,
        exception_handlers={
            SummarizerError: _explained,
            ValidationError: _explained,
            HTTPException: _plain,
        },
    )
    # Around it and not as its middleware, which does not see the answer to an unforeseen error.
    return Guard(rooms, door, open_paths=[_ICON])


class _Pages:
    """What each address answers. Plain functions run beside the event loop, in threads."""

    def __init__(self, desk: Desk, setting: Setting) -> None:
        self._desk = desk
        self._setting = setting

    def first(self, request: Request) -> Response:
        shelf = self._desk.shelf
        if not shelf.is_run:
            return RedirectResponse("/1", status_code=303)
        name = shelf.file.resolve().parent.name
        return HTMLResponse(contents_page(self._desk.lines(), self._setting, name))

    def summary(self, request: Request) -> Response:
        return HTMLResponse(review_page(self._desk.open(self._number(request)), self._setting))

    async def edit(self, request: Request) -> Response:
        edit = await self._read(request)
        return await run_in_threadpool(self._edited, self._number(request), edit)

    async def check(self, request: Request) -> Response:
        edit = await self._read(request)
        return await run_in_threadpool(self._tried, self._number(request), edit)

    def version(self, request: Request) -> Response:
        return JSONResponse({"version": self._desk.version(self._number(request))})

    def handed_on(self, request: Request) -> Response:
        name = request.path_params["format"]
        kind = FILES.get(name) or _nothing_there()
        opened = self._desk.open(self._number(request))
        return Response(
            written(opened, name),
            media_type=kind.media_type,
            headers=_as_file(f"{opened.name}{kind.ending}"),
        )

    def all_handed_on(self, request: Request) -> Response:
        return StreamingResponse(
            self._desk.rows(),
            media_type="application/jsonl",
            headers=_as_file("reviewed.jsonl"),
        )

    async def _read(self, request: Request) -> Edit:
        try:
            edit = Edit.model_validate_json(await request.body())
        except ClientDisconnect:  # or longer than the guard lets through
            raise HTTPException(413, "this is more than one edit can be") from None
        return edit.model_copy(update={"by": edit.by or self._setting.reviewer})

    def _number(self, request: Request) -> int:
        number: int = request.path_params["number"]
        if not 1 <= number <= len(self._desk.shelf.entries):
            _nothing_there()
        return number

    def _edited(self, number: int, edit: Edit) -> Response:
        """The page as it is after the edit, or, where it came too late, what the other one did."""
        try:
            opened = self._desk.edit(number, edit)
        except StaleEditError as stale:
            return JSONResponse(_theirs(stale.item, self._desk.open(number).summary), 409)
        # Ids come from a file, and a header has no room for what a file can hold.
        changed = quote(opened.summary.history[-1].item_id)
        return HTMLResponse(review_page(opened, self._setting), headers={"X-Item": changed})

    def _tried(self, number: int, edit: Edit) -> Response:
        """What the rules say of an item, were it edited so."""
        try:
            summary = self._desk.tried(number, edit)
        except StaleEditError as stale:
            return JSONResponse(_theirs(stale.item, self._desk.open(number).summary), 409)
        item = item_of(summary.history[-1].item_id, summary) or {}
        return JSONResponse({"item": item, "problems": item.get("problems", [])})


def _theirs(item: str, summary: Summary) -> dict[str, Any]:
    change = last_change(item, summary)
    return {
        "id": item,
        "version": version_of(item, summary),
        "who": change.who if change else "",
        "what": change.what if change else "",
        "reason": change.reason if change else "",
        "item": item_of(item, summary),
    }


def _nothing_there() -> NoReturn:
    raise HTTPException(404, "there is nothing at this address")


def _as_file(name: str) -> dict[str, str]:
    """Saved, not shown: what is handed on is no page of this server."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS:
        _nothing_there()
    return Response(asset(name), media_type=_MEDIA_TYPES[PurePath(name).suffix])


def _no_icon(request: Request) -> Response:
    return Response(status_code=204)


def _explained(request: Request, error: Exception) -> Response:
    """What cannot be done as asked is the asker's to mend; what fails otherwise is ours."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        place = "".join(f"{part}: " for part in first["loc"])
        return PlainTextResponse(f"{place}{first['msg']}", 422)
    return PlainTextResponse(str(error), 422 if isinstance(error, UsageError) else 500)


def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(error.detail, error.status_code)
