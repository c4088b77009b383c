"""What maintainers run: it derives pages, schemas and extracts, and is in no wheel."""
