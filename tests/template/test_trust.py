"""Which services a role answers to, and for whom: as their own pages have it (R21)."""

import pytest
from tfdr import hcl
from tfdr.evaluate import System, known_text
from tfdr.project import Project

from tests.renders import rendered
from tests.support import PRESETS

# Services that say for which account or resource they act, and the page of AWS that shows it.
SAY_FOR_WHOM = {
    "ecs-tasks.amazonaws.com": "AmazonECS/latest/developerguide/task-iam-roles.html",
    "events.amazonaws.com": "eventbridge/latest/userguide/eb-use-conditions.html",
    "monitoring.rds.amazonaws.com": (
        "AmazonRDS/latest/AuroraUserGuide/USER_Monitoring.OS.Enabling.html"
    ),
    "vpc-flow-logs.amazonaws.com": "vpc/latest/userguide/flow-logs-iam-role.html",
}
# Services whose pages show a role without a condition. That they say for whom is nowhere written:
# with a condition nobody may be able to take the role, as is so with CloudTrail's, says
# https://github.com/prowler-cloud/prowler/issues/4714.
DO_NOT = {
    "backup.amazonaws.com": "aws-backup/latest/devguide/iam-service-roles.html",
    "cloudtrail.amazonaws.com": (
        "awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html"
    ),
    "ec2.amazonaws.com": "AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    "lambda.amazonaws.com": "lambda/latest/dg/lambda-intro-execution-role.html",
    "rds.amazonaws.com": "AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-setup.html",
    "s3.amazonaws.com": "AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
}
OF_SOURCE = {"aws:SourceAccount", "aws:SourceArn"}


def trusted(preset: str) -> dict[str, set[frozenset[str]]]:
    """The services that roles of a repository answer to, with the keys of the conditions."""
    repository = rendered(preset, {"compliance_level": "pci-dss", "manage_account_services": True})
    found: dict[str, set[frozenset[str]]] = {}
    for role in System(Project(hcl.read_tree(repository)), repository).resources("aws_iam_role"):
        policy = role.policy("assume_role_policy")
        assert policy.is_complete, role.address
        for statement in policy.statements:
            keys = frozenset(key for _, key, _ in statement.conditions)
            for kind, who in statement.principals:
                if kind == "Service":
                    found.setdefault(str(known_text(who)), set()).add(keys)
    return found


@pytest.mark.long
@pytest.mark.parametrize("preset", PRESETS)
def test_a_role_asks_for_whom_where_the_service_says_it_and_nowhere_else(preset: str) -> None:
    found = trusted(preset)
    assert len(found) > 5
    for service, conditions in found.items():
        assert service in SAY_FOR_WHOM or service in DO_NOT, f"look up whether {service} says it"
        for keys in conditions:
            assert bool(keys & OF_SOURCE) is (service in SAY_FOR_WHOM), (service, keys)
