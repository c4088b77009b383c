"""CMP01 to CMP03: fixtures that say of each line what must be found there."""

import re
from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.check import references
from tfdr.project import Finding, Project

from tests.support import FIXTURES

HCL = FIXTURES / "hcl"
MARK = re.compile(r"# (CMP\d\d) (.+)")


def found(root: Path) -> list[Finding]:
    return references.find(Project(hcl.read_tree(root)))


def expected(root: Path) -> set[tuple[str, int, str, str]]:
    return {
        (path.relative_to(root).as_posix(), number, mark[1], mark[2])
        for path in root.rglob("*.tf")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (mark := MARK.search(line))
    }


def test_nothing_is_found_where_everything_resolves() -> None:
    assert found(HCL / "resolves") == []


def test_each_fault_is_found_on_its_line_and_nothing_else() -> None:
    root = HCL / "dangles"
    wanted = expected(root)
    assert len(wanted) > 35
    heredoc = {  # no comment can stand in a heredoc
        ("references.tf", 63, "CMP03", "$${module.network.id} is text"),
        ("references.tf", 64, "CMP02", "there is no variable var.heredoc"),
        ("references.tf", 65, "CMP03", "has a backslash"),
    }
    findings = found(root)
    places = {(each.file, each.line, each.id) for each in findings}
    assert places == {each[:3] for each in wanted | heredoc}
    for file, line, id_, message in wanted | heredoc:
        here = [each for each in findings if (each.file, each.line, each.id) == (file, line, id_)]
        assert any(message in each.message for each in here), (file, line, here)


@pytest.mark.parametrize(
    ("file", "line", "address", "fix"),
    [
        ("main.tf", 4, "module.network", "Did you mean name?"),
        ("main.tf", 26, "module.missing", "Did you mean modules/network?"),
        ("references.tf", 10, "local.one", "Did you mean var.name?"),
        ("references.tf", 15, "local.six", "Did you mean aws_vpc.this?"),
        ("references.tf", 51, "terraform_data.escaped", "Write ${var.name}."),
    ],
)
def test_a_finding_names_the_address_and_what_would_be_right(
    file: str, line: int, address: str, fix: str
) -> None:
    (here,) = (each for each in found(HCL / "dangles") if (each.file, each.line) == (file, line))
    assert (here.address, here.fix) == (address, fix)


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.tf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_what_is_in_json_counts(tmp_path: Path) -> None:
    write(tmp_path, main="locals {\n  a = var.elsewhere\n}\n")
    content = '{"variable": {"elsewhere": {}},\n"output": {"x": {"value": "${var.nowhere}"}}}'
    (tmp_path / "variables.tf.json").write_text(content)
    assert [(each.file, each.line, each.message) for each in found(tmp_path)] == [
        ("variables.tf.json", 2, "there is no variable var.nowhere")
    ]


def test_a_module_behind_a_link_is_read(tmp_path: Path) -> None:
    write(tmp_path, main='module "m" {\n  source = "./modules/linked"\n}\n')
    (tmp_path / "modules").mkdir()
    write(tmp_path / "real", main='variable "needed" {}')
    (tmp_path / "modules" / "linked").symlink_to(tmp_path / "real")
    assert [each.message for each in found(tmp_path)] == [
        "the module's variable 'needed' has no default and is not given"
    ]


def test_an_override_file_does_not_make_a_default_go_away(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "./m"\n}\n'
    write(tmp_path, main=call, m__main='variable "a" {\n  default = 1\n}\n')
    write(tmp_path / "m", variables_override='variable "a" {\n  type = number\n}\n')
    assert found(tmp_path) == []


def test_a_directory_named_dot_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, main='module "m" {\n  source = "./m"\n}\n', m__main="")
    monkeypatch.chdir(tmp_path)
    assert found(Path()) == []
