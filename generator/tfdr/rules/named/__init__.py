"""Rules of the family "named"."""
