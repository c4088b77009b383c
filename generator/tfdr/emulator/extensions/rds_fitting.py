"""RDS: what does not fit together.

moto 5.2.5 takes any parameter group, any log and any class for any cluster. AWS refuses a
parameter group of another family than the version's, a log that the engine does not have, and a
serverless instance in a cluster that was not told how large one may be.
"""

from typing import Any

from moto.rds.exceptions import InvalidDBClusterStateFault, InvalidParameterCombination
from moto.rds.models import DBCluster, DBInstance, RDSBackend

from tfdr.emulator.extensions.rds_engines import LOG_TYPES, family
from tfdr.emulator.extensions.teach import Original, replaces, teaches


@teaches(RDSBackend)
class Fitting:
    """Refusals of what AWS refuses."""

    @replaces
    def create_db_cluster(self: Any, original: Original, kwargs: Any) -> DBCluster:
        engine, version = kwargs["engine"], kwargs.get("engine_version")
        group = self.db_cluster_parameter_groups.get(
            kwargs.get("db_cluster_parameter_group_name") or ""
        )
        if group is not None and version is not None:
            _refuse_other_family(group, family(engine, version))
        for log in kwargs.get("enable_cloudwatch_logs_exports") or []:
            if log not in LOG_TYPES.get(engine, [log]):
                raise InvalidParameterCombination(
                    f"You cannot use the log types '{log}' with engine version {engine} {version}."
                )
        return original(kwargs)

    @replaces
    def create_db_instance(self: Any, original: Original, db_kwargs: Any) -> DBInstance:
        cluster = self.clusters.get(db_kwargs.get("db_cluster_identifier") or "")
        if cluster is not None:
            serverless = db_kwargs.get("db_instance_class") == "db.serverless"
            if serverless and not cluster.serverless_v2_scaling_configuration:
                raise InvalidDBClusterStateFault(
                    "Set the Serverless v2 scaling configuration on the parent DB cluster before "
                    "creating a Serverless v2 DB instance."
                )
            group = self.db_parameter_groups.get(db_kwargs.get("db_parameter_group_name") or "")
            if group is not None:
                _refuse_other_family(group, family(cluster.engine, cluster.engine_version))
        return original(db_kwargs)


def _refuse_other_family(group: Any, expected: str | None) -> None:
    found = getattr(group, "db_parameter_group_family", None) or group.family
    if expected is not None and found != expected:
        raise InvalidParameterCombination(
            f"The parameter group {group.name} with DBParameterGroupFamily {found} cannot be used "
            f"here: this engine version takes {expected}."
        )
