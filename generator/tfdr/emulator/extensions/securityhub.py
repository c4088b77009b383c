"""Security Hub: the standards that an account is judged by.

moto 5.2.5 has no standards, and nothing can be changed once it is enabled.
"""

import json
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.securityhub import urls
from moto.securityhub.models import SecurityHubBackend
from moto.securityhub.responses import SecurityHubResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches, teaches_paths

teaches_paths(
    urls,
    SecurityHubResponse,
    "{0}/standards/get$",
    "{0}/standards/register$",
    "{0}/standards/deregister$",
)


@teaches(SecurityHubBackend)
class Hubs:
    """Hubs with standards and settings."""

    @replaces
    def __init__(self: Any, original: Original, region_name: str, account_id: str) -> None:
        original(region_name, account_id)
        vars(self).update(standards={}, _settings={})

    @replaces
    def disable_security_hub(self: Any, original: Original) -> dict[str, Any]:
        vars(self).update(standards={}, _settings={})
        return original()

    @replaces
    def describe_hub(self: Any, original: Original, hub_arn: str | None = None) -> dict[str, Any]:
        return {**original(hub_arn), **self._settings}


@teaches(SecurityHubResponse)
class Standards:
    """Standards that are enabled and disabled."""

    @adds
    def update_security_hub_configuration(self: Any) -> str:
        backend = self.securityhub_backend
        backend.describe_hub()
        backend._settings |= json.loads(self.body)
        return "{}"

    @adds
    def batch_enable_standards(self: Any) -> str:
        backend = self.securityhub_backend
        backend.describe_hub()
        asked = json.loads(self.body)["StandardsSubscriptionRequests"]
        return _listed(_enable(backend, request["StandardsArn"]) for request in asked)

    @adds
    def get_enabled_standards(self: Any) -> str:
        backend = self.securityhub_backend
        backend.describe_hub()
        asked = json.loads(self.body or "{}").get("StandardsSubscriptionArns")
        known = backend.standards
        return _listed(known[arn] for arn in asked or known if arn in known)

    @adds
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
