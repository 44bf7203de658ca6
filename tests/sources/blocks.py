"""Blocks made to measure: those of a sandbox city, changed, with their roots and their hash made right again."""

import copy

from coincurve import PrivateKey

from cryptocity.sources.onchain.trie import keccak, list_root, rlp_bytes, rlp_int, rlp_list
from cryptocity.sources.onchain.verify import (
    address_of,
    encode_header,
    encode_transaction,
    encode_withdrawal,
    signing_hash,
)

KEY = PrivateKey(b"\x07" * 32)

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


def signed_for(chain_id, template):
    """Return a block like a template whose transactions one sender signed for a chain; None: from before EIP-155."""
    header, receipts = template
    signed = [_signed_for(chain_id, each) for each in header["transactions"]]
    root = "0x" + list_root([encode_transaction(each, int(each["type"], 16)) for each in signed]).hex()
    told = [{**receipt, "transactionHash": each["hash"]} for receipt, each in zip(receipts, signed, strict=True)]
    return sealed(header, transactions=signed, transactionsRoot=root), copy.deepcopy(told)


def _signed_for(chain_id, transaction):
    kind = int(transaction["type"], 16)
    changed = {**transaction, "chainId": hex(chain_id or 0), "from": address_of(KEY.public_key)}
    signature = KEY.sign_recoverable(signing_hash(changed, kind, chain_id), hasher=None)
    parity = signature[64]
    changed |= {"r": hex(int.from_bytes(signature[:32])), "s": hex(int.from_bytes(signature[32:64]))}
    legacy = 27 + parity if chain_id is None else chain_id * 2 + 35 + parity
    changed |= {"v": hex(parity), "yParity": hex(parity)} if kind else {"v": hex(legacy)}
    return {**changed, "hash": "0x" + keccak(encode_transaction(changed, kind)).hex()}


def linked(template, first, times, *, parent="0x" + "00" * 32, salt=""):
    """Return blocks like a template, one at each time, each the child of the one before; a salt makes other ones."""
    header, receipts = template
    blocks = {}
    for number, seconds in enumerate(times, start=first):
        place = {"number": hex(number), "timestamp": hex(seconds), "parentHash": parent}
        block = sealed(header, **place, extraData="0x" + f"{salt}{number}".encode().hex())
        blocks[number], parent = (block, copy.deepcopy(receipts)), block["hash"]
    return blocks


def without_transactions(header):
    """Return a block as a header alone makes one: nothing in it."""
    root = "0x" + list_root([]).hex()
    return paying(
        {**header, "transactions": [], "transactionsRoot": root, "receiptsRoot": root, "gasUsed": "0x0"}, []
    ), []


def with_deposit(header, receipts):
    """Return a block as Base has them: first a deposit of the chain's own type, encoded as the OP stack specifies."""
    deposit = {
        "type": "0x7e", "sourceHash": "0x" + "0d" * 32, "from": "0x" + "de" * 20, "to": "0x" + "42" * 20,
        "mint": "0x0", "value": "0x5", "gas": "0xf4240", "isSystemTx": False, "input": "0x098999be", "nonce": "0x1",
        "gasPrice": "0x0", "r": "0x0", "s": "0x0", "v": "0x0",
    }  # fmt: skip
    body = [rlp_bytes(bytes.fromhex(deposit[name][2:])) for name in ("sourceHash", "from", "to")]
    body += [rlp_int(0), rlp_int(5), rlp_int(1_000_000), rlp_bytes(b""), rlp_bytes(bytes.fromhex("098999be"))]
    encoded = b"\x7e" + rlp_list(body)
    deposit["hash"] = "0x" + keccak(encoded).hex()
    receipt = {"type": "0x7e", "status": "0x1", "cumulativeGasUsed": "0xb5d8", "gasUsed": "0xb5d8", "logs": []}
    receipt |= {"logsBloom": "0x" + "00" * 256, "transactionHash": deposit["hash"], "depositNonce": "0x1"}
    known = [encode_transaction(each, int(each["type"], 16)) for each in header["transactions"]]
    root = "0x" + list_root([encoded, *known]).hex()
    changed = {"transactions": [deposit, *header["transactions"]], "transactionsRoot": root}
    return sealed(header, **changed), [receipt, *copy.deepcopy(receipts)]


def with_state_sync(header, receipts):
    """Return a block as Polygon has them every sprint: last a state sync that nobody signed and no root holds."""
    zero = "0x" + "00" * 20
    sync = dict.fromkeys(("value", "gas", "gasPrice", "nonce", "r", "s", "v", "type"), "0x0")
    name = "0x" + keccak(b"matic-bor-receipt-" + bytes.fromhex(header["hash"][2:])).hex()
    sync |= {"from": zero, "to": zero, "input": "0x", "hash": name}
    log = {"address": "0x" + "10" * 20, "topics": ["0x" + "11" * 32], "data": "0x"}
    receipt = {"type": "0x0", "status": "0x1", "cumulativeGasUsed": "0x0", "gasUsed": "0x0", "logs": [log]}
    receipt |= {"logsBloom": "0x" + "00" * 256, "transactionHash": name}
    stated = {**copy.deepcopy(header), "transactions": [*header["transactions"], sync]}
    return stated, [*copy.deepcopy(receipts), receipt]
