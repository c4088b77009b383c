"""AWS Backup: selections, changes of plans, and the policies of vaults.

moto 5.2.5 has none of them. It keeps the name of a deleted plan taken, and finds no tags
when the address that asks for them has no slash at its end, as the provider's has none.
No job ever runs here, so a vault holds the recovery points only that a test puts there.
"""

from datetime import datetime
from typing import Any
from urllib.parse import unquote

from moto.backup import urls
from moto.backup.exceptions import (
    InvalidParameterValueException,
    InvalidRequestException,
    ResourceNotFoundException,
)
from moto.backup.models import BackupBackend, Plan, Vault
from moto.backup.responses import BackupResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches, teaches_paths
from tfdr.emulator.inside import recovery_points

_Selections = dict[str, dict[str, Any]]

teaches_paths(
    urls,
    BackupResponse,
    "{0}/backup-vaults/(?P<name>[^/]+)/access-policy$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/$",
    "{0}/backup-vaults/(?P<name>[^/]+)/recovery-points/(?P<point>.+)$",
)


@teaches(BackupResponse)
class Backups:
    """Changes of plans, selections, policies of vaults, recovery points."""

    @replaces
    def list_tags(self: Any) -> ActionResult:
        arn = unquote(self.path.split("/tags/")[1].rstrip("/"))
        return ActionResult({"Tags": self.backup_backend.list_tags(arn)})

    @adds
    def update_backup_plan(self: Any) -> ActionResult:
        plan = _plan(self)
        name = plan.backup_plan["BackupPlanName"]
        wanted = self._get_param("BackupPlan")
        if wanted["BackupPlanName"] != name:
            raise InvalidParameterValueException("The name of a backup plan cannot be changed.")
        known = {rule["RuleName"]: rule["RuleId"] for rule in plan.backup_plan["Rules"]}
        # A plan made anew fills in what the rules leave open.
        changed = Plan(wanted, plan.creator_request_id, self.backup_backend)
        for rule in changed.backup_plan["Rules"]:
            rule["RuleId"] = known.get(rule["RuleName"], rule["RuleId"])
        plan.backup_plan = changed.backup_plan
        plan.advanced_backup_settings = changed.advanced_backup_settings
        plan.version_id = changed.version_id
        return ActionResult(plan.to_dict())

    @adds
    def create_backup_selection(self: Any) -> ActionResult:
        plan, wanted = _plan(self), self._get_param("BackupSelection")
        if not wanted.get("Resources") and not wanted.get("ListOfTags"):
            raise InvalidParameterValueException("Resources or tags must be selected.")
        selection = str(mock_random.uuid4())
        made = {
            "BackupPlanId": plan.backup_plan_id,
            "CreationDate": unix_time(),
            "SelectionId": selection,
        }
        _selections(plan)[selection] = {**made, "BackupSelection": wanted}
        return ActionResult(made)

    @adds
    def get_backup_selection(self: Any) -> ActionResult:
        return ActionResult(_selection(self))

    @adds
    def list_backup_selections(self: Any) -> ActionResult:
        listed = [
            {
                **{name: value for name, value in made.items() if name != "BackupSelection"},
                "IamRoleArn": made["BackupSelection"]["IamRoleArn"],
                "SelectionName": made["BackupSelection"]["SelectionName"],
            }
            for made in _selections(_plan(self)).values()
        ]
        return ActionResult({"BackupSelectionsList": listed})

    @adds
    def delete_backup_selection(self: Any) -> EmptyResult:
        selection = _selection(self)
        del _selections(_plan(self))[selection["SelectionId"]]
        return EmptyResult()

    @adds
    def put_backup_vault_access_policy(self: Any) -> EmptyResult:
        vars(_vault(self))["access_policy"] = self._get_param("Policy")
        return EmptyResult()

    @adds
    def get_backup_vault_access_policy(self: Any) -> ActionResult:
        vault = _vault(self)
        policy = vars(vault).get("access_policy")
        if policy is None:
            raise ResourceNotFoundException(f"{vault.backup_vault_name} has no access policy.")
        return ActionResult({**vault.to_dict(), "Policy": policy})

    @adds
    def delete_backup_vault_access_policy(self: Any) -> EmptyResult:
        vars(_vault(self)).pop("access_policy", None)
        return EmptyResult()

    @adds
    def list_recovery_points_by_backup_vault(self: Any) -> ActionResult:
        points = recovery_points.of(_vault(self))
        after, before = self._get_param("createdAfter"), self._get_param("createdBefore")
        resource = self._get_param("resourceArn")
        found = [
            point
            for point in points
            if (after is None or point["CreationDate"] >= _seconds(after))
            and (before is None or point["CreationDate"] < _seconds(before))
            and resource in (None, point["ResourceArn"])
        ]
        return ActionResult({"RecoveryPoints": found})

    @adds
    def describe_recovery_point(self: Any) -> ActionResult:
        arn = _recovery_point_arn(self)
        for point in recovery_points.of(_vault(self)):
            if point["RecoveryPointArn"] == arn:
                return ActionResult(point)
        raise ResourceNotFoundException(f"Recovery point {arn} cannot be found.")

    @adds
    def delete_recovery_point(self: Any) -> EmptyResult:
        recovery_points.delete(_vault(self), _recovery_point_arn(self))
        return EmptyResult()


@teaches(BackupBackend)
class Plans:
    """Plans that go when nothing is selected for them any more."""

    @replaces
    def delete_backup_plan(self: Any, original: Original, backup_plan_id: str) -> Any:
        plan = self.get_backup_plan(backup_plan_id, None)
        if _selections(plan):
            raise InvalidRequestException(
                "Related backup plan selections must be deleted prior to backup plan deletion"
            )
        answer = original(backup_plan_id)
        del self.plans[backup_plan_id]
        return answer


def _recovery_point_arn(response: BackupResponse) -> str:
    """Return the recovery point that a path ends with."""
    return unquote(response.path.rstrip("/").rsplit("/", 1)[1])


def _seconds(time: Any) -> float:
    """Return a time of a query, which has it in either of two ways."""
    text = str(time)
    try:
        return float(text)
    except ValueError:
        return datetime.fromisoformat(text).timestamp()


def _selections(plan: Plan) -> _Selections:
    """Return what a plan selects, by id: moto's own class has no room for it."""
    selections: _Selections = vars(plan).setdefault("selections", {})
    return selections


def _plan(response: BackupResponse) -> Plan:
    plan_id = response.path.split("/plans/")[1].split("/")[0]
    return response.backup_backend.get_backup_plan(plan_id, None)


def _selection(response: BackupResponse) -> dict[str, Any]:
    selection = response.path.rstrip("/").rsplit("/", 1)[1]
    made = _selections(_plan(response)).get(selection)
    if made is None:
        raise ResourceNotFoundException(f"Cannot find Backup selection {selection}")
    return made


def _vault(response: BackupResponse) -> Vault:
    name = response.path.split("/backup-vaults/")[1].split("/")[0]
    return response.backup_backend.describe_backup_vault(name)
