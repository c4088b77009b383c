"""Is a planned move possible: would nothing be lost, and is there a way back from it?"""

import clock
import possible
from errors import Abandoned, Refused

STALE_SECONDS = 1800  # after which nobody expects a planned run to begin any more
MINUTE = 60


def check(case):
    """Refuse a switchover unless the database answers on both sides and nothing would be lost.

    Whatever else of the source is silent: what it misses is done when it answers again.
    """
    job, request = case.job, case.request
    settings, view, role = job.settings, job.view, job.settings.role
    if request.action == "failback" and role != settings.primary:
        raise Refused(
            f"failback leads to {settings.primary}, this is the function in {role}",
            'There, or here as {"action": "switchover"}, it makes sense.',
        )
    check_both_sides(case)
    for other, run in view.unfinished().items():
        if other == role:
            continue  # whoever asks means to take its place
        raise Refused(
            f"the {run['action']} {run['run']} to {run['target']} has not ended",
            f"Let the function in {other} finish it, which tries each minute.",
        )
    truth = view.truth()
    if view.own("system").get("epoch", 0) < truth["epoch"]:
        raise Refused(
            f"{role} has not been told yet that {truth['active']} is active",
            f"Wait a minute: the function in {truth['active']} tells it as soon as it can.",
        )
    check_fenced(view, role)
    if case.moves_database:
        check_in_step(job, case.globe, case.there, case.lag())
    if not request.force:
        if not case.is_urgent:
            check_quiet(case)
        possible.check_readiness(job)


def check_both_sides(case):
    """Refuse where one side does not answer that has to take part."""
    job, source = case.job, case.source
    if case.moves_database:
        if not case.there:
            raise Refused(
                f"the database in {source} does not answer ({case.why_silent}): a switchover needs "
                "both sides",
                'If it is down: {"action": "failover", "allow_data_loss": true}.',
            )
        status = case.there.get("Status")
        if status != "available":
            raise Refused(
                f"the database in {source} is {status}: a switchover needs both sides",
                "Ask again when it is available. If it is lost: "
                '{"action": "failover", "allow_data_loss": true}.',
            )
    elif not case.globe and source not in job.view.items:
        raise Refused(
            f"{source} does not answer ({job.view.missed.get(source)}): a switchover needs both "
            "sides",
            'If it is down: {"action": "failover"}.',
        )


def check_in_step(job, globe, writer, lag):
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
    why = possible.why_not_managed(job, globe, writer)
    if why:
        raise Refused(why, "Bring both to the same version, the standby first.")
    possible.check_lag(job.settings, lag, "Ask again when it has caught up.")


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


def check_quiet(case):
    """Refuse to go back to a region that was left in need before it has been well for a while."""
    job, role = case.job, case.job.settings.role
    truth = job.view.truth()
    if role not in {*truth.get("forced", {}), *truth.get("in_need", {})}:
        return
    longest = job.settings.quiet_minutes
    since = job.view.own("watch").get("well_since")
    minutes = (clock.now() - since) / MINUTE if since else 0
    if minutes < longest:
        raise Refused(
            f"{role} was left while it was impaired, and has been well for {minutes:.0f} minutes "
            f"only, of {longest}: what takes a region down seldom ends at once",
            'Wait until AWS has closed the event. To go back all the same, add "force": true.',
        )


def check_still_wanted(job, globe):
    """Give a planned run up that is old, or whose copy has come out of step."""
    age = clock.now() - job.run["started_at"]
    if age > STALE_SECONDS:
        raise Abandoned(f"it was asked for {age / MINUTE:.0f} minutes ago: ask again")
    if globe:
        try:
            check_in_step(job, globe, job.database.describe(globe.writer), job.database.lag())
        except Refused as error:
            raise Abandoned(str(error)) from error
