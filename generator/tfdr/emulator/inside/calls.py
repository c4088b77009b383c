"""For whom a request is signed, and how an error answers it.

A request says for which region and service it is signed. What it asks for, its path, headers and
body say: `oracles.reading` reads those.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from botocore.exceptions import UnknownServiceError
from moto.core.utils import get_service_model

Answer = tuple[str, dict[str, str], bytes]
"""Status line, headers and body."""

SERVICES = {
    "apigateway": ("apigatewayv2", "apigateway"),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "elasticloadbalancing": ("elbv2", "elb"),
    "execute-api": (),  # the application's own
    "monitoring": ("cloudwatch",),
    "s3": ("s3control", "s3"),
    "servicequotas": ("service-quotas",),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
}
"""As requests are signed: who is signed so as botocore names them, where that is another name."""

_GLOBAL = {"cloudfront", "iam", "organizations", "route53", "route53domains"}
_HOME = "us-east-1"
_CBOR = "smithy-rpc-v2-cbor"
_STATUS = {400: "400 Bad Request", 403: "403 Forbidden", 404: "404 Not Found", 409: "409 Conflict"}
_STATUS |= {429: "429 Too Many Requests", 500: "500 Error", 503: "503 Service Unavailable"}


@dataclass(frozen=True)
class Signed:
    """For whom a request is signed.

    Attributes:
        key: whose it is.
        region: global services are in us-east-1, whatever region a client signs for.
        service: as requests are signed for it, such as `monitoring`.
    """

    key: str
    region: str
    service: str


def signed_for(environ: dict[str, Any]) -> Signed | None:
    """Return for whom a request is signed, None if it is not."""
    header = environ.get("HTTP_AUTHORIZATION", "")
    if "Credential=" in header:
        scope = header.split("Credential=", 1)[1].split(",")[0].strip()
    else:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        scope = query.get("X-Amz-Credential", [""])[0]
    parts = scope.split("/")
    if len(parts) != 5:
        return None
    service = parts[3].lower()
    return Signed(parts[0], _HOME if service in _GLOBAL else parts[2], service)


def protocol_of(service: str, environ: dict[str, Any]) -> str:
    """Return in which protocol a request speaks.

    Args:
        service: as it is signed for.
        environ: a service may speak in more than one way: the request shows in which.
    """
    said = _said_protocol(environ)
    if said not in ("", "query"):
        return said
    for each in SERVICES.get(service, (service,)):
        try:
            return str(get_service_model(each).protocol)
        except UnknownServiceError:
            continue
    return "query"


def error_answer(service: str, protocol: str, code: str, message: str, status: int = 400) -> Answer:
    """Return how AWS answers with an error.

    Args:
        service: as it is signed for.
        protocol: in which the request speaks.
        code: of the error.
        message: what is said beside it.
        status: of HTTP.
    """
    line = _STATUS.get(status, f"{status} Error")
    if protocol == _CBOR:
        headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return line, headers, _cbor({"__type": code, "message": message})
    if protocol == "json":
        said = {"__type": code, "message": message}
        return line, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(said).encode()
    if protocol == "rest-json":
        headers = {"Content-Type": "application/json", "x-amzn-errortype": code}
        return line, headers, json.dumps({"message": message}).encode()
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol == "ec2":
        body = f"<Response><Errors><Error>{error}</Error></Errors></Response>"
    elif service == "s3":
        body = f"<Error>{error}</Error>"
    else:
        body = f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error></ErrorResponse>"
    return line, {"Content-Type": "text/xml"}, body.encode()


def _said_protocol(environ: dict[str, Any]) -> str:
    """Return the protocol that a request names, empty if it names none."""
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        return _CBOR
    if "HTTP_X_AMZ_TARGET" in environ:
        return "json"
    form = environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded")
    return "query" if form else ""


def _cbor(said: dict[str, str]) -> bytes:
    """Encode a few texts by name."""
    texts = [text.encode()[:255] for pair in said.items() for text in pair]
    heads = [bytes([0x60 + len(t)]) if len(t) < 24 else bytes([0x78, len(t)]) for t in texts]
    return bytes([0xA0 + len(said)]) + b"".join(
        head + text for head, text in zip(heads, texts, strict=True)
    )
