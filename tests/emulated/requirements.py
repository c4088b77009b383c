"""What must hold of a system, judged on the resources of an applied state.

Each check takes the resources and returns what violates its requirement, one line each.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

TAGS = {
    "Environment", "Project", "Owner", "CostCenter", "ManagedBy",
    "Suffix", "DRRole", "RPO", "RTO", "ComplianceScope",
}  # fmt: skip

# Actions for which AWS lets no resource be named, or for which it needs "*".
# Source: the service authorization reference, https://docs.aws.amazon.com/service-authorization/
UNNAMED = {
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ecr:GetAuthorizationToken",
    "secretsmanager:GetRandomPassword",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "xray:GetSamplingRules",
    "xray:GetSamplingStatisticSummaries",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}

# The argument that names a resource, by type. Bucket keys, routes and the like have no name.
NAMES = {
    "aws_acm_certificate": "tags.Name",
    "aws_apigatewayv2_api": "name",
    "aws_apigatewayv2_stage": "tags.Name",
    "aws_appautoscaling_policy": "name",
    "aws_autoscaling_group": "name",
    "aws_autoscaling_policy": "name",
    "aws_backup_plan": "name",
    "aws_backup_selection": "name",
    "aws_backup_vault": "name",
    "aws_cloudtrail": "name",
    "aws_cloudwatch_dashboard": "dashboard_name",
    "aws_cloudwatch_event_rule": "name",
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_log_metric_filter": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_db_parameter_group": "name",
    "aws_db_proxy": "name",
    "aws_db_proxy_endpoint": "db_proxy_endpoint_name",
    "aws_db_subnet_group": "name",
    "aws_default_security_group": "tags.Name",
    "aws_dynamodb_table": "name",
    "aws_ecr_repository": "name",
    "aws_ecs_cluster": "name",
    "aws_ecs_service": "name",
    "aws_ecs_task_definition": "family",
    "aws_eip": "tags.Name",
    "aws_flow_log": "tags.Name",
    "aws_iam_instance_profile": "name",
    "aws_iam_policy": "name",
    "aws_iam_role": "name",
    "aws_internet_gateway": "tags.Name",
    "aws_kms_alias": "name",
    "aws_kms_key": "tags.Name",
    "aws_lambda_function": "function_name",
    "aws_launch_template": "name",
    "aws_lb": "name",
    "aws_lb_target_group": "name",
    "aws_nat_gateway": "tags.Name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_cluster_instance": "identifier",
    "aws_rds_cluster_parameter_group": "name",
    "aws_rds_global_cluster": "global_cluster_identifier",
    "aws_route53_health_check": "tags.Name",
    "aws_route_table": "tags.Name",
    "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "name",
    "aws_security_group": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
    "aws_subnet": "tags.Name",
    "aws_vpc": "tags.Name",
    "aws_vpc_endpoint": "tags.Name",
    "aws_vpc_peering_connection": "tags.Name",
    "aws_vpc_peering_connection_accepter": "tags.Name",
}


@dataclass(frozen=True)
class Resource:
    """One managed resource of a state."""

    address: str
    type: str
    values: dict[str, Any]

    @property
    def module(self) -> str:
        return self.address.rpartition(f".{self.type}.")[0] if "." in self.address else ""

    def get(self, path: str) -> Any:
        """Follow keys, and numbers of items, to a value; None where there is none."""
        value: Any = self.values
        for part in path.split("."):
            if isinstance(value, list) and part.isdigit():
                value = value[int(part)] if int(part) < len(value) else None
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return value


class System(list[Resource]):
    """All managed resources, as `terraform show -json` gives them."""

    @classmethod
    def of(cls, shown: dict[str, Any]) -> "System":
        return cls(_resources(shown["values"].get("root_module", {})))

    def of_type(self, *types: str) -> list[Resource]:
        return [resource for resource in self if resource.type in types]

    @property
    def suffix(self) -> str:
        """The environment, which all resources say in a tag."""
        return next(str(tag) for each in self if (tag := each.get("tags_all.Suffix")))


def _resources(module: dict[str, Any]) -> Iterator[Resource]:
    for resource in module.get("resources", []):
        if resource["mode"] == "managed":
            yield Resource(resource["address"], resource["type"], resource.get("values", {}))
    for child in module.get("child_modules", []):
        yield from _resources(child)


def names_without_suffix(system: System) -> Iterator[str]:
    for resource in system:
        if path := NAMES.get(resource.type):
            name = str(resource.get(path))
            if system.suffix not in name:
                yield f"{resource.address}: {path} is {name}"


def bucket_names_that_others_could_have(system: System) -> Iterator[str]:
    for bucket in system.of_type("aws_s3_bucket"):
        name, region = bucket.values["bucket"], bucket.values.get("region")
        if not any(part.isdigit() and len(part) == 12 for part in name.split("-")):
            yield f"{bucket.address}: no account in {name}"
        if not name.endswith(str(region)):
            yield f"{bucket.address}: no region in {name}"


def resources_that_lack_tags(system: System) -> Iterator[str]:
    for resource in system:
        if "tags_all" in resource.values:
            missing = TAGS - set(resource.values["tags_all"] or {})
            if missing:
                yield f"{resource.address}: lacks {', '.join(sorted(missing))}"


def keys_without_alias_or_rotation(system: System) -> Iterator[str]:
    aliased = {alias.values["target_key_id"] for alias in system.of_type("aws_kms_alias")}
    for key in system.of_type("aws_kms_key"):
        if key.values["key_id"] not in aliased:
            yield f"{key.address}: no alias"
        if not key.values["enable_key_rotation"]:
            yield f"{key.address}: not rotated"


def policies(system: System) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Each statement of each policy, with the resource that holds it."""
    for resource in system:
        for argument in ("policy", "assume_role_policy"):
            if text := resource.values.get(argument):
                document = json.loads(text)
                for statement in document.get("Statement", []):
                    yield resource, statement


