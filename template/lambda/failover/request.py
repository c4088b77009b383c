"""What the function is asked for, and what is wrong with a request that it cannot mean."""

import re
from dataclasses import asdict, dataclass

from errors import Refused

PLANNED = ("switchover", "failback")
CHANGES = (*PLANNED, "failover", "activate")
SMALL = ("enlarge", "reduce", "promote-secret")
ACTIONS = (*CHANGES, "approve", *SMALL, "advise", "status", "tend")
FLAGS = {
    "allow_data_loss": ("failover", "activate"),
    "detach": ("failover", "activate"),
    "force": CHANGES,
    "approval": CHANGES,
}
TEXTS = ("requested_by", "reason", "run")
LONGEST_TEXT = 300
RIGHT = 'right are {"action": "advise"}, {"action": "switchover"}, {"action": "failback"}, '
RIGHT += '{"action": "failover", "allow_data_loss": true} and {"action": "status"}'
ARC_PLAN = re.compile(r"arn:[^:]+:arc-region-switch::\d*:plan/\S+")


@dataclass(frozen=True)
class Request:
    """A request that makes sense."""

    action: str
    allow_data_loss: bool = False
    detach: bool = False
    force: bool = False
    approval: bool = False
    requested_by: str = ""
    reason: str = ""
    run: str = ""  # which one is approved
    automatic: bool = False

    @classmethod
    def of(cls, event, settings):
        """Read the payload of an invocation, or refuse it."""
        if not isinstance(event, dict):
            raise Refused(f"a request is a JSON object; {RIGHT}")
        if event.get("source") == "aws.cloudwatch":
            return cls._of_alarm(event)
        plan = plan_of(event)
        if plan:
            return cls._of_plan(event, plan, settings)
        return cls._of_person(dict(event))

    @classmethod
    def _of_person(cls, given):
        action = given.pop("action", None)
        if action not in ACTIONS:
            raise Refused(f"action is {action!r}; {RIGHT}")
        flags = {name: given.pop(name, False) for name in FLAGS}
        texts = {name: given.pop(name, "") for name in TEXTS}
        if given:
            raise Refused(f"unknown: {', '.join(sorted(given))}; {RIGHT}")
        for name, value in flags.items():
            if not isinstance(value, bool):
                raise Refused(f"{name} is {value!r}; right are true and false")
            if value and action not in FLAGS[name]:
                raise Refused(f"{name} belongs to {' and '.join(FLAGS[name])}, not to {action}")
        for name, value in texts.items():
            if not isinstance(value, str) or len(value) > LONGEST_TEXT:
                raise Refused(f"{name} has to be a text of at most {LONGEST_TEXT} characters")
        return cls(action, **flags, **texts)

    @classmethod
    def _of_alarm(cls, event):
        data = event.get("alarmData") or {}
        state = (data.get("state") or {}).get("value", "ALARM")
        if not event.get("alarmArn") or state != "ALARM":
            raise Refused(f"an alarm in state {state} asks for nothing; ALARM does")
        alarm = str(event["alarmArn"]).rpartition(":")[2]
        reason = str((data.get("state") or {}).get("reason", ""))[:LONGEST_TEXT]
        return cls(
            "activate",
            allow_data_loss=True,
            requested_by=f"alarm {alarm}"[:LONGEST_TEXT],
            reason=reason,
            automatic=True,
        )

    @classmethod
    def _of_plan(cls, event, plan, settings):
        """Read what ARC Region switch hands to a custom action: it names a plan and a region.

        AWS documents no form of it. A step of a plan can say no more than that its region is to be
        activated; whether that may lose data is the setting's to say.
        """
        said = dict(texts_of(event))
        if any("deactivat" in text.lower() for name, text in said.items() if "action" in name):
            raise Refused("this activates its region: use it in workflows that activate")
        named = {
            text
            for name, text in said.items()
            if "region" in name and text in settings.regions.values()
        }
        if named and settings.region not in named:
            raise Refused(
                f"the plan names {', '.join(sorted(named))}, this is {settings.region}",
                'Run the custom action in "activatingRegion", with a function for each region.',
            )
        return cls(
            "activate",
            allow_data_loss=settings.may_lose_data,
            requested_by=plan[:LONGEST_TEXT],
            reason="ARC Region switch",
        )

    @property
    def planned(self):
        """Whether nothing may be lost."""
        return self.action in PLANNED

    @property
    def insists(self):
        """Whether a planned run that hangs has to give way to this."""
        return self.action == "failover" or (self.action == "activate" and self.allow_data_loss)

    def content(self):
        """Return what is kept of the request with its run."""
        return asdict(self)


def plan_of(event):
    """Return the ARN of the ARC plan that an event names, if any."""
    return next((text for _, text in texts_of(event) if ARC_PLAN.fullmatch(text)), "")


def texts_of(value, name=""):
    """Return all texts of an event, each with its name in small letters."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from texts_of(each, str(key).lower())
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each, name)
    elif isinstance(value, str):
        yield name, value
