"""What one module declares: the names that references in it, and calls to it, can mean."""

from dataclasses import dataclass, field

from tfdr import hcl

Typed = dict[str, set[str]]  # names by resource type


@dataclass
class Symbols:
    """The declarations of one module.

    Attributes:
        variables: whether each one has to be given, by name.
        typed: by kind (`resource`, `data`, `ephemeral`, `action`), the names by type.
        providers: the configurations that `provider = x` or `x.alias` can name here.
        required_aliases: those of them that a caller has to pass.
    """

    variables: dict[str, bool] = field(default_factory=dict)
    locals: set[str] = field(default_factory=set)
    outputs: set[str] = field(default_factory=set)
    modules: dict[str, hcl.Block] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)
    providers: set[str] = field(default_factory=set)
    required_aliases: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, module: hcl.Module) -> "Symbols":
        """Collect the declarations of a module."""
        symbols = cls()
        for block in module.blocks:
            symbols._add(block)
        symbols.providers |= symbols.required_aliases
        return symbols

    def _add(self, block: hcl.Block) -> None:
        name = block.labels[-1] if block.labels else ""
        if block.kind == "variable":
            # An override file may name a variable again without its default.
            required = self.variables.get(name, True)
            self.variables[name] = required and "default" not in block.attributes
        elif block.kind == "locals":
            self.locals |= set(block.attributes)
        elif block.kind == "output":
            self.outputs.add(name)
        elif block.kind == "module":
            self.modules[name] = block
        elif block.kind == "provider":
            alias = block.expression("alias")
            value = alias.value if alias else None
            self.providers.add(f"{name}.{value}" if isinstance(value, str) else name)
        elif block.kind == "terraform":
            self._add_required(block)
        elif len(block.labels) == 2:
            self.typed.setdefault(block.kind, {}).setdefault(block.labels[0], set()).add(name)

    def _add_required(self, block: hcl.Block) -> None:
        for required in block.nested("required_providers"):
            for attribute in required.attributes.values():
                pairs = dict(attribute.expression.items or [])
                aliases = pairs.get("configuration_aliases")
                for element in (aliases.elements if aliases else None) or []:
                    self.required_aliases.add(element.text)

    def has(self, kind: str, type_: str, name: str) -> bool:
        """Whether a resource, data source, ephemeral resource or action is declared."""
        return name in self.typed.get(kind, {}).get(type_, ())
