"""What an expression is worth without a plan: known, unknown, or a reference to a resource.

A value is what Python calls it (`str`, `bool`, `int`, `float`, `None`, `list`) or one of the
classes here. A list may hold a `Rest`, a `Fields` may have a `rest`: there may be more than is
known.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, Union

from tfdr.hcl.expressions import Object

Value = Union[None, bool, int, float, str, "list[Value]", "Fields", "Special"]
Truth = bool | None
"""Yes, no, or: cannot be known."""


class Special:
    """A value that Terraform knows only later, or that is more than its text."""

    __slots__ = ()


class Unknown(Special):
    """A value that cannot be known without a plan.

    Attributes:
        sources: what would have to be known: references, and addresses such as `var.suffix`.
    """

    __slots__ = ("sources",)

    def __init__(self, *sources: "str | Pointer") -> None:
        self.sources = tuple(dict.fromkeys(sources))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(str, self.sources))})"


class Rest(Unknown):
    """In a list: none, one or more elements that cannot be known.

    Attributes:
        either: the lists of which it stands for one, where a condition decides that.
    """

    __slots__ = ("either",)

    def __init__(
        self, *sources: "str | Pointer", either: "tuple[Sequence[Value], ...]" = ()
    ) -> None:
        super().__init__(*sources)
        self.either = either


class Chosen(Unknown):
    """A value that is known in each environment, and not the same in all.

    Attributes:
        values: those of the environments, in the order of their files.
    """

    __slots__ = ("values",)

    def __init__(self, values: "Iterable[Value]", *sources: "str | Pointer") -> None:
        super().__init__(*sources)
        self.values = tuple(values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chosen) and self.values == other.values

    def __hash__(self) -> int:
        return hash(self.sources)


class Pointer(Special):
    """A value that stands elsewhere, as that of an attribute of a resource does.

    Expressions need to know no more of it. What it points to is for `Ref`, in resource.py.
    """

    __slots__ = ()

    @property
    def value(self) -> "Value":
        """What the configuration says of it; `Unknown` where only AWS knows."""
        raise NotImplementedError

    @property
    def is_whole(self) -> bool:
        """Whether it points to all of something, and not to a part of it."""
        raise NotImplementedError

    def step(self, name: str | int) -> "Pointer":
        """A pointer to what has this name, or this place, inside of it."""
        raise NotImplementedError

    @property
    def spelled(self) -> "Text | None":
        """How AWS spells it, where it names the region; None where that is not known."""
        return None


class Moved(Unknown):
    """What something is called in another region, made of what it is called in its own.

    Attributes:
        text: its ARN or address there.
    """

    __slots__ = ("text",)

    def __init__(self, text: "Text", *sources: "str | Pointer") -> None:
        super().__init__(*sources)
        self.text = text


class Many(Special):
    """All instances of what `count` or `for_each` repeats, when their number cannot be known.

    Attributes:
        each: what stands for any of them.
    """

    __slots__ = ("each",)

    def __init__(self, each: "Value") -> None:
        self.each = each


class Text(Special):
    """A string of which a part cannot be known.

    Attributes:
        parts: text, references and unknown values, in order.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: "tuple[str | Pointer | Unknown, ...]") -> None:
        self.parts = parts

    @property
    def prefix(self) -> str:
        """What it certainly begins with."""
        return self.parts[0] if isinstance(self.parts[0], str) else ""

    @property
    def suffix(self) -> str:
        """What it certainly ends with."""
        return self.parts[-1] if isinstance(self.parts[-1], str) else ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __str__(self) -> str:
        return "".join(
            each if isinstance(each, str) else f"${{{'' if isinstance(each, Unknown) else each}}}"
            for each in self.parts
        )

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"


class Json(Special):
    """The text that `jsonencode` makes of a value, or that a policy document renders to."""

    __slots__ = ("content",)

    def __init__(self, content: "Value") -> None:
        self.content = content

    def __repr__(self) -> str:
        return f"Json({self.content!r})"


