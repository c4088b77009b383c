"""What load balancers and APIs publish of the requests that they got."""

import os
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError
from moto.cloudwatch.models import cloudwatch_backends
from moto.elbv2.models import elbv2_backends

from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.inside import targets
from tfdr.emulator.inside.dns import Answer, resolve
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.protocol import ACCOUNT_ID, INSIDE


def is_api(name: str) -> bool:
    """Say whether a name leads to an HTTP API."""
    where = resolve(name)
    return where is not None and targets.is_api(where.target)


def publish(name: str, requests: float, failed: float) -> None:
    """Publish how many requests a name of a region got in a minute, and how many failed there."""
    where = resolve(name)
    if where is None or not faults.lives(where.region):
        return
    if targets.is_api(where.target):
        namespace, dimensions = "AWS/ApiGateway", _of_api(where)
        values = {"Count": requests, "5xx": failed}
    else:
        namespace, dimensions = "AWS/ApplicationELB", _of_balancer(where)
        values = {"RequestCount": requests, "HTTPCode_Target_5XX_Count": failed}
    if dimensions:
        described = [{"Name": key, "Value": value} for key, value in dimensions.items()]
        data = [
            {"MetricName": metric, "Value": value, "Dimensions": described}
            for metric, value in values.items()
        ]
        cloudwatch_backends[ACCOUNT_ID][where.region].put_metric_data(namespace, data)


def _of_balancer(where: Answer) -> dict[str, str]:
    for balancer in list(elbv2_backends[ACCOUNT_ID][where.region].load_balancers.values()):
        if balancer.dns_name.lower() == where.target:
            return {"LoadBalancer": balancer.arn.partition(":loadbalancer/")[2]}
    return {}


@lru_cache(maxsize=32)
def _of_api(where: Answer) -> dict[str, str]:
    emulator = Emulator(f"http://127.0.0.1:{os.environ['MOTO_PORT']}", access_key=INSIDE)
    gateway: Any = emulator.client("apigatewayv2", where.region)
    try:
        mappings = gateway.get_api_mappings(DomainName=where.name)["Items"]
    except ClientError:
        return {}
    return {"ApiId": mappings[0]["ApiId"], "Stage": mappings[0]["Stage"]} if mappings else {}
