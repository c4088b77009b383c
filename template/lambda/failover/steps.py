"""What a run does, one step after the other. Each looks before it acts and can be repeated."""

import approval
import assess
import clock
import login
import look
import measure
import notify
import pending
import promote
import records
import refusals
import traffic
from errors import FAILURES, Abandoned, Superseded, Unanswered
from log import log

SECONDS_BETWEEN_LOOKS = 5
UNPLANNED_SECONDS = 300  # for which a failover waits for capacity at most: some is better than none
UNPLANNED_SHARE = 1 / 3  # of the recovery time objective, for the same
MINIMUM_SECONDS = 60  # for which RDS may refuse to raise the least capacity
PLANNED_SECONDS = 900  # for which a switchover waits, while the other region serves
MOVED = promote.STEP  # after this step there is no way back


def plan(run):
    """Return the names and functions of a run's steps, in order."""
    moves = [(MOVED, move), ("database capacity", raise_minimum)]
    ready = [("await capacity", await_capacity)]
    closes = [("close source", close_source)] if is_failover(run) else []
    # While the source serves there is time to be ready first.
    middle = [*closes, *moves, *ready] if is_urgent(run) else [*ready, *moves]
    return [
        ("start capacity", start_capacity),
        *([("approval", approval.wait_for)] if run.get("needs_approval") else []),
        *middle,
        ("login", login.sign_in),
        ("record", record),
        ("move traffic", move_traffic),
        ("tell the others", tell_the_others),
        ("stand down source", stand_down_source),
        ("measure", measure.measure),
        ("notify", notify.tell_people),
    ]


def carry_out(job):
    """Do whatever of a run has not been done."""
    if job.resumed and not job.is_done("record"):
        # Time has passed since, and others may have moved the writer.
        for name in (MOVED, "close source"):
            if job.run["steps"].get(name, {}).get("status") in ("done", "pending"):
                del job.run["steps"][name]["status"]
        assess.look_again(job)
    for name, step in plan(job.run):
        if job.is_done(name):
            continue
        job.lease.keep()
        log("info", step=name, status="begins")
        began = clock.monotonic()
        try:
            status, detail = step(job)
        except FAILURES as error:
            if is_for_good(error) and not is_urgent(job.run) and not job.is_done(MOVED):
                raise Abandoned(f"{name}: {error}") from error
            job.failed_at = name
            raise
        refusals.forget(job, name)
        job.finish(name, began, status, detail)


def is_for_good(error):
    """Say whether asking again would lead to the same."""
    return not isinstance(error, Unanswered)


def is_failover(run):
    """Say whether a run may lose data: it has to go on where a planned one is taken back."""
    return run["action"] == "failover"


def is_urgent(run):
    """Say whether nobody serves until a run has ended."""
    return is_failover(run) or bool(run.get("urgent"))


def start_capacity(job):
    """Start what will serve. It runs while the database is promoted."""
    try:
        return "done", job.compute.open(job.settings.role)
    except FAILURES as error:
        # A standby may serve with what it has, and waiting would help nobody.
        if not is_urgent(job.run):
            raise
        return "warning", str(error)


def close_source(job):
    """Close the application path of whoever was active: it must not write when it comes back."""
    closed, left = [], []
    if job.run["closing"]:
        job.start("close source")
    for role in job.run["closing"]:
        done = pending.attempt(
            job, "fence", role, lambda role=role: pending.fence(job, role, job.run["epoch"])
        )
        (closed if done else left).append(role)
    return _status(closed, left)


def move(job):
    """Have the own cluster write."""
    if not job.settings.global_cluster:
        return "skipped", "no database"
    job.start(MOVED)
    return "done", promote.promote(job)


def raise_minimum(job):
    """Give a serverless writer the least capacity of one that serves."""
    if not job.settings.minimum_acu:
        return "skipped", "not serverless"
    acu = job.settings.as_serving(job.settings.minimum_acu)
    job.start("database capacity")
    while True:
        try:
            changed = job.database.raise_minimum(job.settings.role, acu)
        except FAILURES as error:
            # It grows by its load as well. RDS can be busy with the promotion for a moment.
            if job.waited("database capacity") > MINIMUM_SECONDS:
                return "warning", str(error)
            job.aws.wait(SECONDS_BETWEEN_LOOKS)
        else:
            return "done", f"at least {acu} ACU" if changed else "nothing to change"


