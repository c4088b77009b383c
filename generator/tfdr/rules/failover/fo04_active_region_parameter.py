"""FO04: each region has a parameter that names the active region, and a role that may read it."""

from collections.abc import Iterator

from tfdr.aws import active_region, roles
from tfdr.aws.functions import failover_functions
from tfdr.aws.workloads import environment, given
from tfdr.evaluate import Resource, System, Truth, any_of, known_text
from tfdr.rules import ERROR, Rule, Verdict, judge, judge_all

RULE = Rule(severity=ERROR, is_recovery=False)

_READING = ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath")


def check(system: System) -> Iterator[Verdict]:
    """Each working region, where a function fails over; then each such parameter."""
    if not system.is_multi_region or not failover_functions(system):
        return
    parameters = active_region.parameters(system)
    for region in system.working_regions:
        exists: Truth = any_of(*(each.region.is_same(region) for each in parameters))
        if exists is False and system.not_followed:
            exists = None
        message = f"no parameter in {region} says which region is active"
        unknown = [*(each.address for each in parameters), *system.not_followed]
        yield judge_all(system, exists, message, unknown=unknown)
    anyone = roles.rights_of_all(system)
    for parameter in parameters:
        readable = _may_read(anyone, parameter)
        yield judge(parameter, readable, "no role may read it", unknown=anyone.unknown)
    for user, path, role in roles.users(system):
        if path == "execution_role_arn" or user in failover_functions(system):
            continue  # it starts containers, or writes the parameter
        read = [ref.target.owner for _, ref in given(user) if ref.target.owner in parameters]
        read += _named(user, parameters) if not read else []
        if read:
            rights = roles.rights(system, role)
            may = any_of(*(_may_read(rights, each) for each in read))
            message = f"is told of {read[0].address}, which its role may not read"
            yield judge(user, may, message, path, unknown=rights.unknown)


def _named(user: Resource, parameters: tuple[Resource, ...]) -> list[Resource]:
    """The parameters of its region that it is told of by their names."""
    told = {known_text(value) for _, value in environment(user)} - {None, ""}
    here = (each for each in parameters if each.region.is_same(user.region))
    return [each for each in here if each.text("name") in told]


def _may_read(rights: roles.Rights, parameter: Resource) -> Truth:
    return any_of(*(rights.allow(action, parameter) for action in _READING))
