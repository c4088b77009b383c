"""Version constraints as Terraform understands them: `>= 5.100, < 7.0, != 6.1.0`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfdr import hcl

Version = tuple[int, int, int]

_PART = re.compile(r"^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-\S+)?\s*$")
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a constraint.

    Attributes:
        operator: such as `>=`; `=` where none is written.
        version: what is compared with.
        same: for `~>`, how many of its first numbers have to be the same.
    """

    operator: str
    version: Version
    same: int

    def allows(self, version: Version) -> bool:
        """Whether a version meets it."""
        match self.operator:
            case "!=":
                return version != self.version
            case ">=":
                return version >= self.version
            case "<=":
                return version <= self.version
            case ">":
                return version > self.version
            case "<":
                return version < self.version
            case "~>":
                same = self.version[: self.same]
                return version >= self.version and version[: self.same] == same
        return version == self.version


def parse(constraints: Iterable[str]) -> tuple[Part, ...] | None:
    """All conditions of constraints, or None when one of them is not understood."""
    texts = [part for each in constraints for part in each.split(",") if part.strip()]
    matches = [_PART.match(text) for text in texts]
    found = [
        Part(
            match[1] or "=",
            (int(match[2]), int(match[3] or 0), int(match[4] or 0)),
            2 if match[4] else 1,
        )
        for match in matches
        if match
    ]
    return tuple(found) if len(found) == len(texts) else None


def allows(constraint: str, version: str) -> bool:
    """Whether a version, such as `5.100.0`, meets a constraint; not where either is unreadable."""
    parts, numbers = parse([constraint]), _VERSION.fullmatch(version)
    if parts is None or numbers is None:
        return False
    wanted = (int(numbers[1]), int(numbers[2]), int(numbers[3]))
    return all(part.allows(wanted) for part in parts)


def required(module: hcl.Module) -> Iterator[tuple[str, str, str]]:
    """Local name, source and version of each provider that a module requires.

    Source and version are empty where they are not written.
    """
    for terraform in module.of_kind("terraform"):
        for block in terraform.nested("required_providers"):
            for name, attribute in block.attributes.items():
                pairs = dict(attribute.expression.items or [])
                if attribute.expression.items is None:  # as before Terraform 0.13
                    pairs = {"version": attribute.expression}
                yield name, _text(pairs.get("source")), _text(pairs.get("version"))


def _text(expression: hcl.Expression | None) -> str:
    value = expression.value if expression else None
    return value if isinstance(value, str) else ""
