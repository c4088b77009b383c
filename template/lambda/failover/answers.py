"""Answers that are about no run, and what is kept of those that refuse."""

import clock
from errors import FAILURES
from log import log


def brief(settings, outcome, action, message, then):
    """Return an answer that is about no run."""
    return {
        "outcome": outcome,
        "action": action,
        "run": None,
        "active": None,
        "region": None,
        "message": message,
        "next": then,
        "steps": [],
        "pending": [],
        "answered_by": settings.role,
    }


def repeated(view, request_id):
    """Return the answer to an event that Lambda delivers once more after an error; None if new."""
    kept = view.own("answered")
    if not request_id or kept.get("request_id") != request_id:
        return None
    return {**brief(view.settings, "", "", "", ""), **kept["answer"], "repeated": True}


def keep(state, settings, answer, request_id):
    """Keep the last answer that refused, for `status` and for when the event comes again."""
    told = {name: answer[name] for name in ("outcome", "action", "message", "next")}
    item = {"id": "answered", "request_id": request_id, "at": int(clock.now()), "answer": told}
    try:
        state.put(settings.role, item)
    except FAILURES as error:
        log("warning", step="answer", error=str(error))
