"""AWS Backup: restore testing plans, and what they select.

moto 5.2.5 has none of them. No plan ever restores anything here: a vault holds recovery points only
where a test puts them. Whether its role could restore is asked by the oracle of deliveries.
"""

import re
from typing import Any

from moto.backup import urls
from moto.backup.exceptions import (
    AlreadyExistsException,
    InvalidParameterValueException,
    InvalidRequestException,
    ResourceNotFoundException,
)
from moto.backup.models import BackupBackend
from moto.backup.responses import BackupResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches, teaches_paths
from tfdr.emulator.protocol import ACCOUNT_ID

_NAME = re.compile(r"[a-zA-Z0-9_]{1,50}")

# What is said of a plan or a selection where many are listed.
_LISTED = {
    "CreationTime",
    "IamRoleArn",
    "LastUpdateTime",
    "ProtectedResourceType",
    "RestoreTestingPlanArn",
    "RestoreTestingPlanName",
    "RestoreTestingSelectionName",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartWindowHours",
    "ValidationWindowHours",
}

# What is said of one that was made or changed.
_MADE = (
    "CreationTime",
    "RestoreTestingPlanArn",
    "RestoreTestingPlanName",
    "RestoreTestingSelectionName",
)

teaches_paths(
    urls,
    BackupResponse,
    "{0}/restore-testing/plans/?$",
    "{0}/restore-testing/plans/(?P<plan>[^/]+)$",
    "{0}/restore-testing/plans/(?P<plan>[^/]+)/selections$",
    "{0}/restore-testing/plans/(?P<plan>[^/]+)/selections/(?P<selection>[^/]+)$",
)


@teaches(BackupBackend)
class Backends:
    """A region's plans by name, each with its selections by name."""

    @replaces
    def __init__(self: Any, original: Original, region_name: str, account_id: str) -> None:
        original(region_name, account_id)
        vars(self).update(restore_testing_plans={}, restore_testing_selections={})


@teaches(BackupResponse)
class Plans:
    """Making, reading, changing and deleting plans."""

    @adds
    def create_restore_testing_plan(self: Any) -> ActionResult:
        wanted, backend = self._get_param("RestoreTestingPlan"), self.backup_backend
        name = _named(wanted["RestoreTestingPlanName"])
        if name in backend.restore_testing_plans:
            raise AlreadyExistsException("Restore testing plan with the same name already exists.")
        arn = (
            f"arn:aws:backup:{self.region}:{ACCOUNT_ID}:restore-testing-plan:"
            f"{name}-{mock_random.uuid4()}"
        )
        backend.restore_testing_plans[name] = {
            "ScheduleExpressionTimezone": "Etc/UTC",
            "StartWindowHours": 24,
            **wanted,
            "RecoveryPointSelection": _selection_of_points(wanted["RecoveryPointSelection"]),
            "CreationTime": unix_time(),
            "RestoreTestingPlanArn": arn,
        }
        backend.restore_testing_selections[name] = {}
        backend.tag_resource(arn, self._get_param("Tags") or {})
        return ActionResult(_made(backend.restore_testing_plans[name]))

    @adds
    def get_restore_testing_plan(self: Any) -> ActionResult:
        return ActionResult({"RestoreTestingPlan": _plan(self)})

    @adds
    def list_restore_testing_plans(self: Any) -> ActionResult:
        listed = [_listed(plan) for plan in self.backup_backend.restore_testing_plans.values()]
        return ActionResult({"RestoreTestingPlans": listed})

    @adds
    def update_restore_testing_plan(self: Any) -> ActionResult:
        plan, wanted = _plan(self), self._get_param("RestoreTestingPlan")
        if points := wanted.pop("RecoveryPointSelection", None):
            plan["RecoveryPointSelection"] = _selection_of_points(points)
        plan.update(wanted, LastUpdateTime=unix_time())
        return ActionResult({**_made(plan), "UpdateTime": plan["LastUpdateTime"]})

    @adds
    def delete_restore_testing_plan(self: Any) -> EmptyResult:
        backend, name = self.backup_backend, _plan(self)["RestoreTestingPlanName"]
        if backend.restore_testing_selections[name]:
            raise InvalidRequestException(
                "Restore testing selections must be deleted prior to restore testing plan deletion"
            )
        del backend.restore_testing_plans[name], backend.restore_testing_selections[name]
        return EmptyResult()


