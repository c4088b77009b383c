"""Violations of FO: where clients are led."""

from tests.emulated.breaks.change import Break, gone, put

_RECORD = "aws_route53_record"

BREAKS = {
    "FO01": [
        Break("a record that nobody checks", _RECORD, put("health_check_id", ""), where="service_"),
        Break("a region that nobody checks", "aws_route53_health_check", gone),
        Break("nowhere to fail over to", _RECORD, gone, where="after_"),
        Break("two ways to one place", _RECORD, put("alias.0.name", "elsewhere"), where="service_"),
        Break(
            "a region that is taken for another",
            "aws_route53_health_check",
            put("fqdn", "primary.elsewhere.com"),
        ),
        Break(
            "a chain that goes on blindly",
            _RECORD,
            put("alias.0.evaluate_target_health", False),
            where="after_primary",
        ),
    ],
    "FO02": [
        Break("asks what nobody serves", "aws_route53_health_check", put("resource_path", "/no")),
        Break("asks another port", "aws_route53_health_check", put("port", 8443)),
        Break("asks without TLS", "aws_route53_health_check", put("type", "HTTP")),
    ],
}
