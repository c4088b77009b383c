"""One clock: whose turn it is, what functions see of it, and that it comes out the same."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from tfdr.emulator.inside.simulation import BEGINS, Signal, Simulation

from tests.emulation.support import HERE, THERE, Cloud


def wanderer(simulation: Simulation, said: list[str], name: str, *waits: float) -> None:
    def work() -> None:
        for seconds in waits:
            said.append(f"{name} at {simulation.now:g}")
            simulation.sleep(seconds)
        said.append(f"{name} ends at {simulation.now:g}")

    simulation.begin(name, work)


def test_tasks_go_on_in_the_order_of_time_and_of_asking() -> None:
    simulation, said = Simulation(), list[str]()
    wanderer(simulation, said, "a", 2, 2)
    wanderer(simulation, said, "b", 1, 1, 1)
    assert simulation.now == 0
    simulation.pass_until(simulation.at_rest)
    assert said == [
        "a at 0", "b at 0", "b at 1", "a at 2", "b at 2", "b ends at 3", "a ends at 4",
    ]  # fmt: skip
    assert (simulation.now, simulation.time, simulation.minute) == (4, BEGINS + 4, 0)


def test_no_time_passes_while_nobody_waits_for_something() -> None:
    simulation, said = Simulation(), list[str]()
    wanderer(simulation, said, "a", 60, 60)
    assert not simulation.pass_until(lambda: False, 60)
    assert (said, simulation.now) == (["a at 0"], 60)  # what is due then has not begun
    assert simulation.pass_until(lambda: len(said) > 1, 60.5)
    assert (said[1:], simulation.now) == (["a at 60"], 60)


def test_who_is_outside_can_wait_for_a_task_and_it_for_another() -> None:
    simulation, said = Simulation(), list[str]()

    def outer() -> None:
        inner = simulation.begin("inner", lambda: simulation.sleep(5))
        simulation.wait_for(inner)
        said.append(f"inner ended at {simulation.now:g}")

    task = simulation.begin("outer", outer)
    simulation.wait_for(task)
    assert (task.ended, said, simulation.tasks) == (True, ["inner ended at 5"], [])


def test_a_task_that_is_woken_goes_on_before_what_is_due() -> None:
    simulation, said = Simulation(), list[str]()
    sleeper = simulation.begin("sleeper", lambda: (simulation.sleep(99), said.append("woken"))[0])
    simulation.call_at(3, lambda: simulation.wake(sleeper))
    simulation.call_at(3, lambda: said.append("due"))
    simulation.pass_until(lambda: sleeper.ended)
    assert (said, simulation.now) == (["woken"], 3)


def test_what_is_called_off_is_not_done() -> None:
    simulation, said = Simulation(), list[str]()
    simulation.call_at(1, lambda: said.append("called off")).call_off()
    simulation.call_at(2, lambda: said.append("done"))
    simulation.pass_until(lambda: False, 5)
    assert said == ["done"]


def test_a_signal_wakes_all_who_wait_for_it_and_no_longer_than_they_would() -> None:
    simulation, said = Simulation(), list[str]()
    signal = Signal(simulation)

    def wait(name: str, seconds: float) -> Callable[[], None]:
        def work() -> None:
            signal.wait(seconds)
            said.append(f"{name} at {simulation.now:g}")

        return work

    for name, seconds in (("patient", 60.0), ("hasty", 1.0), ("calm", 30.0)):
        simulation.begin(name, wait(name, seconds))
    simulation.call_at(10, signal.happen)
    simulation.pass_until(simulation.at_rest)
    assert said == ["hasty at 1", "patient at 10", "calm at 10"]
    with pytest.raises(RuntimeError, match="only a task"):
        signal.wait(1)


def test_a_task_that_fails_ends(capsys: pytest.CaptureFixture[str]) -> None:
    simulation = Simulation()
    task = simulation.begin("fails", lambda: [][0])
    simulation.wait_for(task)
    assert task.ended
    assert "IndexError" in capsys.readouterr().err


def test_many_can_wait_from_outside_at_once() -> None:
    simulation, ended = Simulation(), list[float]()

    def wait(seconds: float) -> None:
        simulation.sleep(seconds)
        ended.append(seconds)

    threads = [threading.Thread(target=wait, args=(n,)) for n in (3.0, 1.0, 2.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(ended) == [1, 2, 3]


def test_it_begins_anew_whatever_goes_on() -> None:
    shown, said = list[float](), list[str]()
    simulation = Simulation(shown.append)

    def outer() -> None:
        try:
            simulation.wait_for(simulation.begin("inner", lambda: simulation.sleep(9)))
        finally:
            said.append(f"ended at {simulation.now:g}")

    simulation.begin("outer", outer)
    simulation.call_at(700, lambda: said.append("due before"))
    simulation.pass_until(lambda: False, 5)
    simulation.begin("not begun", lambda: said.append("begun"))
    simulation.begin_anew(600)
    assert (simulation.tasks, said, simulation.minute) == ([], ["ended at 5"], 10)
    simulation.pass_until(lambda: False, 800)
    assert said == ["ended at 5"]
    assert shown == [BEGINS + 5, BEGINS + 600, BEGINS + 800]


LOOK = """
import datetime, threading, time
from concurrent.futures import ThreadPoolExecutor, wait
from queue import Empty, Queue

