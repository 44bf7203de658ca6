"""Blocks made to measure: those of a sandbox city, changed, with their roots and their hash made right again."""

import copy

from cryptocity.sources.onchain.trie import keccak, list_root
from cryptocity.sources.onchain.verify import encode_header, encode_withdrawal

WITHDRAWALS = [
    {"index": "0x7", "validatorIndex": "0x1", "address": "0x" + "5a" * 20, "amount": "0x1"},
    {"index": "0x8", "validatorIndex": "0x2", "address": "0x" + "5b" * 20, "amount": "0x10389b0"},
]


def sealed(header, **changes):
    """Return a header with other fields, whose hash is right again."""
    header = {**copy.deepcopy(header), **changes}
    return {**header, "hash": "0x" + keccak(encode_header(header)).hex()}


def paying(header, withdrawals):
    """Return a header that pays these withdrawals, with their root and its hash right."""
    root = "0x" + list_root([encode_withdrawal(each) for each in withdrawals]).hex()
    return sealed(header, withdrawals=withdrawals, withdrawalsRoot=root)


def busiest(world):
    """Return header and receipts of the block with most logs, given two withdrawals."""
    block = max(world.chain.blocks, key=lambda block: sum(len(receipt["logs"]) for receipt in block.receipts))
    return paying(block.header, WITHDRAWALS), copy.deepcopy(list(block.receipts))
