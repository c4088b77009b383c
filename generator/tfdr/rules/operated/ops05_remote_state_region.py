"""OPS05: what a root reads is not kept in another region that it may outlive."""

from collections.abc import Iterator

from tfdr.evaluate import Fields, System, known_text, plain
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, of_root=True)


def check(system: System) -> Iterator[Verdict]:
    """Each state that a root of one region reads."""
    regions = system.working_regions
    if len(regions) != 1 or not regions[0].code:
        return
    for state in system.data("terraform_remote_state"):
        config = plain(state.get("config"))
        if state.equals("backend", "s3") is False:
            continue
        value = config.get("region") if isinstance(config, Fields) else None
        code = known_text(value)
        holds = None if code is None else code == regions[0].code
        message = f"reads a state in {code}, and what it makes is in {regions[0].code}"
        yield judge(state, holds, message, "config", unknown=state.unknowns("config"))
