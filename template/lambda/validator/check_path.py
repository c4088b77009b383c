"""Checks of the way that clients take, here and in the other regions."""

import answering
import pulse
import witnesses
from check_database import hangs
from check_login import is_mended_by_failover
from findings import failed, ok, unknown

ASKED = 3
LATE_SECONDS = 300  # a mark is written each minute, that of objects every five


def own_path(now):
    """Look whether this region answers its own name, as clients would ask it."""
    deployment = now.deployment
    if not now.here and not pulse.serves_anything(deployment, now):
        return ok("Nothing runs here that could answer, as it should be.")
    bad, asked, why = answering.ask(deployment, deployment.role, ASKED)
    if bad >= deployment.down_share * asked:
        if hangs(now):
            return unknown(
                f"Nothing can answer while a change of the database's writer hangs: {why}."
            )
        if is_mended_by_failover(now):
            return unknown(f"Nothing can answer until a failover sets the password: {why}.")
        return failed(f"{bad} of {asked} requests to this region's own name failed: {why}.")
    if bad:
        return unknown(f"{bad} of {asked} requests to this region's own name failed: {why}.")
    return ok(f"{deployment.url(deployment.role)} answers.")


def other_regions(now):
    """Look what Route 53's health checkers see of the other regions."""
    deployment = now.deployment
    said = {
        role: witnesses.checkers(deployment, role)
        for role in deployment.others
        if role in deployment.health_checks
    }
    bad = [
        f"Route 53 does not reach {role}: {each['why']}."
        for role, each in said.items()
        if each["says"] == witnesses.FAILS
    ]
    if bad:
        return failed(*bad, "See the alarms of that region.")
    silent = [role for role, each in said.items() if each["says"] == witnesses.NOTHING]
    if silent:
        return unknown(f"Route 53 could not be asked about {', '.join(silent)}.")
    return ok(f"Route 53 reaches {', '.join(said) or 'what it is asked to'}.")


def replication(now):
    """Look how late what is replicated beside the database arrives here."""
    if now.here:
        return ok("This region is the active one: nothing is copied to it.")
    limit = max(60 * now.deployment.rpo_minutes, LATE_SECONDS) + LATE_SECONDS
    lags = now.own("watch").get("lags", {})
    missing = [what for what in now.deployment.replicates if what not in lags]
    bad = [
        f"What was written to {what} {seconds:.0f} s ago has not arrived here."
        for what, seconds in sorted(lags.items())
        if seconds > limit
    ]
    if bad:
        return failed(*bad, "A failover now loses it for as long as that region is away.")
    if missing:
        return unknown(f"No mark of the active region has arrived yet in {', '.join(missing)}.")
    return ok(f"What is replicated arrives: {', '.join(sorted(lags))}.")
