"""Lambda functions that run: how they are invoked, and the processes in which they do."""
