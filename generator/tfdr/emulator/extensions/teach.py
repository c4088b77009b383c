"""How extensions teach moto.

An extension is a class for each class of moto that it teaches: its methods take the place of
moto's, or are added to them. Each says which, and so what it expects to find: a method that it
replaces has to be there with the parameters that the new one has, and what it adds must not be
there yet. What is found otherwise ends the emulator before it answers anybody, as it would be
another AWS than the one that was tested.

A method that has a parameter `original`, the second one, gets by it what it replaces.
"""

import inspect
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import wraps
from importlib.metadata import version
from types import ModuleType
from typing import Any, Protocol, TypeVar

from tfdr.errors import TfdrError

_Class = TypeVar("_Class", bound=type)
_Function = TypeVar("_Function", bound=Callable[..., Any])

_ORIGINAL = "original"
_REPLACES, _ADDS = "replaces", "adds"
_METHOD, _GETTER, _SETTER = "method", "getter", "setter"


class MotoChanged(TfdrError):
    """The moto that is installed is not the one that an extension was written for."""

    def __init__(self, what: str) -> None:
        super().__init__(f"moto {version('moto')}: {what}; `tfdr doctor` says which is needed")


@dataclass(frozen=True)
class Original:
    """What a method replaced, bound to the object that it is called for.

    Attributes:
        found: the function.
        owner: the object.
    """

    found: Callable[..., Any]
    owner: object

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Do what was done before."""
        return self.found(self.owner, *given, **named)

    def of(self, owner: object) -> "Original":
        """Return the same of another object."""
        return Original(self.found, owner)


class _Lesson(Protocol):
    def teach(self) -> None: ...


_lessons: list[_Lesson] = []


def teach_all() -> None:
    """Teach everything that was registered since, in that order.

    Raises:
        MotoChanged: moto is not what it has to be for that.
    """
    while _lessons:
        _lessons.pop(0).teach()


def _mark(way: str, kind: str) -> Callable[[_Function], _Function]:
    def mark(method: _Function) -> _Function:
        vars(method)["lesson"] = (way, kind)
        return method

    return mark


replaces = _mark(_REPLACES, _METHOD)
"""Marks a method that takes the place of moto's."""

adds = _mark(_ADDS, _METHOD)
"""Marks a method that moto lacks."""

replaces_property = _mark(_REPLACES, _GETTER)
"""Marks a method that gets a property in place of moto's."""

replaces_setter = _mark(_REPLACES, _SETTER)
"""Marks a method that sets a property in place of moto's."""

adds_property = _mark(_ADDS, _GETTER)
"""Marks a method that gets a property which moto lacks."""


def teaches(owner: type) -> Callable[[_Class], _Class]:
    """Return a decorator for a class whose marked methods are for a class of moto."""

    def register(extension: _Class) -> _Class:
        for name, method in vars(extension).items():
            if lesson := vars(_function(method)).get("lesson"):
                _lessons.append(_Method(owner, name, method, *lesson))
        return extension

    return register


def teaches_paths(urls: ModuleType, handler: Any, *paths: str) -> None:
    """Have a service answer requests for more paths.

    Args:
        urls: moto's module of the service.
        handler: its class of responses.
        paths: patterns as moto has them; `{0}` is the service's host.
    """
    _lessons.extend(_Path(urls, path, handler.dispatch) for path in paths)


def replaces_function(module: ModuleType) -> Callable[[_Function], _Function]:
    """Return a decorator for a function that takes the place of its namesake in a module."""

    def register(function: _Function) -> _Function:
        _lessons.append(_OfModule(module, function))
        return function

    return register


def replaces_value(module: ModuleType, name: str, value: object) -> None:
    """Have a module hold another value of the same type."""
    _lessons.append(_Value(module, name, value))


@dataclass(frozen=True)
class _Method:
    owner: type
    name: str
    taught: Any
    way: str
    kind: str

    def teach(self) -> None:
        where = f"{self.owner.__name__}.{self.name}"
        found = inspect.getattr_static(self.owner, self.name, None)
        if self.way == _ADDS and found is not None:
            raise MotoChanged(f"it has {where} by now, which tfdr must not add any more")
        if self.way == _REPLACES and found is None:
            raise MotoChanged(f"it has no {where}, which tfdr replaces")
        setattr(self.owner, self.name, self._made_of(found, where))

    def _made_of(self, found: Any, where: str) -> Any:
        if self.way == _ADDS:
            return property(self.taught) if self.kind == _GETTER else self.taught
        if isinstance(found, property) is (self.kind == _METHOD):
            raise MotoChanged(f"{where} is not a {self.kind}, which tfdr replaces")
        if self.kind == _GETTER:
            return property(_built_on(found.fget, self.taught, where), found.fset)
        if self.kind == _SETTER:
            return property(found.fget, _built_on(found.fset, self.taught, where))
        built = _built_on(_function(found), _function(self.taught), where)
        return staticmethod(built) if isinstance(found, staticmethod) else built


@dataclass(frozen=True)
class _OfModule:
    module: ModuleType
    taught: Callable[..., Any]

    def teach(self) -> None:
        name = self.taught.__name__
        where = f"{self.module.__name__}.{name}"
        found = getattr(self.module, name, None)
        if found is None:
            raise MotoChanged(f"it has no {where}, which tfdr replaces")
        _require_parameters(found, self.taught, where)

        @wraps(found)
        def built(*given: Any, **named: Any) -> Any:
            return self.taught(found, *given, **named)

        setattr(self.module, name, built)


@dataclass(frozen=True)
class _Path:
    urls: ModuleType
    path: str
    handler: Any

    def teach(self) -> None:
        known: MutableMapping[str, Any] = self.urls.url_paths
        if self.path in known:
            raise MotoChanged(f"{self.urls.__name__} has {self.path} by now")
        known[self.path] = self.handler


@dataclass(frozen=True)
class _Value:
    module: ModuleType
    name: str
    value: object

    def teach(self) -> None:
        if not isinstance(getattr(self.module, self.name, None), type(self.value)):
            where, kind = f"{self.module.__name__}.{self.name}", type(self.value).__name__
            raise MotoChanged(f"it has no {kind} {where}, which tfdr replaces")
        setattr(self.module, self.name, self.value)


def _function(found: Any) -> Any:
    """Return the function of a method, or whatever else it is."""
    found = found.__func__ if isinstance(found, staticmethod) else found
    return found if inspect.isfunction(found) else lambda: None


def _built_on(found: Any, taught: Any, where: str) -> Any:
    """Return a function that does what is taught, and is known by what moto says of its own."""
    _require_parameters(found, taught, where)
    builds = _ORIGINAL in inspect.signature(taught).parameters

    @wraps(found)
    def built(*given: Any, **named: Any) -> Any:
        if builds:
            return taught(given[0], Original(found, given[0]), *given[1:], **named)
        return taught(*given, **named)

    return built


def _require_parameters(found: Any, taught: Any, where: str) -> None:
    """Refuse to replace what has other parameters than those by which it was known."""
    there = list(inspect.signature(found).parameters)
    known = list(inspect.signature(taught).parameters.values())
    named = [each.name for each in known if not _is_rest(each) and each.name != _ORIGINAL]
    any_rest = any(map(_is_rest, known))
    if there[: len(named)] != named or not (any_rest or len(there) == len(named)):
        raise MotoChanged(f"{where} takes {there} by now, where tfdr knows {named}")


def _is_rest(parameter: inspect.Parameter) -> bool:
    return parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
