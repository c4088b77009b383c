"""The gate: every request is judged, and what is said of it is AWS's answer."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tfdr.emulator.inside import violations
from tfdr.emulator.oracles import ORACLES
from tfdr.emulator.oracles.call import Call, Objection, Oracle
from tfdr.emulator.oracles.gate import UNREADABLE, with_oracles
from tfdr.emulator.protocol import INSIDE
from tfdr.emulator.protocol import ORACLES as NAMES
from werkzeug.test import EnvironBuilder, run_wsgi_app

SNS = "Action=Publish&Version=2010-03-31&Message=m&TopicArn=arn"


class Says:
    """An oracle that says the same of everything."""

    name = "order"

    def __init__(self, objection: Objection | Exception | None) -> None:
        self.objection = objection
        self.asked: list[Call] = []

    def judge(self, call: Call) -> Objection | None:
        self.asked.append(call)
        if isinstance(self.objection, Exception):
            raise self.objection
        return self.objection


@pytest.fixture(autouse=True)
def _nothing_noted() -> Iterator[None]:
    violations.forget()
    yield
    violations.forget()


def ask(
    *oracles: Oracle,
    service: str = "sns",
    key: str = "emulated",
    body: str = SNS,
    refuses: bool = True,
    **headers: str,
) -> tuple[str, str]:
    """Send a request through the gate; return the status, and what was answered."""

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        length = int(environ.get("CONTENT_LENGTH") or 0)
        return [b"answered: ", environ["wsgi.input"].read(length)]

    scope = f"{key}/20261130/eu-west-1/{service}/aws4_request"
    environ = EnvironBuilder(
        method="POST",
        data=body,
        content_type="application/x-www-form-urlencoded"
        if service == "sns"
        else "application/x-amz-json-1.1",
        headers={"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, Signature=x", **headers},
    ).get_environ()
    gate = with_oracles(application, oracles, refuses=refuses)
    answer, status, _ = run_wsgi_app(gate, environ, buffered=True)
    return status, b"".join(answer).decode()  # fmt: skip


def test_names_are_those_that_reports_know() -> None:
    names = dict.fromkeys([UNREADABLE, *(each.name for each in ORACLES)])
    assert list(names) == list(NAMES)


def test_a_request_is_read_and_goes_on_whole() -> None:
    oracle = Says(None)
    assert ask(oracle) == ("200 OK", f"answered: {SNS}")
    (call,) = oracle.asked
    assert (call.service, call.operation, call.region) == ("sns", "Publish", "eu-west-1")
    assert call.parameters == {"TopicArn": "arn", "Message": "m"}
    assert violations.found() == []


def test_an_objection_is_answered_in_the_words_of_the_service() -> None:
    status, text = ask(Says(Objection("InvalidParameter", "no <way>")))
    assert status == "400 Bad Request"
    assert "<Code>InvalidParameter</Code><Message>no &lt;way&gt;</Message>" in text

    status, text = ask(
        Says(Objection("NotFoundException", "no", status=404)), service="kms", body="{}",
        **{"X-Amz-Target": "TrentService.ListKeys"},
    )  # fmt: skip
    assert status.startswith("404")
    assert json.loads(text)["__type"] == "NotFoundException"


def test_an_objection_is_a_violation_once() -> None:
    oracle = Says(Objection("InvalidParameter", "no"))
    ask(oracle)
    ask(oracle)
    (found,) = violations.found()
    assert found == {
        "oracle": "order", "operation": "sns:Publish", "says": "InvalidParameter: no",
        "region": "eu-west-1", "caller": "", "minute": found["minute"],
    }  # fmt: skip


def test_the_first_objection_is_the_answer() -> None:
    second = Says(None)
    assert "one" in ask(Says(Objection("A", "one")), second)[1]
    assert second.asked == []


def test_all_objections_are_noted_where_none_is_answered() -> None:
    one, two = Says(Objection("A", "one")), Says(Objection("B", "two"))
    assert ask(one, two, refuses=False)[0] == "200 OK"
    assert [each["says"] for each in violations.found()] == ["A: one", "B: two"]


def test_an_objection_may_let_the_call_through() -> None:
    silent = Says(Objection("A", "dropped", refuses=False))
    assert ask(silent)[0] == "200 OK"
    assert [each["says"] for each in violations.found()] == ["A: dropped"]


def test_an_oracle_that_stumbles_is_seen_and_stops_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert ask(Says(KeyError("subnet")))[0] == "200 OK"
    (found,) = violations.found()
    assert found["says"] == "could not be judged: KeyError: 'subnet'"
    assert "Traceback" in capsys.readouterr().err


def test_what_happens_inside_aws_is_not_judged() -> None:
    oracle = Says(Objection("A", "one"))
    assert ask(oracle, key=INSIDE)[0] == "200 OK"
    assert oracle.asked == []


def test_a_request_that_nobody_can_read_is_named() -> None:
    oracle = Says(None)
    target = {"X-Amz-Target": "TrentService.Nothing"}
    assert ask(oracle, service="kms", body="{}", **target)[0] == "200 OK"
    (found,) = violations.found()
    assert found["oracle"] == UNREADABLE
    assert "kms: POST /" in found["says"]
    assert oracle.asked == []
