"""Rules of the family "operated"."""
