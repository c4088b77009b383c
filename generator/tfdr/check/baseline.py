"""Findings that were there before: a report of an earlier check, whose findings do not count."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tfdr.check.layers import FAIL, PASS, Layer
from tfdr.errors import TfdrError
from tfdr.project import Finding

_MOST: Final = 64 * 1024 * 1024
_KEYS: Final = ("id", "file", "address", "message")

Known = Counter[tuple[str, ...]]
"""How often each finding was there. Its line does not tell it from others: lines move."""


def read(name: str) -> Known:
    """The findings of an earlier report, as `--format json` prints it.

    Raises:
        TfdrError: the file cannot be read, or is no such report.
    """
    path = Path(name)
    try:
        if path.stat().st_size > _MOST:
            raise TfdrError(f"--baseline {name}: is larger than {_MOST // 1024**2} MiB")
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        return Counter(tuple(str(each[key]) for key in _KEYS) for each in content["findings"])
    except OSError as error:
        raise TfdrError(f"--baseline {name}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        right = "write one with `tfdr check --format json DIR > FILE`"
        raise TfdrError(f"--baseline {name}: is no report of `tfdr check`; {right}") from None


def without(layers: list[Layer], known: Known) -> tuple[list[Layer], int]:
    """The layers without findings that were there before, and how many these are."""
    left = Known(known)
    found: dict[Finding, bool] = {}
    for each in (finding for layer in layers for finding in layer.findings):
        if each not in found:  # two layers may tell one finding twice
            key = tuple(str(getattr(each, name)) for name in _KEYS)
            found[each] = left[key] > 0
            left[key] -= 1
    return [_without(layer, found) for layer in layers], sum(found.values())


def _without(layer: Layer, found: dict[Finding, bool]) -> Layer:
    new = [each for each in layer.findings if not found[each]]
    if len(new) == len(layer.findings):
        return layer
    reason = f"{len(new)} new, {len(layer.findings) - len(new)} in the baseline"
    return replace(layer, findings=new, verdict=FAIL if new else PASS, reason=reason)
