"""Which function answers which request. Your own routes go here.

A function takes a `web.Request` and returns a `web.Answer`; it refuses with `web.Refused`. What
stands in the place of `{name}` is `request.parameters["name"]`. API Gateway lets only signed
requests (AWS_IAM) through to every path but that of the health check.
"""

import os
import re

import health
import sessions
from web import Refused

ROUTES = [("GET", os.environ["HEALTH_CHECK_PATH"], health.get)]

if "LIVENESS_PATH" in os.environ:
    ROUTES += [("GET", os.environ["LIVENESS_PATH"], health.live)]

if "SESSIONS_TABLE" in os.environ:
    ROUTES += [
        ("PUT", "/sessions/{id}", sessions.put),
        ("GET", "/sessions/{id}", sessions.get),
        ("DELETE", "/sessions/{id}", sessions.delete),
    ]

# Yours: ROUTES += [("POST", "/payments", payments.create)]
# What writes to the database can ask `region.is_active()` first: only there it takes writes.


def find(method, path):
    """Return the route of a request, its function and its parameters, or refuse it."""
    found = {}
    for verb, route, function in ROUTES:
        if match := re.fullmatch(_pattern(route), path):
            found[verb] = (route, function, match.groupdict())
    if not found:
        raise Refused(404, "no such path")
    if method not in found:
        raise Refused(405, f"{method} is not for this path", allow=", ".join(sorted(found)))
    return found[method]


def _pattern(route):
    parts = re.split(r"{(\w+)}", route)
    texts = [re.escape(part) for part in parts[::2]]
    names = [f"(?P<{name}>[^/]+)" for name in parts[1::2]]
    return "".join(text for pair in zip(texts, [*names, ""], strict=True) for text in pair)
