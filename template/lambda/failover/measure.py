"""How long a recovery took and what it lost: published, so that it can be held to the objective."""

import traffic
from errors import FAILURES


def measure(job):
    """Publish the recovery time of a run, and how far the copy was behind."""
    run, settings = job.run, job.settings
    began = run.get("lost_at") or run["started_at"]
    seconds = run["served_at"] - began
    run["recovery"] = {
        "seconds": seconds,
        "objective": settings.rto_seconds,
        "from": "the last answer that was seen" if "lost_at" in run else "the request",
    }
    values = {"RecoverySeconds": float(seconds)}
    if run["action"] == "failover" and run["lag"]:
        values["DataLossSeconds"] = run["lag"]["milliseconds"] / 1000
    try:
        traffic.publish(job, settings.role, **values)
    except FAILURES as error:
        return "warning", f"{said(run)}; not published: {error}"
    return "done", said(run)


def said(run):
    """Say how long the recovery took."""
    recovery = run["recovery"]
    held = "within" if recovery["seconds"] <= recovery["objective"] else "beyond"
    return (
        f"{recovery['seconds']:.0f} s since {recovery['from']}, {held} the objective of "
        f"{recovery['objective']:.0f} s"
    )