def rights_on_everything(system: System) -> Iterator[str]:
    for holder, statement in policies(system):
        actions = statement["Action"]
        actions = {actions} if isinstance(actions, str) else set(actions)
        if holder.type in ("aws_kms_key", "aws_vpc_endpoint") or statement["Effect"] == "Deny":
            continue  # in a key's policy "*" is that key; an endpoint's policy gives no rights
        if any("*" in action for action in actions):
            yield f"{holder.address}: {sorted(actions)}"
        if statement.get("Resource") == "*" and actions - UNNAMED:
            yield f"{holder.address}: {sorted(actions - UNNAMED)} on everything"


def services_that_anyone_could_use_as_deputy(system: System) -> Iterator[str]:
    for holder, statement in policies(system):
        principal = statement.get("Principal")
        service = principal.get("Service", "") if isinstance(principal, dict) else principal
        open_to_all = service and not statement.get("Condition")
        if open_to_all and holder.type in ("aws_s3_bucket_policy", "aws_sns_topic_policy"):
            yield f"{holder.address}: {service} without condition"


ENCRYPTED = {
    "aws_backup_vault": "kms_key_arn",
    "aws_cloudtrail": "kms_key_id",
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_dynamodb_table": "server_side_encryption.0.kms_key_arn",
    "aws_dynamodb_table_replica": "kms_key_arn",
    "aws_rds_cluster": "kms_key_id",
    "aws_rds_cluster_instance": "performance_insights_kms_key_id",
    "aws_secretsmanager_secret": "kms_key_id",
    "aws_sns_topic": "kms_master_key_id",
    "aws_sqs_queue": "kms_master_key_id",
}


def data_without_a_key_of_its_region(system: System) -> Iterator[str]:
    keys = {key.values["arn"]: key for key in system.of_type("aws_kms_key")}
    for resource in system.of_type(*ENCRYPTED):
        key = resource.get(ENCRYPTED[resource.type])
        if key not in keys:
            yield f"{resource.address}: {key} is no key of this system"
        elif (arn := resource.values.get("arn")) and arn.split(":")[3] != key.split(":")[3]:
            yield f"{resource.address}: its key is in {key.split(':')[3]}"


