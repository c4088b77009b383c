"""DR59: health checks ask from several places of the world."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Rest, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

_CODE: Final = """\
resource "aws_route53_health_check" "primary" {
  type    = "HTTPS"
  fqdn    = "primary.example.com"
  regions = [%s]
}
"""

RULE = Rule(
    id="DR59",
    title="A health check asks from three regions at least",
    severity=ERROR,
    why="Of those that ask, more than 18 percent have to get an answer. One place alone takes its "
    "own trouble with the network for an outage of the region, or is lost together with it; Route "
    "53 refuses fewer than three when it makes the check.",
    fix="Leave regions out: Route 53 then asks from all of them.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html",
    fails=_CODE % '"us-east-1"',
    passes=_CODE % '"us-east-1", "eu-west-1", "ap-southeast-1"',
    is_local=True,
)

_LEAST: Final = 3


def check(system: System) -> Iterator[Verdict]:
    """Each check, by the places that it names; without any, all of them ask."""
    for each in system.resources("aws_route53_health_check"):
        named = each.elements("regions")
        known = [value for value in named if not isinstance(value, Rest)]
        enough = not named or len(known) >= _LEAST
        holds: Truth = None if not enough and len(known) < len(named) else enough
        message = f"asks from {len(known)} of Route 53's regions only"
        yield judge(each, holds, message, "regions")
