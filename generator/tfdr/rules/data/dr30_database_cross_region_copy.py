"""DR30: databases outside a global database have a replica or backups in another region."""

from collections.abc import Iterator

from tfdr.aws import arns
from tfdr.aws.databases import members
from tfdr.aws.regions import are_apart
from tfdr.evaluate import Resource, System, Truth, Value, all_of, any_of, plain
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import DATABASE, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each database that copies no other, where there are several regions."""
    if not system.is_multi_region:
        return
    in_global = {
        cluster: None
        for whole in system.resources("aws_rds_global_cluster")
        for cluster in members(system, whole)
    }
    for cluster in system.resources("aws_rds_cluster"):
        if cluster in in_global or cluster.has("replication_source_identifier"):
            continue
        member = cluster.has("global_cluster_identifier")
        if member is not True:
            replicas = _replicas(
                system, cluster, "aws_rds_cluster", "replication_source_identifier"
            )
            yield _judged(system, cluster, [None if member is None else False, *replicas])
    for instance in system.resources("aws_db_instance"):
        if not instance.has("replicate_source_db"):
            replicas = _replicas(system, instance, "aws_db_instance", "replicate_source_db")
            name = "aws_db_instance_automated_backups_replication"
            backups = _replicas(system, instance, name, "source_db_instance_arn")
            yield _judged(system, instance, [*replicas, *backups])


def _replicas(system: System, database: Resource, type_: str, attribute: str) -> list[Truth]:
    links = system.links(database, type_, attribute)
    found = [are_apart(each.region, database.region) for each in links]
    return [*found, *(None for each in links.maybe if each is not database)]


def _judged(system: System, database: Resource, found: list[Truth]) -> Verdict:
    copied = _is_copied(system, database)
    holds = unless_elsewhere(system, any_of(*found, copied), DATABASE)
    message = "has neither a replica nor backups in another region"
    unknown = (
        *database.unknowns("global_cluster_identifier", "replicate_source_db"),
        *(each.address for each in system.resources("aws_backup_selection")),
        *unseen(system, DATABASE),
    )
    return judge(database, holds, message, unknown=unknown)


def _is_copied(system: System, database: Resource) -> Truth:
    """Whether a backup plan that copies to another region selects it."""
    found: list[Truth] = []
    for selection in system.resources("aws_backup_selection"):
        plan = selection.target("plan_id")
        leaves: list[Truth] = (
            [None]
            if plan is None
            else [
                _elsewhere(copy.get("destination_vault_arn"), plan)
                for rule in plan.blocks("rule")
                for copy in rule.blocks("copy_action")
            ]
        )
        by_tag = any_of(selection.has("selection_tag"), selection.has("condition"))
        listed = database in selection.targets("resources")
        wild = any(isinstance(plain(each), str) for each in selection.elements("resources"))
        selected = True if listed else None if by_tag is not False or wild else False
        found.append(all_of(selected, any_of(*leaves)))
    return any_of(*found)


def _elsewhere(vault: Value, plan: Resource) -> Truth:
    here = arns.lies_in(vault, plan.region)
    return None if here is None else not here
