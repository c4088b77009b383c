"""What the oracles cost: the same requests to an emulated AWS with all of them on and with none.

Processor time is measured and not the time on the wall, which Terraform spends waiting.
"""

import json
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tfdr.emulator.client import server
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.protocol import OFF, REFUSE

HEADING: Final = "## Oracles"
ROUNDS: Final = 20
DRILL_REQUESTS: Final = 10_000
"""About as many a drill sends, as its emulator's log has them."""

_WAYS: Final = {OFF: "no oracle", REFUSE: "all oracles"}
_HEAD: Final = ("emulator with", "requests", "processor time", "a request")
_REGION: Final = "eu-west-1"


@dataclass(frozen=True)
class Cost:
    """What a number of requests took.

    Attributes:
        way: what becomes of requests, one of `protocol.ORACLE_WAYS`.
        requests: how many there were.
        processor: seconds of the process that is the emulated AWS, oracles included.
    """

    way: str
    requests: int
    processor: float

    @property
    def milliseconds(self) -> float:
        """Of a processor, for one request."""
        return 1000 * self.processor / self.requests


def measure(rounds: int = ROUNDS) -> list[Cost]:
    """Send the same to an emulator of each kind, in turns, so that a slow minute hits both."""
    with tempfile.TemporaryDirectory(prefix="bench-oracles-") as folder, ExitStack() as stack:
        logs = {way: Path(folder) / way for way in _WAYS}
        emulators = {
            way: stack.enter_context(server.running(log, oracles=way)) for way, log in logs.items()
        }
        for emulator in emulators.values():
            _round(emulator, 0)  # which loads services and their models
        before = {way: _processor(emulator.pid) for way, emulator in emulators.items()}
        sent = {way: _requests(log) for way, log in logs.items()}
        for number in range(1, rounds + 1):
            for emulator in emulators.values():
                _round(emulator, number)
        return [
            Cost(way, _requests(logs[way]) - sent[way], _processor(emulator.pid) - before[way])
            for way, emulator in emulators.items()
        ]


def _round(emulator: Emulator, number: int) -> None:
    """Make some of what is generated, and look at it as often as Terraform does."""

    def aws(service: str) -> Any:
        return emulator.client(service, _REGION)

    name = f"bench-{number}"
    tags = [{"Key": key, "Value": name} for key in ("Project", "Owner", "Environment")]
    account = f"arn:aws:iam::{emulator.account_id}:root"
    whole = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*", "Resource": "*"}
    key = aws("kms").create_key(Policy=_policy(whole))["KeyMetadata"]["Arn"]
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
    role = {"RoleName": name, "PolicyName": "use"}
    aws("iam").create_role(
        RoleName=name, AssumeRolePolicyDocument=_policy({**trust, "Action": "sts:AssumeRole"})
    )
    use = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key}
    aws("iam").put_role_policy(**role, PolicyDocument=_policy(use))
    network = aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = aws("ec2").create_security_group(GroupName=name, Description="b", VpcId=network)
    subnet = aws("ec2").create_subnet(VpcId=network, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    topic = aws("sns").create_topic(Name=name, Tags=tags)["TopicArn"]
    queue = aws("sqs").create_queue(QueueName=name)["QueueUrl"]
    aws("logs").create_log_group(logGroupName=name)
    aws("cloudwatch").put_metric_alarm(
        AlarmName=name, Namespace="n", MetricName="m", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic], Tags=tags,
    )  # fmt: skip
    aws("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )  # fmt: skip
    for _ in range(3):
        aws("kms").get_key_policy(KeyId=key, PolicyName="default")
        aws("iam").get_role_policy(**role)
        aws("ec2").describe_vpcs(VpcIds=[network])
        aws("ec2").describe_subnets(SubnetIds=[subnet])
        aws("ec2").describe_security_groups(GroupIds=[group["GroupId"]])
        aws("sns").get_topic_attributes(TopicArn=topic)
        aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
        aws("logs").describe_log_groups(logGroupNamePrefix=name)
        aws("cloudwatch").describe_alarms(AlarmNames=[name])
        aws("dynamodb").describe_table(TableName=name)
        aws("dynamodb").put_item(TableName=name, Item={"id": {"S": "a"}})


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _processor(process: int) -> float:
    """Return the seconds that a process has had of a processor, on Linux."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _requests(log: Path) -> int:
    return sum(1 for _ in _answered(log))


def _answered(log: Path) -> Iterator[str]:
    for line in log.read_text(errors="replace").splitlines():
        if 'HTTP/1.1" ' in line or '] "' in line:
            yield line


def as_markdown(costs: Sequence[Cost]) -> str:
    """The figures as a table."""
    rows = [
        (
            _WAYS[each.way],
            f"{each.requests}",
            f"{each.processor:.1f} s",
            f"{each.milliseconds:.1f} ms",
        )
        for each in costs
    ]
    lines = [_HEAD, ("---", "---:", "---:", "---:"), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def section(costs: Sequence[Cost]) -> str:
    """The section of docs/benchmarks.md."""
    without, with_all = costs
    more = (with_all.milliseconds - without.milliseconds) * DRILL_REQUESTS / 1000
    return f"""
{HEADING}

Written by `python -m bench --oracles --write`: the same requests, of ten services, to an emulated
AWS of each kind. Processor time is that of the emulator alone.

{as_markdown(costs)}

A drill sends about {DRILL_REQUESTS:,} requests, so the oracles take {max(more, 0):.0f} s of it.
{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {datetime.now(UTC):%Y-%m-%d}.
"""


def kept(page: str) -> str:
    """The section as it stands on the page; empty if it is not there."""
    _, found, after = page.partition(f"\n{HEADING}\n")
    own = after.partition("\n## ")[0]
    return f"\n{HEADING}\n{own}" if found else ""


def with_section(page: str, text: str) -> str:
    """The page with this section in place of its former one, or before that of the tests."""
    page = page.replace(kept(page), "") if kept(page) else page
    before, found, after = page.partition("\n## Tests\n")
    return f"{before.rstrip()}\n{text}{found}{after}"
