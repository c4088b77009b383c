"""Oracles: what judges each request before moto answers it, by what others know of AWS.

moto takes what AWS would refuse. An oracle sees each request as botocore's model has it, with who
makes it, and may refuse it: whoever asked gets the error that AWS would answer, and it is noted,
so that a drill can name it.

This is the one place where that is done. An oracle is a function that gets a `Question`, returns
if it has no objection, and raises `Refused` if it has one; `judge_by` has it asked from then on,
in the order of registration. It is asked for each request of Terraform and of functions that moto
would answer: not for the emulator's own requests, not for those to a dead region or a throttled
service, which nobody looks at, and once for a request that an SDK sends again. State that it
keeps has to be registered with `memory.keep`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tfdr.emulator.inside.callers import Caller, caller_of
from tfdr.emulator.inside.calls import Call, call_in, error_answer, protocol_of, signed_for
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import INSIDE

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Question:
    """A request that is to be judged.

    Attributes:
        call: what is asked for.
        region: where.
        caller: the function that asks, with its role; None for Terraform and others outside.
    """

    call: Call
    region: str
    caller: Caller | None


class Refused(Exception):
    """Raised by an oracle: AWS would answer with an error.

    Args:
        code: of the error, as the service has it.
        message: what AWS says beside it.
        status: of HTTP.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


Oracle = Callable[[Question], None]

_oracles: list[Oracle] = []

refusals: list[dict[str, Any]] = keep("refusals", [])
"""What was refused: the `minute`, `oracle`, `service`, `operation`, `region`, `code`, `message` and
the ARN of the function that was the `caller`, if it was one."""


def judge_by(oracle: Oracle) -> Oracle:
    """Have an oracle judge each request from now on, and return it: this is a decorator, too."""
    _oracles.append(oracle)
    return oracle


def with_oracles(application: _Wsgi) -> _Wsgi:
    """Wrap a WSGI application so that oracles judge what it is asked."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        signed = signed_for(environ)
        if not _oracles or signed is None or signed.key == INSIDE:
            return application(environ, start_response)
        call = call_in(environ)
        if call is not None:
            refused = _judged(Question(call, call.signed.region, caller_of(environ)))
            if refused is not None:
                status, headers, body = error_answer(
                    signed.service,
                    protocol_of(signed.service, environ),
                    refused.code,
                    refused.message,
                    refused.status,
                )
                start_response(status, list(headers.items()))
                return [body]
        return application(environ, start_response)

    return serve


def _judged(question: Question) -> Refused | None:
    for oracle in _oracles:
        try:
            oracle(question)
        except Refused as refused:
            refusals.append(
                {
                    "minute": simulation.minute,
                    "oracle": oracle.__name__,
                    "service": question.call.service,
                    "operation": question.call.operation,
                    "region": question.region,
                    "code": refused.code,
                    "message": refused.message,
                    "caller": question.caller.function if question.caller else None,
                }
            )
            return refused
    return None
