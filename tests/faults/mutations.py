"""Ways to break the function, each with what has to notice it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import plots, plots_of_refusals
from tests.faults.catalogue import (
    Both,
    Found,
    KillBetweenSteps,
    Lag,
    Meanwhile,
    Passwords,
    Slow,
    Stall,
    Unfit,
)
from tests.faults.code import Code
from tests.faults.drive import FORCED, Story, tell
from tests.faults.play import Fault, Play
from tests.faults.stories import ALARMED, FAILING_BACK, FAILING_OVER, SWITCHING_OVER, THREE
from tests.faults.test_at_once import IN_THREE, tell_at_once
from tests.faults.world import Shape

Experiment = Callable[[Code], list[str]]
NEEDLESS = Story("needless failover", Shape("ecs"), "dr", FAILING_OVER.event)
NO_ARBITER = Shape("ecs", database=False, roles=THREE)  # RDS lets one promotion win
LOSING = Story("failover that loses", Shape("ecs"), "dr", FORCED, expect="dr")


@dataclass(frozen=True)
class Mutation:
    """A change of the function's text, the experiment that it spoils, and the invariant."""

    patches: tuple[tuple[str, str, str], ...]  # module, text, text instead
    experiment: Experiment
    invariant: str

    def changes(self) -> dict[str, Callable[[str], str]]:
        """Return what to do to the text of each module."""
        return {module: self._patch_of(module) for module, *_ in self.patches}

    def _patch_of(self, wanted: str) -> Callable[[str], str]:
        def patch(text: str) -> str:
            for module, old, new in self.patches:
                if module == wanted:
                    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
                    text = text.replace(old, new)
            return text

        return patch


class Forever(Found):
    """The validators go on finding it."""

    def end(self, play: Play) -> None:
        """Change nothing."""


def with_fault(story: Story, make: Callable[[], Fault] = Fault) -> Experiment:
    return lambda code: tell(story, code, make()).violations


def at_once(name: str, shape: Shape = IN_THREE) -> Experiment:
    return lambda code: tell_at_once(name, code, 1, shape).violations


CLOSES = '[("close source", close_source)] if is_failover(run) else []'

