"""How functions are invoked, what becomes of what fails, and where their requests go."""

import base64
import json

import pytest
from botocore.exceptions import ClientError

from tests.emulation.support import HERE, THERE, Cloud, unique

ECHO = "def handler(event, context):\n    return event\n"
FAIL = "def handler(event, context):\n    raise ValueError('no luck')\n"
SLOW = "import time\ndef handler(event, context):\n    time.sleep(2)\n"


def test_nothing_may_run(cloud: Cloud) -> None:
    function, functions = cloud.function(ECHO), cloud.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    found = functions.get_function_concurrency(FunctionName=function)
    assert found["ReservedConcurrentExecutions"] == 0
    with pytest.raises(ClientError) as error:
        functions.invoke(FunctionName=function)
    assert error.value.response["Error"]["Code"] == "TooManyRequestsException"

    functions.delete_function_concurrency(FunctionName=function)
    assert "ReservedConcurrentExecutions" not in functions.get_function_concurrency(
        FunctionName=function
    )
    assert cloud.run(function, {"a": 1}) == {"a": 1}


def test_one_at_a_time(cloud: Cloud) -> None:
    function, functions = cloud.function(SLOW), cloud.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=1)
    functions.invoke(FunctionName=function, InvocationType="Event")
    cloud.emulator.pass_seconds(1)
    with pytest.raises(ClientError) as error:
        functions.invoke(FunctionName=function)
    assert error.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert cloud.emulator.settle()
    functions.invoke(FunctionName=function)


def test_an_event_is_taken_at_once(cloud: Cloud) -> None:
    function, began = cloud.function(SLOW), cloud.emulator.clock()["passed"]
    answer = cloud.client("lambda").invoke(FunctionName=function, InvocationType="Event")
    assert answer["StatusCode"] == 202
    assert cloud.emulator.clock()["passed"] == began
    assert cloud.emulator.settle()
    assert cloud.emulator.clock()["passed"] == began + 2


@pytest.mark.parametrize(("retries", "attempts"), [(None, 3), (0, 1)])
def test_what_fails_for_good_is_a_dead_letter(
    cloud: Cloud, retries: int | None, attempts: int
) -> None:
    queue, elsewhere = cloud.queue(), cloud.queue()
    function = cloud.function(FAIL, DeadLetterConfig={"TargetArn": queue})
    functions = cloud.client("lambda")
    settings = {} if retries is None else {"MaximumRetryAttempts": retries}
    functions.put_function_event_invoke_config(
        FunctionName=function, DestinationConfig={"OnFailure": {"Destination": elsewhere}},
        **settings,
    )  # fmt: skip
    began = cloud.emulator.clock()["passed"]
    functions.invoke(FunctionName=function, InvocationType="Event", Payload=b'{"n": 1}')
    assert cloud.emulator.settle()
    assert cloud.emulator.clock()["passed"] == began + (180 if attempts == 3 else 0)

    (letter,) = cloud.received(queue)
    assert json.loads(letter["Body"]) == {"n": 1}
    assert letter["MessageAttributes"]["ErrorMessage"]["StringValue"] == "no luck"
    (record,) = (json.loads(each["Body"]) for each in cloud.received(elsewhere))
    assert record["requestContext"]["approximateInvokeCount"] == attempts
    assert record["responsePayload"]["errorType"] == "ValueError"


def test_an_event_that_nothing_may_run_for_is_a_dead_letter(cloud: Cloud) -> None:
    queue = cloud.queue()
    function = cloud.function(ECHO, DeadLetterConfig={"TargetArn": queue})
    functions = cloud.client("lambda")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    functions.invoke(FunctionName=function, InvocationType="Event", Payload=b"{}")
    assert cloud.emulator.settle()
    assert len(cloud.received(queue)) == 1


def test_what_is_no_json_is_refused(cloud: Cloud) -> None:
    with pytest.raises(ClientError) as error:
        cloud.client("lambda").invoke(FunctionName=cloud.function(ECHO), Payload=b"{")
    assert error.value.response["Error"]["Code"] == "InvalidRequestContentException"


def test_errors_are_counted(cloud: Cloud) -> None:
    function, name = cloud.function(FAIL), unique()
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name, Namespace="AWS/Lambda", MetricName="Errors", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=0, ComparisonOperator="GreaterThanThreshold",
        Dimensions=[{"Name": "FunctionName", "Value": function.split(":")[-1]}],
    )  # fmt: skip
    cloud.client("lambda").invoke(FunctionName=function)
    changed = cloud.emulator.pass_minute()["alarms"]
    assert [each["to"] for each in changed if each["alarm"] == name] == ["ALARM"]


def test_the_account_has_a_limit(cloud: Cloud) -> None:
    functions = cloud.client("lambda", "us-west-2")
    before = functions.get_account_settings()["AccountLimit"]
    function = cloud.function(ECHO, "us-west-2")
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=5)
    after = functions.get_account_settings()["AccountLimit"]
    assert before["UnreservedConcurrentExecutions"] - after["UnreservedConcurrentExecutions"] == 5


