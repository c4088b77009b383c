"""How a folder differs from what was generated: file by file, as a patch."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfdr.diff.files import Content, content, listed
from tfdr.rendering.render import files_in

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Change:
    """One file that is not as it was generated.

    Attributes:
        path: relative to the folder.
        kind: added, removed or changed, by hand.
        added: how many lines were added.
        removed: how many lines were removed.
        binary: whether it is no text, or too large to be shown.
        diff: the change as a patch that `git apply` takes, which makes the one from the other; of
            a binary file a comment.
    """

    path: str
    kind: str
    added: int
    removed: int
    binary: bool
    diff: str


def between(generated: Path, folder: Path) -> list[Change]:
    """Return what differs, in order of path.

    Args:
        generated: the folder as it was generated.
        folder: the folder as it is.
    """
    then = set(files_in(generated))
    names = listed(folder, then)
    found = (
        _change(name, content(generated / name) if name in then else None, content(folder / name))
        for name in sorted(names)
    )
    return [change for change in found if change]


def _change(name: str, old: Content | None, new: Content | None) -> Change | None:
    if old is None and new is None:  # a socket, or deleted but still known to git
        return None
    if old is not None and new is not None and old.same_as(new):
        return None
    kind = ADDED if old is None else REMOVED if new is None else CHANGED
    binary = any(each is not None and each.text is None for each in (old, new))
    body = [] if binary else list(_hunks(name, old, new))
    lines = [line[0] for line in body[2:]]
    return Change(
        path=name,
        kind=kind,
        added=lines.count("+"),
        removed=lines.count("-"),
        binary=binary,
        diff=_binary(name, old, new) if binary else "".join([*_header(name, old, new), *body]),
    )


def _binary(name: str, old: Content | None, new: Content | None) -> str:
    if old and new and old.data is not None and old.data == new.data:
        return "".join(_header(name, old, new))
    # A comment: git refuses a patch that has a binary file in its own words, and not its content.
    sides = f"{_side('a', name, old)} and {_side('b', name, new)}".replace("\t", "")
    return f"# Binary files {sides} differ, which this patch leaves out\n"


def _header(name: str, old: Content | None, new: Content | None) -> Iterator[str]:
    yield f"diff --git {_quoted(f'a/{name}')} {_quoted(f'b/{name}')}\n"
    if old is None and new is not None:
        yield f"new file mode {new.mode}\n"
    elif new is None and old is not None:
        yield f"deleted file mode {old.mode}\n"
    elif old is not None and new is not None and old.mode != new.mode:
        yield f"old mode {old.mode}\nnew mode {new.mode}\n"


def _hunks(name: str, old: Content | None, new: Content | None) -> Iterator[str]:
    lines = difflib.unified_diff(
        _lines(old), _lines(new), _side("a", name, old), _side("b", name, new)
    )
    for line in lines:
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


def _lines(content: Content | None) -> list[str]:
    # Not splitlines(): it takes characters for ends of lines that git and editors do not.
    text = content.text or "" if content else ""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [
        last for last in [text.rpartition("\n")[2]] if last
    ]


def _side(side: str, name: str, content: Content | None) -> str:
    if content is None:
        return "/dev/null"
    path = _quoted(f"{side}/{name}")
    return f"{path}\t" if " " in path else path  # as git does, so that the name's end is known


def _quoted(path: str) -> str:
    return path if path.isprintable() and not set(path) & {'"', "\\"} else json.dumps(path)
