"""Secrets Manager: replicas and rotation.

moto 5.2.5 gives every replica the default key, and every change at once. It calls a rotation
function with the secret's name where AWS sends the ARN, goes on after a step that failed, makes the
new version current by itself instead of leaving it to the function, and leaves a pending version
behind when it was only to test the rotation. It cannot make a
replica a secret of its own.
"""

import json
import time
from copy import copy, deepcopy
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.moto_api._internal import mock_random
from moto.secretsmanager.exceptions import (
    InvalidRequestException,
    OperationNotPermittedOnReplica,
    ResourceNotFoundException,
    SecretNotFoundException,
)
from moto.secretsmanager.models import FakeSecret, ReplicaSecret, SecretsManagerBackend
from moto.secretsmanager.responses import SecretsManagerResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, replaces_property, teaches
from tfdr.emulator.inside.replicas import kept_by

_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
_SECONDS_PER_DAY = 86_400


@teaches(FakeSecret)
class Secrets:
    """Replicas with keys of their own."""

    @replaces
    def create_replicas(
        self: Any, original: Original, replica_regions: list[dict[str, str]], force_overwrite: bool
    ) -> list[ReplicaSecret]:
        replicas = original(replica_regions, force_overwrite)
        keys = {wanted["Region"]: wanted.get("KmsKeyId") for wanted in replica_regions}
        for replica in replicas:
            if key := keys[replica.region]:
                replica.config["KmsKeyId"] = key
        return replicas


@teaches(ReplicaSecret)
class Replicas:
    """Replicas that name their key, and keep what a change did not get to."""

    @replaces_property
    def versions(self: Any, original: Original) -> dict[str, dict[str, Any]]:
        kept = kept_by(self)
        return kept.versions if kept else original()

    @replaces_property
    def default_version_id(self: Any, original: Original) -> str | None:
        kept = kept_by(self)
        return kept.default_version_id if kept else original()

    @replaces
    def to_dict(self: Any, original: Original) -> dict[str, Any]:
        described = {**original(), "KmsKeyId": self.config["KmsKeyId"]}
        if kept := kept_by(self):
            stages = {id_: each["version_stages"] for id_, each in kept.versions.items()}
            described["VersionIdsToStages"] = stages
        return described


@teaches(SecretsManagerBackend)
class Rotation:
    """Rotation as AWS does it."""

    @replaces
    def update_secret_version_stage(
        self: Any, original: Original, secret_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        answer = original(secret_id, *args, **kwargs)
        secret = self.secrets[secret_id]
        secret.default_version_id = _staged(secret, "AWSCURRENT")
        return answer

    @replaces
    def rotate_secret(
        self: Any,
        secret_id: str,
        client_request_token: str | None = None,
        rotation_lambda_arn: str | None = None,
        rotation_rules: dict[str, Any] | None = None,
        rotate_immediately: bool = True,
    ) -> str:
        secret = _rotatable(self, secret_id)
        function = rotation_lambda_arn or secret.rotation_lambda_arn
        _configure(self, secret, function, rotation_rules or {})
        version = client_request_token or str(mock_random.uuid4())
        _stage(secret, version)
        steps = _STEPS if rotate_immediately else ("testSecret",)
        done = all(_invoke(self, secret, function, version, step) for step in steps)
        if not rotate_immediately:
            del secret.versions[version]
        elif done and _staged(secret, "AWSCURRENT") == version:
            secret.versions[version]["version_stages"] = ["AWSCURRENT"]
            secret.last_rotation_date = int(time.time())
        return str(secret.to_short_dict(version_id=version))


@teaches(SecretsManagerResponse)
class Independence:
    """Replicas that become secrets of their own."""

    @adds
    def stop_replication_to_replica(self: Any) -> str:
        secret_id = self._get_param("SecretId")
        backend: Any = self.backend
        if secret_id not in backend.secrets:
            raise SecretNotFoundException
        replica = backend.secrets[secret_id]
        if not isinstance(replica, ReplicaSecret):
            raise InvalidRequestException("The secret is not a replica.")
        source = replica.source
        source.replicas = [each for each in source.replicas if each is not replica]
        for key in [key for key, each in backend.secrets.items() if each is replica]:
            del backend.secrets[key]
        backend.secrets[replica.name] = _alone(replica)
        return json.dumps({"ARN": replica.arn})


def _alone(replica: ReplicaSecret) -> FakeSecret:
    """Return the secret that a replica becomes when it is one no longer."""
    alone = copy(replica.source)
    alone.arn, alone.region, alone.replicas = replica.arn, replica.region, []
    alone.versions = deepcopy(replica.versions)
    alone.default_version_id = replica.default_version_id
    alone.kms_key_id = replica.config["KmsKeyId"]
    alone.rotation_enabled = alone.rotation_requested = False
    alone.rotation_lambda_arn = ""
    return alone


def _rotatable(backend: Any, secret_id: str) -> Any:
    if secret_id not in backend.secrets:
        raise SecretNotFoundException
    secret = backend.secrets[secret_id]
    if isinstance(secret, ReplicaSecret):
        raise OperationNotPermittedOnReplica
    if secret.is_deleted():
        raise InvalidRequestException("You can't rotate a secret that is marked deleted.")
    pending = _staged(secret, "AWSPENDING")
    if pending and pending != _staged(secret, "AWSCURRENT"):
        raise InvalidRequestException("A previous rotation isn't complete.")
    return secret


def _configure(backend: Any, secret: Any, function: str, rules: dict[str, Any]) -> None:
    if not function:
        raise InvalidRequestException("No Lambda rotation function ARN is associated.")
    try:
        lambda_backends[backend.account_id][backend.region_name].get_function(function)
    except Exception as error:
        raise ResourceNotFoundException(f"Resource not found for ARN '{function}'.") from error
    secret.rotation_lambda_arn = function
    secret.rotation_requested = secret.rotation_enabled = True
    secret.auto_rotate_after_days = rules.get(
        "AutomaticallyAfterDays", secret.auto_rotate_after_days
    )
    days = secret.auto_rotate_after_days
    secret.next_rotation_date = int(time.time()) + days * _SECONDS_PER_DAY if days else None


def _stage(secret: Any, version: str) -> None:
    """Name the new version before it has a value, so that the function finds it staged."""
    secret.remove_version_stages_from_old_versions(["AWSPENDING"])
    secret.versions[version] = {
        "createdate": int(time.time()),
        "version_id": version,
        "version_stages": ["AWSPENDING"],
    }


def _invoke(backend: Any, secret: Any, function: str, version: str, step: str) -> bool:
    event = {"Step": step, "SecretId": secret.arn, "ClientRequestToken": version}
    headers: dict[str, Any] = {}
    lambda_backends[backend.account_id][backend.region_name].invoke(
        function, None, json.dumps(event), {}, headers
    )
    return "x-amz-function-error" not in headers


def _staged(secret: Any, stage: str) -> str | None:
    for version, content in secret.versions.items():
        if stage in content["version_stages"]:
            return str(version)
    return None
