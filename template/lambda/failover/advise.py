"""Looks at everything and says what harms least, for whoever has to decide. Changes nothing."""

import assess
import evidence
import planned
import possible
from errors import FAILURES, Refused
from request import Request

WAIT, ENLARGE, SWITCH, FAIL, BACK = "wait", "enlarge", "switchover", "failover", "failback"
COMMANDS = {
    WAIT: "",
    ENLARGE: '{"action": "enlarge"}',
    SWITCH: '{"action": "switchover"}',
    FAIL: '{"action": "failover", "allow_data_loss": true}',
    BACK: '{"action": "failback"}',
}


def advise(job):
    """Return the answer to whoever asks what to do."""
    role = job.settings.role
    active = job.view.truth()["active"]
    if active == role:
        return _answer(job, WAIT, [f"{role} is the active region: ask a standby"], "sure", {})
    saw = {}
    try:
        globe = assess.look_at_globe(job)
    except FAILURES as error:
        globe, saw["database"] = None, f"RDS does not answer here: {error}"
    source = globe.writer if globe and globe.writer not in (None, role) else active
    case = assess.Case(job, Request("activate", allow_data_loss=True), globe, source)
    moves = {SWITCH: refusal(planned.check, case), FAIL: refusal(check_failover, case)}
    if saw:
        moves = dict.fromkeys(moves, saw["database"])
    saw |= {
        "requests": case.evidence.lines(),
        "switchover": moves[SWITCH] or "possible, loses nothing",
        "failover": moves[FAIL] or f"possible, loses {loss(case)}",
        "capacity": capacity(job, active),
    }
    advice, why = choose(case, moves, evidence.shortage(job, active))
    return _answer(job, advice, why, case.evidence.sureness, saw)


def choose(case, moves, short):
    """Return the move that harms least, and why."""
    settings, role = case.job.settings, case.job.settings.role
    seen, source = case.evidence, case.source
    if seen.is_down(settings):
        if not moves[SWITCH]:
            return SWITCH, [f"{source} does not serve; a switchover loses nothing"]
        if not moves[FAIL]:
            return FAIL, [f"{source} does not serve, and no switchover: {moves[SWITCH]}"]
        return WAIT, [f"{source} does not serve, but {role} cannot take over: {moves[FAIL]}"]
    if seen.is_degraded(settings):
        if not moves[SWITCH]:
            return SWITCH, [f"a share of the requests to {source} fails; this loses nothing"]
        return WAIT, [f"a share of the requests to {source} fails; no switchover: {moves[SWITCH]}"]
    if short:
        return ENLARGE, [f"{source} serves, but {short}: it may not bear the next rise of load"]
    if role == settings.primary and not moves[SWITCH]:
        return BACK, [f"{role} has been well for long enough, and {source} stands in for it"]
    if role == settings.primary:
        return WAIT, [f"{source} serves; not yet back to {role}: {moves[SWITCH]}"]
    return WAIT, [f"{source} serves"]


def check_failover(case):
    """Refuse a failover for the reasons that a failover is refused for, but that of need."""
    if case.moves_database:
        assess.check_promotable(case)
    assess.check_bearable(case)
    possible.check_readiness(case.job, case.globe)


def refusal(check, case):
    """Return why a check refuses; empty if it does not."""
    try:
        if case.moves_database:
            possible.check_members(case.job, case.globe)
        check(case)
    except Refused as error:
        return str(error)
    except FAILURES as error:
        return f"not known: {error}"
    return ""


def loss(case):
    """Say what a failover would lose."""
    try:
        lag = case.lag(case.last_seen)
    except FAILURES:
        lag = {}
    if not case.moves_database:
        return "nothing of a database"
    return f"the last {lag['milliseconds'] / 1000:.1f} s" if lag else "an unknown time"


def capacity(job, active):
    """Say what serves, and what runs here."""
    serving = job.view.own("serving")
    try:
        running, wanted, _ = job.compute.running(job.settings.role)
        here = f"{running} of {wanted} that would serve run here" if wanted else "grows by itself"
    except FAILURES as error:
        here = f"not known here: {error}"
    if serving.get("role") == active and "running" in serving:
        return f"{serving['running']} run in {active}; {here}"
    return here


def _answer(job, advice, why, sure, saw):
    settings = job.settings
    where = settings.regions[settings.role]
    command = COMMANDS[advice]
    return {
        "outcome": "finished",
        "action": "advise",
        "advice": advice,
        "sure": sure,
        "message": "; ".join(why),
        "next": f"In {where}: {command}." if command else "Look again in a few minutes.",
        "saw": saw,
        "active": job.view.truth()["active"],
        "region": settings.regions[job.view.truth()["active"]],
        "answered_by": settings.role,
    }
