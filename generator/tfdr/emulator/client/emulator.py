"""A running emulated AWS, seen by whoever uses it: its clients, and its back door."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tfdr.emulator.client.environment import client_environment
from tfdr.emulator.protocol import ACCESS_KEY, ACCOUNT_ID, BACKDOOR, CUT
from tfdr.errors import TfdrError

_ANSWERS_WITHIN = 1800
"""Seconds by the clock on the wall: minutes may pass, and functions run in them."""


@dataclass(frozen=True)
class Emulator:
    """A running emulated AWS.

    Attributes:
        endpoint: its address on the loopback interface.
        account_id: the account that every caller is in.
        access_key: whose calls the clients make.
        pid: the process that serves it.
    """

    endpoint: str
    account_id: str = ACCOUNT_ID
    access_key: str = ACCESS_KEY
    pid: int = 0

    def environment(self) -> dict[str, str]:
        """Return this process's environment, pointed at the emulator with made-up keys."""
        return client_environment(self.endpoint, os.environ)

    def client(self, service: str, region: str, *, config: Any = None) -> Any:
        """Return a boto3 client of a service in a region of the emulator.

        Args:
            service: such as `rds`.
            region: such as `eu-west-1`.
            config: a `botocore.config.Config`, for other time-outs and retries than usual.
        """
        import boto3

        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.access_key,
            config=config,
        )

    def inventory(self) -> dict[str, list[str]]:
        """Return what exists in the emulator beyond what an empty account has."""
        found: dict[str, list[str]] = self._ask("inventory")
        return found

    def accepts_login(self, cluster_arn: str, password: str) -> bool:
        """Say whether a database cluster would let its master user in with a password."""
        return bool(self._ask("login", arn=cluster_arn, password=password))

    def begin_outage(self, region: str, how: str = CUT) -> None:
        """Take a region away: its API, databases, endpoints, functions and schedules.

        Args:
            region: such as `eu-west-1`; global services are in `us-east-1`.
            how: what becomes of a request, one of `protocol.OUTAGES`.
        """
        self._ask("outage", region=region, begin=True, how=how)

    def end_outage(self, region: str) -> None:
        """Give a region back, as it was."""
        self._ask("outage", region=region, begin=False)

    def throttle(
        self, service: str, share: float, seed: int = 0, region: str | None = None
    ) -> None:
        """Have a service turn calls away, beside what is throttled already.

        Args:
            service: as requests are signed for it, such as `rds` or `monitoring`; `*` for all.
                Invocations of functions and requests of S3 go on.
            share: of the calls, from 0 to 1.
            seed: the same turns the same calls away.
            region: where; everywhere if None.
        """
        self._ask("throttle", service=service, share=share, seed=seed, region=region)

    def stop_throttling(self) -> None:
        """Have no service turn calls away."""
        self._ask("throttle")

    def begin_fault(self, kind: str, **given: Any) -> str:
        """Let something be wrong from now on, and return the name by which that can be ended.

        Args:
            kind: one of `kinds.KINDS`, but an outage or a lost database, which have calls of their
                own.
            given: what there is to say of it, by the fields of `kinds.Fault`.
        """
        return str(self._ask("fault", kind=kind, **given))

    def end_fault(self, name: str) -> None:
        """Let a fault be over."""
        self._ask("end-fault", name=name)

    def set_dependencies(self, services: Sequence[str]) -> None:
        """Say what the application behind load balancers asks of AWS for each request.

        Args:
            services: as calls of them are signed, such as `dynamodb`; none to begin with.
        """
        self._ask("depends", services=list(services))

    def begin_load(self, **given: Any) -> None:
        """Have clients ask from now on, by the fields of `inside.load.Setting`; none ends it."""
        self._ask("load", **given)

    def change_load(self, times: float) -> None:
        """Have so many times as many requests from now on."""
        self._ask("load-changes", times=times)

    def load_minutes(self, since: int = 0) -> list[dict[str, Any]]:
        """Return what became of the load, each as `inside.load.Minute`, since a minute."""
        found: list[dict[str, Any]] = self._ask("load-minutes", since=since)
        return found

    def lose_database(self, region: str) -> list[str]:
        """Let the database clusters of a region fail while the region lives; return their ARNs."""
        lost: list[str] = self._ask("database", region=region, lost=True)
        return lost

    def restore_database(self, region: str) -> None:
        """Let the database clusters of a region run again."""
        self._ask("database", region=region, lost=False)

    def flap(self, region: str, pattern: Sequence[bool]) -> None:
        """Have a region's endpoint answer in some minutes only.

        Args:
            region: whose endpoint.
            pattern: whether it answers, for each minute, over and over; empty ends it.
        """
        self._ask("flap", region=region, pattern=list(pattern))

    def set_replication_lag(self, region: str, milliseconds: float | None) -> None:
        """Set how far the secondary clusters of a region are behind; None is the usual."""
        self._ask("lag", region=region, milliseconds=milliseconds)

    def set_failover_pace(self, **seconds: float) -> None:
        """Set how long a change of the database's writer takes, and what follows it.

        Args:
            seconds: by the names of `inside.global_databases.Pace`; others stay as they are.
        """
        self._ask("pace", **seconds)

    def set_engine_version(self, region: str, version: str) -> None:
        """Let the database clusters of a region have another engine version, as a patch does."""
        self._ask("version", region=region, version=version)

    def refuse_promotion(self, region: str, why: str | None) -> None:
        """Have RDS promote no database cluster of a region, in its words; None ends it."""
        self._ask("promotion", region=region, why=why)

    def set_password(self, region: str, password: str) -> None:
        """Let the database clusters of a region take a password, as after a change was lost."""
        self._ask("password", region=region, password=password)

    def copy_secrets(self, region: str, *, copied: bool) -> None:
        """Have changes of secrets get to a region, or not: its replicas keep what they have."""
        self._ask("secrets", region=region, copied=copied)

    def clock(self) -> dict[str, Any]:
        """Return the time of the emulated AWS.

        As `now`, in seconds since 1970; how many seconds and full minutes have `passed` since it
        began, the latter as `minute`.
        """
        told: dict[str, Any] = self._ask("clock")
        return told

    def pass_minute(self) -> dict[str, Any]:
        """Let a minute pass, or what is left of one, and return what happened in it.

        See `inside.minute.pass_minute`.
        """
        happened: dict[str, Any] = self._ask("minute")
        return happened

    def pass_seconds(self, number: float) -> None:
        """Let so many seconds pass, with whatever is due in them."""
        self._ask("seconds", number=number)

    def settle(self, seconds: float = 900) -> bool:
        """Let time pass until no function runs and none is queued; say whether that is so in time.

        Args:
            seconds: how many may pass.
        """
        return bool(self._ask("settle", seconds=seconds))

    def confirm(self, address: str, *, confirmed: bool) -> None:
        """Have somebody confirm what an address is subscribed to, or not: otherwise all have.

        Args:
            address: such as a mail address.
            confirmed: whether it is.
        """
        self._ask("confirmation", address=address, confirmed=confirmed)

    def delegate(self, zone: str, *, delegated: bool) -> None:
        """Enter a hosted zone in its parent zone, or take it out: then nobody sees its names.

        Args:
            zone: its name; it need not be there yet.
            delegated: whether its parent knows it, as every zone's does otherwise.
        """
        self._ask("delegation", zone=zone, delegated=delegated)

    def is_seen(self, name: str) -> bool:
        """Say whether the world sees a name."""
        return bool(self._ask("sees", name=name))

    def want_images(self, wanted: bool = True) -> None:
        """Have tasks start only once their images are in the region's registry, as on AWS.

        Without it they start from images that nobody has pushed, as most emulations have none.
        """
        self._ask("images", wanted=wanted)

    def session(self, role: str, name: str) -> dict[str, str]:
        """Return the credentials of somebody who has taken a role, as environment variables.

        Args:
            role: its ARN.
            name: what the session is called.
        """
        said: dict[str, str] = self._ask("session", role=role, name=name)
        return said

    def set_seed(self, seed: int) -> None:
        """Let what is left to chance from now on be the same for the same seed."""
        self._ask("seed", seed=seed)

    def save(self, name: str) -> None:
        """Keep everything that there is under a name, in the folder for snapshots.

        Args:
            name: small letters, digits and hyphens.
        """
        self._ask("save", name=name)

    def restore(self, name: str, seed: int = 0) -> None:
        """Go back to what was kept under a name, whatever has become of it since.

        Args:
            name: of the snapshot, which another emulator may have kept in the same folder.
            seed: what is left to chance begins from it.
        """
        self._ask("restore", name=name, seed=seed)

    def resolve(self, name: str) -> dict[str, Any] | None:
        """Return what DNS answers for a name, None if there is no such name.

        The answer has the `name`, the `region` it leads to, the `target` there, the `chain` of
        records on the way, and whether that is `healthy`.
        """
        found: dict[str, Any] | None = self._ask("resolve", name=name)
        return found

    def ask_endpoint(self, name: str, path: str = "/") -> dict[str, Any]:
        """Ask what DNS leads a name to for a path: `status` (None if refused) and `body`."""
        answer: dict[str, Any] = self._ask("endpoint", name=name, path=path)
        return answer

    def health_checks(self) -> dict[str, dict[str, Any]]:
        """Return whether each health check of Route 53 is `healthy`, and the `reason`, by id."""
        checks: dict[str, dict[str, Any]] = self._ask("health-checks")
        return checks

    def notifications(self, since_minute: int = 0) -> list[dict[str, Any]]:
        """Return what was published to topics.

        Each has its `minute`, `region`, `topic`, `subject`, `message`, and who is `told`.
        """
        sent: list[dict[str, Any]] = self._ask("notifications", since_minute=since_minute)
        return sent

    def add_recovery_point(
        self, region: str, vault: str, resource: str, age_hours: float = 0
    ) -> str:
        """Put a finished backup of a resource into a vault and return its ARN.

        Args:
            region: of the vault.
            vault: its name.
            resource: ARN of what is backed up.
            age_hours: how long ago it was made.
        """
        return str(
            self._ask(
                "recovery-point", region=region, vault=vault, resource=resource, age_hours=age_hours
            )
        )

    def set_quota(self, region: str, code: str, value: float) -> None:
        """Set a service quota of a region, such as `L-3032A538`, vCPUs of Fargate."""
        self._ask("quota", region=region, code=code, value=value)

    def quotas_beyond_new_account(self) -> list[dict[str, Any]]:
        """Return what was used of a quota beyond what a new account has.

        Each has the `quota`, its `code` and `service`, the `region`, what a `new` account has, and
        what was `used`.
        """
        found: list[dict[str, Any]] = self._ask("quotas-beyond-new")
        return found

    def calls(self) -> list[dict[str, Any]]:
        """Return which `function`, by its ARN, called which `operation`, and how `often`."""
        found: list[dict[str, Any]] = self._ask("calls")
        return found

    def deliveries(self) -> dict[str, Any]:
        """Judge all that services would send each other; what AWS would drop is a violation then.

        Returns:
            How many there are of each of the `kinds`, and those that are `dropped`, each with its
            `kind`, `source`, `target`, and `why`.
        """
        found: dict[str, Any] = self._ask("deliveries")
        return found

    def violations(self) -> list[dict[str, Any]]:
        """Return what AWS would have refused or dropped, as its oracles said.

        Each has its `oracle`, `operation`, what it `says`, `region`, `caller` and `minute`.
        """
        found: list[dict[str, Any]] = self._ask("violations")
        return found

    def _ask(self, question: str, **given: Any) -> Any:
        address = urlsplit(self.endpoint)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=_ANSWERS_WITHIN)
        headers = {"Content-Type": "application/json"}
        try:
            connection.request("POST", f"{BACKDOOR}{question}", json.dumps(given), headers)
            answer = connection.getresponse()
            said = json.load(answer)
        finally:
            connection.close()
        if answer.status != HTTPStatus.OK:
            raise TfdrError(f"the emulated AWS cannot answer {question}: {said['error']}")
        return said