PROBE = """
import urllib.error, urllib.request
def handler(event, context):
    try:
        with urllib.request.urlopen(event["url"], timeout=1) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError as error:
        return type(error.reason).__name__
    except OSError as error:
        return type(error).__name__
"""


@pytest.mark.long
def test_a_function_asks_the_emulated_endpoints_and_nobody_else(cloud: Cloud) -> None:
    region = cloud.region("primary", HERE)
    function = cloud.function(PROBE, THERE)

    def probe(url: str) -> object:
        return cloud.run(function, {"url": url})

    own = f"https://{region.name}/health"
    assert probe(own) == 503
    region.run(1)
    assert probe(own) == 200
    cloud.emulator.begin_outage(HERE)
    assert probe(own) == "ConnectionRefusedError"
    cloud.emulator.begin_outage(HERE, "hanging")
    assert probe(own) == "TimeoutError"
    cloud.emulator.begin_outage(HERE, "unavailable")
    assert probe(own) == 503
    cloud.emulator.end_outage(HERE)
    assert probe(own) == 200
    assert probe("https://other.acme-markets.com/") == "gaierror"
    assert probe("http://example.com/") == "gaierror"
    assert probe("http://192.0.2.1/") == "gaierror"
    assert probe("https://1.1.1.1/") == "gaierror"


LOOK = """
import json, os, random, socket, stat, sys
import late
def handler(event, context):
    sockets = []
    for number in range(256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                sockets.append(number)
        except OSError:
            pass
    before = dict(os.environ)
    os.environ["LEFT"] = late.seen = "left"
    return {
        "environment": before, "sockets": sockets, "random": random.random(),
        "stdin": sys.stdin.read(), "here": os.path.samefile(os.getcwd(), os.path.dirname(__file__)),
        "json": json.__file__.startswith(os.getcwd()), "seen": vars(late).get("was"),
    }
"""


def test_invocations_have_nothing_of_each_other_nor_of_the_emulator(cloud: Cloud) -> None:
    late = "import sys\nwas = getattr(sys, 'mark', 0)\nsys.mark = 1\n"
    function = cloud.function(
        {"app.py": LOOK, "late.py": late}, THERE, Environment={"Variables": {"TABLE": "t"}}
    )
    first, second = cloud.run(function), cloud.run(function)
    assert first.pop("random") != second.pop("random")
    assert first == second
    environment = first.pop("environment")
    assert len(first.pop("sockets")) == 1  # by which it waits
    assert first == {"stdin": "", "here": True, "json": False, "seen": 0}
    assert {"TABLE", "AWS_REGION", "AWS_ENDPOINT_URL", "HOME", "PATH"} <= environment.keys()
    assert environment["AWS_REGION"] == environment["AWS_DEFAULT_REGION"] == THERE
    assert environment["AWS_ENDPOINT_URL"] == cloud.emulator.endpoint
    assert not {"LEFT", "MOTO_PORT"} & environment.keys()


def test_a_package_has_its_own_modules_even_if_others_are_imported_already(cloud: Cloud) -> None:
    own = {"app.py": "import base64\ndef handler(e, c):\n    return base64.mine\n"}
    assert cloud.run(cloud.function({**own, "base64.py": "mine = 1\n"})) == 1
    assert cloud.run(cloud.function({**own, "base64.py": "mine = 2\n"})) == 2


ENDS = """
import os, signal, sys
def handler(event, context):
    print("said before the end")
    exec(event["how"])
"""


@pytest.mark.parametrize(
    ("how", "status"),
    [("sys.exit(3)", 3), ("os._exit(4)", 4), ("os.kill(os.getpid(), signal.SIGKILL)", -9)],
)
def test_a_function_that_ends_by_itself_crashes(cloud: Cloud, how: str, status: int) -> None:
    function = cloud.function(ENDS)
    answer = cloud.client("lambda").invoke(
        FunctionName=function, Payload=json.dumps({"how": how}), LogType="Tail"
    )
    assert answer["FunctionError"] == "Handled"
    said = json.load(answer["Payload"])
    assert said == {
        "errorType": "Runtime.ExitError", "errorMessage": f"Runtime exited with status {status}"
    }  # fmt: skip
    assert "said before the end" in base64.b64decode(answer["LogResult"]).decode()


def test_a_function_has_its_time(cloud: Cloud) -> None:
    function, began = cloud.function(SLOW, Timeout=1), cloud.emulator.clock()["passed"]
    answer = cloud.client("lambda").invoke(FunctionName=function)
    assert json.load(answer["Payload"])["errorType"] == "Sandbox.Timedout"
    assert cloud.emulator.clock()["passed"] == began + 1


def test_a_thread_that_goes_on_after_the_answer_is_not_waited_for(cloud: Cloud) -> None:
    leaves = """
import threading, time
def handler(event, context):
    threading.Thread(target=time.sleep, args=(25,)).start()
    return "answered"
"""
    began = cloud.emulator.clock()["passed"]
    assert cloud.run(cloud.function(leaves)) == "answered"
    assert cloud.emulator.clock()["passed"] == began
