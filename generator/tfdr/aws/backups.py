"""AWS Backup: what it can back up, and what plans select."""

from typing import Final

from tfdr.evaluate import Links, Resource, System

# What AWS Backup can back up and a system of this kind has.
DATA: Final = (
    "aws_db_instance",
    "aws_docdb_cluster",
    "aws_dynamodb_table",
    "aws_ebs_volume",
    "aws_efs_file_system",
    "aws_fsx_lustre_file_system",
    "aws_fsx_ontap_file_system",
    "aws_fsx_openzfs_file_system",
    "aws_fsx_windows_file_system",
    "aws_instance",
    "aws_neptune_cluster",
    "aws_rds_cluster",
    "aws_redshift_cluster",
    "aws_s3_bucket",
    "aws_storagegateway_gateway",
    "aws_timestreamwrite_database",
)


def selections(system: System, plan: Resource) -> Links:
    """The selections of a plan."""
    return system.links(plan, "aws_backup_selection", "plan_id")
