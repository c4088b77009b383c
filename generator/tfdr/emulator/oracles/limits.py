"""Limits: of documents, values and tags, where AWS documents them and its models do not have them.

See generator/tfdr/catalogue/limits.yml.
"""

import json
import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.route53.models import route53_backends

from tfdr import facts
from tfdr.emulator.inside.iam import account
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.request_models import error_code
from tfdr.emulator.protocol import ACCOUNT_ID

_SPACE = re.compile(r"\s")


class Limits:
    """The oracle."""

    name = "limits"

    def judge(self, call: Call) -> Objection | None:
        """Refuse what is too long, too large or too many."""
        name = f"{call.service}:{call.operation}"
        found = [
            *(_too_large(limit, call) for limit in _sizes().get(name, ())),
            _misnamed(call),
            _too_many_tags(call),
            *(judge(call) for judge in _OF_THE_WHOLE.get(name, ())),
        ]
        return next((each for each in found if each is not None), None)


def _too_large(limit: Mapping[str, Any], call: Call) -> Objection | None:
    if any(call.get(name) != value for name, value in limit.get("when", {}).items()):
        return None
    value = call.get(*limit["path"])
    if value is None and "also" in limit:
        value = call.get(*limit["also"])
    if value is None:
        return None
    size = _MEASURES[limit["measure"]](value)
    if size <= limit["max"]:
        return None
    where = ".".join(limit["path"]) or call.operation
    return Objection(
        limit["code"],
        limit["message"].format(size),
        says=f"{limit['message'].format(size)}: {where} has {size} {limit['measure']}, "
        f"AWS takes {limit['max']} ({limit['source']})",
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


_MEASURES: Mapping[str, Callable[[Any], int]] = {
    "bytes": lambda value: len(_text(value).encode()),
    "characters": lambda value: len(_text(value)),
    "characters-without-whitespace": lambda value: len(_SPACE.sub("", _text(value))),
    "decoded-bytes": lambda value: len(b64decode(value)),
    "items": len,
}


def _misnamed(call: Call) -> Objection | None:
    """Refuse a name that names.yml says AWS does not take."""
    known = _names().get(f"{call.service}:{call.operation}")
    name = call.get(known["parameter"]) if known else None
    if known is None or not isinstance(name, str):
        return None
    entry, says = known["entry"], ""
    text = name if known["cased"] else name.lower()
    if not entry.get("min", 1) <= len(name) <= entry["max"]:
        says = f"has {len(name)} characters, AWS takes {entry.get('min', 1)} to {entry['max']}"
    elif "pattern" in entry and not re.fullmatch(entry["pattern"], text):
        says = f"does not match {entry['pattern']}"
    for pattern, fault in entry.get("refused", {}).items():
        if re.search(pattern, text):
            says = fault
    if not says:
        return None
    message = f"The name {name} {says}"
    return Objection(
        error_code(call, "pattern"), message, says=f"{message} ({entry['source']})"
    )  # fmt: skip


def _too_many_tags(call: Call) -> Objection | None:
    limits = _data()["tags"]
    for tags in _tags(call):
        keys = [key for key, _ in tags]
        if len(keys) > limits["usual"]:
            return _of_tags(call, f"{len(keys)} tags, AWS takes {limits['usual']}")
        for key, value in tags:
            if len(key) > limits["key"] or len(value) > limits["value"]:
                return _of_tags(call, f"the tag {key} is longer than AWS takes")
            if key.lower().startswith("aws:"):
                return _of_tags(call, f"the tag {key} begins with aws:, which is AWS's own")
    for each in limits["fewer"]:
        if f"{call.service}:{call.operation}" in each["operations"]:
            count = _tags_in_all(call)
            if count > each["max"]:
                says = f"{count} tags in all, AWS takes {each['max']} ({each['source']})"
                return Objection(each["code"], f"Too many tags: {says}", says=says)
    return None


def _of_tags(call: Call, says: str) -> Objection:
    codes = {"ec2": "TagLimitExceeded", "json": "ValidationException"}
    return Objection(codes.get(call.protocol, "InvalidParameterValue"), f"Tags: {says}")


def _tags(call: Call) -> Iterator[list[tuple[str, str]]]:
    """Return the tags of each thing that a call tags."""
    for name in ("Tags", "tags", "AddTags", "Tagging"):
        given = call.get(name)
        if isinstance(given, dict):
            given = given.get("TagSet", given)
        yield _pairs(given)
    for each in call.get("TagSpecifications") or []:
        yield _pairs(each.get("Tags"))


def _pairs(given: Any) -> list[tuple[str, str]]:
    if isinstance(given, dict):
        return [(str(key), str(value)) for key, value in given.items()]
    if not isinstance(given, list):
        return []
    found = [{name.lower(): value for name, value in each.items()} for each in given]
    return [(str(each.get("key", "")), str(each.get("value", ""))) for each in found]


def _tags_in_all(call: Call) -> int:
    """Return how many tags a thing has once a call has been answered."""
    if call.operation != "ChangeTagsForResource":
        return max((len(each) for each in _tags(call)), default=0)
    backend = route53_backends[ACCOUNT_ID]["aws"]
    there = set(backend.list_tags_for_resource(str(call.get("ResourceId"))))
    removed = set(call.get("RemoveTagKeys") or [])
    return len((there - removed) | {key for each in _tags(call) for key, _ in each})


def _inline_policies(call: Call) -> Objection | None:
    limit = _data()["inline_policies"]
    name = str(call.get("RoleName"))
    role = account.role(f"/{name}")
    documents = dict(role.policies) if role else {}
    documents[str(call.get("PolicyName"))] = str(call.get("PolicyDocument"))
    measure = _MEASURES["characters-without-whitespace"]
    return _of_the_whole(limit, name, sum(map(measure, documents.values())))


def _function_policy(call: Call) -> Objection | None:
    limit = _data()["function_policy"]
    name = str(call.get("FunctionName")).rpartition("function:")[2]
    for function in lambda_backends[ACCOUNT_ID][call.region].list_functions():
        if function.function_name == name and function.policy:
            # What is about to be added is about as long as what is asked.
            size = _MEASURES["bytes"](function.policy.statements)
            return _of_the_whole(limit, name, size + _MEASURES["bytes"](call.parameters))
    return None


def _of_the_whole(limit: Mapping[str, Any], name: str, size: int) -> Objection | None:
    if size <= limit["max"]:
        return None
    says = f"{name} would have {size} in all, AWS takes {limit['max']} ({limit['source']})"
    return Objection(limit["code"], limit["message"].format(name), says=says)


_OF_THE_WHOLE: Mapping[str, list[Callable[[Call], Objection | None]]] = {
    "iam:PutRolePolicy": [_inline_policies],
    "lambda:AddPermission": [_function_policy],
}


@cache
def _data() -> Any:
    return facts.read("limits.yml")


@cache
def _names() -> Mapping[str, Any]:
    entries = facts.read("names.yml")["names"]
    return {
        each["operation"]: {
            "parameter": each["parameter"],
            "entry": entries[kind],
            "cased": "lower case" not in entries[kind].get("rule", ""),
        }
        for kind, each in _data()["names"].items()
    }


@cache
def _sizes() -> Mapping[str, list[Any]]:
    by_operation = defaultdict(list)
    for limit in _data()["sizes"]:
        for operation in limit["operations"]:
            by_operation[operation].append(limit)
    return by_operation
