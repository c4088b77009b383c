"""Work that another region's absence prevented: remembered here, done when the region is back."""

from contextlib import suppress

import clock
import records
import traffic
from errors import FAILURES
from log import log
from state import WORKS, ConditionFailed

FIRST_SECONDS, LONGEST_SECONDS = 60, 300  # between tries at a region whose table is silent


def attempt(job, work, role, do):
    """Do something in another region or remember it; return whether it was done."""
    try:
        do()
    except FAILURES as error:
        remember(job, work, role, str(error))
        return False
    return True


def remember(job, work, role, why):
    """Leave a piece of work for `tend`."""
    log("warning", pending=work, role=role, why=why)
    item = {
        "id": f"pending#{work}#{role}",
        "work": work,
        "role": role,
        "epoch": job.run["epoch"],
        "since": int(clock.now()),
        "detail": why[:500],
    }
    job.state.put(job.settings.role, item)
    job.view.items[job.settings.role][item["id"]] = item


def forget(job, item):
    """Drop a piece of work that is done, or not wanted any more."""
    job.state.delete(job.settings.role, item["id"], "#epoch = :epoch", epoch=item["epoch"])
    job.view.items[job.settings.role].pop(item["id"], None)


def fence(job, role, epoch):
    """Close a region's application path, then say so in its table."""
    done = job.compute.close(role)
    item = {"id": "fence", "epoch": epoch, "at": int(clock.now())}
    with suppress(ConditionFailed):  # a later fence is as good
        job.state.put(role, item, "attribute_not_exists(#id) OR #epoch < :epoch", epoch=epoch)
    return done


def telling(job, role, record):
    """Return what tells another region who is active: three things, by three services.

    A region that knows of a later decision is told nothing.
    """
    later = []

    def tell():
        if not records.tell(job, role, record):
            later.append(role)

    def unless_later(do, *arguments):
        return None if later else do(*arguments)

    return {
        "record": tell,
        "parameter": lambda: unless_later(records.set_parameter, job, role, record["active"]),
        "claim": lambda: unless_later(traffic.claim, job, role, role == record["active"]),
    }


def do_all(job):
    """Do what can be done now; return a line about each piece of work."""
    said = []
    own = job.view.pending(job.settings.role)
    for item in sorted(own, key=lambda item: WORKS.index(item["work"])):
        work, role = item["work"], item["role"]
        if is_outdated(job.view, item):
            outcome = "dropped: a later run has made it wrong"
        elif is_awaited(job.view, item):
            said.append(f"{work} of {role}: waits for other work there")
            continue
        elif is_resting(job.view, item):
            said.append(f"{work} of {role}: {job.view.missed[role]}")
            continue
        else:
            try:
                outcome = DO[work](job, role, item["epoch"])
            except FAILURES as error:
                said.append(f"{work} of {role}: {error}")
                continue
        forget(job, item)
        said.append(f"{work} of {role}: {outcome}")
    return said


def is_outdated(view, item):
    """Say whether a later run has made a piece of work wrong."""
    truth = view.truth()
    if item["work"] in ("record", "parameter", "claim"):
        # Whoever decided later tells that region itself, or remembers to.
        return truth["epoch"] > item["epoch"]
    if item["work"] == "open":
        return truth["active"] != item["role"]
    return truth["active"] == item["role"]


def is_awaited(view, item):
    """Say whether a piece of work has to wait: for a fence, or for a run that may change it all."""
    own = view.settings.role
    first = {(each["work"], each["role"]) for each in view.pending(own)}
    if item["work"] == "record" and ("fence", item["role"]) in first:
        return True
    if item["work"] == "stand-down" and item["role"] == own:
        # A region that closed another one and did not take over is of use until that is open.
        return any(work == "open" for work, _ in first)
    return any(run["target"] == item["role"] for run in view.unfinished().values())


def is_waiting(view, work, role):
    """Say whether a piece of work is left over here."""
    return f"pending#{work}#{role}" in view.items.get(view.settings.role, {})


def is_resting(view, item):
    """Say whether a region that has been silent for long need not be asked in this minute.

    As soon as its table answers, everything is tried.
    """
    if item["role"] not in view.missed:
        return False
    age = clock.now() - item["since"]
    every = min(LONGEST_SECONDS, max(FIRST_SECONDS, age / 10))
    return age % every > FIRST_SECONDS


def _fence(job, role, epoch):
    return fence(job, role, epoch)


def _open(job, role, _epoch):
    return job.compute.open(role)


def _tell(work):
    def tell(job, role, _epoch):
        telling(job, role, job.view.truth())[work]()
        return "done"

    return tell


def _stand_down(job, role, _epoch):
    return stand_down(job, role, job.view.truth()["active"])


def stand_down(job, role, active):
    """Make a region a standby again, as small as one is."""
    settings = job.settings
    done = job.compute.stand_down(role, active)
    if settings.minimum_acu:
        acu = settings.as_standby(settings.minimum_acu, role, active)
        if job.database.raise_minimum(role, acu):
            done += f", at least {acu} ACU"
    return done


DO = {
    "fence": _fence,
    "open": _open,
    "record": _tell("record"),
    "parameter": _tell("parameter"),
    "claim": _tell("claim"),
    "stand-down": _stand_down,
}
