"""Work that another region's absence prevented: remembered here, done when the region is back."""

from contextlib import suppress

import clock
import records
import traffic
from errors import FAILURES
from log import log
from state import WORKS, ConditionFailed


def attempt(job, work, role, do):
    """Do something in another region or remember it; return whether it was done."""
    if role not in job.unreachable:
        try:
            do()
        except FAILURES as error:
            why = str(error)
        else:
            return True
    else:
        why = job.unreachable[role]
    remember(job, work, role, why)
    return False


def remember(job, work, role, why):
    """Leave a piece of work for `tend`."""
    log("warning", pending=work, role=role, why=why)
    job.state.put(
        job.settings.role,
        {
            "id": f"pending#{work}#{role}",
            "work": work,
            "role": role,
            "epoch": job.run["epoch"],
            "since": int(clock.now()),
            "detail": why[:500],
        },
    )


def fence(job, role, epoch):
    """Close a region's application path, then say so in its table."""
    done = job.compute.close(role)
    item = {"id": "fence", "epoch": epoch, "at": int(clock.now())}
    with suppress(ConditionFailed):  # a later fence is as good
        job.state.put(role, item, "attribute_not_exists(#id) OR #epoch < :epoch", epoch=epoch)
    return done


def tell(job, role, record):
    """Write the record of who is active in another region, and have that claim nothing."""
    records.tell(job, role, record)
    traffic.publish(job, role, role == record["active"])


def do_all(job):
    """Do what can be done now; return a line about each piece of work."""
    said = []
    for item in sorted(
        job.view.pending(job.settings.role), key=lambda item: WORKS.index(item["work"])
    ):
        work, role = item["work"], item["role"]
        if is_outdated(job.view, item):
            outcome = "dropped: a later run has made it wrong"
        elif role not in job.view.items:
            said.append(f"{work} of {role}: {job.view.missed.get(role, 'not reached')}")
            continue
        elif is_awaited(job.view, item):
            said.append(f"{work} of {role}: waits for other work there")
            continue
        else:
            try:
                outcome = DO[work](job, role, item["epoch"])
            except FAILURES as error:
                said.append(f"{work} of {role}: {error}")
                continue
        job.state.delete(job.settings.role, item["id"], "#epoch = :epoch", epoch=item["epoch"])
        del job.view.items[job.settings.role][item["id"]]
        said.append(f"{work} of {role}: {outcome}")
    return said


def is_outdated(view, item):
    """Say whether a later run has made a piece of work wrong."""
    truth = view.truth()
    if item["work"] == "record":
        # Whoever decided later tells that region itself, or remembers to.
        return truth["epoch"] > item["epoch"]
    if item["work"] == "open":
        return truth["active"] != item["role"]
    return truth["active"] == item["role"]


def is_awaited(view, item):
    """Say whether a piece of work has to wait: for a fence, or for a run that may change it all."""
    others = view.pending(view.settings.role)
    fenced_first = item["work"] == "record" and any(
        other["work"] == "fence" and other["role"] == item["role"] for other in others
    )
    return fenced_first or any(run["target"] == item["role"] for run in view.unfinished().values())


def _fence(job, role, epoch):
    return fence(job, role, epoch)


def _open(job, role, _epoch):
    return job.compute.open(role)


def _record(job, role, _epoch):
    tell(job, role, job.view.truth())
    return "done"


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


DO = {"fence": _fence, "open": _open, "record": _record, "stand-down": _stand_down}
