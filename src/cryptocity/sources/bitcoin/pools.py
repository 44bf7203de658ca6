"""Which mining pool a coinbase says it comes from: a tag that every miner can write, and nothing proves.

A few of the best known pools, by the tag that each writes itself. Pools that are not listed stay `unknown`; what their
coinbases say lands as text, so that a register of licensed pools can be joined to it.

Source: the pools' own blocks on the public chain, read 2026-11; tests hold the names against bitcoin-data/mining-pools.
"""

import re

POOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Foundry USA", ("Foundry USA Pool",)),
    ("AntPool", ("Mined by AntPool", "/AntPool/")),
    ("ViaBTC", ("/ViaBTC/",)),
    ("F2Pool", ("F2Pool", "七彩神仙鱼")),
    ("SpiderPool", ("SpiderPool",)),
    ("MARA Pool", ("MARA Pool", "MARA Made in USA")),
    ("Luxor", ("/LUXOR/", "Luxor Tech")),
    ("SecPool", ("SecPool",)),
    ("SBI Crypto", ("SBICrypto",)),
    ("Binance Pool", ("/Binance/", "binance/")),
    ("Braiins Pool", ("/slush/",)),
    ("BTC.com", ("/BTC.COM/",)),
    ("Poolin", ("/poolin.com",)),
    ("BitFuFu", ("BitFuFu",)),
    ("Bixin", ("/Bixin/", "/HaoBTC/")),
)
UNKNOWN = "unknown"

_TAGS = tuple((name, tag.encode()) for name, tags in POOLS for tag in tags)
_READABLE = re.compile(rb"[\x20-\x7e]{4,}")


def mined_by(coinbase_script: bytes) -> str:
    """Return the pool whose tag a coinbase's script carries, `unknown` for any other."""
    return next((name for name, tag in _TAGS if tag in coinbase_script), UNKNOWN)


def text_of(coinbase_script: bytes) -> str | None:
    """Return what can be read in a coinbase's script: its runs of four and more printable ASCII characters."""
    runs = (run.decode().strip() for run in _READABLE.findall(coinbase_script))
    return " ".join(run for run in runs if run) or None
