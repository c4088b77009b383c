"""SEC02D: policies of topics, queues, secrets, keys and vaults do not allow every principal."""

from collections.abc import Iterator

from tfdr.aws import policies
from tfdr.evaluate import Statement, System, Truth, all_of, any_of, known_text, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each statement of such a policy that allows something."""
    for resource, _, policy in policies.of_resources(system):
        for statement in policy.statements:
            # A bucket may be meant for everybody; SEC05A says whether it can be.
            if statement.allows is not False and not resource.type.startswith("aws_s3_"):
                open_ = all_of(statement.allows, _is_for_all(statement))
                message = "lets anybody in who has an account of AWS"
                yield judge(resource, negate(open_), message, statement)


def _is_for_all(statement: Statement) -> Truth:
    if statement.conditions:
        return False
    everybody: list[Truth] = []
    for kind, who in statement.principals:
        text = known_text(who)
        # What is not known is some role or account: nobody puts a star into a variable.
        everybody.append(kind in ("*", "AWS") and text == "*")
    return any_of(*everybody)
