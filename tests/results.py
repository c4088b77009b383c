"""What long tests measured, kept in build/ for the page that is made of it."""

import json
import os
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from tfdr.emulator.client.deployment import Deployment, Plan
from tfdr.emulator.client.gaps import unexplained
from tfdr.hcl import read_file
from tfdr.rendering.render import files_in

from tests.emulated.requirements import System
from tests.support import ROOT, answers_of

FOLDER: Final = ROOT / "build/results/systems"


def regions_of(repository: Path) -> list[str]:
    """Return the codes of the regions of a generated repository, the primary one first."""
    answers = answers_of(repository)
    return [answers["primary_region"], *answers["dr_regions"]]


def resources_in(plan: Plan) -> int:
    """Count the resources that are there once a plan is applied."""
    return len(System.of({"values": plan.shown["planned_values"]}))


def record(
    preset: str,
    repository: Path,
    deployment: Deployment,
    plan: Plan,
    second: Plan,
    *,
    invalid: list[str],
    left: dict[str, list[str]],
    broken: list[str],
    remark: str = "",
) -> None:
    """Write down the whole life of a deployed preset.

    Args:
        preset: its name.
        repository: what was generated.
        deployment: of it, destroyed by now.
        plan: what was applied.
        second: the plan after that.
        invalid: what `terraform validate` found.
        left: what the emulator still had after all was destroyed.
        broken: violations that were shown to be noticed, each as `REQUIREMENT: what`.
        remark: what the figures do not say.
    """
    seconds = deployment.seconds
    result = {
        "preset": preset,
        "regions": regions_of(repository),
        "files": len(files_in(repository)),
        "resources": resources_in(plan),
        "invalid": invalid,
        "differences": unexplained(second.shown),
        "left": left,
        "broken": broken,
        "remark": remark,
        "seconds": {
            "validate": seconds["validate"],
            "plan": seconds["first"],
            "apply": sum(seconds.get(name, 0) for name in ("apply halfway", "apply first")),
            "second plan": seconds["second"],
            "destroy": seconds.get("let-go", 0)
            + seconds.get("apply let-go", 0)
            + seconds["destroy"],
        },
        "steps": seconds,
        "measured": datetime.now(UTC).date().isoformat(),
        "with": {
            "cores": os.cpu_count(),
            "terraform": deployment.terraform.version,
            "provider": _provider(deployment.root),
            "moto": version("moto"),
        },
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{preset}.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def recorded() -> dict[str, dict[str, Any]]:
    """Return what was written down, by preset."""
    files = sorted(FOLDER.glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}


def _provider(root: Path) -> str:
    (block,) = (
        each
        for each in read_file(root / ".terraform.lock.hcl").blocks
        if each.kind == "provider" and each.labels[0].endswith("/aws")
    )
    expression = block.expression("version")
    return str(expression.value) if expression else ""
