"""Rules of the family "networked"."""
