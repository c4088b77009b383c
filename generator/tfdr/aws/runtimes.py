"""Whether AWS still looks after a runtime of Lambda, by its dates."""

from datetime import date
from functools import cache

from tfdr.facts import read


def is_current(runtime: str | None, day: date) -> bool | None:
    """Whether a runtime is not deprecated on a day; None when AWS's dates of it are not known."""
    dates = _dates().get(runtime or "")
    return None if dates is None else day < dates["deprecated"]


def deprecated_on(runtime: str | None) -> date | None:
    """The day on which a runtime is deprecated."""
    return _dates().get(runtime or "", {}).get("deprecated")


@cache
def _dates() -> dict[str, dict[str, date]]:
    found: dict[str, dict[str, date]] = read("runtimes.yml")["runtimes"]
    return found
