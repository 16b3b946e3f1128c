"""What a run is set to do: which model, where, with which key, and where the journal lies.

A record, handed down. Only the command line reads the process's environment, and only through
`Settings.from_environment`; nothing below it looks for a variable by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from summarizer.errors import SettingsError

__all__ = ["LOCAL", "NO_MODEL", "VENDOR_KEY_VARIABLES", "Settings", "names_local_model"]

LOCAL: Final = "local"
"""The model name that stands for the embedded model."""

NO_MODEL: Final = "none"
"""The model name that stands for having none: grammar and rules answer alone."""

LONGEST_TIMEOUT: Final = 86_400.0
"""Seconds: a day. No call is worth more, and a system's clocks do not take any number."""

VENDOR_KEY_VARIABLES: Final[Mapping[str, str]] = {
    "anthropic": "ANTHROPIC_API_KEY",
    "cerebras": "CEREBRAS_API_KEY",
    "cohere": "COHERE_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "fireworks": "FIREWORKS_API_KEY",
    "google": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistral": "MISTRAL_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "perplexity": "PERPLEXITY_API_KEY",
    "together": "TOGETHER_API_KEY",
    "writer": "WRITER_API_KEY",
    "xai": "XAI_API_KEY",
}
"""Where each vendor's own documentation says that its key is put."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to reach a model and where to keep its answers. Keys are left out of `repr`."""

    model: str | None = None
    """`local`, `local:FILE.gguf`, `openai/…`, `anthropic/…`, …; None: see `models.connect`."""
    base_url: str | None = None
    """An OpenAI-compatible server, e.g. `http://127.0.0.1:8080/v1`."""
    api_key: str | None = field(default=None, repr=False)
    """The key for OpenAI or for the server at `base_url`."""
    vendor_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Keys of other vendors, by vendor name."""
    timeout: float | None = None
    """Seconds one call may stay silent; None takes the default of the kind of model."""
    concurrency: int | None = None
    """Calls in flight at once; None takes what suits the kind of model."""
    context_window: int | None = None
    """Tokens the model can take; None asks the server or takes what is known of the model."""
    journal: Path | None = None
    """The journal's file; None is the default place (see `store.default_journal_path`)."""
    use_journal: bool = True

    def __post_init__(self) -> None:
        for name in ("timeout", "concurrency", "context_window"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise SettingsError(f"{name} must be greater than 0, not {value}")
        if self.timeout is not None and self.timeout > LONGEST_TIMEOUT:
            raise SettingsError(f"timeout must be {LONGEST_TIMEOUT:.0f} seconds at most")
        for key in (self.api_key, *self.vendor_keys.values()):
            # Such a key would fail deep in a client, in an error that quotes it.
            if key and not (key.isascii() and key.isprintable() and " " not in key):
                raise SettingsError("an API key holds spaces or characters that no key has")

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str], *, model: str | None = None, base_url: str | None = None
    ) -> Self:
        """Settings from environment variables; `model` and `base_url` (from flags) outrank them.

        Reads SUMMARIZER_MODEL, SUMMARIZER_JOURNAL, SUMMARIZER_TIMEOUT, OPENAI_BASE_URL,
        OPENAI_API_KEY and the vendors' key variables. Raises SettingsError for a malformed value.
        """
        values = {name: value.strip() for name, value in environ.items() if value.strip()}
        chosen_model, chosen_url = _choose(values, model, base_url)
        return cls(
            model=chosen_model,
            base_url=chosen_url,
            api_key=values.get("OPENAI_API_KEY"),
            vendor_keys={
                vendor: values[variable]
                for vendor, variable in VENDOR_KEY_VARIABLES.items()
                if variable in values
            },
            timeout=_seconds(values, "SUMMARIZER_TIMEOUT"),
            journal=Path(values["SUMMARIZER_JOURNAL"]) if "SUMMARIZER_JOURNAL" in values else None,
        )


def names_local_model(model: str) -> bool:
    """Whether the name stands for a model that runs in this process: `local…` or a GGUF file."""
    return model == LOCAL or model.startswith(f"{LOCAL}:") or model.lower().endswith(".gguf")


def _choose(
    values: Mapping[str, str], model: str | None, base_url: str | None
) -> tuple[str | None, str | None]:
    """Model and server, where a flag also silences a variable that contradicts it.

    Somebody who says `--model local` does not want the server of OPENAI_BASE_URL, and somebody who
    says `--base-url` does not want the `local` of SUMMARIZER_MODEL.
    """
    chosen_model = model or values.get("SUMMARIZER_MODEL")
    chosen_url = base_url or values.get("OPENAI_BASE_URL")
    if chosen_model and chosen_url and names_local_model(chosen_model):
        if base_url and not model:
            return None, chosen_url
        if not base_url:
            return chosen_model, None
    return chosen_model, chosen_url


def _seconds(values: Mapping[str, str], name: str) -> float | None:
    if name not in values:
        return None
    try:
        return float(values[name])
    except ValueError:
        raise SettingsError(f"{name} must be a number of seconds, not {values[name]!r}") from None
