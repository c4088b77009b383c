"""Questions to the emulator that no AWS API answers, for tests and drills."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

INVENTORY_PATH = "/tfdr/inventory"
"""Answers with everything that exists, see `inventory`."""

LOGIN_PATH = "/tfdr/login"
"""Answers whether the `cluster` lets its master user in with the `password`."""

ADDRESS_PATH = "/tfdr/address"
"""Answers where `host` and `port` of a database lead a `function` in a `region`, or null."""

WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]


def with_backdoor(application: WsgiApplication) -> WsgiApplication:
    """Return the application of the emulator with our questions added, as JSON over GET."""
    from generator.emulator.databases import address_of
    from generator.emulator.extensions.rds import accepts_login
    from generator.emulator.inventory import inventory

    answers: dict[str, Callable[[dict[str, str]], object]] = {
        INVENTORY_PATH: lambda _: inventory(),
        ADDRESS_PATH: lambda query: address_of(
            query["host"], int(query["port"]), query["function"], query["region"]
        ),
        LOGIN_PATH: lambda query: accepts_login(query["cluster"], query["password"]),
    }

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = answers.get(environ.get("PATH_INFO", ""))
        if answer is None:
            return application(environ, start_response)
        body = json.dumps(answer(dict(parse_qsl(environ.get("QUERY_STRING", ""))))).encode()
        start_response("200 OK", [("Content-Type", "application/json")])
        return [body]

    return serve
