"""A made-up load: requests of clients, what becomes of them, and what of their writes is lost.

Nothing is sent. In each minute it is worked out how many of the requests would have been served: by
where DNS leads those who follow it, what answers there, which share of it fails, how many tasks run
and where the database writes. Beside it stands what would have become of the same requests if
everybody had stayed where they began, and nobody had done anything.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from moto.rds.models import rds_backends

from tfdr.emulator import kinds
from tfdr.emulator.inside import application, capacity, endpoints, served
from tfdr.emulator.inside.databases import answers
from tfdr.emulator.inside.dns import resolve
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.global_databases import failed_over, global_clusters
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.inside.zones import has_database
from tfdr.emulator.protocol import ACCOUNT_ID

COHORTS = 20
_LATE = {16: 0, 17: 3, 18: 6}
"""Cohorts that look a name up once in ten minutes, and in which of them; the last one never does,
and the first sixteen do at once: 80 %, 15 % and 5 % of the clients."""
_LATE_EVERY = 10  # minutes
_HEADROOM = 1.25  # of what usually runs
_TRIES = {True: 2, False: 10}
"""How often an endpoint is asked for its share of good answers: an API, which costs, or not."""


@dataclass
class Setting:
    """What is asked for.

    Attributes:
        name: that clients ask; empty while nobody does.
        path: that says whether a region serves.
        home: the region that all are in at the beginning.
        own_names: each region's own name.
        per_minute: requests.
        writes: the share of them that write.
        times: how many times as many there are now.
        stores: what is written to: `database`, `sessions`, `objects`.
    """

    name: str = ""
    path: str = "/"
    home: str = ""
    own_names: Mapping[str, str] = field(default_factory=dict)
    per_minute: int = 1000
    writes: float = 0.3
    times: float = 1.0
    stores: Sequence[str] = ()


@dataclass(frozen=True)
class Minute:
    """What became of the requests of a minute.

    Attributes:
        minute: of the emulated AWS.
        leads: the region that DNS leads to; empty where it leads to none.
        requests: how many there were.
        failed: of them.
        slow: of them.
        writes: how many of them were to write.
        acknowledged: writes that the client was told of.
        lost: writes that had been acknowledged, and were lost in this minute.
        unattended: how many would have failed if nobody had done anything.
        by_region: requests and failures of each region that got any.
        writers: the regions that took writes, by store.
    """

    minute: int
    leads: str
    requests: float
    failed: float
    slow: float
    writes: float
    acknowledged: float
    lost: float
    unattended: float
    by_region: Mapping[str, Mapping[str, float]]
    writers: Mapping[str, Sequence[str]]


@dataclass
class _Played:
    """What was played so far."""

    setting: Setting = field(default_factory=Setting)
    cohorts: list[str] = field(default_factory=list)
    usual: int = 0
    at_home: int = 0
    minutes: list[Minute] = field(default_factory=list)
    losses: int = 0


_now = keep("load", _Played())


def begin(**given: Any) -> None:
    """Have a load from now on; all of it asks where DNS leads now.

    Args:
        given: the fields of `Setting`; without a name there is none any more.
    """
    setting = Setting(**given)
    vars(_now).update(vars(_Played(setting)))
    if setting.name:
        _now.cohorts = [_leads() or setting.home] * COHORTS
        _now.usual = _now.at_home = capacity.running(setting.home)
        _now.losses = len(failed_over)


def change(times: float) -> None:
    """Have so many times as many requests from now on."""
    _now.setting.times = times


def minutes(since: int = 0) -> list[dict[str, Any]]:
    """Return what became of the requests of each minute since one of the emulated AWS."""
    return [asdict(each) for each in _now.minutes if each.minute >= since]


def play() -> None:
    """Have the clients ask, if there are any."""
    if not _now.setting.name:
        return
    _follow()
    number = _now.setting.per_minute * _now.setting.times
    shares: dict[str, float] = defaultdict(float)
    for region in _now.cohorts:
        shares[region] += 1 / COHORTS
    found = {region: _asked(region, number * share) for region, share in shares.items()}
    writers: dict[str, list[str]] = {store: [] for store in _now.setting.stores}
    for region, each in found.items():
        for store in each.stores:
            writers[store].append(region)
    _now.minutes.append(
        Minute(
            minute=simulation.minute,
            leads=_leads(),
            requests=number,
            failed=round(sum(each.failed for each in found.values()), 1),
            slow=round(sum(each.slow for each in found.values()), 1),
            writes=round(number * _now.setting.writes, 1),
            acknowledged=round(sum(each.acknowledged for each in found.values()), 1),
            lost=_lost(),
            unattended=round(_unattended(number), 1),
            by_region={
                region: {"requests": round(each.requests, 1), "failed": round(each.failed, 1)}
                for region, each in found.items()
            },
            writers=writers,
        )
    )


@dataclass(frozen=True)
class _Asked:
    requests: float
    failed: float
    slow: float
    acknowledged: float
    stores: Sequence[str]


def _asked(region: str, requests: float) -> _Asked:
    """Have a region asked so often in a minute."""
    capacity.scale(region, _needed(requests))
    arriving = 1 - _share(kinds.UNREACHABLE, region, kinds.CLIENTS)
    good, is_api = _good_answers(region)
    well = good * _borne(region, requests * arriving) * (1 - _failing(region, api=is_api))
    writing = _now.setting.writes
    can_write = "database" not in _now.setting.stores or _writes_database(region)
    failed_there = requests * arriving * (1 - well * (1 if can_write else 1 - writing))
    served.publish(_own_name(region), requests * arriving, failed_there)
    taken = requests * arriving * well
    stores = [
        store for store in _now.setting.stores if taken >= 1 and (store != "database" or can_write)
    ]
    return _Asked(
        requests=requests,
        failed=requests * (1 - arriving) + failed_there,
        slow=taken * _share(kinds.REQUESTS_SLOW, region),
        acknowledged=taken * writing if can_write else 0.0,
        stores=stores,
    )


def _good_answers(region: str) -> tuple[float, bool]:
    """Return the share of good answers of a region, and whether an API gives them."""
    if not faults.endpoint_answers(region):
        return 0.0, False
    name = _own_name(region)
    is_api = served.is_api(name)
    tries = _TRIES[is_api]
    well = sum(endpoints.ask(name, _now.setting.path).is_well for _ in range(tries))
    return well / tries, is_api


def _failing(region: str, *, api: bool) -> float:
    """Return the share of requests that fail on their way, whatever would have answered."""
    return _united(each.fault.share for each in endpoints.failing(region, api=api))


def _share(kind: str, region: str, origin: str = "") -> float:
    return _united(
        each.fault.share for each in faults.of(kind, region) if each.fault.origin == origin
    )


def _united(shares: Any) -> float:
    well = 1.0
    for share in shares:
        well *= 1 - share
    return 1 - well


def _needed(requests: float) -> int:
    return math.ceil(_now.usual * requests / _now.setting.per_minute)


def _borne(region: str, requests: float) -> float:
    """Return the share of some requests that a region's tasks can bear."""
    return _bearing(capacity.running(region), requests)


