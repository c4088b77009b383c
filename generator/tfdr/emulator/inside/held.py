"""Events, schedules and asynchronous calls that wait while a fault holds them, and then all come.

Of one rule or function so many wait at most: a backlog of hours would tell no more than one of
minutes, and each of its calls would run.
"""

from collections import defaultdict, deque
from collections.abc import Callable

from tfdr.emulator import kinds
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.memory import afterwards

EVENTS, LAMBDA = "events", "lambda"
MOST = 10

_waiting: dict[tuple[str, str, str], deque[Callable[[], object]]] = defaultdict(
    lambda: deque(maxlen=MOST)
)
afterwards(_waiting.clear)


def holds(region: str, service: str) -> bool:
    """Say whether a service of a region sends nothing on now.

    Args:
        region: where it is.
        service: `events` for EventBridge, `lambda` for the queues of asynchronous calls.
    """
    return any(each.fault.service in ("*", service) for each in faults.of(kinds.EVENTS, region))


def keep_back(region: str, service: str, name: str, send: Callable[[], object]) -> bool:
    """Have something sent later if a fault holds it; say whether that is so.

    Args:
        region: where the service is.
        service: as for `holds`.
        name: of the rule or the function.
        send: sends it.
    """
    if not holds(region, service):
        return False
    _waiting[region, service, name].append(send)
    return True


def release() -> None:
    """Send what nothing holds any more, all at once."""
    for region, service, name in list(_waiting):
        if not holds(region, service):
            for send in _waiting.pop((region, service, name)):
                send()
