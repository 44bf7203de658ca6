"""Who can be paid on the sandbox's Bitcoin chain: keys that follow from the seed, and the scripts that pay to them."""

from dataclasses import dataclass
from hashlib import sha256

from coincurve import PrivateKey
from Crypto.Hash import RIPEMD160

from cryptocity.sources.bitcoin.networks import NETWORKS
from cryptocity.sources.bitcoin.scripts import read_script

NETWORK = NETWORKS["regtest"]


@dataclass(frozen=True)
class Holder:
    """Who can be paid: a key and the script that pays to it."""

    key: bytes
    script: str

    @property
    def address(self) -> str:
        """Return the script's address."""
        return read_script(self.script, NETWORK)[1] or ""


def pool_holder(seed: int, number: int) -> Holder:
    """Return where a pool's coinbases pay."""
    return _keyed(seed, f"pool/{number}")


def miner_holder(seed: int, number: int) -> Holder:
    """Return where a licensed miner is paid."""
    return _keyed(seed, f"miner/{number}")


def reserve_holder(seed: int) -> Holder:
    """Return the state reserve, which pays to a script hash."""
    holder = _keyed(seed, "reserve")
    return Holder(holder.key, f"a914{_hash160(bytes.fromhex(holder.script)).hex()}87")


def seized_holder(seed: int) -> Holder:
    """Return where the state keeps the coins that it seized."""
    return _keyed(seed, "seized")


def exchange_holder(seed: int) -> Holder:
    """Return the exchange's deposit address, of the oldest form."""
    holder = _keyed(seed, "exchange")
    return Holder(holder.key, f"76a914{holder.script[4:]}88ac")


def _keyed(seed: int, name: str) -> Holder:
    key = sha256(f"sandbox/{seed}/bitcoin/{name}".encode()).digest()
    return Holder(key, f"0014{_hash160(PrivateKey(key).public_key.format()).hex()}")


def _hash160(content: bytes) -> bytes:
    return RIPEMD160.new(sha256(content).digest()).digest()