def handler(event, context):
    began, said = time.monotonic(), []
    def note(what):
        said.append([what, round(time.monotonic() - began, 3)])
    day = datetime.datetime.now(datetime.UTC)
    time.sleep(3600)
    note(str(datetime.datetime.now(datetime.UTC) - day))
    note(round(time.time() - day.timestamp()))
    note(context.get_remaining_time_in_millis())

    lock = threading.Lock()
    def work(number):
        time.sleep(3 - number)
        with lock:
            note(f"thread {number}")
            time.sleep(0.5)
    pool = ThreadPoolExecutor(max_workers=3)
    made = [pool.submit(work, number) for number in range(3)]
    note(f"{len(wait(made, timeout=1.9).done)} done")
    pool.shutdown()
    note("all done")
    note(f"event {threading.Event().wait(1.5)}")
    try:
        Queue().get(timeout=2)
    except Empty:
        note("queue")
    thread = threading.Thread(target=time.sleep, args=(5,))
    thread.start()
    thread.join(1)
    note(f"alive {thread.is_alive()}")
    thread.join()
    note(f"alive {thread.is_alive()}")
    done = threading.Condition()
    with done:
        note(f"condition {done.wait_for(lambda: False, timeout=3)}")
    return said
"""


def test_a_function_sees_the_simulated_clock_with_all_of_its_threads(cloud: Cloud) -> None:
    function, began = cloud.function(LOOK, Timeout=5400), cloud.emulator.clock()["passed"]
    assert cloud.run(function) == [
        ["1:00:00", 3600], [3600, 3600], [1800000, 3600],
        ["thread 2", 3601], ["1 done", 3601.9], ["thread 1", 3602], ["thread 0", 3603],
        ["all done", 3603.5], ["event False", 3605], ["queue", 3607],
        ["alive True", 3608], ["alive False", 3612], ["condition False", 3615],
    ]  # fmt: skip
    assert cloud.emulator.clock()["passed"] == began + 3615


ASK = """
import json, os, random, time, uuid
from concurrent.futures import ThreadPoolExecutor
import boto3
from botocore.config import Config
def handler(event, context):
    config = Config(retries={"total_max_attempts": 1}, read_timeout=2)
    clients = [boto3.client("ssm", region_name=region, config=config) for region in event["where"]]
    began, said = time.monotonic(), []
    def ask(number):
        try:
            clients[number % len(clients)].describe_parameters()
            return "answered"
        except Exception as error:
            return type(error).__name__
    with ThreadPoolExecutor(max_workers=8) as pool:
        said = list(pool.map(ask, range(16)))
    return [said, round(time.monotonic() - began, 6), random.random(), str(uuid.uuid4())]
