"""Who may work.

The lease is taken in every region that can be reached, in the order of takeover, so that two
functions in two regions meet in the first that both can reach.
Only the own region is needed. When regions cannot see each other at all, RDS lets one promotion
win, and the epoch of the records says which came later.
"""

import clock
from botocore.exceptions import ClientError
from errors import Busy, LeaseLost, Unanswered
from log import log
from state import ConditionFailed

LEASE_SECONDS = 90  # longer than any call may take with its retries between two renewals
RENEW_SECONDS = 20


class Lease:
    """The right to change something, in the regions of `held`."""

    def __init__(self, aws, state, settings, holder):
        self.aws = aws
        self.state = state
        self.settings = settings
        self.holder = holder
        self.held = []
        self.missed = {}  # role -> why it was not asked
        self._renewed = 0.0
        self._renewing = False

    def take(self):
        """Take it everywhere, or nowhere and raise `Busy`."""
        began = clock.monotonic()
        for role in self.settings.regions:
            try:
                self._put(
                    role,
                    "attribute_not_exists(#id) OR #until < :now OR #holder = :holder",
                    now=int(clock.now()),
                    holder=self.holder,
                )
                self.held.append(role)
            except ConditionFailed as other:
                self.release()
                raise Busy(role, other.item.get("holder"), other.item.get("until")) from other
            except (Unanswered, ClientError) as error:
                if role == self.settings.role:
                    self.release()
                    raise
                self.missed[role] = str(error)
                log("warning", step="lease", role=role, missed=str(error))
        self._renewed = began
        self.aws.keep_alive = self.keep

    def keep(self):
        """Renew it in time; raise `LeaseLost` when somebody else has it by now."""
        if self._renewing or clock.monotonic() - self._renewed < RENEW_SECONDS:
            return
        self._renewing = True
        try:
            self._renew()
        finally:
            self._renewing = False

    def _renew(self):
        began = clock.monotonic()
        for role in list(self.held):
            try:
                self._put(role, "#holder = :holder", holder=self.holder)
            except ConditionFailed as other:
                raise LeaseLost(f"the lease in {role} is {other.item.get('holder')}'s") from other
            except (Unanswered, ClientError) as error:
                if role == self.settings.role:
                    raise
                self.held.remove(role)
                self.missed[role] = str(error)
                log("warning", step="lease", role=role, missed=str(error))
        self._renewed = began

    def release(self):
        """Give it back where that is possible; elsewhere it lapses."""
        self.aws.keep_alive = lambda: None
        for role in reversed(self.held):
            try:
                self.state.delete(
                    role, "lease", "#holder = :holder", ending=True, holder=self.holder
                )
            except (Unanswered, ClientError) as error:
                log("warning", step="lease", role=role, left=str(error))
        self.held = []

    def _put(self, role, condition, **values):
        until = int(clock.now()) + LEASE_SECONDS
        self.state.put(
            role, {"id": "lease", "holder": self.holder, "until": until}, condition, **values
        )
