"""A parser of command lines whose messages say what was meant."""

import argparse
import re
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from tfdr.errors import TfdrError
from tfdr.messages import nearest, shown

# Words that other programs take for a command.
_OPTIONS_INSTEAD: Final = {
    "help": "run `{program} --help`, or `{program} COMMAND --help`",
    "version": "run `{program} --version`",
    "init": "run `{program} new DEST`",
    "generate": "run `{program} new DEST`",
    "create": "run `{program} new DEST`",
    "lint": "run `{program} check DIR`",
    "upgrade": "run `{program} update DIR`",
}
_CHOICE: Final = re.compile(r"argument ([^:]+): invalid choice: '(.*)' \(choose from (.*)\)", re.S)
_ARGUMENT: Final = re.compile(r"argument ([^:]+): (.*)", re.S)
_MISSING: Final = re.compile(r"the following arguments are required: (.*)", re.S)


class Parser(argparse.ArgumentParser):
    """What argparse refuses ends in one message, without the usage of all options."""

    def parse_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Parse a command line.

        Raises:
            TfdrError: it is not one of this parser.
        """
        found, extra = self.parse_known_args(args, namespace)
        if extra:
            command: argparse.ArgumentParser = getattr(found, "parser", self)
            raise TfdrError(_unknown(command, extra))
        return found

    def error(self, message: str) -> NoReturn:
        """End with a message that names what was typed, and what would be right.

        Raises:
            TfdrError: always.
        """
        raise TfdrError(self._in_our_words(message))

    def _in_our_words(self, message: str) -> str:
        if match := _CHOICE.fullmatch(message):
            name, value, offered = match.groups()
            choices = re.findall(r"[^\s,']+", offered)
            return self._no_choice(name, value, choices)
        if match := _MISSING.fullmatch(message):
            return f"{match[1]} is missing: {self._usage()}"
        if match := _ARGUMENT.fullmatch(message):
            if "expected" in match[2]:
                return f"{match[1]} needs a value: give {match[1]} {self._value_of(match[1])}"
            return f"{match[1]}: {match[2]}; {self._usage()}"
        return f"{message}: {self._usage()}"

    def _no_choice(self, name: str, value: str, choices: Sequence[str]) -> str:
        if name != "COMMAND":
            near = nearest(value[:100].lower(), choices)
            right = f"did you mean {near}? Give" if near else "give"
            return f"{name} cannot be {shown(value)}: {right} one of {', '.join(choices)}"
        if value.lower() in _OPTIONS_INSTEAD:
            right = _OPTIONS_INSTEAD[value.lower()].format(program=self.prog)
        elif near := nearest(value[:100].lower(), choices):
            right = f"did you mean `{self.prog} {near}`?"
        else:
            right = f"there are {', '.join(choices)}"
        return f"{shown(value)} is not a command: {right}"

    def _value_of(self, option: str) -> str:
        named = [
            str(each.metavar or "VALUE")
            for each in self._actions
            if option in str(each.option_strings)
        ]
        return named[0]

    def _usage(self) -> str:
        positional = [str(each.metavar) for each in self._get_positional_actions()]
        line = " ".join([self.prog, *positional])
        return f"run `{line}`; `{self.prog} --help` explains the options"


def _unknown(command: argparse.ArgumentParser, extra: Sequence[str]) -> str:
    first = extra[0].partition("=")[0]
    options = [
        option
        for action in command._actions
        for option in action.option_strings
        if option.startswith("--")
    ]
    if not first.startswith("-"):
        return f"{shown(extra[0])} is one argument too many for `{command.prog}`"
    near = nearest(first[:100], options)
    right = f"did you mean {near}?" if near else f"there are {', '.join(options)}"
    return f"{shown(first)} is not an option of `{command.prog}`: {right}"
