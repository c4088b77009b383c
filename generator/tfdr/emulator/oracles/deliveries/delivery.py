"""What a delivery is, and who sends any."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """Something that a service would send.

    Attributes:
        kind: sender and receiver in words, such as `alarm to topic`.
        source: ARN of what it is sent for.
        target: ARN of what it is sent to.
        dropped: why AWS drops it; None if it arrives.
    """

    kind: str
    source: str
    target: str
    dropped: str | None

    @property
    def region(self) -> str:
        """The region of the sender; empty for what has none."""
        parts = self.source.split(":")
        return parts[3] if len(parts) > 3 else ""


Sender = Callable[[], Iterator[Delivery]]

_senders: list[Sender] = []


def sends(sender: Sender) -> Sender:
    """Register a function that lists deliveries."""
    _senders.append(sender)
    return sender


def senders() -> tuple[Sender, ...]:
    """Return all that were registered."""
    return tuple(_senders)
