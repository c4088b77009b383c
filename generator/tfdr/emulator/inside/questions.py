"""What the emulator can be asked and told at its back door; see `client.emulator.Emulator`."""

from collections.abc import Callable
from typing import Any

from tfdr.emulator.inside import (
    credentials,
    databases,
    dns,
    endpoints,
    global_databases,
    health,
    images,
    load,
    minute,
    notifications,
    quotas,
    recovery_points,
    replication,
    snapshots,
    violations,
    world,
)
from tfdr.emulator.inside.application import application
from tfdr.emulator.inside.chance import chance
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.functions.invocations import wait_for_all
from tfdr.emulator.inside.inventory import inventory
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.kinds import fault_of
from tfdr.emulator.protocol import CUT


def _address(host: str, port: str, function: str, region: str) -> object:
    return databases.address_of(host, int(port), function, region)


def _resolve(name: str) -> object:
    found = dns.resolve(name)
    return None if found is None else found.as_json()


def _endpoint(name: str, path: str = "/") -> object:
    return endpoints.as_client(name, path).as_json()


def _health_checks() -> object:
    return {check: status.as_json() for check, status in health.statuses().items()}


def _notifications(since_minute: int = 0) -> list[dict[str, Any]]:
    return [each for each in notifications.sent if each["minute"] >= since_minute]


def _outage(region: str, begin: bool = True, how: str = CUT) -> None:
    if begin:
        faults.begin_outage(region, how)
    else:
        faults.end_outage(region)


def _throttle(
    service: str | None = None, share: float = 0.5, seed: int = 0, region: str | None = None
) -> None:
    if service is None:
        faults.stop_throttling()
    else:
        faults.throttle(service, share, seed, region)


def _fault(kind: str, **given: Any) -> str:
    return faults.begin(fault_of(kind, **given))


def _confirmation(address: str, confirmed: bool) -> None:
    world.confirm(address, confirmed=confirmed)


def _delegation(zone: str, delegated: bool) -> None:
    world.delegate(zone, delegated=delegated)


def _depends(services: list[str]) -> None:
    application.services = list(services)


def _database(region: str, lost: bool = True) -> list[str]:
    if lost:
        return global_databases.lose(region)
    global_databases.restore(region)
    return []


def _flap(region: str, pattern: list[bool] | None = None) -> None:
    faults.flapping.pop(region, None)
    if pattern:
        faults.flapping[region] = pattern


def _lag(region: str, milliseconds: float | None = None) -> None:
    faults.lags.pop(region, None)
    if milliseconds is not None:
        faults.lags[region] = milliseconds


def _promotion(region: str, why: str | None = None) -> None:
    faults.unpromotable.pop(region, None)
    if why is not None:
        faults.unpromotable[region] = why


def _secrets(region: str, copied: bool = True) -> None:
    faults.unreplicated.discard(region)
    if not copied:
        faults.unreplicated.add(region)


def _clock() -> dict[str, float]:
    return {"now": simulation.time, "passed": simulation.now, "minute": simulation.minute}


def _seconds(number: float) -> None:
    minute.begin()
    simulation.sleep(number)


def _pace(**seconds: float) -> None:
    for name, value in seconds.items():
        if name not in _PACES:
            raise ValueError(f"there are {', '.join(_PACES)}, and no {name}")
        setattr(global_databases.pace, name, value)


faults.when_changed(replication.change)

_PACES = ("verifying", "seconds", "cancelling", "away", "resync")

QUESTIONS: dict[str, Callable[..., object]] = {
    "address": _address,
    "calls": credentials.counted,
    "clock": _clock,
    "confirmation": _confirmation,
    "connection": endpoints.connection_to,
    "database": _database,
    "delegation": _delegation,
    "depends": _depends,
    "end-fault": faults.end,
    "endpoint": _endpoint,
    "fault": _fault,
    "flap": _flap,
    "health-checks": _health_checks,
    "images": images.want,
    "inventory": inventory,
    "lag": _lag,
    "load": load.begin,
    "load-changes": load.change,
    "load-minutes": load.minutes,
    "login": databases.accepts_login,
    "minute": minute.pass_minute,
    "notifications": _notifications,
    "outage": _outage,
    "pace": _pace,
    "password": global_databases.set_password,
    "promotion": _promotion,
    "quota": quotas.put,
    "quotas-beyond-new": lambda: list(quotas.beyond_new_account()),
    "recovery-point": recovery_points.add,
    "resolve": _resolve,
    "restore": snapshots.restore,
    "save": snapshots.save,
    "seconds": _seconds,
    "secrets": _secrets,
    "seed": chance.set,
    "sees": world.sees,
    "session": credentials.of_session,
    "settle": wait_for_all,
    "throttle": _throttle,
    "version": global_databases.set_version,
    "violations": violations.found,
}
"""By the path below the back door."""
