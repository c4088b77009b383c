"""Which versions of the AWS provider a module may meet, by the constraints of its configuration."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property, reduce
from operator import or_
from pathlib import Path
from typing import Final

from tfdr import hcl, provider
from tfdr.project import Project
from tfdr.terraform.constraints import parse, required

AWS = "hashicorp/aws"
_RELEASES = [(5, minor, 0) for minor in range(101)] + [(6, minor, 0) for minor in range(200)]
_HOST = re.compile(r"^(registry\.terraform\.io|registry\.opentofu\.org)/")


@dataclass(frozen=True)
class Requirements:
    """What the `required_providers` of one module say.

    Attributes:
        sources: by local name.
        constraints: of the AWS provider.
    """

    sources: dict[str, str] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()

    def is_aws(self, local: str) -> bool:
        """Whether a provider's name in this module means the AWS provider."""
        return _HOST.sub("", self.sources.get(local, f"hashicorp/{local}").lower()) == AWS


@dataclass(frozen=True)
class Allowed:
    """By which versions of the AWS provider a module is judged.

    Names come, and seldom go, so that the lowest and the highest version of 6 that may be met say
    what all between them do. 5.100 stands for all of 5.

    Attributes:
        versions: in order.
        is_open: whether versions may be met that are newer than the newest that is known.
    """

    versions: tuple[str, ...] = ()
    is_open: bool = False

    def __or__(self, other: "Allowed") -> "Allowed":
        versions = {*self.versions, *other.versions}
        return Allowed(tuple(sorted(versions, key=provider.minor)), self.is_open or other.is_open)

    def said(self, found: Iterable[str]) -> str:
        """How those of the versions are called in which something was found."""
        names = [version for version in self.versions if version in set(found)]
        six = [version for version in self.versions if version != provider.FIVE]
        if six and set(six) <= set(names):
            all_of_six = "6.x" if self.is_open else " to ".join(six)
            names = [*(each for each in names if each not in six), all_of_six]
        return " and ".join(names)


NONE: Final = Allowed()


class Versions:
    """The versions of the AWS provider that each module may meet."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._required = {
            directory: _requirements(module) for directory, module in project.tree.modules.items()
        }

    def requirements(self, directory: Path) -> Requirements:
        """What a module requires."""
        return self._required.get(directory, Requirements())

    def of(self, directory: Path) -> Allowed:
        """The versions by which a module is judged; none when they are not known.

        Terraform takes the newest version where nothing constrains it.
        """
        return reduce(or_, self._together.get(directory, []), NONE)

    def constraint(self, directory: Path) -> str:
        """The constraint of a module, as it is written."""
        return ", ".join(self.requirements(directory).constraints)

    @cached_property
    def _together(self) -> dict[Path, list[Allowed]]:
        """The versions by module, once for each root from which it is reached."""
        called: dict[Path, set[Path]] = {}
        for call in self._project.calls:
            if call.target in self._required:
                called.setdefault(call.caller, set()).add(call.target)
        found: dict[Path, list[Allowed]] = {}
        for root in self._project.roots:
            modules = _reached(root, called)
            together = frozenset(c for each in modules for c in self.requirements(each).constraints)
            for module in modules:
                found.setdefault(module, []).append(allowed(together))
        for module, requirements in self._required.items():
            found.setdefault(module, [allowed(frozenset(requirements.constraints))])
        return found


@cache
def allowed(constraints: frozenset[str]) -> Allowed:
    """The versions that meet all constraints; none where one is not understood."""
    parts = parse(constraints)
    if parts is None:
        return NONE
    if not parts:
        return Allowed((provider.SIX,), is_open=True)
    named = [part.version for part in parts]
    releases = [*_RELEASES, *named, *((a, b, c + 1) for a, b, c in named)]
    met = {each[:2] for each in releases if all(part.allows(each) for part in parts)}
    five = [provider.FIVE] if any(major == 5 for major, _ in met) else []
    six = sorted(each for each in met if each[0] == 6)
    newest = provider.minor(provider.SIX)
    is_open = bool(six) and six[-1] > newest
    known = [each for each in six if each <= newest] or ([newest] if is_open else [])
    ends = dict.fromkeys(f"{major}.{minor}" for major, minor in (*known[:1], *known[-1:]))
    return Allowed((*five, *ends), is_open)


def _reached(root: Path, called: dict[Path, set[Path]]) -> set[Path]:
    seen: set[Path] = set()
    todo = [root]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += called.get(here, ())
    return seen


def _requirements(module: hcl.Module) -> Requirements:
    sources: dict[str, str] = {}
    constraints: list[str] = []
    for local, source, version in required(module):
        sources[local] = source or f"hashicorp/{local}"
        if version and _HOST.sub("", sources[local].lower()) == AWS:
            constraints.append(version)
    return Requirements(sources, tuple(constraints))
