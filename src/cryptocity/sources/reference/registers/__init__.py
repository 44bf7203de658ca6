"""Registers of the city and the state: reserve wallets, sandbox participants, resident firms with their people."""