"""


def test_what_is_asked_at_once_is_answered_in_an_order_that_is_always_the_same(
    cloud: Cloud,
) -> None:
    function, runs = cloud.function(ASK, THERE), list[Any]()
    for seed in (7, 7, 8):
        cloud.emulator.stop_throttling()
        cloud.emulator.throttle("ssm", 0.5, seed=seed)
        cloud.emulator.set_seed(seed)
        runs.append(cloud.run(function, {"where": [THERE]}))
    assert runs[0] == runs[1]
    assert [one == other for one, other in zip(runs[0], runs[2], strict=True)] == [
        False, True, False, False,
    ]  # fmt: skip
    assert set(runs[0][0]) == {"answered", "ThrottlingException"}


def test_who_is_not_answered_waits_as_long_as_he_would(cloud: Cloud) -> None:
    function = cloud.function(ASK, THERE)
    cloud.emulator.begin_outage(HERE, "hanging")
    said, took, *_ = cloud.run(function, {"where": [HERE]})
    assert set(said) == {"ReadTimeoutError"}
    assert took == pytest.approx(4)  # eight at a time, two seconds for each
    said, took, *_ = cloud.run(function, {"where": [THERE]})
    assert set(said) == {"answered"}
    assert took == pytest.approx(0.04)


TICK = """
import boto3, os, time
def handler(event, context):
    sqs = boto3.client("sqs")
    queue = sqs.get_queue_url(QueueName=event["queue"])["QueueUrl"]
    for number in range(event["times"]):
        sqs.send_message(QueueUrl=queue, MessageBody=f"{event['name']}{number}")
        time.sleep(event["every"])
"""


def test_functions_that_run_at_once_take_turns_by_the_clock(cloud: Cloud) -> None:
    function, queue = cloud.function(TICK), cloud.queue()
    for name, times, every in (("a", 3, 2.0), ("b", 5, 1.0)):
        event = {"queue": queue.split(":")[-1], "name": name, "times": times, "every": every}
        cloud.client("lambda").invoke(
            FunctionName=function, InvocationType="Event", Payload=json.dumps(event)
        )
    assert cloud.emulator.settle()
    heard = [each["Body"] for each in cloud.received(queue)]
    assert heard == ["a0", "b0", "b1", "a1", "b2", "b3", "a2", "b4"]


def test_who_waits_at_a_queue_lets_time_pass(cloud: Cloud) -> None:
    queue, function = cloud.queue(), cloud.function(TICK)
    sqs, began = cloud.client("sqs"), cloud.emulator.clock()["passed"]
    url = sqs.get_queue_url(QueueName=queue.split(":")[-1])["QueueUrl"]
    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)
    assert cloud.emulator.clock()["passed"] == began + 20
    late = {"queue": queue.split(":")[-1], "name": "late", "times": 1, "every": 0}
    cloud.client("lambda").invoke(
        FunctionName=function, InvocationType="Event", Payload=json.dumps(late)
    )
    assert sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]["Body"] == "late0"
    assert cloud.emulator.clock()["passed"] <= began + 22


CALL = """
import json, time
import boto3
from botocore.config import Config
def handler(event, context):
    config = Config(retries={"total_max_attempts": 1}, read_timeout=event["patience"])
    began, functions = time.monotonic(), boto3.client("lambda", config=config)
    try:
        functions.invoke(FunctionName=event["function"])
        said = "answered"
    except Exception as error:
        said = type(error).__name__
    return [said, round(time.monotonic() - began, 2)]
"""


@pytest.mark.parametrize(("patience", "said"), [(60, "answered"), (1, "ReadTimeoutError")])
def test_a_function_that_calls_another_waits_for_it_by_the_clock(
    cloud: Cloud, patience: int, said: str
) -> None:
    slow = cloud.function("import time\ndef handler(event, context):\n    time.sleep(5)\n")
    function = cloud.function(CALL)
    answer, took = cloud.run(function, {"function": slow, "patience": patience})
    assert (answer, took) == (said, 5.02 if said == "answered" else 5.0)
