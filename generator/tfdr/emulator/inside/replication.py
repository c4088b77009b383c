"""Replicas of tables that a fault cuts off: they keep what they have, and catch up when it is over.

While it lasts a replica neither gets what others write nor gives what is written to it. Afterwards
all have the same again. Where an item was changed in two regions, the change in the region that was
cut off is lost: DynamoDB keeps the last one written, and here nobody knows which that was.
"""

from copy import deepcopy
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from tfdr.emulator import kinds
from tfdr.emulator.kinds import Fault
from tfdr.emulator.protocol import ACCOUNT_ID


def change(fault: Fault, begins: bool) -> None:
    """Cut the replicas of a region off when a fault begins, and bring them together at its end."""
    if fault.kind == kinds.REPLICATION and fault.of == kinds.TABLES:
        for table in list(dynamodb_backends[ACCOUNT_ID][fault.region].tables.values()):
            group: dict[str, Any] = vars(table).get("group", {})
            others = [each for region, each in group.items() if region != fault.region]
            if others and begins:
                vars(table)["before"] = deepcopy(table.items)
                table.items = deepcopy(table.items)
            elif others and "before" in vars(table):
                _catch_up(others[0], table, vars(table).pop("before"))


def _catch_up(other: Any, table: Any, before: Any) -> None:
    ours, theirs = _flat(table), _flat(other)
    was = _flat_items(before)
    for key, item in ours.items():
        unchanged_there = _same(theirs.get(key), was.get(key))
        if unchanged_there and not _same(item, was.get(key)):
            _put(other, key, item)
    for key in was.keys() - ours.keys():
        if _same(theirs.get(key), was[key]):
            _remove(other, key)
    table.items = other.items


def _flat(table: Any) -> dict[tuple[Any, ...], Any]:
    return _flat_items(table.items)


def _flat_items(items: Any) -> dict[tuple[Any, ...], Any]:
    found: dict[tuple[Any, ...], Any] = {}
    for first, held in items.items():
        if isinstance(held, dict):
            found |= {(first, second): item for second, item in held.items()}
        else:
            found[first,] = held
    return found


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return bool(one.to_json() == other.to_json())


def _put(table: Any, key: tuple[Any, ...], item: Any) -> None:
    if len(key) == 1:
        table.items[key[0]] = item
    else:
        table.items[key[0]][key[1]] = item


def _remove(table: Any, key: tuple[Any, ...]) -> None:
    if len(key) == 1:
        table.items.pop(key[0], None)
    else:
        table.items[key[0]].pop(key[1], None)
