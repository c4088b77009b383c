"""What `tfdr update` says before and after: answers, files by what became of them, and JSON."""

import json
from pathlib import Path

import pytest

from tests.support import Tfdr, commit, snapshot


def test_a_dry_run_says_what_an_update_would_do_and_does_nothing(tfdr: Tfdr, shop: Path) -> None:
    before = snapshot(shop)
    dry = tfdr("update", shop, "--data", "size=9", "--dry-run")

    assert dry.code == 0, dry.err
    assert snapshot(shop) == before
    assert "would be added:\n  added.txt\n" in dry.out
    assert f"Next:\n  tfdr update {shop} --data size=9\n" in dry.out
    assert (
        dry.out.split("Next:")[0].replace("would be ", "")
        == (tfdr("update", shop, "--data", "size=9").out.split("Next:")[0])
    )


def test_a_dry_run_finds_conflicts(tfdr: Tfdr, shop: Path) -> None:
    readme = shop / "README.md"
    readme.write_text(readme.read_text().replace("It is red and", "It is crimson and"))
    commit(shop, "Edit")
    before = snapshot(shop)
    dry = tfdr("update", shop, "--dry-run")

    assert dry.code == 1
    assert "would be in conflict:\n  README.md\n" in dry.out
    assert snapshot(shop) == before


def test_json_tells_all_of_it(tfdr: Tfdr, shop: Path) -> None:
    flags = ("--data", "size=9", "--format", "json")
    dry = json.loads(tfdr("update", shop, *flags, "--dry-run").out)
    done = json.loads(tfdr("update", shop, *flags).out)

    assert (dry["written"], done["written"]) == (False, True)
    assert done["verdict"] == dry["verdict"] == "updated"
    assert done["answers"]["changed"] == [{"answer": "size", "before": 7, "after": 9}]
    assert done["from"]["version"] == "v1.0.0"
    assert done["to"]["version"] == "v2.0.0"
    assert done["files"] == dry["files"]
    assert done["files"]["added"] == ["added.txt"]
    assert not done["files"]["conflict"]
    again = json.loads(tfdr("update", shop, "--format", "json").out or "{}")
    assert not again  # what was not committed is refused


def test_answers_come_from_a_file_too(tfdr: Tfdr, tmp_path: Path, shop: Path) -> None:
    (tmp_path / "more.yml").write_text("size: 8\nowner: them\n")
    done = tfdr("update", shop, "--answers", tmp_path / "more.yml", "--data", "size=9")

    assert done.code == 0, done.err
    assert "owner: me -> them\n" in done.out
    assert "size: 7 -> 9\n" in done.out


def test_a_dry_run_shows_what_would_be_destroyed(
    tfdr: Tfdr, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = {"when": "removed", "destroys": "what is there."}
    monkeypatch.setattr("tfdr.facts.read", lambda _name: {"changes": {"tags": [rule]}})
    dry = tfdr("update", shop, "--data", "tags=[b]", "--dry-run")

    assert dry.code == 1
    assert "The next apply destroys parts of a deployment:\n  tags from [shop] to [b]" in dry.out
    assert "--allow-destroy\n" in dry.out


def test_a_new_question_is_told_with_its_default(tfdr: Tfdr, shop: Path, tmp_path: Path) -> None:
    questions = tmp_path / "source" / "copier.yml"
    more = "\nshape:\n  type: str\n  default: round\n  help: What shape is it?\n"
    questions.write_text(questions.read_text() + more)
    commit(tmp_path / "source", "Ask more", tag="v3.0.0")
    done = tfdr("update", shop)

    assert done.code == 0, done.err
    assert "shape: round (not asked before; --data shape=... changes it)\n" in done.out


def test_the_command_after_a_dry_run_is_the_same_update(
    tfdr: Tfdr, shop: Path, tmp_path: Path
) -> None:
    (tmp_path / "more.yml").write_text("owner: them\n")
    flags = (
        "--answers",
        tmp_path / "more.yml",
        "--template",
        tmp_path / "source",
        "--ref",
        "v2.0.0",
    )
    dry = tfdr("update", shop, "--dry-run", "--data", "size=9", *flags)

    said = " ".join(map(str, ("--data", "size=9", *flags)))
    assert f"Next:\n  tfdr update {shop} {said}\n" in dry.out
