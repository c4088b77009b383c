"""What is kept of a run, and what is answered about one."""

import json
from datetime import UTC, datetime

import approval
import clock
import refusals
from errors import FAILURES
from log import log

NEXT = {
    "finished": "Look at the application, then at the report; terraform plan shows no way back.",
    "unfinished": "Nothing: the function goes on by itself within a minute. Ask for status.",
    "stuck": 'If that region is lost: {"action": "failover", "allow_data_loss": true}. '
    "If it comes back, the function goes on by itself.",
    "refusing": "AWS will say the same again: mend that. The function tries again each minute. To "
    'give up instead, ask the function of the active region for {"action": "failover"}.',
    "broken": "AWS refuses for good: mend what it says. What was closed is opened again, or will "
    'be as soon as it answers. To promote the cluster without AWS: "detach": true.',
    "busy": "Wait, and ask for status. A lease that nobody renews lapses.",
}


def of(job, outcome, message):
    """Return the answer about a job's run."""
    run = job.run
    active = run["target"] if job.is_done("record") else job.view.truth()["active"]
    left = _pending_of(run)
    then = NEXT.get(outcome, "")
    if outcome == "finished" and left:
        then = "Nothing: the pending work is tried each minute. " + then
    if outcome == "waiting":
        then = f"To go on: {approval.command(run)}."
    return {
        "outcome": outcome,
        "action": run["action"],
        "run": run["run"],
        "active": active,
        "region": job.settings.regions[active],
        "message": message,
        "refused_by_aws": refusals.lines(run),
        "next": then,
        "steps": [
            {"name": name, **{key: step.get(key) for key in ("status", "seconds", "detail")}}
            for name, step in run["steps"].items()
        ],
        "losses": run["losses"],
        "recovery": run.get("recovery"),
        "pending": left,
    }


def _pending_of(run):
    return [
        f"{name}: {step['detail']}"
        for name, step in run["steps"].items()
        if step.get("status") == "pending"
    ]


def close(job, outcome, message):
    """Keep the report and end the run; return the answer."""
    began = clock.monotonic()
    run, role = job.run, job.settings.role
    finished_at = int(clock.now())
    run.update(finished_at=finished_at, message=message)
    content = {name: value for name, value in run.items() if name not in ("id", "holder")}
    report = {**content, "id": f"report#{run['run']}", "outcome": outcome}
    job.state.put(role, report)
    if outcome == "finished":
        job.state.put(
            role,
            {
                "id": "drill",
                "finished_at": finished_at,
                "action": run["action"],
                "run": run["run"],
            },
        )
    run["outcome"] = outcome
    job.finish("report", began, *as_file(job, report))
    return of(job, outcome, message)


def as_file(job, report):
    """Put the report into the bucket of evidence, if there is one; it is kept here in any case."""
    settings, id = job.settings, report["id"]
    if not settings.evidence_bucket:
        return "done", id
    day = datetime.fromtimestamp(report["finished_at"], UTC).strftime("%Y/%m/%d")
    key = f"failover/{settings.name}/{day}/{report['run']}.json"
    try:
        job.aws.call(
            settings.role,
            "s3",
            "put_object",
            Bucket=settings.evidence_bucket,
            Key=key,
            Body=json.dumps(report, indent=2, default=str).encode(),
            ContentType="application/json",
        )
    except FAILURES as error:
        log("warning", step="report", error=str(error))
        return "warning", f"{id}; no file: {error}"
    return "done", f"{id}, s3://{settings.evidence_bucket}/{key}"
