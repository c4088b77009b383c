"""The function's answers to events as API Gateway sends them. Run with `pytest lambda`."""

import base64
import functools
import importlib
import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_REGION": "eu-west-1",
    "BUCKET": "payments-data",
    "DATABASE_HOST": "proxy",
    "DATABASE_PORT": "5432",
    "AWS_ACCESS_KEY_ID": "none",  # to sign with
    "AWS_SECRET_ACCESS_KEY": "none",
    "DATABASE_NAME": "payments",
    "DATABASE_USER": "dbadmin",
    "DATABASE_READ_ONLY_HOST": "proxy-read-only",
    "HEALTH_CHECK_PATH": "/health",
    "REGION_ROLE": "primary",
    "SESSIONS_TABLE": "payments-sessions",
}
MODULES = (
    "api",
    "database",
    "health",
    "mysql",
    "postgresql",
    "region",
    "routes",
    "sessions",
    "web",
)
SESSION = "/sessions/0123456789abcdef"


class DynamoDb:
    """Keeps items as the service does, and knows the one condition that is used."""

    class exceptions:  # the name that boto3 clients use
        class ConditionalCheckFailedException(ClientError):
            pass

    def __init__(self):
        self.items = {}
        self.fault = None
        self.answers_lost = 0
        self.reads = 0

    def get_item(self, TableName, Key, ConsistentRead=False):
        self.reads += 1
        self._fail()
        item = self.items.get(Key["session_id"]["S"])
        return {"Item": item} if item else {}

    def put_item(self, TableName, Item, ReturnValues, **condition):
        self._fail()
        key, now = (
            Item["session_id"]["S"],
            condition.get("ExpressionAttributeValues", {}).get(":now"),
        )
        before = self.items.get(key)
        if now and before and int(before["expires_at"]["N"]) > int(now["N"]):
            response = {"Error": {"Code": "ConditionalCheckFailedException"}, "Item": before}
            raise self.exceptions.ConditionalCheckFailedException(response, "PutItem")
        self.items[key] = Item
        if self.answers_lost:
            self.answers_lost -= 1
            return self.put_item(TableName, Item, ReturnValues, **condition)
        return {"Attributes": before} if before else {}

    def delete_item(self, TableName, Key):
        self._fail()
        self.items.pop(Key["session_id"]["S"], None)

    def expire(self):
        for item in self.items.values():
            item["expires_at"]["N"] = str(int(time.time()) - 1)

    def _fail(self):
        if self.fault:
            raise self.fault


class S3:
    """A bucket that is there, takes its time, or is not there."""

    fault, seconds = None, 0

    def head_bucket(self, Bucket):
        time.sleep(self.seconds)
        if self.fault:
            raise self.fault


class Ssm:
    """A parameter that says which region is the active one, takes its time, or cannot be read."""

    def __init__(self, value=None, fault=None, seconds=0):
        self.value, self.fault, self.seconds = value, fault, seconds
        self.reads = 0

    def get_parameter(self, Name):
        assert Name == "/payments/active-region"
        self.reads += 1
        time.sleep(self.seconds)
        if self.fault:
            raise self.fault
        return {"Parameter": {"Value": self.value}}


make = functools.cache(boto3.client)  # to make a client takes longer than most of these tests


class World:
    """The function, freshly started, and fakes of what it depends on."""

    def __init__(self, monkeypatch, ssm=None, **changes):
        if ssm:
            changes["ACTIVE_REGION_PARAMETER"] = "/payments/active-region"
        for name, value in {**ENVIRONMENT, **changes}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        # The parameter is read as the function starts, so it has to be there before.
        monkeypatch.setattr(
            boto3, "client", lambda kind, config: ssm if kind == "ssm" else make(kind)
        )
        monkeypatch.syspath_prepend(str(Path(__file__).parent))
        for module in MODULES:
            sys.modules.pop(module, None)
        self.api = importlib.import_module("api")
        self.health, self.sessions = sys.modules["health"], sys.modules["sessions"]
        self.region = sys.modules["region"]
        self.dynamodb, self.s3, self.reached = DynamoDb(), S3(), []
        self.database_fault = None
        self.health.dynamodb = self.sessions.dynamodb = self.dynamodb
        self.health.s3 = self.s3
        monkeypatch.setattr(sys.modules["database"], "reach", self.reach)
        monkeypatch.setattr(sys.modules["database"], "query", self.reach)
        self.proof = None

    def reach(self, host, port, timeout, *proof):
        self.reached.append((host, port))
        self.proof = proof
        if self.database_fault:
            raise self.database_fault

    def ask(self, method, path, body=None, **fields):
        """Return the status, the content and the headers of an answer."""
        event = {
            "version": "2.0",
            "rawPath": path,
            "headers": {"content-type": "application/json", **fields.pop("headers", {})},
            "requestContext": {"http": {"method": method}, "requestId": "Abc="},
            "isBase64Encoded": False,
            **({} if body is None else {"body": body if type(body) is str else json.dumps(body)}),
            **fields,
        }
        answer = self.api.handler(event, SimpleNamespace(aws_request_id="run"))
        assert answer["headers"]["cache-control"] == "no-store"
        assert answer["headers"]["x-request-id"] == "Abc="
        content = json.loads(answer["body"]) if answer["body"] else None
        return answer["statusCode"], content, answer["headers"]


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def put(world, data=None, headers=None, **more):
    body = {"data": data or {"cart": [1]}, **more}
    return world.ask("PUT", SESSION, body, headers=headers or {})


