"""A region is a module: one call for each, whose differences the role or the strategy explains."""

import difflib
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from tfdr import hcl

from tests.renders import rendered
from tests.support import PRESETS, ROOT
from tests.template.conftest import SCENARIOS, each_scenario
from tests.template.needed import needed_by
from tests.template.planned import planned

Scenario = Callable[[str], Path]
STANDBYS = ["us-west-2", "us-east-2", "eu-west-1"]

# Why a call may differ from another one.
BY_ROLE = {
    "providers": "the region itself",
    "role": "the region itself",
    "availability_zone_ids": "zones are those of the region",
    "cidr_block": "ranges must not overlap",
    "global_cluster_identifier": "a standby joins once the primary's cluster has an instance",
    "creates_database": "the first cluster is created with the database",
    "database_password": "the first cluster is created with it",
    "sessions_table": "a standby adds a replica to the primary's table",
    "records_account": "one region records what is the same in all",
}
BY_STRATEGY = {
    "database_capacity_range",
    "database_instance_count",
    "instance_count",
    "task_count",
}


def calls(repository: Path) -> dict[str, hcl.Block]:
    """The calls of the region module, by role."""
    return {
        block.labels[0]: block
        for block in hcl.read_module(repository).of_kind("module")
        if "./modules/region" in block.attributes["source"].expression.text
    }


def differences(one: hcl.Block, other: hcl.Block) -> set[str]:
    """The arguments that differ, apart from the roles that they name."""

    def of(block: hcl.Block) -> dict[str, str]:
        role = re.compile(rf'(?<=["._]){block.labels[0]}\b')
        return {
            name: role.sub("ROLE", attribute.expression.text)
            for name, attribute in block.attributes.items()
        }

    here, there = of(one), of(other)
    return {name for name in here.keys() | there.keys() if here.get(name) != there.get(name)}


def default(call: hcl.Block, name: str) -> str:
    """What a size is where an environment says nothing."""
    found = re.search(r", ([^,]+|\{[^}]+\})\)$", call.attributes[name].expression.text)
    assert found
    return found[1]


@each_scenario
def test_calls_differ_in_what_role_and_strategy_explain(name: str, scenario: Scenario) -> None:
    repository = scenario(name)
    found = calls(repository)
    assert list(found)[:2] == ["primary", "dr"]

    for one, other in combinations(found, 2):
        names = differences(found[one], found[other])
        assert names <= BY_ROLE.keys() | BY_STRATEGY, (one, other)
        if one != "primary":
            assert names <= {"availability_zone_ids", "cidr_block", "records_account"}, (one, other)
        if SCENARIOS[name].get("strategy") == "hot-standby":
            assert not names & BY_STRATEGY, (one, other)


@pytest.mark.parametrize(
    ("scenario_name", "sizes"),
    [
        ("pilot-light", {"task_count": ("3", "0"), "database_instance_count": ("2", "2")}),
        ("preset", {"task_count": ("3", "1"), "database_instance_count": ("2", "2")}),
        ("hot-standby", {"task_count": ("2", "2"), "database_instance_count": ("2", "2")}),
        ("instances", {"instance_count": ("3", "2"), "database_instance_count": ("2", "2")}),
        ("database-alone", {"database_instance_count": ("2", "1")}),
        (
            "newest-mysql-serverless",
            {"database_capacity_range": ("{ min = 8, max = 64 }", "{ min = 2, max = 64 }")},
        ),
    ],
)
def test_the_strategy_is_read_in_the_calls(
    scenario_name: str, sizes: dict[str, tuple[str, str]], scenario: Scenario
) -> None:
    found = calls(scenario(scenario_name))

    for name, expected in sizes.items():
        assert (default(found["primary"], name), default(found["dr"], name)) == expected


def grown(standbys: int) -> Path:
    """The preset active-passive with a number of standbys."""
    ranges = [f"10.{50 + number}.0.0/16" for number in range(1 + standbys)]
    return rendered("active-passive", {"dr_regions": STANDBYS[:standbys], "vpc_cidrs": ranges})


