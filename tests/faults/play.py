"""Plays invocations of the function against the emulated AWS, with something going wrong."""

# ruff: noqa: ARG002 - what is called from outside is given more than each needs

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError
from moto.core.models import botocore_stubber

from tests.faults import validators
from tests.faults import world as worlds
from tests.faults.code import Code
from tests.faults.invariants import Watch
from tests.faults.world import REGIONS, World

LAMBDA_SECONDS = 900.0
MINUTES_WATCHED = 8  # before a story begins
CALL_SECONDS = 0.05
SILENT_SECONDS = 3.0  # the function's own time-out for a region that does not answer
CLOCK = ("now", "monotonic", "sleep", "jitter", "nonce")


class Killed(BaseException):
    """What a function feels of its end: nothing. It is no Exception, so that nobody handles it."""


@dataclass(frozen=True)
class Call:
    """One call of AWS."""

    number: int
    role: str
    service: str
    operation: str
    by: "Invocation"
    item: str = ""  # the id of the item, where one is written or deleted

    @property
    def changes(self) -> bool:
        """Whether it is one that could change something."""
        reads = ("Describe", "Get", "BatchGet", "List")
        return not self.operation.startswith(reads)


@dataclass
class Invocation:
    """One run of the function."""

    role: str
    event: Mapping[str, Any]
    began: float
    holder: str = ""  # what it calls itself in its lease
    killed: bool = False
    stood_still: bool = False  # for longer than its lease
    stalled: bool = False  # just now: what it calls next was already on its way
    answer: dict[str, Any] = field(default_factory=dict)
    error: BaseException | None = None


class Fault:
    """Something that goes wrong. The base goes wrong nowhere."""

    blinds = False  # whether health URLs answer otherwise than is so
    unfit = False  # whether a standby had better not act by itself
    denies_password = False  # whether nothing can set the database's password

    def begin(self, play: "Play") -> None:
        """Prepare the world."""

    def before(self, play: "Play", call: Call) -> None:
        """Raise what happens instead of a call."""

    def after(self, play: "Play", call: Call) -> None:
        """Raise what happens after a call took effect."""

    def answer(self, play: "Play", call: Call, parsed: dict[str, Any]) -> None:
        """Change an answer."""

    def log(self, play: "Play", by: Invocation, fields: Mapping[str, Any]) -> None:
        """Do something when the function writes a line to its log."""

    def health(self, play: "Play", role: str) -> bool | None:
        """Say what a health URL answers; None: what is so."""
        return None

    def validates(self, play: "Play", role: str) -> bool:
        """Say whether a region's validator runs."""
        return True

    def watched(self, play: "Play", role: str, item: dict[str, Any]) -> dict[str, Any]:
        """Change what a validator writes down of the active region."""
        return item

    def found(self, play: "Play", role: str, item: dict[str, Any]) -> dict[str, Any]:
        """Change what a validator finds of its own region."""
        return item

    def between(self, play: "Play", minute: int) -> None:
        """Do something between invocations."""

    def end(self, play: "Play") -> None:
        """Make everything well, apart from a region that stays dead."""


