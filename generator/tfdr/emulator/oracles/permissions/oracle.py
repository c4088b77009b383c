"""Judges calls of functions by the policies of their roles, and of what they are made to."""

from collections.abc import Iterator

from tfdr.emulator.inside.credentials import Caller, count
from tfdr.emulator.inside.iam.decisions import context, may_at_all, objection, role_principal
from tfdr.emulator.inside.iam.documents import Access
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.permissions import condition_keys, keys
from tfdr.emulator.oracles.permissions.authorization import needed
from tfdr.emulator.oracles.permissions.context import known

# What services call it, whose errors have no name in their model.
_CODES = {"ec2": "UnauthorizedOperation", "sns": "AuthorizationError"}
_IN_JSON = ("json", "rest-json")


class Permissions:
    """The oracle."""

    name = "permissions"

    def judge(self, call: Call) -> Objection | None:
        """Deny what the role of the function that calls may not do, and read policies on their way.

        Terraform and people may do anything, but a policy of theirs may ask for what is not there.
        """
        if call.caller is None:
            return condition_keys.objection(call)
        count(call.caller, f"{call.service}:{call.operation}")
        if call.operation == "GetCallerIdentity":  # which nobody is denied
            return None
        for access, reason in _denied(call, call.caller):
            on = "" if access.resource == "*" else f" on resource: {access.resource}"
            return Objection(
                _code(call),
                f"User: {call.caller.arn} is not authorized to perform: {access.action}{on} "
                f"{reason}",
                status=400 if call.protocol == "json" else 403,
            )
        return None


def _denied(call: Call, caller: Caller) -> Iterator[tuple[Access, str]]:
    principal = role_principal(caller.role, caller.arn)
    values = known(call, caller)
    for action, resource in needed(call):
        if resource is None:
            access = Access(principal, action, "*", context(values))
            if not may_at_all(access):
                yield access, f"because no identity-based policy allows the {action} action"
            continue
        access = Access(principal, action, resource, context(values))
        if reason := objection(access):
            yield access, reason
    for action, key, more in keys.used(call):
        access = Access(principal, action, key, context({**values, **more}))
        if reason := objection(access):
            yield access, reason


def _code(call: Call) -> str:
    if call.service in _CODES:
        return _CODES[call.service]
    return "AccessDeniedException" if call.protocol in _IN_JSON else "AccessDenied"
