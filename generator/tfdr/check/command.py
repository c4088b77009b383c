"""`tfdr check`: is this Terraform well formed, does it fail over, does it validate?"""

import shlex
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.check import baseline, layers, page, report, settings
from tfdr.check.formats import github, json_object, sarif
from tfdr.check.layers import FAIL, Layer
from tfdr.check.options import CheckOptions
from tfdr.check.report import Checked
from tfdr.controls.evidence import read
from tfdr.errors import ExitCode, TfdrError, ToolMissing
from tfdr.project import Project, absolute
from tfdr.terminal import console
from tfdr.terraform import LIBRARY, Terraform

FORMATS: Final[dict[str, Callable[[Checked], str]]] = {
    "json": json_object.text,
    "sarif": sarif.text,
    "github": github.text,
}


def run(options: CheckOptions) -> ExitCode:
    """Check a directory of Terraform and report.

    Raises:
        TfdrError: the directory cannot be checked at all.
    """
    if options.is_strict and not options.controls:
        raise TfdrError("--strict says what counts of controls: give it with --controls")
    root = absolute(options.directory)
    chosen = settings.load(root, options)
    evidence = read(root) if options.controls else None
    known = baseline.read(options.baseline) if options.baseline else None
    began = time.perf_counter()
    project = Project.of(hcl.read_tree(root), options.directory)
    done, rules = layers.static(project, time.perf_counter() - began, chosen)
    controls = None
    if evidence is not None:
        layer, controls = layers.controls(
            project,
            evidence,
            rules.roots if chosen.var_files else [],
            is_strict=options.is_strict,
        )
        done.append(layer)
    terraform, missing = None, ""
    if options.no_terraform:
        done += layers.not_run(project, "--no-terraform", lacks_tool=False)
    else:
        terraform, missing = _terraform(options, project, done)
    before = 0
    if known is not None:
        done, before = baseline.without(done, known)
    code = _exit_code(done)
    checked = Checked(project, done, rules, chosen, terraform, code, controls, before)
    if options.format in FORMATS:
        print(FORMATS[options.format](checked))
    else:
        report.show(checked, is_full=options.is_full)
    if options.report:
        page.write(checked, options.report)
    if options.format not in FORMATS:
        if options.report:
            console.say(f"\nAs a page: {options.report}")
        console.next_steps(*_next(options, done, terraform))
    if missing:
        console.error(missing)
    return code


def _terraform(
    options: CheckOptions, project: Project, done: list[Layer]
) -> tuple[Terraform | None, str]:
    """Add the layers that Terraform judges; return it, or why it is missing."""
    from tfdr import terraform
    from tfdr.terraform import providers

    plugins = providers.chosen_directory(options.plugin_dir)
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


def _flags(options: CheckOptions, *, terraform_too: bool) -> Iterator[str]:
    """The flags that were given, for the same check again."""
    if options.controls:
        yield "--controls"
    if options.is_strict:
        yield "--strict"
    if options.no_terraform and not terraform_too:
        yield "--no-terraform"
    yield from _flag("--plugin-dir", options.plugin_dir)
    yield from _flag("--severity", options.severity)
    yield from _flag("--profile", options.profile)
    yield from _flag("--baseline", options.baseline)
    yield from _flag("--report", options.report)
    if options.is_full:
        yield "--full"
    for name, values in (
        ("--select", options.select),
        ("--ignore", options.ignore),
        ("--var-file", options.var_file),
    ):
        for value in values:
            yield from _flag(name, value)


def _flag(name: str, value: str | Path | None) -> list[str]:
    return [name, str(value)] if value else []


def _next(options: CheckOptions, done: list[Layer], terraform: Terraform | None) -> list[str]:
    directory = shlex.quote(options.directory)
    failed = [layer.name for layer in done if layer.verdict == FAIL]
    # After a pass without Terraform, the check with it is what comes next.
    flags = _flags(options, terraform_too=not failed)
    again = shlex.join(["tfdr", "check", *flags, options.directory])
    program = terraform.program if terraform and terraform.origin != LIBRARY else ""
    if failed:
        # What cannot be parsed cannot be formatted either.
        formats = program and "format" in failed and "parse" not in failed
        return [*([f"{program} fmt -recursive {directory}"] if formats else []), again]
    if any(layer.lacks_tool for layer in done):
        return [shlex.join(["tfdr", "doctor", *_flag("--plugin-dir", options.plugin_dir)])]
    if options.no_terraform:
        return [again]
    if not program:  # the package serves us; there is no command for a person to run
        return ["install Terraform: https://developer.hashicorp.com/terraform/install"]
    # Tests need no backend, and it may not exist yet.
    tested = any(Path(options.directory, "tests").glob("*.tftest.hcl"))
    commands = ("init -backend=false", "test") if tested else ("init", "plan")
    return [f"{program} -chdir={directory} {command}" for command in commands]
