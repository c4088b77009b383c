"""`tfdr drill`: play a disaster on an emulated AWS and see whether the repository survives it.

With `--format json` it prints the report as one object, see `tfdr.drill.report`.
"""

import json
import os
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tfdr import hcl, terraform
from tfdr.drill import evidence, judged, oracles, preparation, provider, recovery, report, scenarios
from tfdr.drill.playing import Played
from tfdr.drill.report import Drill
from tfdr.drill.stage import Stage
from tfdr.drill.system import System
from tfdr.drill.timeline import Timeline, clock_face
from tfdr.emulator.client import server
from tfdr.emulator.client.deployment import Deployment
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.protocol import RAISED
from tfdr.errors import ExitCode, TfdrError
from tfdr.project import absolute
from tfdr.terminal import console
from tfdr.terraform import providers


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillOptions:
    """What to play, and how.

    Attributes:
        directory: the one that was generated, as it was named.
        scenario: what happens: a name, a file with a page, `all` for all modules that can, or
            `incidents` for all pages.
        environment: which of environments/ to deploy; None for production.
        account: whose quotas hold, one of `emulator.protocol.ACCOUNTS`.
        report: where to write the evidence, without a suffix; None for nowhere.
        keep: whether the emulated AWS stays.
        plugin_dir: directory of Terraform providers.
        format: text or json.
    """

    directory: str
    scenario: str = "outage"
    environment: str | None = None
    account: str = RAISED
    report: str | None = None
    keep: bool = False
    plugin_dir: str | None = None
    format: str = "text"


def run(options: DrillOptions) -> ExitCode:
    """Play scenarios and report.

    Raises:
        TfdrError: the repository cannot be drilled at all.
        ToolMissing: Terraform or the packages of the extra `drill` are missing.
    """
    repository = absolute(options.directory)
    names = scenarios.named(options.scenario)
    environment = _environment(repository, options)
    if options.report and not Path(options.report).absolute().parent.is_dir():
        raise TfdrError(f"--report {options.report}: {Path(options.report).parent} is no folder")
    timeline = Timeline(quiet=options.format == "json")
    tool = terraform.find()
    plugins = providers.chosen_directory(options.plugin_dir)
    if plugins:
        os.environ["TFDR_PLUGIN_DIR"] = str(plugins)
    chosen = provider.choose(repository, tool, plugins)
    with (
        _folder(keep=options.keep) as folder,
        server.running(
            folder / "emulator.log", snapshots=folder, stays=options.keep, account=options.account
        ) as emulator,
    ):
        copy = folder / "copy"
        deployment = Deployment.of(repository, copy, environment, emulator, tool, chosen.pinned)
        try:
            stage = _deployed(deployment, repository, timeline)
        except TfdrError as error:
            raise oracles.named(error, emulator) from error
        delivered = oracles.judge_deliveries(emulator, timeline)
        objective = int(stage.configuration("failover", "primary")["RTO_MINUTES"])
        fitting, left_out = scenarios.fitting(names, stage.system)
        if not fitting:
            raise TfdrError(f"--scenario {options.scenario}: {next(iter(left_out.values()))}")
        stage.plan = recovery.planned(repository)
        stage.keep()
        played = {name: found for name in fitting if (found := _play(stage, name))}
        left = None if options.keep else _destroyed(stage)
        judgement = oracles.Judgement.of(emulator, options.account, delivered)
        oracles.check(judgement, timeline)
        ran = provider.Ran(chosen, provider.locked_in(copy), tool.program)
        drill = Drill(
            directory=str(repository),
            name=stage.system.name,
            regions=stage.system.regions,
            scenarios={name: scenarios.title(name) for name in fitting},
            left_out=left_out,
            objective_minutes=objective,
            timeline=timeline,
            tools={tool.name: tool.version, "AWS provider": ran.version, "moto": version("moto")},
            left=left,
            provider=ran,
            judgement=judgement,
            recoveries=stage.recoveries,
            played=played,
        )
    return _report(options, drill, emulator, folder)


def _environment(repository: Path, options: DrillOptions) -> str:
    names = sorted(path.stem for path in repository.glob("environments/*.tfvars"))
    if not names:
        raise TfdrError(
            f"{options.directory} has no environments/*.tfvars: "
            "name a repository that tfdr generated"
        )
    if options.environment and options.environment not in names:
        raise TfdrError(f"--environment {options.environment}: there is {', '.join(names)}")
    usual = "production" if "production" in names else names[0]
    return options.environment or usual


