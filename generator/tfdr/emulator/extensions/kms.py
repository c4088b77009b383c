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

from tfdr.emulator.extensions.teach import teach

_DEFAULT_PERIOD_DAYS = 365


def install() -> None:
    """Teach moto the rotation period of keys and who manages them."""
    make_default = KmsBackend._generate_default_keys
    enable = KmsResponse.enable_key_rotation
    status = KmsResponse.get_key_rotation_status

    @teach(KmsResponse)
    def enable_key_rotation(self: KmsResponse) -> str:
        answer = enable(self)
        _key(self).rotation_period_days = (
            self._get_param("RotationPeriodInDays") or _DEFAULT_PERIOD_DAYS
        )
        return answer

    @teach(KmsResponse)
    def get_key_rotation_status(self: KmsResponse) -> str:
        answer = json.loads(status(self))
        if answer["KeyRotationEnabled"]:
            period = getattr(_key(self), "rotation_period_days", _DEFAULT_PERIOD_DAYS)
            answer["RotationPeriodInDays"] = period
        return json.dumps(answer)

    for name in ("disable_key", "enable_key"):
        _teach_by_arn(name)
    encrypt, decrypt = KmsBackend.encrypt, KmsBackend.decrypt

    @teach(KmsBackend, "encrypt")
    def encrypt_if_usable(self: KmsBackend, key_id: str, *args: Any, **kwargs: Any) -> Any:
        _require_usable(self, key_id)
        return encrypt(self, key_id, *args, **kwargs)

    @teach(KmsBackend, "decrypt")
    def decrypt_if_usable(self: KmsBackend, *args: Any, **kwargs: Any) -> Any:
        answer = decrypt(self, *args, **kwargs)
        _require_usable(self, answer[1])
        return answer

    @teach(KmsBackend)
    def _generate_default_keys(self: KmsBackend, alias_name: str) -> str | None:
        key_id: str | None = make_default(self, alias_name)
        if key_id is not None:
            self.keys[key_id].key_manager = "AWS"
        return key_id


def _teach_by_arn(name: str) -> None:
    change = getattr(KmsBackend, name)

    @teach(KmsBackend, name)
    def by_any_name(self: KmsBackend, key_id: str) -> None:
        change(self, self.any_id_to_key_id(key_id))


def _require_usable(backend: KmsBackend, key_id: str) -> None:
    key = backend.keys[backend.any_id_to_key_id(key_id)]
    if key.key_state == "Disabled":
        raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
    if key.key_state == "PendingDeletion":
        raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")


def _key(response: KmsResponse) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]
