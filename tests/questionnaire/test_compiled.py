"""What was compiled before makes generating faster, and changes nothing."""

from pathlib import Path

import pytest

from tests.installed import installed
from tests.support import SHOP, Tfdr, snapshot


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
    assert tfdr("new", tmp_path / "shop", *SHOP).code == 0

    assert not (tmp_path / "cache" / "tfdr" / "templates").exists()
