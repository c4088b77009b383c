"""The run that a request leads to: what it is to do, and what it loses."""

import clock
import evidence


def planned(case):
    """Return a run that loses nothing; an urgent one waits for nothing that can come later."""
    action = case.request.action if case.request.planned else "switchover"
    run = {**_run(case, action, case.lag()), "urgent": case.is_urgent}
    if case.is_urgent or evidence.was_in_need(case.job, case.source):
        run["in_need"] = {**run["in_need"], case.source: run["epoch"]}
    return {**run, **_seen(case)} if case.is_urgent else run


def failover(case):
    """Return a run that may lose what was written last."""
    job, request = case.job, case.request
    lag = case.lag(case.last_seen)
    run = _run(case, "failover", lag)
    may_detach = request.detach or job.settings.may_detach
    closing = _closing(case)
    forced = {**run["forced"], **dict.fromkeys(closing, run["epoch"])}
    moves = case.source != job.settings.role
    return {
        **run,
        **(_seen(case) if moves else {}),
        "closing": closing,
        "forced": forced,
        "may_detach": may_detach,
        "detach": request.detach,
        "losses": [*run["losses"], *losses(case, lag)],
    }


def _run(case, action, lag):
    view, role = case.job.view, case.job.settings.role
    truth, epoch = view.truth(), view.next_epoch()
    overtaken = view.unfinished()
    forced = {other: at for other, at in truth.get("forced", {}).items() if other != role}
    return {
        "run": f"{role}-{epoch}-{clock.nonce()}",
        "action": action,
        "request": case.request.content(),
        "target": role,
        "source": case.source,
        "closing": [],
        "writers": [case.writer or case.source],
        "epoch": epoch,
        "forced": forced,
        "in_need": {other: at for other, at in truth.get("in_need", {}).items() if other != role},
        "lag": lag,
        "losses": [line for run in overtaken.values() for line in run.get("losses", [])],
        "overtook": [run["run"] for run in overtaken.values()],
        "steps": {},
        "started_at": int(clock.now()),
    }


def _seen(case):
    """Return what was seen of the source, and since when, for the report."""
    since = case.last_seen
    lost = {"lost_at": int(since)} if since else {}
    return lost if case.request.force else {"evidence": case.evidence.content(), **lost}


def _closing(case):
    """Return the regions that a failover closes: whoever was active, and was not closed before."""
    view, role = case.job.view, case.job.settings.role
    truth = view.truth()
    # Whom an earlier failover could not close, its region may never have closed.
    unfenced = {
        other
        for other, at in truth.get("forced", {}).items()
        if view.get(other, "fence").get("epoch", -1) < at
    }
    active = {truth["active"], case.source, *unfenced} - {role}
    return [other for other in case.job.settings.others if other in active]


def losses(case, lag):
    """Say what a failover can lose; empty where nothing moves."""
    job, source, writer = case.job, case.source, case.writer
    role, truth = job.settings.role, job.view.truth()
    lines = []
    if writer and writer not in (truth["active"], role) and not job.view.unfinished():
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
    return [*lines, *late(job.view.own("watch"))] if source != role else lines


def late(watch):
    """Say how far what is replicated beside the database was behind, as it arrived here."""
    return [
        f"{what.capitalize()} written in the last {seconds:.0f} s may be missing here until the "
        "region that they were written in is back."
        for what, seconds in sorted((watch.get("lags") or {}).items())
        if seconds is not None
    ]
