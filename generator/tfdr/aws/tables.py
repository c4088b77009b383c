"""Tables of DynamoDB and their replicas."""

from tfdr.evaluate import Links, Resource, System


def replicas(system: System, table: Resource) -> Links:
    """The replicas of a table that are resources of their own."""
    return system.links(table, "aws_dynamodb_table_replica", "global_table_arn")


def is_replicated(system: System, table: Resource) -> bool:
    """Whether a table has a replica, inside of it or beside it."""
    return bool(table.blocks("replica") or replicas(system, table).sure)
