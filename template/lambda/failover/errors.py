"""The ways in which a run ends early. Whatever else is raised was not expected."""

from botocore.exceptions import ClientError


class NotFinished(Exception):
    """What was asked for is not so: whoever looks for errors finds one, with the answer in it."""


class Refused(Exception):
    """The request asks for what would be wrong now; nothing was changed."""

    def __init__(self, message, then=""):
        super().__init__(message)
        self.then = then


class NothingToDo(Exception):
    """The region already is what was asked for."""


class Busy(Exception):
    """Somebody else holds the lease."""

    def __init__(self, role, holder, until):
        super().__init__(f"{holder} holds the lease in {role} until {until}")
        self.holder = holder


class LeaseLost(Exception):
    """This run took too long to renew its lease, and somebody else goes on with the work."""


class Superseded(Exception):
    """A later run has decided otherwise."""


class Abandoned(Exception):
    """A run cannot be finished; what it changed is taken back."""

    outcome = "refused"


class Broken(Abandoned):
    """AWS refuses for good what a run needs."""

    outcome = "broken"


class Waiting(Exception):
    """A run waits for a person."""


class Stuck(Exception):
    """A planned run waits for a region that stopped answering; a failover can take its place."""


class OutOfTime(Exception):
    """The function has to end soon; what is left is for its next run."""


class Unanswered(Exception):
    """AWS gave no useful answer, however often it was asked. It may have acted all the same."""

    def __init__(self, role, what, cause):
        super().__init__(f"{what} in {role}: {cause_of(cause)}")
        self.role = role
        # What AWS said, where it said something.
        self.said = str(cause) if isinstance(cause, ClientError) else ""


# What a step may meet that is no end of the run: no answer, an answer that says no, or one in which
# the thing that is asked for is missing.
FAILURES = (Unanswered, ClientError, LookupError, RuntimeError)


def cause_of(error):
    """Name an error of botocore: by the code that AWS answered, or by its own kind."""
    response = getattr(error, "response", None) or {}
    return response.get("Error", {}).get("Code") or type(error).__name__
