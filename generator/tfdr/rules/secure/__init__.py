"""Rules of the family "secure"."""
