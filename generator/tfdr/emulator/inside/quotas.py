"""Service quotas that a test or a drill has set; what they are otherwise, the extension knows."""

from tfdr.emulator.inside.memory import keep

_values: dict[tuple[str, str], float] = keep("quotas", {})


def put(region: str, code: str, value: float) -> None:
    """Set a quota of a region, by its code."""
    _values[region, code] = value


def of(region: str, code: str, usual: float) -> float:
    """Return a quota of a region: the usual one, where none was set."""
    return _values.get((region, code), usual)
