"""From a template, wherever it comes from, to a folder, and what the folder says of it later."""
