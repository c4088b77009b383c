"""A request that is sent again has its effect once."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from tfdr.emulator.inside.replay import with_replay

SENT = b"Action=CreateVpcEndpoint"


class Service:
    """A WSGI application that counts its answers, and fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.count = 0

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.count += 1
        fails = self.count <= self.failures
        start_response("500 Error" if fails else "200 OK", [("Content-Type", "text/plain")])
        return [b"answer ", str(self.count).encode()]


def send(application: Any, identity: str = "", method: str = "POST") -> tuple[str, bytes, bytes]:
    """Return the status and the body of the answer, and what of the request was left unread."""
    said: list[str] = []
    sent = BytesIO(SENT)
    environ = {
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(len(SENT)),
        "HTTP_AMZ_SDK_INVOCATION_ID": identity,
        "wsgi.input": sent,
    }
    parts = application(environ, lambda status, _: said.append(status))
    return said[-1], b"".join(parts), sent.read()


def test_the_second_attempt_gets_the_answer_of_the_first() -> None:
    service = Service()
    application = with_replay(service)
    assert send(application, "a") == send(application, "a") == ("200 OK", b"answer 1", b"")
    assert service.count == 1


def test_another_request_is_answered_anew() -> None:
    application = with_replay(Service())
    assert [send(application, each)[1] for each in "ab"] == [b"answer 1", b"answer 2"]


def test_what_failed_is_tried_anew() -> None:
    application = with_replay(Service(failures=1))
    assert [send(application, "a")[0] for _ in range(2)] == ["500 Error", "200 OK"]


def test_what_is_only_read_is_read_anew_and_so_is_what_has_no_id() -> None:
    application = with_replay(Service())
    answers = [send(application, "a", "GET"), send(application, "a", "GET")]
    answers += [send(application), send(application)]
    assert [body for _, body, _ in answers] == [f"answer {n}".encode() for n in range(1, 5)]
