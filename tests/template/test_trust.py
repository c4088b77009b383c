"""Which services a role answers to, and for whom: as their own pages have it (R21)."""

import pytest
from tfdr import hcl
from tfdr.evaluate import System, known_text
from tfdr.project import Project

from tests.renders import rendered
from tests.support import PRESETS

DOCS = "https://docs.aws.amazon.com"
# Services that say which account, or which resource, they act for: where their page shows it.
SAY_FOR_WHOM = {
    "ecs-tasks.amazonaws.com": f"{DOCS}/AmazonECS/latest/developerguide/task-iam-roles.html",
    "events.amazonaws.com": f"{DOCS}/eventbridge/latest/userguide/eb-use-conditions.html",
    "monitoring.rds.amazonaws.com": f"{DOCS}/AmazonRDS/latest/AuroraUserGuide/USER_Monitoring.OS.Enabling.html",
    "vpc-flow-logs.amazonaws.com": f"{DOCS}/vpc/latest/userguide/flow-logs-iam-role.html",
}
# Services whose pages show a role without a condition. That they say for whom is nowhere written: with a
# condition on it the role may be one that nobody can take, which CloudTrail's is (prowler issue 4714).
DO_NOT = {
    "backup.amazonaws.com": f"{DOCS}/aws-backup/latest/devguide/iam-service-roles.html",
    "cloudtrail.amazonaws.com": f"{DOCS}/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html",
    "ec2.amazonaws.com": f"{DOCS}/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    "lambda.amazonaws.com": f"{DOCS}/lambda/latest/dg/lambda-intro-execution-role.html",
    "rds.amazonaws.com": f"{DOCS}/AmazonRDS/latest/AuroraUserGuide/rds-proxy-iam-setup.html",
    "s3.amazonaws.com": f"{DOCS}/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
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
