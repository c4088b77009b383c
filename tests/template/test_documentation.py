"""CMP08: the generated repository says everything about itself, and nothing that is not so."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tfdr import hcl

from tests.renders import rendered
from tests.support import PRESETS, git

Scenario = Callable[[str], Path]
SETS = [
    "preset",
    "existing-zone",
    "pilot-light",
    "ephemeral",
    "no-pipeline",
    "every-service",
    "mysql-without-proxy",
    "api-everything",
    "instances-everything",
    "database-alone",
    "sessions-alone",
    "containers-without-database",
    "three-regions-everything-behind-an-api",
]


def rows(page: Path, heading: str) -> dict[str, list[str]]:
    """Return the rows of the table under a heading row, by the code in their first cell."""
    _, found, table = page.read_text(encoding="utf-8").partition(f"| {heading} |")
    lines = re.split(r"\n(?!\|)", table, maxsplit=1)[0].splitlines()[2:] if found else []
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {name: rest for first, *rest in cells for name in re.findall(r"`([^`]+)`", first)}


def anchors(page: Path) -> set[str]:
    """Return what headings of a page are linked by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def one_line(expression: hcl.Expression) -> str:
    text = re.sub(r"\{\n\s*", "{ ", expression.text)
    return re.sub(r"\s*\n\s*\}", " }", re.sub(r" +", " ", text)).replace("\n ", ", ")


def kind(type_: str) -> str:
    """`map(object)` for a map of objects, whatever is in them."""
    return re.sub(r"\(\{.*\}\)", "", type_, flags=re.DOTALL)


def explained(folder: Path, page: Path) -> None:
    """Hold the tables of a page against the code of a folder."""
    module = hcl.read_module(folder)
    inputs = rows(page, "input")
    declared = {block.labels[0]: block for block in module.of_kind("variable")}
    assert list(inputs) == list(declared), page
    for name, (type_, default, meaning) in inputs.items():
        block = declared[name]
        description, given = block.expression("description"), block.expression("default")
        expected = block.expression("type")
        assert description is not None
        assert expected is not None
        assert meaning == description.value
        assert default == (f"`{one_line(given)}`" if given else "required")
        assert type_ == kind(expected.text)
    outputs = {
        block.labels[0]: [block.attributes["description"].expression.value]
        for block in module.of_kind("output")
    }
    assert rows(page, "output") == outputs, page


ATTRIBUTE = re.compile(r"((?:^    #.*\n)+)^    (\w+) = optional\((.*)\)$", re.MULTILINE)


@pytest.mark.parametrize("name", SETS)
def test_what_the_variable_failover_holds_is_explained_as_it_is(
    name: str, scenario: Scenario
) -> None:
    repository = scenario(name)
    (block,) = (
        each
        for each in hcl.read_module(repository).of_kind("variable")
        if each.labels == ("failover",)
    )
    declared = {}
    for comment, attribute, type_and_default in ATTRIBUTE.findall(
        block.attributes["type"].expression.text
    ):
        default = re.sub(r"^(\w+|object\(\{[^}]*\}\)), ", "", type_and_default)
        meaning = " ".join(line.strip(" #") for line in comment.splitlines())
        declared[attribute] = [f"`{default}`", meaning]

    assert len(declared) >= 6
    assert rows(repository / "docs/reference.md", "in `failover`") == declared


@pytest.mark.parametrize("name", SETS)
def test_every_variable_and_output_is_explained_as_it_is(name: str, scenario: Scenario) -> None:
    repository = scenario(name)
    explained(repository, repository / "docs/reference.md")


