"""Which region is the active one, by the failover function's records of all regions."""

from dataclasses import dataclass, field
from functools import partial

import asking
from boto3.dynamodb.types import TypeDeserializer
from deployment import Deployment

SECONDS = 8  # for all regions, asked at once
WORK = ("record", "fence", "open", "stand-down")  # that another region's absence can leave pending

read_value = TypeDeserializer().deserialize


@dataclass(frozen=True)
class Record:
    """What a region knows of who is active. Of two records the one with the higher epoch holds."""

    active: str  # role
    epoch: int


@dataclass(frozen=True)
class Situation:
    """What the regions say. In place of what one of them did not say stands the error."""

    deployment: Deployment
    records: dict  # role -> Record
    parameters: dict = field(default_factory=dict)  # role -> region that applications are told
    items: object = field(default_factory=dict)  # of this region's table, by id

    @property
    def known(self):
        """The records that could be read."""
        return [record for record in self.records.values() if isinstance(record, Record)]

    @property
    def truth(self):
        """The record that holds."""
        if not self.known:
            raise self.records[self.deployment.role]
        return max(self.known, key=lambda record: record.epoch)

    @property
    def active(self):
        """The role of the active region."""
        return self.truth.active

    @property
    def here(self):
        """Whether this region is the active one."""
        return self.active == self.deployment.role

    @property
    def fenced(self):
        """Whether a failover closed this region and no run has opened it since."""
        if self.here or isinstance(self.items, Exception) or "fence" not in self.items:
            return False
        opened = int(self.items.get("run", {}).get("epoch", 0))
        return opened <= int(self.items["fence"]["epoch"])


def look_briefly(deployment):
    """Find out which region is active, and nothing else."""
    calls = {role: partial(read_record, deployment, role) for role in deployment.regions}
    return Situation(deployment, asking.together(calls, SECONDS))


def look(deployment):
    """Find out all that the regions' tables and parameters say."""
    calls = {("items", deployment.role): partial(read_items, deployment)}
    for role in deployment.regions:
        calls["records", role] = partial(read_record, deployment, role)
        calls["parameters", role] = partial(read_parameter, deployment, role)
    results = asking.together(calls, SECONDS)
    return Situation(
        deployment,
        records={role: results["records", role] for role in deployment.regions},
        parameters={role: results["parameters", role] for role in deployment.regions},
        items=results["items", deployment.role],
    )


def read_record(deployment, role):
    """Read who is active by the table of a region."""
    found = client("dynamodb", deployment, role).get_item(
        TableName=deployment.table, Key={"id": {"S": "system"}}, ConsistentRead=True
    )
    if "Item" not in found:  # nothing has ever been changed
        return Record(deployment.first_role, 0)
    item = plain(found["Item"])
    return Record(item["active"], int(item["epoch"]))


def read_parameter(deployment, role):
    """Read which region applications in a region are told to be the active one."""
    ssm = client("ssm", deployment, role)
    return ssm.get_parameter(Name=deployment.parameter)["Parameter"]["Value"]


def read_items(deployment):
    """Read everything in this region's table that is about now: not the old reports."""
    ids = ["lease", "run", "fence", "drill"]
    ids += [f"pending#{work}#{role}" for work in WORK for role in deployment.regions]
    wanted = {"Keys": [{"id": {"S": id_}} for id_ in ids], "ConsistentRead": True}
    dynamodb = client("dynamodb", deployment, deployment.role)
    items, asked = {}, {deployment.table: wanted}
    while asked:
        answer = dynamodb.batch_get_item(RequestItems=asked)
        items |= {item["id"]["S"]: plain(item) for item in answer["Responses"][deployment.table]}
        asked = answer.get("UnprocessedKeys")
    return items


def client(service, deployment, role):
    """Return a client for a region, by its role."""
    return asking.client(service, deployment.regions[role], far=role != deployment.role)


def plain(item):
    """Return an item without DynamoDB's types."""
    return {name: read_value(value) for name, value in item.items()}
