"""The command `aws`, as far as runbooks use it: a drill needs no AWS CLI on the machine.

Options are those of botocore's models, as in the AWS CLI: one that does not exist is refused.
Runs as `python -m tfdr.drill.aws_command SERVICE OPERATION --option value ...`.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

_GLOBAL = ("region", "query", "output")
_MODELS = {"s3api": "s3"}
_FAILED, _WRONG = 254, 252
_LOOKS = {"Delay": 1, "MaxAttempts": 60}


class Wrong(Exception):
    """A command that the AWS CLI would not take."""


def main(arguments: Sequence[str]) -> int:
    """Carry a command out, print what the AWS CLI would print, and return its exit code."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        said = _carry_out(list(arguments))
    except Wrong as error:
        print(f"aws: {error}", file=sys.stderr)
        return _WRONG
    except (BotoCoreError, ClientError) as error:
        print(f"aws: {error}", file=sys.stderr)
        return _FAILED
    if said:
        print(said)
    return 0


def _carry_out(arguments: list[str]) -> str:
    import boto3
    import jmespath
    from botocore import xform_name

    if len(arguments) < 2 or arguments[1].startswith("--"):
        raise Wrong("a service and an operation are needed")
    service, operation, *rest = arguments
    waits = operation == "wait"
    if waits:
        operation, *rest = rest
    options = _read(rest)
    common = {name: options.pop(name)[0] for name in _GLOBAL if name in options}
    client = boto3.client(_MODELS.get(service, service), region_name=common.get("region"))
    method = operation.replace("-", "_")
    if waits:
        named = {name.replace("_", "-"): name for name in client.waiter_names}
        if operation not in named:
            raise Wrong(f"{service} has nothing to wait for by the name of {operation}")
        waiter = client.get_waiter(named[operation])
        method = xform_name(waiter.config.operation)
    if method not in client.meta.method_to_api_mapping:
        raise Wrong(f"{service} has no operation {operation}")
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[method])
    given = dict(_given(model.input_shape, options))
    if waits:
        waiter.wait(**given, WaiterConfig=_LOOKS)
        return ""
    if client.can_paginate(method):
        answer = client.get_paginator(method).paginate(**given).build_full_result()
    else:
        answer = getattr(client, method)(**given)
    answer.pop("ResponseMetadata", None)
    answer = json.loads(json.dumps(answer, default=_plain))  # times are text, as for the AWS CLI
    found = jmespath.search(common["query"], answer) if "query" in common else answer
    return _shown(found, common.get("output", "json"))


def _read(arguments: Sequence[str]) -> dict[str, list[str]]:
    """Return the values of each option."""
    options: dict[str, list[str]] = {}
    values: list[str] | None = None
    for each in arguments:
        if each.startswith("--"):
            values = options.setdefault(each[2:], [])
        elif values is None:
            raise Wrong(f"{each} belongs to no option")
        else:
            values.append(each)
    return options


def _given(shape: Any, options: dict[str, list[str]]) -> Iterator[tuple[str, Any]]:
    from botocore import xform_name

    members = {} if shape is None else shape.members
    named = {xform_name(name, "-"): name for name in members}
    for option, values in options.items():
        name = named.get(option) or named.get(option.removeprefix("no-"))
        if name is None:
            raise Wrong(f"unknown option --{option}")
        if members[name].type_name == "boolean":
            yield name, option in named
        elif not values:
            raise Wrong(f"--{option} has no value")
        elif len(values) > 1 and members[name].type_name != "list":
            raise Wrong(f"--{option} takes one value, not {' '.join(values)}")
        else:
            yield name, _value(members[name], values)


def _value(shape: Any, values: Sequence[str]) -> Any:
    kind, text = shape.type_name, values[0]
    if text[:1] in ("{", "[") and kind in ("structure", "map", "list"):
        return json.loads(text)
    if kind == "list":
        return [_value(shape.member, [each]) for each in values]
    if kind in ("structure", "map"):
        pairs = [pair.partition("=")[::2] for pair in text.split(",")]
        if kind == "map":
            return dict(pairs)
        unknown = [name for name, _ in pairs if name not in shape.members]
        if unknown:
            raise Wrong(f"{shape.name} has no {', '.join(unknown)}")
        return {name: _value(shape.members[name], [value]) for name, value in pairs}
    if kind in ("integer", "long"):
        return int(text)
    if kind in ("double", "float"):
        return float(text)
    return Path(text).read_bytes() if kind == "blob" else text


def _shown(found: Any, output: str) -> str:
    if output == "json":
        return json.dumps(found, indent=4) if found else ""
    return "\n".join(_lines(found))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _lines(found: Any) -> Iterator[str]:
    """Yield what the AWS CLI prints as text: a line for each row, its cells with tabs between."""
    if isinstance(found, dict):
        yield "\t".join(str(value) for _, value in sorted(found.items()))
    elif isinstance(found, list):
        if not any(isinstance(each, dict | list) for each in found):
            yield "\t".join(str(each) for each in found)
        else:
            for each in found:
                yield from _lines(each)
    else:
        yield str(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
