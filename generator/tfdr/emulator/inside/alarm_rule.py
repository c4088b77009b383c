"""The rule of a composite alarm: `ALARM("a") AND NOT (OK("b") OR FALSE)`."""

import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"\s*(?:(?P<state>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?P<name>\"[^\"]*\"|'[^']*'|[^\"'()\s]+)\s*\)"
    r"|(?P<word>AND|OR|NOT|TRUE|FALSE|\(|\))|(?P<other>\S))"
)


class BadRule(ValueError):
    """The text is no rule."""


def holds(rule: str, state_of: Callable[[str], str]) -> bool:
    """Say whether a rule holds.

    Args:
        rule: the text; NOT binds before AND, and AND before OR.
        state_of: returns the state of an alarm, by name or by ARN.

    Raises:
        BadRule: the text is no rule.
    """
    return _Reader(rule, state_of).read()


def alarms_in(rule: str) -> list[str]:
    """Return the names and ARNs that a rule mentions, in order.

    Raises:
        BadRule: the text is no rule.
    """
    found: list[str] = []

    def note(name: str) -> str:
        found.append(name)
        return ""

    holds(rule, note)
    return found


class _Reader:
    """Reads from left to right. Every part is evaluated, so that every alarm is looked up."""

    def __init__(self, rule: str, state_of: Callable[[str], str]) -> None:
        self._tokens = list(_TOKEN.finditer(rule))
        self._at = 0
        self._state_of = state_of
        self._rule = rule

    def read(self) -> bool:
        value = self._either()
        if self._at < len(self._tokens):
            raise self._bad()
        return value

    def _either(self) -> bool:
        value = self._both()
        while self._takes("OR"):
            value = self._both() or value
        return value

    def _both(self) -> bool:
        value = self._one()
        while self._takes("AND"):
            value = self._one() and value
        return value

    def _one(self) -> bool:
        if self._takes("NOT"):
            return not self._one()
        if self._takes("("):
            value = self._either()
            if not self._takes(")"):
                raise self._bad()
            return value
        if self._takes("TRUE"):
            return True
        if self._takes("FALSE"):
            return False
        if self._at == len(self._tokens) or not self._tokens[self._at]["state"]:
            raise self._bad()
        token = self._tokens[self._at]
        self._at += 1
        return self._state_of(token["name"].strip("\"'")) == token["state"]

    def _takes(self, word: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at]["word"] == word:
            self._at += 1
            return True
        return False

    def _bad(self) -> BadRule:
        return BadRule(f"Syntax error in the alarm rule: {self._rule}")
