"""What RDS says of Aurora clusters and what it means: states, names, versions that fit."""

import re

# In these states a cluster takes writes or can be promoted, whatever else is done to it.
USABLE = {
    "available",
    "backing-up",
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
    "configuring-log-exports",
    "maintenance",
    "modifying",
    "resetting-master-credentials",
    "storage-optimization",
    "update-iam-db-auth",
}
# Of these RDS says that the cluster cannot be reached.
DEAD = {"deleting", "failed", "inaccessible-encryption-credentials", "stopped", "stopping"}
PATCHES_MAY_DIFFER_FROM = 15  # major version of PostgreSQL


def name_of(arn):
    """Return the name of a cluster, which is what most calls take."""
    return arn.rpartition(":")[2]


def region_of(arn):
    """Return the region of a cluster."""
    return arn.split(":")[3]


def fit(engine, one, other):
    """Say whether RDS promotes a member of one version in place of a writer of another.

    Major and minor version have to be the same; the patch too, but for PostgreSQL 15 and later.
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-upgrade.html
    """
    one, other = _numbers(engine, one), _numbers(engine, other)
    if "postgresql" in engine and one[:1] >= (PATCHES_MAY_DIFFER_FROM,):
        return one[:2] == other[:2]
    return one == other


def _numbers(engine, version):
    """Return a version's numbers: of MySQL's, such as 8.0.mysql_aurora.3.05.2, Aurora's own."""
    if "mysql" in engine:
        version = version.rpartition("aurora.")[2]
    return tuple(int(number) for number in re.findall(r"\d+", version))
