"""A step that waits for a person: what is needed is started, and nothing is closed or moved."""

from errors import Abandoned, Refused, Waiting

STEP = "approval"
MINUTE = 60


def is_needed(request, settings):
    """Say whether a run that somebody asks for has to be approved."""
    by_setting = {"always": True, "automatic": request.automatic, "never": False}
    return request.approval or by_setting[settings.approval]


def wait_for(job):
    """Go on once somebody has approved; give up when nobody does for too long."""
    job.start(STEP)
    run = job.run
    if run.get("approved_by"):
        return "done", f"approved by {run['approved_by']}"
    if job.waited(STEP) > MINUTE * job.settings.approval_minutes:
        raise Abandoned(f"nobody approved it within {job.settings.approval_minutes:.0f} minutes")
    raise Waiting(f"the {run['action']} to {run['target']} waits for a person to approve it")


def approve(job, request):
    """Note who approves the own region's run; raise `Refused` if there is nothing to approve."""
    run = job.run
    if not run.get("needs_approval") or run.get("approved_by"):
        raise Refused(f"no run to {job.settings.role} waits for approval")
    if request.run and request.run != run["run"]:
        raise Refused(f"{request.run} does not wait: {run['run']} does")
    run["approved_by"] = request.requested_by or "nobody named"


def command(run):
    """Return the request that approves a run."""
    return f'{{"action": "approve", "run": "{run["run"]}", "requested_by": "your name"}}'
