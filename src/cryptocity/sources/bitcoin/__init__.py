"""Blocks, outputs and inputs of the Bitcoin chain, proven before they land."""
