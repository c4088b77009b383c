"""Compliance controls: what a repository says it holds, and whether it does."""
