"""Plays a page of a scenario minute by minute: what is wrong, clients that ask, a person on call.

Minutes in which nothing changes are not all played: the clock of the page jumps to the next moment
that it names, and the load of the minute before counts for those that were left out.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from tfdr.drill import acts, checks, verdict
from tfdr.drill.incident import (
    DECIDED,
    MOVING,
    NOTICED,
    PRIMARY,
    SERVED,
    STANDBY,
    Event,
    Incident,
    Right,
)
from tfdr.drill.person import Act, Person
from tfdr.drill.stage import Stage
from tfdr.drill.verdict import Outcome, Verdict
from tfdr.emulator import kinds

TOLD, BACK = "told", "back"
MINUTES: Final = (NOTICED, TOLD, DECIDED, SERVED, BACK)

_QUIET: Final = 16
"""Minutes without a change after which the page's clock jumps: alarms decide within fifteen."""
_CHANGED: Final = 0.01  # of the share of failed requests, by which a minute is another one
_WELL: Final = 0.05
"""Share of failed requests of those who follow DNS up to which a region serves."""
_FOLLOWERS_LOST: Final = 0.05  # clients that never look a name up again
_WAY_IN: Final = "docs/deployment.md", "## A way in"


@dataclass(frozen=True)
class Played:
    """A page that was played.

    Attributes:
        incident: the page.
        right: what would have been right for this system.
        outcome: what came of it.
        verdict: the judgement.
        minutes: what became of the requests of each minute, with its `minute` of the page.
        jumped: the minutes of the page that count as the one before.
        acts: what was asked of failover functions.
        notes: what happened, by minute.
    """

    incident: Incident
    right: Right
    outcome: Outcome
    verdict: Verdict
    minutes: Sequence[Mapping[str, Any]]
    jumped: Sequence[int]
    acts: Sequence[Act]
    notes: Sequence[tuple[int, str]]

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "name": self.incident.name,
            "title": self.incident.title,
            "happened": self.incident.happened,
            "sources": list(self.incident.sources),
            "right": {
                "moves": list(self.right.moves),
                "by": dict(self.right.by),
                "lost": self.right.lost,
                "because": self.right.because,
            },
            "verdict": self.verdict.word,
            "why": self.verdict.why,
            **self.outcome.as_json(),
            "load": [dict(each) for each in self.minutes],
            "jumped": list(self.jumped),
            "acts": [asdict(each) for each in self.acts],
            "notes": [list(each) for each in self.notes],
        }


@dataclass
class _Play:
    """What goes on."""

    stage: Stage
    incident: Incident
    person: Person
    names: dict[int, list[str]] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    ended: set[int] = field(default_factory=set)
    risen: set[int] = field(default_factory=set)
    counted: int = 0
    minutes: list[dict[str, Any]] = field(default_factory=list)
    jumped: list[int] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    noticed: int | None = None
    seen: set[float] = field(default_factory=set)
    changed: int = 0

    def note(self, minute: int, text: str) -> None:
        self.notes.append((minute, text))
        self.changed = minute


def play(stage: Stage, incident: Incident) -> Played:
    """Play a page and judge what came of it."""
    system, timeline = stage.system, stage.timeline
    automatic = acts.starts_by_itself(stage, system.standby)
    right = incident.right_for(system, automatic=automatic)
    going_on = _Play(stage, incident, Person(way_in=_has_way_in(stage)))
    timeline.heading("Steady state")
    _prepare(stage, incident)
    timeline.heading("The outage")
    minute, going_on.counted = 0, int(stage.emulator.clock()["minute"])
    while minute < incident.minutes:
        minute = _next(going_on, _pass(going_on, minute))
    _end_all(going_on)
    outcome = _outcome(going_on, right)
    judged = verdict.judge(outcome, right)
    timeline.check(
        f"what was done is {verdict.RIGHT}", judged.word == verdict.RIGHT,
        f"{judged.word}: {judged.why}",
    )  # fmt: skip
    return Played(
        incident=incident,
        right=right,
        outcome=outcome,
        verdict=judged,
        minutes=going_on.minutes,
        jumped=going_on.jumped,
        acts=going_on.person.acts,
        notes=going_on.notes,
    )


def _prepare(stage: Stage, incident: Incident) -> None:
    """Let the system settle, and clients begin to ask."""
    system, emulator = stage.system, stage.emulator
    _wait_as_long_as_deployed(stage)
    with stage.timeline.step("five minutes pass: schedules run, alarms settle"):
        stage.pass_minutes(5)
    home = PRIMARY
    if incident.begins == STANDBY:
        home = system.standby
        acts.take_over(stage, home, "switchover")
        stage.pass_minutes(3)
    emulator.set_dependencies(_needs(stage))
    stores = {
        "database": system.global_cluster,
        "sessions": system.sessions_table,
        "objects": system.bucket(PRIMARY),
    }
    emulator.begin_load(
        name=system.domain_name,
        path=checks.health_path(stage, PRIMARY),
        home=system.regions[home],
        own_names={region: system.endpoint(role) for role, region in system.regions.items()},
        per_minute=incident.load.per_minute,
        writes=incident.load.writes,
        stores=[store for store, there in stores.items() if there],
    )
    stage.timeline.begin(stage.timeline.scenario)


