"""Who is active, what runs, what is left: read, never changed."""

import approval
import refusals
from botocore.exceptions import ClientError
from database import Database
from errors import Unanswered
from view import View

REBUILD = (
    "The database in {} stands alone since a failover that detached it: no other region has a "
    "copy. docs/runbooks/failover.md says how the global database is built again."
)


def status(settings, aws, state):
    """Return the answer to a question for status."""
    view = View(settings).read(state)
    truth = view.truth()
    run = view.own("run")
    globe = None
    if settings.global_cluster:
        try:
            globe = Database(aws, settings).look(truth.get("standalone", ""))
        except (Unanswered, ClientError) as error:
            view.missed["rds"] = str(error)
    unfinished = view.unfinished()
    pending = [item for role in view.items for item in view.pending(role)]
    return {
        "outcome": "finished",
        "action": "status",
        "run": run.get("run"),
        "active": truth["active"],
        "region": settings.regions[truth["active"]],
        "message": f"{truth['active']} is the active region, epoch {truth['epoch']}",
        "refused_by_aws": refusals.lines(run),
        "next": _next(settings, view, unfinished, globe, pending),
        "steps": [{"name": name, **step} for name, step in run.get("steps", {}).items()],
        "pending": [f"{item['work']} of {item['role']}: {item['detail']}" for item in pending],
        "epoch": truth["epoch"],
        "records": {
            role: items.get("system", {}).get("active") for role, items in view.items.items()
        },
        "writer": globe.writer if globe else None,
        "standalone": globe.standalone if globe else "",
        "leases": {
            role: items["lease"]["holder"] for role, items in view.items.items() if "lease" in items
        },
        "unfinished": {role: each["run"] for role, each in unfinished.items()},
        "outcome_of_run": run.get("outcome"),
        "message_of_run": run.get("message"),
        "recovery": run.get("recovery"),
        "last_answer": {
            name: value for name, value in view.own("answered").items() if name != "id"
        },
        "fences": {
            role: items["fence"]["epoch"] for role, items in view.items.items() if "fence" in items
        },
        "missed": view.missed,
    }


def _next(settings, view, unfinished, globe, pending):
    active = view.truth()["active"]
    writer = globe.writer if globe else None
    for run in unfinished.values():
        if run.get("needs_approval") and not run.get("approved_by"):
            return (
                f"The run {run['run']} waits for a person. In {settings.regions[run['target']]}: "
                f"{approval.command(run)}."
            )
    if unfinished:
        return (
            "Nothing: a run has not ended; its function goes on within a minute. If it cannot, the "
            f'one in {settings.regions[active]} takes it back: {{"action": "failover"}}.'
        )
    if globe and globe.standalone:
        return REBUILD.format(globe.standalone)
    if writer and writer != active:
        return (
            f"The records name {active}, but the database writes in {writer}: ask the function in "
            f'{settings.regions[active]} for "switchover" to bring the writer back, or the one in '
            f'{settings.regions[writer]} for "switchover" to make it the active region.'
        )
    if view.missed:
        return f"Look why these do not answer: {', '.join(view.missed)}."
    if pending:
        return "Nothing: pending work is tried each minute."
    if active != settings.primary:
        return f'When it suits: {{"action": "failback"}} in {settings.regions[settings.primary]}.'
    return "Nothing."
