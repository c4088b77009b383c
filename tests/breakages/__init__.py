"""Things that are broken on purpose, one of each kind, to see who notices."""