def _wait_as_long_as_deployed(stage: Stage) -> None:
    """Take back what a drill shortens of the time before a failback."""
    for role, region in stage.system.regions.items():
        client = stage.observer.client("lambda", region)
        variables = stage.configuration("failover", role)
        client.update_function_configuration(
            FunctionName=stage.system.function("failover", role),
            Environment={"Variables": {**variables, "QUIET_MINUTES": "60"}},
        )


def _needs(stage: Stage) -> list[str]:
    """Return what the application asks of AWS for each request."""
    system = stage.system
    is_api = not (system.service(PRIMARY)[0] or system.autoscaling_group(PRIMARY))
    needed = ["dynamodb"] if system.sessions_table else []
    needed += ["s3"] if is_api and system.bucket(PRIMARY) else []
    return [*needed, *(["logs"] if _logs_block(stage) else [])]


def _logs_block(stage: Stage) -> bool:
    """Say whether a container stands still when CloudWatch Logs does not take what it writes."""
    cluster, service = stage.system.service(PRIMARY)
    if not cluster:
        return False
    ecs = stage.observer.client("ecs", stage.system.regions[PRIMARY])
    said = ecs.describe_services(cluster=cluster, services=[service])["services"][0]
    task = ecs.describe_task_definition(taskDefinition=said["taskDefinition"])["taskDefinition"]
    drivers = [each.get("logConfiguration") or {} for each in task["containerDefinitions"]]
    return any(
        each.get("logDriver") == "awslogs" and each.get("options", {}).get("mode") == "blocking"
        for each in drivers
    )


def _pass(going_on: _Play, minute: int) -> int:
    """Let a minute of the page pass, or more where a function takes longer; return the last one."""
    stage, person = going_on.stage, going_on.person
    for number, event in enumerate(going_on.incident.events):
        if event.until is not None and event.until <= minute and number not in going_on.ended:
            _end(going_on, number, event, minute)
        if event.minute <= minute and number not in going_on.begun:
            _begin(going_on, number, event, minute)
    for number, rise in enumerate(going_on.incident.load.rises):
        if rise.minute <= minute and number not in going_on.risen:
            going_on.risen.add(number)
            stage.emulator.change_load(rise.times)
            going_on.note(minute, f"there are {rise.times:g} times as many requests")
    person.act(stage, minute)
    happened = stage.emulator.pass_minute()
    for change in happened["alarms"]:
        if change["to"] == "ALARM":
            going_on.note(minute, f"alarm {change['alarm']} in {change['region']}")
            going_on.noticed = minute if going_on.noticed is None else going_on.noticed
    person.hear(minute, happened["published"])
    _see_runs(going_on, minute)
    return _count(going_on, minute)


def _see_runs(going_on: _Play, minute: int) -> None:
    """Note what a function has begun, whoever asked for it."""
    stage = going_on.stage
    began = float(stage.emulator.clock()["now"]) - stage.timeline.at
    for role in stage.system.regions:
        run = stage.run(role)
        started = float(run.get("started_at", 0))
        if started < began or started in going_on.seen:
            continue
        going_on.seen.add(started)
        who = "alarm" if str(run.get("requested_by", "")).startswith("alarm") else "person"
        outcome = str(run.get("outcome", "unfinished"))
        going_on.note(minute, f"{run['action']} to {stage.system.regions[role]}: {outcome}")
        if who == "alarm":
            words = str(run.get("reason", ""))
            going_on.person.acts.append(Act(minute, run["action"], outcome, who, words))


def _count(going_on: _Play, minute: int) -> int:
    """Take what became of the requests of the minutes that have passed; return the last of them."""
    found = going_on.stage.emulator.load_minutes(since=going_on.counted)
    going_on.counted = int(going_on.stage.emulator.clock()["minute"])
    last = minute + max(1, len(found)) - 1
    for at, each in enumerate(found, start=minute):
        now = {**each, "minute": at}
        before = going_on.minutes[-1] if going_on.minutes else now
        if abs(_failing(now) - _failing(before)) > _CHANGED or now["leads"] != before["leads"]:
            going_on.changed = last
        if now["leads"] != before["leads"]:
            going_on.note(at, f"DNS leads to {now['leads'] or 'no region'}")
        going_on.minutes.append(now)
    return last


