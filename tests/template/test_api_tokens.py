"""A token, which names no region, opens an HTTP API where a signature would not (R16)."""

from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import System
from tfdr.project import Project

from tests.renders import copied

TOKENS = 'api_tokens = { issuer = "https://issuer.example.com", audience = ["payments"] }\n'


@pytest.mark.parametrize(("settings", "type_"), [("", "AWS_IAM"), (TOKENS, "JWT")])
def test_what_lets_a_request_through(settings: str, type_: str, tmp_path: Path) -> None:
    repository = copied(tmp_path / "repository", "payment-processing")
    (repository / "terraform.tfvars").write_text(settings)
    system = System(Project(hcl.read_tree(repository)), repository)

    routes = {
        (each.get("route_key"), each.get("authorization_type"))
        for each in system.resources("aws_apigatewayv2_route")
    }
    assert ("ANY /{proxy+}", type_) in routes
    assert ("GET /health", "NONE") in routes
    assert len(system.resources("aws_apigatewayv2_authorizer")) == (2 if settings else 0)
