"""What `tfdr check` says of public systems, and how much of it is right: docs/corpus.md."""
