"""CMP05: see cmp05_endpoint_output.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfdr.aws import active_region
from tfdr.aws.buckets import bucket_of
from tfdr.aws.functions import failover_functions
from tfdr.aws.logs import holds_logs
from tfdr.aws.replication import copyings
from tfdr.aws.tables import is_replicated
from tfdr.evaluate import Resource, System, Truth, any_of, known_text, references
from tfdr.evaluate.values import leaves
from tfdr.rules import WARNING, Rule, Verdict, judge, judge_all

RULE = Rule(severity=WARNING, of_root=True, is_recovery=False)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Something that people look for.

    Attributes:
        types: one of these in a region is enough.
        by: the attributes of which an output has one.
    """

    name: str
    types: tuple[str, ...]
    by: tuple[str, ...]


_KINDS: Final = (
    _Kind("database cluster's endpoint", ("aws_rds_cluster",), ("endpoint",)),
    _Kind("database proxy's endpoint", ("aws_db_proxy",), ("endpoint",)),
    _Kind(
        "load balancer or API",
        (
            "aws_lb",
            "aws_alb",
            "aws_apigatewayv2_api",
            "aws_apigatewayv2_stage",
            "aws_apigatewayv2_domain_name",
            "aws_api_gateway_rest_api",
            "aws_api_gateway_stage",
        ),
        (),
    ),
)
_NAMES: Final = ("name", "id", "bucket", "function_name")


def check(system: System) -> Iterator[Verdict]:
    """Each kind of them in each working region, when it is a workload."""
    if not system.is_workload:
        return
    outputs = _Outputs(system)
    for kind in _KINDS:
        for region in system.working_regions:
            here = [e for e in system.resources(*kind.types) if e.region.is_same(region)]
            if here:
                holds = any_of(*(outputs.lead_to(each, kind.by) for each in here))
                message = f"no output leads to a {kind.name} in {region}"
                yield judge_all(system, holds, message, unknown=outputs.unknown)
    for resource, what in _each(system):
        holds = outputs.lead_to(resource, _NAMES)
        message = f"no output leads to this {what} by its name"
        yield judge(resource, holds, message, unknown=outputs.unknown)


def _each(system: System) -> Iterator[tuple[Resource, str]]:
    """What people look for by itself; not the buckets of logs, nor what only functions read."""
    for bucket in system.resources("aws_s3_bucket"):
        if not holds_logs(system, bucket) and not _is_copy_of_logs(system, bucket):
            yield bucket, "bucket"
    for table in system.resources("aws_dynamodb_table"):
        if is_replicated(system, table):
            yield table, "table"
    if system.is_multi_region:
        # It has one name in all regions.
        yield from ((each, "parameter") for each in active_region.parameters(system)[:1])
        yield from ((each, "function") for each in failover_functions(system))


def _is_copy_of_logs(system: System, bucket: Resource) -> bool:
    return any(
        bucket_of(system, copying.rule.get("destination.bucket")) is bucket
        and (source := bucket_of(system, copying.configuration.get("bucket"))) is not None
        and holds_logs(system, source)
        for copying in copyings(system)
    )


class _Outputs:
    """What the outputs of the root refer to, which texts they hold, and which are not known."""

    def __init__(self, system: System) -> None:
        self.refs: dict[Resource, set[str]] = {}
        self.texts: set[str] = set()
        self.unknown: list[str] = []
        for block in system.root.source.of_kind("output"):
            if not block.labels:
                continue
            value = system.root.output(block.labels[0])
            refs = list(references(value))
            for ref in refs:
                self.refs.setdefault(ref.target.owner, set()).add(ref.attribute)
            # A name that is written, not taken from some resource that happens to have the same.
            self.texts.update(each for each in leaves(value) if isinstance(each, str))
            if not refs and known_text(value) is None and _is_from_outside(value, system):
                self.unknown.append(f"output.{block.labels[0]}")

    def lead_to(self, resource: Resource, by: tuple[str, ...]) -> Truth:
        """Whether one of them does, by one of these attributes; by any without them."""
        found = self.refs.get(resource, set())
        if found & {"", *by} or (found and not by):
            return True
        named = (resource.text(name) for name in ("bucket", "name", "cluster_identifier"))
        if any(each in self.texts for each in named if each):
            return True
        return None if self.unknown else False


def _is_from_outside(value: object, system: System) -> bool:
    """Whether it is of a module that is not in the repository."""
    names = getattr(value, "sources", ())
    return any(str(each).startswith("module.") for each in names) and bool(system.not_followed)
