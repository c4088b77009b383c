"""Asks an HTTP API of the emulated AWS, which keeps APIs and serves none of them.

Does with a request what API Gateway would: finds the API by the name that was asked, its route
and its integration, lets through what it may, and has the function answer. All it knows it reads
through the emulator's own AWS API, so what is missing there is missing here.
"""

import json
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError
from moto.moto_api._internal import mock_random

from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.inside.callers import own_headers

_FAILURES = 3
"""How often a health checker has to be disappointed, see `failure_threshold`."""

_FUNCTION = re.compile(r"arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+")


@dataclass(frozen=True)
class HttpAnswer:
    """What a client of the API gets.

    Attributes:
        status: the HTTP status.
        headers: names in lower case.
        body: the text of the answer.
    """

    status: int
    headers: dict[str, str]
    body: str

    def json(self) -> Any:
        """Return the content of a JSON answer."""
        return json.loads(self.body)


@dataclass(frozen=True)
class HttpRequest:
    """What a client of the API asks.

    Attributes:
        host: the domain name.
        path: the path, without a query.
        method: the HTTP method.
        body: the text of the request.
        headers: names in lower case.
        signed: whether the caller signs it for AWS, as routes with IAM authorization want.
    """

    host: str
    path: str
    method: str = "GET"
    body: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    signed: bool = False


def ask(emulator: Emulator, region: str, request: HttpRequest) -> HttpAnswer:
    """Return what the API Gateway of a region answers.

    Args:
        emulator: a running emulator.
        region: the region that the request is sent to; DNS would choose it.
        request: what is asked.
    """
    gateway = _client(emulator, "apigatewayv2", region)
    try:
        mappings = gateway.get_api_mappings(DomainName=request.host)["Items"]
    except ClientError:
        mappings = []
    if not mappings:
        return _refusal(403, "Forbidden")
    api = mappings[0]["ApiId"]
    route = _route(gateway.get_routes(ApiId=api)["Items"], request)
    if route is None:
        return _refusal(404, "Not Found")
    if route["AuthorizationType"] == "AWS_IAM" and not request.signed:
        return _refusal(403, "Forbidden")
    integration = gateway.get_integration(ApiId=api, IntegrationId=route["Target"].split("/")[1])
    named = _FUNCTION.search(integration["IntegrationUri"])
    functions = _client(emulator, "lambda", region)
    source = f"arn:aws:execute-api:{region}:{emulator.account_id}:{api}/{mappings[0]['Stage']}"
    asked = f"{source}/{request.method}{request.path}"
    if named is None or not _may_invoke(functions, named.group(), asked):
        return _refusal(500, "Internal Server Error")
    event = _event(emulator.account_id, api, mappings[0]["Stage"], route["RouteKey"], request)
    return _invoke(functions, named.group(), event)


@lru_cache(maxsize=32)
def _client(emulator: Emulator, service: str, region: str) -> Any:
    """Return a client, always the same one: health checks ask every minute."""
    client = emulator.client(service, region)
    client.meta.events.register("before-call", _sign_as_current_task)
    return client


def _sign_as_current_task(params: Any, **_: Any) -> None:
    params["headers"].update(own_headers())


def health_check(emulator: Emulator, region: str, host: str, path: str) -> HttpAnswer:
    """Return what makes up a health checker's mind: an answer that is well, or the third in a row.

    Args:
        emulator: a running emulator.
        region: the region that is checked.
        host: the region's own domain name.
        path: the path that the health check asks.
    """
    request = HttpRequest(host, path)
    for _ in range(_FAILURES - 1):
        answer = ask(emulator, region, request)
        if answer.status < 400:
            return answer
    return ask(emulator, region, request)


def _route(routes: list[dict[str, Any]], request: HttpRequest) -> dict[str, Any] | None:
    """Choose as API Gateway does: a path in full before a greedy one, a method before any."""

    def rank(route: dict[str, Any]) -> tuple[bool, bool, bool]:
        method, _, path = route["RouteKey"].partition(" ")
        return not path, "{" in path, method == "ANY"

    fitting = [route for route in routes if _fits(route["RouteKey"], request)]
    return min(fitting, key=rank, default=None)


def _fits(key: str, request: HttpRequest) -> bool:
    if key == "$default":
        return True
    method, _, path = key.partition(" ")
    parts = re.split(r"({\w+\+?})", path)
    patterns = {True: ".+", False: "[^/]+"}
    pattern = "".join(
        patterns["+" in part] if part.startswith("{") else re.escape(part) for part in parts
    )
    return method in ("ANY", request.method) and re.fullmatch(pattern, request.path) is not None


def _may_invoke(functions: Any, function: str, source: str) -> bool:
    try:
        policy = json.loads(functions.get_policy(FunctionName=function)["Policy"])
    except ClientError:
        return False
    return any(
        statement["Principal"] == {"Service": "apigateway.amazonaws.com"}
        and fnmatchcase(source, statement["Condition"]["ArnLike"]["AWS:SourceArn"])
        for statement in policy["Statement"]
    )


def _event(
    account_id: str, api: str, stage: str, route_key: str, request: HttpRequest
) -> dict[str, Any]:
    """Return the request in payload format 2.0."""
    return {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": request.path,
        "rawQueryString": "",
        "headers": {"host": request.host, **dict(request.headers)},
        "requestContext": {
            "accountId": account_id,
            "apiId": api,
            "domainName": request.host,
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "tfdr",
            },
            "requestId": str(mock_random.uuid4()),
            "routeKey": route_key,
            "stage": stage,
        },
        "isBase64Encoded": False,
        **({} if request.body is None else {"body": request.body}),
    }


def _invoke(functions: Any, function: str, event: dict[str, Any]) -> HttpAnswer:
    try:
        answer = functions.invoke(FunctionName=function, Payload=json.dumps(event))
    except ClientError:  # throttled, as a function is that nothing may run for
        return _refusal(503, "Service Unavailable")
    payload = json.load(answer["Payload"])
    if "FunctionError" in answer:
        return _refusal(500, "Internal Server Error")
    if not isinstance(payload, dict) or "statusCode" not in payload:
        body = payload if isinstance(payload, str) else json.dumps(payload)
        return HttpAnswer(200, {"content-type": "application/json"}, body)
    headers = {name.lower(): str(value) for name, value in payload.get("headers", {}).items()}
    return HttpAnswer(int(payload["statusCode"]), headers, payload.get("body", ""))


def _refusal(status: int, message: str) -> HttpAnswer:
    body = json.dumps({"message": message})
    return HttpAnswer(status, {"content-type": "application/json"}, body)
