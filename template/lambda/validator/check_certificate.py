"""Check of the certificate that this region shows to clients."""

from datetime import UTC, datetime

import asking
from findings import failed, ok

DAYS = 14  # ACM renews two months before the end: by then it has failed to for weeks


def certificate(now):
    """Look whether the certificate is issued and will be valid for a while."""
    arn = now.deployment.certificate_arn
    acm = asking.client("acm", now.deployment.region)
    try:
        found = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    except acm.exceptions.ResourceNotFoundException:
        return failed(f"There is no certificate {arn}. Apply Terraform again.")
    if found["Status"] != "ISSUED":
        return failed(f"The certificate {arn} is {found['Status']}. See its validation records.")
    days = (found["NotAfter"] - datetime.now(UTC)).days
    if days < DAYS:
        return failed(
            f"The certificate {arn} ends in {days} days and was not renewed. "
            "See its validation records."
        )
    return ok(f"The certificate is valid for {days} days.")
