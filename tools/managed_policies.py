"""The catalogue of policies that AWS keeps: an extract of those that workloads usually have."""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import yaml
from moto.iam.aws_managed_policies import aws_managed_policies_data

FILE: Final = (
    Path(__file__).parents[1] / "generator" / "tfdr" / "catalogue" / "managed_policies.yml"
)
_TOP: Final = """\
# What policies allow that AWS itself keeps, of those that roles of workloads usually have.
# Statements in IAM's own words; Effect is Allow and Resource is "*" where they are not said.
# Condition is true where there is one.
# source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/NAME.html
# Read in the copies of these in moto {moto} (https://pypi.org/project/moto/{moto}/).
# Written by `python -m tools.managed_policies`.
as_of: {as_of}
policies:
"""
_POLICIES: Final = [
    "AdministratorAccess",
    "PowerUserAccess",
    "IAMFullAccess",
    "AmazonAPIGatewayPushToCloudWatchLogs",
    "AmazonAPIGatewayInvokeFullAccess",
    "AmazonDynamoDBFullAccess",
    "AmazonDynamoDBReadOnlyAccess",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerServiceforEC2Role",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonRDSDataFullAccess",
    "AmazonRDSEnhancedMonitoringRole",
    "AmazonRDSFullAccess",
    "AmazonRDSReadOnlyAccess",
    "AmazonRoute53FullAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSNSFullAccess",
    "AmazonSQSFullAccess",
    "AmazonSQSReadOnlyAccess",
    "AmazonSSMFullAccess",
    "AmazonSSMManagedInstanceCore",
    "AmazonSSMReadOnlyAccess",
    "AutoScalingFullAccess",
    "AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
    "AWSLambda_FullAccess",
    "AWSLambda_ReadOnlyAccess",
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess",
    "AWSLambdaExecute",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole",
    "AWSLambdaRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSStepFunctionsFullAccess",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayFullAccess",
    "AWSXrayWriteOnlyAccess",
    "CloudWatchAgentServerPolicy",
    "CloudWatchFullAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
    "CloudWatchLogsFullAccess",
    "SecretsManagerReadWrite",
]


def _statement(said: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if said["Effect"] != "Allow":
        found["Effect"] = said["Effect"]
    for key in ("Action", "NotAction", "Resource", "NotResource"):
        several = said.get(key, [])
        listed = [several] if isinstance(several, str) else several
        if listed and not (key == "Resource" and listed == ["*"]):
            found[key] = sorted(listed)
    if "Condition" in said:
        found["Condition"] = True
    return found


def text() -> str:
    """The catalogue."""
    kept = json.loads(aws_managed_policies_data)
    policies = {
        name: [
            _statement(each)
            for each in (
                [document["Statement"]]
                if isinstance(document["Statement"], dict)
                else document["Statement"]
            )
        ]
        for name in sorted(_POLICIES)
        for document in [kept[name]["Document"]]
    }
    last = max(each["UpdateDate"] for each in kept.values())[:10]
    body = yaml.dump(policies, default_flow_style=None, width=110, sort_keys=True)
    top = _TOP.format(moto=version("moto"), as_of=last)
    return top + "".join(f"  {line}\n" for line in body.splitlines())


if __name__ == "__main__":
    sys.stdout.write(f"{FILE}\n")
    FILE.write_text(text(), encoding="utf-8")
