"""What is kept of a run, and what is answered about one."""

import clock

NEXT = {
    "finished": "Look at the application, then at the report; terraform plan shows no way back.",
    "unfinished": "Nothing: the function goes on by itself within a minute. Ask for status.",
    "stuck": 'If that region is lost: {"action": "failover", "allow_data_loss": true}. '
    "If it comes back, the function goes on by itself.",
    "broken": "AWS will say the same again: mend that. The function tries again each minute. To "
    'give up instead, ask the function of the active region for {"action": "failover"}.',
    "busy": "Wait, and ask for status. A lease that nobody renews lapses.",
}


def of(job, outcome, message):
    """Return the answer about a job's run."""
    run = job.run
    then = NEXT.get(outcome, "")
    pending = _pending_of(run)
    if outcome == "finished" and pending:
        then = "Nothing: the pending work is tried each minute. " + then
    return {
        "outcome": outcome,
        "action": run["action"],
        "run": run["run"],
        "active": run["target"] if job.is_done("record") else run["source"],
        "region": job.settings.regions[run["target"] if job.is_done("record") else run["source"]],
        "message": message,
        "steps": [
            {"name": name, **{key: step.get(key) for key in ("status", "seconds", "detail")}}
            for name, step in run["steps"].items()
        ],
        "losses": run["losses"],
        "pending": pending,
        "next": then,
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
    job.finish("report", began, "done", f"report#{run['run']}")
    return of(job, outcome, message)
