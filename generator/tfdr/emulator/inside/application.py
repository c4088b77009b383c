"""What the application behind load balancers needs besides its database.

Tasks and instances do not run here. What they ask of AWS is told from outside, so that a service
that fails makes requests fail.
"""

from dataclasses import dataclass, field

from tfdr.emulator import kinds
from tfdr.emulator.inside.faults import Lasting, faults
from tfdr.emulator.inside.memory import keep

_PATIENCE = 1.0  # seconds, after which what is slow counts as failed


@dataclass
class Application:
    """The application.

    Attributes:
        services: what it asks in its own region for each request, such as `dynamodb`.
    """

    services: list[str] = field(default_factory=list)


application = keep("application", Application())


def lasting(region: str, service: str, way: str = "") -> list[Lasting]:
    """Return the faults by which calls of a service of a region fail, whatever they ask of it.

    Args:
        region: of the service.
        service: as calls of it are signed.
        way: by which the calls come, `vpc` or `public`; empty where that is AWS's own.
    """
    return [
        each
        for each in faults.of(kinds.NO_NAME, region, *kinds.OF_CALLS)
        if each.fault.service in ("*", service)
        and each.fault.way in ("", way)
        and not each.fault.operations
        and each.fault.kind != kinds.THROTTLED
        and (each.fault.kind != kinds.SLOW or each.fault.seconds > _PATIENCE)
    ]


def failing(region: str) -> list[str]:
    """Return the services of a region that the next request of an application gets nothing of."""
    return [
        service
        for service in application.services
        if faults.struck(lasting(region, service, kinds.VPC))
    ]