@pytest.fixture(scope="module")
def family() -> list[Path]:
    """Repositories with one, two and three standbys."""
    return [grown(number) for number in (1, 2, 3)]


def root(repository: Path) -> dict[str, list[str]]:
    """The lines of the root's files."""
    return {
        path.name: path.read_text(encoding="utf-8").splitlines()
        for path in sorted(repository.glob("*.tf"))
    }


def test_the_root_is_short_and_grows_slowly(family: list[Path]) -> None:
    sizes = [sum(map(len, root(repository).values())) for repository in family]

    # 34 are what is an environment's own, 28 how a target is judged, 25 what moves traffic,
    # 8 a release by region.
    assert sizes[0] <= 963
    assert sizes[1] - sizes[0] <= 80
    assert sizes[2] - sizes[1] <= 80
    for call in calls(family[0]).values():
        assert call.end_line - call.line < 60


def test_another_region_is_added_and_nothing_else_is_changed(family: list[Path]) -> None:
    """In the root: one call, one provider, and a line in each map."""
    before, after = root(family[1]), root(family[2])
    assert before.keys() == after.keys()

    removed, added = [], []
    for name, lines in before.items():
        for line in difflib.ndiff(lines, after[name]):
            if line.startswith("- "):
                removed.append(line[2:].strip())
            elif line.startswith("+ "):
                added.append(line[2:].strip())

    assert removed == ['roles = ["primary", "dr", "dr2"]']
    assert added.count('module "dr3" {') == 1
    assert added.count('provider "aws" {') == 1
    maps = [line for line in added if re.fullmatch(r"dr3     = (module\.dr3\b.*|\".*\")", line)]
    assert len(maps) == 10
    changed = {
        path.relative_to(family[2] / "modules").as_posix()
        for path in (family[2] / "modules").rglob("*.tf")
        if path.read_bytes() != (family[1] / path.relative_to(family[2])).read_bytes()
    }
    assert changed == set()


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_waits_for_a_whole_module(preset: str) -> None:
    """Regions refer to each other: an output is waited for, never all that is in a module."""
    waited = [
        reference.names
        for module in hcl.read_tree(rendered(preset)).modules.values()
        for block in module.blocks
        if "depends_on" in block.attributes
        for reference in block.attributes["depends_on"].expression.references
    ]

    assert waited
    assert [names for names in waited if names[0] == "module"] == []


@pytest.mark.parametrize("name", ["every-service", "api-everything", "pci-dss-with-the-account"])
def test_every_module_says_which_terraform_it_needs(name: str, scenario: Scenario) -> None:
    for directory, module in hcl.read_tree(scenario(name)).modules.items():
        said = [block.expression("required_version") for block in module.of_kind("terraform")]
        assert [each.value for each in said if each] == [">= 1.11"], directory


# What a standby is made of that another region has, and why.
NEEDED = {
    "data_bucket": "copies go there",
    "database": "a standby joins a cluster that has an instance",
    "encryption": "a policy names the keys of all regions",
    "failover": "the password is made before that cluster, by a function of its region",
    "network": "the two networks are joined",
    "peering": "the two networks are joined",
    "sessions": "its replica is of that table",
    "transaction_logs": "copies go there",
    # A health check asks the primary region for it, and asks for a name that has a record.
    **dict.fromkeys(
        (
            *("api", "certificate_validation", "database_clients", "endpoint", "load_balancer"),
            *("logs", "proxy", "sessions_replica", "this"),
        ),
        "a witness asks its endpoint",
    ),
}
# Of the failover, no more than makes the password.
PASSWORD = re.compile(
    r"module\.rotation\.|aws_lambda_permission\.rotation|parameter\.active_region"
)
OF_NO_REGION = {
    "aws_iam_service_linked_role.autoscaling",
    "aws_rds_global_cluster.database",
    "aws_route53_zone.service",
    "module.account.aws_iam_service_linked_role.config",
    "module.database_secret.aws_lambda_invocation.first",
    "module.database_secret.aws_secretsmanager_secret.this",
    "module.traffic.aws_route53_health_check.endpoint",
    "module.traffic.aws_route53_record.certificate_validation",
}


