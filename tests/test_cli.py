"""The command line: what is no command, what is given empty, help, completion."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from tfdr.arguments import parser
from tfdr.terminal import examples

from tests.support import V1, Tfdr


def test_a_usage_error_has_exit_code_2(tfdr: Tfdr) -> None:
    assert tfdr("new").code == 2
    assert tfdr("no-such-command").code == 2
    assert tfdr("new", "x", "--no-such-flag").code == 2


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


def test_nothing_at_all_shows_help(tfdr: Tfdr) -> None:
    done = tfdr()

    assert done.code == 0
    assert done.out == tfdr("--help").out
    assert "tfdr new my-system" in done.out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nwe", '"nwe" is not a command: did you mean `tfdr new`?'),
        ("chekc .", "did you mean `tfdr check`?"),
        ("help", "run `tfdr --help`, or `tfdr COMMAND --help`"),
        ("version", "run `tfdr --version`"),
        ("init", "run `tfdr new DEST`"),
        ("xyzzy", "there are new, presets, "),
        ("new", "DEST is missing: run `tfdr new DEST`"),
        ("new x --presett y", '"--presett" is not an option of `tfdr new`: did you mean --preset?'),
        ("new x y", '"y" is one argument too many for `tfdr new`'),
        ("new x --data", "--data needs a value: give --data KEY=VALUE"),
        ("check . --format jsn", '--format cannot be "jsn": did you mean json? Give one of text,'),
        ("check . --severity grave", '--severity cannot be "grave": give one of error, warning'),
        ("completion fish", 'SHELL cannot be "fish": give one of bash, zsh, tcsh'),
    ],
)
def test_a_slip_of_the_keyboard_is_told_what_was_meant(tfdr: Tfdr, line: str, said: str) -> None:
    done = tfdr(*line.split())

    assert done.code == 2
    assert done.message.startswith("tfdr: ")
    assert said in done.message
    assert done.out == ""


@pytest.mark.parametrize("line", [each for lines in examples.COMMANDS.values() for each in lines])
def test_an_example_in_the_help_can_be_typed(tfdr: Tfdr, line: str) -> None:
    words = shlex.split(line.partition(" > ")[0])
    command = words[1]

    assert parser().parse_args(words[1:]).parser.prog == f"tfdr {command}"
    assert f"\n  {line}\n" in tfdr(command, "--help").out


def test_the_rules_are_listed(tfdr: Tfdr) -> None:
    listed = json.loads(tfdr("rules", "--format", "json").out)["rules"]
    rows = tfdr("rules").out.splitlines()

    assert {"id": "FO01A", "severity": "error", "family": "failover"}.items() <= next(
        rule for rule in listed if rule["id"] == "FO01A"
    ).items()
    assert all(rule["title"] for rule in listed)
    assert [row.split()[0] for row in rows[1 : len(listed) + 1]] == [each["id"] for each in listed]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("tfdr c", {"check", "controls", "completion"}),
        ("tfdr new x --pre", {"--preset"}),
        ("tfdr new x --preset tra", {"trading-platform", "transaction-processing"}),
        ("tfdr presets hea", {"healthcare"}),
        ("tfdr explain DAT01", {"DAT01A", "DAT01B", "DAT01C"}),
        ("tfdr check fo", {"folder"}),
        ("tfdr new x --answers fi", {"file.yml"}),
    ],
)
def test_bash_completes_what_is_typed(
    tfdr: Tfdr, tmp_path: Path, typed: str, offered: set[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.yml").touch()
    (tmp_path / "tfdr.bash").write_text(tfdr("completion", "bash").out)
    words = shlex.split(typed)
    asked = f"""
    source tfdr.bash
    COMP_WORDS=({typed}) COMP_CWORD={len(words) - 1}
    _shtab_tfdr tfdr {words[-1]} {words[-2]}
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        ["bash", "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert {each.rstrip("/ ") for each in done.stdout.split("\n")} - {""} == offered
