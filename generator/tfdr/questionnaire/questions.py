"""The questions of a template, read from its copier.yml and asked one at a time.

What an answer must be is written once, in copier.yml. This module evaluates those expressions
with Jinja configured the way copier does, so that a fault can be told before anything is rendered
and in words that name the answer.
"""

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml
from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    Undefined,
    UndefinedError,
)
from jinja2.sandbox import SandboxedEnvironment

from tfdr.errors import BadAnswer, Refused, TfdrError
from tfdr.messages import nearest, shown
from tfdr.questionnaire.compiled import compile_once
from tfdr.questionnaire.values import cast, parse_text, strictly_typed

MISSING: Final = object()
"""What a question has in place of a default when somebody has to answer it."""

FAST_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A template that asks for these wants to run code, which only copier with --trust allows.
CODE_SETTINGS = {"_tasks": "tasks", "_migrations": "migrations", "_jinja_extensions": "extensions"}

FALSE_WORDS = frozenset({"", "n", "no", "f", "false", "off", "~", "null", "none", "0"})


# How an expression in copier.yml can stumble over an answer that it did not expect.
STUMBLES: Final = (
    TemplateError,
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    re.error,
    TypeError,
    ValueError,
)


class _UnsetError(UndefinedError):
    """A default that says UNSET: the question has none for these answers."""


@dataclass(frozen=True)
class Choice:
    """One of the values that a question offers, and how it is called when offered."""

    title: str
    value: Any
    refused_because: str = ""


@dataclass(frozen=True)
class Question:
    """One question as copier.yml has it, nothing evaluated yet."""

    name: str
    type: str = "yaml"
    help: str = ""
    default: Any = MISSING
    placeholder: str = ""
    choices: Any = ()
    multiselect: bool = False
    validator: str = ""
    when: str | bool = True
    secret: bool = False

    @property
    def computed(self) -> bool:
        """Whether the template computes the value, so that nobody may give it."""
        return self.when is False

    @property
    def is_list(self) -> bool:
        """Whether the answer may be a list."""
        return self.multiselect or self.type in {"yaml", "json"}


@dataclass(frozen=True)
class Questionnaire:
    """All questions of a template, in the order in which they are asked.

    Attributes:
        root: the folder of the template.
        entries: all that its copier.yml says.
        settings: those of them that are no questions.
        questions: by name.
    """

    root: Path
    entries: Mapping[str, Any]
    settings: Mapping[str, Any]
    questions: Mapping[str, Question]

    @property
    def asked(self) -> list[Question]:
        """The questions that a person answers."""
        return [question for question in self.questions.values() if not question.computed]

    def is_template(self, text: str) -> bool:
        """Say whether Jinja could make anything else of a text, since most are plain."""
        ours = {"undefined", "trim_blocks", "lstrip_blocks", "keep_trailing_newline"}
        return "{" in text or not ours.issuperset(self.settings.get("_envops") or ())

    def compiled(self, text: str) -> Template:
        """A text as a template; most are rendered many times while a person thinks."""
        if text not in self._compiled:
            self._compiled[text] = self.jinja.from_string(text)
        return self._compiled[text]

    @functools.cached_property
    def _compiled(self) -> dict[str, Template]:
        return {}

    @functools.cached_property
    def jinja(self) -> SandboxedEnvironment:
        """Jinja configured as copier configures it for this template."""
        options = dict(self.settings.get("_envops") or {})
        options.setdefault("keep_trailing_newline", True)
        strict = options.pop("undefined", "") == "jinja2.StrictUndefined"
        jinja = SandboxedEnvironment(
            loader=FileSystemLoader(str(self.root)),
            extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
            undefined=StrictUndefined if strict else Undefined,
            **options,
        )
        compile_once(jinja)
        return jinja


