"""The prompts: asked only at a terminal, live validation, a summary, and a way to resume."""

import contextlib
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from tfdr.new import prompts

from tests.support import ROOT, V1, Done, Tfdr

ENTER, DOWN, SPACE, CTRL_C, CTRL_U = "\r", "\x1b[B", " ", "\x03", "\x15"

Typed = Callable[..., Done]


@pytest.fixture
def typed(tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Runs `tfdr new` at a terminal where somebody types."""
    monkeypatch.setattr(prompts, "possible", lambda: True)

    def run(keys: list[str], *arguments: str) -> Done:
        with keyboard() as pipe:
            pipe.send_text("".join(keys))
            return tfdr("new", tmp_path / "shop", "--template", V1, *arguments)

    return run


@contextlib.contextmanager
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def test_asks_every_question_and_writes_what_was_answered(typed: Typed, tmp_path: Path) -> None:
    done = typed(
        [
            "my-shop", ENTER,
            "a person", ENTER,
            CTRL_U, "7", ENTER,
            DOWN, ENTER,  # the cold colour
            CTRL_U, "a, b", ENTER,  # a list without brackets
            DOWN, SPACE, ENTER,  # a second place beside the default
            CTRL_U, "true", ENTER,
            DOWN, ENTER,  # an existing zone, so that its name is asked
            CTRL_U, "old.zone", ENTER,
            ENTER,  # write it
        ]
    )  # fmt: skip

    assert done.code == 0, done.err
    readme = (tmp_path / "shop" / "README.md").read_text()
    assert "It is blue and belongs to a person." in readme
    assert "Its size is 7." in readme
    assert "- a\n- b\n" in readme
    assert "here, there" in readme
    main = (tmp_path / "shop" / "main.txt").read_text()
    assert "fast  = True" in main
    assert "zone  = old.zone" in main


def test_defaults_stand_when_only_enter_is_pressed(typed: Typed, tmp_path: Path) -> None:
    done = typed(["shop", ENTER, "me", ENTER, *[ENTER] * 7])

    assert done.code == 0, done.err
    assert "Its size is 3." in (tmp_path / "shop" / "README.md").read_text()
    assert "- shop\n" in (tmp_path / "shop" / "README.md").read_text()


def test_a_wrong_answer_cannot_be_entered(typed: Typed, tmp_path: Path) -> None:
    # Enter does nothing until the answer is right: what follows corrects it.
    done = typed(
        [
            *("Wrong Name", ENTER, CTRL_U, "right", ENTER),
            *("me", ENTER),
            *(CTRL_U, "11", ENTER, CTRL_U, "x", ENTER, CTRL_U, "10", ENTER),
            *[ENTER] * 6,
        ]
    )

    assert done.code == 0, done.err
    assert "# right" in (tmp_path / "shop" / "README.md").read_text()
    assert "Its size is 10." in (tmp_path / "shop" / "README.md").read_text()


def test_only_what_is_open_is_asked(typed: Typed, tmp_path: Path) -> None:
    given = ["name=shop", "owner=me", "size=4", "colour=blue", "tags=[a]", "fast=true"]
    done = typed(
        [ENTER, ENTER, ENTER],  # places, zone, write it
        *[part for pair in given for part in ("--data", pair)],
    )

    assert done.code == 0, done.err
    assert "Its size is 4." in (tmp_path / "shop" / "README.md").read_text()


def test_nothing_is_written_without_a_yes(typed: Typed, tmp_path: Path) -> None:
    done = typed([*[ENTER] * 6, "n"], "--preset", "small")

    assert done.code == 0
    assert "Nothing was written." in done.out
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_writes_nothing_and_says_how_to_go_on(typed: Typed, tmp_path: Path) -> None:
    done = typed(
        ["shop", ENTER, "it's me", ENTER, CTRL_U, "4", ENTER, CTRL_C], "--data", "fast=yes"
    )

    assert done.code == 130
    assert list(tmp_path.iterdir()) == []
    resume = done.err.split("Go on with:\n")[1].strip()
    assert resume == (
        f"tfdr new {tmp_path}/shop --template {V1} --data fast=yes "
        """--data name=shop --data 'owner=it'"'"'s me' --data size=4"""
    )


def test_the_command_that_resumes_asks_only_the_rest(
    typed: Typed, tfdr: Tfdr, tmp_path: Path
) -> None:
    stopped = typed(["shop", ENTER, "it's me", ENTER, ENTER, DOWN, ENTER, "x, y", CTRL_C])
    resume = shlex.split(stopped.err.split("Go on with:\n")[1])
    with keyboard() as pipe:
        pipe.send_text("".join([CTRL_U, "[x, y]", ENTER, *[ENTER] * 4]))
        done = tfdr(*resume[1:])

    assert done.code == 0, done.err
    assert "It is blue and belongs to it's me." in (tmp_path / "shop" / "README.md").read_text()
    assert "- x\n- y\n" in (tmp_path / "shop" / "README.md").read_text()


def test_nobody_is_asked_without_a_terminal(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", "--template", V1, "--preset", "small")

    assert done.code == 0, done.err
    assert (tmp_path / "shop" / "README.md").is_file()


@pytest.mark.parametrize("flag", [["--defaults"], ["--format", "json"]])
def test_nobody_is_asked_when_that_was_said(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: list[str]
) -> None:
    monkeypatch.setattr(prompts, "possible", lambda: True)
    done = tfdr("new", tmp_path / "shop", "--template", V1, "--preset", "small", *flag)

    assert done.code == 0, done.err
    assert (tmp_path / "shop" / "README.md").is_file()


def test_a_real_terminal_is_asked_and_can_stop(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tfdr.cli", "new", str(tmp_path / "x")]
    with subprocess.Popen(
        [*command, "--template", str(V1)],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        start_new_session=True,
        cwd=ROOT,
    ) as process:
        os.close(theirs)
        seen = b""
        while b"Name of it." not in seen:
            seen += os.read(ours, 4096)
            if b"\x1b[6n" in seen:  # it asks where the cursor is, as terminals are asked
                os.write(ours, b"\x1b[1;1R")
                seen = seen.replace(b"\x1b[6n", b"")
        os.write(ours, b"shop\r")
        while b"Whose it is." not in seen:
            seen += os.read(ours, 4096)
        os.write(ours, CTRL_C.encode())
        with contextlib.suppress(OSError):  # the other end is closed
            while os.read(ours, 4096):
                pass
        _, err = process.communicate(timeout=20)

    assert process.returncode == 130
    assert b"--data name=shop" in err
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []
