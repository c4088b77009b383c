"""Marks of a conflict are found in every file that a template wrote."""

import json
from pathlib import Path

import pytest

from tests.support import Tfdr

MARKED = "<<<<<<< before updating\na\n=======\nb\n>>>>>>> after updating\n"


@pytest.mark.parametrize(
    "name",
    [
        "lambda/failover/steps.py",
        "tfdr.json",
        "environments/production.s3.tfbackend",
        ".github/workflows/deploy.yml",
        ".copier-answers.yml",
        "docs/guide.md",
        "main.tf",
    ],
)
def test_marks_are_found_in_any_file(tfdr: Tfdr, tmp_path: Path, name: str) -> None:
    (tmp_path / ".copier-answers.yml").write_text("name: shop\n")
    (tmp_path / "main.tf").write_text('locals {\n  a = "b"\n}\n')
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(MARKED)
    found = tfdr("check", tmp_path, "--no-terraform", "--format", "json")

    assert found.code == 1
    findings = json.loads(found.out)["findings"]
    assert {(each["id"], each["file"]) for each in findings} == {("PARSE", name)}
    assert all("merge conflict" in each["message"] for each in findings)


def test_other_peoples_files_are_not_read_for_them(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('locals {\n  a = "b"\n}\n')
    (tmp_path / "notes.md").write_text(MARKED)
    found = tfdr("check", tmp_path, "--no-terraform", "--format", "json")

    assert json.loads(found.out)["findings"] == []
