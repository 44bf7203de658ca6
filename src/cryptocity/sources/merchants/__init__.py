"""The merchant register, fiscal receipts and crypto settlements."""
