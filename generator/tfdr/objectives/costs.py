"""What a standby costs a month: the items that the template counts, each with its price.

The items, their counts and the arithmetic are the template's (`standby_costs` in copier.yml), which
writes docs/cost.md from the same. Sums are made here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

FACT: Final = "standby_costs"


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of thing that a standby region is billed for.

    Attributes:
        region: the region that it is in.
        group: compute, database, network, data, watching or keys.
        what: what it is.
        count: how many of its units a month.
        each: dollars a month for one; None where no price was found.
        monthly: dollars a month; None where no price was found.
        priced_in: the region whose price it is.
        as_of: the date of the price; empty where there is none.
        source: where the price is from; empty where there is none.
        assumed: whether the count is an assumption about use, not a fact of the design.
    """

    region: str
    group: str
    what: str
    count: float
    each: float | None
    monthly: float | None
    priced_in: str
    as_of: str
    source: str
    assumed: bool

    @property
    def borrowed(self) -> bool:
        """Whether the price is that of another region, since its own was not found."""
        return self.each is not None and self.priced_in not in (self.region, "")


@dataclass(frozen=True, slots=True)
class Costs:
    """What the standby regions of a design cost.

    Attributes:
        items: all that is billed.
    """

    items: Sequence[Item]

    @property
    def monthly(self) -> float:
        """Dollars a month for everything whose price is known."""
        return total(self.items)

    @property
    def regions(self) -> list[str]:
        """The standby regions, in the order of takeover."""
        return list(dict.fromkeys(item.region for item in self.items))

    @property
    def unknown(self) -> list[str]:
        """What no price was found for."""
        return list(dict.fromkeys(item.what for item in self.items if item.each is None))

    @property
    def borrowed(self) -> list[str]:
        """What is counted at the price of another region."""
        return list(dict.fromkeys(item.what for item in self.items if item.borrowed))

    @property
    def dates(self) -> tuple[str, str]:
        """The earliest and the latest date of the prices."""
        dates = sorted(item.as_of for item in self.items if item.as_of)
        return (dates[0], dates[-1]) if dates else ("", "")

    def by_group(self) -> dict[str, float]:
        """Dollars a month for each group of items."""
        groups = dict.fromkeys(item.group for item in self.items)
        return {
            group: total(item for item in self.items if item.group == group) for group in groups
        }


def total(items: Iterable[Item]) -> float:
    """Dollars a month for some items, without those whose price is unknown."""
    return round(sum(item.monthly or 0 for item in items), 2)


def of(facts: Mapping[str, Any]) -> Costs | None:
    """Return what the template counts, or None where it counts nothing."""
    entries = facts.get(FACT)
    return Costs([Item(**entry) for entry in entries]) if entries else None
