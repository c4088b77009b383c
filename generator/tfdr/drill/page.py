"""The evidence of a drill as one page of HTML, to be shown to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from tfdr import __version__, pages
from tfdr.drill import judged
from tfdr.drill.recovery import Recovery
from tfdr.drill.report import NOT_SHOWN, Drill
from tfdr.drill.timeline import Entry, clock_face
from tfdr.emulator.protocol import ORACLES

_TEMPLATE: Final = Path(__file__).with_name("page.html.j2")
_WIDTH: Final = 1000  # of a picture, in its own units
_LEAST: Final = 3  # of what is drawn, so that it is seen


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of a timeline, as it is drawn.

    Attributes:
        x: where it begins.
        width: how long it lasts.
    """

    entry: Entry
    x: float
    width: float


def text(drill: Drill) -> str:
    """The page of a drill that was done."""
    entries = drill.timeline.entries
    return pages.render(
        _TEMPLATE,
        {
            "drill": drill,
            "version": __version__,
            "checks": len(drill.timeline.checks),
            "broken": drill.timeline.broken,
            "scenarios": [_scenario(drill, name, title) for name, title in drill.scenarios.items()],
            "around": [each for each in entries if not each.scenario],
            "oracles": {
                each: drill.judgement.by(each) for each in ORACLES if drill.judgement is not None
            },
            "not_shown": NOT_SHOWN,
            "clock": clock_face,
            "share": _share,
            "figures": judged.figures,
            "columns": partial(judged.columns, width=_WIDTH),
            "told": partial(judged.marks, width=_WIDTH),
            "at": drill.as_json()["finished_at"],
        },
    )


def _scenario(drill: Drill, name: str, title: str) -> Mapping[str, Any]:
    entries = [each for each in drill.timeline.entries if each.scenario == name]
    end = max((each.at + each.seconds for each in entries), default=0) or 1
    return {
        "name": name,
        "title": title,
        "entries": entries,
        "broken": [each for each in entries if each.holds is False],
        "recoveries": [each for each in drill.recoveries if each.scenario == name],
        "marks": [_mark(each, end) for each in entries],
        "played": drill.played.get(name),
        "minutes": [
            (minute, round(_WIDTH * 60 * minute / end))
            for minute in range(0, int(end // 60) + 1, max(1, int(end // 600)))
        ],
        "end": end,
    }


def _mark(entry: Entry, end: float) -> Mark:
    width = max(_LEAST, round(_WIDTH * entry.seconds / end, 1))
    return Mark(entry, min(round(_WIDTH * entry.at / end, 1), _WIDTH - width), width)


def _share(recovery: Recovery) -> float:
    """How much of the recovery time objective was needed, in hundredths, at most all of it."""
    return min(100.0, round(100 * recovery.seconds / (recovery.objective_seconds or 1), 1))
