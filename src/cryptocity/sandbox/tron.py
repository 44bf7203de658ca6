"""The sandbox's Tron chain: one block every half hour, signed by 27 witnesses in turn, with roots that recompute.

Residents pay each other in USDT. Most call the token themselves; some let a spender or another contract do it, some
own an account whose keys they appointed, some calls fail. Nothing of this enters another source, nor the known truth,
but what a reserve of the state receives and spends.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Any

from coincurve import PrivateKey
from google.protobuf.message import Message

from cryptocity.sandbox.city import City, Wallet, wallet_of
from cryptocity.sandbox.reserve import reserve_moves_on_tron
from cryptocity.sandbox.tron_messages import Json, contract, message, shown, written
from cryptocity.sources.tron.addresses import USDT
from cryptocity.window import Window, days_between

SECONDS_PER_BLOCK = 1_800
_BLOCKS_PER_DAY = 86_400 // SECONDS_PER_BLOCK
_WITNESSES = 27
_APPOINTS_A_KEY = 5
_PAYMENTS_PER_DAY = 120
_KINDS = ("transfer", "transfer_from", "router", "appointed", "reverted", "trx")
_SHARES = (0.70, 0.08, 0.08, 0.03, 0.04, 0.07)
_ROUTER = b"\x41" + bytes.fromhex("5a0000000000000000000000000000000000f709")
_TRANSFER_TOPIC = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_SELECTORS = {"transfer": "a9059cbb", "transfer_from": "23b872dd", "router": "5c11d795"}
_VERSION, _FEE_LIMIT = 34, 100_000_000


@dataclass(frozen=True)
class Payment:
    """Someone pays in USDT, or in TRX: when (second of the city day), who whom, how much, and by which kind of call."""

    second: int
    payer: Wallet
    payee: Wallet
    amount: int
    kind: str


@dataclass(frozen=True)
class TronBlock:
    """A block as a node's REST shows it, and the results of its transactions."""

    block: Json
    infos: tuple[Json, ...]

    @property
    def header(self) -> Json:
        """Return the header's contents."""
        return dict(self.block["block_header"]["raw_data"])


