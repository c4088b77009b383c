"""Asks a region as clients do, several times: what counts is the share that fails."""

import probe
import situation
from aurora import DEAD, name_of

PROBES = 6
PROBES_OF_AWS = 2  # where nothing serves: the answers of an API are not a share


def ask(deployment, role, number=PROBES):
    """Return how many requests to a region failed, of how many, and what was said."""
    if deployment.endpoint_domain:
        failed, why = probe.share(number, probe.ask, deployment.url(role))
        return failed, number, why
    failed, why = probe.share(PROBES_OF_AWS, _of_aws, deployment, role)
    return failed, PROBES_OF_AWS, why


def answers(deployment, role):
    """Say whether a region answers enough of its requests not to be called down."""
    failed, asked, _ = ask(deployment, role)
    return failed < deployment.down_share * asked


def _of_aws(deployment, role):
    """Ask what applications depend on, where no application was deployed."""
    try:
        return _question(deployment)(deployment, role)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def _question(deployment):
    if deployment.global_cluster:
        return ask_database
    return ask_sessions if deployment.sessions_table else ask_state


def ask_database(deployment, role):
    """Ask the region's RDS about its cluster."""
    rds = situation.client("rds", deployment, role)
    arn = deployment.clusters[role]
    found = rds.describe_db_clusters(DBClusterIdentifier=name_of(arn))["DBClusters"][0]
    return found["Status"] not in DEAD, f"{arn} is {found['Status']}"


def ask_sessions(deployment, role):
    """Ask the region's DynamoDB about its table."""
    dynamodb = situation.client("dynamodb", deployment, role)
    status = dynamodb.describe_table(TableName=deployment.sessions_table)["Table"]["TableStatus"]
    return status in ("ACTIVE", "UPDATING"), f"{deployment.sessions_table} is {status}"


def ask_state(deployment, role):
    """Read what the failover function wrote in the region."""
    situation.read_items(deployment, role)
    return True, f"{deployment.table} can be read"
