"""What a program calls of AWS."""

import pytest
from tfdr.aws.programs import calls


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('c = boto3.client("rds")\nc.reboot_db_cluster()', {("rds", "reboot_db_cluster")}),
        ('boto3.client("sts").get_caller_identity()', {("sts", "get_caller_identity")}),
        ('c = s.client("s3") if X else None\nc.list_buckets()', {("s3", "list_buckets")}),
        ('self.c: X = boto3.client("sns")\nself.c.publish()', {("sns", "publish")}),
        ('boto3.client("ecs").get_paginator("list_tasks")', {("ecs", "list_tasks")}),
        ('boto3.client("rds").get_waiter("db_cluster_available")', set()),
        ("c = boto3.client(service)\nc.stop_db_cluster()", set()),
        ('c = boto3.client("rds")\nd.stop_db_cluster()', set()),
        ("def (", set()),
        ("x" + "(" * 5000, set()),
    ],
)
def test_what_is_called_of_clients_made_here(code: str, found: set[tuple[str, str]]) -> None:
    assert calls(code) == found
