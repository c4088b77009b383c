"""The table of DynamoDB with which a backend locks a state."""

from tfdr.evaluate.resource import Resource


def holds_locks(table: Resource) -> bool:
    """Whether it is the table that a state's backend locks with, which holds nothing to keep."""
    return table.equals("hash_key", "LockID") is True
