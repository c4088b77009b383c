"""The reference in docs/ says what copier.yml says."""

import shutil
from pathlib import Path

import pytest
from tfdr.errors import TfdrError
from tfdr.questionnaire import questions

from tests.support import ROOT
from tools import reference


def test_what_is_checked_in_is_current() -> None:
    assert reference.path().read_text(encoding="utf-8") == reference.text(), "run `make docs`"


def test_names_every_question_and_no_other() -> None:
    asked = [question.name for question in questions.load(ROOT).asked]

    lines = reference.text().splitlines()

    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == asked


def test_shows_choices_defaults_and_a_real_refusal() -> None:
    text = reference.text()

    assert "- `warm-standby`: data is replicated, compute runs at reduced capacity" in text
    assert "| [`dr_regions`](#dr_regions) | list | `[us-east-2]` (computed) |" in text
    assert 'tfdr: container_port: cannot be "80": give a whole number from 1024' in text


@pytest.mark.parametrize(
    ("mistakes", "said"),
    [
        ({}, "project_name: add a mistake of its own to reference.py"),
        ({"project_name": "trading"}, "project_name=trading is accepted"),
    ],
)
def test_a_question_without_a_mistake_to_show_is_told(
    mistakes: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference, "MISTAKES", mistakes)

    with pytest.raises(TfdrError, match=said):
        reference.text()


def test_check_fails_when_a_question_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("copier.yml", "includes", "generator/tfdr/catalogue", "docs/reference"):
        source, copy = ROOT / name, tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy(source, copy)
    monkeypatch.setattr(reference, "built_in_root", lambda: tmp_path)
    monkeypatch.setattr("sys.argv", ["reference", "--check"])
    assert reference.main() == 0

    settings = tmp_path / "copier.yml"
    settings.write_text(settings.read_text().replace("The value of the CostCenter tag", "A tag"))

    assert reference.main() == 1
    assert "run `make docs`" in capsys.readouterr().err
