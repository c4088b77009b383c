"""Copies of secrets: a change gets to the replicas that whoever made it may encrypt for.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
"""

from moto.secretsmanager.models import FakeSecret

from tfdr.emulator.inside import replicas
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.iam import account
from tfdr.emulator.inside.violations import DELIVERIES
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.deliveries.secrets import not_copied

_CHANGES = ("PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage")


class Replicas:
    """The oracle: it takes the call, and the replicas stay behind."""

    name = DELIVERIES

    def judge(self, call: Call) -> Objection | None:
        """Keep a change from the replicas whose key its maker may not use."""
        if call.service != "secretsmanager" or call.operation not in _CHANGES:
            return None
        secret = account.secret(str(call.get("SecretId")), call.region)
        left = []
        for replica in secret.replicas if isinstance(secret, FakeSecret) else ():
            if replica.region in faults.unreplicated:
                replicas.leave_behind(replica, "Secrets Manager could not reach the region.")
                continue
            why = not_copied(call.caller.role, replica) if call.caller else None
            if why is None:
                replicas.bring_up(replica)
            else:
                replicas.leave_behind(replica, why)
                left.append(f"the replica in {replica.region} keeps its old value: {why}")
        if not left:
            return None
        return Objection("AccessDeniedException", left[0], says="; ".join(left), refuses=False)
