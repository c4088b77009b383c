"""An applied system: what its state holds, and what it was generated from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Resource:
    """One resource of a state."""

    address: str
    type: str
    values: dict[str, Any]

    @property
    def module(self) -> str:
        return self.address.rpartition(f".{self.type}.")[0] if "." in self.address else ""

    @property
    def region(self) -> str:
        """Where it is; empty for what is everywhere, or does not say."""
        return region_of(str(self.values.get("arn", ""))) or str(self.values.get("region") or "")

    @property
    def role(self) -> str:
        """What its region is to the system, by its tag."""
        return str(self.get("tags_all.DRRole") or "")

    def get(self, path: str) -> Any:
        """Follow keys, and numbers of items, to a value; None where there is none."""
        value: Any = self.values
        for part in path.split("."):
            if isinstance(value, list) and part.isdigit():
                value = value[int(part)] if int(part) < len(value) else None
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return value


class System(list[Resource]):
    """All managed resources, as `terraform show -json` gives them.

    Attributes:
        repository: what it was generated as; None where only the resources matter.
        outputs: the values of the root's outputs.
        data: what data sources found.
    """

    def __init__(
        self,
        resources: Iterable[Resource] = (),
        repository: Path | None = None,
        outputs: Mapping[str, Any] | None = None,
        data: Iterable[Resource] = (),
    ) -> None:
        super().__init__(resources)
        self.repository = repository
        self.outputs = dict(outputs or {})
        self.data = list(data)

    @classmethod
    def of(cls, shown: dict[str, Any], repository: Path | None = None) -> "System":
        """Read what Terraform showed, of a system that was generated as a repository."""
        root = shown["values"].get("root_module", {})
        outputs = shown["values"].get("outputs", {})
        return cls(
            _resources(root, "managed"),
            repository,
            {name: output.get("value") for name, output in outputs.items()},
            _resources(root, "data"),
        )

    def with_resources(self, resources: Iterable[Resource]) -> "System":
        """Return the same system with other resources."""
        return System(resources, self.repository, self.outputs, self.data)

    def of_type(self, *types: str) -> list[Resource]:
        return [resource for resource in self if resource.type in types]

    @property
    def suffix(self) -> str:
        """The environment, which all resources say in a tag."""
        return next(str(tag) for each in self if (tag := each.get("tags_all.Suffix")))

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What it was generated from."""
        assert self.repository is not None, "what it was generated from is not known"
        text = (self.repository / ".copier-answers.yml").read_text(encoding="utf-8")
        answers: dict[str, Any] = yaml.safe_load(text)
        return answers

    def has(self, service: str) -> bool:
        """Say whether a service is among the answers."""
        return service in self.answers["services"]

    @property
    def has_backups(self) -> bool:
        """Whether AWS Backup was asked for, or is what the compliance level asks for."""
        return self.has("backup") or self.answers["compliance_level"] != "baseline"

    @property
    def engine(self) -> str:
        """The engine that was answered; empty for none."""
        engine = str(self.answers["engine"])
        return "" if engine == "none" else engine

    @property
    def compute(self) -> str:
        """What was answered for the service to run on; empty for none."""
        compute = str(self.answers["compute"])
        return "" if compute == "none" else compute

    @cached_property
    def regions(self) -> dict[str, str]:
        """Region by role, in the order of takeover."""
        codes = [self.answers["primary_region"], *self.answers["dr_regions"]]
        roles = ["primary", "dr", *(f"dr{number}" for number in range(2, len(codes)))]
        return dict(zip(roles, codes, strict=False))

    @cached_property
    def keys(self) -> dict[str, str]:
        """Region of each of the system's own keys, by ARN."""
        return {key.values["arn"]: key.region for key in self.of_type("aws_kms_key")}

    @cached_property
    def bucket_regions(self) -> dict[str, str]:
        """Region of each bucket, by name."""
        return {each.values["bucket"]: each.region for each in self.of_type("aws_s3_bucket")}

    @cached_property
    def vpc_regions(self) -> dict[str, str]:
        """Region of each VPC, by id."""
        return {vpc.values["id"]: vpc.region for vpc in self.of_type("aws_vpc")}

    def object_buckets(self) -> dict[str, dict[str, str]]:
        """Buckets that hold what the service stores: region and name, by kind."""
        kinds = {"storage": "bucket_names", "transaction-logs": "transaction_log_bucket_names"}
        return {
            kind: {self.regions[role]: name for role, name in self.outputs.get(output, {}).items()}
            for kind, output in kinds.items()
            if self.has(kind)
        }


def region_of(arn: str) -> str:
    """Return the region in an ARN, empty where it has none."""
    parts = arn.split(":")
    return parts[3] if len(parts) > 3 else ""


def policies(system: System) -> Iterator[tuple[Resource, dict[str, Any]]]:
    """Each statement of each policy, with the resource that holds it."""
    for resource in system:
        for argument in ("policy", "assume_role_policy"):
            if text := resource.values.get(argument):
                document = json.loads(text)
                for statement in document.get("Statement", []):
                    yield resource, statement


def listed(value: Any) -> list[Any]:
    """Return what policies and the like allow to be one thing or several, as several."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _resources(module: dict[str, Any], mode: str) -> Iterator[Resource]:
    for resource in module.get("resources", []):
        if resource["mode"] == mode:
            yield Resource(resource["address"], resource["type"], resource.get("values", {}))
    for child in module.get("child_modules", []):
        yield from _resources(child, mode)
