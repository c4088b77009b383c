"""What can be typed after `tfdr`, and what each command makes of it: its options.

Commands are imported when they are called, since some take long to.
"""

import argparse
from collections.abc import Callable, Sequence

from tfdr import __version__
from tfdr.errors import ExitCode, TfdrError
from tfdr.terminal import examples
from tfdr.terminal.usage import Parser

EXIT_CODES = """\
exit codes:
  0  fine
  1  findings, changes, or conflicts left
  2  bad input or usage
  3  a tool is missing
"""

Run = Callable[[argparse.Namespace], ExitCode]
_Commands = argparse._SubParsersAction  # argparse has no public name for it


def parser() -> argparse.ArgumentParser:
    """The parser of all commands; what it returns has a function `run`, which takes it."""
    parser: argparse.ArgumentParser = Parser(
        prog="tfdr",
        description="Generate Terraform repositories for disaster recovery on AWS, and check them.",
        epilog=_epilog(examples.PROGRAM),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tfdr {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_new(commands)
    _add_presets(commands)
    _add_explain(commands)
    _add_rules(commands)
    _add_check(commands)
    _add_controls(commands)
    _add_inventory(commands)
    _add_diff(commands)
    _add_update(commands)
    _add_drill(commands)
    _add_doctor(commands)
    _add_completion(commands)
    return parser


def _epilog(lines: Sequence[str]) -> str:
    return "\n".join(["examples:", *(f"  {line}" for line in lines), "", EXIT_CODES])


def _add(
    commands: "_Commands[argparse.ArgumentParser]", name: str, summary: str, run: Run
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=_epilog(examples.COMMANDS[name]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run, parser=parser)
    return parser


def _filled(name: str, right: str) -> Callable[[str], str]:
    """Return a type of argument that may not be empty, as what an unset variable gives is."""

    def filled(text: str) -> str:
        if not text:
            raise TfdrError(f"{name} is empty: {right}")
        return text

    return filled


def _add_folder(
    parser: argparse.ArgumentParser,
    name: str,
    summary: str,
    right: str = "name a folder, or . for this one",
) -> None:
    parser.add_argument(name.lower(), metavar=name, type=_filled(name, right), help=summary)


def _add_preset(parser: argparse.ArgumentParser, summary: str) -> None:
    parser.add_argument(
        "--preset",
        metavar="NAME|FILE",
        type=_filled("--preset", "name a preset (see `tfdr presets`), or leave it out"),
        help=summary,
    )


def _add_format(parser: argparse.ArgumentParser, *more: str) -> None:
    parser.add_argument(
        "--format",
        choices=("text", "json", *more),
        default="text",
        help="how to report: for people or for machines (default: text)",
    )


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="give one answer; lists as YAML, such as 'dr_regions=[us-west-2]'; repeatable",
    )


def _add_template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--template", metavar="SOURCE", help="folder or git URL of another template"
    )
    parser.add_argument(
        "--ref",
        metavar="REF",
        type=_filled("--ref", "name a tag, branch or commit, or leave it out"),
        help="tag, branch or commit of it (default: the latest release)",
    )


def _add_plugin_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--plugin-dir", metavar="DIR", help="folder of Terraform providers, to need no network"
    )


def _add_new(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "new", "generate a repository from answers", _new)
    right = "name a folder that does not exist yet"
    _add_folder(parser, "DEST", "folder to generate, which may not exist yet", right)
    _add_preset(parser, "start from a preset (see `tfdr presets`)")
    parser.add_argument(
        "--answers",
        metavar="FILE",
        type=_filled("--answers", "name a file of answers, or leave it out"),
        help="YAML file of answers, over the preset",
    )
    _add_data(parser)
    parser.add_argument(
        "--defaults", action="store_true", help="ask nothing: take defaults for what is not given"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="write nothing, print what would be written"
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="generate into a folder that is not empty: overwrite files of the same names",
    )
    _add_template(parser)
    _add_format(parser)


def _new(args: argparse.Namespace) -> ExitCode:
    from tfdr import new

    return new.run(
        new.NewOptions(
            dest=args.dest,
            preset=args.preset,
            answers=args.answers,
            data=args.data,
            defaults=args.defaults,
            dry_run=args.dry_run,
            force=args.force,
            template=args.template,
            ref=args.ref,
            format=args.format,
            command=args.command,
        )
    )


