"""Says no as AWS does: an objection in the words of the service's protocol."""

from http import HTTPStatus
from warnings import catch_warnings, simplefilter

from moto.core.exceptions import ServiceException
from moto.core.serialize import get_serializer_class

from tfdr.emulator.oracles.call import Call, Objection

Answer = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers and body."""


class _Refusal(ServiceException):
    """An error of the service that was called: moto takes its own for those of its packages."""


def answer(call: Call, objection: Objection) -> Answer:
    """Return the error that a call gets for an objection."""
    error = _Refusal(objection.code, objection.message)
    serializer = get_serializer_class(call.service, call.protocol)(operation_model=call.model)
    with catch_warnings():
        simplefilter("ignore")  # models do not name the errors that all services have
        said = serializer.serialize(error)
    status = HTTPStatus(objection.status or said["status_code"])
    body = said["body"]
    return (
        f"{status.value} {status.phrase}",
        [(name, str(value)) for name, value in said["headers"].items()],
        body.encode() if isinstance(body, str) else body,
    )
