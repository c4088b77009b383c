"""Values that are given to the variables of a root, in files beside it."""

from dataclasses import dataclass, field
from pathlib import Path

from tfdr import hcl
from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import Chosen, Unknown, Value, is_known, same


@dataclass
class Given:
    """What the `.tfvars` files of a root say.

    Attributes:
        always: files that count for each plan: those that were named, or that Terraform finds.
        choices: the others, of which a person names one, as those in `environments/`.
    """

    always: list[hcl.File] = field(default_factory=list)
    choices: list[hcl.File] = field(default_factory=list)

    def value(self, name: str, default: hcl.Expression | None, scope: Scope) -> Value:
        """The value of a variable, or those of the choices; None where none has it."""
        for file in reversed(self.always):
            if name in file.attributes:
                return evaluate(file.attributes[name].expression, scope)
        if not any(name in file.attributes for file in self.choices):
            return None
        values: list[Value] = []
        for file in self.choices:
            attribute = file.attributes.get(name)
            expression = attribute.expression if attribute else default
            if expression is None:
                return Unknown(f"var.{name}")
            values.append(evaluate(expression, scope))
        alike = all(same(values[0], each) for each in values)
        if alike:
            return values[0]
        source = f"var.{name}"
        return Chosen(values, source) if all(map(is_known, values)) else Unknown(source)


def found(root: Path, files: list[hcl.File], named: list[hcl.File]) -> Given:
    """Sort the `.tfvars` files of a repository for one root.

    Args:
        root: the directory of the root module.
        files: all that were read.
        named: those that a person named.
    """
    automatic = [file for file in files if file.path.parent == root and _is_automatic(file.path)]
    automatic.sort(key=lambda file: (".auto." in file.path.name, file.path.name))
    if named:
        return Given([*automatic, *named])
    others = [
        file
        for file in files
        if file not in automatic and file.path.parent in (root, root / "environments")
    ]
    return Given(automatic, sorted(others, key=lambda file: file.path))


def _is_automatic(path: Path) -> bool:
    name = path.name.removesuffix(".json")
    return name == "terraform.tfvars" or name.endswith(".auto.tfvars")
