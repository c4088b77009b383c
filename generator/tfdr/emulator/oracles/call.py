"""A request as AWS sees it, and what an oracle may have against it."""

from dataclasses import dataclass
from typing import Any, Protocol

from moto.core.model import OperationModel

from tfdr.emulator.inside.credentials import Caller


@dataclass(frozen=True)
class Call:
    """A request that was read.

    Attributes:
        model: botocore's model of the operation.
        parameters: as the model names them.
        region: for which it is signed.
        caller: the function that makes it; None for Terraform and for people, who may do anything.
        protocol: how the service is spoken to, such as `query`.
    """

    model: OperationModel
    parameters: dict[str, Any]
    region: str
    caller: Caller | None
    protocol: str

    @property
    def service(self) -> str:
        """What botocore calls the service, such as `elbv2`."""
        return str(self.model.service_model.service_name)

    @property
    def operation(self) -> str:
        """The operation, such as `CreateLoadBalancer`."""
        return str(self.model.name)

    def get(self, *path: str) -> Any:
        """Return a parameter, or a member of one; None where there is none."""
        found: Any = self.parameters
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found


@dataclass(frozen=True)
class Objection:
    """Why AWS would not do what is asked.

    Attributes:
        code: of AWS's error, such as `InvalidInput`.
        message: what AWS says.
        status: of the HTTP answer; what the service's model says for the code if None.
        says: what is wrong, where that is more than the message.
        refuses: whether AWS answers with the error; otherwise it takes the call, and what it asks
            for does not come to be.
    """

    code: str
    message: str
    status: int | None = None
    says: str = ""
    refuses: bool = True


class Oracle(Protocol):
    """Someone who knows what AWS refuses, and did not learn it from what is generated.

    Attributes:
        name: by which a violation is known.
    """

    name: str

    def judge(self, call: Call) -> Objection | None:
        """Return what AWS has against a call, None if nothing is known against it."""