@teaches(BackupResponse)
class Selections:
    """Making, reading, changing and deleting what a plan restores."""

    @adds
    def create_restore_testing_selection(self: Any) -> ActionResult:
        plan, wanted = _plan(self), self._get_param("RestoreTestingSelection")
        selections, name = _selections(self), _named(wanted["RestoreTestingSelectionName"])
        if name in selections:
            raise AlreadyExistsException(
                "Restore testing selection with the same name already exists."
            )
        selections[name] = {
            "RestoreMetadataOverrides": {},
            "ValidationWindowHours": 0,
            **_with_resources(wanted),
            "CreationTime": unix_time(),
            "RestoreTestingPlanName": plan["RestoreTestingPlanName"],
        }
        return ActionResult({**_made(plan), **_made(selections[name])})

    @adds
    def get_restore_testing_selection(self: Any) -> ActionResult:
        return ActionResult({"RestoreTestingSelection": _selection(self)})

    @adds
    def list_restore_testing_selections(self: Any) -> ActionResult:
        listed = [_listed(selection) for selection in _selections(self).values()]
        return ActionResult({"RestoreTestingSelections": listed})

    @adds
    def update_restore_testing_selection(self: Any) -> ActionResult:
        selection = _selection(self)
        selection.update(
            _with_resources({**selection, **self._get_param("RestoreTestingSelection")})
        )
        made = {**_made(_plan(self)), **_made(selection), "UpdateTime": unix_time()}
        return ActionResult(made)

    @adds
    def delete_restore_testing_selection(self: Any) -> EmptyResult:
        del _selections(self)[_selection(self)["RestoreTestingSelectionName"]]
        return EmptyResult()


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InvalidParameterValueException(
            f"Name {name} must consist of 1 to 50 letters, digits and underscores."
        )
    return name


def _selection_of_points(wanted: dict[str, Any]) -> dict[str, Any]:
    missing = {"Algorithm", "IncludeVaults", "RecoveryPointTypes"} - set(wanted)
    if missing:
        raise InvalidParameterValueException(
            f"Missing in the selection: {', '.join(sorted(missing))}"
        )
    return {"ExcludeVaults": [], "SelectionWindowDays": 30, **wanted}


def _with_resources(wanted: dict[str, Any]) -> dict[str, Any]:
    arns = wanted.get("ProtectedResourceArns") or []
    if not arns and not wanted.get("ProtectedResourceConditions"):
        raise InvalidParameterValueException("Protected resources or conditions must be selected.")
    if "*" in arns and len(arns) > 1:
        raise InvalidParameterValueException("Either all protected resources or some by ARN.")
    return wanted


def _made(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: thing[name] for name in _MADE if name in thing}


def _listed(thing: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in thing.items() if name in _LISTED}


def _plan(response: BackupResponse) -> dict[str, Any]:
    name = response.path.split("/restore-testing/plans/")[1].split("/")[0]
    plan: dict[str, Any] | None = vars(response.backup_backend)["restore_testing_plans"].get(name)
    if plan is None:
        raise ResourceNotFoundException(f"Restore testing plan {name} cannot be found.")
    return plan


def _selections(response: BackupResponse) -> dict[str, dict[str, Any]]:
    name = _plan(response)["RestoreTestingPlanName"]
    of_plans: dict[str, dict[str, Any]] = vars(response.backup_backend)[
        "restore_testing_selections"
    ]
    return of_plans[name]


def _selection(response: BackupResponse) -> dict[str, Any]:
    name = response.path.rstrip("/").rsplit("/", 1)[1]
    selection = _selections(response).get(name)
    if selection is None:
        raise ResourceNotFoundException(f"Restore testing selection {name} cannot be found.")
    return selection
