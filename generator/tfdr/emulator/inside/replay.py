"""Answers a request that is sent again as it was answered before.

On a busy machine an answer can be lost on its way. AWS recognizes most of what its SDKs then send
again, moto does not: a second VPC endpoint would be made, of which Terraform never hears. The SDKs
mark each attempt at one request with the same id.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_ID = "HTTP_AMZ_SDK_INVOCATION_ID"
_KEPT = 512  # answers; an SDK tries again within seconds


@dataclass
class _Answer:
    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    is_there: threading.Event = field(default_factory=threading.Event)


def with_replay(application: Wsgi) -> Wsgi:
    """Wrap a WSGI application so that a request has its effect once, however often it is sent.

    Only what succeeded is answered again: after an error, an SDK means to try anew.
    """
    answers: OrderedDict[str, _Answer] = OrderedDict()
    lock = threading.Lock()

    def replaying(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # What is only read may have changed since; what is streamed is large.
        if not (identity := environ.get(_ID, "")) or environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            return application(environ, start_response)
        with lock:
            earlier = answers.get(identity)
            if earlier is None:
                ours = answers[identity] = _Answer()
                while len(answers) > _KEPT:
                    answers.popitem(last=False)
        if earlier is not None:
            earlier.is_there.wait(timeout=60)
            if earlier.status.startswith("2"):
                # A client that is answered before it has sent all may drop the answer.
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                start_response(earlier.status, earlier.headers)
                return [earlier.body]
            return application(environ, start_response)
        try:
            return [_kept(application, environ, start_response, ours)]
        finally:
            ours.is_there.set()

    return replaying


def _kept(
    application: Wsgi,
    environ: dict[str, Any],
    start_response: Callable[..., Any],
    answer: _Answer,
) -> bytes:
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def keep(status: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        said.append((status, headers))
        return start_response(status, headers)

    parts = application(environ, keep)
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    if said:
        answer.body, (answer.status, answer.headers) = body, said[-1]
    return body
