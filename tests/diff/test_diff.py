"""`tfdr diff`: what was changed by hand, and nothing else."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from tfdr import __version__

from tests.support import Done, Tfdr, commit, git, snapshot

RECORD = ".copier-answers.yml"


def report(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    assert found["exit_code"] == done.code
    return found


def kinds(tfdr: Tfdr, folder: Path, *flags: str | Path) -> dict[str, str]:
    found = report(tfdr("diff", folder, "--format", "json", *flags))
    return {file["path"]: file["kind"] for file in found["files"]}


def change_everything(folder: Path) -> None:
    readme = folder / "README.md"
    readme.write_text(readme.read_text().replace("Its size is 7.", "It is large.") + "End")
    (folder / "docs" / "note.md").unlink()
    (folder / "docs" / "my own.md").write_text("Mine\n\f\nwithout an end")
    (folder / "run.sh").chmod(0o644)
    (folder / "image.bin").write_bytes(b"\0\1")
    (folder / "link").symlink_to("run.sh")


@pytest.mark.parametrize("tracked", [False, True], ids=["no git", "git"])
def test_nothing_changed_by_hand_is_said(
    tfdr: Tfdr, shop: Path, source: Path, tracked: bool
) -> None:
    if tracked:
        commit(shop, "Generate")
    before = snapshot(shop)
    done = tfdr("diff", shop)

    assert done.code == 0, done.err
    assert done.out.startswith(f"Nothing was changed by hand since v1.0.0 of {source}.\n")
    assert done.out.endswith(f"Next:\n  tfdr update {shop}\n")
    assert snapshot(shop) == before


@pytest.mark.parametrize("tracked", [False, True], ids=["no git", "git"])
def test_every_kind_of_change_is_found(tfdr: Tfdr, shop: Path, tracked: bool) -> None:
    if tracked:
        commit(shop, "Generate")
    change_everything(shop)

    found = report(tfdr("diff", shop, "--format", "json"))

    assert found["exit_code"] == 1
    assert found["version"] == "v1.0.0"
    assert {file["path"]: file["kind"] for file in found["files"]} == {
        "README.md": "changed",
        "docs/my own.md": "added",
        "docs/note.md": "removed",
        "image.bin": "added",
        "link": "added",
        "run.sh": "changed",
    }
    by_path = {file["path"]: file for file in found["files"]}
    assert (by_path["README.md"]["added"], by_path["README.md"]["removed"]) == (2, 1)
    assert by_path["image.bin"]["binary"]
    assert "Binary files /dev/null and b/image.bin differ" in by_path["image.bin"]["diff"]
    assert "old mode 100755\nnew mode 100644\n" in by_path["run.sh"]["diff"]


def test_what_is_printed_undoes_the_changes(tfdr: Tfdr, shop: Path, tmp_path: Path) -> None:
    before = snapshot(shop)
    change_everything(shop)
    done = tfdr("diff", shop)
    assert done.code == 1
    assert "# Binary files /dev/null and b/image.bin differ" in done.out
    patch = tmp_path / "patch"
    patch.write_text(done.out)

    git(shop, "apply", "--check", "--reverse", str(patch))
    git(shop, "apply", "--reverse", str(patch))

    (shop / "image.bin").unlink()  # which no textual patch can hold
    assert {k: v for k, v in snapshot(shop).items() if v is not None} == {
        k: v for k, v in before.items() if v is not None
    }
    assert os.access(shop / "run.sh", os.X_OK)
    assert kinds(tfdr, shop) == {}


def test_the_summary_names_files_and_counts_lines(tfdr: Tfdr, shop: Path, source: Path) -> None:
    change_everything(shop)
    done = tfdr("diff", shop, "--stat")

    assert done.code == 1
    rows = [re.split("  +", line) for line in done.out.split("\n\n")[0].splitlines()]
    assert rows[:2] == [["file", "by hand", "+", "-"], ["README.md", "changed", "2", "1"]]
    assert ["image.bin", "added", "binary"] in rows
    assert f"6 file(s) changed by hand since v1.0.0 of {source}." in done.out
    assert "@@" not in done.out
    assert "diff" not in report(tfdr("diff", shop, "--stat", "--format", "json"))["files"][0]


def test_what_tools_leave_behind_is_no_change(tfdr: Tfdr, shop: Path) -> None:
    for name in (
        ".terraform/providers/x",
        ".terraform.lock.hcl",
        "terraform.tfstate",
        "bootstrap/terraform.tfstate.d/a/terraform.tfstate.backup",
        "plan.tfplan",
        "lambda/__pycache__/x.cpython-311.pyc",
    ):
        (shop / name).parent.mkdir(parents=True, exist_ok=True)
        (shop / name).write_text("x")

    assert kinds(tfdr, shop) == {}


def test_what_git_ignores_is_no_change_but_what_was_generated_always_counts(
    tfdr: Tfdr, shop: Path
) -> None:
    git(shop, "init", "-q")
    (shop / ".git/info/exclude").write_text("*.md\n*.log\n")
    (shop / "debug.log").write_text("x")
    (shop / "README.md").write_text("x")

    assert kinds(tfdr, shop) == {"README.md": "changed"}


def test_a_folder_that_a_repository_around_it_ignores_is_looked_at_whole(
    tfdr: Tfdr, shop: Path
) -> None:
    (shop.parent / ".gitignore").write_text("*\n")
    commit(shop.parent, "Around")
    (shop / "mine.txt").write_text("x")

    assert kinds(tfdr, shop) == {"mine.txt": "added"}


def test_a_template_that_has_moved_is_named(tfdr: Tfdr, shop: Path, source: Path) -> None:
    moved = source.rename(source.parent / "elsewhere")
    lost = tfdr("diff", shop)

    assert lost.code == 2
    assert f"generated from v1.0.0 of {source}" in lost.message
    assert "name where it is now with --template" in lost.message
    assert kinds(tfdr, shop, "--template", moved) == {}
    found = tfdr("diff", shop, "--template", moved)
    assert found.out.endswith(f"Next:\n  tfdr update {shop} --template {moved}\n")


def test_after_an_update_the_new_version_counts(tfdr: Tfdr, shop: Path) -> None:
    commit(shop, "Generate")
    (shop / "README.md").write_text((shop / "README.md").read_text() + "\nMine\n")
    commit(shop, "Mine")
    assert tfdr("update", shop).code == 0

    found = report(tfdr("diff", shop, "--format", "json"))

    assert found["version"] == "v2.0.0"
    assert [(file["path"], file["added"], file["removed"]) for file in found["files"]] == [
        ("README.md", 2, 0)
    ]


@pytest.mark.parametrize(
    ("old", "new", "fragment"),
    [
        ("_commit: v1.0.0", "_commit: v7.7.7", "generated from v7.7.7 of"),
        ("_src_path: ", "_src_path: . #", 'names "." as the template (_src_path)'),
        ("_commit: v1.0.0", "_commit: 3", "_commit is not text: quote it"),
        ("_commit: v1.0.0\n", "", "was not a git repository"),
        ("_src_path: ", "_src_path: builtin:tfdr #", "generated by tfdr 1.0.0, and this is"),
        ("_src_path: ", "_src_path: https://u:p@h/x.git #", "holds a password"),
        ("size: 7", "size: 9999", "size: cannot be 9999"),
        ("size: 7", "size: seven", "size: must be a whole number"),
    ],
)
def test_what_cannot_be_rendered_again_is_one_message(
    tfdr: Tfdr, shop: Path, old: str, new: str, fragment: str
) -> None:
    record = shop / RECORD
    assert old in record.read_text()
    record.write_text(record.read_text().replace(old, new))
    done = tfdr("diff", shop)

    assert done.code == 2
    assert fragment in done.message
    assert done.err.count("tfdr: ") == 1
    assert "u:p@" not in done.err
    assert "--ref" not in done.err
    assert done.out == ""


def test_an_answer_that_is_refused_is_named_with_its_file(tfdr: Tfdr, shop: Path) -> None:
    record = shop / RECORD
    record.write_text(record.read_text().replace("size: 7", "size: 9999"))

    assert f"(in {record})" in tfdr("diff", shop).message


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_that_was_not_generated_is_refused(tfdr: Tfdr, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    done = tfdr("diff", tmp_path / name)

    assert done.code == 2
    assert re.search("is not a folder|it was not generated", done.message)


def test_what_the_installed_tfdr_of_the_same_version_made_is_compared_with_its_own_template(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    folder = tmp_path / "system"
    assert tfdr("new", folder, "--preset", "trading-platform", "--defaults").code == 0
    record = folder / RECORD
    text = re.sub("^_src_path: .*$", "_src_path: builtin:tfdr", record.read_text(), flags=re.M)
    record.write_text(re.sub("^_commit: .*$", f"_commit: v{__version__}", text, flags=re.M))
    (folder / "mine.tf").write_text("locals {}\n")

    assert kinds(tfdr, folder) == {"mine.tf": "added"}
    assert tfdr("diff", folder, "--stat").out.endswith(f"Next:\n  tfdr diff {folder}\n")
