"""What the catalogue says of the provider's versions."""

from functools import cache

from tfdr.facts import read


def proven() -> str:
    """The version that tfdr's own tests and drills apply everything with, such as 5.100.0."""
    return str(read("provider.yml")["proven"])


def faults_of(version: str) -> list[str]:
    """What is known to be wrong with a version for systems of ours; empty when nothing is."""
    facts = read("provider.yml")
    found = [str(what) for bad, what in facts["unfit"].items() if bad == version]
    for run in facts["faulty"]:
        if _numbers(run["from"]) <= _numbers(version) <= _numbers(run["to"]):
            found.append(str(run["what"]))
    return found


def _numbers(version: str) -> list[int]:
    return [int(part) if part.isdigit() else 0 for part in version.split(".")]


@cache
def instead() -> dict[str, str]:
    """What to write instead of what is removed or deprecated, by path."""
    found: dict[str, str] = read("provider-names.yml")["instead"]
    return found


def deprecated() -> dict[str, str]:
    """What is deprecated in 6.x and was not in 5.100: since which version, by path."""
    versions: dict[str, list[str]] = read("provider-names.yml")["deprecated"]
    return {path: version for version, paths in versions.items() for path in paths}


def since() -> dict[str, str]:
    """The versions in which names came, by path, that release notes give more exactly."""
    versions: dict[str, list[str]] = read("provider-names.yml")["since"]
    return {path: version for version, paths in versions.items() for path in paths}
