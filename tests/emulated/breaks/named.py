"""Violations of NAM: names, tags and aliases."""

from tests.emulated.breaks.change import Break, gone, put

BREAKS = {
    "NAM01": [
        Break("a queue without the suffix", "aws_sqs_queue", put("name", "rotation-dead-letters")),
        Break("a subnet without the suffix", "aws_subnet", put("tags.Name", "private")),
    ],
    "NAM02": [
        Break("a bucket's name that others may have", "aws_s3_bucket", put("bucket", "data"))
    ],
    "NAM04": [
        Break("too few tags", "aws_sns_topic", put("tags_all", {"Project": "trading"})),
        Break(
            "too many tags",
            "aws_route53_health_check",
            put("tags_all", {str(number): "x" for number in range(11)}),
        ),
    ],
    "NAM05": [
        Break("a key without an alias", "aws_kms_alias", gone),
        Break("a key that is not rotated", "aws_kms_key", put("enable_key_rotation", False)),
    ],
}
