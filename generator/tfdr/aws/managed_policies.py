"""Policies of IAM that AWS keeps itself, by their ARNs."""

import re
from functools import cache
from typing import Any, Final

from tfdr.evaluate import Ref, Resource, Statement, Text, Value, plain
from tfdr.facts import read

_ARN: Final = re.compile(r":iam::aws:policy/(?:[\w-]+/)*([\w+=,.@-]+)$")


def statements(value: Value, holder: Resource) -> tuple[Statement, ...] | None:
    """What a policy of AWS says; None where an ARN means none that the catalogue has.

    Args:
        value: the ARN.
        holder: what names it, for the place of its statements.
    """
    documents = _documents().get(name(value))
    if documents is None:
        return None
    return tuple(_statement(each, holder) for each in documents)


def name(value: Value) -> str:
    """The name of a policy of AWS, by an ARN or a data source; empty for another one."""
    if isinstance(value, Ref) and value.target.owner.type == "aws_iam_policy":
        asked = value.target.owner  # a data source, which finds it by either
        return asked.text("name") or name(asked.get("arn"))
    inside = plain(value)
    found = _ARN.search(str(inside)) if isinstance(inside, str | Text) else None
    return found[1] if found else ""


def _statement(said: dict[str, Any], holder: Resource) -> Statement:
    return Statement(
        sid="",
        allows=said.get("Effect", "Allow") == "Allow",
        actions=said.get("Action", []),
        not_actions=said.get("NotAction", []),
        resources=said.get("Resource", [] if "NotResource" in said else ["*"]),
        not_resources=said.get("NotResource", []),
        principals=[],
        conditions=[("", "", [])] if "Condition" in said else [],
        file=holder.file,
        line=holder.line,
    )


@cache
def _documents() -> dict[str, list[dict[str, Any]]]:
    content: dict[str, list[dict[str, Any]]] = read("managed_policies.yml")["policies"]
    return content
