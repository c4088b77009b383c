"""Databases, tables, buckets and backups survive the region."""

from collections.abc import Iterator

from tests.mutations.operators.registry import breaks, statements
from tests.mutations.operators.secure import PRIMARY, STANDBY
from tests.mutations.repository import Change, Repository


@breaks("DAT01")
def version_without_global_databases(it: Repository) -> Iterator[Change]:
    for spot in it.spots("data", r"^database\.tf$"):
        for attribute in spot.attributes("version"):
            mysql = "mysql" in attribute.expression.text
            text = '"5.7.mysql_aurora.2.04.0"' if mysql else '"10.7"'
            yield spot.change(spot.edit(attribute, text))


@breaks("DAT01")
def version_not_checked(it: Repository) -> Iterator[Change]:
    """Nobody asks AWS whether the version supports global databases, nor whether a class does."""
    edits = [
        (spot.file, *it.lines(spot.file, block.line, block.end_line), "")
        for spot in it.spots("data")
        for block in spot.blocks("lifecycle.postcondition")
        if "supports_global_databases" in block.attributes["condition"].expression.text
    ]
    if edits:
        yield Change("supports_global_databases", tuple(edits))


@breaks("DAT02")
def secondary_not_encrypted(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_rds_cluster", "storage_encrypted")
    yield from it.put("aws_rds_cluster", "storage_encrypted", "false")
    yield from it.put("aws_rds_global_cluster", "storage_encrypted", "false")


@breaks("DAT03")
def backups_of_the_database_dropped(it: Repository) -> Iterator[Change]:
    for name in ("backup_retention_period", "preferred_backup_window"):
        yield from it.drop("aws_rds_cluster", name)
    yield from it.put("aws_rds_cluster", "backup_retention_period", "1")


@breaks("DAT03")
def backup_during_maintenance(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_rds_cluster", "preferred_maintenance_window", '"sun:03:30-sun:04:30"')


@breaks("DAT03")
def logs_of_the_database_not_exported(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_rds_cluster", "enabled_cloudwatch_logs_exports")


@breaks("DAT03")
def logs_of_another_engine(it: Repository) -> Iterator[Change]:
    for spot in it.spots("locals", r"^modules/database/logs\.tf$"):
        for attribute in spot.attributes("exported_logs"):
            mysql = "audit" in attribute.expression.text
            text = '["postgresql"]' if mysql else '["audit", "error", "general", "slowquery"]'
            yield spot.change(spot.edit(attribute, text))


@breaks("DAT04")
def class_without_performance_insights(it: Repository) -> Iterator[Change]:
    """Only Aurora MySQL has such a class."""
    if "mysql" not in it.texts.get("database.tf", ""):
        return
    for spot in it.spots("variable", r"^variables\.tf$"):
        if spot.block.labels[0] == "database_instance_class":
            yield from spot.put("default", '"db.t3.medium"')


@breaks("DAT05")
def table_without_point_in_time_recovery(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_dynamodb_table", "point_in_time_recovery.enabled", "false")
    yield from it.drop("aws_dynamodb_table", "point_in_time_recovery")
    yield from it.put("aws_dynamodb_table_replica", "point_in_time_recovery", "false")
    yield from it.drop("aws_dynamodb_table_replica", "point_in_time_recovery")


@breaks("DAT05")
def table_without_replica(it: Repository) -> Iterator[Change]:
    """What names the replica names the table instead."""
    name = "module.sessions_replica[0].table_arn"
    for spot in it.calls("sessions-replica"):
        at = it.texts[spot.file].index(name)
        instead = (spot.file, at, at + len(name), "var.sessions_table.arn")
        yield spot.change((spot.file, *spot.extent, ""), instead)


@breaks("DAT05")
def sessions_for_ever(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_dynamodb_table", "ttl")
    yield from it.put("aws_dynamodb_table", "ttl.enabled", "false")


@breaks("DAT05")
def table_without_stream(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_dynamodb_table"):
        for attribute in spot.attributes("stream_enabled"):
            view = spot.attributes("stream_view_type")
            yield spot.change(spot.without(attribute), *(spot.without(each) for each in view))
    yield from it.put("aws_dynamodb_table", "stream_view_type", '"KEYS_ONLY"')


@breaks("DAT06")
def replication_off(it: Repository) -> Iterator[Change]:
    type_ = "aws_s3_bucket_replication_configuration"
    yield from it.put(type_, "rule.status", '"Disabled"')


@breaks("DAT06")
def replication_removed(it: Repository) -> Iterator[Change]:
    """From the buckets of a kind; what is told of it goes as well."""
    for spot in it.calls("replication"):
        if spot.file.startswith("modules/replicated-bucket/"):
            edits = [(spot.file, *spot.extent, "")]
            for other in it.spots("module", f"^{spot.file}$"):
                for attribute in other.block.attributes.values():
                    if "module.replication." in attribute.expression.text:
                        edits.append(other.without(attribute))
            yield spot.change(*edits)


@breaks("DAT06")
def replication_without_time_control(it: Repository) -> Iterator[Change]:
    type_ = "aws_s3_bucket_replication_configuration"
    yield from it.drop(type_, "rule.destination.replication_time")
    yield from it.drop(type_, "rule.destination.metrics")
    yield from it.put(type_, "rule.destination.replication_time.status", '"Disabled"')


@breaks("DAT06")
def encrypted_objects_not_replicated(it: Repository) -> Iterator[Change]:
    type_ = "aws_s3_bucket_replication_configuration"
    yield from it.drop(type_, "rule.source_selection_criteria.sse_kms_encrypted_objects")
    path = "rule.source_selection_criteria.sse_kms_encrypted_objects.status"
    yield from it.put(type_, path, '"Disabled"')
    yield from it.drop(type_, "rule.destination.encryption_configuration")


@breaks("DAT06")
def copies_with_the_key_of_the_source(it: Repository) -> Iterator[Change]:
    type_ = "aws_s3_bucket_replication_configuration"
    path = "rule.destination.encryption_configuration.replica_kms_key_id"
    yield from it.put(type_, path, "var.source_bucket.kms_key_arn")


@breaks("DAT06")
def deletions_not_replicated(it: Repository) -> Iterator[Change]:
    type_ = "aws_s3_bucket_replication_configuration"
    yield from it.drop(type_, "rule.delete_marker_replication")
    yield from it.put(type_, "rule.delete_marker_replication.status", '"Disabled"')


@breaks("DAT06")
def permission_of_replication_removed(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/replication/", "resource", "aws_iam_role_policy"):
        yield from each.drop_actions()


@breaks("DAT06")
def replication_to_the_bucket_itself(it: Repository) -> Iterator[Change]:
    for spot in it.calls("replication"):
        own = "{ for role, peer in var.peers : role => module.bucket.replication }"
        yield from spot.swap(r"var\.peers", own, "destinations")


@breaks("DAT07")
def application_without_proxy(it: Repository) -> Iterator[Change]:
    for spot in it.calls("application"):
        yield from spot.swap(r"module\.proxy\.endpoint", "module.database.endpoint", "database")


@breaks("DAT07")
def proxy_without_target(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_db_proxy_target")


@breaks("DAT08")
def backups_removed(it: Repository) -> Iterator[Change]:
    for spot in it.calls("backup-plan"):
        yield from spot.delete()


@breaks("DAT08")
def selection_of_backups_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_backup_selection")


@breaks("DAT08")
def data_not_backed_up(it: Repository) -> Iterator[Change]:
    for spot in it.calls("backup-plan"):
        yield from spot.swap(r"^    module\.[^\n]*\n", "", "resource_arns")


@breaks("DAT08")
def backups_not_copied(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_backup_plan", "rule.copy_action")
    for spot in it.resources("aws_backup_plan"):
        for block in spot.blocks("rule"):
            for inner in block.blocks:
                if inner.labels == ("copy_action",):
                    start, end = it.lines(spot.file, inner.line, inner.end_line)
                    yield spot.change((spot.file, start, end, ""), at="all copies")


@breaks("DAT08")
def backups_copied_to_where_they_are(it: Repository) -> Iterator[Change]:
    for spot in it.calls("backup-plan"):
        yield from spot.swap(r"=> region\.", f"=> {PRIMARY}", "copy_vault_arns")


@breaks("DAT08")
def role_of_backups_without_permissions(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_iam_role_policy_attachment", file=r"^modules/backup-plan/"):
        yield from spot.delete()


@breaks("DAT09")
def protection_written_out(it: Repository) -> Iterator[Change]:
    for type_, path in (
        ("aws_rds_cluster", "deletion_protection"),
        ("aws_rds_global_cluster", "deletion_protection"),
        ("aws_dynamodb_table", "deletion_protection_enabled"),
        ("aws_lb", "enable_deletion_protection"),
    ):
        yield from it.put(type_, path, "false")
        yield from it.put(type_, path, "true")
    for type_ in ("aws_s3_bucket", "aws_backup_vault"):
        yield from it.put(type_, "force_destroy", "true")
        yield from it.put(type_, "force_destroy", "false")


@breaks("DAT09")
def final_snapshot_against_the_protection(it: Repository) -> Iterator[Change]:
    for value in ("true", "false", "var.deletion_protection"):
        yield from it.put("aws_rds_cluster", "skip_final_snapshot", value)
    for spot in it.resources("aws_rds_cluster"):
        # What is deleted is no longer protected. Where only what is protected leaves a snapshot,
        # none is ever left, and nothing asks for its name.
        if not any(
            each.expression.text.startswith("!") for each in spot.attributes("skip_final_snapshot")
        ):
            yield from spot.drop("final_snapshot_identifier")


@breaks("FO09")
def failover_undone_by_a_plan(it: Repository) -> Iterator[Change]:
    """What a failover changes is no longer ignored."""
    closes = any("lambda:PutFunctionConcurrency" in text for text in it.texts.values())
    for spot in it.resources():
        for block in spot.blocks("lifecycle"):
            attribute = block.attributes.get("ignore_changes")
            elements = (attribute.expression.elements or []) if attribute else []
            for element in elements:
                if element.text == "reserved_concurrent_executions" and not closes:
                    continue  # the module of all functions ignores it; here nothing changes it
                if element.text in ("database_name", "master_username"):
                    continue  # what only a creation sets: a runbook leaves it out, no failover
                rest = [each.text for each in elements if each is not element]
                edit = spot.edit(attribute, f"[{', '.join(rest)}]") if attribute else None
                if edit:
                    yield spot.change(edit, at=element.text)


@breaks("DR")
def cluster_of_a_region_without_instances(it: Repository) -> Iterator[Change]:
    for spot in it.calls("region", STANDBY):
        yield from spot.swap(r"\b\d+\)$", "0)", "database_instance_count")
    for spot in it.calls("database"):
        yield from spot.put("instance_count", "0")


@breaks("DR")
def standby_of_a_smaller_class(it: Repository) -> Iterator[Change]:
    for spot in it.calls("database"):
        smaller = 'var.role == "primary" ? var.database.instance_class : "db.r6g.medium"'
        yield from spot.put("instance_class", smaller)


@breaks("DR")
def secondary_outside_of_the_global_database(it: Repository) -> Iterator[Change]:
    for spot in it.calls("region", STANDBY):
        yield from spot.put("global_cluster_identifier", "null")


@breaks("DR")
def standby_made_in_the_primary_region(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^[\w-]+\.tf$"):
        yield from spot.swap(r"(aws\s*=\s*aws)\.dr\d?\b", r"\1.primary")


@breaks("DR")
def provider_of_the_standby_in_the_primary_region(it: Repository) -> Iterator[Change]:
    for spot in it.spots("provider"):
        yield from spot.swap(r"local\.regions\.dr\d?\b", "local.regions.primary", "region")
    for spot in it.spots("locals", r"^locals\.tf$"):
        for attribute in spot.attributes("regions"):
            pairs = attribute.expression.items or []
            for name, value in pairs[1:]:
                edit = (spot.file, value.start, value.end, pairs[0][1].text)
                yield spot.change(edit, at=f"regions.{name}")


@breaks("DR")
def backups_kept_for_a_day(it: Repository) -> Iterator[Change]:
    for spot in it.spots("variable", r"^variables\.tf$"):
        if spot.block.labels[0] in ("vault_retention_days", "backup_retention_days"):
            yield from spot.put("default", "1")
    yield from it.put("aws_backup_plan", "rule.lifecycle.delete_after", "1")


@breaks("DR")
def audit_trail_dies_with_its_region(it: Repository) -> Iterator[Change]:
    for spot in it.calls("replication"):
        if spot.file.startswith("modules/trail/"):
            edits = [(spot.file, *spot.extent, "")]
            edits += [
                (each.file, *each.extent, "")
                for each in it.calls("replication-alarms")
                if each.file.startswith("modules/trail/")
            ]
            yield spot.change(*edits)


@breaks("DR")
def lock_of_a_bucket_at_one_end(it: Repository) -> Iterator[Change]:
    for spot in it.calls("replicated-bucket"):
        for each in spot.attributes("lock_days"):
            days = f'var.role == "primary" ? {each.expression.text} : null'
            yield spot.change(spot.edit(each, days))


@breaks("DR")
def images_of_another_region(it: Repository) -> Iterator[Change]:
    there = "{ for key, url in module.images.repository_urls : key => %s }"
    there %= "replace(url, local.region, var.regions.primary)"
    for spot in (*it.calls("service"), *it.calls("instances")):
        yield from spot.put("repository_urls", there)
