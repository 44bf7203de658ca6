"""Blocks, transactions and ERC-20 transfers of an EVM chain, proven before they land."""
