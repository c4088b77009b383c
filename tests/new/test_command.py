"""`tfdr new`: what it writes and says, and that it writes all of it or nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support import SHOP, V1, Tfdr, snapshot


def test_writes_what_the_answers_ask_for(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", *SHOP, "--data", "tags=[a, b]", "--data", "size=7")

    assert done.code == 0, done.err
    readme = (tmp_path / "shop" / "README.md").read_text()
    assert "It is red and belongs to me." in readme
    assert "Its size is 7." in readme
    assert "- a\n- b\n" in readme
    assert "loud  = SHOP" in (tmp_path / "shop" / "main.txt").read_text()
    assert (tmp_path / "shop" / ".github" / "workflow.yml").read_text() == "hidden\n"
    assert os.access(tmp_path / "shop" / "run.sh", os.X_OK)


def test_leaves_nothing_beside_the_destination(tfdr: Tfdr, tmp_path: Path) -> None:
    tfdr("new", tmp_path / "a" / "b" / "shop", *SHOP)

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["shop"]


def test_shows_what_was_chosen_and_the_next_command(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", *SHOP)

    assert re.search(r"^tags +\[shop\]$", done.out, re.M)
    assert "loud_name" not in done.out, "nobody chose what the template computes"
    assert "zone_name" not in done.out, "it was not asked"
    next_steps = done.out.split("Next:")[1]
    assert f"tfdr check {tmp_path / 'shop'}" in next_steps
    assert "git init && git add -A && git commit" in next_steps


def test_flags_win_over_the_file_over_the_preset_over_defaults(tfdr: Tfdr, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_text("owner: from the file\nsize: 5\n")
    done = tfdr(
        "new", tmp_path / "shop", "--template", V1, "--preset", "small",
        "--answers", answers, "--data", "size=6", "--format", "json",
    )  # fmt: skip

    chosen = json.loads(done.out)["answers"]
    assert (chosen["name"], chosen["owner"], chosen["size"], chosen["colour"]) == (
        "shop",
        "from the file",
        6,
        "red",
    )


def test_answers_file_of_one_run_is_the_input_of_the_next(tfdr: Tfdr, tmp_path: Path) -> None:
    tfdr("new", tmp_path / "one", *SHOP, "--data", "tags=[x]", "--data", "colour=blue")
    recorded = tmp_path / "one" / ".copier-answers.yml"
    done = tfdr("new", tmp_path / "two", "--template", V1, "--answers", recorded)

    assert done.code == 0, done.err
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_json_report_lists_answers_files_and_next_commands(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", *SHOP, "--format", "json")

    report = json.loads(done.out)
    assert report["written"] is True
    assert report["dest"] == str(tmp_path / "shop")
    assert report["files"] == sorted(
        path.relative_to(tmp_path / "shop").as_posix()
        for path in (tmp_path / "shop").rglob("*")
        if path.is_file()
    )
    assert report["next"]


def test_dry_run_prints_the_tree_and_writes_nothing(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", *SHOP, "--dry-run")

    assert done.code == 0
    assert ".github/workflow.yml\nREADME.md\ndocs/note.md\n" in done.out
    assert "would be written" in done.out
    assert "--dry-run" not in done.out.split("Next:")[1]
    assert list(tmp_path.iterdir()) == []


def test_all_missing_answers_are_named_at_once(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", "--template", V1)

    assert done.code == 2
    assert done.message.startswith("tfdr: name, owner: no answer was given")
    assert "--data name=shop" in done.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code", "fragment"),
    [
        (OSError(28, "No space left on device", "/x/main.tf"), 2, "/x/main.tf: No space left"),
        (OSError(30, "Read-only file system"), 2, "Read-only file system"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (RuntimeError("it broke"), 2, "it broke"),
    ],
)
def test_rendering_that_fails_leaves_nothing(
    tfdr: Tfdr,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    fragment: str,
) -> None:
    from copier._main import Worker

    render_file, rendered = Worker._render_file, []

    def fail_at_the_third(self: Worker, *args: object, **kwargs: object) -> None:
        render_file(self, *args, **kwargs)  # type: ignore[arg-type]
        rendered.append(args)
        if len(rendered) == 3:
            raise error

    monkeypatch.setattr(Worker, "_render_file", fail_at_the_third)
    done = tfdr("new", tmp_path / "a" / "shop", *SHOP)

    assert (done.code, len(rendered)) == (code, 3)
    assert fragment in done.message
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_half_way_leaves_nothing(tmp_path: Path, number: int) -> None:
    script = (
        "import sys, time\n"
        "from copier._main import Worker\n"
        "render = Worker._render_file\n"
        "def slow(*a, **k):\n"
        "    render(*a, **k); print('rendering', flush=True, file=sys.__stdout__); time.sleep(30)\n"
        "Worker._render_file = slow\n"
        "from tfdr.cli import main\n"
        "sys.exit(main())\n"
    )
    command = [sys.executable, "-c", script, "new", str(tmp_path / "shop"), *map(str, SHOP)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        while "rendering" not in process.stdout.readline():
            assert process.poll() is None
        assert list(tmp_path.iterdir()), "it has to be half-way"
        time.sleep(0.1)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)

    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_everything_that_is_missing_is_named_at_once(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "dest", "--defaults")

    assert done.code == 2
    assert "project_name, owner, cost_center, domain_name, alert_emails: no answer" in done.message
    assert not (tmp_path / "dest").exists()
