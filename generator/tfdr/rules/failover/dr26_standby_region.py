"""DR26: the standby's resources are not in the primary region."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.aws.regions import are_apart
from tfdr.evaluate import Region, Resource, System
from tfdr.rules import ERROR, Rule, Verdict, judge, judge_all, judge_place

RULE = Rule(severity=ERROR, tells_doubt=False)

# Words that mean the standby. A secondary subnet or instance is often in the primary region, and
# so may be the like of a standby instance; neither is counted.
_STANDBY: Final = re.compile(r"(dr\d*|standby|recovery|secondary)")
_PRIMARY: Final = re.compile(r"(primary|main|active|source|default)")
_HOLDS: Final = (
    "aws_autoscaling_group",
    "aws_db_proxy",
    "aws_ecs_cluster",
    "aws_ecs_service",
    "aws_kms_key",
    "aws_kms_replica_key",
    "aws_lb",
    "aws_rds_cluster",
    "aws_s3_bucket",
    "aws_vpc",
)
_CLEARLY: Final = ("aws_rds_cluster", "aws_vpc")


def check(system: System) -> Iterator[Verdict]:
    """Each provider that is called a standby's, and each thing that is."""
    providers = [
        region
        for root in system.roots
        for name, region in root.root.providers.items()
        if name.partition(".")[0] == "aws"
    ]
    primaries = [each for each in providers if _PRIMARY.fullmatch(each.role)]
    for provider in providers:
        if _is_standby(provider.role):
            for primary in primaries:
                yield _provider(system, provider, primary)
    here = next(iter(primaries), None)
    if here is not None and any(_is_standby(each.role) for each in providers):
        held = system.resources(*_HOLDS)
        for resource in held:
            if _belongs_to_standby(resource) and not _is_everywhere(resource, held):
                apart = are_apart(resource.region, here)
                message = f"is called the standby's, and is made in {here}"
                unknown = (f"the region of the provider {resource.region.role}",)
                yield judge(resource, apart, message, "provider", unknown=unknown)


def _provider(system: System, provider: Region, primary: Region) -> Verdict:
    block = next(filter(None, (_block(root, provider.role) for root in system.roots)), None)
    message = f"makes everything in {primary.code}, the region of the provider {primary.role}"
    if block is None:
        return judge_all(system, are_apart(provider, primary), f"{provider.role} {message}")
    attribute = block.attributes.get("region")
    return judge_place(
        are_apart(provider, primary),
        f"provider.aws.{provider.role}",
        block.file,
        attribute.line if attribute else block.line,
        message,
        unknown=(f"the region of the provider {provider.role}", f"that of {primary.role}"),
    )


def _block(root: System, role: str) -> hcl.Block | None:
    """The block of a configuration of the provider."""
    for each in root.root.source.of_kind("provider"):
        alias = each.expression("alias")
        named = root.place if alias is None else alias.value
        if each.labels == ("aws",) and named == role:
            return each
    return None


def _is_standby(name: str) -> bool:
    words = re.split(r"[_-]", name.lower())
    return any(_STANDBY.fullmatch(each) for each in words) and not any(
        _PRIMARY.fullmatch(each) for each in words
    )


def _is_everywhere(resource: Resource, others: list[Resource]) -> bool:
    """Whether one block makes it in several regions: its name says nothing of one of them."""
    alike = [each for each in others if each.block is resource.block]
    return any(each.region.is_same(resource.region) is not True for each in alike)


def _belongs_to_standby(resource: Resource) -> bool:
    """Whether its own name says so, or that of the innermost module around it that says any."""
    modules = re.findall(r"module\.([^.\[]+)", resource.module.prefix)
    names = [*modules, resource.name]
    for name in reversed(names):
        words = re.split(r"[_-]", name.lower())
        if any(_PRIMARY.fullmatch(each) for each in words):
            return False
        if _is_standby(name):
            return "secondary" not in words or resource.type in _CLEARLY
    return False