def open_doors(system: System) -> Iterator[str]:
    for rule in system.of_type("aws_vpc_security_group_ingress_rule"):
        if rule.values.get("cidr_ipv4") == "0.0.0.0/0":
            if ".module" in rule.address or "load_balancer" not in rule.module:
                yield f"{rule.address}: open to the world"
            elif (rule.values["from_port"], rule.values["to_port"]) != (443, 443):
                yield f"{rule.address}: open on another port than 443"
    for rule in system.of_type("aws_vpc_security_group_egress_rule"):
        if rule.values["ip_protocol"] == "-1":
            yield f"{rule.address}: open on every port"
    for group in system.of_type("aws_security_group", "aws_default_security_group"):
        if group.type == "aws_default_security_group" and group.values.get("ingress"):
            yield f"{group.address}: the default group is open"


BUCKET_PARTS = (
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
)


def buckets_that_lack_a_control(system: System) -> Iterator[str]:
    for bucket in system.of_type("aws_s3_bucket"):
        name = bucket.values["bucket"]
        for part in BUCKET_PARTS:
            if not any(other.values["bucket"] == name for other in system.of_type(part)):
                yield f"{bucket.address}: no {part}"
        tls_only = [
            statement
            for holder, statement in policies(system)
            if holder.type == "aws_s3_bucket_policy" and holder.values["bucket"] == name
            if statement["Effect"] == "Deny"
            and "aws:SecureTransport" in json.dumps(statement.get("Condition", {}))
        ]
        if not tls_only:
            yield f"{bucket.address}: answers without TLS"


def ways_in_without_tls(system: System) -> Iterator[str]:
    for listener in system.of_type("aws_lb_listener"):
        if listener.values["protocol"] != "HTTPS" or "TLS13" not in listener.values["ssl_policy"]:
            yield f"{listener.address}: {listener.values['protocol']}"
    for proxy in system.of_type("aws_db_proxy"):
        if not proxy.values["require_tls"]:
            yield f"{proxy.address}: TLS is not required"
    for group in system.of_type("aws_rds_cluster_parameter_group"):
        settings = {item["name"]: item["value"] for item in group.values["parameter"]}
        is_mysql = group.values["family"].startswith("aurora-mysql")
        name = "require_secure_transport" if is_mysql else "rds.force_ssl"
        if settings.get(name) not in ("1", "ON"):
            yield f"{group.address}: {name} is {settings.get(name)}"
    for domain in system.of_type("aws_apigatewayv2_domain_name"):
        if domain.get("domain_name_configuration.0.security_policy") != "TLS_1_2":
            yield f"{domain.address}: takes less than TLS 1.2"
    for api in system.of_type("aws_apigatewayv2_api"):
        if not api.values["disable_execute_api_endpoint"]:
            yield f"{api.address}: can be reached past its own names"


# What workloads in private subnets call: all of them, and those that have such a resource.
ENDPOINTS = {
    "s3", "dynamodb", "secretsmanager", "kms", "sns", "sqs", "logs", "monitoring", "ssm", "sts",
}  # fmt: skip
ENDPOINTS_FOR = {"aws_ecr_repository": {"ecr.api", "ecr.dkr"}}


def networks_that_lack_an_endpoint(system: System) -> Iterator[str]:
    needed = ENDPOINTS.union(
        *(names for kind, names in ENDPOINTS_FOR.items() if system.of_type(kind))
    )
    for vpc in system.of_type("aws_vpc"):
        there = {
            endpoint.values["service_name"].split(".", 3)[3]
            for endpoint in system.of_type("aws_vpc_endpoint")
            if endpoint.values["vpc_id"] == vpc.values["id"]
        }
        for missing in sorted(needed - there):
            yield f"{vpc.address}: no endpoint for {missing}"


