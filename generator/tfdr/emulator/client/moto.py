"""Which moto the emulated AWS is made of."""

from importlib.metadata import PackageNotFoundError, version

from tfdr.errors import ToolMissing

FROM, BELOW = (5, 2, 5), (5, 3)
"""What the extensions were tested with: from one version on, below another."""

INSTALL = 'pip install "tfdr[drill]"'


def is_too_old(found: str) -> bool:
    """Say whether a version is below the range."""
    return _numbers(found) < FROM


def is_too_new(found: str) -> bool:
    """Say whether a version is above the range."""
    return _numbers(found) >= BELOW


def wanted() -> str:
    """Return the range as pip writes it."""
    return f"moto>={'.'.join(map(str, FROM))},<{'.'.join(map(str, BELOW))}"


def require() -> None:
    """Make sure that moto is there, in a version that was tested.

    Raises:
        ToolMissing: it is not.
    """
    try:
        found = version("moto")
    except PackageNotFoundError:
        raise ToolMissing(f"the emulated AWS needs moto: {INSTALL}") from None
    if is_too_old(found) or is_too_new(found):
        raise ToolMissing(f"the emulated AWS needs {wanted()}, and {found} is here: {INSTALL}")


def _numbers(found: str) -> tuple[int, ...]:
    return tuple(int(part) for part in found.split(".") if part.isdigit())
