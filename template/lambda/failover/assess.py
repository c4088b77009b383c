"""Looks before anything is changed: is what was asked for possible, needed and allowed?"""

import clock
import look
from errors import FAILURES, Abandoned, NothingToDo, Refused

LOOKS = 3
SECONDS_BETWEEN_LOOKS = 5
STALE_SECONDS = 1800  # after which nobody expects a planned run to begin any more
FORCE = 'To fail over all the same: {"action": "failover", "allow_data_loss": true, "force": true}.'


def decide(job, request):
    """Return the run that a request leads to; raise `Refused` or `NothingToDo`."""
    settings, view = job.settings, job.view
    role, truth = settings.role, view.truth()
    globe = _globe(job)
    writer = globe.writer if globe else None
    if truth["active"] == role and (globe is None or writer == role):
        return _reopening(job, request, globe)
    # Where the database writes is where the data is, whatever the records say.
    source = truth["active"] if globe is None or writer in (None, role) else writer
    if source == role:
        raise Refused(
            f"RDS names no writer, and the records name {role}",
            "Look at the global cluster in the RDS console, and ask again.",
        )
    if globe and role not in globe.members:
        raise Refused(
            f"the cluster of {role} is not a member of {settings.global_cluster}",
            "Add it to the global cluster first: a plan shows what is missing.",
        )
    lag = {}
    if globe and writer != role:
        lag = job.database.lag(None if request.planned else look.last_seen(job))
    check = check_planned if request.planned else check_unplanned
    check(job, request, globe, source, lag)
    return _run(job, request, writer, source, lag)


def _reopening(job, request, globe):
    """Return a run that opens the active region again, after another region meant to take over."""
    role = job.settings.role
    others = job.view.unfinished()
    is_closed = _is_closed(job)
    if request.automatic or not (is_closed or others):
        raise NothingToDo(f"{role} is the active region already")
    if request.planned:
        why = "it is closed" if is_closed else f"a run to {', '.join(others)} has not ended"
        raise Refused(
            f"{role} is the active region already, but {why}",
            'To open it and to end that run: {"action": "failover"}. Nothing is lost by it.',
        )
    if globe and not globe.idle:
        raise Refused(f"the global cluster is {globe.status}", "Ask again when it is available.")
    return _run(job, request, role, role, {})


def _is_closed(job):
    try:
        return job.compute.is_closed(job.settings.role)
    except FAILURES:
        return False


def look_again(job):
    """Raise `Abandoned` when a run is not wanted any more that was interrupted before it moved."""
    run, role = job.run, job.settings.role
    globe = _globe(job)
    if globe and not (globe.idle and globe.writer in run["writers"] and globe.writer != role):
        return  # RDS is at it, or has done it
    if run["action"] == "failover":
        _look_for_life(job)
        return
    age = clock.now() - run["started_at"]
    if age > STALE_SECONDS:
        raise Abandoned(f"it was asked for {age / 60:.0f} minutes ago: ask again")
    if globe:
        try:
            check_in_step(job, globe, job.database.lag())
        except Refused as error:
            raise Abandoned(str(error)) from error


def _look_for_life(job):
    """Give a failover up whose source has come back, unless this run has closed that already."""
    run, source = job.run, job.run["source"]
    closed = job.view.get(source, "fence").get("epoch") == run["epoch"]
    if closed or source == job.settings.role or run["request"].get("force"):
        return
    well, why = look.is_well(job, source)
    if well:
        raise Abandoned(f"{source} is well again: {why}")


def _globe(job):
    """Return what RDS says; an answer without a writer is worth a second look."""
    if not job.settings.global_cluster:
        return None
    for _ in range(LOOKS):
        globe = job.database.look()
        if globe.writer:
            break
        job.aws.wait(SECONDS_BETWEEN_LOOKS)
    return globe


def check_planned(job, request, globe, source, lag):
    """Refuse a switchover unless both sides are well and nothing would be lost."""
    settings, view, role = job.settings, job.view, job.settings.role
    truth = view.truth()
    if request.action == "failback" and role != settings.primary:
        raise Refused(
            f"failback leads to {settings.primary}, this is the function in {role}",
            'There, or here as {"action": "switchover"}, it makes sense.',
        )
    if source not in view.items:
        raise Refused(
            f"{source} does not answer ({view.missed.get(source)}): a switchover needs both sides",
            'If it is down: {"action": "failover", "allow_data_loss": true}.',
        )
    for other, run in view.unfinished().items():
        raise Refused(
            f"the {run['action']} {run['run']} to {run['target']} has not ended",
            f"Let the function in {other} finish it, which tries each minute.",
        )
    known = view.own("system").get("epoch", 0)
    if known < truth["epoch"]:
        raise Refused(
            f"{role} has not been told yet that {truth['active']} is active",
            f"Wait a minute: the function in {truth['active']} tells it as soon as it can.",
        )
    check_fenced(view, role)
    if globe is not None and globe.writer != role:
        check_in_step(job, globe, lag)


