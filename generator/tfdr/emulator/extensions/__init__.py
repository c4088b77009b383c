"""What moto lacks and the generated repositories need, one short module per service.

Each module says in its docstring what moto 5.2.5 leaves out, and teaches it by classes of methods,
see `teach`. Where a service needs much, its modules share its name; of two that teach the same
method, the later one in the alphabet builds on the other. An extension that a later moto makes
unnecessary can be deleted: the tests of what it taught then still pass.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from tfdr.emulator.extensions.teach import MotoChanged, teach_all


@cache
def install() -> None:
    """Teach the moto of this process everything that the extensions know, once.

    Raises:
        MotoChanged: moto is not what it has to be for that.
    """
    for module in sorted(each.name for each in iter_modules(__path__)):
        try:
            import_module(f"{__name__}.{module}")
        except (ImportError, AttributeError) as error:
            raise MotoChanged(f"{module}: {error}") from error
    teach_all()
