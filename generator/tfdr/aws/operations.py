"""Which actions of IAM the operations of AWS's API need."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from tfdr.facts import read


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation and an action that it needs.

    Attributes:
        service: as boto3 calls it, such as elbv2.
        name: as boto3 calls it, such as describe_target_health.
        action: such as elasticloadbalancing:DescribeTargetHealth.
        works_on: types of resources, or blocks in them, without any of which it has nothing to do.
        with_: what else has to be named in code that needs this action; or empty.
    """

    service: str
    name: str
    action: str
    works_on: tuple[str, ...] = ()
    with_: str = ""


def of(service: str, name: str) -> tuple[Operation, ...]:
    """What an operation needs; nothing where that is not known."""
    return _of(service).get(name, ())


def named(words: frozenset[str], calls: frozenset[tuple[str, str]]) -> list[Operation]:
    """The operations that code calls, as far as it is known what they need.

    Args:
        words: all words of the code. A service and one of the operations with which programs fail
            over, both among them, count as a call: many pass these words to a function of theirs.
        calls: service and name of each operation that it certainly calls.
    """
    found = [operation for each in sorted(calls) for operation in of(*each)]
    for service in sorted(words & _services().keys()):
        for name in sorted(words & _of(service).keys()):
            if (service, name) not in calls:
                found += [each for each in of(service, name) if each.works_on]
    return [each for each in found if not each.with_ or each.with_ in words]


def needed(service: str, name: str) -> tuple[Operation, ...]:
    """An operation with each action that it needs; none where that is not known.

    Args:
        service: as boto3 calls it, such as elbv2.
        name: as AWS's API calls it, such as DescribeTargetHealth.
    """
    return _of(service).get(snake_case(name), ())


def snake_case(name: str) -> str:
    """An operation as boto3 calls it: `DescribeDBClusters` is describe_db_clusters."""
    name = _PLURAL.sub(lambda found: f"_{found[0].lower()}", name)
    return _END.sub(r"\1_\2", _BEGIN.sub(r"\1_\2", name)).lower()


_PLURAL: Final = re.compile(r"[A-Z]{2,}s$")
_BEGIN: Final = re.compile(r"(.)([A-Z][a-z]+)")
_END: Final = re.compile(r"([a-z0-9])([A-Z])")


@cache
def _services() -> dict[str, dict[str, str]]:
    services: dict[str, dict[str, str]] = read("operations.yml")["services"]
    return services


@cache
def _calls() -> dict[str, Any]:
    calls: dict[str, Any] = read("calls.yml")
    return calls


@cache
def _of(service: str) -> dict[str, tuple[Operation, ...]]:
    said, calls = _services().get(service), _calls()
    if said is None:
        return {}
    works_on: dict[str, list[str]] = calls["works_on"].get(service, {})
    exceptions: dict[str, list[dict[str, str]]] = calls["needs"].get(service, {})
    needs: dict[str, list[dict[str, str]]] = {
        snake_case(name): [{"action": f"{said['prefix']}:{name}"}]
        for name in said["operations"].split()
    } | exceptions
    return {
        name: tuple(
            Operation(
                service,
                name,
                each["action"],
                tuple(works_on.get(name, ())),
                each.get("with", ""),
            )
            for each in several
        )
        for name, several in needs.items()
    }
