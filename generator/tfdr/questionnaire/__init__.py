"""The questions of a template, and answers to them: from flags, files, presets, or by default."""
