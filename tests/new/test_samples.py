"""Samples of a preset are told, refused by each plan, and gone with one's own answers (P1)."""

from pathlib import Path

import pytest
from tfdr import terraform
from tfdr.questionnaire import questions
from tfdr.questionnaire.answers import Given, from_file, resolve
from tfdr.questionnaire.draft import samples_in

from tests.renders import rendered
from tests.support import PRESETS, ROOT, Tfdr

OWN = {
    "owner": "orders-team",
    "cost_center": "cc-1",
    "domain_name": "orders.acme.org",
    "alert_emails": ["on-call@acme.org"],
}


@pytest.fixture(scope="module")
def questionnaire() -> questions.Questionnaire:
    return questions.load(ROOT)


@pytest.mark.parametrize("preset", PRESETS)
def test_what_a_preset_says_of_its_owner_is_a_sample(
    preset: str, questionnaire: questions.Questionnaire
) -> None:
    given = from_file(ROOT / f"presets/{preset}.yml", starting_point=True)
    asked = OWN.keys() & given.answers.keys()
    assert asked >= {"owner", "cost_center", "alert_emails"}
    assert set(samples_in(questionnaire, resolve(questionnaire, [given]))) == asked

    own = Given("a file", {name: OWN[name] for name in asked})
    assert samples_in(questionnaire, resolve(questionnaire, [own, given])) == []


def test_samples_that_are_taken_are_told(tfdr: Tfdr, tmp_path: Path) -> None:
    done = tfdr("new", tmp_path / "orders", "--preset", "trading-platform", "--defaults")

    assert done.code == 0
    assert "SAMPLES: owner, cost_center, alert_emails, domain_name are samples" in done.out
    assert (tmp_path / "orders/samples.tf").is_file()


def test_each_plan_refuses_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With their file alone: it takes no provider and no account to refuse."""
    monkeypatch.delenv("TF_VAR_accept_sample_answers")
    for root in (".", "bootstrap"):
        folder = tmp_path / root
        folder.mkdir(exist_ok=True)
        samples = rendered("trading-platform") / root / "samples.tf"
        (folder / "samples.tf").write_bytes(samples.read_bytes())

        done = terraform.find().run(["plan", "-input=false", "-no-color"], folder)

        assert done.code == 1
        said = " ".join(done.stderr.replace("│", "").split())
        assert "samples of a preset: owner" in said
        assert "tfdr update . --data owner=VALUE" in said


def test_they_are_gone_with_answers_of_ones_own() -> None:
    repository = rendered("trading-platform", OWN)

    assert list(repository.rglob("samples.tf")) == []
    assert "**Samples:**" not in (repository / "README.md").read_text()
