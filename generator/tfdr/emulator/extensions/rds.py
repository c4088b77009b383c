"""RDS: what clusters, instances and parameter groups say of themselves.

moto 5.2.5 takes and forgets the Performance Insights settings of an instance, reports an
empty serverless (v1) scaling configuration on every cluster, calls the default certificate
authority by a name that AWS does not use (which makes the provider modify and reboot each
instance, for minutes), does not say which parameters of a group a user has set, and keeps
the automated snapshots of a cluster that was deleted.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import (
    DBCluster,
    DBClusterParameterGroup,
    DBInstance,
    DBParameterGroup,
    RDSBackend,
)
from moto.rds.responses import RDSResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, replaces_property, teaches

DEFAULT_CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"


@teaches(RDSBackend)
class Instances:
    """Instances with Performance Insights, clusters without what they leave behind."""

    @replaces
    def create_db_instance(self: Any, original: Original, db_kwargs: Any) -> DBInstance:
        db_kwargs.setdefault("ca_certificate_identifier", DEFAULT_CERTIFICATE_AUTHORITY)
        instance = original(db_kwargs)
        _remember_insights(instance, db_kwargs)
        return instance

    @replaces
    def modify_db_instance(
        self: Any, original: Original, db_instance_identifier: str, db_kwargs: Any
    ) -> DBInstance:
        instance = original(db_instance_identifier, db_kwargs)
        _remember_insights(instance, db_kwargs)
        return instance

    @replaces
    def delete_db_cluster(
        self: Any, original: Original, cluster_identifier: str, snapshot_name: str | None = None
    ) -> DBCluster:
        deleted = original(cluster_identifier, snapshot_name)
        for name, snapshot in list(self.cluster_snapshots.items()):
            of_deleted = snapshot.db_cluster_identifier == deleted.db_cluster_identifier
            if of_deleted and snapshot.snapshot_type == "automated":
                del self.cluster_snapshots[name]
        return deleted


@teaches(DBCluster)
class Clusters:
    """Clusters without a scaling configuration that they do not have."""

    @replaces_property
    def scaling_configuration_info(self: Any, original: Original) -> dict[str, Any] | None:
        return original() if self.scaling_configuration else None


@teaches(DBParameterGroup)
class ParameterGroups:
    """Parameters that a user has set."""

    @replaces
    def update_parameters(self: Any, original: Original, new_parameters: Any) -> None:
        original(_set_by_user(new_parameters))


@teaches(DBClusterParameterGroup)
class ClusterParameterGroups:
    """Parameters of clusters that a user has set."""

    @replaces
    def update_cluster_parameters(self: Any, original: Original, new_parameters: Any) -> None:
        original(_set_by_user(new_parameters))


@teaches(RDSResponse)
class Resets:
    """Parameters that are reset."""

    @adds
    def reset_db_parameter_group(self: Any) -> ActionResult:
        name = self.params["DBParameterGroupName"]
        _reset(self.backend.db_parameter_groups[name], self.params)
        return ActionResult({"DBParameterGroupName": name})

    @adds
    def reset_db_cluster_parameter_group(self: Any) -> ActionResult:
        name = self.params["DBClusterParameterGroupName"]
        _reset(self.backend.db_cluster_parameter_groups[name], self.params)
        return ActionResult({"DBClusterParameterGroupName": name})


def _remember_insights(instance: Any, settings: Any) -> None:
    enabled = settings.get("enable_performance_insights")
    if enabled is None:
        return
    instance.performance_insights_enabled = enabled
    for name in ("performance_insights_kms_key_id", "performance_insights_retention_period"):
        value = settings.get(name) if enabled else None
        setattr(instance, name, value if value is not None else getattr(instance, name, None))
    if enabled and instance.performance_insights_retention_period is None:
        instance.performance_insights_retention_period = 7


def _set_by_user(parameters: Any) -> list[dict[str, Any]]:
    return [{**parameter, "Source": "user"} for parameter in parameters]


def _reset(group: Any, params: Any) -> None:
    if params.get("ResetAllParameters"):
        group.parameters.clear()
    for parameter in params.get("Parameters", []):
        group.parameters.pop(parameter["ParameterName"], None)
