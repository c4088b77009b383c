"""Every call of AWS goes through here: short time-outs, and retries that come to an end.

A service of a region that gave no answer is not asked again for a while; the region's others are:
one that is silent says nothing of them. boto3's own retries are off: they know neither how long the
function may still run, nor that its lease has to be renewed meanwhile.
"""

import functools

import boto3
import clock
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionError,
    HTTPClientError,
    ResponseStreamingError,
)
from botocore.parsers import ResponseParserError
from errors import OutOfTime, Unanswered, cause_of
from log import log

CONNECT_SECONDS = 3
READ_SECONDS = 10  # a control plane under load takes its time; a dead one never answers
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
OWN = (12, 90.0)  # tries, seconds: without the own region nothing can be done
OTHER = (3, 12.0)  # another region may be gone for hours
TRIES_WITHOUT_ANSWER = 2  # of another region: each costs a time-out
SILENT_SECONDS = 30  # for which a service that gave no answer is not asked again

NO_ANSWER = (ConnectionError, HTTPClientError, ResponseParserError, ResponseStreamingError)
# Failures that pass by themselves, besides all with a status of 500 or more.
PASSING = {
    "ConcurrentUpdateException",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "InternalServiceError",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
    "ResourceConflictException",
    "ResourceContention",
    "ResourceInUse",
    "ScalingActivityInProgress",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "TooManyUpdates",
    "TransactionInProgressException",
}
PASSING_IN_TRANSACTION = {"ThrottlingError", "TransactionConflict", "ProvisionedThroughputExceeded"}


@functools.cache
def client(service, region):
    """Return the client of a service in a region; later invocations use it again."""
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": 1},
    )
    return boto3.client(service, region_name=region, config=config)


def code_of(error):
    """Return the code of an error that AWS answered."""
    return error.response.get("Error", {}).get("Code", "")


def is_passing(error):
    """Say whether asking again could help."""
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return True
    reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
    return code_of(error) in PASSING or bool(reasons & PASSING_IN_TRANSACTION)


class Aws:
    """AWS in all regions of the deployment, for one invocation."""

    def __init__(self, settings, seconds_left):
        self.settings = settings
        # What remains after the deadline is for ending in order.
        self.deadline = clock.monotonic() + seconds_left - min(30.0, seconds_left / 5)
        self.silent_until = {}  # (role, service) -> until when
        self.keep_alive = lambda: None
        self.calls = 0

    def call(
        self, role, service, operation, /, *, once=False, ending=False, fresh=False, **parameters
    ):
        """Call an operation in the region of a role, and again while that could help.

        Whoever judges by the answer asks `fresh`: that an earlier call failed proves nothing anew.
        Raises `Unanswered` when it did not help, `OutOfTime` when the function has to end, and
        botocore's `ClientError` for an answer that will not change.
        """
        what = f"{service} {operation}"
        if not fresh and clock.monotonic() < self.silent_until.get((role, service), 0.0):
            raise Unanswered(role, what, TimeoutError())
        own = role == self.settings.role
        tries, seconds = OWN if own else OTHER
        patience = 1 if self._is_suspect(role) else TRIES_WITHOUT_ANSWER
        end = clock.monotonic() + seconds
        for attempt in range(1, tries + 1):
            if not ending:
                self.check_time()
                self.keep_alive()
            try:
                self.calls += 1
                return getattr(client(service, self.settings.regions[role]), operation)(
                    **parameters
                )
            except ClientError as error:
                if not is_passing(error):
                    raise
                cause = error
            except NO_ANSWER as error:
                cause = error
                tries = tries if own else patience
            pause = clock.jitter(min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt))
            log("warning", call=what, role=role, attempt=attempt, error=cause_of(cause))
            if once or attempt >= tries or clock.monotonic() + pause > end:
                break
            clock.sleep(pause)
        if not own and not isinstance(cause, ClientError):
            self.silent_until[role, service] = clock.monotonic() + SILENT_SECONDS
        raise Unanswered(role, what, cause)

    def _is_suspect(self, role):
        """Say whether some service of a region is silent: each of the others gets one try."""
        return any(silent == role for silent, _ in self.silent_until)

    def wait(self, seconds):
        """Wait for something to happen, renewing the lease."""
        clock.sleep(seconds)
        self.check_time()
        self.keep_alive()

    def check_time(self):
        """Stop in time for an orderly end."""
        if clock.monotonic() > self.deadline:
            raise OutOfTime
