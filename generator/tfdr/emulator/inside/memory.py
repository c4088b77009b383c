"""All that the emulated AWS remembers, to be kept and to go back to.

What moto keeps is in its backends; what is kept beside them registers here. Both are written
together, as their parts know each other. Whatever takes time has to be over before: a function that
runs cannot be written. It is ended when something else is read.
"""

import pickle
import platform
import threading
from collections import defaultdict
from collections.abc import Callable, MutableMapping, MutableSequence
from importlib.metadata import version
from io import BytesIO
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import cloudpickle
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from moto.backends import get_backend
from moto.core import base_backend
from moto.core.model_instances import reset_model_data

from tfdr.emulator.inside.chance import chance
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.simulation import simulation

_Thing = TypeVar("_Thing")

_BackendDict: Any = base_backend.BackendDict
_RLock = type(threading.RLock())
_PrivateKey = (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)
_MADE_OF = {name: version(name) for name in ("moto", "cloudpickle", "cryptography")}
_MADE_OF["python"] = platform.python_version()

_kept: dict[str, Any] = {}
_afterwards: list[Callable[[], None]] = []


def keep(name: str, thing: _Thing) -> _Thing:
    """Have a dictionary, a list or an object belong to what is remembered, and return it.

    Args:
        name: of its own.
        thing: what is kept by its content; it stays the same object.
    """
    _kept[name] = thing
    return thing


def afterwards(action: Callable[[], None]) -> None:
    """Have something done after each time that what was kept is there again."""
    _afterwards.append(action)


def written() -> bytes:
    """Return everything that is remembered.

    Raises:
        RuntimeError: something goes on.
    """
    if not simulation.at_rest():
        raise RuntimeError(f"something goes on: {', '.join(simulation.tasks)}")
    if faults.any():
        raise RuntimeError("a fault is on: a snapshot needs an emulated AWS without faults")
    content = {
        "made of": _MADE_OF,
        "now": simulation.now,
        "moto": {
            (backends.service_name, account, region): backend
            for backends in _BackendDict._instances
            for account, region, backend in backends.iter_backends()
        },
        "ours": {name: _content(thing) for name, thing in _kept.items()},
    }
    file = BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(content)
    return file.getvalue()


def read(data: bytes, seed: int) -> None:
    """Remember what was written, and nothing else.

    Args:
        data: what `written` returned in this process or another.
        seed: what is left to chance begins from it.

    Raises:
        ValueError: it was written by other versions of what it is made of.
    """
    reset_model_data()  # where moto would keep what is forgotten here
    content = pickle.loads(data)  # noqa: S301 - written by an emulator
    if content["made of"] != _MADE_OF:
        raise ValueError(f"this was kept by {content['made of']}, and here is {_MADE_OF}")
    simulation.begin_anew(content["now"])
    faults.clear()
    for backends in _BackendDict._instances:
        for regions in backends.values():
            regions.clear()
    for (service, account, region), backend in content["moto"].items():
        get_backend(service)[account][region] = backend
    for name, thing in _kept.items():
        _put_back(thing, content["ours"][name])
    chance.set(seed)
    for action in _afterwards:
        action()


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]
    """Writes what knows no way to be written, but can be made anew of what it holds."""

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, _RLock):
            return threading.RLock, ()
        if isinstance(thing, _PrivateKey):
            return _private_key, (_der(thing),)
        if isinstance(thing, x509.Certificate):
            return _certificate, (thing.public_bytes(serialization.Encoding.DER),)
        if isinstance(thing, defaultdict) and type(thing) is not defaultdict:
            made_of = (type(thing), thing.default_factory)
            return _bare, made_of, vars(thing), None, iter(thing.items())
        if isinstance(thing, WeakValueDictionary):
            return WeakValueDictionary, (dict(thing),)
        return super().reducer_override(thing)


def _der(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _bare(kind: type[defaultdict[Any, Any]], factory: Any) -> defaultdict[Any, Any]:
    """Return an object of a class whose initialization wants something else than its base's."""
    made = kind.__new__(kind)
    made.default_factory = factory
    return made


def _private_key(der: bytes) -> Any:
    # It was found to be sound when it was made, which takes longer than all else here.
    return serialization.load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)


def _certificate(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _content(thing: Any) -> Any:
    if isinstance(thing, MutableMapping):
        return dict(thing)
    if isinstance(thing, MutableSequence):
        return list(thing)
    return {name: value for name, value in vars(thing).items() if not callable(value)}


def _put_back(thing: Any, content: Any) -> None:
    if isinstance(thing, MutableSequence):
        thing[:] = content
    elif isinstance(thing, MutableMapping):
        thing.clear()
        thing.update(content)
    else:
        vars(thing).update(content)
