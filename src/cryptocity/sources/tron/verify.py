"""Proof that a block is what its identifier says: header, transactions root, signatures, all recomputed.

The identifier commits to the header, the header to every whole transaction (contents, signatures, outcome), the
witness's signature to the header and the owner's to the contents. Event logs are committed to by nothing; what can
be said of them is in decode.py. There is no switch that turns this off.

Source: java-tron `BlockCapsule`, `TransactionCapsule`, `MerkleTree` and `Tron.proto`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeAlias

from coincurve import PublicKey
from Crypto.Hash import keccak

from cryptocity.errors import SourceContradiction
from cryptocity.sources.tron.addresses import PREFIX
from cryptocity.sources.tron.protobuf import field, last_bytes, last_number, present_field, read_fields

Json: TypeAlias = Mapping[str, Any]

_HEADER = {
    "timestamp": 1, "txTrieRoot": 2, "parentHash": 3, "number": 7, "witness_id": 8, "witness_address": 9,
    "version": 10, "accountStateRoot": 11,
}  # fmt: skip
_RESULT = {
    "fee": 1, "ret": 2, "contractRet": 3, "withdraw_amount": 15, "unfreeze_amount": 16, "exchange_received_amount": 18,
    "exchange_inject_another_amount": 19, "exchange_withdraw_another_amount": 20, "exchange_id": 21,
    "shielded_transaction_fee": 22, "withdraw_expire_amount": 27,
}  # fmt: skip
_OUTCOMES = (
    "DEFAULT", "SUCCESS", "REVERT", "BAD_JUMP_DESTINATION", "OUT_OF_MEMORY", "PRECOMPILED_CONTRACT", "STACK_TOO_SMALL",
    "STACK_TOO_LARGE", "ILLEGAL_OPERATION", "STACK_OVERFLOW", "OUT_OF_ENERGY", "OUT_OF_TIME", "JVM_STACK_OVER_FLOW",
    "UNKNOWN", "TRANSFER_FAILED", "INVALID_CODE",
)  # fmt: skip
_ENUMS = {"ret": ("SUCESS", "FAILED"), "contractRet": _OUTCOMES}
_TRIGGER_SMART_CONTRACT = 31
_EMPTY_ROOT = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_YEAR = 9999


@dataclass(frozen=True)
class Call:
    """A direct call of a token's contract, from signed contents: by whom, which contract, with what data."""

    owner: bytes
    contract: bytes
    data: bytes
    is_signed_by_owner: bool


@dataclass(frozen=True)
class Transaction:
    """A transaction that the block commits to: its recomputed identifier, its outcome, and its call of a token.

    `is_successful` is None where the block does not commit to an outcome, as the oldest do not.
    """

    id: str
    is_successful: bool | None
    call: Call | None


@dataclass(frozen=True)
class Proven:
    """A recomputed block, and its transactions in block order."""

    height: int
    block_id: str
    parent_block_id: str
    mined_at: datetime
    witness: bytes
    signer: bytes
    transactions: tuple[Transaction, ...]


def prove(block: Json, tokens: Collection[bytes]) -> Proven:
    """Recompute everything a block commits to. Raises SourceContradiction naming the block and what does not match."""
    try:
        return _prove(block, tokens)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, IndexError) as error:
        raise SourceContradiction(f"block {height_of(block)}: malformed ({type(error).__name__}: {error})") from None


def height_of(block: Any) -> object:  # noqa: ANN401  whatever the node said
    """Return the height that a block claims, None where it claims none."""
    try:
        return block["block_header"]["raw_data"].get("number", 0)
    except (KeyError, TypeError, AttributeError, IndexError):
        return None


