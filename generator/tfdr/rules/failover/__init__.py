"""Rules of the family "failover"."""
