"""Extensions that meet another moto than the one they were written for say so."""

from types import ModuleType
from typing import Any

import pytest
from tfdr.emulator.extensions import teach
from tfdr.emulator.extensions.teach import (
    MotoChanged,
    Original,
    adds,
    adds_property,
    replaces,
    replaces_function,
    replaces_property,
    replaces_setter,
    replaces_value,
    teach_all,
    teaches,
    teaches_paths,
)


@pytest.fixture(autouse=True)
def _nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teach, "_lessons", [])


def service() -> Any:
    """Return a class as moto has them, a new one each time."""

    class Backend:
        def __init__(self, region: str) -> None:
            self.region, self.kept = region, "nothing"

        def create(self, name: str, size: int = 1) -> str:
            return f"{name} of {size} in {self.region}"

        @property
        def policy(self) -> str:
            return self.kept

        @policy.setter
        def policy(self, text: str) -> None:
            self.kept = text

        @staticmethod
        def allowed(name: str) -> bool:
            return bool(name)

    return Backend


def test_what_is_taught_builds_on_what_was_there() -> None:
    backend = service()

    @teaches(backend)
    class _First:
        @replaces
        def create(self: Any, original: Original, name: str, size: int = 1) -> str:
            return f"a {original(name, size)}"

        @replaces_setter
        def policy(self: Any, original: Original, text: str) -> None:
            original(text.upper())

        @staticmethod
        @replaces
        def allowed(name: str) -> bool:
            return name == "me"

        @adds
        def delete(self: Any) -> str:
            return f"none in {self.region}"

        @adds_property
        def size(self: Any) -> int:
            return len(self.kept)

    @teaches(backend)
    class _Second:
        @replaces
        def create(self: Any, original: Original, name: str, **rest: Any) -> str:
            return f"quite {original(name, **rest)}, like {original.of(backend('west'))('that')}"

        @replaces_property
        def policy(self: Any, original: Original) -> str:
            return f"<{original()}>"

    teach_all()
    made = backend("east")
    made.policy = "allow"

    assert (
        made.create("cluster", size=2) == "quite a cluster of 2 in east, like a that of 1 in west"
    )
    assert made.policy == "<ALLOW>"
    assert (made.delete(), made.size) == ("none in east", 5)
    assert (backend.allowed("me"), backend.allowed("you")) == (True, False)


def missing(backend: Any) -> None:
    @teaches(backend)
    class _Extension:
        @replaces
        def destroy(self: Any) -> None: ...


def there_by_now(backend: Any) -> None:
    @teaches(backend)
    class _Extension:
        @adds
        def create(self: Any) -> None: ...


def other_parameters(backend: Any) -> None:
    @teaches(backend)
    class _Extension:
        @replaces
        def create(self: Any, original: Original, name: str) -> None: ...


def renamed_parameter(backend: Any) -> None:
    @teaches(backend)
    class _Extension:
        @replaces
        def create(self: Any, called: str, **rest: Any) -> None: ...


def no_property(backend: Any) -> None:
    @teaches(backend)
    class _Extension:
        @replaces_property
        def create(self: Any) -> None: ...


def property_by_now(backend: Any) -> None:
    @teaches(backend)
    class _Extension:
        @replaces
        def policy(self: Any) -> None: ...


@pytest.mark.parametrize(
    ("lesson", "said"),
    [
        (missing, "it has no Backend.destroy, which tfdr replaces"),
        (there_by_now, "it has Backend.create by now, which tfdr must not add any more"),
        (other_parameters, "Backend.create takes .*'size'.* by now, where tfdr knows .*'name'"),
        (renamed_parameter, "Backend.create takes .*'name'.* by now, where tfdr knows .*'called'"),
        (no_property, "Backend.create is not a getter"),
        (property_by_now, "Backend.policy is not a method"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_another_class_than_expected_is_refused(lesson: Any, said: str) -> None:
    lesson(service())
    with pytest.raises(MotoChanged, match=rf"^moto \d.*: {said}.*tfdr doctor"):
        teach_all()


def test_a_module_is_taught_and_held_to_what_it_was() -> None:
    moto = ModuleType("moto.core")
    moto.WAIT, moto.names = 60, lambda kind: [kind]  # type: ignore[attr-defined]
    replaces_value(moto, "WAIT", 0)

    @replaces_function(moto)
    def names(original: Any, kind: str) -> list[str]:
        return [*original(kind), "more"]

    teach_all()
    assert moto.WAIT == 0
    assert moto.names("one") == ["one", "more"]

    replaces_value(moto, "PAUSE", 0)
    with pytest.raises(MotoChanged, match=r"it has no int moto.core.PAUSE"):
        teach_all()


def test_a_path_that_moto_answers_by_now_is_refused() -> None:
    urls = ModuleType("moto.backup.urls")
    urls.url_paths = {}  # type: ignore[attr-defined]

    class Response:
        dispatch = staticmethod(lambda: "answer")

    teaches_paths(urls, Response, "{0}/vaults$")
    teach_all()
    assert urls.url_paths["{0}/vaults$"]() == "answer"
    teaches_paths(urls, Response, "{0}/vaults$")
    with pytest.raises(MotoChanged, match=r"moto.backup.urls has \{0\}/vaults\$ by now"):
        teach_all()