def check_in_step(job, globe, lag):
    """Refuse a switchover that RDS would refuse, or that would take long."""
    role = job.settings.role
    if not globe.writer:
        raise Refused("RDS names no writer", "Ask again when it does.")
    if not globe.idle:
        raise Refused(
            f"the global cluster is {globe.status}, not available", "Ask again when it is."
        )
    if not globe.connected(role):
        raise Refused(
            f"the database in {role} is not in step with the writer yet",
            "Ask again when RDS says that it is connected.",
        )
    status = job.database.describe(role).get("Status")
    if status != "available":
        raise Refused(f"the database in {role} is {status}", "Ask again when it is available.")
    check_lag(job.settings, lag, "Ask again when it has caught up.")


def check_fenced(view, role):
    """Refuse a way back that could meet what still runs from before a failover."""
    epoch = view.truth().get("forced", {}).get(role)
    if epoch is not None and view.own("fence").get("epoch", -1) < epoch:
        raise Refused(
            f"{role} was failed over from and has not been fenced since",
            f"Wait a minute: the function in {view.truth()['active']} does it as soon as it can.",
        )
    for other, items in view.items.items():
        if f"pending#fence#{role}" in items:
            raise Refused(
                f"the fence of {role} is still to be done",
                f"Wait a minute: the function in {other} does it as soon as it can.",
            )


def check_unplanned(job, request, globe, source, lag):
    """Refuse a failover that nobody allowed, that nobody needs or that loses too much."""
    settings, role = job.settings, job.settings.role
    if globe and not request.allow_data_loss:
        raise Refused(
            "a failover can lose what was written last and not replicated yet",
            'If that has to be: {"action": "failover", "allow_data_loss": true}.',
        )
    if request.force:
        return
    if globe and not globe.connected(role):
        raise Refused(
            f"the database in {role} is not in step: it is being copied anew",
            f"Fail over to another region, or wait. {FORCE}",
        )
    check_lag(settings, lag, FORCE)
    down, why = look.looks_down(job, source)
    if not down:
        raise Refused(
            f"{source} does not look down: {why}",
            f'To move without losing anything: {{"action": "switchover"}}. {FORCE}',
        )


def check_lag(settings, lag, then):
    """Refuse what would lose more than the recovery point objective."""
    if lag and lag["milliseconds"] > 1000 * settings.rpo_seconds:
        seconds = lag["milliseconds"] / 1000
        raise Refused(
            f"the database in {settings.role} is {seconds:.0f} s behind the writer, the recovery "
            f"point objective is {settings.rpo_seconds:.0f} s",
            then,
        )


def _run(job, request, writer, source, lag):
    view, role = job.view, job.settings.role
    truth, epoch = view.truth(), view.next_epoch()
    overtaken = view.unfinished()
    failover = not request.planned
    # Whom an earlier failover could not close, its region may never have closed.
    unfenced = {
        other
        for other, at in truth.get("forced", {}).items()
        if view.get(other, "fence").get("epoch", -1) < at
    }
    active = {truth["active"], source, *unfenced} - {role}
    closing = [other for other in job.settings.others if other in active] if failover else []
    forced = {**truth.get("forced", {}), **dict.fromkeys(closing, epoch)}
    forced.pop(role, None)
    return {
        "run": f"{role}-{epoch}-{clock.nonce()}",
        "action": request.action,
        "request": request.content(),
        "target": role,
        "source": source,
        "closing": closing,
        "writers": [writer or source],
        "epoch": epoch,
        "forced": forced,
        "lag": lag,
        "losses": [
            *(line for run in overtaken.values() for line in run.get("losses", [])),
            *(losses(truth, source, role, writer, lag, overtaken) if failover else []),
        ],
        "overtook": [run["run"] for run in overtaken.values()],
        "tries": 0,
        "steps": {},
        "started_at": int(clock.now()),
    }


def losses(truth, source, role, writer, lag, overtaken):
    """Say what a failover can lose; empty where the database does not move."""
    lines = []
    if writer and writer not in (truth["active"], role) and not overtaken:
        lines.append(
            f"The database had moved from {truth['active']} to {writer} without a record here: "
            f"what that lost is in the reports of {writer}."
        )
    if writer and writer != role:
        behind = (
            f"{lag['milliseconds']} ms behind when that was last measured, at {lag['measured_at']}"
            if lag
            else "behind by an unknown time"
        )
        lines.append(
            f"Data loss is possible: the database in {role} was {behind}. What {source} "
            "acknowledged and had not replicated is only in its old storage volume."
        )
    return lines
