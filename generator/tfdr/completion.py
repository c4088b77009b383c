"""`tfdr completion SHELL`: a script by which a shell completes commands, options and names."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shtab

from tfdr.errors import ExitCode
from tfdr.questionnaire.presets import available
from tfdr.rendering.sources import built_in_root
from tfdr.rules.registry import registered


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionOptions:
    """What to complete, for which shell.

    Attributes:
        shell: bash, zsh or tcsh.
        parser: the parser of the command line.
    """

    shell: str
    parser: argparse.ArgumentParser


def run(options: CompletionOptions) -> ExitCode:
    """Print the script: everything in it is fixed, so that completing starts no Python."""
    presets = [preset.name for preset in available(built_in_root())]
    names: dict[str, Sequence[str]] = {
        "--preset": presets,
        "NAME": presets,
        "SUBJECT": ["objectives", *registered()],
    }
    for action in _actions(options.parser):
        known = [action.metavar, *action.option_strings]
        for name in names.keys() & set(map(str, known)):
            if not (name == "NAME" and action.option_strings):
                action.choices = names[name]
        if {"DIR", "DEST"} & set(map(str, known)):
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif "FILE" in known:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(options.parser, shell=options.shell))
    return ExitCode.OK


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
