"""SEC03C: each resource is encrypted with a key of its own region."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.keys import BUCKET_KEYS, KEYS, is_key_in, key_of
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# A trail's key is not among them: it is that of its bucket's region.
_PATHS: Final = {
    **{type_: (path,) for type_, path in KEYS.items()},
    "aws_db_instance": ("kms_key_id", "performance_insights_kms_key_id"),
    "aws_ebs_volume": ("kms_key_id",),
    "aws_ecr_repository": ("encryption_configuration.kms_key",),
    "aws_instance": ("root_block_device.kms_key_id",),
    "aws_kinesis_stream": ("kms_key_id",),
    "aws_lambda_function": ("kms_key_arn",),
    "aws_rds_cluster": ("kms_key_id", "performance_insights_kms_key_id"),
    "aws_rds_cluster_instance": ("performance_insights_kms_key_id",),
    "aws_s3_bucket_server_side_encryption_configuration": (BUCKET_KEYS,),
    "aws_ssm_parameter": ("key_id",),
}


def check(system: System) -> Iterator[Verdict]:
    """Each resource that names a key; DAT02 judges the clusters of a global database."""
    for type_, paths in _PATHS.items():
        for resource in system.resources(type_):
            for path in paths:
                if not resource.has(path):
                    continue
                if path == "kms_key_id" and resource.has("global_cluster_identifier") is not False:
                    continue
                key = key_of(resource, path)
                where = f"that of {key.address} in {key.region}" if key else "one of another region"
                message = f"its key is {where}, not in {resource.region}"
                holds = is_key_in(system, resource, path, resource.region)
                unknown = (f"the regions of {resource.address} and of its key",)
                yield judge(resource, holds, message, path, unknown=unknown)
