"""What a check finds: ok, failed or unknown, and a sentence that a person can act on."""

from dataclasses import dataclass

import asking

NAMESPACE = "DisasterRecovery"


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    status: str
    detail: str


def ok(detail):
    """Return that all is well."""
    return Finding("ok", detail)


def failed(*problems):
    """Return what is wrong."""
    return Finding("failed", " ".join(problems))


def unknown(detail):
    """Return why it cannot be said."""
    return Finding("unknown", detail)


def judge(checks, seconds):
    """Run all checks at once; what raises or takes longer than so many seconds is unknown."""
    results = asking.together(checks, seconds)
    return {
        name: result if isinstance(result, Finding) else unknown(asking.describe(result))
        for name, result in results.items()
    }


def publish(deployment, metrics):
    """Publish metrics in this region, where the alarms on them are."""
    asking.client("cloudwatch", deployment.region).put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "System", "Value": deployment.name}],
                "Value": float(value),
            }
            for name, value in metrics.items()
        ],
    )