def test_health_names_what_was_asked(world):
    status, content, _ = world.ask("GET", "/health")

    assert status == 200
    assert content == {
        "status": "ok",
        "region": "eu-west-1",
        "role": "primary",
        "checks": {"sessions": "ok", "storage": "ok", "database": "ok"},
    }


@pytest.mark.parametrize("broken", ["sessions", "storage", "database"])
def test_health_fails_with_anything_that_the_region_needs(world, broken, capsys):
    fault = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "Any")
    if broken == "sessions":
        world.dynamodb.fault = fault
    elif broken == "storage":
        world.s3.fault = fault
    else:
        world.database_fault = fault

    status, content, _ = world.ask("GET", "/health")

    assert status == 503
    assert [name for name, state in content["checks"].items() if state != "ok"] == [broken]
    assert {"level": "error", "check": broken, "error": "AccessDenied"} in logged(capsys)


def test_health_does_not_wait_longer_than_a_health_checker_does(world):
    world.s3.seconds = 3
    started = time.monotonic()

    status, content, _ = world.ask("GET", "/health")

    assert (status, content["checks"]["storage"]) == (503, "late")
    assert content["checks"]["database"] == "ok"
    assert time.monotonic() - started < 1.5


def test_one_connection_that_died_is_no_failure(world):
    faults = [ConnectionResetError()]
    world.health.database.reach = lambda *_: [] if not faults else raised(faults.pop())

    assert world.ask("GET", "/health")[0] == 200


def test_many_checkers_make_one_question(world):
    for _ in range(20):
        world.ask("GET", "/health")
    assert world.dynamodb.reads == 1

    world.health.kept["until"] = 0  # two seconds later
    world.dynamodb.fault = EndpointConnectionError(endpoint_url="https://dynamodb")
    assert world.ask("GET", "/health")[0] == 503


def test_only_what_the_region_has_is_asked(monkeypatch):
    absent = dict.fromkeys(["BUCKET", "DATABASE_HOST", "SESSIONS_TABLE"])
    world = World(monkeypatch, **absent)

    assert world.ask("GET", "/health")[1]["checks"] == {}
    assert world.ask("GET", SESSION)[0] == 404


def test_behind_a_proxy_the_database_itself_has_to_answer(monkeypatch):
    world = World(monkeypatch)

    assert world.ask("GET", "/health")[0] == 200

    user, name, token = world.proof
    assert (user, name) == ("dbadmin", "payments")
    assert token.startswith("proxy:5432/?Action=connect&DBUser=dbadmin")


def test_without_a_proxy_a_cluster_is_only_reached(monkeypatch):
    world = World(monkeypatch, DATABASE_SECRET_ARN="arn")

    assert world.ask("GET", "/health")[0] == 200
    assert world.proof == ()


def test_that_the_function_lives_is_asked_apart(monkeypatch):
    world = World(monkeypatch, LIVENESS_PATH="/live")
    world.database_fault = world.dynamodb.fault = ConnectionError()

    status, content, _ = world.ask("GET", "/live")

    assert (status, content["status"]) == (200, "ok")
    assert world.reached == []
    assert World(monkeypatch, LIVENESS_PATH=None).ask("GET", "/live")[0] == 404


