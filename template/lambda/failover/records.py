"""The record of who is active: an item in each region's table, and a parameter for applications."""

from errors import LeaseLost
from state import ConditionFailed

# The same record may be written again, an older one never over a newer.
NOT_OLDER = (
    "attribute_not_exists(#id) OR #epoch < :epoch OR (#epoch = :epoch AND #active = :active)"
)


def commit(job, record):
    """Write the record of the own region: from now on this region is the active one."""
    try:
        job.state.put_holding(
            job.settings.role,
            job.lease.holder,
            {"id": "system", **record},
            NOT_OLDER,
            epoch=record["epoch"],
            active=record["active"],
        )
    except ConditionFailed as error:
        raise LeaseLost("somebody else has decided meanwhile") from error


def tell(job, role, record):
    """Write the record in another region; say whether it knew of no later one."""
    content = {**record, "id": "system"}
    try:
        job.state.put(role, content, NOT_OLDER, epoch=record["epoch"], active=record["active"])
    except ConditionFailed:
        return False
    return True


def set_parameter(job, role, active):
    """Write the parameter that applications read."""
    job.aws.call(
        role,
        "ssm",
        "put_parameter",
        Name=job.settings.parameter,
        Value=job.settings.regions[active],
        Type="String",
        Overwrite=True,
    )
