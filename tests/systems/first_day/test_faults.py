"""Things that go wrong on a first day: what a person sees, and what they type next.

Each is a row of the table in docs/deployment.md, and what is seen there is seen here. They happen
in one account, in this order.
"""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.systems.first_day.conftest import first_day
from tests.systems.first_day.person import Person

PRESET = "pilot-light-minimal"
ANSWERS = {"environments": ["production", "staging"], "lifecycle": "production", "ci": "github"}
APPLY = "terraform apply -var-file=environments/production.tfvars"
HERE, THERE = "us-east-1", "us-east-2"
NAME = "intranet-production"
CERTIFICATE = "module.primary.aws_acm_certificate_validation.this"
MAIL = "it-oncall@example.com"

SUBNET = 'module.primary.module.network.aws_subnet.private["use1-az1"]: Creating...'
THERE_ALREADY = re.compile(
    r"Error: creating [^:]+?(?: \(([^()\s]+)\))?: (?:(?!Error: ).)*?"
    r"(AlreadyExists(?:Exception)?|InvalidGroup.Duplicate|InvalidSubnet.Conflict): "
    r"((?:(?!Error: ).)*?)"
    r" with ([\w.\[\]\"-]+),"
)
"""The name, the error, the words and the address of what an apply finds there already."""

pytestmark = [pytest.mark.long(pool="first-day", by="person"), pytest.mark.timeout(3600)]


@pytest.fixture(scope="module", params=[PRESET])
def person(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Person]:
    """Somebody who has done step 1 for production."""
    with first_day(tmp_path_factory.mktemp(request.param), PRESET, ANSWERS) as somebody:
        for text in page(somebody, "State"):
            done = somebody.types(text)
            assert done.code == 0, done.seen
        yield somebody


def page(person: Person, heading: str) -> list[str]:
    """Return the commands of the page under a heading."""
    return [
        each.text for each in person.page("production", "production") if each.heading == heading
    ]


def page_text(person: Person) -> str:
    return (person.clone / "docs/deployment.md").read_text(encoding="utf-8")


def rows(person: Person) -> dict[str, str]:
    """Return the table of the page: what to do, by what is seen."""
    _, _, table = page_text(person).partition("## What can stop a first day")
    cells = [line.strip("| ").split(" | ") for line in table.splitlines() if line[:2] == "| "]
    return {seen: remedy for seen, _, remedy in cells[2:]}


def remedy(person: Person, seen: str) -> str:
    """Return what the page says to do where something is seen."""
    (found,) = [what for row, what in rows(person).items() if seen in row]
    return found


def test_the_tfvars_of_another_environment(person: Person) -> None:
    done = person.types("terraform apply -var-file=environments/staging.tfvars")
    assert done.code == 1
    assert "is initialized with the state of another environment" in done.line
    assert "the message" in remedy(person, "is initialized with the state of another environment")
    assert "init -reconfigure -backend-config=environments/staging.s3.tfbackend" in done.line
    assert "No state file was found" in person.types("terraform state list").seen


def test_a_quota_is_too_low(person: Person) -> None:
    ec2 = person.emulator.client("ec2", HERE)
    for number in range(5 - len(ec2.describe_vpcs()["Vpcs"])):
        ec2.create_vpc(CidrBlock=f"192.168.{number}.0/24")
    network = f"{APPLY} -target=module.primary.module.network.aws_vpc.this"
    refused = person.types(network)
    assert refused.code == 1
    assert "VpcLimitExceeded" in refused.line

    assert "ready.py --mend" in remedy(person, "LimitExceeded")
    mended = person.types("python account/ready.py --mend")
    assert "raise L-F678F1CE" in mended.line

    assert person.types(network).code == 0


