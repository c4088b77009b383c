"""DAT06D: delete markers are replicated."""

from collections.abc import Iterator

from tfdr.aws.replication import copyings
from tfdr.evaluate import Body, System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each rule that copies objects, but for those that choose by tag, which cannot."""
    for copying in copyings(system):
        if not _is_by_tag(copying.rule):
            message = "does not replicate delete markers: what was deleted comes back"
            name = "delete_marker_replication"
            holds, several = _copies_deletions(copying.rule), system.is_multi_region
            yield judge(copying.rule, holds, message, name, is_recovery=several)


def _copies_deletions(rule: Body) -> Truth:
    # Rules of the first version of the schema, without a filter, copy them in any case.
    if not rule.blocks("filter"):
        return True
    return rule.equals("delete_marker_replication.status", "Enabled")


def _is_by_tag(rule: Body) -> bool:
    return any(
        each.has(name) is not False and each.blocks(name)
        for each in (
            *rule.blocks("filter"),
            *(a for f in rule.blocks("filter") for a in f.blocks("and")),
        )
        for name in ("tag", "tags")
    )
