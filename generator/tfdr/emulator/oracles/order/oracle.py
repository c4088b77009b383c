"""Judges whether what a call needs is there."""

from dataclasses import replace

from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order import (
    compute,
    data,
    keys,
    network,
    roles,
    starting,
    watching,
)
from tfdr.emulator.oracles.order.prerequisites import known

SUBJECTS = (compute, data, keys, network, roles, starting, watching)
"""The modules that have registered prerequisites."""


class Order:
    """The oracle."""

    name = "order"

    def judge(self, call: Call) -> Objection | None:
        """Refuse what something has to be there for, and is not."""
        for each in known(f"{call.service}:{call.operation}"):
            for objection in each.judge(call):
                said = f"{objection.message} ({objection.code}) {each.says} {each.source}"
                return replace(objection, says=objection.says or said)
        return None
