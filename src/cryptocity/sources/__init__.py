"""The outside systems we land from, one folder each; a new source is a new folder of four files and a line here."""

from cryptocity.dataset import Dataset
from cryptocity.sources.bitcoin.datasets import DATASETS as BITCOIN
from cryptocity.sources.cbdc.datasets import DATASETS as CBDC
from cryptocity.sources.exchanges.datasets import DATASETS as EXCHANGES
from cryptocity.sources.market.datasets import DATASETS as MARKET
from cryptocity.sources.merchants.datasets import DATASETS as MERCHANTS
from cryptocity.sources.onchain.datasets import DATASETS as ONCHAIN
from cryptocity.sources.reference.datasets import DATASETS as REFERENCE
from cryptocity.sources.tron.datasets import DATASETS as TRON

DATASETS: tuple[Dataset, ...] = (*BITCOIN, *CBDC, *EXCHANGES, *MARKET, *MERCHANTS, *ONCHAIN, *REFERENCE, *TRON)
SOURCES: tuple[str, ...] = tuple(dict.fromkeys(dataset.source for dataset in DATASETS))
EXTRACTIONS: dict[str, tuple[str, ...]] = {
    "onchain": ("onchain", "bitcoin", "tron"),
    "exchanges": ("exchanges", "market"),
    "cbdc": ("cbdc",),
    "merchants": ("merchants",),
    "reference": ("reference",),
}
"""What is landed in one run: the chains, and what the exchanges report with the market it is held against."""
