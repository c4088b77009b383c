"""ACM: certificates that are issued.

moto 5.2.5 lets a minute pass before it issues a certificate, which does not pass while Terraform
waits: here it is issued as soon as somebody looks.
"""

from moto import settings

from tfdr.emulator.extensions.teach import replaces_value

replaces_value(settings, "ACM_VALIDATION_WAIT", -1)
