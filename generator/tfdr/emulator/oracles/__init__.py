"""Oracles: what AWS refuses, from sources that nobody here wrote.

The rest of the emulated AWS knows what it was taught for what is generated, and so cannot object
to what its teachers did not think of. Each oracle is a module here, see `call.Oracle`: it is shown
every request that a function, Terraform or a person makes, and may answer it with AWS's own error.
What it objects to is a violation, which ends in the report of a drill and fails it.
"""

from collections.abc import Sequence

from tfdr.emulator.oracles.call import Oracle
from tfdr.emulator.oracles.deliveries.replicas import Replicas
from tfdr.emulator.oracles.limits import Limits
from tfdr.emulator.oracles.order.oracle import Order
from tfdr.emulator.oracles.permissions.oracle import Permissions
from tfdr.emulator.oracles.quotas import Quotas
from tfdr.emulator.oracles.regions import Regions
from tfdr.emulator.oracles.request_models import RequestModels

ORACLES: Sequence[Oracle] = (
    RequestModels(),
    Permissions(),
    Limits(),
    Regions(),
    Order(),
    Quotas(),
    Replicas(),
)
"""In the order in which they are asked, which is that of AWS: form, permission, state."""
