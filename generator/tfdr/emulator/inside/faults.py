"""What is wrong in the emulated AWS at the moment: set from outside, asked by what it affects.

Knows nothing of moto, so that a test can set it in its own process as well. What each kind of fault
does is where it does it: `outages`, `endpoints`, `health_checks`, `launches`, `metrics`, `held`,
`replication`, `zones`.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

from tfdr.emulator import kinds
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.kinds import Fault
from tfdr.emulator.protocol import CUT, OUTAGES


@dataclass
class Lasting:
    """A fault that lasts.

    Attributes:
        fault: what is wrong.
        began: when, in seconds since the emulated AWS did.
        chance: decides whom it strikes.
        used: how many of what it allows are used up.
    """

    fault: Fault
    began: float
    chance: Random
    used: int = 0

    def strikes(self) -> bool:
        """Say whether the next thing that it concerns is struck."""
        return self.chance.random() < self.fault.share


@dataclass
class Faults:
    """Everything that is wrong.

    Attributes:
        outages: regions that do not answer, and what they do instead.
        lasting: all other faults that last, by the name that they got.
        lost: ARNs of database clusters that failed while their region lives.
        flapping: regions whose endpoint answers in some minutes only: one entry for each minute,
            over and over.
        lags: milliseconds that the secondary clusters of a region are behind the writer.
        unpromotable: why RDS promotes nothing in a region, by region.
        unreplicated: regions to which no change of a secret is copied.
        began: when each outage began, in seconds since the emulated AWS did.
    """

    outages: dict[str, str] = field(default_factory=dict)
    lasting: dict[str, Lasting] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    flapping: dict[str, list[bool]] = field(default_factory=dict)
    lags: dict[str, float] = field(default_factory=dict)
    unpromotable: dict[str, str] = field(default_factory=dict)
    unreplicated: set[str] = field(default_factory=set)
    began: dict[str, float] = field(default_factory=dict)
    _begun: list[Callable[[str], None]] = field(default_factory=list)
    _changed: list[Callable[[Fault, bool], None]] = field(default_factory=list)
    _over: threading.Condition = field(default_factory=threading.Condition)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def lives(self, region: str) -> bool:
        """Say whether a region answers."""
        return region not in self.outages

    def begin(self, fault: Fault) -> str:
        """Let a fault last from now on, and return the name by which it can be ended."""
        name = f"{fault.kind}-{next(self._numbers)}"
        chance = Random(fault.seed)  # noqa: S311 - has to be repeatable, not secret
        self.lasting[name] = Lasting(fault, simulation.now, chance)
        self._tell(fault, begins=True)
        return name

    def end(self, name: str) -> None:
        """End a fault that lasts; one that has ended is no mistake."""
        if found := self.lasting.pop(name, None):
            self._tell(found.fault, begins=False)

    def of(self, kind: str, region: str, *others: str) -> list[Lasting]:
        """Return the faults of a kind that last in a region.

        Args:
            kind: one of `kinds.KINDS`.
            region: of what is asked about.
            others: more kinds.
        """
        return [
            each
            for each in list(self.lasting.values())
            if each.fault.kind in (kind, *others) and each.fault.region in ("", region)
        ]

    def struck(self, found: list[Lasting]) -> Fault | None:
        """Return the first of some faults that strikes.

        Each is asked, so that whom one strikes depends on no other.
        """
        struck = [each.fault for each in found if each.strikes()]
        return struck[0] if struck else None

    def when_changed(self, tell: Callable[[Fault, bool], None]) -> None:
        """Have a function called with each fault that begins (True) or ends (False)."""
        if tell not in self._changed:
            self._changed.append(tell)

    def _tell(self, fault: Fault, *, begins: bool) -> None:
        for tell in self._changed:
            tell(fault, begins)

    def begin_outage(self, region: str, how: str = CUT) -> None:
        """Take a region away."""
        if how not in OUTAGES:
            raise ValueError(f"an outage is one of {', '.join(OUTAGES)}, not {how}")
        self.outages[region] = how
        self.began.setdefault(region, simulation.now)
        for tell in self._begun:
            tell(region)

    def end_outage(self, region: str) -> None:
        """Give a region back."""
        with self._over:
            self.outages.pop(region, None)
            self.began.pop(region, None)
            self._over.notify_all()

    def when_outage_begins(self, tell: Callable[[str], None]) -> None:
        """Have a function called with each region that is taken away."""
        if tell not in self._begun:
            self._begun.append(tell)

    def wait_for_end(self, region: str) -> None:
        """Have somebody outside wait until a region is back."""
        with self._over:
            self._over.wait_for(lambda: self.lives(region))

    def throttle(
        self, service: str, share: float, seed: int = 0, region: str | None = None
    ) -> None:
        """Turn a share of a service's calls away; the same seed turns the same calls away."""
        fault = Fault(kinds.THROTTLED, region or "", service=service, share=share, seed=seed)
        self.begin(fault)

    def stop_throttling(self) -> None:
        """Turn nobody away."""
        for name, each in list(self.lasting.items()):
            if each.fault.kind == kinds.THROTTLED:
                self.end(name)

    def endpoint_answers(self, region: str) -> bool:
        """Say whether requests to a region's endpoint arrive there in this minute."""
        pattern = self.flapping.get(region) or [True]
        return self.lives(region) and pattern[simulation.minute % len(pattern)]

    def lag(self, region: str, usual: float) -> float:
        """Return how many milliseconds the secondary clusters of a region are behind."""
        late = [
            1000 * (each.fault.seconds or simulation.now - each.began)
            for each in self.of(kinds.REPLICATION, region)
            if each.fault.of == kinds.DATABASE
        ]
        return max([self.lags.get(region, usual), *late])

    def any(self) -> bool:
        """Say whether anything is wrong."""
        return any((self.outages, self.lasting, *self._others()))

    def clear(self) -> None:
        """Make everything well again."""
        for region in list(self.outages):
            self.end_outage(region)
        for name in list(self.lasting):
            self.end(name)
        for each in self._others():
            each.clear()

    def _others(self) -> tuple[Any, ...]:
        """Everything whose end concerns nobody."""
        return self.lost, self.flapping, self.lags, self.unpromotable, self.unreplicated


faults = Faults()
"""Of this process, which has one emulated AWS."""
