"""What a region answers to its clients: a load balancer with what is behind it, or an HTTP API.

An API is asked for real. Of services and instances there is nothing to ask: they answer 200 if any
of them runs and their database does.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from tfdr.emulator.databases import answers
from tfdr.emulator.dns import region_of, resolve
from tfdr.emulator.environment import ACCOUNT_ID, INSIDE
from tfdr.emulator.faults import CUT, faults
from tfdr.emulator.http_api import HttpRequest
from tfdr.emulator.http_api import ask as ask_api
from tfdr.emulator.outage import cut, refuse
from tfdr.emulator.server import Emulator

_TRIES = 3
"""How often a health checker asks in a row before it gives up."""


@dataclass(frozen=True)
class Answer:
    """What a client gets.

    Attributes:
        status: the HTTP status; None if nobody answers.
        body: the text, or why nobody answers.
        region: where it was asked.
    """

    status: int | None
    body: str
    region: str

    @property
    def is_well(self) -> bool:
        """Whether a health checker is content."""
        return self.status is not None and self.status < 400

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def ask(
    name: str, path: str, method: str = "GET", body: str | None = None, *, signed: bool = False
) -> Answer:
    """Ask whatever DNS leads a name to, over HTTPS.

    Args:
        name: the name.
        path: the path, without a query.
        method: the HTTP method.
        body: the text of the request.
        signed: whether the caller signs it for AWS.
    """
    where = resolve(name)
    if where is None:
        return Answer(None, f"no such name: {name}", "")
    if not faults.endpoint_answers(where.region):
        return Answer(None, f"nobody answers in {where.region}", where.region)
    if ".execute-api." not in where.target:
        return _from_balancer(where.target, where.region)
    emulator = Emulator(f"http://127.0.0.1:{os.environ['MOTO_PORT']}", access_key=INSIDE)
    request = HttpRequest(where.name, path, method, body, signed=signed)
    answer = ask_api(emulator, where.region, request)
    return Answer(answer.status, answer.body, where.region)


def check(name: str, path: str) -> Answer:
    """Ask as a health checker does: again, before a bad answer counts."""
    for _ in range(_TRIES - 1):
        answer = ask(name, path)
        if answer.status is None or answer.is_well:
            return answer
    return ask(name, path)


def target_is_healthy(target: str) -> bool:
    """Say whether an alias that evaluates the health of its target finds it healthy."""
    region = region_of(target)
    if not faults.lives(region):
        return False
    return ".execute-api." in target or _from_balancer(target, region).is_well


def serve_endpoint(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request that came for a name of an emulated zone."""
    name = str(environ["HTTP_HOST"]).rsplit(":", 1)[0]
    where = resolve(name)
    if where is not None and not faults.lives(where.region):
        return refuse(where.region, environ, start_response)
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode() or None
    answer = ask(
        name,
        environ["PATH_INFO"],
        environ["REQUEST_METHOD"],
        sent,
        signed="HTTP_AUTHORIZATION" in environ,
    )
    if answer.status is None:
        cut(environ)
    start_response(f"{answer.status} {_word(answer)}", [("Content-Type", "application/json")])
    return [answer.body.encode()]


def connection_to(name: str) -> str | None:
    """Return what becomes of a connection to a name: `open`, or how it fails; None if unknown."""
    where = resolve(name)
    if where is None:
        return None
    if faults.endpoint_answers(where.region):
        return "open"
    return faults.outages.get(where.region, CUT)


def _word(answer: Answer) -> str:
    return "OK" if answer.is_well else "Error"


def _from_balancer(target: str, region: str) -> Answer:
    balancer = _balancer(target, region)
    if balancer is None:
        return Answer(None, f"no load balancer {target}", region)
    said = {
        "compute": "ok" if _runs(balancer, region) else "failed",
        "database": "ok" if _database_answers(balancer.vpc_id, region) else "failed",
    }
    status = 200 if set(said.values()) == {"ok"} else 503
    return Answer(status, json.dumps({"region": region, "checks": said}), region)


def _balancer(target: str, region: str) -> Any:
    from moto.elbv2.models import elbv2_backends

    for balancer in list(elbv2_backends[ACCOUNT_ID][region].load_balancers.values()):
        if balancer.dns_name.lower() == target:
            return balancer
    return None


def _runs(balancer: Any, region: str) -> bool:
    """Say whether anything runs behind a load balancer."""
    from moto.autoscaling.models import autoscaling_backends
    from moto.ecs.models import ecs_backends
    from moto.elbv2.models import elbv2_backends

    groups = {
        arn: group
        for arn, group in elbv2_backends[ACCOUNT_ID][region].target_groups.items()
        if balancer.arn in group.load_balancer_arns
    }
    services = [
        service
        for service in list(ecs_backends[ACCOUNT_ID][region].services.values())
        if any(each.get("targetGroupArn") in groups for each in service.load_balancers)
    ]
    autoscaling = [
        group
        for group in list(autoscaling_backends[ACCOUNT_ID][region].autoscaling_groups.values())
        if groups.keys() & set(group.target_group_arns)
    ]
    if services or autoscaling:
        return any(service.running_count > 0 for service in services) or any(
            state.lifecycle_state == "InService"
            for group in autoscaling
            for state in group.instance_states
        )
    return any(group.targets for group in groups.values())


def _database_answers(vpc: str, region: str) -> bool:
    """Say whether the clusters beside a load balancer do what they are for.

    The one that writes takes writes, and another is there to be read.
    """
    from moto.rds.models import rds_backends

    from tfdr.emulator.extensions.rds_global_change import settle_all

    settle_all()
    backend = rds_backends[ACCOUNT_ID][region]
    groups = backend.subnet_groups
    beside = [
        cluster
        for cluster in list(backend.clusters.values())
        if cluster.db_subnet_group_name not in groups
        or groups[cluster.db_subnet_group_name].vpc_id == vpc
    ]
    return all(answers(cluster) for cluster in beside)
