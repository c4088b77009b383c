"""KMS: how often a key is rotated, and which keys are AWS's own.

moto 5.2.5 knows only whether a key is rotated, not the period. The keys that AWS manages,
which come to be when somebody first asks for one, it takes for the customer's.
"""

import json
from typing import Any

from moto.kms.models import KmsBackend
from moto.kms.responses import KmsResponse

from generator.emulator.extensions.teach import teach

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

    @teach(KmsBackend)
    def _generate_default_keys(self: KmsBackend, alias_name: str) -> str | None:
        key_id: str | None = make_default(self, alias_name)
        if key_id is not None:
            self.keys[key_id].key_manager = "AWS"
        return key_id


def _key(response: KmsResponse) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]
