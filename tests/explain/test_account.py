"""`tfdr explain account`: what the account must allow, counted from the answers."""

import json

from tests.support import Tfdr

PRESET = ("--preset", "transaction-processing")


def test_it_names_what_a_new_account_has_to_raise_first(tfdr: Tfdr) -> None:
    done = tfdr("explain", "account", *PRESET)

    assert done.code == 0, done.err
    rows = [line for line in done.out.splitlines() if "  " in line]
    assert rows[1].split("  ")[0] == "Concurrent executions"
    assert rows[1].endswith("raise L-B99A9384")
    assert rows[-2].endswith("yes")
    assert "Instances in each of them: m7i.large." in done.out
    assert done.out.rstrip().endswith("python account/ready.py")


def test_environments_of_one_account_need_more_together(tfdr: Tfdr) -> None:
    def needed(*environments: str) -> dict[str, int]:
        listed = f"environments=[{', '.join(environments)}]"
        done = tfdr("explain", "account", *PRESET, "--data", listed, "--format", "json")
        assert done.code == 0, done.err
        quotas = json.loads(done.out)["quotas"]
        return {each["name"]: each["needed"] for each in quotas if each["region"] == "us-east-1"}

    one, three = needed("production"), needed("production", "staging", "test")
    assert (one["EC2-VPC Elastic IPs"], three["EC2-VPC Elastic IPs"]) == (3, 9)
    assert (one["Concurrent executions"], three["Concurrent executions"]) == (103, 109)
    assert one["Subnets per VPC"] == three["Subnets per VPC"]  # each has a VPC of its own


def test_regions_to_enable_are_named(tfdr: Tfdr) -> None:
    done = tfdr("explain", "account", *PRESET, "--data", "dr_regions=[eu-south-2]")
    assert done.code == 0, done.err
    assert "To enable for the account: eu-south-2." in done.out


def test_wrong_answers_are_named(tfdr: Tfdr) -> None:
    done = tfdr("explain", "account", *PRESET, "--data", "availability_zones=7")
    assert done.code == 2
    assert "availability_zones" in done.err
