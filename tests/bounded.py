"""Reading in a process of its own that may have so much memory and time, and no more."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

_PROGRAM = """
import json, sys
from summarizer.sources import Record, read_records
for one in read_records(sys.argv[1:]):
    good = isinstance(one, Record)
    print(json.dumps([one.file, one.position, one.id, None if good else one.reason]))
"""


def outcomes(*inputs: Path, megabytes: int = 700, seconds: int = 60) -> list[list[Any]]:
    """What reading `inputs` gives: file, position, id and, of bad records, the reason."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *map(str, inputs)],
        preexec_fn=bound,
        capture_output=True,
        text=True,
        timeout=4 * seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
