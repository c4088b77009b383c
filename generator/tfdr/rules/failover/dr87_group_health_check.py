"""DR87: an Auto Scaling group behind a load balancer uses its health checks."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_ATTACHMENT: Final = "aws_autoscaling_attachment"


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for each in system.resources("aws_autoscaling_group"):
        behind = (
            *(each.has(name) for name in ("target_group_arns", "load_balancers", "traffic_source")),
            *(bool(system.links(each, _ATTACHMENT, "autoscaling_group_name").sure),),
        )
        if not any(behind):
            continue
        types = [part.strip() for part in (each.text("health_check_type") or "").split(",")]
        holds = "ELB" in types or each.equals("health_check_type", "ELB")
        yield judge(
            each,
            holds,
            "asks its instances whether they run, not whether they answer",
            "health_check_type",
        )