@contextmanager
def _folder(*, keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tfdr-drill-"))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _deployed(deployment: Deployment, repository: Path, timeline: Timeline) -> Stage:
    """Apply a repository as its README says."""
    program = deployment.terraform.program
    preparation.make_existing_zone(deployment.emulator, hcl.read_tree(repository))
    timeline.heading(f"Deployment of {repository.name} ({deployment.environment})")
    with timeline.step(f"{program} apply of bootstrap/: the state bucket"):
        deployment.create_backend()
    preparation.hurry(deployment)
    preparation.throw_away(deployment)
    with timeline.step(f"{program} plan"):
        plan = deployment.plan("first")
    with timeline.step(f"{program} apply") as said:
        deployment.apply(plan)
        said.append(f"{len(plan.shown.get('resource_changes', []))} resources")
    stage = Stage(deployment, System(deployment.outputs()), timeline)
    _ = stage.system.regions  # says so at once when there is nothing to drill
    preparation.finish(stage)
    return stage


def _play(stage: Stage, name: str) -> Played | None:
    stage.begin(name)
    stage.timeline.heading(f"== {scenarios.title(name)}")
    try:
        return scenarios.play(stage, name)
    except TfdrError as error:
        stage.timeline.check("the scenario can be played to its end", False, error)
        return None


def _destroyed(stage: Stage) -> dict[str, list[str]]:
    timeline, deployment = stage.timeline, stage.deployment
    timeline.heading("Destruction")
    stage.begin("")
    with timeline.step(f"{deployment.terraform.program} destroy"):
        deployment.destroy()
    left = stage.emulator.inventory()
    timeline.check("nothing is left in the account", not left, left)
    return left


def _report(options: DrillOptions, drill: Drill, emulator: Emulator, folder: Path) -> ExitCode:
    written = evidence.write(drill, Path(options.report)) if options.report else []
    code = ExitCode.FINDINGS if drill.verdict == "FAIL" else ExitCode.OK
    if options.format == "json":
        said = drill.as_json()
        if options.keep:
            said |= {
                "endpoint": emulator.endpoint,
                "pid": emulator.pid,
                "copy": str(folder / "copy"),
            }
        print(json.dumps({**said, "exit_code": int(code)}, indent=2))
        return code
    _summary(drill)
    for name, why in drill.left_out.items():
        console.out.print(f"{name} was left out: {why}", markup=False)
    console.out.print()
    for sentence in drill.provider.sentences if drill.provider else ():
        console.out.print(sentence, markup=False)
    for sentence in drill.judgement.sentences if drill.judgement else ():
        console.out.print(sentence, markup=False)
    console.out.print("\nWhat an emulation cannot show:")
    for each in report.NOT_SHOWN:
        console.out.print(f"  {each}", markup=False)
    for path in written:
        console.out.print(f"written: {path}", markup=False)
    console.next_steps(*_next(options, drill, emulator, folder))
    return code


def _judged(drill: Drill, scenario: str, well: str) -> tuple[str, str]:
    """Return the verdict on a scenario, or on what is around all of them, and how many checks."""
    checks = [check for check in drill.timeline.checks if check.scenario == scenario]
    broken = sum(check.holds is False for check in checks)
    return f"{broken} BROKEN" if broken else well, str(len(checks))


def _summary(drill: Drill) -> None:
    rows = []
    for name in drill.scenarios:
        entries = [entry for entry in drill.timeline.entries if entry.scenario == name]
        took = clock_face(entries[-1].at + entries[-1].seconds) if entries else ""
        rows.append((name, *_judged(drill, name, "survived"), took))
    if any(not check.scenario for check in drill.timeline.checks):
        rows.append(("before and after", *_judged(drill, "", "held"), ""))
    console.out.print()
    console.table(("scenario", "verdict", "checks", "minutes"), rows)
    for name, found in drill.played.items():
        console.out.print(f"{name}: {found.verdict.word}: {found.verdict.why}", markup=False)
        for each_line in judged.lines(found):
            console.out.print(f"  {each_line}", markup=False)
    for each in drill.recoveries:
        console.out.print(
            f"{each.scenario}: {each.role} served after {each.sentence}", markup=False
        )
    if drill.timeline.broken:
        console.out.print("\nBroken:")
        for entry in drill.timeline.broken:
            where = f"{entry.scenario}: " if entry.scenario else ""
            console.out.print(f"  {where}{entry.text}: {entry.found}", markup=False)


def _next(options: DrillOptions, drill: Drill, emulator: Emulator, folder: Path) -> list[str]:
    directory = shlex.quote(options.directory)
    if options.keep:
        program = drill.provider.program if drill.provider else "terraform"
        return [
            f"export AWS_ENDPOINT_URL={emulator.endpoint} AWS_ACCESS_KEY_ID=emulated "
            f"AWS_SECRET_ACCESS_KEY=emulated AWS_REGION={drill.regions['primary']}",
            f"cd {shlex.quote(str(folder / 'copy'))} && {program} output",
            f"kill {emulator.pid} && rm -rf {shlex.quote(str(folder))}",
        ]
    if drill.verdict == "FAIL":
        played = " ".join(drill.scenarios)
        again = options.scenario if " " in played else played
        return [f"tfdr drill {directory} --scenario {again} --keep"]
    others = [
        name for name in scenarios.MODULES if name not in {**drill.scenarios, **drill.left_out}
    ]
    more = [f"tfdr drill {directory} --scenario {others[0]}"] if others else []
    return [*more, f"less {directory}/docs/runbooks/failover.md"]
