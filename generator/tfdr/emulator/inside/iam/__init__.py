"""IAM: what policies say, and who may do what in the emulated account."""
