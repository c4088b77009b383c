"""What a person sees: output for terminals and pipes, and streams that end early."""
