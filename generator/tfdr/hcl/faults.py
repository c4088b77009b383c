"""What to say about text that is no HCL."""

from typing import Final

_NAMES: Final = {"\n": "the line ends", "": "the file ends"}


class Fault(Exception):
    """Text that is no HCL.

    Args:
        message: what is wrong.
        at: where, in characters.
        line: on which line, where that is known and `at` is not.
    """

    def __init__(self, message: str, at: int, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.line = line


def explain(text: str, at: int, opened: list[int], missing: str) -> str:
    """Say what is wrong at a place.

    Args:
        text: all of it.
        at: where reading ended.
        opened: where brackets stand that are open there.
        missing: what would have been right.

    Raises:
        Fault: something else, at another place, is the reason.
    """
    _merge_conflict(text, at)
    if at >= len(text.rstrip()) and opened:
        _never_closed(text, opened[-1])
    wanted = f"; {missing} is missing" if missing else ""
    if at >= len(text):
        return f"the file ends too early{wanted}"
    character = text[at]
    if character == "\n":
        if missing == "a value":
            return "syntax error: a value is missing"
        return f"syntax error: the line ends{wanted}"
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    if text.startswith("<<", at) and missing == "a value":
        return "syntax error: a heredoc begins with <<NAME at the end of its line"
    if character == "'" and missing == "a value":
        return f'syntax error: "\'", column {column}; a value is missing: quote with "'
    return f"syntax error: {_shown(text, at)}, column {column}{wanted}"


def _shown(text: str, at: int) -> str:
    end = at
    while end < len(text) and end < at + 30 and (text[end].isalnum() or text[end] in "_-"):
        end += 1
    return repr(text[at : max(end, at + 1)])


def _merge_conflict(text: str, at: int) -> None:
    start = text.rfind("\n", 0, at) + 1
    for place in (start, text.find("\n", start) + 1):
        if text.startswith("<<<<<<< ", place):
            raise Fault("a merge conflict is left here", place)


def _never_closed(text: str, at: int) -> None:
    what = "quotation mark" if text[at] == '"' else repr(text[at])
    if text.startswith("<<", at):
        what = f"heredoc {text[at:].split()[0]}"
    elif text.startswith(("${", "%{"), at):
        what = f"template {text[at : at + 2]!r}"
    raise Fault(f"this {what} is never closed", at)
