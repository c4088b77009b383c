"""What rules and controls share about AWS; most of it is tested by the cases of rules."""