@pytest.mark.parametrize(
    ("role", "read_only", "reached"),
    [
        ("primary", "proxy-read-only", "proxy"),
        ("secondary", "proxy-read-only", "proxy-read-only"),
        ("secondary", None, "proxy"),
    ],
)
def test_a_standby_is_asked_for_the_database_that_it_can_read(
    monkeypatch, role, read_only, reached
):
    world = World(monkeypatch, REGION_ROLE=role, DATABASE_READ_ONLY_HOST=read_only)

    world.ask("GET", "/health")

    assert world.reached == [(reached, 5432)]


def test_a_region_that_was_promoted_is_well_though_it_has_no_reader(monkeypatch):
    world = World(monkeypatch, REGION_ROLE="secondary", DATABASE_READ_ONLY_HOST="proxy-read-only")

    def answer(host, *_):
        return [] if host == "proxy" else raised(ConnectionError("there is no target"))

    world.health.database.reach = world.health.database.query = answer

    assert world.ask("GET", "/health")[0] == 200


HERE, ELSEWHERE = "eu-west-1", "eu-central-1"
OUT_OF_REACH = EndpointConnectionError(endpoint_url="https://ssm")


@pytest.mark.parametrize("role", ["primary", "secondary"])
@pytest.mark.parametrize(("active", "reached"), [(HERE, "proxy"), (ELSEWHERE, "proxy-read-only")])
def test_the_active_region_is_asked_for_the_database_that_it_can_write(
    monkeypatch, role, active, reached
):
    world = World(monkeypatch, Ssm(active), REGION_ROLE=role)

    content = world.ask("GET", "/health")[1]

    assert world.reached == [(reached, 5432)]
    assert (content["role"], content["active"]) == (role, active == HERE)


@pytest.mark.parametrize(("role", "active"), [("primary", True), ("secondary", False)])
def test_until_the_parameter_can_be_read_the_role_decides(monkeypatch, role, active):
    world = World(monkeypatch, Ssm(fault=OUT_OF_REACH), REGION_ROLE=role)

    status, content, _ = world.ask("GET", "/health")

    assert (status, content["active"]) == (200, active)


def test_what_was_read_last_holds_while_the_parameter_cannot_be_read(monkeypatch):
    ssm = Ssm(ELSEWHERE)
    world = World(monkeypatch, ssm)

    ssm.fault = OUT_OF_REACH
    world.region.kept["until"] = 0  # 15 seconds later

    assert world.region.is_active() is False
    assert ssm.reads == 2


def test_the_parameter_is_read_again_after_a_while_only(monkeypatch):
    ssm = Ssm(ELSEWHERE)
    world = World(monkeypatch, ssm)

    assert [world.region.is_active() for _ in range(20)] == [False] * 20
    assert ssm.reads == 1

    ssm.value = HERE
    world.region.kept["until"] = 0  # 15 seconds later
    assert world.region.is_active() is True
    assert ssm.reads == 2


def test_health_does_not_wait_for_the_parameter(monkeypatch):
    ssm = Ssm(HERE)
    world = World(monkeypatch, ssm, REGION_ROLE="secondary")
    ssm.value, ssm.seconds = ELSEWHERE, 0.8
    world.region.kept["until"] = 0
    started = time.monotonic()

    assert world.ask("GET", "/health")[1]["active"] is True
    assert time.monotonic() - started < 0.5
    assert world.region.is_active(patience=2) is False  # the answer that was under way
    assert ssm.reads == 2


def test_without_the_parameter_nobody_asks_for_it(world):
    assert world.region.ssm is None
    assert world.region.is_active() is True
    assert "active" not in world.ask("GET", "/health")[1]


def test_the_health_check_path_is_the_one_that_was_answered(monkeypatch):
    world = World(monkeypatch, HEALTH_CHECK_PATH="/up.txt")

    assert world.ask("GET", "/up.txt")[0] == 200
    assert world.ask("GET", "/upxtxt")[0] == 404
    assert world.ask("GET", "/health")[0] == 404


def test_a_session_is_stored_read_and_deleted(world):
    status, made, _ = put(world, {"cart": [1, 2.5, None, "ü"]}, user_id="u-1", seconds=600)
    assert (status, made["id"], made["user_id"]) == (201, "0123456789abcdef", "u-1")
    assert 590 < made["expires_at"] - time.time() <= 600

    status, read, _ = world.ask("GET", SESSION)
    assert (status, read) == (200, {**made, "data": {"cart": [1, 2.5, None, "ü"]}})

    assert world.ask("DELETE", SESSION)[:2] == (204, None)
    assert world.ask("DELETE", SESSION)[0] == 204
    assert world.ask("GET", SESSION)[0] == 404


