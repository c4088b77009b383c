"""RDS: proxies.

moto 5.2.5 has no proxy endpoints, so none for readers, and cannot change a proxy.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.rds.exceptions import DBProxyNotFoundFault, RDSClientError
from moto.rds.models import DBProxy, RDSBackend, RDSBaseModel
from moto.rds.responses import RDSResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches


class DBProxyEndpoint(RDSBaseModel):
    """An endpoint of a proxy beside its default one."""

    resource_type = "db-proxy-endpoint"

    def __init__(self, backend: RDSBackend, proxy: DBProxy, params: Any) -> None:
        super().__init__(backend)
        token = mock_random.get_random_string(12, lower_case=True)
        self.unique_id = f"prx-endpoint-{mock_random.get_random_string(17, lower_case=True)}"
        self.db_proxy_endpoint_name: str = params["DBProxyEndpointName"]
        self.db_proxy_name = proxy.db_proxy_name
        self.vpc_id = proxy.vpc_id
        self.vpc_subnet_ids = list(params["VpcSubnetIds"])
        self.vpc_security_group_ids = list(
            params.get("VpcSecurityGroupIds") or proxy.vpc_security_group_ids
        )
        self.target_role: str = params.get("TargetRole") or "READ_WRITE"
        self.status = "available"
        self.is_default = False
        self.created_date = self.created
        self.endpoint = (
            f"{self.db_proxy_endpoint_name}.endpoint.proxy-{token}.{self.region}.rds.amazonaws.com"
        )
        self.tags = params.get("Tags", [])

    @property
    def resource_id(self) -> str:
        """What the ARN ends with: like a proxy's, not the name."""
        return self.unique_id

    @property
    def db_proxy_endpoint_arn(self) -> str:
        """The ARN, under the name that the API gives it."""
        return self.arn


@teaches(RDSBackend)
class Proxies:
    """Proxies with their endpoints."""

    @replaces
    def __init__(self: Any, original: Original, region_name: str, account_id: str) -> None:
        original(region_name, account_id)
        vars(self)["db_proxy_endpoints"] = {}

    @replaces
    def delete_db_proxy(self: Any, original: Original, proxy_name: str) -> DBProxy:
        endpoints = _endpoints(self)
        for name in [n for n, e in endpoints.items() if e.db_proxy_name == proxy_name]:
            del endpoints[name]
        return original(proxy_name)

    @replaces
    def _get_resource_for_tagging(self: Any, original: Original, arn: str) -> Any:
        for endpoint in _endpoints(self).values():
            if endpoint.arn == arn:
                return endpoint
        return original(arn)


@teaches(RDSResponse)
class Endpoints:
    """Endpoints of proxies, and changes of both."""

    @adds
    def create_db_proxy_endpoint(self: Any) -> ActionResult:
        endpoints = _endpoints(self.backend)
        name = self.params["DBProxyEndpointName"]
        if name in endpoints:
            raise RDSClientError(
                "DBProxyEndpointAlreadyExistsFault", f"DB proxy endpoint {name} already exists."
            )
        proxy = proxy_of(self)
        endpoints[name] = DBProxyEndpoint(self.backend, proxy, self.params)
        return ActionResult({"DBProxyEndpoint": endpoints[name]})

    @adds
    def describe_db_proxy_endpoints(self: Any) -> ActionResult:
        proxy, name = self.params.get("DBProxyName"), self.params.get("DBProxyEndpointName")
        found = [
            endpoint
            for endpoint in _endpoints(self.backend).values()
            if proxy in (None, endpoint.db_proxy_name)
            and name in (None, endpoint.db_proxy_endpoint_name)
        ]
        if name and not found:
            raise _endpoint_not_found(name)
        return ActionResult({"DBProxyEndpoints": found})

    @adds
    def modify_db_proxy_endpoint(self: Any) -> ActionResult:
        endpoint = _endpoint(self)
        if groups := self.params.get("VpcSecurityGroupIds"):
            endpoint.vpc_security_group_ids = list(groups)
        return ActionResult({"DBProxyEndpoint": endpoint})

    @adds
    def delete_db_proxy_endpoint(self: Any) -> ActionResult:
        endpoint = _endpoint(self)
        del _endpoints(self.backend)[endpoint.db_proxy_endpoint_name]
        return ActionResult({"DBProxyEndpoint": endpoint})

    @adds
    def modify_db_proxy(self: Any) -> ActionResult:
        proxy = proxy_of(self)
        changes = {
            "auth": self.params.get("Auth"),
            "require_tls": self.params.get("RequireTLS"),
            "idle_client_timeout": self.params.get("IdleClientTimeout"),
            "debug_logging": self.params.get("DebugLogging"),
            "role_arn": self.params.get("RoleArn"),
            "vpc_security_group_ids": self.params.get("SecurityGroups"),
        }
        for name, value in changes.items():
            if value is not None:
                setattr(proxy, name, value)
        return ActionResult({"DBProxy": proxy})


def _endpoints(backend: Any) -> dict[str, DBProxyEndpoint]:
    endpoints: dict[str, DBProxyEndpoint] = backend.db_proxy_endpoints
    return endpoints


def _endpoint(response: RDSResponse) -> DBProxyEndpoint:
    name = response.params["DBProxyEndpointName"]
    endpoint = _endpoints(response.backend).get(name)
    if endpoint is None:
        raise _endpoint_not_found(name)
    return endpoint


def proxy_of(response: RDSResponse) -> DBProxy:
    """Return the proxy that a request names."""
    name = response.params["DBProxyName"]
    proxy = response.backend.db_proxies.get(name)
    if proxy is None:
        raise DBProxyNotFoundFault(name)
    return proxy


def _endpoint_not_found(name: str) -> RDSClientError:
    return RDSClientError("DBProxyEndpointNotFoundFault", f"DB proxy endpoint {name} not found.")
