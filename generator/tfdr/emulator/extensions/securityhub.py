"""Security Hub: the standards that an account is judged by.

moto 5.2.5 has no standards, and nothing can be changed once it is enabled.
"""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.securityhub import urls
from moto.securityhub.models import SecurityHubBackend
from moto.securityhub.responses import SecurityHubResponse

from tfdr.emulator.extensions.teach import teach


def install() -> None:
    """Teach moto standards and settings of the hub."""
    for path in ("get", "register", "deregister"):
        urls.url_paths[f"{{0}}/standards/{path}$"] = SecurityHubResponse.dispatch
    begin = SecurityHubBackend.__init__
    disable = SecurityHubBackend.disable_security_hub
    describe = SecurityHubBackend.describe_hub

    @teach(SecurityHubBackend, "__init__")
    def begin_without_standards(self: Any, region_name: str, account_id: str) -> None:
        begin(self, region_name, account_id)
        self.standards = {}
        self._settings = {}

    @teach(SecurityHubBackend)
    def disable_security_hub(self: Any) -> dict[str, Any]:
        self.standards, self._settings = {}, {}
        return disable(self)

    @teach(SecurityHubBackend)
    def describe_hub(self: Any, hub_arn: str | None = None) -> dict[str, Any]:
        return {**describe(self, hub_arn), **self._settings}

    @teach(SecurityHubResponse)
    def update_security_hub_configuration(self: Any) -> str:
        backend = self.securityhub_backend
        backend.describe_hub()
        backend._settings |= json.loads(self.body)
        return "{}"

    @teach(SecurityHubResponse)
    def batch_enable_standards(self: Any) -> str:
        backend = self.securityhub_backend
        backend.describe_hub()
        asked = json.loads(self.body)["StandardsSubscriptionRequests"]
        return _listed(_enable(backend, request["StandardsArn"]) for request in asked)

    @teach(SecurityHubResponse)
    def get_enabled_standards(self: Any) -> str:
        backend = self.securityhub_backend
        backend.describe_hub()
        asked = json.loads(self.body or "{}").get("StandardsSubscriptionArns")
        known = backend.standards
        return _listed(known[arn] for arn in asked or known if arn in known)

    @teach(SecurityHubResponse)
    def batch_disable_standards(self: Any) -> str:
        known = self.securityhub_backend.standards
        asked = json.loads(self.body)["StandardsSubscriptionArns"]
        gone = [known.pop(arn) for arn in asked if arn in known]
        return _listed({**standard, "StandardsStatus": "DELETING"} for standard in gone)


def _enable(backend: Any, standard_arn: str) -> dict[str, Any]:
    place, _, name = standard_arn.partition("::standards/")
    if not name:
        raise JsonRESTError("InvalidInputException", f"No standard has the ARN {standard_arn}")
    arn = f"{place}:{backend.account_id}:subscription/{name}"
    enabled: dict[str, Any] = {
        "StandardsSubscriptionArn": arn,
        "StandardsArn": standard_arn,
        "StandardsInput": {},
        "StandardsStatus": "READY",
    }
    backend.standards[arn] = enabled
    return enabled


def _listed(standards: Any) -> str:
    return json.dumps({"StandardsSubscriptions": list(standards)})
