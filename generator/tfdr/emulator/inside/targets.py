"""What records lead to: load balancers with what is behind them, and domain names of APIs.

Of services and instances there is nothing to ask: a load balancer answers 200 if any of them runs
and their database does. An API answers for itself, see `http_api`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends
from moto.rds.models import rds_backends

from tfdr.emulator import kinds
from tfdr.emulator.inside import global_databases
from tfdr.emulator.inside.application import failing
from tfdr.emulator.inside.databases import answers
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.protocol import ACCOUNT_ID

_REGIONAL = re.compile(
    r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.(?:elb\.)?amazonaws\.com$"
    r"|\.elb\.(?P<other>[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$"
)


@dataclass(frozen=True)
class Answer:
    """What a client gets.

    Attributes:
        status: the HTTP status; None if nobody answers.
        body: the text, or why nobody answers.
        region: where it was asked.
        seconds: after how many it comes, where that is long.
    """

    status: int | None
    body: str
    region: str
    seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        """Whether a health checker is content."""
        return self.status is not None and self.status < 400

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def region_of(target: str) -> str:
    """Return the region of a load balancer or an API's domain name, empty if it is neither."""
    found = _REGIONAL.search(target.rstrip(".").lower())
    return (found["region"] or found["other"]) if found else ""


def is_api(target: str) -> bool:
    """Say whether a target is a domain name of API Gateway."""
    return ".execute-api." in target


def is_healthy(target: str) -> bool:
    """Say whether an alias that evaluates the health of its target finds it healthy."""
    region = region_of(target)
    if not faults.lives(region) or faults.struck(faults.of(kinds.HEALTH, region)):
        return False
    return is_api(target) or ask_balancer(target).is_well


def ask_balancer(target: str) -> Answer:
    """Return what a load balancer answers for what is behind it.

    Args:
        target: its own name, in lower case.
    """
    region = region_of(target)
    for balancer in list(elbv2_backends[ACCOUNT_ID][region].load_balancers.values()):
        if balancer.dns_name.lower() == target:
            break
    else:
        return Answer(None, f"no load balancer {target}", region)
    said = {
        "compute": "ok" if _runs(balancer, region) else "failed",
        "database": "ok" if _database_answers(balancer.vpc_id, region) else "failed",
        **dict.fromkeys(failing(region), "failed"),
    }
    status = 200 if set(said.values()) == {"ok"} else 503
    return Answer(status, json.dumps({"region": region, "checks": said}), region)


def _runs(balancer: Any, region: str) -> bool:
    """Say whether anything runs behind a load balancer."""
    groups = {
        arn: group
        for arn, group in elbv2_backends[ACCOUNT_ID][region].target_groups.items()
        if balancer.arn in group.load_balancer_arns
    }
    running = [*_services(region, set(groups)), *_autoscaling_groups(region, set(groups))]
    return any(running) if running else any(group.targets for group in groups.values())


def tasks(region: str, group: str) -> int:
    """Return how many tasks of services run behind a target group."""
    return sum(_services(region, {group}))


def _services(region: str, groups: set[str]) -> Iterator[int]:
    """Say of each service behind target groups how many of its tasks run."""
    for service in list(ecs_backends[ACCOUNT_ID][region].services.values()):
        if any(each.get("targetGroupArn") in groups for each in service.load_balancers):
            yield service.running_count


def _autoscaling_groups(region: str, groups: set[str]) -> Iterator[bool]:
    """Say of each Auto Scaling group behind target groups whether it runs."""
    for group in list(autoscaling_backends[ACCOUNT_ID][region].autoscaling_groups.values()):
        if groups & set(group.target_group_arns):
            yield any(state.lifecycle_state == "InService" for state in group.instance_states)


def _database_answers(vpc: str, region: str) -> bool:
    """Say whether the clusters beside a load balancer do what they are for.

    The one that writes takes writes, and another is there to be read.
    """
    global_databases.settle_all()
    backend = rds_backends[ACCOUNT_ID][region]
    groups = backend.subnet_groups
    beside = [
        cluster
        for cluster in list(backend.clusters.values())
        if cluster.db_subnet_group_name not in groups
        or groups[cluster.db_subnet_group_name].vpc_id == vpc
    ]
    return all(answers(cluster) for cluster in beside)
