"""The scenarios of a drill, one module each: `TITLE`, `needs` and `play`.

A scenario begins and ends with the primary region serving, so that several can follow each other.
"""

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from tfdr.drill.system import System
from tfdr.errors import TfdrError
from tfdr.messages import nearest

MODULES = {
    "outage": "outage",
    "hanging": "hanging",
    "switchover": "switchover",
    "outage-during-switchover": "outage_during_switchover",
    "database-lost": "database_lost",
    "throttled": "throttled",
    "flapping": "flapping",
}
"""Module by the name of the scenario, in the order in which `all` plays them."""

ALL = "all"
DEFAULT = "outage"


def named(name: str) -> list[str]:
    """Return the names of the scenarios that a name stands for.

    Raises:
        TfdrError: there is no such scenario.
    """
    if name == ALL:
        return list(MODULES)
    if name not in MODULES:
        close = nearest(name, [*MODULES, ALL])
        hint = f"; did you mean {close}?" if close else ""
        raise TfdrError(f"--scenario {name}: there are {', '.join(MODULES)} and {ALL}{hint}")
    return [name]


def module(name: str) -> ModuleType:
    """Return the module of a scenario."""
    return import_module(f"{__name__}.{MODULES[name]}")


def fitting(names: Sequence[str], system: System) -> tuple[list[str], dict[str, str]]:
    """Return the scenarios that a system can play, and why not for the others."""
    missing = {name: why for name in names if (why := module(name).needs(system))}
    return [name for name in names if name not in missing], missing