class Fields(dict[str, "Value"]):
    """An object or a map.

    Attributes:
        rest: unknown when there may be other keys too, else None.
        origin: the object literal that it was written as, if it was.
    """

    __slots__ = ("origin", "rest")

    def __init__(
        self,
        content: "Mapping[str, Value] | Iterable[tuple[str, Value]]" = (),
        rest: Unknown | None = None,
        origin: Object | None = None,
    ) -> None:
        super().__init__(content)
        self.rest = rest
        self.origin = origin

    @property
    def place(self) -> tuple[Path, int] | None:
        """The file and the line where it is written, if it is written as one object."""
        return (self.origin.source.path, self.origin.line) if self.origin else None

    def place_of(self, key: str) -> tuple[Path, int] | None:
        """The file and the line of one of its values."""
        for name, each in self.origin.items if self.origin else ():
            if name == key:
                return each.source.path, each.line
        return self.place


ANY: Final = "*"
"""The key of the instance that stands for those whose keys cannot be known."""


def plain(value: Value) -> Value:
    """A reference's value where it is known, and any other value as it is."""
    if isinstance(value, Pointer):
        inside = value.value
        return value if isinstance(inside, Unknown) else plain(inside)
    return value


def is_unknown(value: Value) -> bool:
    """Whether nothing at all is known of a value but where it comes from."""
    return isinstance(plain(value), Unknown | Pointer | Many)


def by_environment(function: "Callable[..., Value]", *arguments: Value) -> "tuple[Value] | None":
    """What comes of a function in each environment, as the only element; None if not known.

    Args:
        function: what makes a value of others.
        arguments: the others, of which some differ between environments.
    """
    given = [each for each in arguments if isinstance(each, Chosen)]
    number = len(given[0].values) if given else 0
    if not number or any(len(each.values) != number for each in given):
        return None
    found = [
        function(*(each.values[at] if isinstance(each, Chosen) else each for each in arguments))
        for at in range(number)
    ]
    if all(same(found[0], each) for each in found):
        return (found[0],)
    if any(isinstance(plain(each), list | Fields | Unknown) for each in found):
        return None
    sources_ = dict.fromkeys(source for each in given for source in each.sources)
    return (Chosen(found, *sources_),)


def is_known(value: Value) -> bool:
    """Whether everything about a value is known, also inside of it."""
    value = plain(value)
    if isinstance(value, list):
        return all(map(is_known, value))
    if isinstance(value, Fields):
        return value.rest is None and all(map(is_known, value.values()))
    if isinstance(value, Json):
        return is_known(value.content)
    return not isinstance(value, Special)


def known_text(value: Value) -> str | None:
    """A string, or a number or boolean as text; None for all else."""
    value = plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else None


def number(value: Value) -> float | None:
    """A number, also when it is written as text; None for all else."""
    value = plain(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        try:
            return float(value) if "." in value or "e" in value.lower() else int(value)
        except ValueError:
            return None
    return None


def truth(value: Value) -> Truth:
    """Whether a value is true; null is false, and what is unknown is neither."""
    value = plain(value)
    if isinstance(value, Chosen):
        return agreed(truth(each) for each in value.values)
    if value is None or value in (False, "false"):
        return False
    if value in (True, "true"):
        return True
    return None if isinstance(value, Special) else False


def sources(value: Value) -> tuple[str, ...]:
    """What would have to be known to know a value, as addresses."""
    found: dict[str, None] = {}
    for each in leaves(value):
        if isinstance(each, Pointer):
            inside = plain(each)
            if isinstance(inside, Pointer):
                found[str(inside)] = None
            elif not is_known(inside):
                found.update(dict.fromkeys(sources(inside)))
        elif isinstance(each, Unknown):
            for source in each.sources:
                if isinstance(source, Pointer):
                    found.update(dict.fromkeys(sources(source)))
                else:
                    found[source] = None
    return tuple(found)


def leaves(value: Value) -> "Iterator[Value]":
    """The values that are inside of a value, or it itself."""
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, Fields):
        for each in value.values():
            yield from leaves(each)
        if value.rest is not None:
            yield value.rest
    elif isinstance(value, Text):
        yield from value.parts
    elif isinstance(value, Json):
        yield from leaves(value.content)
    elif isinstance(value, Many):
        yield from leaves(value.each)
    else:
        yield value