class Play:
    """One world, one function and one fault."""

    current: "Play | None" = None

    def __init__(self, world: World, code: Code, fault: Fault | None = None) -> None:
        self.world, self.code, self.fault = world, code, fault or Fault()
        self.calls: list[Call] = []
        self.last: Call | None = None
        self.logged: list[Mapping[str, Any]] = []
        self.invocations: list[Invocation] = []
        self.seconds = LAMBDA_SECONDS  # that an invocation may last
        self.dead_first = ""  # the region that was dead from the beginning
        self.turns: Turns | None = None
        self.acting: Invocation | None = None
        self.watch = Watch(self)
        self.validated = world.clock.passed
        self.fault.begin(self)
        validators.watch_for(self, MINUTES_WATCHED)
        self._bind()

    def invoke(self, role: str, event: Mapping[str, Any]) -> Invocation:
        """Invoke the function of a region and return how that went."""
        made = Invocation(role, event, self.world.clock.passed)
        self.invocations.append(made)
        self._run(made)
        return made

    def expect(self, outcome: str, made: Invocation, invariant: str = "outcome") -> None:
        """Note that an invariant is broken where an invocation has ended in another way."""
        if made.answer["outcome"] != outcome:
            self.watch.broken(invariant, f"{made.answer}")

    def at_once(self, *wanted: tuple[str, Mapping[str, Any]]) -> list[Invocation]:
        """Invoke functions that take turns at each call, as chance wills."""
        made = [Invocation(role, event, self.world.clock.passed) for role, event in wanted]
        self.invocations += made
        self.turns = Turns(made, self.world.clock.chance)
        threads = [
            threading.Thread(target=self.turns.take_part, args=(each, self._run), daemon=True)
            for each in made
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        self.turns = None
        return made

    def _run(self, made: Invocation) -> None:
        seconds = self.seconds
        before, self.acting, Play.current = self.acting, made, self
        try:
            settings = self.code.settings.Settings.of(self.world.shape.environment(made.role))
            made.answer = self.code.failover.serve(dict(made.event), settings, seconds)
        except Killed:
            made.answer = {"outcome": "killed"}
        except Exception as error:
            made.answer, made.error = {"outcome": "error", "message": repr(error)}, error
            # An alarm's request is raised, so that Lambda repeats it; nothing else should be.
            if not isinstance(error, (self.code.errors.Unanswered, self.code.errors.OutOfTime)):
                self.watch.broken("error", f"{made.event}: {error!r}")
        finally:
            self.acting = before
            if before is None and self.turns is None:
                Play.current = None
        if self.world.clock.passed - made.began > seconds and not made.stood_still:
            self.watch.broken("time", f"{made.event} took longer than it may")

    def _bind(self) -> None:
        for name in CLOCK:
            setattr(self.code.clock, name, getattr(self.world.clock, name))
        self.code.clock.sleep = self._sleep
        self.code.aws.client = _client
        self.code.look.share = self._share
        self.code.log.print = lambda _line: None
        write = self.code.log.__dict__.setdefault("written", self.code.log.log)
        for module in self.code.modules.values():
            if "log" in module.__dict__ and callable(module.__dict__["log"]):
                module.__dict__["log"] = self._logger(write)
        self.code.failover.log = _Log(self._logger(write), self.code.log.fields_of_all)

    def _logger(self, write: Callable[..., None]) -> Callable[..., None]:
        def log(level: str, **fields: Any) -> None:
            write(level, **fields)
            self.logged.append(fields)
            if self.acting is not None:
                self.fault.log(self, self.acting, fields)

        return log

    def _sleep(self, seconds: float) -> None:
        self._check_alive()
        self.world.clock.sleep(seconds)
        self.validate()
        self._let_others()
        self._check_alive()

    def validate(self) -> None:
        """Let the validators run, once in each minute that has passed."""
        while self.world.clock.passed - self.validated >= validators.MINUTE:
            self.validated += validators.MINUTE
            validators.write_down(self)

    def _share(self, url: str) -> tuple[int, int, str]:
        """Ask a health URL some times at once, as the function does."""
        role = url.removeprefix("https://").partition(".")[0]
        self.world.clock.sleep(0.2)
        answers = [self.answers(role) for _ in range(self.code.look.PROBES)]
        failed = answers.count(False)
        return failed, len(answers), "no answer" if failed else "status 200"

    def answers(self, role: str) -> bool:
        """Say what one request to a region's health URL comes to."""
        said = self.fault.health(self, role)
        return self.world.serves(role) if said is None else said

    def _let_others(self) -> None:
        if self.turns is not None and self.acting is not None:
            made = self.acting
            self.turns.wait_for(made)
            self.acting = made

    def _check_alive(self) -> None:
        made = self.acting
        assert made is not None
        if made.killed:
            raise Killed
        if self.world.clock.passed - made.began > self.seconds and not made.stood_still:
            self.watch.broken("time", f"{made.event} had to be stopped")
            made.killed = True
            raise Killed

    def on_call(self, role: str, event_name: str, request: Any) -> Any:
        """Answer a call of AWS, or what happens instead."""
        _, service, operation = event_name.split(".")
        self._check_alive()
        self._let_others()
        self._check_alive()
        made = self.acting
        assert made is not None
        item, holder = _written(operation, request.body) if service == "dynamodb" else ("", "")
        made.holder = holder or made.holder
        call = Call(len(self.calls), role, service, operation, made, item)
        self.calls.append(call)
        self.world.clock.sleep(CALL_SECONDS)
        self.watch.clients_write()
        if role in self.world.dead:
            self.world.clock.sleep(SILENT_SECONDS)
            raise ConnectTimeoutError(endpoint_url=request.url)
        try:
            self.fault.before(self, call)
        except ClientError as error:
            self.watch.refused(call, error.response)
            raise
        self.watch.before(call)
        # botocore asks every handler of this event, also after one has answered: moto's own must
        # not act a second time.
        botocore_stubber.enabled = True
        response = botocore_stubber(event_name, request)
        botocore_stubber.enabled = False
        self.last = call
        self.watch.after(call)
        self.fault.after(self, call)
        return response

    def on_answer(self, role: str, parsed: dict[str, Any]) -> None:
        """Change what was answered to the last call."""
        if self.last is not None and self.last.role == role:
            if "Error" in parsed:
                self.watch.refused(self.last, parsed)
            self.fault.answer(self, self.last, parsed)


def _written(operation: str, body: bytes) -> tuple[str, str]:
    """Return the id of the item that a request writes or deletes, and the holder of a lease."""
    if operation not in ("PutItem", "DeleteItem"):
        return "", ""
    asked = json.loads(body)
    item = asked.get("Item") or asked["Key"]
    id = item["id"]["S"]
    return id, item["holder"]["S"] if id == "lease" and "holder" in item else ""


@dataclass
class _Log:
    """Stands for the module log where it is used by its name."""

    log: Callable[..., None]
    fields_of_all: dict[str, Any]


class Turns:
    """Lets one of several threads run at a time; chance decides at every call who goes on."""

    def __init__(self, made: list[Invocation], chance: Any) -> None:
        self.waiting = list(made)
        self.chance = chance
        self.whose: Invocation | None = chance.choice(made)
        self.condition = threading.Condition()

    def take_part(self, made: Invocation, run: Callable[[Invocation], None]) -> None:
        with self.condition:
            self.condition.wait_for(lambda: self.whose is made, timeout=60)
        try:
            run(made)
        finally:
            with self.condition:
                self.waiting.remove(made)
                self._next()

    def wait_for(self, made: Invocation) -> None:
        with self.condition:
            self._next()
            self.condition.wait_for(lambda: self.whose is made, timeout=60)

    def _next(self) -> None:
        self.whose = self.chance.choice(self.waiting) if self.waiting else None
        self.condition.notify_all()


_hooked: dict[int, Any] = {}


def _client(service: str, region: str) -> Any:
    made = worlds.client(service, region)
    if id(made) not in _hooked:
        _hooked[id(made)] = made
        role = next(role for role, name in REGIONS.items() if name == region)

        def before_send(request: Any, event_name: str, **_: Any) -> Any:
            botocore_stubber.enabled = Play.current is None
            return Play.current and Play.current.on_call(role, event_name, request)

        def after_call(parsed: dict[str, Any], **_: Any) -> None:
            if Play.current is not None:
                Play.current.on_answer(role, parsed)

        made.meta.events.register_first("before-send", before_send)
        made.meta.events.register_last("after-call", after_call)
    return made
