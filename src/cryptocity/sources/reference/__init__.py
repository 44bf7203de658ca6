"""Exchange rates, official asset prices, assets, address labels and published statutory parameters."""
