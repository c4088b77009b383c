"""Service Quotas: what an account may have, and asking for more.

moto 5.2.5 knows the quotas of VPC only, and no request for more. Here are those of
generator/tfdr/catalogue/quotas.yml, see `inside.quotas`; whoever asks for more gets it at once.
"""

import json
from typing import Any
from uuid import uuid4

from moto.core.exceptions import JsonRESTError
from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend
from moto.servicequotas.responses import ServiceQuotasResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches
from tfdr.emulator.inside import quotas


@teaches(ServiceQuotasBackend)
class Quotas:
    """More quotas, and the values that they have."""

    @replaces
    def get_service_quota(
        self: Any, original: Original, service_code: str, quota_code: str
    ) -> dict[str, Any]:
        for quota in _listed(self, service_code):
            if quota["QuotaCode"] == quota_code:
                return quota
        if service_code in _services():
            raise NoSuchResource
        return original(service_code, quota_code)

    @replaces
    def list_aws_default_service_quotas(
        self: Any, original: Original, service_code: str
    ) -> list[dict[str, Any]]:
        return _listed(self, service_code) or original(service_code)


@teaches(ServiceQuotasResponse)
class Requests:
    """The lists of quotas and of requests, and requests for more."""

    @adds
    def get_aws_default_service_quota(self: Any) -> str:
        service, code = self._get_param("ServiceCode"), self._get_param("QuotaCode")
        quota = self.backend.get_service_quota(service, code)
        return json.dumps({"Quota": {**quota, "Value": _default(service, code, quota["Value"])}})

    @adds
    def list_requested_service_quota_change_history_by_quota(self: Any) -> str:
        return json.dumps({"RequestedQuotas": []})  # each was granted at once

    @adds
    def list_service_quotas(self: Any) -> str:
        return self.list_aws_default_service_quotas()

    @adds
    def request_service_quota_increase(self: Any) -> str:
        service, code = self._get_param("ServiceCode"), self._get_param("QuotaCode")
        quota = self.backend.get_service_quota(service, code)
        least = _default(service, code, 0)
        if float(self._get_param("DesiredValue")) < least:
            raise JsonRESTError(
                "IllegalArgumentException",
                "You must provide a quota value greater than or equal to the current quota "
                f"value: {least}",
            )
        quotas.put(self.region, code, float(self._get_param("DesiredValue")))
        return json.dumps(
            {
                "RequestedQuota": {
                    "Id": uuid4().hex,
                    "ServiceCode": service,
                    "QuotaCode": code,
                    "QuotaName": quota["QuotaName"],
                    "DesiredValue": self._get_param("DesiredValue"),
                    "Status": "APPROVED",
                    "GlobalQuota": quota["GlobalQuota"],
                    "QuotaArn": quota["QuotaArn"],
                }
            }
        )


def _default(service: str, code: str, usual: float) -> float:
    for quota in quotas.known().values():
        if quota["service"] == service and quota.get("code") == code:
            return float(quota.get("default", quota["new"]))
    return usual


def _services() -> set[str]:
    return {each["service"] for each in quotas.known().values() if each["service"] != "vpc"}


def _listed(backend: Any, service: str) -> list[dict[str, Any]]:
    place = f"arn:aws:servicequotas:{backend.region_name}:{backend.account_id}"
    return [
        {
            "ServiceCode": service,
            "QuotaArn": f"{place}:{service}/{quota['code']}",
            "QuotaCode": quota["code"],
            "QuotaName": quota["name"],
            "Value": quotas.value(name, backend.region_name),
            "Unit": "None",
            "Adjustable": quota.get("adjustable", True),
            "GlobalQuota": quota.get("global", False),
        }
        for name, quota in quotas.known().items()
        if quota["service"] == service and "code" in quota
    ]
