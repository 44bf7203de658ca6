"""What taxpayers declare and pay: VAT returns, and payments of VAT and of the digital mining fee."""
