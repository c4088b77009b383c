"""Request models: what a call has to look like, by botocore's model of its service.

Required members, lengths, numbers of items, ranges, enumerations and patterns are AWS's own
description of its APIs. Where that demands what AWS does not, `request_models.yml` says so.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.shapes import Fault, faults


class RequestModels:
    """The oracle."""

    name = "request models"

    def judge(self, call: Call) -> Objection | None:
        """Refuse a request that does not keep the model of its operation."""
        found = [each for each in faults(call.model, call.parameters) if not _is_wrong(call, each)]
        if not found:
            return None
        return Objection(error_code(call, found[0].kind), _message(found))


def _message(found: list[Fault]) -> str:
    several = "s" if len(found) > 1 else ""
    said = "; ".join(each.message for each in found)
    return f"{len(found)} validation error{several} detected: {said}"


def error_code(call: Call, kind: str) -> str:
    """Return the code with which a service answers a value that it does not take.

    Args:
        call: to the service.
        kind: of the fault, as `Fault` has it.
    """
    codes = data()["codes"]
    code = codes.get(call.service, codes["protocols"][call.protocol])
    if isinstance(code, dict):
        code = code.get(kind, code["other"])
    return str(code)


def _is_wrong(call: Call, fault: Fault) -> bool:
    return any(
        each["service"] == call.service
        and each["shape"] == fault.shape
        and fault.kind in each["kinds"]
        and call.operation in each.get("operations", [call.operation])
        for each in data()["wrong"]
    )


@cache
def data() -> Any:
    """Return `request_models.yml`."""
    text = files("tfdr.emulator.oracles").joinpath("request_models.yml").read_text("utf-8")
    return yaml.safe_load(text)
