"""KMS: how often a key is rotated, which keys are AWS's own, and which can be used.

moto 5.2.5 knows only whether a key is rotated, not the period. The keys that AWS manages,
which come to be when somebody first asks for one, it takes for the customer's. It cannot disable
a key that is named by its ARN, and encrypts with one that is disabled or about to be deleted.
"""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.kms.models import KmsBackend
from moto.kms.responses import KmsResponse

from tfdr.emulator.extensions.teach import Original, replaces, teaches

_DEFAULT_PERIOD_DAYS = 365


@teaches(KmsResponse)
class Rotation:
    """The period of a key's rotation."""

    @replaces
    def enable_key_rotation(self: Any, original: Original) -> str:
        answer = original()
        _key(self).rotation_period_days = (
            self._get_param("RotationPeriodInDays") or _DEFAULT_PERIOD_DAYS
        )
        return answer

    @replaces
    def get_key_rotation_status(self: Any, original: Original) -> str:
        answer = json.loads(original())
        if answer["KeyRotationEnabled"]:
            period = getattr(_key(self), "rotation_period_days", _DEFAULT_PERIOD_DAYS)
            answer["RotationPeriodInDays"] = period
        return json.dumps(answer)


@teaches(KmsBackend)
class Keys:
    """Keys that are usable or not, and AWS's own."""

    @replaces
    def encrypt(self: Any, original: Original, key_id: str, *args: Any, **kwargs: Any) -> Any:
        _require_usable(self, key_id)
        return original(key_id, *args, **kwargs)

    @replaces
    def decrypt(self: Any, original: Original, *args: Any, **kwargs: Any) -> Any:
        answer = original(*args, **kwargs)
        _require_usable(self, answer[1])
        return answer

    @replaces
    def _generate_default_keys(self: Any, original: Original, alias_name: str) -> str | None:
        key_id: str | None = original(alias_name)
        if key_id is not None:
            self.keys[key_id].key_manager = "AWS"
        return key_id

    @replaces
    def disable_key(self: Any, original: Original, key_id: str) -> None:
        original(self.any_id_to_key_id(key_id))

    @replaces
    def enable_key(self: Any, original: Original, key_id: str) -> None:
        original(self.any_id_to_key_id(key_id))


def _require_usable(backend: KmsBackend, key_id: str) -> None:
    key = backend.keys[backend.any_id_to_key_id(key_id)]
    if key.key_state == "Disabled":
        raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
    if key.key_state == "PendingDeletion":
        raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")


def _key(response: KmsResponse) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]
