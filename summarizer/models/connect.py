"""From settings to a model.

model                       base URL    becomes
(none)                      (none)      OpenAI's default model when there is a key, else local
(none) or "default"         given       the one model that the server offers
local, local:FILE, *.gguf   (none)      the embedded engine, with its own model or that file
local, local:FILE, *.gguf   given       an error: two models at once
any other                   given       that model on that server, the name sent as it is
openai/NAME                 (none)      OpenAI
VENDOR/NAME                 (none)      that vendor, through instructor
NAME                        (none)      an error: nobody knows whose it is
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from summarizer.errors import SettingsError
from summarizer.models.protocol import Model
from summarizer.settings import LOCAL, Settings, names_local_model

if TYPE_CHECKING:
    from summarizer.models.transport import Transport

__all__ = ["DEFAULT_OPENAI_MODEL", "Note", "Progress", "Target", "connect", "resolve"]

DEFAULT_OPENAI_MODEL: Final = "gpt-4.1-mini"
"""Strict schemas, temperature 0, no hidden reasoning that eats the answer's tokens, low price."""

SERVER_DEFAULT: Final = "default"
"""The model name that asks a server for the one it has."""

Progress = Callable[[int, int], None]
"""Told of bytes done and bytes in all while the embedded model's file is fetched."""

Note = Callable[[str], None]
"""Told in one line what a person waiting for that file would want to know."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the settings' model and base URL come down to."""

    kind: Literal["embedded", "server", "openai", "vendor"]
    model: str | None = None
    """The name for the server or vendor; None is the server's only one, or the embedded default."""
    vendor: str = ""
    file: Path | None = None


def resolve(settings: Settings) -> Target:
    """Which model is meant, by the table above. Raises SettingsError when none or two are."""
    model = settings.model
    if settings.base_url is not None:
        return _on_server(model, settings.base_url)
    if model is None:
        if settings.api_key:
            return Target("openai", DEFAULT_OPENAI_MODEL)
        return Target("embedded")
    if names_local_model(model):
        file = model.removeprefix(f"{LOCAL}:") if model != LOCAL else ""
        return Target("embedded", file=Path(file).expanduser() if file else None)
    vendor, slash, name = model.partition("/")
    if not (vendor and slash and name):
        raise SettingsError(
            f"whose model is {model!r}? write vendor/{model}, e.g. openai/{model},"
            " or give the server's address with --base-url; local is the embedded model"
        )
    return Target("openai", name) if vendor == "openai" else Target("vendor", name, vendor)


def connect(
    settings: Settings,
    *,
    transport: "Transport | None" = None,
    progress: Progress | None = None,
    note: Note | None = None,
) -> Model:
    """The model that the settings name, ready to be asked. Close it when done.

    Fetches the embedded model's file where it is missing, telling `progress` and `note`; asks a
    server for its list of models; starts or calls nothing else before the first question. Raises
    SettingsError for names, keys and packages that are wrong or missing, ModelUnavailableError
    when a server cannot be reached, ModelDownloadError when the embedded file cannot be fetched.
    """
    target = resolve(settings)
    # Imported here, and only the one that is needed: clients are slow to import, --help is not.
    if target.kind == "embedded":
        from summarizer.models.local import connect_local

        return connect_local(
            settings, target.file, transport=transport, progress=progress, note=note
        )
    if target.kind == "vendor":
        from summarizer.models.vendors import connect_vendor

        return connect_vendor(settings, target.vendor, target.model or "", transport)
    from summarizer.models.servers import connect_openai, connect_server

    if target.kind == "openai":
        return connect_openai(settings, target.model or DEFAULT_OPENAI_MODEL, transport)
    return connect_server(settings, target.model, transport)


def _on_server(model: str | None, base_url: str) -> Target:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(
            f"the base URL must look like http://127.0.0.1:8080/v1, not {base_url!r}"
        )
    if model and names_local_model(model):
        raise SettingsError(f"give either the model {model!r} or a base URL, not both")
    return Target("server", None if model == SERVER_DEFAULT else model)
