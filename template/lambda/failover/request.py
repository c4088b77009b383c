"""What the function is asked for, and what is wrong with a request that it cannot mean."""

from dataclasses import asdict, dataclass

from errors import Refused

PLANNED = ("switchover", "failback")
ACTIONS = (*PLANNED, "failover", "status", "tend")
LONGEST_TEXT = 300
RIGHT = 'right are {"action": "switchover"}, {"action": "failover", "allow_data_loss": true}, '
RIGHT += '{"action": "failback"} and {"action": "status"}'


@dataclass(frozen=True)
class Request:
    """A request that makes sense."""

    action: str
    allow_data_loss: bool = False
    force: bool = False
    requested_by: str = ""
    reason: str = ""
    automatic: bool = False

    @classmethod
    def of(cls, event):
        """Read the payload of an invocation, or refuse it."""
        if not isinstance(event, dict):
            raise Refused(f"a request is a JSON object; {RIGHT}")
        if event.get("source") == "aws.cloudwatch":
            return cls._of_alarm(event)
        given = dict(event)
        action = given.pop("action", None)
        if action not in ACTIONS:
            raise Refused(f"action is {action!r}; {RIGHT}")
        flags = {name: given.pop(name, False) for name in ("allow_data_loss", "force")}
        texts = {name: given.pop(name, "") for name in ("requested_by", "reason")}
        if given:
            raise Refused(f"unknown: {', '.join(sorted(given))}; {RIGHT}")
        for name, value in flags.items():
            if not isinstance(value, bool):
                raise Refused(f"{name} is {value!r}; right are true and false")
            if value and action != "failover":
                raise Refused(f"{name} belongs to failover; a {action} loses nothing")
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
            "failover",
            allow_data_loss=True,
            requested_by=f"alarm {alarm}"[:LONGEST_TEXT],
            reason=reason,
            automatic=True,
        )

    @property
    def planned(self):
        """Whether nothing may be lost."""
        return self.action in PLANNED

    def content(self):
        """Return what is kept of the request with its run."""
        return asdict(self)
