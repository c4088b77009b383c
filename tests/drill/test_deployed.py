"""OPS05: a drill holds what tests/deployed says against what is so."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tfdr.drill import deployed
from tfdr.drill.system import System
from tfdr.drill.timeline import Timeline
from tfdr.emulator.client.emulator import Emulator

from tests.drill.test_drill import OUTPUTS

WELL: dict[str, Any] = {
    "active": "dr",
    "silent": ["primary"],
    "verdict": "us-west-2 (dr) is active.",
    "answers": {"dr": {"Can its database be used?": [{"status": "ok", "says": "It is."}]}},
}


def stage(root: Path, program: str | None) -> Any:
    if program is not None:
        (root / "tests/deployed").mkdir(parents=True)
        (root / "tests/deployed/__main__.py").write_text(program, encoding="utf-8")
    return SimpleNamespace(
        deployment=SimpleNamespace(root=root),
        system=System(OUTPUTS),
        timeline=Timeline(quiet=True),
        emulator=Emulator("http://127.0.0.1:9"),
    )


def says(report: dict[str, Any]) -> str:
    return f"import sys\nsys.stdin.read()\nprint({json.dumps(json.dumps(report))})\nsys.exit(1)\n"


def look(root: Path, program: str | None) -> list[str]:
    """Return what does not hold, in a drill where the primary region is lost."""
    played = stage(root, program)
    deployed.look(played, "after the failover", "dr", silent=["primary"])
    return [entry.text for entry in played.timeline.broken]


def test_what_is_so_holds(tmp_path: Path) -> None:
    played = stage(tmp_path, says(WELL))
    deployed.look(played, "after the failover", "dr", silent=["primary"])
    entries = played.timeline.entries
    assert entries[0].text == "tests/deployed, after the failover"
    assert entries[0].found == "us-west-2 (dr) is active."
    assert [entry.holds for entry in entries] == [None, True, True, True]


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"active": "primary"}, "that us-west-2 is active"),
        ({"silent": []}, "which regions do not respond: us-east-1"),
        (
            {"answers": {"dr": {"Is it backed up?": [{"status": "WRONG", "says": "It is not."}]}}},
            "finds nothing wrong",
        ),
    ],
)
def test_what_is_not_so_breaks_the_drill(
    change: dict[str, Any], broken: str, tmp_path: Path
) -> None:
    (found,) = look(tmp_path, says({**WELL, **change}))
    assert broken in found


def test_a_check_that_cannot_run_breaks_the_drill(tmp_path: Path) -> None:
    assert len(look(tmp_path, "raise SystemExit(2)")) == 2


def test_it_gets_the_outputs_and_the_emulated_cloud(tmp_path: Path) -> None:
    program = (
        "import json, os, sys\n"
        "said = json.load(sys.stdin)\n"
        "print(json.dumps({'active': said['regions']['value']['dr'], 'silent': ['primary'],"
        " 'verdict': os.environ['AWS_ENDPOINT_URL']}))\n"
    )
    played = stage(tmp_path, program)
    deployed.look(played, "now", "dr", silent=["primary"])
    assert played.timeline.entries[0].found == "http://127.0.0.1:9"
    assert "us-west-2" in played.timeline.broken[0].found


def test_a_repository_without_the_check_is_drilled_all_the_same(tmp_path: Path) -> None:
    assert look(tmp_path, None) == []
