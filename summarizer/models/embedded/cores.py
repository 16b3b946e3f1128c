"""How many threads the engine should run: the cores this process really has."""

import os
from pathlib import Path

__all__ = ["usable_cores"]

_SYSTEM = Path("/sys")


def usable_cores(system: Path = _SYSTEM) -> int:
    """The physical cores this process may use, at least 1.

    Two hardware threads of one core count once, since they share the arithmetic units that the
    engine keeps busy; a container's share of processor time counts as that many cores, since
    threads beyond it only wait for each other. `system` is where Linux describes the machine.
    """
    share = _container_share(system)
    cores = _physical(_allowed(), system)
    return max(1, min(cores, share) if share else cores)


def _allowed() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return set(os.sched_getaffinity(0))
    return set(range(os.cpu_count() or 1))


def _physical(processors: set[int], system: Path) -> int:
    """How many cores those logical processors lie on; all of them where nothing says so."""
    groups = set()
    for processor in processors:
        topology = system / f"devices/system/cpu/cpu{processor}/topology/thread_siblings_list"
        groups.add(_content(topology) or f"alone {processor}")
    return len(groups)


def _container_share(system: Path) -> int | None:
    """Whole cores' worth of time granted by cgroup v2's cpu.max ("150000 100000"), if limited."""
    quota, _, period = _content(system / "fs/cgroup/cpu.max").partition(" ")
    if not (quota.isdecimal() and period.isdecimal() and int(period)):
        return None
    return max(1, int(quota) // int(period))


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
