"""CMP01: the layer `references` checks it."""

from tfdr.rules import ERROR, Rule

RULE = Rule(severity=ERROR)
