"""What the tables of all regions say: who is active, what is left over, what was seen."""

from dataclasses import dataclass, field
from functools import partial

import asking
from deployment import Deployment
from items import from_item, to_item

SECONDS = 8  # for all regions, asked at once
# What another region's absence can leave pending.
WORK = ("fence", "open", "record", "parameter", "claim", "stand-down")
BRIEFLY = ("system", "watch", "serving")
KEPT = (*BRIEFLY, "lease", "run", "fence", "drill", "readiness")


@dataclass(frozen=True)
class Record:
    """What a region knows of who is active. Of two records the one with the higher epoch holds."""

    active: str  # role
    epoch: int
    standalone: str = ""  # role whose cluster was detached from the global one


@dataclass(frozen=True)
class Situation:
    """What the regions say. In place of what one of them did not say stands the error."""

    deployment: Deployment
    tables: dict  # role -> items by their id
    parameters: dict = field(default_factory=dict)  # role -> region that applications are told

    @property
    def items(self):
        """What the own region's table says."""
        return self.tables[self.deployment.role]

    @property
    def records(self):
        """The record of each region."""
        return {role: self._record(found) for role, found in self.tables.items()}

    def _record(self, found):
        if isinstance(found, Exception):
            return found
        if "system" not in found:  # nothing has ever been changed
            return Record(self.deployment.first_role, 0)
        item = found["system"]
        return Record(item["active"], int(item["epoch"]), item.get("standalone", ""))

    @property
    def known(self):
        """The records that could be read."""
        return [record for record in self.records.values() if isinstance(record, Record)]

    @property
    def truth(self):
        """The record that holds."""
        if not self.known:
            raise self.items
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
        fence = self.own("fence")
        if self.here or not fence:
            return False
        return int(self.own("run").get("epoch", 0)) <= int(fence["epoch"])

    def own(self, id):
        """Return an item of the own region's table, empty if there is none."""
        return self.get(self.deployment.role, id)

    def get(self, role, id):
        """Return an item of a region's table, empty if there is none or nobody said."""
        found = self.tables.get(role)
        return found.get(id, {}) if isinstance(found, dict) else {}


def look_briefly(deployment):
    """Find out which region is active, and what was seen a minute ago."""
    calls = {role: partial(read_items, deployment, role, BRIEFLY) for role in deployment.regions}
    return Situation(deployment, asking.together(calls, SECONDS))


def look(deployment):
    """Find out all that the regions' tables and parameters say."""
    calls = {}
    for role in deployment.regions:
        ids = everything(deployment) if role == deployment.role else BRIEFLY
        calls["items", role] = partial(read_items, deployment, role, ids)
        calls["parameters", role] = partial(read_parameter, deployment, role)
    results = asking.together(calls, SECONDS)
    return Situation(
        deployment,
        tables={role: results["items", role] for role in deployment.regions},
        parameters={role: results["parameters", role] for role in deployment.regions},
    )


def everything(deployment):
    """Return the ids of all that is about now: not of the old reports."""
    return [*KEPT, *(f"pending#{work}#{role}" for work in WORK for role in deployment.regions)]


def read_items(deployment, role, ids=BRIEFLY):
    """Read items of a region's table by their ids."""
    wanted = {"Keys": [{"id": {"S": id}} for id in ids], "ConsistentRead": True}
    dynamodb = client("dynamodb", deployment, role)
    found, asked = {}, {deployment.table: wanted}
    while asked:
        answer = dynamodb.batch_get_item(RequestItems=asked)
        items = [from_item(item) for item in answer["Responses"][deployment.table]]
        found |= {item["id"]: item for item in items}
        asked = answer.get("UnprocessedKeys")
    return found


def write_item(deployment, role, item):
    """Write an item into a region's table; only those that are the validator's can be."""
    dynamodb = client("dynamodb", deployment, role)
    dynamodb.put_item(TableName=deployment.table, Item=to_item(item))


def read_parameter(deployment, role):
    """Read which region applications in a region are told to be the active one."""
    ssm = client("ssm", deployment, role)
    return ssm.get_parameter(Name=deployment.parameter)["Parameter"]["Value"]


def client(service, deployment, role):
    """Return a client for a region, by its role."""
    return asking.client(service, deployment.regions[role], far=role != deployment.role)
