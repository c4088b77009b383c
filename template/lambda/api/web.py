"""Requests as API Gateway sends them (payload format 2.0) and answers as it takes them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import binascii
import json
from dataclasses import dataclass, field


class Refused(Exception):
    """A request that gets an error for an answer; the caller reads the message."""

    def __init__(self, status, message, **headers):
        super().__init__(message)
        self.answer = Answer(status, {"message": message}, headers)


@dataclass(frozen=True)
class Request:
    """What a client asks. Names of headers are in lower case."""

    id: str
    method: str
    path: str
    headers: dict
    body: bytes
    parameters: dict = field(default_factory=dict)  # what stands in the place of {...} in a route

    @classmethod
    def of(cls, event):
        """Read an event of API Gateway."""
        http = event["requestContext"]["http"]
        text = event.get("body") or ""
        return cls(
            id=event["requestContext"]["requestId"],
            method=http["method"],
            path=event["rawPath"],
            headers=event.get("headers") or {},
            body=_decoded(text) if event.get("isBase64Encoded") else text.encode(),
        )

    def json(self, largest):
        """Return the body, a JSON object of at most so many bytes, or refuse it."""
        if self.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            raise Refused(415, "send application/json")
        if len(self.body) > largest:
            raise Refused(413, f"send at most {largest} bytes")
        try:
            content = json.loads(self.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise Refused(400, "the body is not JSON") from None
        if not isinstance(content, dict):
            raise Refused(400, "send a JSON object")
        return content


@dataclass(frozen=True)
class Answer:
    """What a client gets: a status, JSON or nothing, and headers beside the usual ones."""

    status: int
    content: object = None
    headers: dict = field(default_factory=dict)

    def payload(self, request_id):
        """Return the answer as API Gateway takes it. Nobody on the way may keep it."""
        usual = {"cache-control": "no-store", "x-request-id": request_id}
        if self.content is not None:
            usual["content-type"] = "application/json"
        given = {name.replace("_", "-"): value for name, value in self.headers.items()}
        return {
            "statusCode": self.status,
            "headers": {**usual, **given},
            "body": "" if self.content is None else json.dumps(self.content),
        }


def _decoded(text):
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")
