"""Digital tenge payments, token operations, statements and balances from ISO 20022 files; VAT refund applications."""
