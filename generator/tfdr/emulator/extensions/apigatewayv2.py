"""API Gateway v2: custom domain names that come up, and stages that change.

moto 5.2.5 leaves a domain name without status, target and hosted zone, takes any certificate
for it, and gives it an empty mutual TLS. It cannot change domain names, mappings and stages, and
has tags of APIs and VPC links only.
"""

import json
import re
from datetime import datetime
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from moto.acm.models import acm_backends
from moto.apigatewayv2 import urls
from moto.apigatewayv2.exceptions import BadRequestException
from moto.apigatewayv2.models import ApiGatewayV2Backend, ApiMapping, DomainName, Stage
from moto.apigatewayv2.responses import ApiGatewayV2Response

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches, teaches_paths

_TAGGED = re.compile(r"(?:/domainnames/(?P<domain>[^/]+)|/apis/(?P<api>\w+)/stages/(?P<stage>.+))$")


teaches_paths(
    urls,
    ApiGatewayV2Response,
    "{0}/v2/tags/(?P<tagged_arn>[^/]+/domainnames/[^/]+)$",
    "{0}/v2/tags/(?P<tagged_arn>[^/]+/apis/[^/]+/stages/[^/]+)$",
)


@teaches(ApiGatewayV2Backend)
class Apis:
    """Domain names with a fitting certificate, and tags of everything that has them."""

    @replaces
    def create_domain_name(self: Any, original: Original, **settings: Any) -> Any:
        _check_certificates(self, settings["domain_name"], settings["domain_name_configurations"])
        made: Any = original(**settings)
        made.region = self.region_name
        return made

    @replaces
    def get_tags(self: Any, original: Original, resource_id: str) -> dict[str, str]:
        thing = _tagged(self, resource_id)
        return dict(thing.tags) if thing else original(resource_id)

    @replaces
    def tag_resource(
        self: Any, original: Original, resource_arn: str, tags: dict[str, str]
    ) -> None:
        if thing := _tagged(self, resource_arn):
            thing.tags = {**thing.tags, **tags}
        else:
            original(resource_arn, tags)

    @replaces
    def untag_resource(
        self: Any, original: Original, resource_arn: str, tag_keys: list[str]
    ) -> None:
        if thing := _tagged(self, resource_arn):
            thing.tags = {key: tag for key, tag in thing.tags.items() if key not in tag_keys}
        else:
            original(resource_arn, tag_keys)


@teaches(DomainName)
class DomainNames:
    """Domain names that come up."""

    @replaces
    def to_json(self: Any, original: Original) -> dict[str, Any]:
        described: dict[str, Any] = original()
        described["domainNameConfigurations"] = [
            {**_target(self), **given} for given in self.domain_name_configurations
        ]
        described["mutualTlsAuthentication"] = self.mutual_tls_authentication or None
        return described


@teaches(ApiGatewayV2Response)
class Changes:
    """Changes of what can be made."""

    @adds
    def update_domain_name(self: Any) -> Any:
        sent = json.loads(self.body)
        backend = self.apigatewayv2_backend
        domain = backend.get_domain_name(self.path.split("/")[-1])
        if configurations := sent.get("domainNameConfigurations"):
            _check_certificates(backend, domain.domain_name, configurations)
            domain.domain_name_configurations = configurations
        if (mutual_tls := sent.get("mutualTlsAuthentication")) is not None:
            domain.mutual_tls_authentication = mutual_tls
        return 200, {}, json.dumps(domain.to_json())

    @adds
    def update_api_mapping(self: Any) -> Any:
        sent = json.loads(self.body)
        _, domain, _, key = self.path.rsplit("/", 3)
        mapping: ApiMapping = self.apigatewayv2_backend.get_api_mapping(key, domain)
        mapping.api_id = sent.get("apiId", mapping.api_id)
        mapping.stage = sent.get("stage", mapping.stage)
        mapping.api_mapping_key = sent.get("apiMappingKey", mapping.api_mapping_key)
        return 200, {}, json.dumps(mapping.to_json())

    @adds
    def update_stage(self: Any) -> Any:
        _, api, _, name = self.path.rsplit("/", 3)
        stage = self.apigatewayv2_backend.get_stage(api, unquote(name))
        _update_stage(stage, json.loads(self.body))
        return 200, {}, json.dumps(stage.to_json())


def _target(domain: Any) -> dict[str, str]:
    """Return what a domain name has once it is available."""
    made_up = sha256(f"{domain.region}/{domain.domain_name}".encode()).hexdigest()
    zone = sha256(domain.region.encode()).hexdigest().upper()
    return {
        "apiGatewayDomainName": f"d-{made_up[:10]}.execute-api.{domain.region}.amazonaws.com",
        "domainNameStatus": "AVAILABLE",
        "hostedZoneId": f"Z{zone[:13]}",
        "ipAddressType": "ipv4",
    }


def _check_certificates(backend: Any, domain_name: str, configurations: Any) -> None:
    """Refuse a certificate of another region or for other names."""
    known = acm_backends[backend.account_id][backend.region_name]._certificates
    for configuration in configurations:
        certificate = known.get(configuration.get("certificateArn"))
        names = _names(certificate) if certificate else set()
        if not any(fnmatchcase(domain_name, name) for name in names):
            raise BadRequestException(
                f"The certificate provided must be in {backend.region_name} and cover {domain_name}"
            )


def _names(certificate: Any) -> set[str]:
    return {certificate.common_name, *(certificate.sans or ())}


def _update_stage(stage: Stage, sent: dict[str, Any]) -> None:
    attributes = {
        "accessLogSettings": "access_log_settings",
        "autoDeploy": "auto_deploy",
        "clientCertificateId": "client_certificate_id",
        "description": "description",
        "routeSettings": "route_settings",
        "stageVariables": "stage_variables",
    }
    for name, attribute in attributes.items():
        if name in sent:
            setattr(stage, attribute, sent[name])
    stage.default_route_settings = {
        **stage.default_route_settings,
        **sent.get("defaultRouteSettings", {}),
    }
    stage.updated = datetime.now()


def _tagged(backend: Any, arn: str) -> Any:
    """Return the domain name or the stage that an ARN names, if it names one."""
    if not (named := _TAGGED.search(arn)):
        return None
    if domain := named["domain"]:
        return backend.get_domain_name(domain)
    return backend.get_stage(named["api"], named["stage"])
