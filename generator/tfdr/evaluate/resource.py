"""One instance of a resource or a data source."""

from functools import cached_property
from typing import Final

from tfdr import hcl
from tfdr.evaluate import inputs, providers
from tfdr.evaluate.body import BlockBody
from tfdr.evaluate.evaluator import Scope
from tfdr.evaluate.policies import Policy, policy_of
from tfdr.evaluate.providers import Region
from tfdr.evaluate.values import ANY, Value

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
_PARTITIONS: Final = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}

Key = str | int | None


class Resource(BlockBody):
    """A resource or data source; with `count` or `for_each`, one of its instances.

    Attributes:
        key: of the instance; None without `count` and `for_each`; `*` for one that stands for
            none, one or more, because their number cannot be known (then `maybe` is true).
    """

    def __init__(self, block: hcl.Block, scope: Scope, key: Key) -> None:
        super().__init__(block, scope)
        self.owner = self
        self.key = key
        self.maybe: bool = key == ANY or scope.module.maybe
        self.address = f"{scope.module.prefix}{_local_address(block)}{_index(key)}"

    address: str = ""

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
        """Whether AWS has it once for all regions, as it has roles and DNS records."""
        return self.type.startswith(_GLOBAL) and not self.type.startswith(_GLOBAL_NOT)

    @cached_property
    def region(self) -> Region:
        """Where it is made."""
        own = None if self.is_data else super()._attribute("region")
        return providers.of_block(self.block, self.module, own)

    def policy(self, path: str) -> Policy:
        """An attribute that is a policy of IAM, read however it is written."""
        return policy_of(self.get(path), self)

    def inputs(self, attribute: str, key: str = "") -> frozenset[str]:
        """What an attribute depends on, such as `var.suffix`, whether or not it is known.

        Args:
            attribute: it.
            key: one of its keys, such as `Name` of `tags`, where only that counts.
        """
        return inputs.of_resource(self, attribute, key)

    def _attribute(self, name: str) -> Value:
        value = super()._attribute(name)
        return self._read(name) if value is None and self.is_data else value

    def _read(self, name: str) -> Value:
        """What a data source says that needs no AWS to know."""
        if self.type == "aws_region" and name in ("region", "name", "id"):
            return None if self.region.value is None else self.region.value
        if self.type == "aws_partition" and name in ("partition", "id") and self.region.code:
            code = self.region.code
            others = (each for start, each in _PARTITIONS.items() if code.startswith(start))
            return next(others, "aws")
        return None


def _local_address(block: hcl.Block) -> str:
    return ".".join((*(["data"] if block.kind == "data" else []), *block.labels[:2]))


def _index(key: Key) -> str:
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) or key == ANY else f'["{key}"]'
