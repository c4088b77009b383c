"""One run and everything that its steps need."""

import clock
from compute import compute
from database import Database
from errors import LeaseLost
from log import log
from state import ConditionFailed


class Job:
    """A run in the hands of one invocation. What the run did is in its item after each step."""

    def __init__(self, settings, aws, state, lease, view):
        self.settings = settings
        self.aws = aws
        self.state = state
        self.lease = lease
        self.view = view
        self.database = Database(aws, settings)
        self.compute = compute(aws, settings, largest(view))
        self.run = {}
        self.resumed = False
        self.failed_at = ""  # the step that cannot be done

    @property
    def standalone(self):
        """The role whose cluster was detached to be the writer, if any."""
        return self.view.truth().get("standalone", "")

    def begin(self, run, previous):
        """Make a run this invocation's, in place of what was there before."""
        self.run = {**run, "id": "run", "holder": self.lease.holder}
        try:
            if previous:
                self.state.put(
                    self.settings.role,
                    self.run,
                    "#holder = :previous OR #holder = :holder",
                    previous=previous["holder"],
                    holder=self.lease.holder,
                )
            else:
                self.state.put(
                    self.settings.role,
                    self.run,
                    "attribute_not_exists(#id) OR #holder = :holder",
                    holder=self.lease.holder,
                )
        except ConditionFailed as other:
            raise LeaseLost(f"{other.item.get('holder')} has taken the run over") from other

    def save(self):
        """Write the run down, unless somebody else has taken it over."""
        try:
            self.state.put(
                self.settings.role,
                self.run,
                "#holder = :holder",
                holder=self.lease.holder,
            )
        except ConditionFailed as other:
            raise LeaseLost(f"{other.item.get('holder')} has taken the run over") from other

    def is_done(self, name):
        """Say whether a step needs no repetition."""
        return "status" in self.run["steps"].get(name, {})

    def is_begun(self, name):
        """Say whether a step may have done something."""
        return name in self.run["steps"]

    def start(self, name):
        """Note when a step began that may take long, once."""
        step = self.run["steps"].setdefault(name, {})
        if "begun" not in step:
            step["begun"] = int(clock.now())
            self.save()

    def waited(self, name):
        """Return for how long a step has been going on, over all invocations."""
        return clock.now() - self.run["steps"][name]["begun"]

    def finish(self, name, began, status, detail):
        """Note how a step ended."""
        self.note(name, began, status, detail)
        self.save()

    def note(self, name, began, status, detail, until=None):
        """Note how a step ended, to be written with the next one."""
        step = self.run["steps"].setdefault(name, {})
        seconds = (until or clock.monotonic()) - began
        step.update(status=status, at=int(clock.now()), seconds=seconds, detail=detail)
        log("info", step=name, status=status, seconds=round(seconds, 3), detail=detail)


def largest(view):
    """Return how many tasks or instances the active region ran at most in the last hour or two."""
    serving = view.own("serving")
    return max(serving.get("largest", 0), serving.get("largest_before", 0))