@pytest.mark.parametrize("name", [*SETS, "pci-dss-with-the-account", "baseline-with-the-account"])
def test_every_module_says_what_it_is_and_what_goes_in_and_comes_out(
    name: str, scenario: Scenario
) -> None:
    """OPS07"""
    repository = scenario(name)
    modules = [*repository.glob("modules/*"), *repository.glob("bootstrap/modules/*")]
    assert len(modules) > 10

    for module in modules:
        readme = module / "README.md"
        title, blank, purpose, *_ = readme.read_text(encoding="utf-8").splitlines()
        assert (title, blank) == (f"# {module.name}", "")
        assert re.fullmatch(r"[A-Z][^\n]{15,}\.", purpose), readme
        explained(module, readme)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_module_of_a_preset_does(preset: str) -> None:
    for module in rendered(preset).glob("modules/*"):
        explained(module, module / "README.md")


@pytest.mark.parametrize("name", SETS)
def test_the_readme_has_every_file_and_every_module(name: str, scenario: Scenario) -> None:
    repository = scenario(name)
    readme = repository / "README.md"
    files = rows(readme, "file")
    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in repository.iterdir()
        if path.name not in ("README.md", "docs", "modules", ".gitignore", ".github")
    } | ({".github/workflows/"} if (repository / ".github").exists() else set())

    assert {cell for cell in files if "lambda/build" not in cell} == there
    assert rows(readme, "module").keys() == {
        path.name for path in (repository / "modules").iterdir()
    }


@pytest.mark.parametrize("name", SETS)
def test_every_link_leads_somewhere(name: str, scenario: Scenario) -> None:
    pages = [*scenario(name).rglob("*.md")]
    assert len(pages) > 11

    for page in pages:
        text = page.read_text(encoding="utf-8")
        for target, heading in re.findall(r"\]\((?!https://)([^)#]*)(?:#([^)]+))?\)", text):
            there = page.parent / target if target else page
            assert there.exists(), f"{page}: {target}"
            if heading:
                assert heading in anchors(there), f"{page}: {target}#{heading}"


@pytest.mark.parametrize("name", SETS)
def test_every_variable_and_output_of_a_module_is_described(name: str, scenario: Scenario) -> None:
    for module in hcl.read_tree(scenario(name)).modules.values():
        for block in module.blocks:
            if block.kind in ("variable", "output"):
                assert block.expression("description"), f"{block.file}:{block.line}"


def test_cmp05_everything_that_someone_would_ask_for_is_an_output(preset: Path) -> None:
    outputs = {block.labels[0] for block in hcl.read_module(preset).of_kind("output")}

    assert outputs >= {
        "url",
        "region_urls",
        "database_endpoints",
        "database_cluster_identifiers",
        "proxy_endpoints",
        "load_balancer_names",
        "bucket_names",
        "database_secret_arns",
        "name_servers",
    }


def test_git_takes_what_the_documentation_says_to_commit(preset: Path, tmp_path: Path) -> None:
    kept = ["bootstrap/terraform.tfstate.d/production/terraform.tfstate", ".terraform.lock.hcl"]
    left = [
        "bootstrap/terraform.tfstate.d/production/terraform.tfstate.backup",
        "terraform.tfstate",
        "terraform.tfstate.backup",
        "terraform.tfstate.d/production/terraform.tfstate",
        "outage.tfplan",
        ".terraform/providers/x",
    ]
    for name in (*kept, *left):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".gitignore").write_bytes((preset / ".gitignore").read_bytes())

    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")

    assert set(git(tmp_path, "ls-files").split()) == {*kept, ".gitignore"}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("trading-platform", {"rpo_minutes": 1}),
        ("pilot-light-minimal", {}),
        ("payment-processing", {}),
    ],
)
def test_numbers_agree_with_their_nouns(name: str, changes: dict[str, Any]) -> None:
    """No text of a repository says "1 minutes", or that a region stands by with 0 (P14)."""
    repository = rendered(name, changes)
    wrong = re.compile(
        r"(?<![\d.,:-])1 (minutes|hours|days|tasks|instances|regions|zones)\b|with 0[ .]"
    )
    said = [
        f"{path.relative_to(repository)}:{number}: {line}"
        for path in sorted(repository.rglob("*"))
        if path.suffix in (".md", ".tf", ".json", ".yml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong.search(line)
    ]
    assert said == []
