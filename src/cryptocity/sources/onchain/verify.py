"""Proof that a block is what its hash says: header, transactions, senders and receipts, all recomputed.

The header hash commits to the transactions root and the receipts root, those to every transaction and every log, and
each transaction's signature to its sender. What is not committed to (a node's own `from`, `logIndex`, `gasUsed`) is
derived from what is. There is no switch that turns this off; of a chain with transactions of its own that this version
cannot encode, `prove_in_part` recomputes all the rest and names those that it took on the node's word.

Source: Yellow Paper section 4.3 and appendix F; EIP-155, 658, 1559, 2718, 2930, 4844, 4788, 4895, 7685, 7702.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from coincurve import PublicKey

from cryptocity.errors import SourceContradiction
from cryptocity.sources.onchain.trie import EMPTY_ROOT, keccak, list_root, rlp_bytes, rlp_int, rlp_list

Json: TypeAlias = Mapping[str, Any]

_HEADER = (
    "parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot", "receiptsRoot", "logsBloom", "#difficulty",
    "#number", "#gasLimit", "#gasUsed", "#timestamp", "extraData", "mixHash", "nonce",
)  # fmt: skip
_LATER_HEADER = (
    "#baseFeePerGas", "withdrawalsRoot", "#blobGasUsed", "#excessBlobGas", "parentBeaconBlockRoot", "requestsHash",
)  # fmt: skip
_UNSIGNED_FIELDS = {
    0: ("#nonce", "#gasPrice", "#gas", "to", "#value", "input"),
    1: ("#chainId", "#nonce", "#gasPrice", "#gas", "to", "#value", "input", "accessList"),
    2: ("#chainId", "#nonce", "#maxPriorityFeePerGas", "#maxFeePerGas", "#gas", "to", "#value", "input", "accessList"),
}
_UNSIGNED_FIELDS[3] = (*_UNSIGNED_FIELDS[2], "#maxFeePerBlobGas", "blobVersionedHashes")
_UNSIGNED_FIELDS[4] = (*_UNSIGNED_FIELDS[2], "authorizationList")
KNOWN_TYPES = frozenset(_UNSIGNED_FIELDS)


@dataclass(frozen=True)
class Proven:
    """A verified block: per transaction, in block order, its recomputed hash, recovered sender and type.

    `own` are the positions of the chain's own transactions, which nobody here can recompute.
    """

    block: Json
    receipts: Sequence[Json]
    hashes: tuple[str, ...]
    senders: tuple[str, ...]
    types: tuple[int, ...]
    own: frozenset[int] = frozenset()


def prove(block: Json, receipts: Sequence[Json], *, chain_id: int) -> Proven:
    """Recompute everything a block commits to, and hold the chain that its transactions are signed for to `chain_id`.

    Raises SourceContradiction naming the block and what does not match.
    """
    return _guarded(block, receipts, lambda _: frozenset(), chain_id=chain_id)


def prove_in_part(block: Json, receipts: Sequence[Json], *, chain_id: int) -> Proven:
    """Recompute all but the chain's own transactions: header hash, withdrawals, hashes and senders of all others.

    Where the own ones carry no signature and so are in no root (Polygon's state syncs), the roots of the others too.
    Raises SourceContradiction as `prove` does.
    """
    return _guarded(block, receipts, own_transactions, chain_id=chain_id)


def own_transactions(block: Json) -> frozenset[int]:
    """Return the positions of transactions that are of no type known here, or that nobody signed."""
    listed = enumerate(block["transactions"])
    return frozenset(at for at, each in listed if type_of(each) not in KNOWN_TYPES or _is_unsigned(each))


def _is_unsigned(transaction: Json) -> bool:
    return all(int(transaction.get(part) or "0x0", 16) == 0 for part in "rs")


def _guarded(block: Json, receipts: Sequence[Json], own: Callable[[Json], frozenset[int]], *, chain_id: int) -> Proven:
    try:
        return _prove(block, receipts, own(block), chain_id=chain_id)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise SourceContradiction(f"block {height_said(block)}: malformed ({type(error).__name__}: {error})") from None


def height_said(block: Json) -> str:
    """Return the height that a block names, decimal as people write it; what stands there where it is none."""
    said = block.get("number") if isinstance(block, Mapping) else None
    try:
        return str(int(said, 16))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return repr(said)


@dataclass(frozen=True, slots=True)
class _Deed:
    """A transaction with the fields that its sender signed, and all of it as the transactions root holds it."""

    transaction: Json
    kind: int
    unsigned: Sequence[bytes]
    encoded: bytes

    @classmethod
    def of(cls, transaction: Json, kind: int) -> "_Deed":
        unsigned = _encode_unsigned(transaction, kind)
        return cls(transaction, kind, unsigned, _encode_signed(transaction, kind, unsigned))

    def chain_id(self) -> int | None:
        return int(self.transaction["chainId"], 16) if self.kind else _chain_of_legacy(self.transaction)

    def name(self) -> str:
        return "0x" + keccak(self.encoded).hex()

    def sender(self) -> str:
        return _recover_sender(self.transaction, self.kind, self.unsigned)


def _prove(block: Json, receipts: Sequence[Json], own: frozenset[int], *, chain_id: int) -> Proven:
    number, transactions = int(block["number"], 16), block["transactions"]
    types = tuple(type_of(transaction) for transaction in transactions)
    kinds = enumerate(zip(transactions, types, strict=True))
    deeds = [None if at in own else _Deed.of(*deed) for at, deed in kinds]
    _must_match(number, "header hash", block["hash"], keccak(encode_header(block)))
    if len(receipts) != len(transactions):
        raise SourceContradiction(f"block {number}: {len(receipts)} receipts for {len(transactions)} transactions")
    if all(types[at] in KNOWN_TYPES for at in own):
        _must_have_roots(block, receipts, deeds)
    _must_commit_to_withdrawals(number, block)
    pairs = list(zip(transactions, deeds, strict=True))
    hashes = tuple(deed.name() if deed else transaction["hash"].lower() for transaction, deed in pairs)
    senders = tuple(deed.sender() if deed else transaction["from"].lower() for transaction, deed in pairs)
    _must_be_signed_for(chain_id, number, deeds)
    for position, transaction in enumerate(transactions):
        _must_say(number, position, transaction, {"hash": hashes[position], "from": senders[position]})
        _must_say(number, position, receipts[position], {"transactionHash": hashes[position]})
    return Proven(block, receipts, hashes, senders, types, own)


def _must_be_signed_for(chain_id: int, number: int, deeds: Sequence[_Deed | None]) -> None:
    for position, deed in enumerate(deeds):
        signed_for = deed.chain_id() if deed else None
        if signed_for not in (None, chain_id):
            what = f"signed for chain {signed_for}, but the node says that its chain is {chain_id}"
            raise SourceContradiction(f"block {number}, transaction {position}: {what}")


def _must_have_roots(block: Json, receipts: Sequence[Json], deeds: Sequence[_Deed | None]) -> None:
    number, known = int(block["number"], 16), [deed for deed in deeds if deed]
    _must_match(number, "transactions root", block["transactionsRoot"], list_root([deed.encoded for deed in known]))
    logs = [encode_receipt(receipt, deed.kind) for receipt, deed in zip(receipts, deeds, strict=True) if deed]
    _must_match(number, "receipts root", block["receiptsRoot"], list_root(logs))


def withdrawals_of(block: Json) -> Sequence[Json] | None:
    """Return a block's EIP-4895 withdrawals, none before Shanghai; None where its header names some and none came.

    Some archives decode blocks without them. Such a block proves everything else that it holds.
    """
    if block.get("withdrawals") is None and block.get("withdrawalsRoot") not in (None, EMPTY_ROOT):
        return None
    return block.get("withdrawals") or ()


def _must_commit_to_withdrawals(number: int, block: Json) -> None:
    withdrawals, root = withdrawals_of(block), block.get("withdrawalsRoot")
    if withdrawals and root is None:
        raise SourceContradiction(f"block {number}: its header names no withdrawals, {len(withdrawals)} came with it")
    if withdrawals is not None and root is not None:
        _must_match(number, "withdrawals root", root, list_root([encode_withdrawal(each) for each in withdrawals]))


def encode_withdrawal(withdrawal: Json) -> bytes:
    """Return a withdrawal as the withdrawals root holds it."""
    return rlp_list(_fields(withdrawal, ("#index", "#validatorIndex", "address", "#amount")))


def type_of(transaction: Json) -> int:
    """Return the EIP-2718 type; a node from before 2021 does not name it, and means 0."""
    return int(transaction.get("type") or "0x0", 16)


def _must_match(number: int, what: str, claimed: str, computed: bytes) -> None:
    if _raw(claimed) != computed:
        raise SourceContradiction(f"block {number}: the {what} is {claimed}, its contents give 0x{computed.hex()}")


def _must_say(number: int, position: int, answer: Json, derived: Mapping[str, str]) -> None:
    for name, value in derived.items():
        if (answer.get(name) or value).lower() != value:
            raise SourceContradiction(
                f"block {number}, transaction {position}: {name} is {answer[name]}, the signed contents give {value}"
            )


def _raw(text: str | None) -> bytes:
    return bytes.fromhex(text[2:]) if text else b""


def _fields(source: Json, names: Sequence[str]) -> list[bytes]:
    """Encode fields in order: `#` marks a whole number, lists are encoded item by item, anything else is bytes."""
    return [
        rlp_int(int(source[name[1:]], 16)) if name[0] == "#" else _encode_value(source[name])  #
        for name in names
    ]


def _encode_value(value: str | Sequence[Any] | None) -> bytes:
    if value is None or isinstance(value, str):
        return rlp_bytes(_raw(value))
    return rlp_list([_encode_entry(entry) for entry in value])


def _encode_entry(entry: str | Json) -> bytes:
    if isinstance(entry, str):
        return rlp_bytes(_raw(entry))
    if "storageKeys" in entry:
        return rlp_list([rlp_bytes(_raw(entry["address"])), _encode_value(entry["storageKeys"])])
    return rlp_list(_fields(entry, ("#chainId", "address", "#nonce", "#yParity", "#r", "#s")))


def encode_header(block: Json) -> bytes:
    """Return the RLP of a block's header, with those later fields that the block carries; its hash is the block's."""
    later = [name for name in _LATER_HEADER if block.get(name.removeprefix("#")) is not None]
    return rlp_list(_fields(block, (*_HEADER, *later)))


def encode_transaction(transaction: Json, kind: int) -> bytes:
    """Return a signed transaction of an EIP-2718 type as the transactions root holds it."""
    return _encode_signed(transaction, kind, _encode_unsigned(transaction, kind))


def _encode_unsigned(transaction: Json, kind: int) -> list[bytes]:
    """Return the encoded fields that the sender signs, which the transactions root holds too."""
    if kind not in KNOWN_TYPES:
        raise SourceContradiction(f"transaction type {kind} cannot be verified by this version")
    return _fields(transaction, _UNSIGNED_FIELDS[kind])


def _encode_signed(transaction: Json, kind: int, unsigned: Sequence[bytes]) -> bytes:
    parity = "#yParity" if kind and "yParity" in transaction else "#v"
    body = rlp_list([*unsigned, *_fields(transaction, (parity, "#r", "#s"))])
    return bytes((kind,)) + body if kind else body


def encode_receipt(receipt: Json, kind: int) -> bytes:
    """Return a receipt of an EIP-2718 type as the receipts root holds it."""
    outcome = "root" if is_before_byzantium(receipt) else "#status"
    logs = rlp_list([_encode_log(log) for log in receipt["logs"]])
    body = rlp_list([*_fields(receipt, (outcome, "#cumulativeGasUsed", "logsBloom")), logs])
    return bytes((kind,)) + body if kind else body


def signing_hash(transaction: Json, kind: int, chain_id: int | None) -> bytes:
    """Return the hash that the sender signs; a legacy transaction names its chain since EIP-155."""
    return _hash_to_sign(_encode_unsigned(transaction, kind), kind, chain_id)


def _hash_to_sign(unsigned: Sequence[bytes], kind: int, chain_id: int | None) -> bytes:
    if kind:
        return keccak(bytes((kind,)) + rlp_list(unsigned))
    replay_protection = () if chain_id is None else (rlp_int(chain_id), b"\x80", b"\x80")
    return keccak(rlp_list([*unsigned, *replay_protection]))


def is_before_byzantium(receipt: Json) -> bool:
    """Tell whether the receipt commits to a state root and not to a status (EIP-658), which then proves nothing."""
    return len(receipt.get("root") or "") > 2


def _encode_log(log: Json) -> bytes:
    topics = rlp_list([rlp_bytes(_raw(topic)) for topic in log["topics"]])
    return rlp_list((rlp_bytes(_raw(log["address"])), topics, rlp_bytes(_raw(log["data"]))))


def _recover_sender(transaction: Json, kind: int, unsigned: Sequence[bytes]) -> str:
    v = int(transaction.get("v") or transaction["yParity"], 16)
    chain_id = None if kind else _chain_of_legacy(transaction)
    parity = v if kind else (v - 27 if chain_id is None else (v - 35) % 2)
    signature = b"".join(int(transaction[part], 16).to_bytes(32) for part in "rs") + bytes((parity,))
    signed = _hash_to_sign(unsigned, kind, chain_id)
    return address_of(PublicKey.from_signature_and_message(signature, signed, hasher=None))


def _chain_of_legacy(transaction: Json) -> int | None:
    """Return the chain that a legacy transaction is signed for, None from before EIP-155."""
    v = int(transaction["v"], 16)
    return (v - 35) // 2 if v >= 35 else None


def address_of(public: PublicKey) -> str:
    """Return the address of a public key: the last twenty bytes of its Keccak-256."""
    return "0x" + keccak(public.format(compressed=False)[1:])[12:].hex()


def contract_of(sender: str, nonce: int) -> str:
    """Return the address of the contract that a sender's transaction of this nonce creates (Yellow Paper, 7)."""
    return "0x" + keccak(rlp_list((rlp_bytes(_raw(sender)), rlp_int(nonce))))[12:].hex()
