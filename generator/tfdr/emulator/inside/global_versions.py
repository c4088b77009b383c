"""Which engine versions fit for one member of a global cluster to take the other's place.

https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-upgrade.html
"""

import re

_PATCHES_MAY_DIFFER_FROM = 15


def fit(engine: str, one: str, other: str) -> bool:
    """Say whether RDS changes the writer between members of two versions.

    They have to be the same, patch included; of PostgreSQL 15 and later the patch may differ.
    """
    first, second = _numbers(one), _numbers(other)
    if "postgresql" in engine and first and first[0] >= _PATCHES_MAY_DIFFER_FROM:
        return first[:2] == second[:2]
    return first == second


def _numbers(version: str) -> list[int]:
    own = version.rpartition("aurora.")[2] if "aurora." in version else version
    return [int(number) for number in re.findall(r"\d+", own)]