def test_a_lock_that_nobody_holds(person: Person) -> None:
    lock = {
        "Bucket": person.types("terraform -chdir=bootstrap output -raw state_bucket").seen.strip(),
        "Key": "intranet/production/terraform.tfstate.tflock",
    }
    identity = "3f8e0e5a-6f2e-4a3c-9d57-0c9d5b0a4f11"
    held = {"ID": identity, "Operation": "OperationTypeApply", "Who": "someone@laptop"}
    s3 = person.emulator.client("s3", THERE)
    s3.put_object(**lock, Body=json.dumps(held).encode())
    keys = f"{APPLY} -target=module.primary.module.encryption"
    refused = person.types(keys)
    assert refused.code == 1
    assert "Error acquiring the state lock" in refused.line
    assert "someone@laptop" in refused.line

    assert "terraform force-unlock ID" in remedy(person, "Error acquiring the state lock")
    assert person.types(f"terraform force-unlock {identity}").code == 0

    assert person.types(keys).code == 0


def test_a_role_that_lacks_a_permission(person: Person) -> None:
    role = person.emulator.client("iam", HERE).get_role(RoleName=f"{NAME}-pipeline-plan")
    keys = person.emulator.session(role["Role"]["Arn"], "someone")
    alerts = f"{APPLY} -target=module.primary.module.alerts"
    refused = person.types(alerts, **keys)
    assert refused.code == 1
    assert re.search(r"assumed-role/\S+/someone is not authorized to perform: sns:", refused.line)

    assert "credentials of your own" in remedy(person, "AccessDenied")
    assert person.types(alerts).code == 0


def test_an_apply_that_is_interrupted(person: Person) -> None:
    """Ctrl-C: Terraform ends by itself, and what AWS was making then is in no state."""
    network = f"{APPLY} -target=module.primary.module.network"
    stopped = person.types(
        network,
        once_seen=(SUBNET, lambda shell: os.killpg(shell, signal.SIGINT)),
    )
    assert stopped.code != 0
    assert "Gracefully shutting down" in stopped.line
    assert "give the same command again" in " ".join(page_text(person).split())

    apply_with_imports(person, network)


def test_an_apply_that_is_killed(person: Person) -> None:
    """The laptop dies: the lock stays, and what was just made is in no state."""
    network = f"{APPLY} -target=module.dr.module.network"
    role = "module.dr.module.network.aws_iam_role.flow_logs"
    killed = person.types(
        network,
        once_seen=(f"{role}: Creation complete", lambda shell: os.killpg(shell, signal.SIGKILL)),
    )
    assert killed.code != 0
    locked = person.types(network)
    assert "Error acquiring the state lock" in locked.line
    (identity,) = re.findall(r"Lock Info: ID: (\S+)", locked.line)
    assert person.types(f"terraform force-unlock {identity}").code == 0

    assert role in apply_with_imports(person, network)
    assert "No changes" in person.types(network.replace("apply", "plan")).line


def apply_with_imports(person: Person, command: str) -> list[str]:
    """Import what an apply says is there already, as the page says; return the addresses."""
    (writes,) = re.findall(r"`(printf [^`]+)`", remedy(person, "`AlreadyExists`"))
    addresses: list[str] = []
    while (done := person.types(command)).code:
        found = THERE_ALREADY.findall(done.line)
        assert found, done.line[-3000:]
        for name, error, words, address in found:
            assert address not in addresses, "it was imported"
            addresses.append(address)
            identity = name if "AlreadyExists" in error else identity_of(person, name, words)
            person.types(writes.replace("ADDRESS", address).replace("'ID'", f"'{identity}'"))
    (person.clone / "imports.tf").unlink(missing_ok=True)
    return addresses


def identity_of(person: Person, name: str, words: str) -> str:
    """Return the id of a security group by its name, or of a subnet by its range."""
    told = remedy(person, "`InvalidSubnet.Conflict`")
    subnets, groups = (each for each in re.findall(r"`(aws [^`]+)`", told))
    known = name or re.findall(r"'([\d./]+)'", words)[0]
    listing = json.loads(person.types((groups if name else subnets).replace("REGION", HERE)).seen)
    return str(dict(listing)[known])


