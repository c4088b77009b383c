"""Finds the checks of controls: every public function in generator/tfdr/controls/checks/."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from inspect import getmembers, isfunction
from typing import Final

from tfdr.controls.catalogue import Numbers
from tfdr.evaluate import System
from tfdr.rules import Verdict

Check = Callable[[System, Numbers], Iterator[Verdict]]

FAMILIES: Final = (
    "encryption",
    "transit",
    "access",
    "survival",
    "records",
    "defence",
    "account",
    "trusted",
)


@cache
def checks() -> Mapping[str, Check]:
    """The check of each control, by its id."""
    found: dict[str, Check] = {}
    for family in FAMILIES:
        module = importlib.import_module(f"tfdr.controls.checks.{family}")
        for name, function in getmembers(module, isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                found[name.replace("_", "-")] = function
    return found