@dataclass
class Asking:
    """The state of going through a questionnaire: every value settled so far.

    Questions have to be taken in order, since an expression may use any earlier answer.
    """

    questionnaire: Questionnaire
    context: dict[str, Any] = field(default_factory=dict)

    def render(self, value: Any, **more: Any) -> Any:
        """Evaluate text as a Jinja template, each item of a list, and nothing else.

        Raises:
            jinja2.TemplateError: the expression does not work with the answers so far.
        """
        if isinstance(value, list):
            return [self.render(item, **more) for item in value]
        if not isinstance(value, str) or not self.questionnaire.is_template(value):
            return value
        return self.questionnaire.compiled(value).render({**self.context, **more})

    def applies(self, question: Question) -> bool:
        """Say whether the question is to be asked, given the answers so far."""
        when = self.render(question.when)
        if isinstance(when, str):
            return when.strip().lower() not in FALSE_WORDS
        return bool(when)

    def default(self, question: Question) -> Any:
        """Return the value that holds when nobody answers, or MISSING."""
        unset = StrictUndefined(name="UNSET", exc=_UnsetError)
        try:
            value = self.render(question.default, UNSET=unset)
        except _UnsetError:
            return MISSING
        if value is MISSING or not isinstance(value, str):
            return value
        if question.is_list:
            return yaml.load(value, Loader=FAST_LOADER)  # noqa: S506
        return parse_text(question.name, question.type, value)

    def label(self, question: Question) -> str:
        """What the question is called: the first sentence of its help, or its name."""
        return _first_sentence(self.help(question)) or question.name

    def explanation(self, question: Question) -> str:
        """What the help of the question says beyond its label."""
        said = self.help(question)
        return said[len(_first_sentence(said)) :].lstrip(". ")

    def help(self, question: Question) -> str:
        """The help of the question, with what it says of the answers so far."""
        return " ".join(str(self.render(question.help)).split())

    def placeholder(self, question: Question) -> str:
        """An example of an answer, in the words of a flag; empty where there is none."""
        return str(self.render(question.placeholder))

    def choices(self, question: Question) -> list[Choice]:
        """Return what the question offers, evaluated; nothing when any value will do."""
        offered = question.choices
        if isinstance(offered, str):
            offered = yaml.load(self.render(offered), Loader=FAST_LOADER)  # noqa: S506
        pairs = offered.items() if isinstance(offered, Mapping) else offered or ()
        return [self._choice(question, pair) for pair in pairs]

    def _choice(self, question: Question, pair: Any) -> Choice:
        title, value = pair if isinstance(pair, list | tuple) else (pair, pair)
        refused = ""
        if isinstance(value, Mapping) and "value" in value:
            refused = str(self.render(value.get("validator", ""))).strip()
            value = value["value"]
        return Choice(str(self.render(title)), cast(question.type, self.render(value)), refused)

    def from_text(self, question: Question, text: str) -> Any:
        """Turn an answer that came as text, from a flag or a prompt, into a value.

        Raises:
            BadAnswer: the text is not of the question's type.
        """
        if question.multiselect:
            return parse_text(question.name, "yaml", text, self._right(question))
        return parse_text(question.name, question.type, text, self._right(question))

    def _right(self, question: Question) -> str:
        """Return what would be right, for a message: the choices, or an example."""
        if question.type in {"str", "path", "bool"} and not question.multiselect:
            return ""  # no text is wrong for the first two, and the last says it by itself
        choices = self.choices(question)
        if choices and not question.multiselect:
            return f"one of {_any(choices)}"
        example = _list_of(_values(choices)) if choices else self._example(question)
        return f"one such as {example}" if example else ""

    def _example(self, question: Question) -> str:
        if question.placeholder:
            return self.placeholder(question)
        try:
            value = self.default(question)
        except (BadAnswer, *STUMBLES):  # it needs an answer that is missing
            value = MISSING
        if isinstance(value, list):
            return _list_of(value)
        return "" if value is MISSING or value is None else str(value)

    def check(self, question: Question, value: Any) -> Any:
        """Return the value as copier will have it.

        Raises:
            BadAnswer: its type or the choices refuse it.
            Refused: the question's validator does.
        """
        choices = self.choices(question)
        if question.multiselect:
            value = _chosen_several(question, value, choices)
        else:
            strictly_typed(question.name, question.type, value, example=_example(question, choices))
            if choices:
                _chosen(question, value, choices)
        fault = self.fault(question, value)
        if fault:
            raise Refused(question.name, fault, value)
        return value

    def fault(self, question: Question, value: Any) -> str:
        """Return what the question's validator says about a value: nothing when it is right."""
        try:
            said = self.render(question.validator, **{question.name: value})
        except STUMBLES as error:
            # As copier does: a validator that stumbles over a value has refused it.
            said = f"cannot be {shown(value)}: {error}"
        return " ".join(str(said).split())


def load(root: Path) -> Questionnaire:
    """Read the questions of the template in a folder.

    Raises:
        TfdrError: there is no copier.yml, it is not one, or it wants to run code.
    """
    found = [path for name in ("copier.yml", "copier.yaml") if (path := root / name).is_file()]
    if not found:
        raise TfdrError(f"{root} holds no template: there is no copier.yml in it")
    try:
        entries = _read(found[0])
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, TypeError) as error:
        raise TfdrError(f"{found[0]} is not a template's configuration: {error}") from error
    wanted = sorted(word for key, word in CODE_SETTINGS.items() if entries.get(key))
    if wanted:
        raise TfdrError(
            f"{root} is a template that runs code ({', '.join(wanted)}): "
            "use copier with --trust for it, or a template that does not"
        )
    settings = {key: value for key, value in entries.items() if key.startswith("_")}
    secret = settings.get("_secret_questions") or ()
    questions = {
        name: _question(name, details, secret=name in secret)
        for name, details in entries.items()
        if not name.startswith("_")
    }
    return Questionnaire(root, entries, settings, questions)


