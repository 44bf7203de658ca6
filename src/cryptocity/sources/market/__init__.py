"""Public market data: what the world's exchanges say that assets cost, to hold licensed venues' reports against."""
