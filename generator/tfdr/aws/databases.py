"""Clusters of Aurora, their instances, and global databases."""

from typing import Final

from tfdr.evaluate import Body, Links, Resource, System, Truth, all_of, known_text, same

TLS_PARAMETERS: Final = {
    "aurora-mysql": "require_secure_transport",
    "aurora-postgresql": "rds.force_ssl",
    "mariadb": "require_secure_transport",
    "mysql": "require_secure_transport",
    "postgres": "rds.force_ssl",
    "sqlserver-ee": "rds.force_ssl",
    "sqlserver-se": "rds.force_ssl",
    "sqlserver-web": "rds.force_ssl",
}
"""Engines with the parameter that requires TLS."""


def members(system: System, whole: Resource) -> Links:
    """The clusters of a global database, which they may name from any region."""
    name = whole.get("global_cluster_identifier")
    source = whole.target("source_db_cluster_identifier")
    found = system.links(whole, "aws_rds_cluster", "global_cluster_identifier")
    sure, maybe = list(found.sure), list(found.maybe)
    for cluster in system.resources("aws_rds_cluster"):
        if cluster in sure:
            continue
        named = cluster.has("global_cluster_identifier") is not False and (
            same(cluster.get("global_cluster_identifier"), name) is True
        )
        if named or cluster is source:
            sure.append(cluster)
    return Links(sure, [each for each in maybe if each not in sure])


def instances(system: System, cluster: Resource) -> Links:
    """The instances of a cluster."""
    return system.links(cluster, "aws_rds_cluster_instance", "cluster_identifier")


def is_secondary(system: System, cluster: Resource) -> Truth:
    """Whether a member of a global database is in another region than the one that serves."""
    here = None if system.primary is None else cluster.region.is_same(system.primary)
    return None if here is None else not here


def requires_tls(parameter: Body, *names: str) -> Truth:
    """Whether a parameter of a group makes a database refuse connections without TLS.

    Args:
        parameter: its block.
        names: what it may be called; by default that of any engine.
    """
    value = known_text(parameter.get("value"))
    is_on = None if value is None else value.upper() in ("1", "ON", "TRUE")
    return all_of(parameter.equals("name", *(names or TLS_PARAMETERS.values())), is_on)
