"""FO01D: clients can be led to every region that has an endpoint."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.traffic import chosen_records, destination, where_to

RULE = Rule(
    id="FO01D",
    title="Every working region with a public endpoint has a record that Route 53 can choose",
    severity=ERROR,
    why="A standby that no record leads to can be as ready as it likes: clients find it only after "
    "somebody has edited DNS, in a region that may be the one that is lost.",
    fix="Add a record with a failover policy (or another one between regions) whose alias names "
    "this endpoint.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_lb" "primary" {
  provider = aws.primary
}

resource "aws_lb" "dr" {
  provider = aws.dr
}

resource "aws_route53_record" "primary" {
  zone_id        = "Z1"
  name           = "orders"
  type           = "A"
  set_identifier = "primary"

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = aws_lb.primary.dns_name
    zone_id                = aws_lb.primary.zone_id
    evaluate_target_health = true
  }
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_lb" "primary" {
  provider = aws.primary
}

resource "aws_lb" "dr" {
  provider = aws.dr
}

resource "aws_route53_record" "orders" {
  for_each = {
    PRIMARY   = aws_lb.primary
    SECONDARY = aws_lb.dr
  }

  zone_id        = "Z1"
  name           = "orders"
  type           = "A"
  set_identifier = each.key

  failover_routing_policy {
    type = each.key
  }

  alias {
    name                   = each.value.dns_name
    zone_id                = each.value.zone_id
    evaluate_target_health = true
  }
}
""",
)

_ENDPOINTS = ("aws_lb", "aws_alb", "aws_apigatewayv2_domain_name", "aws_api_gateway_domain_name")
# What else leads clients to a region, with health checks of its own.
_BEYOND = ("aws_globalaccelerator_accelerator", "aws_cloudfront_distribution")


def check(system: System) -> Iterator[Verdict]:
    """Each public endpoint, where Route 53 chooses between regions."""
    records = chosen_records(system)
    if not system.is_multi_region or not records or system.resources(*_BEYOND):
        return
    ends = [(record, destination(system, record)) for record in records]
    unclear = [record for record, end in ends if end is None]
    for endpoint in system.resources(*_ENDPOINTS):
        if _is_public(endpoint) is False:
            continue
        led: list[Truth] = [
            end.region.is_same(endpoint.region)
            for _, end in ends
            if end is not None and not end.is_global
        ]
        led += [None for _ in unclear]
        led += [None for _ in system.not_followed]
        message = f"no record with a routing policy leads to its region, {endpoint.region}"
        unknown = [source for record in unclear for source in record.unknowns(where_to(record))]
        unknown = unknown or [*(each.address for each in unclear), *system.not_followed]
        holds = any_of(*led)
        if holds is False and _is_public(endpoint) is None:
            holds, unknown = None, list(endpoint.unknowns("internal"))
        yield judge(endpoint, holds, message, unknown=unknown)


def _is_public(endpoint: Resource) -> Truth:
    is_internal = endpoint.is_true("internal")
    if is_internal or endpoint.equals("load_balancer_type", "gateway"):
        return False
    return None if is_internal is None else True
