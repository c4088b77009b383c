"""Secrets, permissions, keys, groups, buckets, the trail, encryption on the way, endpoints."""

import re
from collections.abc import Iterator

from tests.mutations.operators.registry import breaks, statements
from tests.mutations.repository import Change, Repository

OTHER = {"primary": "dr", "dr": "primary"}
PRIMARY = "module.primary."
STANDBY = r"^dr\d?$"


@breaks("SEC01")
def password_in_the_code(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_rds_cluster"):
        for attribute in spot.attributes("master_password_wo"):
            edit = spot.edit(attribute, 'var.writer == null ? null : "Winter-2026-storm"')
            yield spot.change(edit, at="literal")
    for spot in it.spots("variable", r"^modules/database/variables\.tf$"):
        if spot.block.labels[0] == "master_password":
            yield from spot.put("default", '"Winter-2026-storm"')


@breaks("SEC01")
def password_in_the_state(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_rds_cluster"):
        for attribute in spot.attributes("master_password_wo"):
            for version in spot.attributes("master_password_wo_version"):
                text = f"  master_password            = {attribute.expression.text}\n"
                start = it.lines(spot.file, attribute.line, attribute.line)[0]
                yield spot.change(
                    spot.without(attribute),
                    spot.without(version),
                    (spot.file, start, start, text),
                    at="master_password",
                )


@breaks("SEC01")
def password_in_an_environment(it: Repository) -> Iterator[Change]:
    for spot in it.calls("function"):
        yield from spot.swap(
            r"(environment = (?:merge\([^{]*)?\{)\n", r'\1\n    PASSWORD = "Winter-2026"\n'
        )
    for spot in it.spots("locals", r"^modules/application/"):
        yield from spot.swap(
            r"(environment = \{)\n", r'\1\n    DATABASE_PASSWORD = "Winter-2026"\n'
        )


@breaks("SEC01")
def secret_without_replica(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_secretsmanager_secret"):
        for block in spot.block.blocks:
            if block.labels == ("replica",):
                start, end = it.lines(spot.file, block.line, block.end_line)
                yield spot.change((spot.file, start, end, ""), at="replica")
    for spot in it.calls("secret"):
        for attribute in spot.attributes("replicas"):
            yield spot.change(spot.edit(attribute, "[]"), at="replicas")


@breaks("SEC01")
def replica_of_a_secret_with_the_key_of_another_region(it: Repository) -> Iterator[Change]:
    for spot in it.calls("secret"):
        yield from spot.swap(
            "kms_key_arn = arn", f"kms_key_arn = {PRIMARY}data_key_arn", "replicas"
        )


@breaks("SEC01")
def secret_not_rotated(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_secretsmanager_secret_rotation")


@breaks("SEC01")
def rotation_may_not_be_invoked(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_lambda_permission"):
        if "rotation" in spot.block.address:
            yield from spot.delete()


@breaks("SEC02")
def policy_names_no_resource(it: Repository) -> Iterator[Change]:
    types = ("aws_iam_role_policy", "aws_iam_policy")
    for each in statements(it, r"^modules/", "resource", *types):
        yield from each.put("Resource", '"*"')


@breaks("SEC02")
def policy_allows_all_actions(it: Repository) -> Iterator[Change]:
    types = ("aws_iam_role_policy", "aws_iam_policy")
    for each in statements(it, r"^modules/", "resource", *types):
        service = str(each.actions[0].value).split(":")[0]
        yield from each.put("Action", f'"{service}:*"')


@breaks("SEC02")
def function_may_do_anything(it: Repository) -> Iterator[Change]:
    for spot in it.calls("function"):
        yield from spot.put(
            "policy_statements", '[{ Effect = "Allow", Action = "*", Resource = "*" }]'
        )


@breaks("SEC02")
def anybody_may_take_a_role(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/", "resource", "aws_iam_role"):
        yield from each.let_anybody()


@breaks("SEC02")
def trust_without_the_account(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/", "resource", "aws_iam_role"):
        condition = each.items.get("Condition")
        if condition is not None:
            start = it.lines(each.spot.file, condition.line, condition.line)[0]
            edit = (each.spot.file, start, condition.end + 1, "")
            yield each.spot.change(edit, at="Condition")


_KEYS = {
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_rds_cluster": "kms_key_id",
    "aws_secretsmanager_secret": "kms_key_id",
    "aws_sns_topic": "kms_master_key_id",
    "aws_sqs_queue": "kms_master_key_id",
    "aws_backup_vault": "kms_key_arn",
    "aws_dynamodb_table": "server_side_encryption.kms_key_arn",
    "aws_dynamodb_table_replica": "kms_key_arn",
    "aws_s3_bucket_server_side_encryption_configuration": (
        "rule.apply_server_side_encryption_by_default.kms_master_key_id"
    ),
    "aws_cloudtrail": "kms_key_id",
    "aws_ecr_repository": "encryption_configuration.kms_key",
}


@breaks("SEC03")
def key_dropped(it: Repository) -> Iterator[Change]:
    for type_, path in _KEYS.items():
        yield from it.drop(type_, path)


@breaks("SEC03")
def encryption_dropped(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_dynamodb_table", "server_side_encryption")
    yield from it.drop("aws_ecr_repository", "encryption_configuration")


@breaks("SEC03")
def key_not_rotated(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_kms_key", "enable_key_rotation", "false")


@breaks("SEC03")
def key_of_another_region(it: Repository) -> Iterator[Change]:
    """In each call of a module that takes one; within a region, the primary's in every one."""
    for spot in it.spots("module", r"^[\w-]+\.tf$"):
        for name in spot.block.attributes:
            if name.endswith("key_arn"):
                for role, other in OTHER.items():
                    yield from spot.swap(rf"module\.{role}\.", f"module.{other}.", name)
    for spot in it.spots("module", r"^modules/region/"):
        if re.search(r"count += var\.sessions_table == null", spot.text):
            continue  # only the primary region makes it, with a key of its own region
        for name in spot.block.attributes:
            yield from spot.swap(
                r"module\.encryption\.data_key_arn", "var.data_key_arns.primary", name
            )


@breaks("SEC04")
def group_open_to_the_world(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_vpc_security_group_ingress_rule"):
        for attribute in spot.attributes("referenced_security_group_id"):
            start = it.lines(spot.file, attribute.line, attribute.line)[0]
            edit = (spot.file, start, attribute.expression.end, '  cidr_ipv4 = "0.0.0.0/0"')
            yield spot.change(edit)
        for attribute in spot.attributes("cidr_ipv4"):
            if "0.0.0.0/0" not in attribute.expression.text:
                yield spot.change(spot.edit(attribute, '"0.0.0.0/0"'))


@breaks("SEC04")
def public_listener_on_another_port(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_vpc_security_group_ingress_rule"):
        if '"0.0.0.0/0"' in spot.text:
            yield from spot.put("from_port", "80")


@breaks("SEC04")
def all_ports_of_the_database_open(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_vpc_security_group_ingress_rule", file=r"^modules/proxy/"):
        yield from spot.put("from_port", "0")


@breaks("SEC04")
def default_security_group(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_rds_cluster", "vpc_security_group_ids")
    yield from it.drop("aws_db_proxy", "vpc_security_group_ids")
    yield from it.drop("aws_lb", "security_groups")
    yield from it.drop("aws_ecs_service", "network_configuration.security_groups")
    yield from it.drop("aws_launch_template", "network_interfaces.security_groups")


@breaks("SEC04")
def group_of_another_tier(it: Repository) -> Iterator[Change]:
    """The database gets the group of its proxy."""
    for spot in it.resources("aws_rds_cluster"):
        yield from spot.put("vpc_security_group_ids", "[]")


_FLAGS = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)


@breaks("SEC05")
def public_access_not_blocked(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_s3_bucket_public_access_block")


@breaks("SEC05")
def public_access_half_blocked(it: Repository) -> Iterator[Change]:
    for flag in _FLAGS:
        yield from it.put("aws_s3_bucket_public_access_block", flag, "false")


@breaks("SEC05")
def versioning_off(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_s3_bucket_versioning", "versioning_configuration.status", '"Suspended"')


@breaks("SEC05")
def versioning_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_s3_bucket_versioning")


@breaks("SEC05")
def bucket_not_encrypted(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_s3_bucket_server_side_encryption_configuration")


@breaks("SEC05")
def bucket_answers_without_tls(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/bucket/"):
        if "SecureTransport" in each.expression.text:
            yield from each.drop()
            yield from each.put("Effect", '"Allow"')
            yield from each.put("Condition", '{ Bool = { "aws:SecureTransport" = "true" } }')


@breaks("SEC05")
def policy_of_a_bucket_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_s3_bucket_policy")


@breaks("SEC05")
def lifecycle_of_a_bucket_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_s3_bucket_lifecycle_configuration")


@breaks("SEC05")
def lifecycle_keeps_what_nobody_needs(it: Repository) -> Iterator[Change]:
    """In the rule for all objects, which does what others leave undone for some of them."""
    type_ = "aws_s3_bucket_lifecycle_configuration"
    for spot in it.resources(type_):
        (first, *_) = spot.block.nested("rule")
        for path in ("noncurrent_version_expiration", "abort_incomplete_multipart_upload"):
            for block in first.nested(path):
                start, end = it.lines(spot.file, block.line, block.end_line)
                yield spot.change((spot.file, start, end, ""), at=f"rule.{path}")
        status = spot.edit(first.attributes["status"], '"Disabled"')
        yield spot.change(status, at="rule.status")


@breaks("SEC05")
def grant_of_a_log_writer_dropped(it: Repository) -> Iterator[Change]:
    has_balancer = bool(list(it.resources("aws_lb")))
    for each in statements(it, r"^modules/(log-bucket|trail)/", "module"):
        if has_balancer or each.label != "LoadBalancerLogs":
            yield from each.drop()


@breaks("SEC06")
def trail_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_cloudtrail")


@breaks("SEC06")
def trail_of_one_region(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_cloudtrail", "is_multi_region_trail", "false")


@breaks("SEC06")
def trail_not_validated(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_cloudtrail", "enable_log_file_validation", "false")


@breaks("SEC06")
def trail_to_a_bucket_of_others(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_cloudtrail", "s3_bucket_name", '"shared-logs"')


@breaks("SEC07")
def listener_without_tls(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_lb_listener"):
        named = [spot.attributes(each)[0] for each in ("protocol", "port")]
        dropped = [spot.attributes(each)[0] for each in ("ssl_policy", "certificate_arn")]
        edits = [spot.edit(named[0], '"HTTP"'), spot.edit(named[1], "80")]
        yield spot.change(*edits, *(spot.without(each) for each in dropped))


@breaks("SEC07")
def old_tls(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_lb_listener", "ssl_policy", '"ELBSecurityPolicy-2016-08"')
    yield from it.drop("aws_lb_listener", "ssl_policy")
    yield from it.put(
        "aws_apigatewayv2_domain_name", "domain_name_configuration.security_policy", '"TLS_1_0"'
    )


@breaks("SEC07")
def proxy_takes_connections_without_tls(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_db_proxy", "require_tls", "false")
    yield from it.drop("aws_db_proxy", "require_tls")


@breaks("SEC07")
def database_takes_connections_without_tls(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_rds_cluster_parameter_group"):
        for block in spot.blocks("parameter"):
            name = block.expression("name")
            value = block.attributes.get("value")
            if name and value and name.value in ("require_secure_transport", "rds.force_ssl"):
                yield spot.change(spot.edit(value, '"0"'), at="0")
                if name.value == "rds.force_ssl":
                    continue  # what is not said is on, from PostgreSQL 17 on
                start, end = it.lines(spot.file, block.line, block.end_line)
                yield spot.change((spot.file, start, end, ""), at="dropped")
                yield from it.drop("aws_rds_cluster", "db_cluster_parameter_group_name")


@breaks("SEC08")
def gateway_endpoint_removed(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_vpc_endpoint"):
        yield from spot.swap(r'"dynamodb", ', "")
        yield from spot.swap(r', "s3"', "")


@breaks("SEC08")
def gateway_endpoint_without_routes(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_vpc_endpoint"):
        if spot.has("route_table_ids"):
            yield from spot.drop("route_table_ids")


_ENDPOINTS = {"ecr": r"ecr\.\w+", "cloudwatch": "monitoring"}


@breaks("SEC08")
def interface_endpoint_removed(it: Repository) -> Iterator[Change]:
    """Each one that something calls, where there is no other way out.

    The list is for what an application may come to call. Of some of it no policy says anything, so
    that nothing here would miss it. Keys are used by the services that encrypt, AWS takes a role on
    for a task, and where there is NAT, that leads to all of them.
    """
    if list(it.resources("aws_nat_gateway")):
        return
    called = {
        service
        for name, text in it.texts.items()
        if re.match(r"modules/(application|service|instances)/", name)
        for service in re.findall(r'"(\w+):\w+"', text)
    }
    kept = "|".join(_ENDPOINTS.get(each, each) for each in sorted(called - {"kms", "sts"}))
    for spot in it.spots("locals", r"^modules/network/"):
        yield from spot.swap(rf'^    "({kept})",\n', "", "interface_services")


@breaks("SEC08")
def endpoint_without_private_names(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_vpc_endpoint", "private_dns_enabled", "false")


@breaks("SEC09")
def database_without_iam(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_rds_cluster", "iam_database_authentication_enabled", "false")
    yield from it.drop("aws_rds_cluster", "iam_database_authentication_enabled")


@breaks("DR")
def key_that_its_users_may_not_use(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/(trail/encryption|encryption/|operations-key/)"):
        if each.spot.block.kind == "resource":
            yield from each.drop()
