"""What tells one environment from another."""

from typing import Final

from tfdr.evaluate import Resource, Truth

# A domain is nobody else's either.
_TELLS: Final = ("domain", "suffix", "env", "stage", "workspace", "deployment")


def tells(name: str) -> bool:
    """Whether an input, such as `var.suffix`, says which environment this is."""
    return any(word in name for word in _TELLS)


def differs(resource: Resource, attribute: str, key: str = "") -> Truth:
    """Whether an attribute, or a key of it, differs between environments."""
    inputs = resource.inputs(attribute, key)
    if any(map(tells, inputs)):
        return True
    # A variable of another name may still be what differs, as `var.name` often is.
    return None if any(name.startswith("var.") for name in inputs) else False
