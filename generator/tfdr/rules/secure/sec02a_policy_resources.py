"""SEC02A: IAM policies name the resources that they allow actions on."""

from collections.abc import Iterator

from tfdr.aws import policies
from tfdr.aws.actions import takes_no_resource
from tfdr.evaluate import Statement, System, Truth, any_of, known_text
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each statement that allows something, where it is written."""
    for resource, path, policy in policies.of_identities(system):
        for statement in policy.statements:
            if statement.allows is not False:
                message = f"allows {_shown(statement)} on everything"
                yield judge(resource, _is_scoped(statement), message, statement)
        if not policy.is_complete:
            yield judge(resource, None, "", path, unknown=policy.missing)


def _is_scoped(statement: Statement) -> Truth:
    """Whether a statement names resources, or its actions are such that none can be named."""
    everything = any_of(*(_is_everything(known_text(each)) for each in statement.resources))
    if everything is not True:
        return True
    return all(_is_unscoped(known_text(action)) for action in statement.actions) and bool(
        statement.actions
    )


def _shown(statement: Statement) -> str:
    actions = [known_text(each) or "?" for each in statement.actions]
    more = f" and {len(actions) - 2} more" if len(actions) > 2 else ""
    return ", ".join(actions[:2]) + more if actions else "what it does not name"


def _is_everything(resource: str | None) -> Truth:
    return resource is not None and resource.strip() == "*"


def _is_unscoped(action: str | None) -> bool:
    return action is not None and takes_no_resource(action)