def _add_presets(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "presets", "list presets, or show what one of them generates", _presets)
    parser.add_argument("name", metavar="NAME", nargs="?", help="the preset to show")
    _add_format(parser)


def _presets(args: argparse.Namespace) -> ExitCode:
    from tfdr import presets

    return presets.run(presets.PresetsOptions(name=args.name, format=args.format))


def _add_explain(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands, "explain", "explain what answers can reach, or a rule of the check", _explain
    )
    parser.add_argument(
        "subject",
        metavar="SUBJECT",
        help="what to explain: objectives (RPO and RTO), account (quotas, regions), or a rule",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        type=_filled("FILE", "name a file of answers or a generated folder, or leave it out"),
        help="YAML file of answers, over the preset, or a generated folder",
    )
    _add_preset(parser, "the answers of a preset")
    _add_data(parser)
    _add_template(parser)
    _add_format(parser)


def _explain(args: argparse.Namespace) -> ExitCode:
    from tfdr import explain

    return explain.run(
        explain.ExplainOptions(
            subject=args.subject,
            file=args.file,
            preset=args.preset,
            data=args.data,
            template=args.template,
            ref=args.ref,
            format=args.format,
            command=args.command,
        )
    )


def _add_rules(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "rules", "list the rules of `tfdr check`", _rules)
    _add_format(parser)


def _rules(args: argparse.Namespace) -> ExitCode:
    from tfdr.explain import rules

    return rules.run(rules.RulesOptions(format=args.format))


def _add_check(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "check", "check a Terraform repository, layer by layer", _check)
    parser.add_argument("dir", metavar="DIR", help="folder of Terraform files")
    parser.add_argument(
        "--no-terraform", action="store_true", help="leave out the layers that run Terraform"
    )
    parser.add_argument(
        "--controls",
        action="store_true",
        help="compare what the compliance level and the other answers ask for with the code",
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="controls of which something is unknown count as those that fail",
    )
    _add_plugin_dir(parser)
    rules = "ids or how they begin, such as SEC or DAT05A; repeatable"
    parser.add_argument(
        "--select", metavar="RULES", action="append", default=[], help=f"only these: {rules}"
    )
    parser.add_argument(
        "--ignore", metavar="RULES", action="append", default=[], help=f"not these: {rules}"
    )
    parser.add_argument(
        "--severity",
        choices=("error", "warning", "info"),
        help="the least that is reported and counts (default: warning)",
    )
    parser.add_argument(
        "--profile",
        choices=("recovery", "all"),
        help="what is judged: whether a system recovers, or security and style too",
    )
    parser.add_argument(
        "--full", action="store_true", help="show all places of each finding, not the first five"
    )
    parser.add_argument(
        "--baseline", metavar="FILE", help="findings of this earlier JSON report do not count"
    )
    parser.add_argument(
        "--report", metavar="FILE", help="also write the result as one page of HTML"
    )
    parser.add_argument(
        "--var-file",
        metavar="FILE",
        action="append",
        default=[],
        help="values of variables; repeatable",
    )
    _add_format(parser, "sarif", "github")


def _check(args: argparse.Namespace) -> ExitCode:
    from tfdr import check

    return check.run(
        check.CheckOptions(
            directory=args.dir,
            no_terraform=args.no_terraform,
            controls=args.controls,
            is_strict=args.strict,
            plugin_dir=args.plugin_dir,
            select=args.select,
            ignore=args.ignore,
            severity=args.severity,
            profile=args.profile,
            is_full=args.full,
            baseline=args.baseline,
            report=args.report,
            var_file=args.var_file,
            format=args.format,
        )
    )


def _add_controls(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands, "controls", "list or export the compliance controls of a repository", _controls
    )
    _add_folder(parser, "DIR", "folder that was generated")
    _add_format(parser, "oscal")


def _controls(args: argparse.Namespace) -> ExitCode:
    from tfdr import controls

    return controls.run(controls.ControlsOptions(directory=args.dir, format=args.format))


def _add_inventory(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "inventory", "list resources by concern and region", _inventory)
    parser.add_argument("dir", metavar="DIR", help="folder of Terraform files")
    _add_format(parser)


