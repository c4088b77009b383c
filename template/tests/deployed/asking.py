"""How AWS is asked: read-only, and without waiting long for a region that does not respond."""

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError
from findings import unknown, wrong

PATIENCE = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
)
THROTTLED = {"RequestLimitExceeded", "SlowDown", "Throttling", "ThrottlingException"}
NOT_ALLOWED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def client(service, region):
    """Return a client of a session of its own: sessions are not made for threads."""
    return boto3.session.Session().client(service, region_name=region, config=PATIENCE)


def answer(question, region):
    """Return what a question finds in a region, whatever AWS says to it."""
    try:
        return list(question.answer(region))
    except ClientError as error:
        return [_refused(error)]
    except (ConnectionError, HTTPClientError):
        return [unknown(f"{region.code} does not respond to this question.")]
    except BotoCoreError as error:
        return [unknown(f"AWS cannot be asked: {error}")]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        # An output of another form than this version writes, or an answer that lacks a part.
        return [unknown(f"The answer cannot be read: {type(error).__name__}: {error}")]


def responds(region):
    """Say whether AWS responds in a region at all.

    Raises:
        BotoCoreError: there are no credentials to ask with.
        ClientError: AWS does not take these credentials.
    """
    try:
        region.aws("sts").get_caller_identity()
    except ClientError as error:
        if _is_trouble(error):
            return False
        raise
    except (ConnectionError, HTTPClientError):
        return False
    return True


def _refused(error):
    said = error.response["Error"]
    text = f"{error.operation_name}: {said.get('Code')}: {said.get('Message', '')}"
    if said.get("Code") in NOT_ALLOWED:
        return unknown(f"{text}. Ask as somebody who has the policy ReadOnlyAccess.")
    return unknown(text) if _is_trouble(error) else wrong(text)


def _is_trouble(error):
    """Tell an AWS that is in trouble from one that says no."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or error.response["Error"].get("Code") in THROTTLED
