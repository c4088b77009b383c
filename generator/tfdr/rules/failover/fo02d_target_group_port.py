"""FO02D: a target group has the port of the containers behind it."""

from collections.abc import Iterator

from tfdr.evaluate import System, same
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


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
