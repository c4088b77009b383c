"""CMP07: the layer `schema` checks it."""

from tfdr.rules import WARNING, Rule

RULE = Rule(severity=WARNING, is_recovery=False)
