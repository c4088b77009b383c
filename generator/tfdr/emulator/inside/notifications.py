"""What was published to topics: nobody reads the mails of an emulated topic, so it is kept."""

from typing import Any

from tfdr.emulator import kinds
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.memory import keep

sent: list[dict[str, Any]] = keep("notifications", [])
"""Each with its `minute`, `region`, `topic`, `subject` and `message`, and who is `told`."""


def reaches(region: str) -> bool:
    """Say whether the next message of a region's topic reaches the one that it is for."""
    return faults.struck(faults.of(kinds.NOTIFICATIONS, region)) is None
