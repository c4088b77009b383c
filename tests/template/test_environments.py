"""Environments are independent: state, ranges, mails, protection, names (R4, R11, R12)."""

import json
from ipaddress import ip_network
from itertools import combinations
from pathlib import Path

import pytest
from tfdr import hcl, terraform

from tests.renders import rendered
from tests.template.conftest import PRESET

THREE = {"environments": ["production", "staging", "test"]}


def text(repository: Path, environment: str) -> str:
    return (repository / f"environments/{environment}.tfvars").read_text()


@pytest.mark.parametrize(
    ("cidrs", "apart"),
    [
        (["10.40.0.0/16", "10.41.0.0/16"], True),
        (["10.40.0.0/16", "10.44.0.0/16"], True),
        (["10.90.0.0/20", "10.90.16.0/20"], True),
        ([f"172.{each}.0.0/16" for each in range(16, 22)], True),
        (["192.168.0.0/20", "192.168.16.0/20"], False),
    ],
)
def test_environments_have_ranges_of_their_own(cidrs: list[str], *, apart: bool) -> None:
    """Two environments can be connected some day, or the file says that they cannot."""
    repository = rendered(PRESET, {**THREE, "vpc_cidrs": cidrs})
    used = [
        ip_network(line.split('"')[1])
        for environment in THREE["environments"]
        for line in text(repository, environment).splitlines()
        if line.startswith(("  primary", "  dr"))
    ]
    assert len(used) == 6
    assert any(one.overlaps(other) for one, other in combinations(used, 2)) != apart
    assert ("can never be connected" in text(repository, "test")) is not apart


def test_a_region_more_moves_no_range_of_another_environment() -> None:
    def of_staging(*cidrs: str) -> list[str]:
        regions = ["us-west-2", "eu-west-1"][: len(cidrs) - 1]
        answers = {**THREE, "dr_regions": regions, "vpc_cidrs": [*cidrs]}
        lines = text(rendered(PRESET, answers), "staging").splitlines()
        return [line.split('"')[1] for line in lines if line.startswith(("  primary", "  dr"))]

    two = of_staging("10.40.0.0/16", "10.41.0.0/16")
    three = of_staging("10.40.0.0/16", "10.41.0.0/16", "10.42.0.0/16")
    assert three[:2] == two


def test_a_list_of_ranges_that_is_no_multiple_of_the_regions_is_refused() -> None:
    with pytest.raises(AssertionError, match="has 3 ranges for 2 regions"):
        rendered(PRESET, {"vpc_cidrs": [f"10.{each}.0.0/16" for each in range(3)]})


def test_a_zone_is_below_no_other_environments_zone() -> None:
    """A delegation above would shadow it."""
    repository = rendered(PRESET, THREE)
    names = [
        line.split('"')[1]
        for environment in THREE["environments"]
        for line in text(repository, environment).splitlines()
        if line.startswith("domain_name")
    ]
    assert names == [
        "trading.example.com",
        "staging-trading.example.com",
        "test-trading.example.com",
    ]


def test_names_stay_in_a_zone_that_is_there() -> None:
    zone = {"hosted_zone": "existing", "hosted_zone_name": "trading.example.com"}
    assert '"staging.trading.example.com"' in text(rendered(PRESET, {**THREE, **zone}), "staging")


def test_only_production_is_protected_and_each_names_whom_it_tells() -> None:
    repository = rendered(PRESET, THREE)
    for environment in THREE["environments"]:
        protected = f"deletion_protection = {str(environment == 'production').lower()}\n"
        assert protected in text(repository, environment)
        assert "\nalert_emails = [" in text(repository, environment)


@pytest.mark.parametrize(
    ("initialized", "says"),
    [
        ("trading/production/terraform.tfstate", "init -reconfigure"),
        ("trading/staging/terraform.tfstate", ""),
        ("", ""),
    ],
)
def test_the_state_of_another_environment_is_refused_before_a_plan(
    initialized: str, says: str, tmp_path: Path
) -> None:
    """With the two variables alone: it takes no provider and no account to refuse."""
    repository = rendered(PRESET)
    code = (repository / "variables.tf").read_text().splitlines()
    blocks = [
        line
        for block in hcl.read_module(repository).of_kind("variable")
        if block.labels[0] in ("suffix", "backend_file")
        for line in code[block.line - 1 : block.end_line]
    ]
    (tmp_path / "variables.tf").write_text("\n".join(blocks) + "\n")
    (tmp_path / "main.tftest.hcl").write_text('run "plan" {\n  command = plan\n}\n')
    (tmp_path / "terraform.tfvars").write_text('suffix = "staging"\n')
    tool = terraform.find()
    env = {"TF_DATA_DIR": str(tmp_path / "data")}
    assert tool.run(["init"], tmp_path, env=env).code == 0
    if initialized:
        noted = tmp_path / ".terraform/terraform.tfstate"
        noted.parent.mkdir()
        noted.write_text(json.dumps({"backend": {"type": "s3", "config": {"key": initialized}}}))

    done = tool.run(["test", "-no-color"], tmp_path, env=env)

    assert done.code == (1 if says else 0), done.message
    assert says in " ".join((done.stdout + done.stderr).split())
