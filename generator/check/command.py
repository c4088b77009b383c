"""`tfdr check`: is this Terraform well formed, does everything in it exist, does it validate?

With `--format json` it prints one object: `schema` (1), `directory`, `verdict` (PASS, FAIL or
INCOMPLETE), `exit_code`, `terraform` (null, or `version`, `origin` and `location`), `layers`
(each with `name`, `directory`, `verdict`, `seconds`, `reason`) and `findings` (each with `id`,
`file`, `line`, `address`, `message`, `fix`).
"""

import argparse
import json
import os
import shlex
import time
from pathlib import Path

from generator import console, hcl
from generator.check import layers
from generator.check.findings import Finding
from generator.check.layers import FAIL, NOT_RUN, PASS, Layer
from generator.check.project import Project
from generator.errors import ExitCode, TfdrError, ToolMissing
from generator.terraform import LIBRARY, Terraform

SCHEMA = 1
_STYLES = {PASS: "green", FAIL: "bold red", NOT_RUN: "yellow"}


def run(args: argparse.Namespace) -> ExitCode:
    """Check a directory of Terraform and report.

    Args:
        args: dir, no_terraform, plugin_dir and format.

    Raises:
        TfdrError: the directory cannot be checked at all.
    """
    root = Path(os.path.abspath(args.dir))  # noqa: PTH100  resolve() would follow links
    began = time.perf_counter()
    tree = hcl.read_tree(root)
    if not tree.modules:
        raise TfdrError(f"{args.dir} holds no .tf file; name a directory of Terraform")
    done, project = layers.static(tree, time.perf_counter() - began)
    terraform, missing = None, ""
    if args.no_terraform:
        done += layers.not_run(project, "--no-terraform", lacks_tool=False)
    else:
        terraform, missing = _terraform(args, project, done)
    code = _exit_code(done)
    if args.format == "json":
        print(json.dumps(_as_json(root, terraform, done, code), indent=2))
    else:
        _report(args, done, terraform)
    if missing:
        console.error(missing)
    return code


def _terraform(
    args: argparse.Namespace, project: Project, done: list[Layer]
) -> tuple[Terraform | None, str]:
    """Add the layers that Terraform judges; return it, or why it is missing."""
    from generator import terraform
    from generator.terraform import providers

    plugins = providers.chosen_directory(args.plugin_dir)
    try:
        found = terraform.find()
    except ToolMissing as error:
        done += layers.not_run(project, "Terraform is missing", lacks_tool=True)
        return None, str(error)
    done += layers.by_terraform(project, found, plugins)
    lacking = [layer.reason for layer in done if layer.lacks_tool]
    return found, lacking[0] if lacking else ""


def _exit_code(done: list[Layer]) -> ExitCode:
    """Findings come first: they stand, whatever else could not run."""
    if any(layer.verdict == FAIL for layer in done):
        return ExitCode.FINDINGS
    if any(layer.lacks_tool for layer in done):
        return ExitCode.TOOL_MISSING
    return ExitCode.OK


def _findings(done: list[Layer]) -> list[Finding]:
    # Two roots that call one module find the same twice.
    return list(dict.fromkeys(finding for layer in done for finding in layer.findings))


def _as_json(
    root: Path, terraform: Terraform | None, done: list[Layer], code: ExitCode
) -> dict[str, object]:
    complete = all(layer.verdict == PASS for layer in done)
    return {
        "schema": SCHEMA,
        "directory": str(root),
        "verdict": FAIL if code == ExitCode.FINDINGS else PASS if complete else "INCOMPLETE",
        "exit_code": int(code),
        "terraform": terraform
        and {
            "version": terraform.version,
            "origin": terraform.origin,
            "location": terraform.location,
        },
        "layers": [
            {
                "name": layer.name,
                "directory": layer.directory,
                "verdict": layer.verdict,
                "seconds": round(layer.seconds, 3),
                "reason": layer.reason,
            }
            for layer in done
        ],
        "findings": [finding.as_json() for finding in _findings(done)],
    }


def _report(args: argparse.Namespace, done: list[Layer], terraform: Terraform | None) -> None:
    rows = [
        (layer.name, layer.directory, layer.verdict, _seconds(layer), layer.reason)
        for layer in done
    ]
    console.table(("layer", "where", "verdict", "time", "why"), rows)
    if terraform is not None:
        say = f"Terraform {terraform.version} from {terraform.location}"
        console.out.print(f"\n{say}", markup=False)
    if found := _findings(done):
        console.out.print()
        for finding in found:
            console.out.print(str(finding), markup=False)
    console.next_steps(*_next(args, done, terraform))


def _seconds(layer: Layer) -> str:
    return "" if layer.verdict == NOT_RUN else f"{layer.seconds:.2f} s"


def _next(args: argparse.Namespace, done: list[Layer], terraform: Terraform | None) -> list[str]:
    directory = shlex.quote(args.dir)
    again = f"tfdr check {directory}"
    program = terraform is not None and terraform.origin != LIBRARY
    failed = [layer.name for layer in done if layer.verdict == FAIL]
    if failed:
        formats = "format" in failed and program
        return [*([f"terraform fmt -recursive {directory}"] if formats else []), again]
    if any(layer.lacks_tool for layer in done):
        return ["tfdr doctor"]
    if args.no_terraform:
        return [again]
    if not program:  # the package serves us; there is no command for a person to run
        return ["install Terraform: https://developer.hashicorp.com/terraform/install"]
    # Tests need no backend, and it may not exist yet.
    tested = any(Path(args.dir, "tests").glob("*.tftest.hcl"))
    commands = ("init -backend=false", "test") if tested else ("init", "plan")
    return [f"terraform -chdir={directory} {command}" for command in commands]
