"""Terraform's functions that read files of the repository; `templatefile` is the evaluator's."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import Unknown, Value, known_text

_MOST: Final = 256 * 1024


def _path(scope: Scope, name: Value) -> Path | None:
    """Where a file would be; None when that is unknown or not in the repository."""
    text = known_text(name)
    if text is None or "\0" in text:
        return None
    top = scope.module.system.top
    path = Path(os.path.normpath(scope.module.system.directory / text))
    return path if path.is_relative_to(top) else None


def _read(scope: Scope, name: Value) -> str | None:
    path = _path(scope, name)
    if path is None:
        return None
    try:
        if not path.is_file() or path.stat().st_size > _MOST:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _file(scope: Scope, name: Value, *_others: Value) -> Value:
    text = _read(scope, name)
    return unread("file", name) if text is None else text


def _fileexists(scope: Scope, name: Value) -> Value:
    path = _path(scope, name)
    return unread("fileexists", name) if path is None else path.is_file()


def template(scope: Scope, name: Value) -> hcl.Expression | None:
    """The template in a file; None where there is none that can be read."""
    text, path = _read(scope, name), _path(scope, name)
    if text is None or path is None:
        return None
    try:
        return hcl.parse_template(text, path)
    except hcl.ParseError:
        return None


def _hashed(scope: Scope, name: Value) -> Value:  # noqa: ARG001
    return unread("the hash of", name)


def unread(function: str, name: Value) -> Unknown:
    """What a function gives for a file that was not read."""
    text = known_text(name)
    return Unknown(f"{function} {text}" if text is not None else function)


FUNCTIONS: Final[dict[str, Callable[..., Value]]] = {
    "file": _file,
    "fileexists": _fileexists,
    **dict.fromkeys(
        (
            "filebase64",
            "filebase64sha256",
            "filebase64sha512",
            "filemd5",
            "filesha1",
            "filesha256",
            "filesha512",
        ),
        _hashed,
    ),
}
