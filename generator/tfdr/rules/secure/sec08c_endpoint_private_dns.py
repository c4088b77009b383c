"""SEC08C: interface endpoints have private DNS enabled."""

from collections.abc import Iterator

from tfdr.evaluate import System, known_text
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each interface endpoint of a service of AWS, but for those that have a gateway besides."""
    for endpoint in system.resources("aws_vpc_endpoint"):
        service = known_text(endpoint.get("service_name")) or ""
        if endpoint.text("vpc_endpoint_type") != "Interface" or "vpce-svc" in service:
            continue
        if not service.endswith((".s3", ".dynamodb")):
            message = "does not answer to the name of its service"
            holds = endpoint.is_true("private_dns_enabled")
            yield judge(endpoint, holds, message, "private_dns_enabled")
