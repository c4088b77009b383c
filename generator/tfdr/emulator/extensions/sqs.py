"""SQS: who waits for a message lets time pass.

moto 5.2.5 asks the clock until the time is over, which it never is while the clock stands still.
"""

from typing import Any

from moto.sqs.models import SQSBackend

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside.simulation import simulation

_LOOKS_EVERY = 1.0  # seconds


@teaches(SQSBackend)
class Queues:
    """Queues at which time passes while somebody waits."""

    @replaces
    def receive_message(
        self: Any,
        original: Original,
        queue_name: str,
        count: int,
        wait_seconds_timeout: int,
        visibility_timeout: int,
        message_attribute_names: list[str] | None = None,
    ) -> list[Any]:
        until = simulation.now + wait_seconds_timeout
        while True:
            found = original(queue_name, count, 0, visibility_timeout, message_attribute_names)
            left = until - simulation.now
            if found or left <= 0:
                return found
            simulation.sleep(min(_LOOKS_EVERY, left))