def _next(going_on: _Play, minute: int) -> int:
    """Return the next minute to play; what lies between counts as this one."""
    incident, following = going_on.incident, minute + 1
    if minute - going_on.changed < _QUIET:
        return following
    right = incident.right_for(going_on.stage.system, automatic=False)
    named = [
        incident.minutes,
        *(each.minute for each in incident.events),
        *(each.until or 0 for each in incident.events),
        *(each.minute for each in incident.load.rises),
        *right.by.values(),
    ]
    there = min((each for each in named if each >= following), default=following)
    last = going_on.minutes[-1] if going_on.minutes else None
    for left_out in range(following, there):
        going_on.jumped.append(left_out)
        if last is not None:
            going_on.minutes.append({**last, "minute": left_out, "lost": 0.0})
    going_on.stage.timeline.began -= 60.0 * (there - following)
    going_on.changed = there
    return there


def _begin(going_on: _Play, number: int, event: Event, minute: int) -> None:
    emulator, regions = going_on.stage.emulator, going_on.stage.system.regions
    going_on.begun.add(number)
    going_on.note(minute, _described(event))
    if event.fault.kind == kinds.SIGN_IN:
        going_on.person.may_sign_in = False
    for fault in event.faults(regions):
        if fault.kind == kinds.OUTAGE:
            emulator.begin_outage(fault.region, fault.how)
        elif fault.kind == kinds.DATABASE:
            emulator.lose_database(fault.region)
        else:
            name = emulator.begin_fault(fault.kind, **fault.given())
            going_on.names.setdefault(number, []).append(name)


def _end(going_on: _Play, number: int, event: Event, minute: int) -> None:
    emulator = going_on.stage.emulator
    going_on.ended.add(number)
    going_on.note(minute, f"over: {_described(event)}")
    if event.fault.kind == kinds.SIGN_IN:
        going_on.person.may_sign_in = True
    for fault in event.faults(going_on.stage.system.regions):
        if fault.kind == kinds.OUTAGE:
            emulator.end_outage(fault.region)
        elif fault.kind == kinds.DATABASE:
            emulator.restore_database(fault.region)
    for name in going_on.names.pop(number, []):
        emulator.end_fault(name)


def _end_all(going_on: _Play) -> None:
    last = going_on.incident.minutes
    for number, event in enumerate(going_on.incident.events):
        if number in going_on.begun - going_on.ended:
            _end(going_on, number, event, last)
    going_on.stage.emulator.begin_load()


def _described(event: Event) -> str:
    fault, where = event.fault, event.where
    said = kinds.KINDS[fault.kind].means
    share = f", {fault.share:.0%}" if fault.share < 1 else ""
    service = f" ({fault.service})" if fault.service != "*" else ""
    return f"{where}: {said}{service}{share}"


def _outcome(going_on: _Play, right: Right) -> Outcome:
    minutes, person = going_on.minutes, going_on.person
    done = [act for act in person.acts if act.is_done]
    moves = [act for act in done if act.move in MOVING]
    decided = next((act.minute for act in done if act.move in right.moves), None)
    split: Counter[str] = Counter()
    for each in minutes:
        split.update(store for store, regions in each["writers"].items() if len(regions) > 1)
    return Outcome(
        moves=[act.move for act in done],
        minutes={
            NOTICED: going_on.noticed,
            TOLD: person.told,
            DECIDED: decided,
            SERVED: _served(minutes, moves),
            BACK: _back(minutes),
        },
        requests=sum(each["requests"] for each in minutes),
        failed=round(sum(each["failed"] for each in minutes)),
        slow=round(sum(each["slow"] for each in minutes)),
        unattended=round(sum(each["unattended"] for each in minutes)),
        acknowledged=round(sum(each["acknowledged"] for each in minutes)),
        lost=round(sum(each["lost"] for each in minutes), 1),
        split=dict(split),
        a_minute=minutes[0]["requests"] if minutes else 0.0,
    )


def _served(minutes: Sequence[Mapping[str, Any]], moves: Sequence[Act]) -> int | None:
    """Return when those who follow DNS were served after the first move; None for never."""
    if not moves:
        return None
    for each in minutes:
        there = each["by_region"].get(each["leads"], {"requests": 0.0, "failed": 0.0})
        is_well = there["requests"] and there["failed"] <= _WELL * there["requests"]
        if each["minute"] >= moves[0].minute and is_well:
            return int(each["minute"])
    return None


def _back(minutes: Sequence[Mapping[str, Any]]) -> int | None:
    """Return from which minute on all was well again; None if nothing failed, or still does."""
    bad = [each["minute"] for each in minutes if _failing(each) > _WELL + _FOLLOWERS_LOST]
    if not bad or bad[-1] == minutes[-1]["minute"]:
        return None
    return int(bad[-1]) + 1


def _failing(minute: Mapping[str, Any]) -> float:
    return float(minute["failed"] / (minute["requests"] or 1))


def _has_way_in(stage: Stage) -> bool:
    """Say whether the repository says how to get in when sign-in is down, and to have it ready."""
    file, heading = _WAY_IN
    path = stage.deployment.root / file
    return path.is_file() and heading in path.read_text(encoding="utf-8")