def _read(path: Path) -> dict[str, Any]:
    """Read YAML with copier's `!include`, which gives the list of the included documents."""
    root = path.parent.resolve()

    class Loader(FAST_LOADER):  # type: ignore[misc, valid-type]
        """A loader of its own, so that `!include` means something in copier.yml only."""

    def include(loader: Any, node: yaml.ScalarNode) -> list[Any]:
        files = (file.resolve() for file in root.glob(str(loader.construct_scalar(node))))
        documents: list[Any] = []
        for file in files:
            if not file.is_relative_to(root):
                raise ValueError(f"{file} is included from outside the template")
            documents += _flat(yaml.load_all(file.read_bytes(), Loader=Loader))
        return documents

    Loader.add_constructor("!include", include)
    entries: dict[str, Any] = {}
    for document in _flat(yaml.load_all(path.read_bytes(), Loader=Loader)):
        if not isinstance(document, dict):
            raise ValueError("it is not a mapping of questions")
        entries.update((str(key), value) for key, value in document.items())
    return entries


def _flat(documents: Any) -> Iterator[Any]:
    for document in documents:
        if isinstance(document, list):
            yield from _flat(document)
        elif document:
            yield document


def _question(name: str, details: Any, *, secret: bool) -> Question:
    if not isinstance(details, Mapping):  # copier's short form: only the default
        details = {"default": details}
    default = details.get("default", MISSING)
    kind = details.get("type") or {bool: "bool", int: "int", float: "float", str: "str"}.get(
        type(default), "yaml"
    )
    when = details.get("when", True)
    return Question(
        name=name,
        type=str(kind),
        help=str(details.get("help", "")).strip(),
        default=default,
        placeholder=str(details.get("placeholder", "")),
        choices=details.get("choices", ()),
        multiselect=bool(details.get("multiselect", False)),
        validator=str(details.get("validator", "")),
        when=False if str(when).strip().lower() in FALSE_WORDS else when,
        secret=secret or bool(details.get("secret", False)),
    )


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.?]) ", text, maxsplit=1)[0].rstrip(".")


def _example(question: Question, choices: Sequence[Choice]) -> str:
    """Return a right value to name in a message, as the user would write it."""
    if choices:
        return str(choices[0].value)
    literal = question.default
    if isinstance(literal, bool | int | float) or (
        isinstance(literal, str) and "{" not in literal and literal
    ):
        return str(literal)
    return question.placeholder or {"int": "5", "float": "0.5", "bool": "true"}.get(
        question.type, ""
    )


def _chosen(question: Question, value: Any, choices: Sequence[Choice]) -> Any:
    same = [choice for choice in choices if _same(choice.value, value)]
    if not same:
        near = nearest(str(value)[:100].lower(), map(str, _values(choices)))
        hint = f"did you mean {near}? Give" if near else "give"
        raise BadAnswer(question.name, f"cannot be {shown(value)}: {hint} one of {_any(choices)}.")
    if all(choice.refused_because for choice in same):
        raise BadAnswer(question.name, f"cannot be {shown(value)}: {same[0].refused_because}")
    return value


def _chosen_several(question: Question, value: Any, choices: Sequence[Choice]) -> list[Any]:
    offered = [choice.value for choice in choices]
    right = f"a list such as {_list_of(offered)}"
    if not isinstance(value, list):
        found = "empty" if value is None else shown(value)
        raise BadAnswer(question.name, f"must be a list, not {found}: give {right}.")
    for item in value:
        if not any(_same(item, allowed) for allowed in offered):
            fault = f"cannot hold {shown(item)}: give a list of {_any(choices)}."
            raise BadAnswer(question.name, fault)
    for one, other in itertools.combinations(value, 2):
        if one == other:
            raise BadAnswer(question.name, f"has {shown(one)} twice: give each once.")
    # copier keeps the order in which the values are offered, whatever that of the answer.
    return [allowed for allowed in offered if allowed in value]


def _same(one: Any, other: Any) -> bool:
    # In Python True == 1 and 2.0 == 2; in an answer they are different things.
    return type(one) is type(other) and bool(one == other)


def _values(choices: Sequence[Choice]) -> list[Any]:
    return [choice.value for choice in choices if not choice.refused_because]


def _list_of(values: Sequence[Any]) -> str:
    """Return a list of some values as a person would write it."""
    return f"[{', '.join(map(str, values[:2]))}]"


def _any(choices: Sequence[Choice]) -> str:
    return ", ".join(map(str, _values(choices)))


def expression(when: str | bool) -> str:
    """Return the condition of a question in the words of the template, without its braces."""
    return re.sub(r"^\s*\{\{-?\s*|\s*-?\}\}\s*$", "", str(when))
