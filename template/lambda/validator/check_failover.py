"""Checks of the failover function's own memory: its table here, and those of all regions."""

import time

import asking
from findings import failed, ok
from situation import Record

LONGEST_LEASE = 20 * 60  # seconds; no run of a function takes longer than 15 minutes
PATIENCE = 15 * 60  # seconds; pending work is tried each minute
DAY = 24 * 3600


def state_table(now):
    """Look whether the table can be read, without which nothing can fail over."""
    if asking.code(now.items) == "ResourceNotFoundException":
        return failed(f"There is no table {now.deployment.table} here. Apply Terraform again.")
    known(now.items)
    return ok(f"{now.deployment.table} can be read.")


def unfinished_work(now):
    """Look for a lease that nobody gives back, a run that stands still, and work left behind."""
    items = known(now.items)
    moment = time.time()
    lease = float(items.get("lease", {}).get("until", 0))
    problems = []
    if lease > moment + LONGEST_LEASE:
        holder = items["lease"].get("holder")
        problems.append(f"{holder} holds the lease longer than any run takes: delete `lease`.")
    if stands_still(now, items.get("run", {})) and lease < moment:
        problems.append(
            f"The run to {items['run'].get('target')} has not ended and nobody carries it on: "
            'invoke the failover function with {"action": "tend"} and see its log.'
        )
    problems += [
        f"{id_.replace('#', ' ')} is overdue although that region answers: see the log of the "
        "failover function."
        for id_, work in items.items()
        if id_.startswith("pending#") and overdue(now, id_, work, moment)
    ]
    return failed(*problems) if problems else ok("No work of the failover function is left.")


def stands_still(now, run):
    """Tell whether a run has neither ended nor been overtaken by a later one."""
    ended = not run or run.get("outcome") not in (None, "", "unfinished")
    return not ended and int(run.get("epoch", now.truth.epoch)) >= now.truth.epoch


def overdue(now, id_, work, moment):
    """Tell whether pending work could have been done: a region that is away is no fault."""
    role = id_.rpartition("#")[2]
    late = moment - float(work.get("since", 0)) > PATIENCE
    return late and isinstance(now.records.get(role), Record)


def records(now):
    """Look whether all regions that answer say the same of which one is active."""
    deployment = now.deployment
    wrong, silent = [], []
    truth = now.truth
    for role in deployment.regions:
        record, parameter = now.records[role], now.parameters[role]
        if role != deployment.role and asking.unreachable(record):
            silent.append(role)
            continue
        if known(record) != truth:
            wrong.append(f"{role} records {record.active} as active (epoch {record.epoch}).")
        if role != deployment.role and asking.unreachable(parameter):
            silent.append(role)
        elif known(parameter) != deployment.regions[truth.active]:
            wrong.append(f"The parameter in {role} says {parameter}.")
    if wrong:
        return failed(
            f"The active region is that of {truth.active} (epoch {truth.epoch}).",
            *wrong,
            f'Invoke the failover function of {truth.active} with {{"action": "tend"}}.',
        )
    asked = f"; out of reach: {', '.join(silent)}" if silent else ""
    return ok(f"All regions record {truth.active} as active{asked}.")


def drill(now):
    """Look whether taking over by this region was tried not too long ago."""
    days = drill_age_days(now)
    invite = "Rehearse it: docs/runbooks/drill.md says how."
    if days is None:
        return failed(f"This region has never taken over. {invite}")
    if days > now.deployment.drill_days:
        return failed(f"This region took over {days:.0f} days ago, not since. {invite}")
    return ok(f"This region took over {days:.0f} days ago.")


def drill_age_days(now):
    """Return how many days ago the last run here ended well, or None."""
    last = known(now.items).get("drill")
    return (time.time() - float(last["finished_at"])) / DAY if last else None


def known(result):
    """Return what a region said, or raise why it did not."""
    if isinstance(result, Exception):
        raise result
    return result
