"""`make newest`, as far as no registry and no cloud is needed."""

import json
import os
from pathlib import Path

import pytest

from tests.support import PRESETS
from tools import newest


def test_the_newest_release_that_may_be_installed_is_taken() -> None:
    versions = ["5.100.0", "6.9.0", "6.73.0", "6.74.0-beta1", "7.0.0", "4.67.0"]
    assert newest.newest(versions) == "6.73.0"
    with pytest.raises(ValueError, match="no release"):
        newest.newest(["7.0.0"])


def test_the_registry_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = tmp_path / "versions"
    answer.write_text(json.dumps({"versions": [{"version": "6.73.0"}, {"version": "5.100.0"}]}))
    monkeypatch.setattr(newest, "VERSIONS", answer.as_uri())
    assert newest.registered() == ["6.73.0", "5.100.0"]


@pytest.mark.parametrize(("fails", "code"), [("", 0), ("drill", 1), ("new", 1)])
def test_every_preset_is_played_with_that_version_and_a_failure_ends_with_1(
    fails: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    done: list[tuple[str, str, str]] = []

    def main(arguments: list[str]) -> int:
        done.append((arguments[0], Path(arguments[1]).name, os.environ["TFDR_PROVIDER"]))
        return int(arguments[0] == fails)

    monkeypatch.setattr(newest.cli, "main", main)
    monkeypatch.setenv("TFDR_PROVIDER", "")
    monkeypatch.setattr(
        "sys.argv", ["newest", "--provider", "6.73.0", "--reports", str(tmp_path / "reports")]
    )
    assert newest.main() == code
    steps = ["new"] if fails == "new" else ["new", "check", "drill"]
    assert done == [(step, preset, "6.73.0") for preset in PRESETS for step in steps]
    said = capsys.readouterr().out
    assert "AWS provider 6.73.0" in said
    assert f"trading-platform: {'new 1' if fails == 'new' else 'new ok'}" in said
