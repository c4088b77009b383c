"""The template: where it comes from, its questions, answers to them, and rendering it."""
