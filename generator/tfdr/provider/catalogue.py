"""What the catalogue says of the provider's versions."""

from functools import cache

from tfdr.facts import read


@cache
def instead() -> dict[str, str]:
    """What to write instead of what is removed or deprecated, by path."""
    found: dict[str, str] = read("provider.yml")["instead"]
    return found


def deprecated() -> dict[str, str]:
    """What is deprecated in 6.x and was not in 5.100: since which version, by path."""
    versions: dict[str, list[str]] = read("provider.yml")["deprecated"]
    return {path: version for version, paths in versions.items() for path in paths}


def since() -> dict[str, str]:
    """The versions in which names came, by path, that release notes give more exactly."""
    versions: dict[str, list[str]] = read("provider.yml")["since"]
    return {path: version for version, paths in versions.items() for path in paths}
