"""SEC03D: the policy of each key lets somebody change it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Statement, System, all_of, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, is_recovery=False)

_KEYS: Final = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_key_policy")
_ACTION: Final = "kms:PutKeyPolicy"


def check(system: System) -> Iterator[Verdict]:
    """Each policy that is written out; without one, KMS lets the account decide."""
    for key in system.resources(*_KEYS):
        if key.get("policy") is None:
            continue
        policy = key.policy("policy")
        holds = any_of(*map(_may_change, policy.statements))
        if holds is False and not policy.is_complete:
            holds = None
        message = (
            f"nobody may change its policy: no statement allows {_ACTION} to the account or a role"
        )
        yield judge(key, holds, message, "policy", unknown=policy.missing)


def _may_change(statement: Statement) -> bool | None:
    people = any_of(*(kind in ("*", "AWS") for kind, _ in statement.principals))
    return all_of(statement.allows, statement.covers(_ACTION), people)
