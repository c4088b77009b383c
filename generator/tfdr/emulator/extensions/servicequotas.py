"""Service Quotas: those that decide whether a standby can grow.

moto 5.2.5 knows those of VPC only. The values are those of an account that has been in use for a
while: a new one begins with 6 vCPUs of Fargate and 5 of instances. A test can set its own.
"""

from typing import Any

from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.responses import ServiceQuotasResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches
from tfdr.emulator.inside import quotas

_QUOTAS = {
    "fargate": {"L-3032A538": ("Fargate On-Demand vCPU resource count", 4000.0)},
    "ec2": {
        "L-1216C47A": ("Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 1920.0),
        "L-0263D0A3": ("EC2-VPC Elastic IPs", 5.0),
    },
    "lambda": {"L-B99A9384": ("Concurrent executions", 1000.0)},
    "rds": {"L-952B80B8": ("DB clusters", 40.0), "L-7B6409FD": ("DB instances", 40.0)},
}


@teaches(ServiceQuotasBackend)
class Quotas:
    """More quotas."""

    @replaces
    def get_service_quota(
        self: Any, original: Original, service_code: str, quota_code: str
    ) -> dict[str, Any]:
        if service_code not in _QUOTAS:
            return original(service_code, quota_code)
        for quota in _listed(self, service_code):
            if quota["QuotaCode"] == quota_code:
                return quota
        raise NoSuchResource

    @replaces
    def list_aws_default_service_quotas(
        self: Any, original: Original, service_code: str
    ) -> list[dict[str, Any]]:
        return _listed(self, service_code) or original(service_code)


@teaches(ServiceQuotasResponse)
class Lists:
    """The list of quotas that were applied."""

    @adds
    def list_service_quotas(self: Any) -> str:
        return self.list_aws_default_service_quotas()


def _listed(backend: Any, service: str) -> list[dict[str, Any]]:
    place = f"arn:aws:servicequotas:{backend.region_name}:{backend.account_id}"
    return [
        {
            "ServiceCode": service,
            "QuotaArn": f"{place}:{service}/{code}",
            "QuotaCode": code,
            "QuotaName": name,
            "Value": quotas.of(backend.region_name, code, value),
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
        }
        for code, (name, value) in _QUOTAS.get(service, {}).items()
    ]
