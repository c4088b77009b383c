"""What the tables of all regions say together."""

from botocore.exceptions import ClientError
from errors import Unanswered


class View:
    """The items of every region that could be read."""

    def __init__(self, settings):
        self.settings = settings
        self.items = {}  # role -> id -> item
        self.missed = {}  # role -> why it was not read

    def read(self, state, missed=()):
        """Read all regions but those that were missed before; only the own one is needed."""
        self.missed.update(missed)
        for role in [self.settings.role, *self.settings.others]:
            if role in self.missed:
                continue
            try:
                self.items[role] = state.read(role)
            except (Unanswered, ClientError) as error:
                if role == self.settings.role:
                    raise
                self.missed[role] = str(error)
        return self

    def get(self, role, id):
        """Return an item of a region, empty where there is none."""
        return self.items.get(role, {}).get(id, {})

    def own(self, id):
        """Return an item of the own region."""
        return self.get(self.settings.role, id)

    def truth(self):
        """Return who is active: the record with the highest epoch."""
        records = [found["system"] for found in self.items.values() if "system" in found]
        nobody_decided = {"active": self.settings.primary, "epoch": 0}
        return max(records, key=lambda record: record["epoch"], default=nobody_decided)

    def unfinished(self):
        """Return the runs, by region, that neither ended nor were overtaken by a later one."""
        decided = self.truth()["epoch"]
        runs = {role: found["run"] for role, found in self.items.items() if "run" in found}
        return {
            role: run
            for role, run in runs.items()
            if not run.get("outcome")
            and (run["epoch"] > decided or (run["epoch"] == decided and self._recorded(run)))
        }

    def _recorded(self, run):
        return self.truth()["active"] == run["target"]

    def next_epoch(self):
        """Return an epoch that no record and no run has."""
        runs = [found["run"]["epoch"] for found in self.items.values() if "run" in found]
        return max([self.truth()["epoch"], *runs]) + 1

    def pending(self, role):
        """Return what is left over in a region's list."""
        found = self.items.get(role, {})
        return [found[id] for id in sorted(found) if id.startswith("pending#")]
