"""Several inputs read together: ids made from places stay unique.

An id counts from the folder of its input, so that an archive that is moved keeps them. Where names of
two inputs are alike that way, all count from the folder that holds all of them: whatever their order,
and still the same when that folder is moved.
"""

from collections.abc import Iterable
from itertools import takewhile

__all__ = ["are_alike", "prefixes"]


def are_alike(names: Iterable[tuple[str, Iterable[str]]]) -> bool:
    """Whether inputs of different folders can have names alike.

    Given are pairs: the folder of an input, and the first part of each of its names.
    """
    folder_of: dict[str, str] = {}
    return any(
        folder_of.setdefault(first, folder) != folder
        for folder, firsts in names
        for first in firsts
    )


def prefixes(folders: Iterable[str]) -> list[str]:
    """The way to each folder from the one that holds all, with a slash at its end; empty for that one."""
    parts = [[part for part in folder.split("/") if part] for folder in folders]
    shared = sum(
        1 for _ in takewhile(lambda level: len(set(level)) == 1, zip(*parts, strict=False))
    )
    return ["".join(f"{part}/" for part in one[shared:]) for one in parts]
