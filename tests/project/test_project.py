"""What a directory of Terraform is: which of its modules a person runs."""

from pathlib import Path

from tfdr import hcl
from tfdr.project import Project


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.tf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_roots_are_what_nothing_calls(tmp_path: Path) -> None:
    call = 'module "a" {\n  source = "../modules/a"\n}\n'
    write(tmp_path, main="locals {}", bootstrap__main=call, modules__a__main="", modules__b__x="")
    project = Project(hcl.read_tree(tmp_path))
    names = [each.relative_to(tmp_path).as_posix() for each in project.roots]
    assert names == [".", "bootstrap", "modules/b"]


def test_what_only_a_terraform_test_calls_is_no_root(tmp_path: Path) -> None:
    write(tmp_path, main="", tests__setup__main="")
    text = 'run "a" {\n  module {\n    source = "./tests/setup"\n  }\n}\n'
    (tmp_path / "tests" / "a.tftest.hcl").write_text(text)
    assert Project(hcl.read_tree(tmp_path)).roots == [tmp_path]
