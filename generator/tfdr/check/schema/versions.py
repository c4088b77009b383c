"""Which versions of the AWS provider a module may meet, by the constraints of its configuration."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from tfdr import hcl, provider
from tfdr.project import Project

AWS = "hashicorp/aws"
# Each extract stands for its major version: what was right in 5.30 is right in 5.100, mostly.
MAJORS = {5: provider.FIVE, 6: provider.SIX}
NAMES = {provider.FIVE: "5.100", provider.SIX: "6.x"}
_RELEASES = [(5, minor, 0) for minor in range(101)] + [(6, minor, 0) for minor in range(200)]
_PART = re.compile(r"^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-\S+)?\s*$")
_HOST = re.compile(r"^(registry\.terraform\.io|registry\.opentofu\.org)/")

_Version = tuple[int, int, int]


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

    def of(self, directory: Path) -> tuple[str, ...]:
        """The extracts by which a module is judged; none when its versions are not known.

        Terraform takes the newest version where nothing constrains it.
        """
        found = {version for each in self._together.get(directory, []) for version in each}
        return tuple(version for version in NAMES if version in found)

    def constraint(self, directory: Path) -> str:
        """The constraint of a module, as it is written."""
        return ", ".join(self.requirements(directory).constraints)

    @cached_property
    def _together(self) -> dict[Path, list[tuple[str, ...]]]:
        """The versions by module, once for each root from which it is reached."""
        called: dict[Path, set[Path]] = {}
        for call in self._project.calls:
            if call.target in self._required:
                called.setdefault(call.caller, set()).add(call.target)
        found: dict[Path, list[tuple[str, ...]]] = {}
        for root in self._project.roots:
            modules = _reached(root, called)
            together = frozenset(c for each in modules for c in self.requirements(each).constraints)
            for module in modules:
                found.setdefault(module, []).append(allowed(together))
        for module, requirements in self._required.items():
            found.setdefault(module, [allowed(frozenset(requirements.constraints))])
        return found


@cache
def allowed(constraints: frozenset[str]) -> tuple[str, ...]:
    """The extracts of which a version meets all constraints."""
    parts = [_PART.match(part) for each in constraints for part in each.split(",")]
    understood = [(part[1], _version(part), 2 if part[4] else 1) for part in parts if part]
    if len(understood) < len(parts):
        return ()
    if not understood:
        return (provider.SIX,)
    named = [version for _, version, _ in understood]
    releases = [*_RELEASES, *named, *((a, b, c + 1) for a, b, c in named)]
    majors = {each[0] for each in releases if all(_meets(each, *part) for part in understood)}
    return tuple(MAJORS[major] for major in sorted(majors & MAJORS.keys()))


def _version(part: re.Match[str]) -> _Version:
    return int(part[2]), int(part[3] or 0), int(part[4] or 0)


def _meets(release: _Version, operator: str | None, wanted: _Version, same: int) -> bool:
    """Whether a release meets one part of a constraint; `~>` holds its first `same` numbers."""
    match operator:
        case "!=":
            return release != wanted
        case ">=":
            return release >= wanted
        case "<=":
            return release <= wanted
        case ">":
            return release > wanted
        case "<":
            return release < wanted
        case "~>":
            return release >= wanted and release[:same] == wanted[:same]
        case _:
            return release == wanted


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
    for local, source, version in _required_providers(module):
        sources[local] = source or f"hashicorp/{local}"
        if version and _HOST.sub("", sources[local].lower()) == AWS:
            constraints.append(version)
    return Requirements(sources, tuple(constraints))


def _required_providers(module: hcl.Module) -> Iterator[tuple[str, str, str]]:
    """Local name, source and version of each."""
    for terraform in module.of_kind("terraform"):
        for required in terraform.nested("required_providers"):
            for name, attribute in required.attributes.items():
                pairs = dict(attribute.expression.items or [])
                if attribute.expression.items is None:  # as before Terraform 0.13
                    pairs = {"version": attribute.expression}
                yield name, _text(pairs.get("source")), _text(pairs.get("version"))


def _text(expression: hcl.Expression | None) -> str:
    value = expression.value if expression else None
    return value if isinstance(value, str) else ""
