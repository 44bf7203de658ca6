"""Gains of ledgers by rp2, first in first out, for an environment of its own that has rp2 and nothing of this project.

Reads ledgers from standard input, a list of [ledger, [[number, instant, is_acquisition, units, value], …]], and writes
the gain of each disposal by its number. Numbers are decimal strings; a value is a cost with fees, or net proceeds.
"""

import json
import os
import sys
import tempfile

os.environ["LONG_TERM_CAPITAL_GAINS"] = "0"
os.environ["CURRENCY_CODE"] = "kzt"

import logging

logging.disable(logging.CRITICAL)

from prezzemolo.avl_tree import AVLTree  # noqa: E402  rp2 reads its settings from the environment
from rp2.accounting_engine import AccountingEngine  # noqa: E402
from rp2.configuration import MAX_DATE, MIN_DATE, Configuration  # noqa: E402
from rp2.in_transaction import InTransaction  # noqa: E402
from rp2.input_data import InputData  # noqa: E402
from rp2.out_transaction import OutTransaction  # noqa: E402
from rp2.plugin.accounting_method.fifo import AccountingMethod  # noqa: E402
from rp2.plugin.country.generic import Generic  # noqa: E402
from rp2.rp2_decimal import ZERO, RP2Decimal  # noqa: E402
from rp2.tax_engine import compute_tax  # noqa: E402
from rp2.transaction_set import TransactionSet  # noqa: E402

SETTINGS = """
[general]
assets = BTC
exchanges = AX
holders = H
[in_header]
timestamp = 0
asset = 1
exchange = 2
holder = 3
transaction_type = 4
spot_price = 5
crypto_in = 6
[out_header]
timestamp = 0
asset = 1
exchange = 2
holder = 3
transaction_type = 4
spot_price = 5
crypto_out_no_fee = 6
crypto_fee = 7
[intra_header]
timestamp = 0
asset = 1
from_exchange = 2
from_holder = 3
to_exchange = 4
to_holder = 5
spot_price = 6
crypto_sent = 7
crypto_received = 8
"""


def gains_of(settings, events):
    """Return the gain of each disposal by its number."""
    sets = {kind: TransactionSet(settings, kind, "BTC", MIN_DATE, MAX_DATE) for kind in ("IN", "OUT", "INTRA")}
    for row, (number, instant, is_acquisition, *amounts) in enumerate(events, start=1):
        units, value = (RP2Decimal(amount) for amount in amounts)
        named = {"row": row, "unique_id": number}
        if is_acquisition:
            worth = {"fiat_in_no_fee": value, "fiat_in_with_fee": value, **named}
            bought = InTransaction(settings, instant, "BTC", "AX", "H", "BUY", value / units, units, **worth)
            sets["IN"].add_entry(bought)
        else:
            worth = {"fiat_out_no_fee": value, **named}
            sold = OutTransaction(settings, instant, "BTC", "AX", "H", "SELL", value / units, units, ZERO, **worth)
            sets["OUT"].add_entry(sold)
    methods = AVLTree()
    methods.insert_node(MIN_DATE.year, AccountingMethod())
    data = InputData("BTC", sets["IN"], sets["OUT"], sets["INTRA"])
    gains = {}
    for gain in compute_tax(settings, AccountingEngine(methods), data).gain_loss_set:
        number = gain.taxable_event.unique_id
        gains[number] = gains.get(number, ZERO) + gain.fiat_gain
    return {number: str(gain) for number, gain in gains.items()}


def main():
    """Answer for every ledger."""
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as file:
        file.write(SETTINGS)
        file.flush()
        settings = Configuration(file.name, Generic())
        gains = {}
        for _, events in json.load(sys.stdin):
            gains.update(gains_of(settings, events))
    json.dump(gains, sys.stdout)


main()
