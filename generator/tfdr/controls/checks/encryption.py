"""Encryption at rest."""

from collections.abc import Iterator

from tfdr.aws.keys import BUCKET_KEYS, KEYS, is_customers
from tfdr.aws.logs import refuse_key
from tfdr.controls.catalogue import Numbers
from tfdr.evaluate import Body, Resource, System, Truth, all_of, any_of
from tfdr.rules import Verdict, judge
from tfdr.rules.secure import sec03b_key_rotation

_NO_KEY = "is encrypted with no customer managed key"
_ALGORITHM = "rule.apply_server_side_encryption_by_default.sse_algorithm"


def key_rotation(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each key that KMS can rotate."""
    yield from sec03b_key_rotation.check(system)


def database_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each cluster."""
    for cluster in system.resources("aws_rds_cluster"):
        encrypted = cluster.is_true("storage_encrypted")
        yield judge(cluster, encrypted, "is not encrypted", "storage_encrypted")
        yield judge(cluster, is_customers(cluster, "kms_key_id"), _NO_KEY, "kms_key_id")


def table_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each table and replica."""
    yield from _with_key(system, "aws_dynamodb_table", "aws_dynamodb_table_replica")


def bucket_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each configuration; access logs are delivered to no key but S3's own."""
    for configuration in system.resources("aws_s3_bucket_server_side_encryption_configuration"):
        with_kms = configuration.equals(_ALGORITHM, "aws:kms", "aws:kms:dsse")
        with_key = all_of(with_kms, is_customers(configuration, BUCKET_KEYS))
        for_logs = all_of(
            configuration.equals(_ALGORITHM, "AES256"), _gets_logs(system, configuration)
        )
        yield judge(configuration, any_of(with_key, for_logs), _NO_KEY, "rule")


def _gets_logs(system: System, configuration: Resource) -> Truth:
    """Whether load balancers or S3 deliver access logs to its bucket."""
    bucket = configuration.target("bucket")
    if bucket is None:
        return None
    return refuse_key(system, bucket)


def message_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each topic and queue."""
    yield from _with_key(system, "aws_sns_topic", "aws_sqs_queue")


def secret_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each secret, with its replicas."""
    yield from _with_key(system, "aws_secretsmanager_secret")
    for secret in system.resources("aws_secretsmanager_secret"):
        for replica in secret.blocks("replica"):
            message = "has a replica that is encrypted with no customer managed key"
            yield judge(replica, is_customers(replica, "kms_key_id"), message)


def backup_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each vault."""
    yield from _with_key(system, "aws_backup_vault")


def volume_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each launch template, by its volumes, and each volume that stands by itself."""
    for volume in system.resources("aws_ebs_volume"):
        holds = all_of(volume.is_true("encrypted"), is_customers(volume, "kms_key_id"))
        yield judge(volume, holds, _NO_KEY, "encrypted")
    for template in system.resources("aws_launch_template"):
        volumes = template.blocks("block_device_mappings")
        holds = all_of(*map(_is_encrypted, volumes)) if volumes else False
        yield judge(template, holds, _NO_KEY, "block_device_mappings")


def _is_encrypted(volume: Body) -> Truth:
    return all_of(volume.is_true("ebs.encrypted"), is_customers(volume, "ebs.kms_key_id"))


def image_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each repository of images."""
    for repository in system.resources("aws_ecr_repository"):
        path = "encryption_configuration.kms_key"
        yield judge(repository, is_customers(repository, path), _NO_KEY, "encryption_configuration")
        fixed = repository.equals("image_tag_mutability", "IMMUTABLE")
        yield judge(repository, fixed, "lets images be replaced", "image_tag_mutability")
        path = "image_scanning_configuration.scan_on_push"
        scanned = repository.is_true(path)
        yield judge(repository, scanned, "does not scan images", "image_scanning_configuration")


def log_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each log group."""
    yield from _with_key(system, "aws_cloudwatch_log_group")


def _with_key(system: System, *types: str) -> Iterator[Verdict]:
    for resource in system.resources(*types):
        path = KEYS[resource.type]
        yield judge(resource, is_customers(resource, path), _NO_KEY, path)
