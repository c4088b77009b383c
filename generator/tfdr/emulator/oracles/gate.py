"""Holds every request that reaches the emulated AWS against the oracles."""

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException

from tfdr.emulator.inside.calls import signed_for
from tfdr.emulator.inside.violations import Violation, note
from tfdr.emulator.oracles.answering import answer
from tfdr.emulator.oracles.call import Call, Objection, Oracle
from tfdr.emulator.oracles.reading import Unreadable, body_of, read
from tfdr.emulator.protocol import INSIDE

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

UNREADABLE = "requests"
"""The oracle's name under which a request is noted that nobody could read."""


def with_oracles(application: Wsgi, oracles: Sequence[Oracle], *, refuses: bool = True) -> Wsgi:
    """Wrap a WSGI application so that oracles judge each request before it is answered.

    Args:
        application: what answers.
        oracles: who judges, in that order: the first objection is AWS's answer.
        refuses: answer with the first objection; otherwise note all, and let the request through.
    """

    def judging(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        signed = signed_for(environ)
        if signed is None or signed.key == INSIDE:
            return application(environ, start_response)
        body = body_of(environ)
        try:
            call = read(environ, body)
        except Unreadable as error:
            note(Violation(UNREADABLE, signed.service, f"not known: {error}", signed.region))
            call = None
        if call is not None:
            for objection in _objections(call, oracles):
                if refuses and objection.refuses:
                    status, headers, text = answer(call, objection)
                    start_response(status, headers)
                    return [text]
        return application(environ, start_response)

    return judging


def _objections(call: Call, oracles: Sequence[Oracle]) -> Iterator[Objection]:
    for oracle in oracles:
        objection = _judged(oracle, call)
        if objection is not None:
            note(
                Violation(
                    oracle.name,
                    f"{call.service}:{call.operation}",
                    objection.says or f"{objection.code}: {objection.message}",
                    call.region,
                    call.caller.arn if call.caller else "",
                )
            )
            yield objection


def _judged(oracle: Oracle, call: Call) -> Objection | None:
    try:
        return oracle.judge(call)
    except (HTTPException, ServiceException):  # what is not there, moto will refuse by itself
        return None
    except Exception as error:  # an oracle that stumbles is seen, and stops nobody
        traceback.print_exc()
        says = f"could not be judged: {type(error).__name__}: {error}"
        return Objection("InternalError", says, says=says, refuses=False)
