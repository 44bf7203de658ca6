"""Tron: blocks and USDT transfers, through a full node's REST and JSON-RPC."""
