"""Where clients go: Route 53 watches an alarm on the metric `Active` in every standby.

No record is edited, and nothing is asked of the region that failed.
"""

NAMESPACE = "DisasterRecovery"


def claim(job, role, active):
    """Say in a region whether it is the active one."""
    publish(job, role, Active=1.0 if active else 0.0)


def publish(job, role, **values):
    """Publish metrics of the system in a region."""
    job.aws.call(
        role,
        "cloudwatch",
        "put_metric_data",
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "System", "Value": job.settings.name}],
                "Value": value,
                "Unit": "None",
            }
            for name, value in values.items()
        ],
    )
