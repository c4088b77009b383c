"""DR40: the standby's maximum capacity is at least the primary's."""

from collections.abc import Iterator

from tfdr.aws.capacity import at_first, in_region, is_at_least, scalers
from tfdr.evaluate import Region, Resource, System, Value, all_of, negate, plain, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each thing with a maximum in a standby, beside its like in the primary region."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    for region in system.standbys:
        for type_, attribute in (
            ("aws_autoscaling_group", "max_size"),
            ("aws_appautoscaling_target", "max_capacity"),
            ("aws_lambda_function", "reserved_concurrent_executions"),
        ):
            for standby, serving in _pairs(system, region, primary, type_):
                yield from _compared(standby, serving, attribute)
        for standby, serving in _pairs(system, region, primary, "aws_ecs_service"):
            if scalers(system, standby).exist is False:
                yield from _fixed(system, standby, serving)


def _pairs(
    system: System, region: Region, primary: Region, type_: str
) -> Iterator[tuple[Resource, Resource]]:
    """Each resource of a standby with what it stands in for."""
    here, there = in_region(system, region, type_), in_region(system, primary, type_)
    for standby in here:
        like = [each for each in there if _is_like(each, standby)]
        if not like and len(here) == len(there) == 1:
            yield standby, there[0]
        elif len(like) == 1 and sum(_is_like(like[0], each) for each in here) == 1:
            yield standby, like[0]


def _is_like(one: Resource, other: Resource) -> bool:
    if one.block is other.block and one.module.directory == other.module.directory:
        names = [each.get(_NAME.get(each.type, "name")) for each in (one, other)]
        alike = same(*names)
        # One block for both regions: told apart by its key, or by its name in a module.
        return (
            alike is True or (alike is None and one.key == other.key) or one.module is other.module
        )
    names = [each.get(_NAME.get(each.type, "name")) for each in (one, other)]
    return all(each is not None for each in names) and same(*names) is True


_NAME = {"aws_lambda_function": "function_name", "aws_appautoscaling_target": "resource_id"}


def _compared(standby: Resource, serving: Resource, attribute: str) -> Iterator[Verdict]:
    if attribute == "reserved_concurrent_executions":
        mine, theirs = _reserved(standby), _reserved(serving)
        if mine is None:  # it shares what the account has
            return
        if theirs is None:
            holds = negate(same(mine, 0))
            message = "reserves no run at all: it is switched off"
            yield judge(standby, holds, message, attribute)
            return
    else:
        mine, theirs = standby.get(attribute), serving.get(attribute)
    holds = all_of(is_at_least(mine, theirs), negate(same(mine, 0)))
    message = (
        f"grows to {standby.text(attribute)} at most, {serving.address} in the primary region "
        f"to {serving.text(attribute)}"
    )
    yield judge(standby, holds, message, attribute, unknown=serving.unknowns(attribute))


def _reserved(function: Resource) -> Value:
    value = plain(function.get("reserved_concurrent_executions"))
    return None if same(value, -1) else value


def _fixed(system: System, standby: Resource, serving: Resource) -> Iterator[Verdict]:
    """A service that nothing scales: it has to be as large from the beginning."""
    name, mine = at_first(standby)
    if scalers(system, serving).exist is not False or mine is None:
        return
    holds = is_at_least(mine, at_first(serving)[1])
    message = (
        f"runs {standby.text(name)} tasks and nothing scales it; {serving.address} runs "
        f"{serving.text(name)}"
    )
    yield judge(standby, holds, message, name, unknown=serving.unknowns(name))
