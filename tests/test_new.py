"""`tfdr new`: what it writes, where, and that it writes all of it or nothing."""

import json
import os
import re
import shlex
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from tfdr import placing, render, sources

from tests.installed import installed
from tests.support import ROOT, V1, Tfdr, git, snapshot, template_repository

ANSWERS = ("--template", V1, "--data", "name=shop", "--data", "owner=me")


def test_writes_what_the_answers_ask_for(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", *ANSWERS, "--data", "tags=[a, b]", "--data", "size=7")

    assert done.code == 0, done.err
    readme = (tmp_path / "shop" / "README.md").read_text()
    assert "It is red and belongs to me." in readme
    assert "Its size is 7." in readme
    assert "- a\n- b\n" in readme
    assert "loud  = SHOP" in (tmp_path / "shop" / "main.txt").read_text()
    assert (tmp_path / "shop" / ".github" / "workflow.yml").read_text() == "hidden\n"
    assert os.access(tmp_path / "shop" / "run.sh", os.X_OK)


def test_leaves_nothing_beside_the_destination(tfdr: Tfdr, tmp_path: Path) -> None:
    tfdr("new", tmp_path / "a" / "b" / "shop", *ANSWERS)

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["shop"]


def test_shows_what_was_chosen_and_the_next_command(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", *ANSWERS)

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
    tfdr("new", tmp_path / "one", *ANSWERS, "--data", "tags=[x]", "--data", "colour=blue")
    recorded = tmp_path / "one" / ".copier-answers.yml"
    done = tfdr("new", tmp_path / "two", "--template", V1, "--answers", recorded)

    assert done.code == 0, done.err
    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_json_report_lists_answers_files_and_next_commands(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", *ANSWERS, "--format", "json")

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
    done = tfdr("new", tmp_path / "shop", *ANSWERS, "--dry-run")

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


def test_a_folder_that_is_not_empty_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    done = tfdr("new", tmp_path, *ANSWERS)

    assert done.code == 2
    assert "is not empty" in done.message
    assert "--force" in done.message
    assert snapshot(tmp_path) == {"kept": b"mine"}


def test_force_overwrites_same_names_and_keeps_the_rest(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/mine")
    (tmp_path / "README.md").write_text("old")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mine.md").write_text("mine")
    done = tfdr("new", tmp_path, *ANSWERS, "--force")

    assert done.code == 0, done.err
    assert (tmp_path / ".git" / "HEAD").read_text() == "ref: refs/heads/mine"
    assert (tmp_path / "README.md").read_text().startswith("# shop")
    assert sorted(path.name for path in (tmp_path / "docs").iterdir()) == ["mine.md", "note.md"]
    assert not list(tmp_path.glob(".tfdr-*"))


def test_an_empty_folder_is_filled_and_stays_the_same_folder(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    before = folder.stat().st_ino
    monkeypatch.chdir(folder)
    done = tfdr("new", ".", *ANSWERS)

    assert done.code == 0, done.err
    assert folder.stat().st_ino == before, "a shell in the folder would be left in the void"
    assert (Path() / "README.md").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_permissions_are_those_of_ordinary_folders(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / "ordinary").mkdir()
    tfdr("new", tmp_path / "shop", *ANSWERS)

    ordinary = stat.S_IMODE((tmp_path / "ordinary").stat().st_mode)
    assert stat.S_IMODE((tmp_path / "shop").stat().st_mode) == ordinary


@pytest.mark.parametrize("dangling", [True, False])
def test_a_symbolic_link_is_refused(tfdr: Tfdr, tmp_path: Path, dangling: bool) -> None:
    target = tmp_path / "target"
    if not dangling:
        target.mkdir()
    (tmp_path / "link").symlink_to(target)
    done = tfdr("new", tmp_path / "link", *ANSWERS, "--force")

    assert done.code == 2
    assert "is a symbolic link" in done.message
    assert not dangling or not target.exists()
    assert dangling or not list(target.iterdir())


@pytest.mark.parametrize(
    ("dest", "fragment"),
    [
        ("file", "is a file"),
        ("file/below", "is not a folder"),
        ("n" * 300, "is not a path"),
        ("nul\0byte", "is not a path"),
    ],
)
def test_a_destination_that_cannot_be_is_refused(
    tfdr: Tfdr, tmp_path: Path, dest: str, fragment: str
) -> None:
    (tmp_path / "file").write_text("mine")
    done = tfdr("new", f"{tmp_path}/{dest}", *ANSWERS)

    assert done.code == 2
    assert fragment in done.message
    assert snapshot(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("exists", [True, False])
def test_a_destination_without_write_permission_is_refused(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    # Whoever runs the tests as root may write anywhere: ask the operating system's stand-in.
    monkeypatch.setattr(os, "access", lambda *_args, **_kwargs: False)
    if exists:
        (tmp_path / "shop").mkdir()
    done = tfdr("new", tmp_path / "shop", *ANSWERS)

    assert done.code == 2
    assert "cannot be written to" in done.message


def test_force_refuses_what_is_in_the_way_before_touching_anything(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    dest = tmp_path / "dest"
    (dest / "README.md").mkdir(parents=True)
    (dest / "main.txt").write_text("mine")
    done = tfdr("new", dest, *ANSWERS, "--force")

    assert done.code == 2
    assert "README.md is a folder where a file has to go" in done.message
    assert snapshot(dest) == {"README.md": None, "main.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["dest"]


def test_force_does_not_write_through_a_link_out_of_the_folder(tfdr: Tfdr, tmp_path: Path) -> None:
    outside, dest = tmp_path / "outside", tmp_path / "dest"
    outside.mkdir()
    dest.mkdir()
    (dest / "docs").symlink_to(outside)
    done = tfdr("new", dest, *ANSWERS, "--force")

    assert done.code == 2
    assert "docs is a symbolic link" in done.message
    assert not list(outside.iterdir())


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_move_that_fails_half_way_is_undone(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    (tmp_path / "README.md").write_text("old")
    (tmp_path / "run.sh").write_text("old")
    before = snapshot(tmp_path)
    swap, moved = placing._swap, []

    def fail_at_the_last(new: Path, *rest: object) -> None:
        swap(new, *rest)  # type: ignore[arg-type]
        moved.append(new.name)
        if new.name == "run.sh":
            raise error

    monkeypatch.setattr(placing, "_swap", fail_at_the_last)
    done = tfdr("new", tmp_path, *ANSWERS, "--force")

    assert done.code in {2, 130}
    assert len(moved) > 3, "it has to fail after some were moved"
    assert snapshot(tmp_path) == before


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
    done = tfdr("new", tmp_path / "a" / "shop", *ANSWERS)

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
    command = [sys.executable, "-c", script, "new", str(tmp_path / "shop"), *map(str, ANSWERS)]
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


def unread(*arguments: str | Path) -> tuple[int, bytes]:
    """Run tfdr with output that nobody reads."""
    command = [sys.executable, "-m", "tfdr.cli", *map(str, arguments)]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    os.close(write)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", [["presets"], ["new", "--help"]], ids=" ".join)
def test_output_that_nobody_reads_to_the_end_is_no_error(arguments: list[str]) -> None:
    assert unread(*arguments) == (0, b"")


def test_output_that_nobody_reads_changes_neither_work_nor_verdict(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    source = template_repository(tmp_path / "source")

    assert unread("new", shop, "--template", source, *ANSWERS[2:]) == (0, b"")
    assert (shop / "README.md").is_file()
    (shop / "broken.tf").write_text("x {")
    assert unread("diff", shop) == (1, b"")
    assert unread("check", "--no-terraform", shop) == (1, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_streams_that_are_closed_or_full_do_not_stop_it(tmp_path: Path, closed: str) -> None:
    command = shlex.join([sys.executable, "-m", "tfdr.cli", "new", str(tmp_path / "shop")])
    answers = shlex.join(map(str, ANSWERS))
    done = subprocess.run(
        ["bash", "-c", f"{command} {answers} {closed}"], cwd=ROOT, capture_output=True, check=False
    )

    assert b"Traceback" not in done.stderr + done.stdout
    assert done.returncode == 0
    assert (tmp_path / "shop" / "README.md").is_file()


def test_output_to_a_full_disk_is_one_message(tmp_path: Path) -> None:
    command = shlex.join([sys.executable, "-m", "tfdr.cli", "new", str(tmp_path / "shop")])
    done = subprocess.run(
        ["bash", "-c", f"{command} {shlex.join(map(str, ANSWERS))} >/dev/full"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == "tfdr: No space left on device\n"
    assert list(tmp_path.iterdir()) == []


def test_a_git_source_is_used_at_its_latest_release(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    (source / "template" / "docs" / "note.md").write_text("Not released yet.\n")
    done = tfdr("new", tmp_path / "shop", "--template", source, *ANSWERS[2:])

    assert done.code == 0, done.err
    assert (tmp_path / "shop/docs/note.md").read_text() == "A note that no answer changes.\n"
    recorded = (tmp_path / "shop" / ".copier-answers.yml").read_text()
    assert f"_src_path: {source}" in recorded
    assert "_commit: v1.0.0" in recorded


def test_a_git_source_can_be_used_at_any_version(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    (source / "template" / "docs" / "note.md").write_text("On a branch.\n")
    git(source, "checkout", "-q", "-b", "wip")
    git(source, "commit", "-qam", "Go on")
    done = tfdr("new", tmp_path / "shop", "--template", source, "--ref", "wip", *ANSWERS[2:])

    assert done.code == 0, done.err
    assert (tmp_path / "shop/docs/note.md").read_text() == "On a branch.\n"


def test_a_git_url_works_and_is_recorded(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    url = f"file://{source}"
    done = tfdr("new", tmp_path / "shop", "--template", url, *ANSWERS[2:])

    assert done.code == 0, done.err
    assert f"_src_path: git+{url}" in (tmp_path / "shop" / ".copier-answers.yml").read_text()


@pytest.mark.parametrize(
    ("source", "fragment"),
    [
        ("nowhere", "is neither a folder nor a git URL"),
        ("", "is neither a folder nor a git URL"),
        ("https://user:secret@git.acme-markets.com/x.git", "holds a password"),
        ("http://secret@git.acme-markets.com/x.git", "holds a password or a token"),
        ("git+https://secret@git.acme-markets.com/x", "give git+https://git.acme-markets.com/x"),
        ("/nowhere/at/all.git", "git could not read the template"),
        ("a\nb", "is neither a folder nor a git URL"),
        ("--upload-pack=touch pwned", "is neither a folder nor a git URL"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused(
    tfdr: Tfdr, tmp_path: Path, source: str, fragment: str
) -> None:
    done = tfdr("new", tmp_path / "shop", f"--template={source}", *ANSWERS[2:])

    assert done.code == 2
    assert fragment in done.message
    assert "secret" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["git@h.test:x.git", "ssh://git@h.test/x.git", "gh:a/b"])
def test_the_user_of_an_ssh_url_is_no_secret(url: str) -> None:
    assert sources.origin(url, None).url == url


def test_a_message_holds_no_credentials() -> None:
    url = "https://user:secret@127.0.0.1:1/x.git"
    error = render._translation(url, ValueError(f"cannot reach {url}"))

    assert "secret" not in str(error)
    assert "https://127.0.0.1:1/x.git" in str(error)


def test_an_unknown_ref_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    source = template_repository(tmp_path / "source")
    done = tfdr("new", tmp_path / "shop", "--template", source, "--ref", "v9", *ANSWERS[2:])

    assert done.code == 2
    assert "has no version 'v9'" in done.message


def test_ref_without_template_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", "--ref", "v1")

    assert done.code == 2
    assert "--template" in done.message


def test_a_template_that_runs_code_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "copier.yml").write_text("_tasks: ['touch pwned']\n")
    done = tfdr("new", tmp_path / "shop", "--template", source)

    assert done.code == 2
    assert "runs code (tasks)" in done.message


def test_defaults_of_this_user_for_all_templates_change_nothing(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {colour: blue}\n")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))
    tfdr("new", tmp_path / "shop", *ANSWERS)

    assert "It is red" in (tmp_path / "shop" / "README.md").read_text()


def test_a_usage_error_has_exit_code_2(tfdr: Tfdr) -> None:
    assert tfdr("new").code == 2
    assert tfdr("no-such-command").code == 2
    assert tfdr("new", "x", "--no-such-flag").code == 2


def test_a_place_where_nothing_can_be_made_is_named_and_not_our_own_folder(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_options: object) -> str:
        raise FileNotFoundError(2, "No such file or directory", "/proc/.tfdr-abc")

    monkeypatch.setattr(placing, "tempfile", SimpleNamespace(mkdtemp=refuse))
    done = tfdr("new", tmp_path / "shop", *ANSWERS)

    assert done.code == 2
    assert '" cannot be created: nothing can be written to "' in done.message
    assert ".tfdr-" not in done.err


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["new", ""], "DEST is empty: name a folder"),
        (["new", "x", "--answers", ""], "--answers is empty: name a file of answers"),
        (["new", "x", "--preset", ""], "--preset is empty: name a preset"),
        (["new", "x", "--template", str(V1), "--ref", ""], "--ref is empty: name a tag"),
        (["explain", "objectives", ""], "FILE is empty: name a file of answers"),
        (["explain", "objectives", "--preset", ""], "--preset is empty: name a preset"),
        (["update", ""], "DIR is empty: name a folder"),
        (["diff", ""], "DIR is empty: name a folder"),
        (["controls", ""], "DIR is empty: name a folder"),
        (["drill", ""], "DIR is empty: name a folder"),
        (["drill", ".", "--report", ""], "--report is empty: name a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_given_empty_is_refused_and_not_taken_for_absent(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], fragment: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = tfdr(*arguments)

    assert done.code == 2
    assert done.message.startswith(f"tfdr: {fragment}")
    assert list(tmp_path.iterdir()) == []


def test_help_and_version(tfdr: Tfdr) -> None:
    assert "exit codes:" in tfdr("--help").out
    assert "conflicts left" in tfdr("update", "--help").out
    assert tfdr("--version").out.startswith("tfdr ")


def test_copier_is_imported_where_it_renders_and_nowhere_else() -> None:
    package = Path(render.__file__).parent
    importers = {
        path.name
        for path in package.glob("*.py")
        if re.search(r"^\s*(?:import|from) copier\b", path.read_text(), re.MULTILINE)
    }

    assert importers == {"render.py", "worker.py"}


def test_everything_that_is_missing_is_named_at_once(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "dest", "--defaults")

    assert done.code == 2
    assert "project_name, owner, cost_center, domain_name, alert_emails: no answer" in done.message
    assert not (tmp_path / "dest").exists()


@pytest.mark.parametrize("damage", [None, b"", b"not what jinja writes", b"\0" * 4096])
def test_what_was_compiled_before_changes_nothing(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    given = ("--preset", "pilot-light-minimal", "--defaults")
    with installed():
        assert tfdr("new", tmp_path / "first", *given).code == 0
    kept = list((tmp_path / "cache" / "tfdr" / "templates").iterdir())
    assert len(kept) > 30
    for path in kept if damage is not None else []:
        path.write_bytes(damage or b"")

    with installed():
        assert tfdr("new", tmp_path / "second", *given).code == 0

    assert snapshot(tmp_path / "second") == snapshot(tmp_path / "first")


def test_other_templates_are_compiled_each_time(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may set delimiters, which the cache does not know."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert tfdr("new", tmp_path / "shop", *ANSWERS).code == 0

    assert not (tmp_path / "cache" / "tfdr" / "templates").exists()
