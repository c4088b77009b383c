"""The deployed system as Terraform's outputs describe it. Any of them may be missing."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import asking


@dataclass
class System:
    """What was deployed.

    Attributes:
        outputs: values by name.
        active: the role of the active region, once somebody has said so.
    """

    outputs: dict
    active: str | None = None

    @classmethod
    def of(cls, said):
        """Return the system of what `terraform output -json` printed.

        Raises:
            ValueError: that is not an object.
        """
        if not isinstance(said, dict):
            raise ValueError("not an object of outputs, as `terraform output -json` prints it")
        values = {name: each.get("value") for name, each in said.items() if isinstance(each, dict)}
        return cls({name: value for name, value in values.items() if value not in (None, {}, [])})

    @property
    def codes(self):
        """Regions by role, in the order of takeover; without the output, those of the ARNs."""
        regions = self.outputs.get("regions") or self._regions_of_arns()
        return {role: regions[role] for role in sorted(regions, key=_place)}

    def _regions_of_arns(self):
        found = {}
        for by_role in self.outputs.values():
            for role, arn in by_role.items() if isinstance(by_role, dict) else ():
                parts = arn.split(":") if isinstance(arn, str) else []
                if len(parts) > 5 and parts[0] == "arn" and parts[3]:
                    found[role] = parts[3]
        return found

    def regions(self):
        """Return the regions, each of which can be asked."""
        return [Region(self, role, code) for role, code in self.codes.items()]

    @property
    def name(self):
        """What the names of the deployment begin with; None where no output says so."""
        functions = self.outputs.get("failover_function_names", {})
        names = [name.removesuffix("-failover") for name in functions.values()]
        return names[0] if names else None

    @property
    def domain(self):
        """The name that clients ask for."""
        return urlsplit(self.outputs["url"]).hostname


@dataclass
class Region:
    """One region of the system."""

    system: System
    role: str
    code: str
    clients: dict = field(default_factory=dict)

    def aws(self, service):
        """Return the client of a service in this region, always the same one."""
        if service not in self.clients:
            self.clients[service] = asking.client(service, self.code)
        return self.clients[service]

    def output(self, name):
        """Return an output, or the part of it that is about this region."""
        value = self.system.outputs[name]
        by_role = isinstance(value, dict) and set(value) & set(self.system.codes)
        return value[self.role] if by_role and name != "regions" else value

    def lacks(self, names):
        """Return those of some outputs that say nothing of this region."""
        return [name for name in names if not self._has(name)]

    def _has(self, name):
        try:
            return bool(self.output(name))
        except KeyError:
            return False

    @property
    def others(self):
        """The other regions by role."""
        return {role: code for role, code in self.system.codes.items() if role != self.role}

    @property
    def serves(self):
        """Whether this region is the active one."""
        return self.role == self.system.active


def _place(role):
    """Return where a role stands in the order of takeover: primary, dr, dr2 to dr10."""
    number = role.removeprefix("dr") or "1"
    return 0 if role == "primary" else int(number) if number.isdigit() else 99
