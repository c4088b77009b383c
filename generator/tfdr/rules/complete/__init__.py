"""Rules of the family "complete"."""