def test_nobody_confirms_a_mail(person: Person) -> None:
    person.emulator.confirm(MAIL, confirmed=False)
    remedies = remedy(person, "nobody gets an alert")
    listing = re.findall(r"`(aws [^`]+)`", remedies)[0].replace("REGION", HERE)
    assert MAIL in person.types(listing).seen

    address = f'module.primary.module.alerts.aws_sns_topic_subscription.email["{MAIL}"]'
    assert "terraform apply -replace" in remedies
    assert person.types(f"{APPLY} -target='{address}' -replace='{address}'").code == 0
    person.emulator.confirm(MAIL, confirmed=True)

    assert MAIL not in person.types(listing).seen


def test_a_zone_that_is_not_delegated(person: Person) -> None:
    domain = person.domain("production")
    person.emulator.delegate(domain, delegated=False)
    dig = f"dig +short NS {domain}"
    for text in page(person, "Names"):
        assert person.types(text).code == 0
    waited = person.types(
        f"{APPLY} -target={CERTIFICATE}",
        once_seen=(f"{CERTIFICATE}: Still creating...", lambda _: delegate(person, domain, dig)),
    )
    assert f"{CERTIFICATE}: Still creating..." in waited.line
    assert dig in remedy(person, "aws_acm_certificate_validation")
    assert waited.code == 0, "the apply goes on once the zone is delegated"


def delegate(person: Person, domain: str, dig: str) -> None:
    """See that nobody knows the zone, and enter its name servers in the parent zone."""
    assert person.types(dig).seen.strip() == ""
    person.emulator.delegate(domain, delegated=True)
    assert person.types(dig).seen.strip() != ""


def test_an_image_that_is_missing(person: Person) -> None:
    assert person.types(APPLY).code == 0
    curl = f"curl -fsS https://{person.domain('production')}/health"
    refused = person.types(curl)
    assert refused.code != 0
    assert "503" in refused.line

    said = remedy(person, "`curl` says 503")
    events = re.findall(r"`(aws [^`]+)`", said)[0].replace("REGION", HERE)
    assert "CannotPullContainerError" in person.types(events).seen

    _, push = page(person, "First image")
    assert person.types(push).code == 0
    assert person.types(curl).seen.startswith("200 ")


def test_a_destroy_of_what_is_protected(person: Person) -> None:
    refused = person.types(APPLY.replace("apply", "destroy"))
    assert refused.code == 1
    assert re.search("deletion protection|DeletionProtection|deletion_protection", refused.line)

    assert "python environments/destroy.py production" in remedy(person, "`destroy` is refused")
    (command,) = page(person, "Taking it down")
    assert person.types(command, "staging").code == 1, "another name is not the answer"
    assert "Nothing was destroyed." in person.types(command, "no").seen
    taken_down = person.types(command, "production")
    assert taken_down.code == 0
    assert "production is destroyed, after" in taken_down.line

    state = person.types("terraform -chdir=bootstrap output -raw state_bucket").seen.strip()
    s3 = person.emulator.client("s3", HERE)
    left = {each["Name"] for each in s3.list_buckets()["Buckets"]}
    assert state in left
    rds = person.emulator.client("rds", HERE)
    assert rds.describe_db_clusters()["DBClusters"] == []


@pytest.mark.usefixtures("person")  # so that one worker does them all
def test_a_region_that_is_not_enabled(tmp_path: Path) -> None:
    """In an account of its own, for other answers."""
    with first_day(tmp_path, PRESET, {**ANSWERS, "dr_regions": ["eu-south-1"]}) as another:
        bootstrap, *_ = page(another, "State")
        refused = another.types(bootstrap)
        assert refused.code == 1
        assert re.search(
            "InvalidClientTokenId|UnrecognizedClientException|AuthFailure", refused.line
        )

        assert "ready.py --mend" in remedy(another, "InvalidClientTokenId")
        assert "eu-south-1: enable it" in another.types("python account/ready.py --mend").line

        assert another.types(bootstrap).code == 0
