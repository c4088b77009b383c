"""Quotas of the emulated account: what they are, what was asked for, and how far each was used.

See generator/tfdr/catalogue/quotas.yml. A quota of an account is kept for us-east-1.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from tfdr import facts
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.protocol import RAISED

_HOME = "us-east-1"

_asked: dict[tuple[str, str], float] = keep("quotas", {})
_most: dict[tuple[str, str], float] = {}
_account = {"kind": RAISED}


def be(account: str) -> None:
    """Be another kind of account, one of `protocol.ACCOUNTS`."""
    _account["kind"] = account


def account() -> str:
    """Return which kind of account it is, one of `protocol.ACCOUNTS`."""
    return _account["kind"]


def known() -> Mapping[str, Mapping[str, Any]]:
    """Return what is known of each quota, by the name that it has here."""
    return _catalogue()


def put(region: str, code: str, value: float) -> None:
    """Set a quota of a region, by its code."""
    _asked[region, code] = value


def value(name: str, region: str) -> float:
    """Return a quota by its name here, as it is in a region."""
    quota = known()[name]
    raised = _account["kind"] == RAISED and "raised" in quota
    usual = float(quota["raised"]) if raised else of_new_account(name, region)
    return _asked.get((_place(quota, region), quota.get("code", "")), usual)


def of_new_account(name: str, region: str) -> float:
    """Return a quota by its name here, as it is in a region for a new account."""
    quota = known()[name]
    if "by_region" in quota:
        less = facts.read("regions.yml")["regions"].get(region, {}).get("api_throttle", {})
        return float(less.get(quota["by_region"], quota["new"]))
    return float(quota["new"])


def use(name: str, region: str, much: float) -> bool:
    """Note that so much of a quota is used, and say whether there is so much."""
    place = (_place(known()[name], region), name)
    if much > value(name, region):
        return False
    _most[place] = max(_most.get(place, 0.0), much)
    return True


def beyond_new_account() -> Iterator[dict[str, Any]]:
    """Return what a new account would not have had: the quota, where, and how much was used."""
    for (region, name), used in sorted(_most.items()):
        if used > of_new_account(name, region):
            quota = known()[name]
            yield {
                "quota": quota["name"],
                "code": quota.get("code", ""),
                "service": quota["service"],
                "region": region,
                "new": of_new_account(name, region),
                "used": used,
            }


def _place(quota: Mapping[str, Any], region: str) -> str:
    return _HOME if quota.get("global") else region


@cache
def _catalogue() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = facts.read("quotas.yml")["quotas"]
    return found