@dataclass
class TronChain:
    """The blocks produced so far, from the genesis half an hour before the first day on."""

    city: City
    first_day: date
    blocks: list[TronBlock] = field(default_factory=list)
    _days: int = 0
    _lock: Lock = field(default_factory=Lock)

    @property
    def chain_id(self) -> int:
        """Return the last four bytes of the genesis block's identifier, as a number."""
        return int(self.until(self.first_day)[0].block["blockID"][-8:], 16)

    def until(self, day: date) -> list[TronBlock]:
        """Return the blocks up to the midnight that ends a day."""
        with self._lock:
            if not self.blocks:
                start = int(Window.of_day(self.first_day).start.timestamp())
                self.blocks.append(_genesis(start - SECONDS_PER_BLOCK))
            for missing in list(days_between(self.first_day, day))[self._days :]:
                self._produce(missing)
                self._days += 1
        return self.blocks[: 1 + _BLOCKS_PER_DAY * ((day - self.first_day).days + 1)]

    def _produce(self, day: date) -> None:
        start = int(Window.of_day(day).start.timestamp())
        by_slot: dict[int, list[Payment]] = defaultdict(list)
        for payment in payments_of(self.city, day):
            by_slot[min(max(1, payment.second // SECONDS_PER_BLOCK), _BLOCKS_PER_DAY - 1)].append(payment)
        for slot in range(1, _BLOCKS_PER_DAY + 1):
            self.blocks.append(self._block(start + slot * SECONDS_PER_BLOCK, by_slot[slot]))

    def _block(self, second: int, payments: Sequence[Payment]) -> TronBlock:
        parent = bytes.fromhex(self.blocks[-1].block["blockID"])
        height = len(self.blocks)
        signed = [_signed(payment, parent, second * 1_000 + at) for at, payment in enumerate(payments)]
        number = height % _WITNESSES
        witness = wallet_of(self.city.seed, "witness", number)
        signer = wallet_of(self.city.seed, "witness", number, number=int(number == _APPOINTS_A_KEY))
        header = message(
            "Header",
            timestamp=second * 1_000,
            txTrieRoot=_root([sha256(written(transaction)).digest() for transaction in signed]),
            parentHash=parent,
            number=height,
            witness_address=_tron(witness),
            version=_VERSION,
        )
        ids = [sha256(written(_any(transaction).raw_data)).digest() for transaction in signed]
        infos = (_info(deed, (height, second * 1_000), id_) for deed, id_ in zip(payments, ids, strict=True))
        return TronBlock(_shown_block(header, signer, signed), tuple(infos))


def payments_of(city: City, day: date) -> list[Payment]:
    """Return what residents pay each other on Tron in a day, and the reserve's payments, in the order of time."""
    dice = city.dice("tron", day)
    count = int(dice.poisson(_PAYMENTS_PER_DAY))
    seconds = sorted(int(second) for second in dice.integers(0, 86_400, count))
    holders = dice.integers(0, len(city.wallets), (count, 2))
    amounts = dice.lognormal(17.5, 1.4, count)
    kinds = dice.choice(len(_KINDS), count, p=_SHARES)
    payments = [
        Payment(second, city.wallets[payer], city.wallets[payee], int(amount), _KINDS[kind])
        for second, (payer, payee), amount, kind in zip(seconds, holders, amounts, kinds, strict=True)
    ]
    reserve = [Payment(*move, "transfer") for move in reserve_moves_on_tron(city, day)]
    return sorted([*payments, *reserve], key=lambda payment: payment.second)


def _genesis(second: int) -> TronBlock:
    header = message("Header", timestamp=second * 1_000, txTrieRoot=bytes(32), parentHash=bytes(32))
    return TronBlock(_shown_block(header, None, []), ())


def _shown_block(header: Message, signer: Wallet | None, transactions: Sequence[Message]) -> Json:
    digest = sha256(written(header)).digest()
    signed = {"witness_signature": _signature(signer, digest).hex()} if signer else {}
    block = {
        "blockID": (_any(header).number.to_bytes(8) + digest[8:]).hex(),
        "block_header": {"raw_data": shown(header), **signed},
    }
    return {**block, "transactions": [_shown_transaction(each) for each in transactions]} if transactions else block


def _shown_transaction(transaction: Message) -> Json:
    contents = written(_any(transaction).raw_data)
    ids = {"txID": sha256(contents).hexdigest(), "raw_data_hex": contents.hex()}
    return {**shown(transaction), **ids}


def _signed(payment: Payment, parent: bytes, milliseconds: int) -> Message:
    contents = message(
        "Contents",
        ref_block_bytes=parent[6:8],
        ref_block_hash=parent[8:16],
        expiration=milliseconds + 60_000,
        contract=[_contract(payment)],
        timestamp=milliseconds - 3_000,
        fee_limit=0 if payment.kind == "trx" else _FEE_LIMIT,
    )
    signer = payment.payee if payment.kind in ("appointed", "transfer_from") else payment.payer
    signature = _signature(signer, sha256(written(contents)).digest())
    outcome = message("Result", contractRet="REVERT" if payment.kind == "reverted" else "SUCCESS")
    return message("Transaction", raw_data=contents, signature=[signature], ret=[outcome])


def _contract(payment: Payment) -> Message:
    payer, payee = _tron(payment.payer), _tron(payment.payee)
    if payment.kind == "trx":
        return contract(message("TransferContract", owner_address=payer, to_address=payee, amount=payment.amount))
    method = payment.kind if payment.kind in _SELECTORS else "transfer"
    words = (payee[1:], payment.amount) if method == "transfer" else (payer[1:], payee[1:], payment.amount)
    data = bytes.fromhex(_SELECTORS[method]) + b"".join(_word(word) for word in words)
    called = _ROUTER if method == "router" else USDT
    owner = payee if method == "transfer_from" else payer
    call = message("TriggerSmartContract", owner_address=owner, contract_address=called, data=data)
    return contract(call, **({"Permission_id": 2} if payment.kind == "appointed" else {}))


def _info(payment: Payment, place: tuple[int, int], id_: bytes) -> Json:
    info: Json = {"id": id_.hex(), "blockNumber": place[0], "blockTimeStamp": place[1]}
    if payment.kind == "trx":
        return {**info, "contractResult": [""], "receipt": {"net_usage": 268}}
    energy = {"energy_usage_total": 64_285, "net_usage": 345}
    if payment.kind == "reverted":
        return {**info, "result": "FAILED", "receipt": {**energy, "result": "REVERT"}}
    holders = [_word(_tron(wallet)[1:]).hex() for wallet in (payment.payer, payment.payee)]
    transfer = {
        "address": USDT[1:].hex(), "topics": [_TRANSFER_TOPIC, *holders], "data": _word(payment.amount).hex(),
    }  # fmt: skip
    swap = {"address": _ROUTER[1:].hex(), "topics": ["5a" * 32], "data": ""}
    logs = [swap, transfer] if payment.kind == "router" else [transfer]
    return {**info, "contractResult": ["00" * 32], "receipt": {**energy, "result": "SUCCESS"}, "log": logs}


def _word(value: bytes | int) -> bytes:
    return value.to_bytes(32) if isinstance(value, int) else value.rjust(32, b"\0")


def _tron(wallet: Wallet) -> bytes:
    return b"\x41" + bytes.fromhex(wallet.address[2:])


def _signature(signer: Wallet, digest: bytes) -> bytes:
    return PrivateKey(signer.key).sign_recoverable(digest, hasher=None)


def _root(leaves: list[bytes]) -> bytes:
    """Return java-tron's Merkle root, built from the top: the left half is the largest power of two below the size."""
    if len(leaves) < 2:
        return leaves[0] if leaves else bytes(32)
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(_root(leaves[:half]) + _root(leaves[half:])).digest()


def _any(made: Message) -> Any:  # noqa: ANN401  a generated class, whose fields no type checker knows
    return made
