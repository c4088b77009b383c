"""Which configuration of a provider a resource is made with, and in which region that is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tfdr import hcl
from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.repetition import repetitions
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import (
    Chosen,
    Fields,
    Text,
    Truth,
    Unknown,
    Value,
    known_text,
    plain,
    same,
    side_by_side,
)

DEFAULT: Final = "default"
IS_REGION: Final = re.compile(r"(?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-gov)?-[a-z]+-\d")
"""How the code of a region is written."""

PRIMARY: Final = ("primary", "main", "source", "active")
IS_PRIMARY: Final = re.compile(r"(?:^|[-_.])(?:primary|main|source|active)(?:$|[-_.])")
STANDBY: Final = re.compile(
    r"(?:^|[-_.])(?:dr\d*|secondary|standby|passive|recovery|failover)(?:$|[-_.])"
)
"""What the providers of regions, and variables that name these, are called."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a resource is.

    Attributes:
        role: the alias of the provider that makes it; `default` without one.
        value: the region's code, as far as that is known.
        place: what tells the root that it is configured in from those beside it; or empty.
    """

    role: str
    value: Value = None
    place: str = ""

    @property
    def code(self) -> str:
        """Its code, such as `eu-west-1`; empty where that is not known."""
        return known_text(self.value) or ""

    def is_same(self, other: "Region") -> Truth:
        """Whether both are one region."""
        if self.value is None and other.value is None:
            return True if self.role == other.role else None
        if (self.value is None or other.value is None) and self.role != other.role:
            return None  # the environment may say any region
        equal = same(self.value, other.value)
        if equal is None and self.role == other.role:
            return True
        if equal is None and (_are_apart(self.value, other.value) or self._stands_by(other)):
            return False
        return equal

    def is_code(self, value: Value) -> Truth:
        """Whether a value, such as an attribute `region`, names this region."""
        if self.value is None:
            return None
        equal = same(self.value, value)
        return False if equal is None and _are_apart(self.value, value) else equal

    def _stands_by(self, other: "Region") -> bool:
        """Whether one is the primary's and the other a standby's, as they or variables are named.

        One of them is a variable without a value: what is called a standby is elsewhere.
        """
        symbols = [symbol(each.value) for each in (self, other)]
        is_one = symbols[0] == symbols[1] and self.place == other.place
        if is_one or not all(map(_is_named, (self.value, other.value))):
            return False
        sides = [each._side for each in (self, other)]
        return None not in sides and sides[0] != sides[1]

    @property
    def _side(self) -> bool | None:
        """Whether it is a standby's; None where its name does not say it."""
        name = symbol(self.value) or self.role
        if STANDBY.search(name) or STANDBY.search(self.role):
            return True
        return False if self.role in (DEFAULT, *PRIMARY) or IS_PRIMARY.search(name) else None

    def __str__(self) -> str:
        return f"{self.role} ({self.code})" if self.code else self.role

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Region) and self.is_same(other) is True

    def __hash__(self) -> int:
        return hash(self.code)


def symbol(value: Value) -> str:
    """The variable of the root that a region is, where nothing gives it a value; or empty."""
    value = plain(value)
    if type(value) is not Unknown or len(value.sources) != 1:
        return ""
    (source,) = value.sources
    said = str(source).replace("[", ".").replace("]", "").replace('"', "")
    return said if said.startswith("var.") else ""


def _is_named(region: Value) -> bool:
    """Whether a region is known, or is a variable."""
    return known_text(region) is not None or bool(symbol(region))


def _are_apart(one: Value, other: Value) -> bool:
    """Whether two regions differ that are not both known: two variables, or in an environment.

    Nobody has two variables for one region.
    """
    if isinstance(plain(one), Chosen) or isinstance(plain(other), Chosen):
        return any(same(*pair) is False for pair in side_by_side(one, other))
    first, second = symbol(one), symbol(other)
    return bool(first and second) and first != second


Providers = Mapping[str, Region]
"""The configurations that a module can name, by `NAME` or `NAME.ALIAS`."""


def configured(module: hcl.Module, scope: Scope, place: str = "") -> dict[str, Region]:
    """The configurations that a module has itself, as a root does.

    Args:
        module: it.
        scope: what names mean there.
        place: for a root that others stand beside, what its directory is called, such as `dr` or
            `us-east-1`. Its configuration without an alias is called so too, and where the code
            says nothing of the region, the directory does.
    """
    found: dict[str, Region] = {}
    if place:
        found["aws"] = Region(place, place if IS_REGION.fullmatch(place) else None, place)
    for block in module.of_kind("provider"):
        if block.labels:
            alias = known_text(_evaluated(block, "alias", scope)) or ""
            region = _evaluated(block, "region", scope)
            name = f"{block.labels[0]}.{alias}" if alias else block.labels[0]
            if "for_each" in block.attributes:  # of OpenTofu
                found |= _repeated(block, name, alias, scope)
                continue
            if place and not alias and IS_REGION.fullmatch(place) and not known_text(region):
                region = place
            found[name] = Region(alias or place or DEFAULT, region, place)
    return found


def _repeated(block: hcl.Block, name: str, alias: str, scope: Scope) -> dict[str, Region]:
    """The configurations that one block makes, by `NAME.ALIAS[KEY]`."""
    return {
        f"{name}[{key}]": Region(
            f"{alias}[{key}]", _evaluated(block, "region", scope.within(names))
        )
        for key, names in repetitions(block, scope)
    }


def passed_on(call: hcl.Block, here: Providers) -> dict[str, Region]:
    """The configurations that a called module can name: inherited, or given to it by the call."""
    inherited = {name: region for name, region in here.items() if "." not in name}
    given = call.expression("providers")
    for name, value in (given.items if given else None) or []:
        inherited[name] = of_name(value.text, here)
    return inherited


def of_name(name: str, here: Providers) -> Region:
    """The configuration of a name as code writes it; its alias alone where it is not configured."""
    name = name.strip('"')
    provider, _, alias = name.partition(".")
    # What another provider makes is not in the region of AWS's default configuration.
    return here.get(name) or Region(alias or (DEFAULT if provider == "aws" else provider))


def of_block(block: hcl.Block, here: Providers, own: Value, scope: Scope) -> Region:
    """The region of a resource or data source.

    Args:
        block: the resource.
        here: the configurations that its module can name.
        own: its attribute `region`, which the AWS provider takes from version 6 on.
        scope: what names mean in it, which choose one of several configurations of OpenTofu.
    """
    named = block.expression("provider")
    name = named.text if named else block.labels[0].partition("_")[0]
    if name.endswith("]"):
        start, _, index = name[:-1].partition("[")
        each = plain(scope.names.get("each"))
        inside = each.get(index.removeprefix("each.")) if isinstance(each, Fields) else None
        key = known_text(inside) if index.startswith("each.") else index.strip('"')
        name = f"{start}[{key}]" if key else start
    region = of_name(name, here)
    is_region = isinstance(plain(own), str | Text | Unknown)
    return Region(region.role, own) if is_region else region


def _evaluated(block: hcl.Block, name: str, scope: Scope) -> Value:
    expression = block.expression(name)
    return None if expression is None else evaluate(expression, scope)
