"""Models: the only place that knows a vendor, its client and its errors.

Importing this package loads no client: `openai` alone takes a second of CPU, and `--help` has
0.3 s. `connect` imports what the chosen model needs; for a model of your own, import from
`summarizer.models.openai_compatible` or `summarizer.models.vendors`.
"""

from summarizer.models.connect import DEFAULT_OPENAI_MODEL, connect
from summarizer.models.protocol import Model
from summarizer.models.scripted import ScriptedModel, ScriptExhaustedError

__all__ = ["DEFAULT_OPENAI_MODEL", "Model", "ScriptExhaustedError", "ScriptedModel", "connect"]