def _inventory(args: argparse.Namespace) -> ExitCode:
    from tfdr import inventory

    return inventory.run(inventory.InventoryOptions(directory=args.dir, format=args.format))


def _add_diff(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "diff", "show what was changed by hand since it was generated", _diff)
    _add_folder(parser, "DIR", "folder that was generated earlier")
    parser.add_argument(
        "--stat", action="store_true", help="names of files and numbers of lines only"
    )
    parser.add_argument(
        "--template", metavar="SOURCE", help="where the template is now (default: where it was)"
    )
    _add_format(parser)


def _diff(args: argparse.Namespace) -> ExitCode:
    from tfdr import diff

    return diff.run(
        diff.DiffOptions(
            directory=args.dir, stat=args.stat, template=args.template, format=args.format
        )
    )


def _add_update(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "update", "bring a generated repository to a newer template", _update)
    _add_folder(parser, "DIR", "folder that was generated earlier")
    parser.add_argument("--answers", metavar="FILE", help="answers that change, as a YAML file")
    _add_data(parser)
    parser.add_argument(
        "--defaults", action="store_true", help="ask nothing: new questions take their defaults"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="write nothing, print what would change"
    )
    parser.add_argument(
        "--allow-destroy",
        action="store_true",
        help="accept answers that destroy parts of a deployment",
    )
    _add_template(parser)
    _add_format(parser)


def _update(args: argparse.Namespace) -> ExitCode:
    from tfdr import update

    return update.run(
        update.UpdateOptions(
            directory=args.dir,
            answers=args.answers,
            data=args.data,
            defaults=args.defaults,
            dry_run=args.dry_run,
            template=args.template,
            ref=args.ref,
            allow_destroy=args.allow_destroy,
            format=args.format,
            command=args.command,
        )
    )


def _add_drill(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands, "drill", "rehearse a disaster on an emulated AWS, and the way back", _drill
    )
    _add_folder(parser, "DIR", "folder that was generated")
    parser.add_argument(
        "--scenario",
        metavar="NAME",
        default="outage",
        help="what happens: outage, hanging, switchover and others, or all of them one after the "
        "other; an outage that really happened, such as dynamodb-2025, or all of those: incidents; "
        "or FILE.yml, a page of your own (default: outage)",
    )
    parser.add_argument(
        "--environment",
        metavar="NAME",
        type=_filled("--environment", "name one of environments/, or leave it out"),
        help="which of environments/ to deploy (default: production)",
    )
    parser.add_argument(
        "--account",
        choices=("new", "raised"),
        default="raised",
        help="whose quotas hold: those of a new account, or of one in which a person has asked for "
        "more (default: raised)",
    )
    parser.add_argument(
        "--report",
        metavar="FILE",
        type=_filled("--report", "name a file without its suffix, or leave it out"),
        help="write the evidence to FILE.md, FILE.html and FILE.json",
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the emulated AWS running, with all that is in it"
    )
    _add_plugin_dir(parser)
    _add_format(parser)


def _drill(args: argparse.Namespace) -> ExitCode:
    from tfdr import drill

    return drill.run(
        drill.DrillOptions(
            directory=args.dir,
            scenario=args.scenario,
            environment=args.environment,
            account=args.account,
            report=args.report,
            keep=args.keep,
            plugin_dir=args.plugin_dir,
            format=args.format,
        )
    )


def _add_doctor(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(
        commands, "doctor", "say which tools are there, and what to do where one is not", _doctor
    )
    _add_plugin_dir(parser)
    _add_format(parser)


def _doctor(args: argparse.Namespace) -> ExitCode:
    from tfdr import doctor

    return doctor.run(doctor.DoctorOptions(plugin_dir=args.plugin_dir, format=args.format))


def _add_completion(commands: "_Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "completion", "print what lets a shell complete `tfdr`", _completion)
    parser.add_argument(
        "shell", metavar="SHELL", choices=("bash", "zsh", "tcsh"), help="bash, zsh or tcsh"
    )


def _completion(args: argparse.Namespace) -> ExitCode:
    from tfdr import completion

    return completion.run(completion.CompletionOptions(shell=args.shell, parser=parser()))
