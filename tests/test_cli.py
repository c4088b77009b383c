"""The command line: what is no command, what is given empty, help."""

from pathlib import Path

import pytest

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