def only_what_must_be(addresses: set[str]) -> None:
    """Hold what is planned beside a standby against what it is made of."""
    of_regions = {each for each in addresses if re.match(r"module\.(primary|dr\d*)\.", each)}
    assert addresses - of_regions <= OF_NO_REGION
    assert {each.split(".")[3] for each in of_regions} <= NEEDED.keys()
    for each in of_regions:
        assert ".failover." not in each or PASSWORD.search(each), each


@each_scenario
def test_a_standby_needs_of_the_primary_region_what_it_is_made_of(
    name: str, scenario: Scenario
) -> None:
    """By what refers to what: no alarm, no failover, no service beyond what an endpoint needs."""
    only_what_must_be(needed_by(scenario(name), "dr"))


@pytest.mark.long
def test_terraform_plans_for_a_standby_what_it_is_made_of(preset: Path, tmp_path: Path) -> None:
    """The same with `-target=module.dr`, of a state that is there already."""
    addresses = planned(shutil.copytree(preset, tmp_path / "repository"), "module.dr")
    inside = {each for each in addresses if each.startswith("module.dr.")}

    assert len(inside) > 100
    only_what_must_be(addresses - inside)
    assert addresses - inside == needed_by(preset, "dr") & addresses


# --- The template reads like what it renders

TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
TEMPLATES = sorted([*(ROOT / "template").rglob("*.jinja"), *(ROOT / "includes").glob("*.jinja")])
# A formula that has a name in copier.yml.
NAMED = re.compile(
    r"engine [!=]= 'none'|compute [!=]= 'none'|compute (not )?in \[|' (not )?in services"
    r"|compliance_level [!=]= 'baseline'|hosted_zone ==|outbound ==|lifecycle =="
    r"|database_capacity [!=]= 'serverless'|engine == 'aurora"
)


def tags(path: Path) -> Iterator[str]:
    yield from TAG.findall(path.read_text(encoding="utf-8"))


def test_regions_are_looped_over_in_few_places() -> None:
    loop = re.compile(r"\{%-? for .*? in .*?\b(regions|region_pairs)\b", re.DOTALL)
    loops = [path for path in TEMPLATES for tag in tags(path) if loop.match(tag)]

    assert len(loops) <= 15


def test_the_root_is_mostly_terraform() -> None:
    lines = [
        line
        for path in (ROOT / "template").glob("*.tf.jinja")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\{[%{#]", line)
    ]

    assert len(lines) <= 300


def test_no_line_holds_much_jinja() -> None:
    much = []
    for path in (*TEMPLATES, ROOT / "copier.yml"):
        text = path.read_text(encoding="utf-8")
        held: dict[int, int] = {}
        for tag in TAG.finditer(text):
            first = text.count("\n", 0, tag.start()) + 1
            for line, part in enumerate(tag[0].split("\n"), first):
                held[line] = held.get(line, 0) + len(part.strip())
        much += [f"{path}:{line}" for line, count in held.items() if count > 120]

    assert much == []


def test_a_formula_stands_in_copier_yml_alone() -> None:
    asking = ("checks.jinja", "objectives.jinja")  # of answers that are not settled yet
    paths = [path for path in TEMPLATES if path.name not in asking]

    assert [(path.name, tag) for path in paths for tag in tags(path) if NAMED.search(tag)] == []


def test_terraform_is_not_assembled_in_strings() -> None:
    code = [path for path in TEMPLATES if path.name.endswith((".tf.jinja", ".hcl.jinja"))]
    assert len(code) > 30
    odd = re.compile(r"~|ljust|\bmacro\b|\bdict\(|\bjoin\(")

    assert [(path.name, tag) for path in code for tag in tags(path) if odd.search(tag)] == []


def test_names_of_files_hold_no_conditions() -> None:
    names = [path.name for path in (ROOT / "template").rglob("*")]

    assert [name for name in names if "{% if" in name] == []