def _bearing(running: int, requests: float) -> float:
    wanted = _now.usual * requests / _now.setting.per_minute
    return min(1.0, running * _HEADROOM / wanted) if wanted else 1.0


def _writes_database(region: str) -> bool:
    for cluster in global_clusters():
        for member in cluster.members:
            if member.is_writer:
                return bool(member.region == region and faults.lives(region) and answers(member))
    return any(answers(each) for each in rds_backends[ACCOUNT_ID][region].clusters.values())


def _lost() -> float:
    """Return how many acknowledged writes were lost by failovers since the last minute."""
    fresh = failed_over[_now.losses :]
    _now.losses = len(failed_over)
    before = [each.acknowledged for each in _now.minutes[-1:]]
    lost = sum(before) / 60_000 * sum(each["lag"] for each in fresh)
    return float(round(min(lost, sum(each.acknowledged for each in _now.minutes)), 1))


def _unattended(requests: float) -> float:
    """Return how many requests would fail if everybody had stayed, and nobody had done anything."""
    home, setting = _now.setting.home, _now.setting
    running = capacity.running(home)
    if not _has_moved():
        _now.at_home = running
    if not faults.endpoint_answers(home):
        return requests
    name = _own_name(home)
    needs = application.application.services
    well = 1 - _share(kinds.UNREACHABLE, home, kinds.CLIENTS)
    well *= 1 - _failing(home, api=served.is_api(name))
    for service in needs:
        lasting = application.lasting(home, service, kinds.VPC)
        well *= 1 - _united(each.fault.share for each in lasting)
    well *= _bearing(_now.at_home, requests)
    if "database" in setting.stores and not _could_write(home):
        well = 0.0
    return requests * (1 - well)


def _has_moved() -> bool:
    return any(region != _now.setting.home for region in _now.cohorts[:-1]) or bool(failed_over)


def _could_write(home: str) -> bool:
    clusters = list(rds_backends[ACCOUNT_ID][home].clusters.values())
    return all(each.db_cluster_arn not in faults.lost and has_database(each) for each in clusters)


def _follow() -> None:
    led = _leads()
    for number in range(COHORTS - 1) if led else ():
        if number not in _LATE or simulation.minute % _LATE_EVERY == _LATE[number]:
            _now.cohorts[number] = led


def _leads() -> str:
    found = resolve(_now.setting.name)
    return found.region if found else ""


def _own_name(region: str) -> str:
    return _now.setting.own_names.get(region, _now.setting.name)
