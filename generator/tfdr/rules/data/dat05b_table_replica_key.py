"""DAT05B: each replica of an encrypted table has a key of its own region."""

from collections.abc import Iterator

from tfdr.aws.keys import is_key_in
from tfdr.evaluate import Body, Region, Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_KEY = "server_side_encryption.kms_key_arn"


def check(system: System) -> Iterator[Verdict]:
    """Each replica of a table that has a key, inside of it or as a resource of its own."""
    tables = system.resources("aws_dynamodb_table")
    for table in tables:
        if table.has(_KEY) is not False:
            for replica in table.blocks("replica"):
                region = Region("", replica.get("region_name"))
                message = f"its replica in {region.code or 'a region'} has no key of that region"
                yield _judged(system, replica, region, table, message)
    for replica in system.resources("aws_dynamodb_table_replica"):
        of = replica.target("global_table_arn")
        if of is None or of.has(_KEY) is not False:
            yield _judged(system, replica, replica.region, of, "has no key of its own region")


def _judged(
    system: System, replica: Body, region: Region, table: Resource | None, message: str
) -> Verdict:
    encrypted: Truth = None if table is None else table.has(_KEY)
    is_set = replica.has("kms_key_arn")
    holds = is_key_in(system, replica, "kms_key_arn", region)
    if not is_set and encrypted is None:
        holds = None
    unknown = (
        *replica.why,
        *(table.unknowns(_KEY) if table else (f"the table of {replica.address}",)),
        *replica.unknowns("region_name"),
    )
    return judge(replica, holds, message, "kms_key_arn", unknown=unknown)
