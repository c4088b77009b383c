"""DR89: A dead-letter queue keeps messages longer than the queue before it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, references
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_KEEPS: Final = "message_retention_seconds"
_DEFAULT: Final = 345_600.0  # seconds, four days


def check(system: System) -> Iterator[Verdict]:
    """Each dead-letter queue of a standard queue."""
    for queue in system.resources("aws_sqs_queue"):
        if queue.is_true("fifo_queue"):
            continue  # there the time begins anew
        for dead in _dead(queue):
            mine, theirs = _seconds(dead), _seconds(queue)
            holds = None if mine is None or theirs is None else mine > theirs or mine == _LONGEST
            message = f"keeps a message for {(mine or 0) / 86_400:g} days since it was first sent"
            message += f", and {queue.address} for {(theirs or 0) / 86_400:g}"
            unknown = queue.unknowns(_KEEPS)
            yield judge(dead, holds, message, _KEEPS, unknown=unknown)


_LONGEST: Final = 1_209_600.0  # seconds; nothing is kept longer


def _dead(queue: Resource) -> list[Resource]:
    found = [ref.target.owner for ref in references(queue.get("redrive_policy"))]
    return [each for each in dict.fromkeys(found) if each.type == "aws_sqs_queue"]


def _seconds(queue: Resource) -> float | None:
    return _DEFAULT if queue.has(_KEEPS) is False else queue.number(_KEEPS)