def await_capacity(job):
    """Wait until this region could serve; what is urgent does not wait for ever."""
    job.start("await capacity")
    role, urgent = job.settings.role, is_urgent(job.run)
    longest = min(UNPLANNED_SECONDS, UNPLANNED_SHARE * job.settings.rto_seconds)
    started = not urgent or job.run["steps"]["start capacity"]["status"] == "done"
    while True:
        try:
            if not started:
                job.compute.open(role)
                started = True
            ready, detail = _ready(job)
        except FAILURES as error:
            ready, detail = False, str(error)
        if ready:
            return "done", detail
        waited = job.waited("await capacity")
        if not urgent and waited > PLANNED_SECONDS:
            raise Abandoned(f"{role} did not get ready to serve: {detail}")
        if urgent and waited > longest:
            if not started:
                pending.remember(job, "open", role, detail)
            return "warning", f"went on after {waited:.0f} s: {detail}"
        job.aws.wait(SECONDS_BETWEEN_LOOKS)


def _ready(job):
    running, wanted, least = job.compute.running(job.settings.role)
    detail = f"{running} of {wanted} run" if wanted else "as large as it is asked"
    # What is urgent goes on with what a region serves with at least; more is on its way.
    if running < (least if is_urgent(job.run) else wanted):
        return False, detail
    url = job.settings.health_url(job.settings.role)
    if not url:
        return True, detail
    failed, asked, why = look.share(url)
    share = job.settings.degraded_share if not is_urgent(job.run) else job.settings.down_share
    return failed < share * asked, f"{detail}, health: {why}"


def record(job):
    """Write down that this region is the active one. There is no way back from here."""
    run, role = job.run, job.settings.role
    run.setdefault("changed_at", int(clock.now()))
    records.commit(job, record_of(run))
    # Clients need the record; what applications read may come later.
    done = pending.attempt(
        job, "parameter", role, lambda: records.set_parameter(job, role, run["target"])
    )
    if not done:
        return "pending", f"epoch {run['epoch']}; pending: the parameter of {role}"
    return "done", f"epoch {run['epoch']}"


def record_of(run):
    """Return the record that a run leads to."""
    return {
        "active": run["target"],
        "epoch": run["epoch"],
        "how": "failover" if is_failover(run) else "switchover",
        "changed_at": run["changed_at"],
        "from": run["source"],
        "forced": run["forced"],
        "in_need": run.get("in_need", {}),
        **({"standalone": run["target"]} if run.get("detach") else {}),
    }


def move_traffic(job):
    """Claim the clients."""
    role = job.settings.role
    job.run.setdefault("served_at", int(clock.now()))
    try:
        traffic.claim(job, role, True)
    except FAILURES as error:
        return "warning", f"the validator will say it within a minute: {error}"
    return "done", f"{role} claims to be active"


def tell_the_others(job):
    """Write the record in the other regions, and have them claim nothing: each by itself."""
    told, left = [], []
    for role in job.settings.others:
        for work, do in pending.telling(job, role, record_of(job.run)).items():
            done = pending.attempt(job, work, role, do)
            (told if done else left).append(f"{work} of {role}")
    return _status(told, left)


def stand_down_source(job):
    """Make the source a standby, as small as one is, once its clients have left."""
    run = job.run
    if is_failover(run):
        return "skipped", "it is fenced"
    job.start("stand down source")
    while job.waited("stand down source") < job.settings.drain_seconds:
        job.aws.wait(SECONDS_BETWEEN_LOOKS)
    done = pending.attempt(
        job,
        "stand-down",
        run["source"],
        lambda: pending.stand_down(job, run["source"], run["target"]),
    )
    return _status([run["source"]] if done else [], [] if done else [run["source"]])


def check_not_superseded(job):
    """Stop when a later run has decided something else."""
    truth, run = job.view.truth(), job.run
    if truth["epoch"] > run["epoch"] or (
        truth["epoch"] == run["epoch"] and truth["active"] != run["target"]
    ):
        raise Superseded(f"epoch {truth['epoch']} made {truth['active']} the active region")


def _status(done, left):
    if left:
        detail = f"pending: {', '.join(left)}"
        return "pending", f"done: {', '.join(done)}; {detail}" if done else detail
    return ("done", ", ".join(done)) if done else ("skipped", "nothing to do")
