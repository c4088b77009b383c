"""What Secrets Manager does: it calls rotation functions, and copies values to other regions."""

from collections.abc import Iterator
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.secretsmanager.models import ReplicaSecret, secretsmanager_backends

from tfdr.emulator.inside.iam import account, reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_SERVICE = "secretsmanager.amazonaws.com"


@sends
def rotations() -> Iterator[Delivery]:
    """Secrets Manager calls the function that rotates a secret."""
    for secret in _rotated():
        why = reach.function(_SERVICE, str(secret.arn), secret.rotation_lambda_arn)
        yield Delivery("rotation to function", secret.arn, secret.rotation_lambda_arn, why)


@sends
def replicas() -> Iterator[Delivery]:
    """A value that a rotation changes is copied with the rights of its function's role.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
    """
    for secret in _rotated():
        arn = secret.rotation_lambda_arn
        function = lambda_backends[ACCOUNT_ID][arn.split(":")[3]].get_function(arn)
        for replica in secret.replicas:
            why = not_copied(function.role, replica)
            yield Delivery("rotated value to replica", secret.arn, replica.arn, why)


def not_copied(role: str, replica: ReplicaSecret) -> str | None:
    """Return why a value that a role has changed does not get to a replica, None if it does."""
    key = account.key_of_secret(replica)
    if key is None:
        return None
    needs = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")
    return reach.role_through_key(role, str(key.arn), "secretsmanager", *needs)


def _rotated() -> Iterator[Any]:
    for backend in list(secretsmanager_backends[ACCOUNT_ID].values()):
        for secret in list(backend.secrets.values()):
            if getattr(secret, "rotation_lambda_arn", None):
                yield secret
