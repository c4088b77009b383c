"""Metrics that arrive late, or never: what is put into CloudWatch while a fault keeps them."""

from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from tfdr.emulator import kinds
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.inside.simulation import BEGINS, simulation
from tfdr.emulator.protocol import ACCOUNT_ID

_arriving: list[bool] = []
_late: list[tuple[float, str, str, list[dict[str, Any]]]] = keep("late metrics", [])


def is_kept(region: str, namespace: str, data: list[dict[str, Any]]) -> bool:
    """Say whether data do not arrive now, and note those that will later.

    Args:
        region: in which they are put.
        namespace: of the metrics.
        data: as the API has them.
    """
    found = [
        each.fault
        for each in faults.of(kinds.METRICS, region)
        if not each.fault.namespaces or namespace in each.fault.namespaces
    ]
    if not found or _arriving:
        return False
    if all(fault.seconds for fault in found):
        now = datetime.fromtimestamp(BEGINS + simulation.now, UTC).replace(tzinfo=None)
        dated = [{"Timestamp": now, **each} for each in data]
        due = simulation.now + max(fault.seconds for fault in found)
        _late.append((due, region, namespace, dated))
    return True


def arrive() -> None:
    """Have what is due by now arrive, each datum with the time that it is of."""
    due = [each for each in _late if each[0] <= simulation.now]
    _late[:] = [each for each in _late if each[0] > simulation.now]
    _arriving.append(True)  # what arrives is not kept again
    try:
        for _, region, namespace, data in due:
            cloudwatch_backends[ACCOUNT_ID][region].put_metric_data(namespace, data)
    finally:
        _arriving.clear()
