"""The API's real code, asked through an emulated API Gateway as health checkers and clients do."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.inside.http_api import HttpAnswer, HttpRequest, ask, health_check

from tests.emulated.behaviours import HERE, THERE, World, unique
from tests.support import ROOT

pytestmark = pytest.mark.long

SESSION = "/sessions/0123456789abcdef"


@pytest.fixture(scope="module")
def aws(emulator: Emulator) -> World:
    return World(emulator)


@dataclass
class Api:
    """An API with the function of the template behind it."""

    aws: World
    host: str
    function: str
    environment: dict[str, str]
    subnets: list[str]
    group: str

    def ask(self, path: str, method: str = "GET", body: str | None = None) -> HttpAnswer:
        return ask(
            self.aws.emulator, HERE,
            HttpRequest(
                self.host, path, method, body, (("content-type", "application/json"),), signed=True
            ),
        )  # fmt: skip

    def checks(self) -> tuple[int, dict[str, str]]:
        """Ask as a health checker does; return the status and the state of each dependency."""
        answer = health_check(self.aws.emulator, HERE, self.host, "/health")
        return answer.status, answer.json()["checks"]

    def configure(self, **environment: str) -> None:
        self.environment |= environment
        self.aws("lambda").update_function_configuration(
            FunctionName=self.function, Environment={"Variables": self.environment}
        )


@pytest.fixture
def api(aws: World) -> Api:
    name, host = unique(), f"{unique()}.example.com"
    aws("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "session_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "session_id", "AttributeType": "S"}],
    )  # fmt: skip
    environment = {
        "BUCKET": aws.bucket(),
        "HEALTH_CHECK_PATH": "/health",
        "REGION_ROLE": "primary",
        "SESSIONS_TABLE": name,
    }
    vpc, subnets = aws.vpc()
    group = _group(aws, vpc)
    function = aws("lambda").create_function(
        FunctionName=name, Runtime="python3.13", Handler="api.handler", Timeout=30, Role=aws.role(),
        Code={"ZipFile": (ROOT / "template/lambda/api.zip").read_bytes()},
        Environment={"Variables": environment},
        VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]},
    )["FunctionArn"]  # fmt: skip
    _publish(aws, host, function)
    return Api(aws, host, name, environment, subnets, group)


def _group(aws: World, vpc: str, region: str = HERE, **source: object) -> str:
    """Make a group that lets everything out and, from a source, PostgreSQL and MySQL in."""
    ec2 = aws("ec2", region)
    group = ec2.create_security_group(GroupName=unique(), Description="d", VpcId=vpc)["GroupId"]
    if source:
        ports = {"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 5432, **source}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[ports])
    return str(group)


def _publish(aws: World, host: str, function: str) -> None:
    gateway = aws("apigatewayv2")
    api = gateway.create_api(Name=host, ProtocolType="HTTP")["ApiId"]
    target = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    for key, authorization in {"ANY /{proxy+}": "AWS_IAM", "GET /health": "NONE"}.items():
        gateway.create_route(
            ApiId=api,
            RouteKey=key,
            AuthorizationType=authorization,
            Target=f"integrations/{target}",
        )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    certificate = aws("acm").request_certificate(DomainName=host)["CertificateArn"]
    gateway.create_domain_name(
        DomainName=host, DomainNameConfigurations=[{"CertificateArn": certificate}]
    )
    gateway.create_api_mapping(ApiId=api, DomainName=host, Stage="$default")
    aws("lambda").add_permission(
        FunctionName=function, StatementId="gateway", Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{HERE}:{aws.emulator.account_id}:{api}/*/*",
    )  # fmt: skip


def test_a_session_is_kept_for_who_signs(api: Api) -> None:
    unsigned = HttpRequest(api.host, SESSION, "PUT")
    assert ask(api.aws.emulator, HERE, unsigned).status == 403

    assert api.ask(SESSION, "PUT", json.dumps({"data": {"cart": [1]}})).status == 201
    assert api.ask(SESSION).json()["data"] == {"cart": [1]}
    assert api.ask("/payments").status == 404


def test_a_region_without_its_bucket_is_not_healthy(api: Api) -> None:
    assert api.checks() == (200, {"sessions": "ok", "storage": "ok"})

    api.aws("s3").delete_bucket(Bucket=api.environment["BUCKET"])

    assert api.checks() == (503, {"sessions": "ok", "storage": "failed"})


@dataclass
class Proxied:
    """A database behind a proxy that an API's function may reach.

    Attributes:
        host: the proxy's name.
        group: the security group of the proxy.
        let_in: the rule by which it lets the function in.
        cluster: the database.
        secret: what the proxy signs in with.
    """

    host: str
    group: str
    let_in: dict[str, Any]
    cluster: str
    secret: str


@pytest.fixture(params=["postgresql", "mysql"])
def proxied(api: Api, request: pytest.FixtureRequest) -> Proxied:
    rds, ec2, name = api.aws("rds"), api.aws("ec2"), unique()
    vpc = ec2.describe_subnets(SubnetIds=api.subnets)["Subnets"][0]["VpcId"]
    from_function = {"UserIdGroupPairs": [{"GroupId": api.group}]}
    group = _group(api.aws, vpc, **from_function)
    signs_in = json.dumps({"username": "boss", "password": "first-password"})
    secret = api.aws("secretsmanager").create_secret(Name=name, SecretString=signs_in)["ARN"]
    port = {"postgresql": 5432, "mysql": 3306}[request.param]
    rds.create_db_cluster(
        DBClusterIdentifier=name, Engine=f"aurora-{request.param}", DatabaseName="orders",
        MasterUsername="boss", MasterUserPassword="first-password",
    )  # fmt: skip
    rds.create_db_instance(
        DBInstanceIdentifier=name, DBClusterIdentifier=name, Engine=f"aurora-{request.param}",
        DBInstanceClass="db.r6g.large",
    )  # fmt: skip
    proxy = rds.create_db_proxy(
        DBProxyName=name, EngineFamily=request.param.upper(), VpcSubnetIds=api.subnets,
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": secret, "IAMAuth": "REQUIRED"}],
        RoleArn=api.aws.role("rds.amazonaws.com"), VpcSecurityGroupIds=[group],
    )["DBProxy"]  # fmt: skip
    rds.register_db_proxy_targets(DBProxyName=name, DBClusterIdentifiers=[name])
    api.configure(
        DATABASE_HOST=proxy["Endpoint"], DATABASE_PORT=str(port),
        DATABASE_USER="boss", DATABASE_NAME="orders",
    )  # fmt: skip
    let_in = {"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 5432, **from_function}
    return Proxied(proxy["Endpoint"], group, let_in, name, secret)


def test_a_region_is_healthy_while_it_reaches_its_proxy(api: Api, proxied: Proxied) -> None:
    ec2 = api.aws("ec2")
    assert api.checks() == (200, {"sessions": "ok", "storage": "ok", "database": "ok"})

    ec2.revoke_security_group_ingress(GroupId=proxied.group, IpPermissions=[proxied.let_in])
    assert api.checks() == (503, {"sessions": "ok", "storage": "ok", "database": "failed"})

    ec2.authorize_security_group_ingress(GroupId=proxied.group, IpPermissions=[proxied.let_in])
    assert api.checks()[0] == 200

    api.aws("rds").delete_db_proxy(DBProxyName=proxied.cluster)
    assert api.checks()[1]["database"] == "failed"


def test_a_region_is_healthy_while_its_database_answers_behind_the_proxy(
    api: Api, proxied: Proxied
) -> None:
    secrets = api.aws("secretsmanager")
    signs_in = secrets.get_secret_value(SecretId=proxied.secret)["SecretString"]

    secrets.put_secret_value(SecretId=proxied.secret, SecretString='{"password": "another"}')
    assert api.checks()[1]["database"] == "failed"

    secrets.put_secret_value(SecretId=proxied.secret, SecretString=signs_in)
    assert api.checks()[1]["database"] == "ok"

    api.aws("rds").delete_db_instance(DBInstanceIdentifier=proxied.cluster)
    assert api.checks()[1]["database"] == "failed"


def test_a_standby_is_healthy_once_it_has_an_instance_to_read_from(api: Api) -> None:
    _, _, reader = api.aws.global_database()
    rds = api.aws("rds", THERE)
    group = _group(api.aws, api.aws.vpc(THERE)[0], THERE, IpRanges=[{"CidrIp": "10.0.0.0/8"}])
    cluster = rds.modify_db_cluster(DBClusterIdentifier=reader, VpcSecurityGroupIds=[group])
    api.configure(
        DATABASE_HOST=cluster["DBCluster"]["Endpoint"], DATABASE_PORT="5432",
        DATABASE_READ_ONLY_HOST=cluster["DBCluster"]["ReaderEndpoint"], REGION_ROLE="secondary",
        DATABASE_SECRET_ARN="of-a-cluster-without-a-proxy",
    )  # fmt: skip
    assert api.checks()[1]["database"] == "failed"

    rds.create_db_instance(
        DBInstanceIdentifier=unique(), DBClusterIdentifier=reader, Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )  # fmt: skip
    assert api.checks()[1]["database"] == "ok"

    api.configure(REGION_ROLE="primary")  # as if it had to take writes, unpromoted
    assert api.checks()[1]["database"] == "failed"


def test_a_gateway_that_may_not_call_the_function_answers_for_it(api: Api) -> None:
    api.aws("lambda").remove_permission(FunctionName=api.function, StatementId="gateway")

    assert ask(api.aws.emulator, HERE, HttpRequest(api.host, "/health")).status == 500


def test_a_name_answers_in_the_regions_that_have_it(api: Api) -> None:
    assert ask(api.aws.emulator, THERE, HttpRequest(api.host, "/health")).status == 403