def test_a_session_is_replaced(world):
    put(world, {"step": 1})

    assert put(world, {"step": 2})[0] == 200
    assert world.ask("GET", SESSION)[1]["data"] == {"step": 2}


def test_a_session_that_has_to_be_new_is_not_replaced(world):
    new = {"if-none-match": "*"}

    assert put(world, {"step": 1}, new)[0] == 201
    world.dynamodb.items["0123456789abcdef"]["written_by"] = {"S": "another request"}
    assert put(world, {"step": 2}, new)[0] == 412
    assert world.ask("GET", SESSION)[1]["data"] == {"step": 1}


def test_a_new_session_whose_answer_was_lost_is_not_refused_to_its_maker(world):
    world.dynamodb.answers_lost = 1

    assert put(world, headers={"if-none-match": "*"})[0] == 201


def test_an_expired_session_is_gone_before_dynamodb_deletes_it(world):
    put(world)
    world.dynamodb.expire()

    assert world.ask("GET", SESSION)[0] == 404
    assert put(world, headers={"if-none-match": "*"})[0] == 201


@pytest.mark.parametrize("session", ["short", "a" * 129, "0123456789abcde%66", "0123456789abcdeü"])
@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_an_id_that_is_none_is_refused(world, method, session):
    status, content, _ = world.ask(method, f"/sessions/{session}", {"data": {}})

    assert (status, "16 to 128" in content["message"]) == (400, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ('{"data": {}, "data": NaN}', 400),
        ("[" * 60_000, 400),
        ('{"data": 1}', 400),
        ('{"data": {}, "seconds": 59}', 400),
        ('{"data": {}, "seconds": 86401}', 400),
        ('{"data": {}, "seconds": true}', 400),
        ('{"data": {}, "second": 60}', 400),
        ('{"data": {}, "user_id": ""}', 400),
        ('{"data": {}, "user_id": 7}', 400),
        ('{"data": {"x": "%s"}}' % ("x" * 65536), 413),
    ],
)
def test_a_body_that_is_not_right_is_refused(world, body, status):
    assert world.ask("PUT", SESSION, body)[0] == status
    assert world.dynamodb.items == {}


def test_a_body_can_come_in_base64(world):
    body = base64.b64encode(b'{"data": {"a": 1}}').decode()

    assert world.ask("PUT", SESSION, body, isBase64Encoded=True)[0] == 201
    assert world.ask("PUT", SESSION, "%%", isBase64Encoded=True)[0] == 400


def test_another_type_of_content_is_refused(world):
    assert put(world, headers={"content-type": "text/plain"})[0] == 415
    assert put(world, headers={"content-type": "application/json; charset=utf-8"})[0] == 201


def test_an_unknown_path_and_a_wrong_method_are_told_apart(world):
    assert world.ask("GET", "/")[0] == 404
    assert world.ask("GET", "/sessions/a/b")[0] == 404
    status, _, headers = world.ask("PATCH", SESSION)
    assert (status, headers["allow"]) == (405, "DELETE, GET, PUT")


def test_what_is_out_of_reach_may_be_back_in_a_moment(world):
    world.dynamodb.fault = EndpointConnectionError(endpoint_url="https://dynamodb")

    status, _, headers = world.ask("GET", SESSION)

    assert status == 503
    assert 1 <= int(headers["retry-after"]) <= 10


def test_a_fault_of_a_route_is_logged_and_not_told(world, capsys):
    world.dynamodb.fault = RuntimeError("card 4111 1111 1111 1111")

    assert world.ask("GET", SESSION)[:2] == (500, {"message": "this failed"})
    (line,) = logged(capsys)
    assert (line["level"], line["error"], line["status"]) == ("error", "RuntimeError", 500)
    assert any(place.startswith("sessions.py:") for place in line["at"])
    assert "4111" not in json.dumps(line)


def test_logs_name_the_request_and_nothing_of_what_it_was_about(world, capsys):
    put(world, {"name": "Ada"})

    (line,) = logged(capsys)
    assert line["request_id"] == "Abc="
    assert (line["method"], line["route"], line["status"]) == ("PUT", "/sessions/{id}", 201)
    assert "0123456789abcdef" not in json.dumps(line)
    assert "Ada" not in json.dumps(line)


def logged(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def raised(error):
    raise error
