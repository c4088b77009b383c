"""A region is a module: one call for each, whose differences the role or the strategy explains."""

import difflib
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from tfdr import cli, hcl

from tests.support import PRESETS, ROOT
from tests.template.conftest import SCENARIOS
from tests.template.planned import planned

Scenario = Callable[[str], Path]
STANDBYS = ["us-west-2", "us-east-2", "eu-west-1"]

# Why a call may differ from another one.
BY_ROLE = {
    "providers": "the region itself",
    "role": "the region itself",
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


@pytest.mark.parametrize("name", SCENARIOS)
def test_calls_differ_in_what_role_and_strategy_explain(name: str, scenario: Scenario) -> None:
    repository = scenario(name)
    found = calls(repository)
    assert list(found)[:2] == ["primary", "dr"]

    for one, other in combinations(found, 2):
        names = differences(found[one], found[other])
        assert names <= BY_ROLE.keys() | BY_STRATEGY, (one, other)
        if one != "primary":
            assert names <= {"cidr_block", "records_account"}, (one, other)
        if SCENARIOS[name].get("strategy") == "hot-standby":
            assert not names & BY_STRATEGY, (one, other)


@pytest.mark.parametrize(
    ("scenario_name", "sizes"),
    [
        ("pilot-light", {"task_count": ("3", "0"), "database_instance_count": ("2", "1")}),
        ("preset", {"task_count": ("3", "1"), "database_instance_count": ("2", "1")}),
        ("hot-standby", {"task_count": ("2", "2"), "database_instance_count": ("2", "2")}),
        ("instances", {"instance_count": ("3", "2"), "database_instance_count": ("2", "1")}),
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


def grown(folder: Path, standbys: int) -> Path:
    """The preset active-passive with a number of standbys."""
    dest = folder / str(standbys)
    ranges = ", ".join(f"10.{50 + number}.0.0/16" for number in range(1 + standbys))
    changed = [f"dr_regions=[{', '.join(STANDBYS[:standbys])}]", f"vpc_cidrs=[{ranges}]"]
    data = [part for each in changed for part in ("--data", each)]
    command = ["new", str(dest), "--preset", "active-passive", "--defaults", *data]
    assert cli.main(command) == 0
    return dest


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Repositories with one, two and three standbys."""
    folder = tmp_path_factory.mktemp("family")
    return [grown(folder, number) for number in (1, 2, 3)]


def root(repository: Path) -> dict[str, list[str]]:
    """The lines of the root's files."""
    return {
        path.name: path.read_text(encoding="utf-8").splitlines()
        for path in sorted(repository.glob("*.tf"))
    }


def test_the_root_is_short_and_grows_slowly(family: list[Path]) -> None:
    sizes = [sum(map(len, root(repository).values())) for repository in family]

    assert sizes[0] <= 950
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
def test_nothing_waits_for_a_whole_module(preset: str, tmp_path: Path) -> None:
    """Regions refer to each other: an output is waited for, never all that is in a module."""
    repository = tmp_path / preset
    assert cli.main(["new", str(repository), "--preset", preset, "--defaults"]) == 0
    waited = [
        reference.names
        for module in hcl.read_tree(repository).modules.values()
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


@pytest.mark.long
def test_a_standby_needs_little_of_the_primary_region(preset: Path, tmp_path: Path) -> None:
    """What `-target=module.dr` plans beside that region, of a state that is there already.

    What data comes from, the health check that is a witness with the endpoint that it asks, and the
    function that makes the password with those whom it notifies; nothing that runs the service.
    """
    addresses = planned(shutil.copytree(preset, tmp_path / "repository"), "module.dr")

    of_primary = {
        address.split(".")[3] if address.split(".")[2] == "module" else address.split(".")[2]
        for address in addresses
        if address.startswith("module.primary.")
    }
    of_root = {
        address.split(".")[1]
        for address in addresses
        if not address.startswith(("module.primary.", "module.dr."))
    }
    assert sum(address.startswith("module.dr.") for address in addresses) > 100
    assert of_primary == {
        "alerts", "aws_acm_certificate", "aws_route53_health_check", "aws_route53_record",
        "backup_vault", "data_bucket", "database", "encryption", "failover", "load_balancer",
        "logs", "network", "peering", "relay",
    }  # fmt: skip
    assert of_root == {"certificate_validation", "database", "database_secret", "service"}


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
    loop = re.compile(r"\{%-? for .*? in .*?\b(regions|roles|region_pairs)\b", re.DOTALL)
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
