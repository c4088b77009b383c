"""`tfdr check`: is this Terraform well formed, does it fail over, does it validate?"""

import argparse
import os
import shlex
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tfdr import console, hcl
from tfdr.check import layers, report, settings
from tfdr.check.formats import github, json_object, sarif
from tfdr.check.layers import FAIL, Layer
from tfdr.check.project import Project
from tfdr.check.report import Checked
from tfdr.controls.evidence import read
from tfdr.errors import ExitCode, TfdrError, ToolMissing
from tfdr.terraform import LIBRARY, Terraform

FORMATS: Final[dict[str, Callable[[Checked], str]]] = {
    "json": json_object.text,
    "sarif": sarif.text,
    "github": github.text,
}


def run(args: argparse.Namespace) -> ExitCode:
    """Check a directory of Terraform and report.

    Args:
        args: dir, no_terraform, plugin_dir, select, ignore, severity, var_file, controls and
            format.

    Raises:
        TfdrError: the directory cannot be checked at all.
    """
    root = Path(os.path.abspath(args.dir))  # noqa: PTH100  resolve() would follow links
    chosen = settings.load(root, args)
    evidence = read(root) if args.controls else None
    began = time.perf_counter()
    tree = hcl.read_tree(root)
    if not tree.modules:
        raise TfdrError(f"{args.dir} holds no .tf file; name a directory of Terraform")
    project = Project(tree)
    done, rules = layers.static(project, time.perf_counter() - began, chosen)
    controls = None
    if evidence is not None:
        layer, controls = layers.controls(project, evidence, rules.systems)
        done.append(layer)
    terraform, missing = None, ""
    if args.no_terraform:
        done += layers.not_run(project, "--no-terraform", lacks_tool=False)
    else:
        terraform, missing = _terraform(args, project, done)
    code = _exit_code(done)
    checked = Checked(project, done, rules, chosen, terraform, code, controls)
    if args.format in FORMATS:
        print(FORMATS[args.format](checked))
    else:
        report.show(checked)
        console.next_steps(*_next(args, done, terraform))
    if missing:
        console.error(missing)
    return code


def _terraform(
    args: argparse.Namespace, project: Project, done: list[Layer]
) -> tuple[Terraform | None, str]:
    """Add the layers that Terraform judges; return it, or why it is missing."""
    from tfdr import terraform
    from tfdr.terraform import providers

    plugins = providers.chosen_directory(args.plugin_dir)
    try:
        found = terraform.find()
    except ToolMissing as error:
        done += layers.not_run(project, "Terraform is missing or does not run", lacks_tool=True)
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


def _flags(args: argparse.Namespace, *, terraform_too: bool) -> Iterator[str]:
    """The flags that were given, for the same check again."""
    if args.controls:
        yield "--controls"
    if args.no_terraform and not terraform_too:
        yield "--no-terraform"
    yield from _flag("--plugin-dir", args.plugin_dir)
    yield from _flag("--severity", args.severity)
    for name in ("select", "ignore", "var_file"):
        for value in getattr(args, name) or ():
            yield from _flag(f"--{name.replace('_', '-')}", value)


def _flag(name: str, value: str | Path | None) -> list[str]:
    return [name, str(value)] if value else []


def _next(args: argparse.Namespace, done: list[Layer], terraform: Terraform | None) -> list[str]:
    directory = shlex.quote(args.dir)
    failed = [layer.name for layer in done if layer.verdict == FAIL]
    # After a pass without Terraform, the check with it is what comes next.
    again = shlex.join(["tfdr", "check", *_flags(args, terraform_too=not failed), args.dir])
    program = terraform.program if terraform and terraform.origin != LIBRARY else ""
    if failed:
        # What cannot be parsed cannot be formatted either.
        formats = program and "format" in failed and "parse" not in failed
        return [*([f"{program} fmt -recursive {directory}"] if formats else []), again]
    if any(layer.lacks_tool for layer in done):
        return [shlex.join(["tfdr", "doctor", *_flag("--plugin-dir", args.plugin_dir)])]
    if args.no_terraform:
        return [again]
    if not program:  # the package serves us; there is no command for a person to run
        return ["install Terraform: https://developer.hashicorp.com/terraform/install"]
    # Tests need no backend, and it may not exist yet.
    tested = any(Path(args.dir, "tests").glob("*.tftest.hcl"))
    commands = ("init -backend=false", "test") if tested else ("init", "plan")
    return [f"{program} -chdir={directory} {command}" for command in commands]
