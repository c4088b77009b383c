"""What the catalogue says of the provider's versions."""

from functools import cache

from tfdr.facts import read


@cache
def instead() -> dict[str, str]:
    """What to write instead of what is removed or deprecated, by path."""
    found: dict[str, str] = read("provider.yml")["instead"]
    return found


def deprecated() -> list[str]:
    """The paths of what is deprecated in 6.x and was not in 5.100."""
    sources: dict[str, list[str]] = read("provider.yml")["deprecated"]
    return [path for paths in sources.values() for path in paths]
