"""Resources and data sources, what is in them, and references to them: what rules ask about."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.evaluate import inputs, policies, providers, spelling, templates
from tfdr.evaluate.forms import BlockForm, Form
from tfdr.evaluate.functions import elements
from tfdr.evaluate.modules import Module
from tfdr.evaluate.policies import Policy
from tfdr.evaluate.providers import Region
from tfdr.evaluate.repetition import Key, shown
from tfdr.evaluate.scope import Namespace, Scope
from tfdr.evaluate.values import (
    ANY,
    Chosen,
    Fields,
    Pointer,
    Special,
    Text,
    Truth,
    Unknown,
    Value,
    agreed,
    known_text,
    number,
    plain,
    pointers,
    same,
    sources,
    truth,
)

# What exists once for all regions, whatever provider makes it.
_GLOBAL: Final = (
    "aws_iam_",
    "aws_route53_",
    "aws_cloudfront_",
    "aws_organizations_",
    "aws_globalaccelerator_",
    "aws_budgets_",
)
_GLOBAL_NOT: Final = ("aws_route53_resolver", "aws_route53recovery")
_MOST_STATES: Final = 10  # that are read one through the other


@dataclass(frozen=True, slots=True)
class Ref(Pointer):
    """A reference to an attribute of a resource or a data source, or to all of it.

    Attributes:
        target: what it refers to.
        path: the attribute, and what is inside of it; empty for all of it.
    """

    target: "Body"
    path: tuple[str | int, ...] = ()

    @property
    def value(self) -> Value:  # noqa: D102
        return self.target.inside(self.path)

    @property
    def is_whole(self) -> bool:  # noqa: D102
        return not self.path

    def step(self, name: str | int) -> "Ref":  # noqa: D102
        return Ref(self.target, (*self.path, name))

    @property
    def spelled(self) -> Text | None:  # noqa: D102
        owner = self.target.owner
        if self.target is not owner or len(self.path) != 1 or owner.is_data:
            return None
        return spelling.of(owner.type, self.attribute, owner.region.code, owner.get)

    @property
    def attribute(self) -> str:
        """The name of the attribute."""
        return str(self.path[0]) if self.path else ""

    def __str__(self) -> str:
        return ".".join((self.target.address, *map(str, self.path)))

    def __repr__(self) -> str:
        return f"Ref({self})"


def references(value: Value) -> Iterator[Ref]:
    """The references in a value, and those that an unknown part of it is derived from."""
    for each in pointers(value):
        if isinstance(each, Ref):
            yield _followed(each)


def _followed(ref: Ref) -> Ref:
    """What the output of another root refers to, where a reference is to such an output."""
    for _ in range(_MOST_STATES):
        behind = ref.value if ref.target.owner.type == "terraform_remote_state" else None
        if not isinstance(behind, Ref):
            break
        ref = behind
    return ref


class Body:
    """A block of a resource, or the resource itself.

    Attributes:
        owner: the resource that it is a part of.
        maybe: whether it stands for none, one or more, because a loop's collection is unknown.
    """

    def __init__(self, form: Form, owner: "Resource | None" = None) -> None:
        self._form = form
        self._bodies: dict[str, list[Body]] = {}
        self.maybe = form.maybe
        if owner is not None:
            self.owner = owner

    owner: "Resource"

    # What it is made of

    def get(self, path: str) -> Value:
        """An attribute; null when it is not set.

        Args:
            path: its name, or `block.name` for one in the first block of that name.
        """
        name, _, rest = path.partition(".")
        if not rest:
            return self._attribute(name)
        found = self.blocks(name)
        if not found:
            return self._within(name, rest)
        if found[0].maybe:
            return Unknown(*sources(found[0].get(rest)), *found[0].why)
        return found[0].get(rest)

    def blocks(self, name: str) -> "list[Body]":
        """The nested blocks of one name, those of `dynamic` too; no matter how they are written."""
        if name not in self._bodies:
            self._bodies[name] = []
            self._bodies[name] = [Body(each, self.owner) for each in self._form.blocks(name)]
        return self._bodies[name]

    def names(self) -> Iterator[str]:
        """The names of all that is set in it."""
        return self._form.names()

    def _attribute(self, name: str) -> Value:
        return self._form.attribute(name)

    def _within(self, name: str, rest: str) -> Value:
        inside = plain(self._attribute(name))
        if isinstance(inside, Fields):
            return inside.get(rest, inside.rest)
        return inside if isinstance(inside, Unknown) else None

    @property
    def file(self) -> Path:
        """The file that it is in."""
        return self._form.file

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self._form.line

    @property
    def why(self) -> tuple[str, ...]:
        """For one that is `maybe`: what would have to be known."""
        return self._form.why

    def line_of(self, path: str) -> int:
        """The line of an attribute or block; of the body itself where there is none."""
        return self._form.line_of(path)

    @property
    def address(self) -> str:
        """The address of the resource."""
        return self.owner.address

    # What is asked about it

    def has(self, path: str) -> Truth:
        """Whether an attribute is set to anything but null, or a block is there."""
        value = self.get(path)
        if value is not None:  # a reference to a resource is never null
            if isinstance(value, Chosen):
                return agreed(each is not None for each in value.values)
            return None if isinstance(value, Unknown) else True
        found = self.blocks(path) if "." not in path else []
        if found:
            return None if all(each.maybe for each in found) else True
        return False

    def is_true(self, path: str) -> Truth:
        """Whether an attribute is true; one that is not set is not."""
        return truth(self.get(path))

    def equals(self, path: str, *wanted: str | float | bool) -> Truth:
        """Whether an attribute is one of these; one that is not set is none of them."""
        value = self.get(path)
        if plain(value) is None:
            return False
        results = [same(value, each) for each in wanted]
        return True if True in results else None if None in results else False

    def number(self, path: str) -> float | None:
        """An attribute as a number; None when it is none, or not known."""
        return number(self.get(path))

    def text(self, path: str) -> str | None:
        """An attribute as text; None when it is not set, or not known."""
        return known_text(self.get(path))

    def elements(self, path: str) -> list[Value]:
        """The elements of an attribute; a `Rest` is among them where there may be more."""
        return elements(self.get(path))

    def target(self, path: str) -> "Resource | None":
        """The resource that an attribute refers to, or its only element does."""
        value = self.get(path)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return _followed(value).target.owner if isinstance(value, Ref) else None

    def targets(self, path: str) -> "list[Resource]":
        """All resources that an attribute refers to, anywhere in it."""
        return list(dict.fromkeys(ref.target.owner for ref in references(self.get(path))))

    def unknowns(self, *paths: str) -> tuple[str, ...]:
        """What would have to be known to know these attributes, as addresses."""
        return tuple(dict.fromkeys(source for path in paths for source in sources(self.get(path))))

    def inside(self, path: tuple[str | int, ...]) -> Value:
        """What a reference to it leads to."""
        if not path:
            return Unknown()
        name, rest = str(path[0]), path[1:]
        blocks = self.blocks(name) if rest and isinstance(rest[0], int) else []
        if blocks and int(rest[0]) < len(blocks):
            return blocks[int(rest[0])].inside(rest[1:])
        value = self._attribute(name)
        for step in rest:
            value = plain(value)
            if isinstance(value, Fields):
                value = value.get(str(step), value.rest)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            elif isinstance(value, Namespace):  # the outputs of another root
                value = value.get(str(step))
            elif isinstance(value, Special):
                return templates.unknown(value)
            else:
                value = None
        return Unknown() if value is None else value


class Resource(Body):
    """A resource or data source; with `count` or `for_each`, one of its instances.

    Attributes:
        block: how it is written.
        module: the instance of the module that it is in.
        scope: what names mean in it.
        key: of the instance; None without `count` and `for_each`; `*` for one that stands for
            none, one or more, because their number cannot be known (then `maybe` is true).
    """

    def __init__(self, block: hcl.Block, module: Module, scope: Scope, key: Key) -> None:
        self.address = f"{module.prefix}{_local_address(block)}{shown(key)}"
        super().__init__(BlockForm(block, scope, self.address))
        self.owner = self
        self.block = block
        self.module = module
        self.scope = scope
        self.key = key
        self.maybe: bool = key == ANY or module.maybe

    address: str = ""

    def expression(self, name: str) -> hcl.Expression | None:
        """How an attribute is written."""
        return self.block.expression(name)

    @property
    def type(self) -> str:
        """Such as `aws_kms_key`."""
        return self.block.labels[0]

    @property
    def name(self) -> str:
        """The name that the code gives it."""
        return self.block.labels[1]

    @property
    def is_data(self) -> bool:
        """Whether it is a data source, which makes nothing."""
        return self.block.kind == "data"

    @property
    def is_global(self) -> bool:
        """Whether it is in no region: AWS has it once, as roles and DNS records, or not at all."""
        is_once = self.type.startswith(_GLOBAL) and not self.type.startswith(_GLOBAL_NOT)
        return is_once or not self.type.startswith(("aws_", "awscc_"))

    @cached_property
    def region(self) -> Region:
        """Where it is made."""
        own = super()._attribute("region")
        return providers.of_block(self.block, self.module.providers, own, self.scope)

    def policy(self, path: str) -> Policy:
        """An attribute that is a policy of IAM, read however it is written."""
        return policy_of(self.get(path), self)

    def inputs(self, attribute: str, key: str = "") -> frozenset[str]:
        """What an attribute depends on, such as `var.suffix`, whether or not it is known.

        Args:
            attribute: it.
            key: one of its keys, such as `Name` of `tags`, where only that counts.
        """
        return inputs.of_attribute(self.block, self.module, attribute, key)

    def _attribute(self, name: str) -> Value:
        value = super()._attribute(name)
        return self._read(name) if value is None and self.is_data else value

    def _read(self, name: str) -> Value:
        """What a data source says that needs no AWS to know."""
        if self.type == "aws_region" and name in ("region", "name", "id"):
            return None if self.region.value is None else self.region.value
        if self.type == "terraform_remote_state" and name == "outputs":
            backend = known_text(super()._attribute("backend")) or ""
            return self.module.system.state_outputs(backend, super()._attribute("config"))
        if self.type == "aws_partition" and name in ("partition", "id") and self.region.code:
            return spelling.partition(self.region.code)
        return None


def _local_address(block: hcl.Block) -> str:
    return ".".join((*(["data"] if block.kind == "data" else []), *block.labels[:2]))


def policy_of(value: Value, owner: Resource) -> Policy:
    """Read a policy of IAM.

    Args:
        value: the attribute's value.
        owner: the resource that has it, for the place of what is written nowhere else.
    """
    return policies.read(value, owner, _document)


def _document(value: Value) -> Resource | None:
    """The data source that a value is the document of."""
    if not isinstance(value, Ref):
        return None
    owner = value.target.owner
    return owner if owner.is_data and owner.type == "aws_iam_policy_document" else None
