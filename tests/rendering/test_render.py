"""Rendering with copier: nothing of this user or machine gets in, and no secret gets out."""

import re
from pathlib import Path

import pytest
from tfdr.rendering import render

from tests.support import ROOT, SHOP, Tfdr


def test_a_message_holds_no_credentials() -> None:
    url = "https://user:secret@127.0.0.1:1/x.git"
    error = render._translation(url, ValueError(f"cannot reach {url}"))

    assert "secret" not in str(error)
    assert "https://127.0.0.1:1/x.git" in str(error)


def test_defaults_of_this_user_for_all_templates_change_nothing(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.yml"
    settings.write_text("defaults: {colour: blue}\n")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(settings))
    tfdr("new", tmp_path / "shop", *SHOP)

    assert "It is red" in (tmp_path / "shop" / "README.md").read_text()


def test_copier_is_imported_where_it_renders_and_nowhere_else() -> None:
    package = ROOT / "generator" / "tfdr"
    importers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"^\s*(?:import|from) copier\b", path.read_text(), re.MULTILINE)
    }

    assert importers == {"rendering/render.py", "rendering/worker.py"}
