"""`make rule`: an empty rule and its page, for which tests fail until both are filled in."""

from pathlib import Path

import pytest
from tfdr.rules import WARNING, Rule
from tfdr.rules.registry import FAMILIES

from tests.rules.cases import verdicts, write
from tests.rules.pages import lacks
from tools import new_rule


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for family in FAMILIES:
        (tmp_path / family).mkdir()
    monkeypatch.setattr(new_rule, "FOLDER", tmp_path)
    return tmp_path


def test_an_empty_rule_is_told_what_it_lacks(folder: Path, tmp_path: Path) -> None:
    assert new_rule.main(["fo99z", "retry_policy"]) == 0
    code = folder / "failover" / "fo99z_retry_policy.py"
    scope: dict[str, object] = {}
    exec(code.read_text(), scope)
    rule = Rule(severity=WARNING, id="FO99Z", file=code, check=scope["check"])  # type: ignore[arg-type]
    assert lacks(rule) == [
        "fo99z_retry_policy.py: a TODO is left",
        "fo99z_retry_policy.md: a TODO is left",
        *(f"{kind}: main.tf is empty" for kind in ("Fails", "Passes", "Unknown")),
    ]
    for case in rule.page.cases:
        root = write(case, tmp_path / case.kind)
        assert not verdicts(rule, root), "which test_cases.py does not take"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["FO6", "x"], "ID=FO6 is no id of a rule: give one such as FO06E, or DR60"),
        (["FO06D", "x"], "ID=FO06D is taken: see fo06d_dead_letter_permission.py"),
        (["FO99Z", ""], "NOUN= has to be what it is about, such as retry_policy"),
        (["FO99Z", "Retry Policy"], "NOUN=Retry Policy has to be what it is about"),
        (["DR99", "x"], "FAMILY= has to be one of complete, named, secure,"),
        (["DR99", "x", "fast"], "FAMILY=fast has to be one of complete"),
    ],
)
def test_what_is_wrong_is_one_message_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert new_rule.main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"make rule: {message}")
    assert not list(folder.rglob("*.*"))
