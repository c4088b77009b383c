"""What a report says of a page that was played: verdict, figures, and a picture by minute."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tfdr.drill.playing import MINUTES, Played

_BARS: Final = " ▁▂▃▄▅▆▇█"
_COLUMNS: Final = 60


def figures(played: Played) -> list[tuple[str, str]]:
    """Return what is said of the whole, each with what it is called."""
    outcome = played.outcome
    split = ", ".join(f"{store} {minutes}" for store, minutes in outcome.split.items())
    return [
        ("what was done", ", ".join(outcome.moves) or "nothing was moved"),
        ("what was right", _right(played)),
        ("requests", f"{outcome.requests:.0f}"),
        ("failed", f"{outcome.failed:.0f}"),
        ("failed if nobody had done anything", f"{outcome.unattended:.0f}"),
        ("slow", f"{outcome.slow:.0f}"),
        ("writes acknowledged", f"{outcome.acknowledged:.0f}"),
        ("of them lost", f"{outcome.lost:g}"),
        ("minutes with writes in two regions", split or "0"),
        *((f"minute in which it was {name}", _minute(outcome.minutes[name])) for name in MINUTES),
    ]


def lines(played: Played) -> list[str]:
    """Return the figures for a terminal, and the picture."""
    width = max(len(name) for name, _ in figures(played))
    return [*(f"{name:{width}}  {value}" for name, value in figures(played)), *drawn(played)]


def markdown(played: Played) -> list[str]:
    """Return the section of a report."""
    incident = played.incident
    happened = [f"Really happened: {incident.happened}.", ""] if incident.happened else []
    return [
        f"**{played.verdict.word}**: {played.verdict.why}",
        "",
        *happened,
        "| | |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in figures(played)),
        "",
        "```",
        *drawn(played),
        "```",
        "",
        "| minute | what happened |",
        "| ---: | --- |",
        *(f"| {minute} | {text.replace('|', '&#124;')} |" for minute, text in played.notes),
        "",
        *([f"Sources: {', '.join(incident.sources)}", ""] if incident.sources else []),
    ]


def drawn(played: Played) -> list[str]:
    """Return a picture in text: which share of requests failed by minute, and would have."""
    if not played.minutes:
        return []
    step = -(-len(played.minutes) // _COLUMNS)
    groups = [played.minutes[at : at + step] for at in range(0, len(played.minutes), step)]
    rows = {"failed": "failed", "if nothing": "unattended"}
    width = max(map(len, rows))
    drawn = [
        f"{label:>{width}} |{''.join(_bar(_share(group, name)) for group in groups)}|"
        for label, name in rows.items()
    ]
    end = played.incident.minutes
    return [*drawn, f"{'minute':>{width}}  0{end!s:>{len(groups) - 1}}"]


def columns(played: Played, width: int) -> list[Mapping[str, Any]]:
    """Return the minutes as they are drawn on a page: shares of requests, and where they are."""
    each_width = width / max(1, len(played.minutes))
    most = max((each["requests"] for each in played.minutes), default=1.0)
    return [
        {
            "x": round(number * each_width, 2),
            "width": round(each_width + 0.1, 2),
            "minute": each["minute"],
            "served": round(100 * (each["requests"] - each["failed"]) / most, 1),
            "failed": round(100 * each["failed"] / most, 1),
            "slow": round(100 * each["slow"] / most, 1),
            "unattended": round(100 * each["unattended"] / most, 1),
            "said": f"minute {each['minute']}: {each['failed']:.0f} of {each['requests']:.0f} "
            f"requests failed; DNS leads to {each['leads'] or 'no region'}",
        }
        for number, each in enumerate(played.minutes)
    ]


def marks(played: Played, width: int) -> list[Mapping[str, Any]]:
    """Return when it was noticed, told, decided, served and back, as it is drawn on a page."""
    end = played.incident.minutes
    return [
        {"x": round(width * minute / end, 1), "name": name, "minute": minute, "row": row}
        for row, (name, minute) in enumerate(played.outcome.minutes.items())
        if minute is not None
    ]


def _right(played: Played) -> str:
    right = played.right
    by = ", ".join(f"{name} by minute {minute}" for name, minute in right.by.items())
    return " or ".join(right.moves) + (f"; {by}" if by else "")


def _minute(minute: int | None) -> str:
    return "never" if minute is None else str(minute)


def _share(group: Sequence[Mapping[str, Any]], name: str) -> float:
    requests = sum(each["requests"] for each in group)
    return float(sum(each[name] for each in group) / requests) if requests else 0.0


def _bar(share: float) -> str:
    """Return a bar for a share; what is not nothing is seen."""
    whole = len(_BARS) - 1
    return _BARS[min(whole, max(1, round(share * whole)) if share > 0.0005 else 0)]
