"""What a run asks with: everything that, when it changes, makes other rows of the same records."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Self

from summarizer import recipes
from summarizer.archive.answering import Method
from summarizer.dialogue import strategy_named

__all__ = ["Configuration"]

DISTRIBUTION = "structured-summarizer"

# A setting that is not there, where "none" would be one of its values.
_UNSAID = {"verify": "by strategy"}


@dataclass(frozen=True, slots=True)
class Configuration:
    """One setting a line: what it is called, and what it is."""

    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, method: Method, parameters: str) -> Self:
        """The configuration of a run by `method`, with a model called with `parameters`."""
        settings = {
            "model": method.model,
            "parameters": parameters,
            "strategy": method.strategy,
            "context window": str(method.capacity.window),
            "limits": json.dumps(asdict(method.limits)),
            "program": version(DISTRIBUTION),
        }
        asked = [
            *map(recipes.load, recipes.names()),
            *(one.asking for one in method.wanted.recipes),
        ]
        if method.asking.verify != strategy_named(method.strategy).verify:
            settings["verify"] = method.asking.verify
        settings["recipes"] = " ".join(method.wanted.ids)
        for recipe in asked:
            name = recipe.name
            settings[f"prompt {name}"] = f"v{recipe.version} {_hashed(recipe.template.template)}"
            if recipe.schema is not None:
                shape = json.dumps(recipe.schema.model_json_schema(), sort_keys=True)
                settings[f"schema of {name}"] = _hashed(shape)
        return cls(settings)

    def told(self, name: str) -> str:
        """What a setting is, or that there is none."""
        return self.settings.get(name, _UNSAID.get(name, "none"))

    def to_json(self) -> str:
        """As a JSON object."""
        return json.dumps(self.settings, ensure_ascii=False)

    def changes_since(self, before: Self) -> list[str]:
        """What is otherwise than before, a line each: "prompt claims: v1 1f0c… -> v2 77ab…"."""
        names = sorted({*self.settings, *before.settings})
        return [
            f"{name}: {before.told(name)} -> {self.told(name)}"
            for name in names
            if before.settings.get(name) != self.settings.get(name)
        ]


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
