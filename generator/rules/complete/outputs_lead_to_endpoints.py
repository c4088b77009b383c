"""CMP05: outputs say where everything is."""

from collections.abc import Iterator
from typing import Final

from generator.evaluate import Region, Resource, System, Truth, known_text, references
from generator.evaluate.values import leaves
from generator.rules import INFO, Rule, Verdict, judge_all

RULE = Rule(
    id="CMP05",
    title="Outputs lead to databases, proxies, load balancers, APIs, buckets and tables of each "
    "region",
    severity=INFO,
    why="Runbooks, checks and people ask outputs where the standby's database is. What no output "
    "names is looked for in a console, in a region that few have ever opened.",
    fix="Add an output whose value refers to it, by region.",
    source="https://developer.hashicorp.com/terraform/language/values/outputs",
    fails="""\
resource "aws_rds_cluster" "orders" {
  engine = "aurora-postgresql"
}
""",
    passes="""\
resource "aws_rds_cluster" "orders" {
  engine = "aurora-postgresql"
}

output "database_endpoint" {
  value = aws_rds_cluster.orders.endpoint
}
""",
)

_KINDS: Final = {
    "database cluster": ("aws_rds_cluster",),
    "database proxy": ("aws_db_proxy",),
    "load balancer or API": (
        "aws_lb",
        "aws_alb",
        "aws_apigatewayv2_api",
        "aws_apigatewayv2_stage",
        "aws_apigatewayv2_domain_name",
        "aws_api_gateway_rest_api",
        "aws_api_gateway_stage",
    ),
    "bucket": ("aws_s3_bucket",),
    "table": ("aws_dynamodb_table",),
}


def check(system: System) -> Iterator[Verdict]:
    """Each kind of them in each working region, when it is a workload."""
    if not system.is_workload:
        return
    led, texts, unknown = _led_to(system)
    for kind, types in _KINDS.items():
        found = system.resources(*types)
        for region in system.working_regions:
            here = [each for each in found if each.region.is_same(region)]
            if here:
                holds: Truth = any(_is_led_to(each, led, texts) for each in here)
                if not holds and unknown:
                    holds = None
                message = f"no output leads to a {kind} in {_shown(region)}"
                yield judge_all(system, holds, message, unknown=unknown)


def _led_to(system: System) -> tuple[set[Resource], set[str], list[str]]:
    """What the outputs refer to, which texts they hold, and which of them are not known."""
    led: set[Resource] = set()
    texts: set[str] = set()
    unknown: list[str] = []
    for block in system.root.source.of_kind("output"):
        if not block.labels:
            continue
        value = system.root.output(block.labels[0])
        owners = [each.target.owner for each in references(value)]
        led.update(owners)
        # A name that is written, not taken from some resource that happens to have the same one.
        texts.update(each for each in leaves(value) if isinstance(each, str))
        if not owners and known_text(value) is None and _is_from_outside(value, system):
            unknown.append(f"output.{block.labels[0]}")
    return led, texts, unknown


def _is_from_outside(value: object, system: System) -> bool:
    """Whether it is of a module that is not in the repository."""
    names = getattr(value, "sources", ())
    return any(str(each).startswith("module.") for each in names) and bool(system.not_followed)


def _is_led_to(resource: Resource, led: set[Resource], texts: set[str]) -> bool:
    if resource in led:
        return True
    named = (resource.text("bucket"), resource.text("name"), resource.text("cluster_identifier"))
    return any(each in texts for each in named if each)


def _shown(region: Region) -> str:
    return str(region)
