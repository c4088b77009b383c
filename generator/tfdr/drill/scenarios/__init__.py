"""The scenarios of a drill: one module each, with `TITLE`, `needs` and `play`, or a page of data.

A scenario begins with what was deployed and never failed, whatever was played before. One that is a
module ends with the primary region serving.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tfdr.drill import incident, playing
from tfdr.drill.incident import Incident
from tfdr.drill.playing import Played
from tfdr.drill.stage import Stage
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
    "versions-differ": "versions_differ",
    "refused-for-good": "refused_for_good",
    "detached": "detached",
    "login-refused": "login_refused",
    "secret-not-replicated": "secret_not_replicated",
    "long-outage": "long_outage",
    "lost-for-good": "lost_for_good",
    "restore": "restore",
}
"""Module by the name of the scenario, in the order in which `all` plays them."""

ALL = "all"
INCIDENTS = "incidents"
DEFAULT = "outage"


def named(name: str) -> list[str]:
    """Return the names of the scenarios that a name stands for.

    Args:
        name: of a scenario, a file with a page of one, `all` for all modules, or `incidents` for
            all pages that come with the package.

    Raises:
        TfdrError: there is no such scenario, or its page is not as one has to be.
    """
    if name == ALL:
        return list(MODULES)
    if name == INCIDENTS:
        return incident.names()
    known = [*MODULES, *incident.names(), ALL, INCIDENTS]
    if incident.is_file(name):
        incident.of_file(Path(name))
    elif name not in known:
        close = nearest(name, known)
        hint = f"; did you mean {close}?" if close else ""
        raise TfdrError(f"--scenario {name}: there are {', '.join(known)}, or a file.yml{hint}")
    return [name]


def module(name: str) -> ModuleType:
    """Return the module of a scenario."""
    return import_module(f"{__name__}.{MODULES[name]}")


def page(name: str) -> Incident:
    """Return the page of a scenario that is no module."""
    return incident.of_file(Path(name)) if incident.is_file(name) else incident.shipped(name)


def title(name: str) -> str:
    """Return what happens in a scenario, in a sentence."""
    return str(module(name).TITLE) if name in MODULES else page(name).title


def play(stage: Stage, name: str) -> Played | None:
    """Play a scenario; return what came of it where that is judged."""
    if name in MODULES:
        module(name).play(stage)
        return None
    return playing.play(stage, page(name))


def fitting(names: Sequence[str], system: System) -> tuple[list[str], dict[str, str]]:
    """Return the scenarios that a system can play, and why not for the others."""
    missing = {name: why for name in names if (why := _lacks(name, system))}
    return [name for name in names if name not in missing], missing


def _lacks(name: str, system: System) -> str:
    if name in MODULES:
        return str(module(name).needs(system))
    return "" if system.domain_name else "it has no endpoint that clients could ask"