MUTATIONS = {
    "lease condition removed": Mutation(
        (
            (
                "lease",
                '"attribute_not_exists(#id) OR #until < :now OR #holder = :holder"',
                '"attribute_not_exists(#id) OR #until <> :now OR #holder = :holder"',
            ),
        ),
        at_once("two failovers in one region"),
        "at once",
    ),
    "lease taken in the own region only": Mutation(
        (
            (
                "lease",
                "for role in self.settings.regions:",
                "for role in [self.settings.role]:",
            ),
        ),
        at_once("two forced failovers in two regions", NO_ARBITER),
        "at once",
    ),
    "lease not renewed": Mutation(
        (("lease", "if self._renewing or", "if True or self._renewing or"),),
        with_fault(FAILING_OVER, lambda: Both(Slow(400.0), Meanwhile(150.0))),
        "lease",
    ),
    "lease left behind": Mutation(
        (("lease", "for role in reversed(self.held):", "for role in []:"),),
        plots.asked_twice_in_a_row,
        "again",
    ),
    "run goes on without the lease": Mutation(
        (
            ("lease", "if self._renewing or", "if True or self._renewing or"),
            (
                "job",
                '"#holder = :holder",\n                holder',
                '"#holder <> :holder OR #holder = :holder",\n                holder',
            ),
        ),
        with_fault(FAILING_OVER, lambda: Stall(20)),
        "lease",
    ),
    "fence skipped": Mutation(
        (("pending", "done = job.compute.close(role)", 'done = "closed"'),),
        with_fault(FAILING_OVER),
        "fence",
    ),
    "fence not remembered": Mutation(
        (
            (
                "pending",
                "    try:\n        do()\n    except FAILURES",
                '    try:\n        return work == "fence" or do()\n    except FAILURES',
            ),
        ),
        with_fault(FAILING_OVER),
        "fence",
    ),
    "way back without a fence": Mutation(
        (("planned", "    check_fenced(view, role)\n", ""),),
        plots.way_back_without_a_fence,
        "fence",
    ),
    "pending work dropped": Mutation(
        (
            (
                "pending",
                '    log("warning", pending=work, role=role, why=why)\n',
                '    return log("warning", pending=work, role=role, why=why)\n',
            ),
        ),
        with_fault(FAILING_OVER),
        "records",
    ),
    "old work done all the same": Mutation(
        (("pending", 'return truth["active"] == item["role"]', "return False"),),
        plots.old_fence_of_a_region_that_is_active_again,
        "capacity",
    ),
    "record before promote": Mutation(
        (("steps", CLOSES, CLOSES + ' or []\n    closes = [*closes, ("record", record)]'),),
        with_fault(FAILING_OVER),
        "record",
    ),
    "traffic before record": Mutation(
        (("steps", CLOSES, CLOSES + '\n    closes = [*closes, ("move traffic", move_traffic)]'),),
        with_fault(FAILING_OVER),
        "traffic",
    ),
    "no look before promote": Mutation(
        (
            (
                "promote",
                "if globe.writer == self.role or is_detached(self.job, globe):",
                "if self.asked:",
            ),
        ),
        with_fault(FAILING_OVER, lambda: KillBetweenSteps("record")),
        "",
    ),
    "promoted is taken for granted": Mutation(
        (
            (
                "promote",
                "                self._go_on(globe)\n",
                "                self._go_on(globe)\n                return 'asked RDS'\n",
            ),
        ),
        with_fault(FAILING_OVER, lambda: Slow(400.0)),
        "record",
    ),
    "retry without bound": Mutation(
        (
            ("aws", "for attempt in range(1, tries + 1):", "for attempt in range(1, 10**9):"),
            ("aws", "if once or attempt >= tries or clock.monotonic() + pause > end:", "if False:"),
            (
                "aws",
                "                self.check_time()\n                self.keep_alive()",
                "                self.keep_alive()",
            ),
        ),
        with_fault(FAILING_OVER),
        "time",
    ),
    "no end in time": Mutation(
        (("aws", "if clock.monotonic() > self.deadline:", "if False:"),),
        with_fault(FAILING_OVER, lambda: Slow(1500.0)),
        "time",
    ),
    "lag not looked at": Mutation(
        (
            (
                "possible",
                'if lag and lag["milliseconds"] > 1000 * settings.rpo_seconds:',
                "if False:",
            ),
        ),
        with_fault(FAILING_OVER, lambda: Lag(600_000.0)),
        "lag",
    ),
    "down is not looked at": Mutation(
        (
            ("assess", "if not case.evidence.is_down(settings):", "if False:"),
            ("assess", "    check_no_switchover(case)\n", ""),
        ),
        with_fault(NEEDLESS),
        "needless",
    ),
    "loss not reported": Mutation(
        (("runs", "if writer and writer != role:", "if False:"),),
        with_fault(LOSING),
        "loss",
    ),
    "done is not noticed": Mutation(
        (
            (
                "assess",
                'if truth["active"] == role and (globe is None or writer == role):',
                "if False:",
            ),
        ),
        with_fault(SWITCHING_OVER),
        "again",
    ),
    "steps done anew": Mutation(
        (
            ("tend", '    if not left and (not run or run.get("outcome")):', "    if not left:"),
            (
                "tend",
                '        if run and not run.get("outcome"):\n            return engine.resume',
                "        if False:\n            return engine.resume",
            ),
        ),
        with_fault(FAILING_OVER, lambda: Slow(1500.0)),
        "resumable",
    ),
    "overtaken run goes on": Mutation(
        (
            ("steps", "        raise Superseded(", "        log("),
            (
                "steps",
                "f\"epoch {truth['epoch']} made",
                '"warning", x=f"epoch {truth[\'epoch\']} made',
            ),
        ),
        plots.overtaken_by_another_region,
        "resumable",
    ),
    "older record over a newer one": Mutation(
        (
            ("records", "#epoch < :epoch OR", "#epoch < :epoch OR #epoch > :epoch OR"),
            ("steps", "        raise Superseded(", "        log("),
            (
                "steps",
                "f\"epoch {truth['epoch']} made",
                '"warning", x=f"epoch {truth[\'epoch\']} made',
            ),
        ),
        plots.overtaken_by_another_region,
        "",
    ),
    "nothing taken back": Mutation(
        (("engine", "done.append(pending.stand_down(job, role, active))", "pass"),),
        plots.switchover_that_rds_never_does,
        "capacity",
    ),
    "others not told": Mutation(
        (("steps", '        ("tell the others", tell_the_others),\n', ""),),
        with_fault(FAILING_BACK),
        "records",
    ),
    "stuck switchover is waited for": Mutation(
        (
            (
                "promote",
                'return not (globe.losing or globe.status == "failing-over")',
                "return globe.idle",
            ),
        ),
        plots.switchover_whose_source_dies,
        "outcome",
    ),
    "alarm asks for force": Mutation(
        (
            (
                "request",
                "allow_data_loss=True,\n",
                "allow_data_loss=True,\n            force=True,\n",
            ),
        ),
        with_fault(ALARMED, lambda: Lag(600_000.0)),
        "lag",
    ),
    "no second look when a run goes on": Mutation(
        (("steps", "        assess.look_again(job)\n", ""),),
        plots.failover_whose_source_comes_back,
        "needless",
    ),
    "old plans are carried out": Mutation(
        (("planned", "if age > STALE_SECONDS:", "if False:"),),
        plots.switchover_that_lay_for_hours,
        "outcome",
    ),
    "nobody goes on without ECS": Mutation(
        (
            (
                "steps",
                "        if not is_urgent(job.run):\n            raise\n        return",
                "        raise\n        return",
            ),
        ),
        plots.nothing_can_be_started,
        "outcome",
    ),
    "no way to open again": Mutation(
        (("assess", "request.automatic or not (is_closed or others)", "True"),),
        plots.closed_by_a_region_that_died,
        "outcome",
    ),
    "an old silence counts again": Mutation(
        (("aws", "if not fresh and clock", "if clock"),),
        plots.silence_for_a_moment,
        "needless",
    ),
    "an alarm is refused for good": Mutation(
        (("change", "ALARM_TURNS = 4", "ALARM_TURNS = 1"),),
        plots.alarm_before_its_second_witness,
        "outcome",
    ),
    "only the last region is closed": Mutation(
        (("runs", "case.source, *unfenced} - {role}", "case.source} - {role}"),),
        plots.two_regions_lost_in_turn,
        "fence",
    ),
    "what AWS said is lost": Mutation(
        (
            (
                "promote",
                'raise Broken(f"RDS refuses to promote the database of {self.role}: {said}")',
                'raise Broken("it cannot be done")',
            ),
            ("refusals", "f\"{step}: {each['said']} ({each['times']} times)\"", "step"),
        ),
        plots_of_refusals.refused_for_good,
        "reason",
    ),
    "a refusal is waited for without end": Mutation(
        (("promote", "str(error)) and globe.idle:", "str(error)) and False:"),),
        plots_of_refusals.refused_for_good_by_a_sick_source,
        "closed",
    ),
    "what was closed in vain stays closed": Mutation(
        (
            (
                "engine",
                'done = [reopen(job, active)] if active in run["closing"] else []',
                "done = []",
            ),
        ),
        plots_of_refusals.refused_for_good_by_a_sick_source,
        "closed",
    ),
    "versions are not looked at": Mutation(
        (("possible", "if version and other and not fit(", "if None and not fit("),),
        plots_of_refusals.versions_that_differ_from_a_sick_source,
        "closed",
    ),
    "a cluster that stands alone is forgotten": Mutation(
        (("steps", 'if run.get("detach") else {}', "if None else {}"),),
        plots_of_refusals.detached,
        "one writer",
    ),
    "a detached cluster is taken for one that did not move": Mutation(
        (
            (
                "promote",
                "    return role in (globe.writer, globe.heading_for) or is_detached(job, globe)",
                "    return role in (globe.writer, globe.heading_for)",
            ),
        ),
        lambda code: plots_of_refusals.detached(code, "record", back_at_once=True),
        "",
    ),
    "a password that differs is left": Mutation(
        (("login", "if refused == LOOKS_BEFORE_PASSWORD and", "if None and"),),
        with_fault(FAILING_OVER, lambda: Passwords("dr")),
        "password",
    ),
    "what is out of order keeps a standby from taking over": Mutation(
        (("possible", 'if each["kind"] == "needed" and each["status"] == "failed"', "if each"),),
        with_fault(FAILING_OVER, lambda: Forever(("order", "failed"))),
        "outcome",
    ),
    "what is not known keeps a standby from taking over": Mutation(
        (("possible", ' and each["status"] == "failed"', ""),),
        with_fault(FAILING_OVER, lambda: Forever(("needed", "unknown"))),
        "outcome",
    ),
    "one witness is enough": Mutation(
        (("evidence", "enough = len(self.saying(FAILS)) > 1", "enough = True"),),
        with_fault(ALARMED, lambda: Unfit(checkers={"says": "says nothing", "why": ""})),
        "witness",
    ),
    "who is cut off judges": Mutation(
        (("evidence", "and enough and not self.blind", "and enough"),),
        with_fault(ALARMED, lambda: Unfit(reaches=False)),
        "witness",
    ),
    "an alarm loses what a switchover would not": Mutation(
        (
            ("assess", "if not request.force and was_tried(case.job):", "if True:"),
            ("assess", "    check_no_switchover(case)\n", ""),
        ),
        plots_of_refusals.an_alarm_while_the_database_is_well,
        "harm",
    ),
    "one silent service stands for its region": Mutation(
        (
            (
                "aws",
                "self.silent_until.get((role, service), 0.0)",
                "max((t for (r, _), t in self.silent_until.items() if r == role), default=0)",
            ),
            (
                "aws",
                "            self.silent_until[role, service] = clock.monotonic() + SILENT_SECONDS",
                "            self.silent_until[role, service] = clock.monotonic() + 999",
            ),
        ),
        plots_of_refusals.a_table_that_is_silent,
        "fence",
    ),
    "a switchover needs the source's table": Mutation(
        (
            (
                "planned",
                "    elif not case.globe and source not in job.view.items:",
                "    if source not in job.view.items:",
            ),
        ),
        plots_of_refusals.a_switchover_with_the_database_alone,
        "outcome",
    ),
    "nobody waits until it is quiet": Mutation(
        (("planned", "            check_quiet(case)\n", "            pass\n"),),
        plots_of_refusals.back_before_it_is_quiet,
        "quiet",
    ),
    "nobody waits for approval": Mutation(
        (("steps", 'if run.get("needs_approval") else []', "if None else []"),),
        plots_of_refusals.approval_is_waited_for,
        "approval",
    ),
    "capacity forgets what served": Mutation(
        (
            (
                "job",
                'return max(serving.get("largest", 0), serving.get("largest_before", 0))',
                "return len(serving) * 0",
            ),
        ),
        plots_of_refusals.capacity_follows_what_served,
        "capacity",
    ),
    "a schedule fails without its table": Mutation(
        (("tend", 'f"nothing is known here: {error}"', "1 / 0"),),
        plots_of_refusals.tending_in_a_region_without_its_table,
        "letters",
    ),
}