def databases_that_are_not_private(system: System) -> Iterator[str]:
    public = {
        subnet.values["id"]
        for subnet in system.of_type("aws_subnet")
        if ".public" in subnet.address
    }
    zones = {
        subnet.values["id"]: subnet.values["availability_zone"]
        for subnet in system.of_type("aws_subnet")
    }
    places = {
        "aws_db_subnet_group": "subnet_ids",
        "aws_db_proxy": "vpc_subnet_ids",
        "aws_db_proxy_endpoint": "vpc_subnet_ids",
    }
    for resource in system.of_type(*places):
        subnets = resource.values[places[resource.type]]
        if public & set(subnets):
            yield f"{resource.address}: in a public subnet"
        if len({zones[subnet] for subnet in subnets}) < 2:
            yield f"{resource.address}: in one zone"
    for instance in system.of_type("aws_rds_cluster_instance"):
        if instance.values["publicly_accessible"]:
            yield f"{instance.address}: has a public address"


def peerings_that_lead_one_way(system: System) -> Iterator[str]:
    routes = system.of_type("aws_route")
    for peering in system.of_type("aws_vpc_peering_connection"):
        identity = peering.values["id"]
        accepters = system.of_type("aws_vpc_peering_connection_accepter")
        if identity not in {accepter.values["id"] for accepter in accepters}:
            yield f"{peering.address}: nobody accepts"
        vpcs = {peering.values["vpc_id"], peering.values["peer_vpc_id"]}
        joined = [vpc for vpc in system.of_type("aws_vpc") if vpc.values["id"] in vpcs]
        for vpc in joined:
            others = {other.values["cidr_block"] for other in joined if other is not vpc}
            tables = [
                table
                for table in system.of_type("aws_route_table")
                if table.values["vpc_id"] == vpc.values["id"] and ".private" in table.address
            ]
            for table in tables:
                led = {
                    route.values["destination_cidr_block"]
                    for route in routes
                    if route.values["route_table_id"] == table.values["id"]
                    and route.values["vpc_peering_connection_id"] == identity
                }
                if not others <= led:
                    yield f"{table.address}: no route through {peering.address}"


def alarms_that_tell_nobody(system: System) -> Iterator[str]:
    topics = {topic.values["arn"] for topic in system.of_type("aws_sns_topic")}
    heard = {item.values["topic_arn"] for item in system.of_type("aws_sns_topic_subscription")}
    for alarm in system.of_type("aws_cloudwatch_metric_alarm"):
        region = alarm.values["arn"].split(":")[3]
        for actions in ("alarm_actions", "ok_actions"):
            told = set(alarm.values[actions] or [])
            if not told:
                yield f"{alarm.address}: no {actions}"
            if not told <= topics & heard:
                yield f"{alarm.address}: {actions} reach nobody"
            if any(arn.split(":")[3] != region for arn in told):
                yield f"{alarm.address}: {actions} in another region"


def logs_kept_for_ever(system: System) -> Iterator[str]:
    for group in system.of_type("aws_cloudwatch_log_group"):
        if not group.values["retention_in_days"]:
            yield f"{group.address}: never expires"


def functions_that_fail_in_silence(system: System) -> Iterator[str]:
    groups = {group.values["name"] for group in system.of_type("aws_cloudwatch_log_group")}
    alarms = json.dumps(
        [alarm.values["dimensions"] for alarm in system.of_type("aws_cloudwatch_metric_alarm")]
    )
    # Where X-Ray can be reached, it is meant to be used.
    is_traced = any(
        endpoint.values["service_name"].endswith(".xray")
        for endpoint in system.of_type("aws_vpc_endpoint")
    )
    for function in system.of_type("aws_lambda_function"):
        name = function.values["function_name"]
        letters = function.values["dead_letter_config"]
        if not letters:
            yield f"{function.address}: no dead-letter queue"
        elif letters[0]["target_arn"].rpartition(":")[2] not in alarms:
            yield f"{function.address}: no alarm on its dead-letter queue"
        if f"/aws/lambda/{name}" not in groups:
            yield f"{function.address}: no log group"
        if f'"FunctionName": "{name}"' not in alarms:
            yield f"{function.address}: no alarm on errors"
        if is_traced and function.values["tracing_config"][0]["mode"] != "Active":
            yield f"{function.address}: not traced"


