"""A door to the emulated AWS beside its APIs, for tests and drills.

What can be asked is in `questions`, each under a path of its own. What a question needs comes as
JSON (POST) or in the query (GET), and what it answers is JSON. A fault in what was asked is status
400 with the reason.
"""

import json
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from tfdr.emulator.inside.dns import resolve
from tfdr.emulator.inside.endpoints import serve_endpoint
from tfdr.emulator.protocol import BACKDOOR, TAKES

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_backdoor(
    application: WsgiApplication, questions: Mapping[str, Callable[..., object]]
) -> WsgiApplication:
    """Return the application of the emulator with questions added.

    Requests for a name of an emulated hosted zone, as functions make them, are answered by what
    DNS leads them to.
    """

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith(BACKDOOR) and path[len(BACKDOOR) :] in questions:
            return _answer(questions[path[len(BACKDOOR) :]], environ, start_response)
        if _is_for_an_endpoint(environ):
            return serve_endpoint(environ, start_response)
        return application(environ, start_response)

    return serve


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
    except (TypeError, ValueError, LookupError, RuntimeError) as error:
        status, said = "400 Bad Request", {"error": f"{type(error).__name__}: {error}"}
    except Exception as error:
        traceback.print_exc()
        status, said = "500 Internal Server Error", {"error": f"{type(error).__name__}: {error}"}
    start_response(status, [("Content-Type", "application/json"), (TAKES, "0")])
    return [json.dumps(said).encode()]


def _is_for_an_endpoint(environ: dict[str, Any]) -> bool:
    host = str(environ.get("HTTP_HOST", "")).rsplit(":", 1)[0]
    if host.replace(".", "").isdigit() or host == "localhost" or host.endswith(".amazonaws.com"):
        return False
    return resolve(host) is not None
