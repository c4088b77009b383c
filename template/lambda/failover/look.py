"""Is a region well? Asked from here, as a client would ask: what counts is the share that fails."""

import probe
from botocore.exceptions import ClientError
from errors import Unanswered

PROBES = 6
PROBES_OF_AWS = 2  # where nothing serves: the answers of an API are not a share
ROUNDS = 2
SECONDS_BETWEEN_ROUNDS = 5


def share(url):
    """Return how many of some requests to a health URL failed, of how many, and what was said."""
    failed, why = probe.share(PROBES, probe.ask, url)
    return failed, PROBES, why


def once(job, role):
    """Ask a region one round: how many requests failed, of how many, and what was said.

    Where nothing serves, its API says whether it is well.
    """
    url = job.settings.health_url(role)
    if url:
        return share(url)
    answers = [_of_aws(job, role) for _ in range(PROBES_OF_AWS)]
    failed = [why for well, why in answers if not well]
    return len(failed), len(answers), (failed or [answers[0][1]])[-1]


def now(job, role):
    """Ask a region in some rounds; return the share that failed, and what was said."""
    failed = asked = 0
    said = ""
    for number in range(ROUNDS):
        if number:
            job.aws.wait(SECONDS_BETWEEN_ROUNDS)
        bad, of, why = once(job, role)
        failed, asked = failed + bad, asked + of
        said = why if bad or not said else said
    return failed / asked, f"{failed} of {asked} requests failed: {said}" if failed else said


def _of_aws(job, role):
    try:
        if job.settings.global_cluster:
            status = job.database.describe(role, fresh=True).get("Status")
            return status == "available", f"its database is {status}"
        job.state.read(role, fresh=True)
        return True, "its table answers"
    except (Unanswered, ClientError) as error:
        return False, str(error)
