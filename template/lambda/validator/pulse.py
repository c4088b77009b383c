"""Each minute: which region is active, how it serves, and what this one sees of itself."""

import time
from functools import partial

import answering
import asking
import heartbeat
import serving
import situation
import witnesses
from findings import publish

SECONDS = 12  # for all questions
OWN_PROBES = 3
KEPT = 60  # minutes
MINUTE = 60
LONGEST_GAP = 300  # seconds for which nothing was written, after which nobody knows how it was


def pulse(deployment):
    """Ask, write down what was seen, publish it, and return it."""
    now = situation.look_briefly(deployment)
    found = asking.together(questions(deployment, now), SECONDS)
    failed, asked, detail = share_of(found["active"])
    share = failed / asked
    watch = watched(deployment, now, found, (failed, asked))
    metrics = {"Active": now.here, "ActiveRegionFailingShare": share}
    answer = {
        "region": deployment.region,
        "role": deployment.role,
        "active": now.active,
        "failed": failed,
        "asked": asked,
        "detail": detail,
    }
    if now.here:
        written = write_serving(deployment, now, (failed, asked))
    else:
        agreed = witnesses.agree(deployment, now, share, watch["checkers"])
        metrics |= {"WitnessesAgree": agreed, **late(watch)}
        answer |= {"checkers": watch["checkers"], "agreed": agreed}
        written = []
    written += written_down(deployment, watch)
    publish(deployment, metrics)
    return {**answer, "not_written": written} if written else answer


def questions(deployment, now):
    """Return everything that is asked, by name."""
    ask = partial(answering.ask, deployment)
    calls = {
        "active": partial(ask, now.active),
        "reaches": partial(witnesses.reaches_others, deployment),
        "well": partial(witnesses.is_well, deployment),
    }
    if not now.here:
        calls["checkers"] = partial(witnesses.checkers, deployment, now.active)
        calls["lags"] = partial(heartbeat.lags, deployment)
        if serves_anything(deployment, now):
            calls["own"] = partial(ask, deployment.role, OWN_PROBES)
    return calls


def serves_anything(deployment, now):
    """Say whether requests to this region should be answered while it stands by."""
    if not deployment.endpoint_domain or now.fenced:
        return False
    return not deployment.capacity or deployment.capacity[deployment.role] > 0


def share_of(found):
    """Return how many requests failed, of how many, and what was said; all if nothing came back."""
    if isinstance(found, Exception):
        return answering.PROBES, answering.PROBES, asking.describe(found)
    return found


def watched(deployment, now, found, seen):
    """Return the item that says what was seen in this minute and the ones before."""
    moment = int(time.time())
    before = now.own("watch")
    failed, asked = seen
    same = before.get("active") == now.active
    own_failed, own_asked, _ = share_of(found["own"]) if "own" in found else (0, 0, "")
    answers = failed < deployment.down_share * asked
    # What can be lost is what was late while the region still answered.
    lags = found.get("lags") if answers or not same else before.get("lags")
    return {
        "id": "watch",
        "at": moment,
        "role": deployment.role,
        "active": now.active,
        "minutes": [
            *(before.get("minutes", []) if same else []),
            [moment // MINUTE, asked, failed],
        ][-KEPT:],
        "checkers": said(found.get("checkers")),
        "reaches": found["reaches"] is True,
        "own_failed": own_failed,
        "own_asked": own_asked,
        "well_since": well_since(before, found["well"] is True, moment),
        "lags": lags if isinstance(lags, dict) else {},
    }


def said(found):
    """Return what Route 53 said, nothing if it could not be asked."""
    if isinstance(found, dict):
        return found
    why = asking.describe(found) if found else "it is not asked about the own region"
    return {"says": witnesses.NOTHING, "why": why}


def well_since(before, well, moment):
    """Return since when all services here have answered; 0 while one does not."""
    if not well:
        return 0
    known = moment - before.get("at", 0) <= LONGEST_GAP
    return (before.get("well_since") if known else 0) or moment


def late(watch):
    """Return how late what is replicated comes, as metrics."""
    return {f"{what.capitalize()}LagSeconds": seconds for what, seconds in watch["lags"].items()}


def write_serving(deployment, now, seen):
    """Write down in every region how this one serves; return what could not be written."""
    try:
        item = serving.describe(deployment, now.own("serving"), seen)
    except Exception as error:
        return [f"serving: {asking.describe(error)}"]
    calls = {
        role: partial(situation.write_item, deployment, role, item) for role in deployment.regions
    }
    calls["heartbeat"] = partial(heartbeat.beat, deployment)
    return failures(asking.together(calls, SECONDS))


def written_down(deployment, watch):
    """Write down what this region sees; return what could not be written."""
    calls = {"watch": partial(situation.write_item, deployment, deployment.role, watch)}
    return failures(asking.together(calls, SECONDS))


def failures(results):
    """Return a line for each call that failed."""
    return [
        f"{name}: {asking.describe(result)}"
        for name, result in results.items()
        if isinstance(result, Exception)
    ]
