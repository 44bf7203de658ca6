"""Digital tenge payments, their outcomes, and account statements, from ISO 20022 files."""
