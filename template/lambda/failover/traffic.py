"""Where clients go: Route 53 watches an alarm on this metric in every standby.

No record is edited, and nothing is asked of the region that failed.
"""

NAMESPACE = "DisasterRecovery"
METRIC = "Active"


def publish(job, role, active):
    """Say in a region whether it is the active one."""
    job.aws.call(
        role,
        "cloudwatch",
        "put_metric_data",
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": METRIC,
                "Dimensions": [{"Name": "System", "Value": job.settings.name}],
                "Value": 1.0 if active else 0.0,
                "Unit": "None",
            }
        ],
    )
