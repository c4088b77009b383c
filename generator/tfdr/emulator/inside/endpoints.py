"""What a name of a hosted zone answers to clients: a load balancer, or an HTTP API for real."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.inside import http_api
from tfdr.emulator.inside.dns import resolve
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.outages import cut, refuse
from tfdr.emulator.inside.targets import Answer, ask_balancer, is_api
from tfdr.emulator.protocol import CUT, INSIDE

_TRIES = 3
"""How often a health checker asks in a row before it gives up."""


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


def check(name: str, path: str) -> Answer:
    """Ask as a health checker does: again, before a bad answer counts."""
    for _ in range(_TRIES - 1):
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