def checks_that_ask_what_nobody_answers(system: System) -> Iterator[str]:
    answered = {
        group.get("health_check.0.path") for group in system.of_type("aws_lb_target_group")
    } | {
        route.values["route_key"].removeprefix("GET ")
        for route in system.of_type("aws_apigatewayv2_route")
        if route.values["authorization_type"] == "NONE"  # a checker cannot sign
    }
    listening = {listener.values["port"] for listener in system.of_type("aws_lb_listener")}
    listening |= {443 for _ in system.of_type("aws_apigatewayv2_domain_name")}
    names = {record.values["fqdn"] for record in system.of_type("aws_route53_record")}
    for check in system.of_type("aws_route53_health_check"):
        if check.values["resource_path"] not in answered:
            yield f"{check.address}: asks for {check.values['resource_path']}"
        if check.values["port"] not in listening or check.values["type"] != "HTTPS":
            yield f"{check.address}: asks on a port that nothing listens on"
        if check.values["fqdn"] not in names:
            yield f"{check.address}: asks a name without record"


def records_that_cannot_fail_over(system: System) -> Iterator[str]:
    checks = {check.values["id"] for check in system.of_type("aws_route53_health_check")}
    regions = len(checks)
    records = [
        record
        for record in system.of_type("aws_route53_record")
        if record.values["failover_routing_policy"]
    ]
    chain = {record.values["name"] for record in records}
    for record in records:
        leads_on = record.values["alias"][0]["name"] in chain
        if record.values["health_check_id"] not in checks and not leads_on:
            yield f"{record.address}: no health check"
    kinds = [record.values["failover_routing_policy"][0]["type"] for record in records]
    if sorted(kinds) != ["PRIMARY"] * (regions - 1) + ["SECONDARY"] * (regions - 1):
        yield f"failover records: {kinds} for {regions} regions"
    if len({record.values["alias"][0]["name"] for record in records}) < len(records):
        yield "failover records: two lead to the same place"


def tables_that_lack_a_region(system: System) -> Iterator[str]:
    regions = {key.values["arn"].split(":")[3] for key in system.of_type("aws_kms_key")}
    replicas = system.of_type("aws_dynamodb_table_replica")
    for table in system.of_type("aws_dynamodb_table"):
        there = {table.values["arn"].split(":")[3]} | {
            replica.values["arn"].split(":")[3]
            for replica in replicas
            if replica.values["global_table_arn"] == table.values["arn"]
        }
        # The trail's own region may have nothing else, but data goes where the peers are.
        peers = {vpc.values["arn"].split(":")[3] for vpc in system.of_type("aws_vpc")} or regions
        if not peers <= there:
            yield f"{table.address}: not in {', '.join(sorted(peers - there))}"
        if not table.get("point_in_time_recovery.0.enabled"):
            yield f"{table.address}: no recovery to a point in time"
        if not table.get("ttl.0.enabled") or not table.values["global_secondary_index"]:
            yield f"{table.address}: no time to live, or no index"
    for replica in replicas:
        if not replica.values["point_in_time_recovery"]:
            yield f"{replica.address}: no recovery to a point in time"


def objects_that_are_not_copied(system: System) -> Iterator[str]:
    versioned = {
        bucket.values["bucket"]
        for bucket in system.of_type("aws_s3_bucket_versioning")
        if bucket.get("versioning_configuration.0.status") == "Enabled"
    }
    for replication in system.of_type("aws_s3_bucket_replication_configuration"):
        for rule in replication.values["rule"]:
            target = rule["destination"][0]
            if rule["status"] != "Enabled" or not rule["delete_marker_replication"]:
                yield f"{replication.address}: {rule['id']} is off, or leaves out delete markers"
            if not target["encryption_configuration"]:
                yield f"{replication.address}: {rule['id']} copies without a key"
            ends = {replication.values["bucket"], target["bucket"].rpartition(":")[2]}
            if not ends <= versioned:
                yield f"{replication.address}: versions are not kept at both ends"


