"""Regions that the emulated account has enabled: a new one has none of those to opt in to."""

from functools import cache

from tfdr import facts
from tfdr.emulator.inside import quotas
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.protocol import NEW

_asked: dict[str, bool] = keep("enabled regions", {})


def status(region: str) -> str:
    """Return how it stands, as the Account Management API says it."""
    if not _has_to_be_enabled(region):
        return "ENABLED_BY_DEFAULT"
    return "DISABLED" if quotas.account() == NEW and region not in _asked else "ENABLED"


def enable(region: str) -> None:
    """Enable a region for the account."""
    _asked[region] = True


@cache
def _has_to_be_enabled(region: str) -> bool:
    """Say whether accounts have to opt in to a region; each request asks."""
    return bool(facts.read("regions.yml")["regions"].get(region, {}).get("opt_in"))
