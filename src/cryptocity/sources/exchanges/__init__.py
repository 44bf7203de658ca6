"""What the licensed exchanges report: venues, daily volumes, deposits and withdrawals."""
