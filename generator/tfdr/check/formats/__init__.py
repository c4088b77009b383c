"""The result of a check, for machines: each format is a module with a function `text`."""
