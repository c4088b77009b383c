"""What AWS would have had against a drill, as the emulator's oracles say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tfdr.drill.timeline import Timeline
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.protocol import NEW, ORACLES
from tfdr.errors import TfdrError


@dataclass(frozen=True)
class Judgement:
    """What was judged in a drill.

    Attributes:
        account: whose quotas held, one of `protocol.ACCOUNTS`.
        deliveries: how many there are of each kind.
        violations: what AWS would have refused or dropped, see `Emulator.violations`.
        beyond: what a new account's quotas would not have let be made, see
            `Emulator.quotas_beyond_new_account`.
    """

    account: str
    deliveries: Mapping[str, int]
    violations: Sequence[Mapping[str, Any]]
    beyond: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, emulator: Emulator, account: str, deliveries: Mapping[str, int]) -> "Judgement":
        """Ask an emulator what its oracles have said."""
        beyond = emulator.quotas_beyond_new_account()
        return cls(account, deliveries, emulator.violations(), beyond)

    def by(self, oracle: str) -> list[str]:
        """What an oracle objected to, a line for each."""
        return [line(each) for each in self.violations if each["oracle"] == oracle]

    @property
    def sentences(self) -> list[str]:
        """What there is to say besides the violations."""
        number = sum(self.deliveries.values())
        said = [f"{number} deliveries between services, of {len(self.deliveries)} kinds, judged."]
        if self.account != NEW and self.beyond:
            said.append(
                "A new account has less of what was used: ask for more before the first apply."
            )
            said += [
                f"{each['quota']} in {each['region']}: {each['used']:g}, a new account has "
                f"{each['new']:g} ({each['service']} {each['code']})"
                for each in self.beyond
            ]
        return said

    def as_json(self) -> dict[str, Any]:
        """The judgement for machines."""
        return {
            "account": self.account,
            "violations": [dict(each) for each in self.violations],
            "deliveries": dict(self.deliveries),
            "beyond_new_account": [dict(each) for each in self.beyond],
        }


def line(violation: Mapping[str, Any]) -> str:
    """Write a violation in a line."""
    caller = f", called by {violation['caller']}" if violation["caller"] else ""
    where = violation["region"] or "the account"
    return f"{violation['operation']} in {where}{caller}: {violation['says']}"


def judge_deliveries(emulator: Emulator, timeline: Timeline) -> dict[str, int]:
    """Judge what services would send each other; return how much there is of each kind."""
    with timeline.step("what services send each other is judged") as said:
        kinds: dict[str, int] = emulator.deliveries()["kinds"]
        said.append(f"{sum(kinds.values())} deliveries")
    return kinds


def check(judgement: Judgement, timeline: Timeline) -> None:
    """Check that no oracle objected to anything."""
    timeline.heading("What AWS would say")
    for oracle in ORACLES:
        found = judgement.by(oracle)
        timeline.check(f"AWS has no objection, by the oracle of {oracle}", not found, found)


def named(error: TfdrError, emulator: Emulator) -> TfdrError:
    """Return an error with what the oracles objected to until then, which may well be its cause."""
    found = [f"  {each['oracle']}: {line(each)}" for each in emulator.violations()]
    if not found:
        return error
    return TfdrError("\n".join([str(error), "What AWS would refuse or drop:", *found]))
