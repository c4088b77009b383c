"""At a terminal, an update asks what the new template asks for the first time."""

from pathlib import Path

import pytest
from tfdr.update import command

from tests.new.test_conversation import CTRL_U, ENTER, keyboard
from tests.support import V1, Done, Tfdr, commit, snapshot, template_repository

MORE = "\nshape:\n  type: str\n  default: round\n  help: What shape is it?\n"
ESC = "\x1b"


@pytest.fixture
def shop(tmp_path: Path, tfdr: Tfdr, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a template generated that asks one question more now."""
    monkeypatch.setattr(command, "possible", lambda: True)
    source = template_repository(tmp_path / "source", versions=[V1])
    folder = tmp_path / "shop"
    answers = ("--data", "name=shop", "--data", "owner=me")
    assert tfdr("new", folder, "--template", source, "--defaults", *answers).code == 0
    commit(folder, "Generate")
    (source / "copier.yml").write_text((source / "copier.yml").read_text() + MORE)
    commit(source, "Ask more", tag="v3.0.0")
    return folder


def typed(tfdr: Tfdr, shop: Path, keys: str, *flags: str) -> Done:
    with keyboard() as pipe:
        pipe.send_text(keys)
        return tfdr("update", shop, *flags)


def test_it_asks_that_and_nothing_else(tfdr: Tfdr, shop: Path) -> None:
    done = typed(tfdr, shop, CTRL_U + "square" + ENTER)

    assert done.code == 0, done.err
    assert "new in this template" in done.out
    assert "shape: square\n" in (shop / ".copier-answers.yml").read_text()


def test_it_asks_nothing_where_defaults_are_wanted(tfdr: Tfdr, shop: Path) -> None:
    done = tfdr("update", shop, "--defaults")
    assert done.code == 0, done.err
    assert "shape: round" in (shop / ".copier-answers.yml").read_text()


def test_giving_up_changes_nothing(tfdr: Tfdr, shop: Path) -> None:
    before = snapshot(shop)
    done = typed(tfdr, shop, ESC)

    assert done.code == 2
    assert "nothing has changed" in done.message
    assert snapshot(shop) == before
