"""The conversation on a small template: what is asked, in which order, and how it ends."""

import contextlib
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from tfdr.new import conversation

from tests.support import V1, Done, Tfdr

ENTER, DOWN, UP, SPACE, CTRL_C, CTRL_U = "\r", "\x1b[B", "\x1b[A", " ", "\x03", "\x15"
WRITE, CHANGE, STOP = ENTER, DOWN + ENTER, UP + ENTER
"""The lines of the review: the first, the second and the last."""

Typed = Callable[..., Done]


@pytest.fixture
def typed(tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Runs `tfdr new` at a terminal where somebody types."""
    monkeypatch.setattr(conversation, "possible", lambda: True)

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
            ENTER,  # from answers of one's own
            "my-shop", ENTER,
            "a person", ENTER,
            CTRL_U, "7", ENTER,
            DOWN, ENTER,  # the cold colour
            CTRL_U, "a, b", ENTER,  # a list without brackets
            DOWN, SPACE, ENTER,  # a second place beside the default
            UP, ENTER,  # yes
            DOWN, ENTER,  # an existing zone, so that its name is asked
            CTRL_U, "old.zone", ENTER,
            WRITE,
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
    done = typed([ENTER, "shop", ENTER, "me", ENTER, *[ENTER] * 6, WRITE])

    assert done.code == 0, done.err
    assert "Its size is 3." in (tmp_path / "shop" / "README.md").read_text()
    assert "- shop\n" in (tmp_path / "shop" / "README.md").read_text()


def test_a_wrong_answer_is_told_its_fault_and_asked_again(typed: Typed, tmp_path: Path) -> None:
    done = typed(
        [
            ENTER,
            *("Wrong Name", ENTER, CTRL_U, "right", ENTER),
            *("me", ENTER),
            *(CTRL_U, "11", ENTER, CTRL_U, "x", ENTER, CTRL_U, "10", ENTER),
            *[ENTER] * 5,
            WRITE,
        ]
    )

    assert done.code == 0, done.err
    assert 'cannot be "Wrong Name"' in done.out
    assert "cannot be 11: give at most 10." in done.out
    assert 'must be a whole number, not "x": give one such as 3.' in done.out
    assert "# right" in (tmp_path / "shop" / "README.md").read_text()
    assert "Its size is 10." in (tmp_path / "shop" / "README.md").read_text()


def test_only_what_is_open_is_asked(typed: Typed, tmp_path: Path) -> None:
    given = ["name=shop", "owner=me", "size=4", "colour=blue", "tags=[a]", "fast=true"]
    done = typed(
        [ENTER, ENTER, WRITE],  # places, zone
        *[part for pair in given for part in ("--data", pair)],
    )

    assert done.code == 0, done.err
    assert "Its size is 4." in (tmp_path / "shop" / "README.md").read_text()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("size=11", "size: cannot be 11: give at most 10."),
        ("colr=red", "did you mean colour?"),
        ("zone_name=x", "zone_name: does not apply here"),
    ],
)
def test_what_is_wrong_in_the_command_is_told_before_anything_is_asked(
    typed: Typed, answer: str, message: str
) -> None:
    done = typed([], "--data", answer)

    assert done.code == 2
    assert message in done.message
    assert "Your answers" not in done.err


def test_any_answer_can_be_changed_in_the_review(typed: Typed, tmp_path: Path) -> None:
    change_size = [CHANGE, "size", ENTER, CTRL_U, "5", ENTER]
    done = typed([ENTER, "shop", ENTER, "me", ENTER, *[ENTER] * 6, *change_size, WRITE])

    assert done.code == 0, done.err
    assert "Its size is 5." in (tmp_path / "shop" / "README.md").read_text()


def test_nothing_is_written_when_the_person_stops(typed: Typed, tfdr: Tfdr, tmp_path: Path) -> None:
    done = typed([*[ENTER] * 6, STOP], "--preset", "small", "--data", "size=4")

    assert done.code == 0
    assert list(tmp_path.iterdir()) == []
    assert "Nothing was written. Go on with:" in done.out
    resume = shlex.split(done.out.split("Go on with:\n")[1])
    with keyboard() as pipe:
        pipe.send_text(WRITE)
        assert tfdr(*resume[1:]).code == 0
    assert "Its size is 4." in (tmp_path / "shop" / "README.md").read_text()


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
    stopped = typed([ENTER, "shop", ENTER, "it's me", ENTER, ENTER, DOWN, ENTER, "x, y", CTRL_C])
    resume = shlex.split(stopped.err.split("Go on with:\n")[1])
    with keyboard() as pipe:
        pipe.send_text("".join([CTRL_U, "[x, y]", ENTER, *[ENTER] * 3, WRITE]))
        done = tfdr(*resume[1:])

    assert done.code == 0, done.err
    assert "It is blue and belongs to it's me." in (tmp_path / "shop" / "README.md").read_text()
    assert "- x\n- y\n" in (tmp_path / "shop" / "README.md").read_text()


def test_a_failure_keeps_the_answers_too(
    typed: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr("tfdr.new.placing.place", full)
    done = typed([ENTER, "shop", ENTER, "me", ENTER, *[ENTER] * 6, WRITE])

    assert done.code == 2
    assert "No space left on device" in done.err
    assert "--data name=shop --data owner=me" in done.err.split("Your answers are kept in:\n")[1]


def test_the_command_that_repeats_gives_the_same(typed: Typed, tfdr: Tfdr, tmp_path: Path) -> None:
    done = typed([DOWN, ENTER, *[ENTER] * 7, WRITE])  # from the preset
    repeat = shlex.split(done.out.split("without questions:\n")[1])
    written = {p.name: p.read_bytes() for p in (tmp_path / "shop").rglob("*") if p.is_file()}
    again = [part.replace(str(tmp_path / "shop"), str(tmp_path / "again")) for part in repeat[1:]]

    assert again[4:6] == ["--preset", "small"]
    assert tfdr(*again).code == 0
    assert written == {
        p.name: p.read_bytes() for p in (tmp_path / "again").rglob("*") if p.is_file()
    }


def test_nobody_is_asked_without_a_terminal(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "shop", "--template", V1, "--preset", "small")

    assert done.code == 0, done.err
    assert (tmp_path / "shop" / "README.md").is_file()


@pytest.mark.parametrize("flag", [["--defaults"], ["--format", "json"]])
def test_nobody_is_asked_when_that_was_said(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: list[str]
) -> None:
    monkeypatch.setattr(conversation, "possible", lambda: True)
    done = tfdr("new", tmp_path / "shop", "--template", V1, "--preset", "small", *flag)

    assert done.code == 0, done.err
    assert (tmp_path / "shop" / "README.md").is_file()