def mined_at(block: Json) -> datetime:
    """Return a block's own timestamp. Raises SourceContradiction where it has none."""
    try:
        return _instant(block["block_header"]["raw_data"]["timestamp"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
        raise SourceContradiction("an answer carries no block timestamp") from None


def _prove(block: Json, tokens: Collection[bytes]) -> Proven:
    header = block["block_header"]["raw_data"]
    height = _number(header.get("number", 0))
    digest = sha256(encode_header(header)).digest()
    _must_match(height, "identifier", block["blockID"], height.to_bytes(8) + digest[8:])
    transactions = block.get("transactions", [])
    contents = [bytes.fromhex(transaction["raw_data_hex"]) for transaction in transactions]
    leaves = [
        sha256(encode_transaction(*deed)).digest()  #
        for deed in zip(transactions, contents, strict=True)
    ]
    _must_match(height, "transactions root", header["txTrieRoot"], root_of(leaves))
    signer = _recover(bytes.fromhex(block["block_header"]["witness_signature"]), digest)
    if signer is None:
        raise SourceContradiction(f"block {height}: the witness signature is no signature of the header")
    return Proven(
        height=height,
        block_id=block["blockID"],
        parent_block_id=_parent(header),
        mined_at=_instant(header["timestamp"]),
        witness=bytes.fromhex(header["witness_address"]),
        signer=signer,
        transactions=tuple(
            _transaction((height, position), *deed, tokens=tokens)
            for position, deed in enumerate(zip(transactions, contents, strict=True))
        ),
    )


def encode_header(header: Json) -> bytes:
    """Return the bytes of a header that its identifier and the witness's signature commit to."""
    return _encode(header, _HEADER)


def encode_transaction(transaction: Json, contents: bytes) -> bytes:
    """Return a whole transaction as the transactions root holds it: contents, signatures, outcomes."""
    signatures = [present_field(2, bytes.fromhex(signature)) for signature in transaction.get("signature", [])]
    results = [present_field(5, _encode(result, _RESULT)) for result in transaction.get("ret", [])]
    return b"".join((field(1, contents), *signatures, *results))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle root: pairs are hashed together, one without a partner moves up as it is; zeroes for none."""
    level = list(leaves) or [_EMPTY_ROOT]
    while len(level) > 1:
        pairs = (level[at : at + 2] for at in range(0, len(level), 2))
        level = [sha256(b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def _encode(message: Json, numbers: Mapping[str, int]) -> bytes:
    if unknown := set(message) - set(numbers):
        raise ValueError(f"no version of this platform knows the field {min(unknown)}")
    written = (name for name in numbers if name in message)
    return b"".join(field(numbers[name], _value(name, message[name])) for name in written)


def _value(name: str, value: object) -> int | bytes:
    if name in _ENUMS:
        return _ENUMS[name].index(value)
    return bytes.fromhex(value) if isinstance(value, str) else _number(value)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 63:
        raise ValueError(f"{value!r} is no number that a block can hold")
    return value


def _instant(milliseconds: object) -> datetime:
    instant = _EPOCH + timedelta(milliseconds=_number(milliseconds))
    if instant.year == _LAST_YEAR:  # its last hours are on no city day
        raise ValueError(f"{instant} is no time of a block")
    return instant


def _parent(header: Json) -> str:
    parent = header["parentHash"]
    if len(bytes.fromhex(parent)) != 32:
        raise ValueError(f"{parent} is no block identifier")
    return str(parent).lower()


def _must_match(height: int, what: str, claimed: str, computed: bytes) -> None:
    if claimed != computed.hex():
        raise SourceContradiction(f"block {height}: the {what} is {claimed}, its contents give {computed.hex()}")


def _recover(signature: bytes, digest: bytes) -> bytes | None:
    """Return the address whose key signed, None where the signature is none. Wallets count the parity from 0 or 27."""
    if len(signature) < 65:
        return None
    parity = signature[64] - 27 if signature[64] >= 27 else signature[64]
    try:
        public = PublicKey.from_signature_and_message(signature[:64] + bytes((parity,)), digest, hasher=None)
    except Exception:  # noqa: BLE001  coincurve raises bare Exception for a signature that no key can have made
        return None
    return PREFIX + keccak.new(digest_bits=256, data=public.format(compressed=False)[1:]).digest()[12:]


def _transaction(
    place: tuple[int, int], transaction: Json, contents: bytes, *, tokens: Collection[bytes]
) -> Transaction:
    digest = sha256(contents).digest()
    if transaction["txID"] != digest.hex():
        raise SourceContradiction(
            f"block {place[0]}, transaction {place[1]}: txID is {transaction['txID']}, its contents give {digest.hex()}"
        )
    outcome = (transaction.get("ret") or [{}])[0].get("contractRet")
    is_successful = None if outcome in (None, "DEFAULT") else outcome == "SUCCESS"
    return Transaction(digest.hex(), is_successful, _call(place, transaction, contents, tokens=tokens))


def _call(place: tuple[int, int], transaction: Json, contents: bytes, *, tokens: Collection[bytes]) -> Call | None:
    """Return the call of a token's contract, if the signed contents are one, and if the node says the same of it."""
    if not any(token in contents for token in tokens):
        return None
    body = read_fields(contents)
    contract = read_fields(last_bytes(body, 11))
    if last_number(contract, 1) != _TRIGGER_SMART_CONTRACT:
        return None
    trigger = read_fields(last_bytes(read_fields(last_bytes(contract, 2)), 2))
    owner, called, data = (last_bytes(trigger, number) for number in (1, 2, 4))
    if called not in tokens:
        return None
    signed = {"owner_address": owner.hex(), "contract_address": called.hex(), "data": data.hex()}
    times = {"timestamp": last_number(body, 14), "expiration": last_number(body, 8)}
    _must_say(place, transaction["raw_data"], signed, times=times)
    signer = _recover(bytes.fromhex(transaction["signature"][0]), sha256(contents).digest())
    return Call(owner, called, data, signer == owner)


def _must_say(place: tuple[int, int], told: Json, signed: Mapping[str, str], *, times: Mapping[str, int]) -> None:
    contract = told["contract"][0]
    value = contract["parameter"]["value"]
    claims = {
        "type": (contract["type"], "TriggerSmartContract"),
        **{name: (value.get(name, ""), expected) for name, expected in signed.items()},
        **{name: (told.get(name, 0), expected) for name, expected in times.items()},
    }
    for name, (claimed, expected) in claims.items():
        if claimed != expected:
            raise SourceContradiction(
                f"block {place[0]}, transaction {place[1]}: {name} is {claimed}, the signed contents say {expected}"
            )
