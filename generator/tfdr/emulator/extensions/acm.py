"""ACM: certificates that are issued.

moto 5.2.5 lets a minute pass by the clock before it issues a certificate: nothing is shown by
waiting for it.
"""

from moto import settings

from tfdr.emulator.extensions.teach import replaces_value

replaces_value(settings, "ACM_VALIDATION_WAIT", 0)
