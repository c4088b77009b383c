"""The keys that encrypt a region's data, and those of its logs, topics and queues."""

from findings import check


def usable(region, name):
    """Look whether a key can be used and is rotated."""
    kms, arn = region.aws("kms"), region.output(name)
    state = kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]
    yield check(
        state == "Enabled",
        "It is enabled.",
        f"{arn} is {state}: enable it, or cancel its deletion, before anything else.",
    )
    if state == "Enabled":
        rotated = kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]
        yield check(rotated, "It is rotated.", f"{arn} is not rotated.")


def of_data(region):
    """Look at the key of what the service stores."""
    return usable(region, "data_key_arns")


def of_operations(region):
    """Look at the key of logs, topics and queues."""
    return usable(region, "operations_key_arns")
