"""What is wrong in the emulated AWS at the moment: set from outside, asked by what it affects.

Knows nothing of moto, so that a test can set it in its own process as well.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import CUT, OUTAGES


@dataclass
class Throttle:
    """A share of a service's calls that is turned away.

    Attributes:
        service: as requests are signed for it (`rds`, `monitoring`), or `*` for every service.
        share: from 0 to 1.
        region: where; everywhere if None.
        chance: decides which calls.
    """

    service: str
    share: float
    region: str | None
    chance: Random

    def strikes(self, service: str, region: str) -> bool:
        """Say whether the next call to a service in a region is turned away."""
        concerned = self.service in ("*", service) and self.region in (None, region)
        return concerned and self.chance.random() < self.share


@dataclass
class Faults:
    """Everything that is wrong.

    Attributes:
        outages: regions that do not answer, and what they do instead.
        throttles: services that turn calls away.
        lost: ARNs of database clusters that failed while their region lives.
        flapping: regions whose endpoint answers in some minutes only: one entry for each minute,
            over and over.
        lags: milliseconds that the secondary clusters of a region are behind the writer.
        began: when each outage began, in seconds since the emulated AWS did.
    """

    outages: dict[str, str] = field(default_factory=dict)
    throttles: list[Throttle] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    flapping: dict[str, list[bool]] = field(default_factory=dict)
    lags: dict[str, float] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    _begun: list[Callable[[str], None]] = field(default_factory=list)
    _over: threading.Condition = field(default_factory=threading.Condition)

    def lives(self, region: str) -> bool:
        """Say whether a region answers."""
        return region not in self.outages

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
        chance = Random(seed)  # noqa: S311 - has to be repeatable, not secret
        self.throttles.append(Throttle(service, share, region, chance))

    def stop_throttling(self) -> None:
        """Turn nobody away."""
        self.throttles.clear()

    def endpoint_answers(self, region: str) -> bool:
        """Say whether requests to a region's endpoint arrive there in this minute."""
        pattern = self.flapping.get(region) or [True]
        return self.lives(region) and pattern[simulation.minute % len(pattern)]

    def any(self) -> bool:
        """Say whether anything is wrong."""
        return any((self.outages, self.throttles, self.lost, self.flapping, self.lags))

    def clear(self) -> None:
        """Make everything well again."""
        for region in list(self.outages):
            self.end_outage(region)
        self.throttles.clear()
        self.lost.clear()
        self.flapping.clear()
        self.lags.clear()


faults = Faults()
"""Of this process, which has one emulated AWS."""
