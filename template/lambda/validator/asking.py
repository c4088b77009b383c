"""Asks AWS: briefly, many things at once, and without waiting for a region that is gone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

OWN = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=20,
)
# Another region may be the one that is lost.
FAR = OWN.merge(
    Config(
        connect_timeout=2,
        read_timeout=3,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
)
THROTTLED = {"RequestLimitExceeded", "SlowDown", "ThrottlingException", "Throttling"}
NOT_ALLOWED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}

FRESH_SECONDS = 180  # after which what was written down counts for nothing

making = threading.Lock()  # boto3's own session is not made for threads


def client(service, region, far=False):
    """Return a client, always the same one."""
    with making:
        return _client(service, region, far)


@cache
def _client(service, region, far):
    return boto3.client(service, region_name=region, config=FAR if far else OWN)


def together(calls, seconds):
    """Make all calls at once; return by name what each returned, or the error that it raised.

    One that has not ended in so many seconds counts as a TimeoutError, and ends by itself later.
    """
    if not calls:
        return {}
    pool = ThreadPoolExecutor(max_workers=len(calls))
    made = {name: pool.submit(call) for name, call in calls.items()}
    wait(made.values(), timeout=seconds)
    results = {name: _result(future, seconds) for name, future in made.items()}
    pool.shutdown(wait=False, cancel_futures=True)
    return results


def _result(future, seconds):
    if not future.done():
        return TimeoutError(f"no answer within {seconds} seconds")
    return future.exception() or future.result()


def unreachable(result):
    """Tell whether an error means that a region did not answer, rather than that it said no."""
    if isinstance(result, ClientError):
        status = result.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= 500 or code(result) in THROTTLED
    return isinstance(result, TimeoutError | ConnectionError | HTTPClientError)


def code(error):
    """Return AWS's code of an error, or None."""
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else None


def describe(error):
    """Say what went wrong and what a person can do about it."""
    if not isinstance(error, ClientError):
        return f"{type(error).__name__}: {error}"[:300]
    said = f"{error.operation_name}: {code(error)}: {error.response['Error'].get('Message', '')}"
    if code(error) in NOT_ALLOWED:
        return f"{said[:300]}. Let the validator's role do that."
    return said[:300]


def age(at):
    """Return how many seconds ago something was; for ever if it never was."""
    return time.time() - float(at) if at else float("inf")
