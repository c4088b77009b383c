"""ACM: certificates that are issued.

moto 5.2.5 lets a minute pass by the clock before it issues a certificate: nothing is shown by
waiting for it.
"""

from moto import settings


def install() -> None:
    """Teach moto to issue a certificate when somebody looks."""
    settings.ACM_VALIDATION_WAIT = 0
