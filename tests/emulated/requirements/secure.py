"""SEC: who may do what, and what is written down of it."""

from collections.abc import Iterator
from functools import cache

from tfdr import facts

from tests.emulated.requirements.system import System, listed, policies, region_of

# Actions that may be for everything although AWS lets a resource be named.
FOR_EVERYTHING = {
    # Lambda puts no function into a VPC whose role allows these on named resources only.
    # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    # AWS's own policy for instances that Systems Manager manages names no resource either.
    # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
    "ssm:UpdateInstanceInformation",
}

# Actions for which no resource can be named, but that a condition can narrow and therefore has to.
CONDITIONED = {"cloudwatch:PutMetricData"}


def rights_on_everything(system: System) -> Iterator[str]:
    for holder, statement in policies(system):
        actions = statement["Action"]
        actions = {actions} if isinstance(actions, str) else set(actions)
        if holder.type in ("aws_kms_key", "aws_vpc_endpoint") or statement["Effect"] == "Deny":
            continue  # in a key's policy "*" is that key; an endpoint's policy gives no rights
        if any("*" in action for action in actions):
            yield f"{holder.address}: {sorted(actions)}"
        narrow = {each for each in actions if not may_be_for_everything(each)}
        if not statement.get("Condition"):
            narrow |= actions & CONDITIONED
        if "*" in listed(statement.get("Resource")) and narrow:
            yield f"{holder.address}: {sorted(narrow)} on everything"


@cache
def may_be_for_everything(action: str) -> bool:
    """Whether AWS lets no resource be named for an action, by its service's reference."""
    prefix, _, name = action.partition(":")
    # Prefixes are written as one likes: SNS's own policy of a new topic has capitals.
    named: bool = facts.read(f"authorization/{prefix.lower()}.yml")["actions"].get(name) != "*"
    return not named or action in FOR_EVERYTHING


def services_that_anyone_could_use_as_deputy(system: System) -> Iterator[str]:
    for holder, statement in policies(system):
        principal = statement.get("Principal")
        service = principal.get("Service", "") if isinstance(principal, dict) else principal
        # EventBridge names no source to SNS: a condition would lock it out.
        nameless = (holder.type, service) == ("aws_sns_topic_policy", "events.amazonaws.com")
        open_to_all = service and not statement.get("Condition") and not nameless
        if open_to_all and holder.type in ("aws_s3_bucket_policy", "aws_sns_topic_policy"):
            yield f"{holder.address}: {service} without condition"


def passwords_in_the_open(system: System) -> Iterator[str]:
    """SEC01: as far as a state can tell; other tests look into the stored one."""
    standbys = set(system.regions.values()) - {system.regions["primary"]}
    rotated = {
        each.values["secret_id"] for each in system.of_type("aws_secretsmanager_secret_rotation")
    }
    secrets = system.of_type("aws_secretsmanager_secret")
    for secret in secrets:
        replicas = {replica["region"] for replica in secret.values["replica"]}
        if replicas != standbys:
            yield f"{secret.address}: replicas in {sorted(replicas)}"
        if secret.values["arn"] not in rotated:
            yield f"{secret.address}: not rotated"
    if system.engine and not secrets:
        yield "no secret for the database"
    for holder, argument in (
        ("aws_secretsmanager_secret_version", "secret_string"),
        ("aws_rds_cluster", "master_password"),
    ):
        for resource in system.of_type(holder):
            if resource.values.get(argument):
                yield f"{resource.address}: {argument} is in the state"


def databases_that_take_passwords(system: System) -> Iterator[str]:
    for cluster in system.of_type("aws_rds_cluster"):
        if not cluster.values["iam_database_authentication_enabled"]:
            yield f"{cluster.address}: IAM lets nobody in"
    for proxy in system.of_type("aws_db_proxy"):
        if any(way["iam_auth"] != "REQUIRED" for way in proxy.values["auth"]):
            yield f"{proxy.address}: takes passwords of clients"
    allowed = {
        region_of(resource)
        for holder, statement in policies(system)
        if holder.type == "aws_iam_policy" and "rds-db:connect" in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }
    if system.engine and system.compute:
        for region in sorted(set(system.regions.values()) - allowed):
            yield f"the service may not connect to the database in {region}"


def trails_that_miss_something(system: System) -> Iterator[str]:
    trails = system.of_type("aws_cloudtrail")
    groups = {group.values["arn"] for group in system.of_type("aws_cloudwatch_log_group")}
    others = {name for kind in system.object_buckets().values() for name in kind.values()} | {
        each.values["target_bucket"] for each in system.of_type("aws_s3_bucket_logging")
    }
    if not trails:
        yield "no trail"
    for trail in trails:
        for setting in (
            "is_multi_region_trail", "include_global_service_events", "enable_log_file_validation",
            "enable_logging", "kms_key_id", "cloud_watch_logs_role_arn",
        ):  # fmt: skip
            if not trail.values[setting]:
                yield f"{trail.address}: {setting} is off"
        if trail.values["cloud_watch_logs_group_arn"].removesuffix(":*") not in groups:
            yield f"{trail.address}: delivers to no log group of this system"
        if trail.region == system.regions["primary"]:
            yield f"{trail.address}: where an outage of the primary region would hide it"
        bucket = trail.values["s3_bucket_name"]
        if bucket in others:
            yield f"{trail.address}: {bucket} holds other things too"
        if system.bucket_regions.get(bucket) != trail.region:
            yield f"{trail.address}: {bucket} is no bucket of its region"
