"""What a name of a hosted zone answers to clients: a load balancer, or an HTTP API for real."""

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tfdr.emulator import kinds
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.inside import application, http_api
from tfdr.emulator.inside.dns import resolve
from tfdr.emulator.inside.faults import Lasting, faults
from tfdr.emulator.inside.functions.running import region_now
from tfdr.emulator.inside.outages import cut, is_unreachable, refuse
from tfdr.emulator.inside.targets import Answer, ask_balancer, is_api
from tfdr.emulator.kinds import Fault
from tfdr.emulator.protocol import CUT, HANGING, INSIDE, TAKES

TRIES = 3
"""How often a health checker asks in a row before it gives up."""

_OF_AN_API = ("execute-api", "lambda")
"""What a request to an HTTP API goes through, as calls of it are signed."""

_PATIENCE = 2.0  # seconds that a health checker waits for an answer (developer guide of Route 53)


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
    if not is_api(where.target):
        return ask_balancer(where.target)
    emulator = Emulator(f"http://127.0.0.1:{os.environ['MOTO_PORT']}", access_key=INSIDE)
    request = http_api.HttpRequest(where.name, path, method, body, signed=signed)
    answer = http_api.ask(emulator, where.region, request)
    return Answer(answer.status, answer.body, where.region)


def as_client(
    name: str, path: str, method: str = "GET", body: str | None = None, *, signed: bool = False
) -> Answer:
    """Ask as `ask` does, and get what a client gets where some requests fail or are slow."""
    where = resolve(name)
    region = where.region if where else ""
    if fault := _failing(region, api=where is not None and is_api(where.target)):
        return Answer(fault.status, "The service is impaired.", region)
    late = faults.struck(faults.of(kinds.REQUESTS_SLOW, region))
    answer = ask(name, path, method, body, signed=signed)
    return replace(answer, seconds=late.seconds) if late else answer


def failing(region: str, *, api: bool) -> list[Lasting]:
    """Return the faults by which requests to an endpoint of a region fail.

    Args:
        region: where the endpoint is.
        api: whether it is one of API Gateway, which needs other services for each request.
    """
    found = faults.of(kinds.REQUESTS_FAIL, region)
    for service in _OF_AN_API if api else ():
        found += application.lasting(region, service)
    return found


def _failing(region: str, *, api: bool) -> Fault | None:
    """Return the fault by which the next request to an endpoint fails, None if it does not."""
    return faults.struck(failing(region, api=api))


def is_struck(name: str, origin: str) -> bool:
    """Say whether the next request to a name gets no good answer, though it would be well."""
    where = resolve(name)
    if where is None:
        return False
    region = where.region
    fault = _failing(region, api=is_api(where.target))
    late = faults.struck(faults.of(kinds.REQUESTS_SLOW, region))
    return (
        fault is not None
        or (late is not None and late.seconds > _PATIENCE)
        or is_unreachable(region, origin)
    )


def check(name: str, path: str) -> Answer:
    """Ask as a health checker does: again, before a bad answer counts."""
    for _ in range(TRIES - 1):
        answer = ask(name, path)
        if answer.status is None or answer.is_well:
            return answer
    return ask(name, path)


def serve_endpoint(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request that came for a name of an emulated zone."""
    name = str(environ["HTTP_HOST"]).rsplit(":", 1)[0]
    where = resolve(name)
    if where is not None and not faults.lives(where.region):
        return refuse(where.region, environ, start_response)
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode() or None
    answer = as_client(
        name,
        environ["PATH_INFO"],
        environ["REQUEST_METHOD"],
        sent,
        signed="HTTP_AUTHORIZATION" in environ,
    )
    if answer.status is None:
        cut(environ)
    headers = [("Content-Type", "application/json")]
    if answer.seconds:
        headers.append((TAKES, str(answer.seconds)))
    start_response(f"{answer.status} {_word(answer)}", headers)
    return [answer.body.encode()]


def connection_to(name: str) -> str | None:
    """Return what becomes of a connection to a name: `open`, or how it fails; None if unknown."""
    where = resolve(name)
    if where is None:
        return None
    origin = region_now()
    if origin != where.region and is_unreachable(where.region, origin):
        return HANGING
    if faults.endpoint_answers(where.region):
        return "open"
    return faults.outages.get(where.region, CUT)


def _word(answer: Answer) -> str:
    return "OK" if answer.is_well else "Error"
