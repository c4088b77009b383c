"""DAT08D: see dat08d_backup_coverage.md."""

from collections.abc import Iterator

from tfdr.aws.buckets import bucket_of
from tfdr.aws.databases import is_secondary
from tfdr.aws.logs import holds_logs
from tfdr.aws.replication import CONFIGURATION
from tfdr.aws.tables import is_replicated
from tfdr.evaluate import Resource, Rest, System, Truth, any_of, known_text, references
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each of them in the region that serves: the others are its copies."""
    if not system.resources("aws_backup_vault"):
        return
    selections = system.resources("aws_backup_selection")
    for store in _stores(system):
        found = any_of(*(_selects(each, store) for each in selections))
        unknown = (*(each.address for each in selections), *system.not_followed)
        held = unless_elsewhere(system, found)
        yield judge(store, held, "is selected by no backup plan", unknown=unknown)


def _stores(system: System) -> Iterator[Resource]:
    for cluster in system.resources("aws_rds_cluster"):
        if is_secondary(system, cluster) is not True:
            yield cluster
    for table in system.resources("aws_dynamodb_table"):
        if is_replicated(system, table):
            yield table
    for configuration in system.resources(CONFIGURATION):
        bucket = bucket_of(system, configuration.get("bucket"))
        if bucket is None or system.primary is None or holds_logs(system, bucket):
            continue
        if bucket.region.is_same(system.primary) is True:
            yield bucket


def _selects(selection: Resource, store: Resource) -> Truth:
    if selection.has("selection_tag") is not False or selection.has("condition") is not False:
        return True  # another rule says whether anything has these tags
    found: list[Truth] = []
    for value in selection.elements("resources"):
        owners = {ref.target.owner for ref in references(value)}
        text = known_text(value)
        if isinstance(value, Rest) and not owners:
            found.append(None)
        elif text is not None and text.endswith("*"):
            found.append(True)
        else:
            found.append(store in owners or (None if text is None and not owners else False))
    return any_of(*found)
