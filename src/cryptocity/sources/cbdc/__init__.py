"""Digital tenge payments and their outcomes, from ISO 20022 files."""
