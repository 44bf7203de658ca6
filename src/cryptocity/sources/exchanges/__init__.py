"""What the licensed exchanges report: venues and licences, daily volumes, transfers, clients' totals."""
