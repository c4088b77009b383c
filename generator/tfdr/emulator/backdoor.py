"""Questions and orders to the emulator that no AWS API has, for tests and drills.

Each is a path below `/tfdr/`; what it needs comes as JSON (POST) or in the query (GET), and what
it answers is JSON. A fault in what was asked is status 400 with the reason.
"""

import json
import traceback
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

PREFIX = "/tfdr/"

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_backdoor(application: WsgiApplication) -> WsgiApplication:
    """Return the application of the emulator with our questions added.

    Requests for a name of an emulated hosted zone, as functions make them, are answered by what
    DNS leads them to.
    """
    answers = _questions() | _orders()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(PREFIX) and path[len(PREFIX) :] in answers:
            return _answer(answers[path[len(PREFIX) :]], environ, start_response)
        if _is_for_an_endpoint(environ):
            from tfdr.emulator.endpoints import serve_endpoint

            return serve_endpoint(environ, start_response)
        return application(environ, start_response)

    return serve


def _questions() -> dict[str, Callable[..., object]]:
    from tfdr.emulator.databases import address_of
    from tfdr.emulator.extensions.rds import accepts_login
    from tfdr.emulator.inventory import inventory

    def address(host: str, port: str, function: str, region: str) -> object:
        return address_of(host, int(port), function, region)

    def resolve(name: str) -> object:
        from tfdr.emulator.dns import resolve

        found = resolve(name)
        return None if found is None else found.as_json()

    def connection(name: str) -> object:
        from tfdr.emulator.endpoints import connection_to

        return connection_to(name)

    def endpoint(name: str, path: str = "/") -> object:
        from tfdr.emulator.endpoints import ask

        return ask(name, path).as_json()

    def health_checks() -> object:
        from tfdr.emulator.health_checks import statuses

        return {check: status.as_json() for check, status in statuses().items()}

    def notifications(since_minute: int = 0) -> object:
        from tfdr.emulator.extensions.sns import sent

        return [each for each in sent if each["minute"] >= since_minute]

    return {
        "inventory": inventory,
        "address": address,
        "login": accepts_login,
        "resolve": resolve,
        "connection": connection,
        "endpoint": endpoint,
        "health-checks": health_checks,
        "notifications": notifications,
    }


def _orders() -> dict[str, Callable[..., object]]:
    from tfdr.emulator.extensions import rds_global_change as changes
    from tfdr.emulator.extensions.awslambda_invoke import wait_for_all
    from tfdr.emulator.faults import CUT, faults

    def outage(region: str, begin: bool = True, how: str = CUT) -> None:
        if begin:
            faults.begin_outage(region, how)
        else:
            faults.end_outage(region)

    def throttle(
        service: str | None = None, share: float = 0.5, seed: int = 0, region: str | None = None
    ) -> None:
        if service is None:
            faults.stop_throttling()
        else:
            faults.throttle(service, share, seed, region)

    def database(region: str, lost: bool = True) -> list[str]:
        if lost:
            return changes.lose(region)
        changes.restore(region)
        return []

    def flap(region: str, pattern: list[bool] | None = None) -> None:
        faults.flapping.pop(region, None)
        if pattern:
            faults.flapping[region] = pattern

    def lag(region: str, milliseconds: float | None = None) -> None:
        faults.lags.pop(region, None)
        if milliseconds is not None:
            faults.lags[region] = milliseconds

    def pace(seconds: float | None = None, describes: int | None = None) -> None:
        if seconds is not None:
            changes.pace.seconds = seconds
        changes.pace.describes = describes

    def minute(wait_seconds: float = 60) -> object:
        from tfdr.emulator.minute import pass_minute

        return pass_minute(wait_seconds)

    def settle(seconds: float = 60) -> bool:
        return wait_for_all(seconds)

    def recovery_point(region: str, vault: str, resource: str, age_hours: float = 0) -> str:
        from tfdr.emulator.extensions.backup import add_recovery_point

        return add_recovery_point(region, vault, resource, age_hours)

    def quota(region: str, code: str, value: float) -> None:
        from tfdr.emulator.extensions.servicequotas import set_quota

        set_quota(region, code, value)

    return {
        "outage": outage,
        "throttle": throttle,
        "database": database,
        "flap": flap,
        "lag": lag,
        "pace": pace,
        "minute": minute,
        "settle": settle,
        "recovery-point": recovery_point,
        "quota": quota,
    }


def _answer(
    answer: Callable[..., object],
    environ: dict[str, Any],
    start_response: Callable[..., Any],
) -> Iterable[bytes]:
    asked: dict[str, Any] = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status = "200 OK"
    try:
        said = answer(**asked, **(json.loads(body) if body else {}))
    except (TypeError, ValueError, LookupError) as error:
        status, said = "400 Bad Request", {"error": f"{type(error).__name__}: {error}"}
    except Exception as error:
        traceback.print_exc()
        status, said = "500 Internal Server Error", {"error": f"{type(error).__name__}: {error}"}
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(said).encode()]


def _is_for_an_endpoint(environ: dict[str, Any]) -> bool:
    host = str(environ.get("HTTP_HOST", "")).rsplit(":", 1)[0]
    if host.replace(".", "").isdigit() or host == "localhost" or host.endswith(".amazonaws.com"):
        return False
    from tfdr.emulator.dns import resolve

    return resolve(host) is not None
