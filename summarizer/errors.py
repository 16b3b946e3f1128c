"""Every error this package raises, split by who can mend it.

    SummarizerError
    ├── UsageError                   you asked for something that cannot be done as asked
    │   ├── DocumentError            the input is not a readable article
    │   ├── SettingsError            a setting, model name or option is wrong or missing
    │   └── RecipeError              a prompt template or its schema is malformed
    └── RunError                     the request was fine and the run failed
        ├── ModelUnavailableError    the model cannot be reached, or refuses every call
        ├── ModelDownloadError       the embedded model's file could not be fetched or verified
        ├── JournalError             the journal cannot be read or written
        ├── MachineError             no room, memory or file descriptors are left to read with
        └── ArchiveError             a run over many documents cannot be kept, or gone on with

Each message is one line that says what happened and what to do. No message carries a key.
What goes wrong inside one item is data, not an exception: see `schemas.problem.Problem`.
"""

__all__ = [
    "ArchiveError",
    "DocumentError",
    "JournalError",
    "MachineError",
    "ModelDownloadError",
    "ModelUnavailableError",
    "RecipeError",
    "RunError",
    "SettingsError",
    "SummarizerError",
    "UsageError",
]


class SummarizerError(Exception):
    """Anything this package raises on purpose."""


class UsageError(SummarizerError):
    """The caller can mend it: another input, option or setting."""


class DocumentError(UsageError):
    """The input cannot be read as an article (missing, empty, binary, too large, unreachable)."""


class SettingsError(UsageError):
    """A setting is wrong or missing, or an optional package is not installed."""


class RecipeError(UsageError):
    """A prompt template or its schema is malformed."""


class RunError(SummarizerError):
    """The request was fine; the run could not be finished."""


class ModelUnavailableError(RunError):
    """The model cannot be reached, or goes on refusing calls after all retries."""


class ModelDownloadError(RunError):
    """The embedded model's file could not be fetched, or is not the published one."""


class JournalError(RunError):
    """The journal file cannot be opened, read or written."""


class MachineError(RunError):
    """The machine has no room, memory or file descriptors left; nothing is wrong with the input."""


class ArchiveError(RunError):
    """A run over many documents cannot be opened, kept or gone on with."""
