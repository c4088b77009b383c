"""FO02D: a target group has the port of the containers behind it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, same
from tfdr.rules import WARNING, Rule, Verdict, judge

_CODE: Final = """\
resource "aws_lb_target_group" "orders" {
  port        = %s
  protocol    = "HTTP"
  target_type = "ip"
}

resource "aws_ecs_service" "orders" {
  name = "orders"

  load_balancer {
    target_group_arn = aws_lb_target_group.orders.arn
    container_name   = "orders"
    container_port   = 8080
  }
}
"""

RULE = Rule(
    id="FO02D",
    title="A target group has the port of the containers behind it",
    severity=WARNING,
    why="ECS registers the containers' own port, so this one seems not to matter. Rules of "
    "security groups and checks that are derived from it close the way to the containers, and "
    "whoever registers a target by hand in an outage gets one that does not answer.",
    fix="Give both the same variable.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html",
    fails=_CODE % "9090",
    passes=_CODE % "8080",
)


def check(system: System) -> Iterator[Verdict]:
    """Each service, by the target groups that it registers with."""
    for service in system.resources("aws_ecs_service"):
        for block in service.blocks("load_balancer"):
            group = block.target("target_group_arn")
            if group is None or group.get("port") is None:
                continue
            holds = same(group.get("port"), block.get("container_port"))
            message = f"its containers listen on {block.text('container_port')}"
            message += f", and {group.address} has port {group.text('port')}"
            unknown = group.unknowns("port")
            yield judge(block, holds, message, "container_port", unknown=unknown)