def exceeds(value: Value, most: int) -> bool:
    """Whether there is more in a value than that: a short one may refer to one list very often."""
    return next(islice(leaves(value), most, None), None) is not None


def pointers(value: Value) -> "Iterator[Pointer]":
    """The pointers in a value, and those that an unknown part of it is derived from."""
    for each in leaves(value):
        if isinstance(each, Pointer):
            yield each
        elif isinstance(each, Unknown):
            yield from (source for source in each.sources if isinstance(source, Pointer))


def same(one: Value, other: Value) -> Truth:
    """Whether two values are the same."""
    if isinstance(one, Pointer) and isinstance(other, Pointer) and one == other:
        return True
    one, other = plain(one), plain(other)
    if isinstance(one, Text) and isinstance(other, Text) and one == other:
        return True
    if isinstance(one, Text | str) and isinstance(other, Text | str) and _differ(one, other):
        return False
    if isinstance(one, Special) or isinstance(other, Special):
        return _same_specials(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return _same_lists(one, other)
    if isinstance(one, Fields) and isinstance(other, Fields):
        keys = sorted({*one, *other})
        if one.rest is None and other.rest is None and one.keys() != other.keys():
            return False
        pairs = [(one.get(key, one.rest), other.get(key, other.rest)) for key in keys]
        more = None if one.rest is not None or other.rest is not None else True
        return all_of(*(same(left, right) for left, right in pairs), more)
    if isinstance(one, bool | list | Fields) or isinstance(other, bool | list | Fields):
        left, right = known_text(one), known_text(other)
        return left == right if left is not None and right is not None else one == other
    return one == other or (one is not None and known_text(one) == known_text(other))


def _same_specials(one: Value, other: Value) -> Truth:
    if isinstance(one, Chosen) or isinstance(other, Chosen):
        return agreed(same(*pair) for pair in side_by_side(one, other))
    if isinstance(one, Json) and isinstance(other, Json):
        return same(one.content, other.content)
    if one is None or other is None:
        # What only AWS knows of a resource, and text, are never null.
        return (
            None if isinstance(one, Unknown | Many) or isinstance(other, Unknown | Many) else False
        )
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        return True if one is other and not isinstance(one, Rest) else None
    return None


def side_by_side(one: Value, other: Value) -> "Iterator[tuple[Value, Value]]":
    """What two values are in each environment."""
    one, other = plain(one), plain(other)
    left = one.values if isinstance(one, Chosen) else ()
    right = other.values if isinstance(other, Chosen) else ()
    if not left and not right:
        yield one, other
    if left and right and len(left) != len(right):
        yield Unknown(), Unknown()
        return
    for at in range(max(len(left), len(right))):
        yield left[at] if left else one, right[at] if right else other


def agreed(truths: Iterable[Truth]) -> Truth:
    """What holds in every environment; None where they differ."""
    found = {*truths}
    return found.pop() if len(found) == 1 else None


def _same_lists(one: "list[Value]", other: "list[Value]") -> Truth:
    if any(isinstance(each, Rest) for each in (*one, *other)):
        return None
    if len(one) != len(other):
        return False
    results = [same(left, right) for left, right in zip(one, other, strict=True)]
    return all_of(*results)


def _differ(one: Text | str, other: Text | str) -> bool:
    """Whether two strings differ for certain, by how they begin or end."""
    if isinstance(one, str) and isinstance(other, str):
        return one != other
    starts = (_start(one), _start(other))
    ends = (_end(one)[::-1], _end(other)[::-1])
    return _apart(*starts) or _apart(*ends)


def _start(text: Text | str) -> str:
    return text if isinstance(text, str) else text.prefix


def _end(text: Text | str) -> str:
    return text if isinstance(text, str) else text.suffix


def _apart(one: str, other: str) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] != other[:shared]


def all_of(*truths: Truth) -> Truth:
    """Whether all hold."""
    if any(each is False for each in truths):
        return False
    return None if any(each is None for each in truths) else True


def any_of(*truths: Truth) -> Truth:
    """Whether at least one holds."""
    if any(each is True for each in truths):
        return True
    return None if any(each is None for each in truths) else False


def negate(value: Truth) -> Truth:
    """Whether it does not hold."""
    return None if value is None else not value
