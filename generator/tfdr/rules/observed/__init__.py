"""Rules of the family "observed"."""
