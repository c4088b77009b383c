"""Violations of FO: where clients are led."""

from tests.emulated.breaks.change import Break, gone, put

_RECORD = "aws_route53_record"
_CHECK = "aws_route53_health_check"
_ASKS = r"check\.endpoint\["

BREAKS = {
    "FO01": [
        Break(
            "a record that nobody checks", _RECORD, put("health_check_id", ""), where=r"\.service\["
        ),
        Break("a region that nobody checks", _CHECK, gone, where=_ASKS),
        Break("nowhere to fail over to", _RECORD, gone, where=r"\.after\["),
        Break(
            "two ways to one place", _RECORD, put("alias.0.name", "elsewhere"), where=r"\.service\["
        ),
        Break(
            "a region that is taken for another",
            _CHECK,
            put("fqdn", "primary.elsewhere.com"),
            where=_ASKS,
        ),
        Break(
            "a chain that goes on blindly",
            _RECORD,
            put("alias.0.evaluate_target_health", False),
            where="after.*primary",
        ),
    ],
    "FO08": [
        Break("a standby that nobody heeds", _CHECK, gone, where="inactive"),
        Break("a standby that is heeded a little", _CHECK, put("child_health_threshold", 1)),
        Break(
            "a standby whose silence moves its clients",
            _CHECK,
            put("insufficient_data_health_status", "Unhealthy"),
            where="inactive",
        ),
        Break(
            "an alarm of the region that is lost",
            _CHECK,
            put("cloudwatch_alarm_region", "us-east-1"),
            where="inactive",
        ),
        Break("no alarm", "aws_cloudwatch_metric_alarm", gone, where=r"\.active\["),
    ],
    "FO02": [
        Break("asks what nobody serves", _CHECK, put("resource_path", "/no"), where=_ASKS),
        Break("asks another port", _CHECK, put("port", 8443), where=_ASKS),
        Break("asks without TLS", _CHECK, put("type", "HTTP"), where=_ASKS),
    ],
}
