"""Actions for which AWS lets no resource be named."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from tfdr.facts import read


@dataclass(frozen=True, slots=True)
class _Entry:
    patterns: tuple[str, ...]
    exceptions: frozenset[str]


def takes_no_resource(action: str) -> bool:
    """Whether a policy can only say "*" when it allows an action.

    Args:
        action: such as `ecr:GetAuthorizationToken`; with a wildcard, all that it covers have to
            be such.
    """
    name = action.lower()
    return any(
        any(fnmatchcase(name, pattern) for pattern in entry.patterns)
        and not any(fnmatchcase(each, name) for each in entry.exceptions)
        for entry in _entries()
    )


@cache
def _entries() -> list[_Entry]:
    return [
        _Entry(
            tuple(name.lower() for name in entry["names"]),
            frozenset(name.lower() for name in entry.get("except", [])),
        )
        for entry in read("actions.yml")["actions"]
    ]
