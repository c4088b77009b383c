"""The function behind the HTTP API. What it serves is in routes.py."""

import json
import random
import time
import traceback
from dataclasses import replace

import routes
from botocore.exceptions import BotoCoreError, ClientError
from web import Answer, Refused, Request

LONGEST_WAIT = 10  # seconds that a client is asked to wait before it tries again


def handler(event, context):
    """Answer one request of API Gateway."""
    started = time.monotonic()
    request = Request.of(event)
    route, answer, problem = respond(request)
    # Neither path nor body: an id in a path can be all that it takes to act as somebody.
    log(
        level="error" if answer.status >= 500 else "info",
        request_id=request.id,
        run_id=context.aws_request_id,
        method=request.method,
        route=route,
        status=answer.status,
        milliseconds=round(1000 * (time.monotonic() - started)),
        **problem,
    )
    return answer.payload(request.id)


def respond(request):
    """Return the route of a request, the answer to it and, if something failed, what."""
    route = None
    try:
        route, function, parameters = routes.find(request.method, request.path)
        return route, function(replace(request, parameters=parameters)), {}
    except Refused as refused:
        return route, refused.answer, {}
    except (BotoCoreError, ClientError) as error:
        # What the function depends on may be back in a moment, or answer in the other region.
        # Not all at the same second: who failed together would come back together.
        seconds = random.randint(1, LONGEST_WAIT)  # noqa: S311 - nobody gains from guessing it
        answer = Answer(503, {"message": "try again"}, {"retry_after": str(seconds)})
        return route, answer, describe(error)
    except Exception as error:
        return route, Answer(500, {"message": "this failed"}), describe(error)


def describe(error):
    """Say what failed and where; a message can quote what people sent, so it stays out."""
    response = getattr(error, "response", {})
    return {
        "error": response.get("Error", {}).get("Code") or type(error).__name__,
        "at": [
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
            for frame in traceback.extract_tb(error.__traceback__)
        ],
    }


def log(**fields):
    """Write one line of JSON."""
    print(json.dumps(fields))