def backups_that_stay_in_one_region(system: System) -> Iterator[str]:
    vaults = {vault.values["arn"] for vault in system.of_type("aws_backup_vault")}
    chosen = {item.values["plan_id"] for item in system.of_type("aws_backup_selection")}
    for plan in system.of_type("aws_backup_plan"):
        if plan.values["id"] not in chosen:
            yield f"{plan.address}: selects nothing"
        copies = {
            copied["destination_vault_arn"]
            for rule in plan.values["rule"]
            for copied in rule["copy_action"]
        }
        if not copies or not copies <= vaults:
            yield f"{plan.address}: no copies in vaults of this system"
        if len(copies) != len(vaults) - 1:
            yield f"{plan.address}: {len(copies)} copies in {len(vaults)} vaults"


def trails_that_miss_something(system: System) -> Iterator[str]:
    for trail in system.of_type("aws_cloudtrail"):
        for setting in (
            "is_multi_region_trail", "include_global_service_events", "enable_log_file_validation",
        ):  # fmt: skip
            if not trail.values[setting]:
                yield f"{trail.address}: {setting} is off"


def instances_that_are_not_replaced_safely(system: System) -> Iterator[str]:
    for template in system.of_type("aws_launch_template"):
        if template.get("metadata_options.0.http_tokens") != "required":
            yield f"{template.address}: answers to version 1 of the metadata service"
        if template.get("block_device_mappings.0.ebs.0.encrypted") != "true":
            yield f"{template.address}: its disks are not encrypted"
    for group in system.of_type("aws_autoscaling_group"):
        if group.get("instance_refresh.0.strategy") != "Rolling":
            yield f"{group.address}: instances are not refreshed"
        if len(set(group.values["vpc_zone_identifier"])) < 2:
            yield f"{group.address}: in one zone"


def unprotected_against(destruction: bool) -> Callable[[System], Iterator[str]]:
    """Return the check that data is protected, or can be destroyed whole, as the answer says."""

    def check(system: System) -> Iterator[str]:
        wanted = {
            "aws_lb": {"enable_deletion_protection": destruction},
            "aws_rds_cluster": {
                "deletion_protection": destruction,
                "skip_final_snapshot": not destruction,
            },
            "aws_rds_global_cluster": {"deletion_protection": destruction},
            "aws_backup_vault": {"force_destroy": not destruction},
            "aws_dynamodb_table": {"deletion_protection_enabled": destruction},
            "aws_dynamodb_table_replica": {"deletion_protection_enabled": destruction},
            "aws_s3_bucket": {"force_destroy": not destruction},
            "aws_secretsmanager_secret": {"recovery_window_in_days": 30 if destruction else 0},
            "aws_ecr_repository": {"force_delete": not destruction},
        }
        for resource in system.of_type(*wanted):
            for argument, value in wanted[resource.type].items():
                if resource.values[argument] != value:
                    yield f"{resource.address}: {argument} is {resource.values[argument]}"

    return check


REQUIREMENTS: dict[str, Callable[[System], Iterator[str]]] = {
    "NAM01": names_without_suffix,
    "NAM02": bucket_names_that_others_could_have,
    "NAM04": resources_that_lack_tags,
    "NAM05": keys_without_alias_or_rotation,
    "SEC02": rights_on_everything,
    "SEC02-deputy": services_that_anyone_could_use_as_deputy,
    "SEC03": data_without_a_key_of_its_region,
    "SEC04": open_doors,
    "SEC05": buckets_that_lack_a_control,
    "SEC07": ways_in_without_tls,
    "SEC08": networks_that_lack_an_endpoint,
    "NET01": databases_that_are_not_private,
    "NET02": peerings_that_lead_one_way,
    "FO01": records_that_cannot_fail_over,
    "FO02": checks_that_ask_what_nobody_answers,
    "FO06": functions_that_fail_in_silence,
    "OBS01": alarms_that_tell_nobody,
    "OBS05": logs_kept_for_ever,
    "SEC06": trails_that_miss_something,
    "DAT05": tables_that_lack_a_region,
    "DAT06": objects_that_are_not_copied,
    "DAT08": backups_that_stay_in_one_region,
    "C-instances": instances_that_are_not_replaced_safely,
}
