"""Finds out from here whether the active region answers."""

import ssl
from functools import partial
from urllib.error import HTTPError
from urllib.request import urlopen

import asking
import situation

SECONDS = 10  # for all tries
TIMEOUT = 4  # seconds for each step of a try
TRIES = 2
# Of these states RDS says that the cluster cannot be reached.
DEAD = ("failed", "inaccessible-encryption-credentials", "stopped", "stopping", "deleting")

# Route 53's health checkers do not look at the certificate either: one that has run out is to be
# renewed, and is no reason to move a database.
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE


def ask(deployment, active):
    """Return whether the region of a role answers, and what it said."""
    question = partial(_question(deployment), deployment, active)
    result = asking.together({"answer": partial(_twice, question)}, SECONDS)["answer"]
    if isinstance(result, Exception):
        return False, asking.describe(result)
    return True, result


def _question(deployment):
    """Return the question that says most: what clients would ask, else what they depend on."""
    if deployment.endpoint_domain:
        return ask_url
    if deployment.global_cluster:
        return ask_database
    return ask_sessions if deployment.sessions_table else ask_state


def _twice(question):
    """Ask again when the first try fails: one lost packet is no outage."""
    for _ in range(TRIES - 1):
        try:
            return question()
        except Exception:  # noqa: S112 - the last try says why
            continue
    return question()


def ask_url(deployment, role):
    """Ask the region's health URL; an answer of 400 or more is none."""
    url = f"https://{role}.{deployment.endpoint_domain}{deployment.health_check_path}"
    try:
        with urlopen(url, timeout=TIMEOUT, context=TLS) as answer:
            return f"{url} answered {answer.status}"
    except HTTPError as error:
        with error:
            raise ConnectionError(f"{url} answered {error.code}") from None


def ask_database(deployment, role):
    """Ask the region's RDS about its cluster."""
    rds = situation.client("rds", deployment, role)
    arn = deployment.clusters[role]
    found = rds.describe_db_clusters(DBClusterIdentifier=arn.rpartition(":")[2])["DBClusters"][0]
    if found["Status"] in DEAD:
        raise ConnectionError(f"{arn} is {found['Status']}")
    return f"{arn} is {found['Status']}"


def ask_sessions(deployment, role):
    """Ask the region's DynamoDB about its table."""
    dynamodb = situation.client("dynamodb", deployment, role)
    status = dynamodb.describe_table(TableName=deployment.sessions_table)["Table"]["TableStatus"]
    if status not in ("ACTIVE", "UPDATING"):
        raise ConnectionError(f"{deployment.sessions_table} is {status}")
    return f"{deployment.sessions_table} is {status}"


def ask_state(deployment, role):
    """Read what the failover function wrote in the region."""
    situation.read_record(deployment, role)
    return f"{deployment.table} can be read"
