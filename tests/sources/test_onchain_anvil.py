"""A real Ethereum client: a token is deployed and moved on Foundry's anvil, and every block of it proves and lands.

anvil comes from npm (`npm install @foundry-rs/anvil`); where it is not on the PATH these tests skip, saying so.
"""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx
import polars as pl
import pytest

from cryptocity.access import Access
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    DATASETS,
    NATIVE_TRANSFERS,
    REORGANISATIONS,
    TOKEN_TRANSFERS,
    TRANSACTIONS,
)
from cryptocity.sources.onchain.decode import TRANSFER_TOPIC
from cryptocity.sources.onchain.extract import extract_heights
from cryptocity.transport import Endpoint, Patience
from cryptocity.window import Window, day_of

ANVIL = shutil.which("anvil")
pytestmark = pytest.mark.skipif(ANVIL is None, reason="anvil is not on the PATH; no real client was asked")

# transfer(to, amount), and nothing else: logs Transfer(caller, to, amount) and returns true.
RUNTIME = "602435600052600435337f" + TRANSFER_TOPIC[2:] + "60206000a3600160005260206000f3"
DEPLOY = f"0x60{len(RUNTIME) // 2:02x}600c60003960{len(RUNTIME) // 2:02x}6000f3{RUNTIME}"
LARGEST_AMOUNT = 10**38 - 1


class Client:
    """anvil, asked directly."""

    def __init__(self, url):
        self.url = url
        self.ids = count()
        self.accounts = self.ask("eth_accounts")

    def ask(self, method, *params):
        body = {"jsonrpc": "2.0", "id": next(self.ids), "method": method, "params": params}
        answer = httpx.post(self.url, json=body).json()
        assert "error" not in answer, answer
        return answer["result"]

    def send(self, **transaction):
        """Send a transaction from the first account and return its receipt."""
        sent = self.ask("eth_sendTransaction", {"from": self.accounts[0], "gas": "0x30d40", **transaction})
        return self.ask("eth_getTransactionReceipt", sent)

    def transfer(self, token, recipient, amount, **how):
        return self.send(to=token, data=f"0xa9059cbb{int(recipient, 16):064x}{amount:064x}", **how)

    def mine_at(self, instant):
        """Have the next block mined at an instant."""
        self.ask("evm_setNextBlockTimestamp", int(instant.timestamp()))

    def height(self):
        return int(self.ask("eth_blockNumber"), 16)


@pytest.fixture
def client():
    with subprocess.Popen(
        [ANVIL, "--port", "0", "--chain-id", "31337"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            line = next(line for line in process.stdout if line.startswith("Listening on"))
            yield Client(f"http://{line.split()[-1]}")
        finally:
            process.kill()


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def landed(client, first, last, lake):
    """Extract a range; return the rows by dataset over all days that it touched."""
    access = Access({"onchain": Endpoint(client.url)}, Pseudonyms(b"key"), Patience(timeout_seconds=10, attempts=1))
    extract_heights(first, last, lake, access=access)
    return {dataset: rows_of(dataset, lake) for dataset in DATASETS}


def rows_of(dataset, lake):
    return [row for day in lake.days(dataset) for row in lake.rows(dataset, day).to_dicts()]


def test_a_token_on_a_real_client_is_proven_and_landed(client, lake):
    token = client.send(data=DEPLOY)["contractAddress"]
    sender, *recipients = client.accounts
    moved = [(recipient, 10**18 + number) for number, recipient in enumerate(recipients)]
    for recipient, amount in moved:
        client.transfer(token, recipient, amount)
    rows = landed(client, 0, client.height(), lake)
    assert [row["block_number"] for row in rows[BLOCKS]] == list(range(len(moved) + 2))
    assert [row["verification"] for row in rows[BLOCKS]] == ["verified"] * (len(moved) + 2)
    columns = ("token_address", "from_address", "to_address", "amount_base_units")
    seen = [tuple(row[column] for column in columns) for row in rows[TOKEN_TRANSFERS]]
    assert seen == [(token, sender, recipient, str(amount)) for recipient, amount in moved]


def test_every_type_of_transaction_of_a_real_client_is_proven(client, lake):
    recipient, access_list = client.accounts[1], [{"address": client.accounts[2], "storageKeys": [f"0x{7:064x}"]}]
    kinds = [
        {"gasPrice": "0x77359400"},
        {"gasPrice": "0x77359400", "accessList": access_list},
        {"maxFeePerGas": "0x77359400", "maxPriorityFeePerGas": "0x1", "accessList": access_list},
    ]
    receipts = [client.send(to=recipient, value="0x1", **kind) for kind in kinds]
    rows = landed(client, 0, client.height(), lake)[TRANSACTIONS]
    assert [row["transaction_type"] for row in rows] == [0, 1, 2]
    assert [row["transaction_hash"] for row in rows] == [receipt["transactionHash"] for receipt in receipts]
    assert [row["gas_used"] for row in rows] == [int(receipt["gasUsed"], 16) for receipt in receipts]
    prices = [str(int(receipt["effectiveGasPrice"], 16)) for receipt in receipts]
    assert [row["effective_gas_price_base_units"] for row in rows] == prices


def test_an_amount_that_fits_no_decimal_is_quarantined(client, lake):
    token = client.send(data=DEPLOY)["contractAddress"]
    for amount in (LARGEST_AMOUNT, LARGEST_AMOUNT + 1):
        client.transfer(token, client.accounts[1], amount)
    rows = landed(client, 0, client.height(), lake)[TOKEN_TRANSFERS]
    assert [row["amount_base_units"] for row in rows] == [str(LARGEST_AMOUNT)]
    rejected = [row for day in lake.days(TOKEN_TRANSFERS) for row in lake.rejected(TOKEN_TRANSFERS, day)]
    assert [row.position for row in rejected] == [client.height()]


def test_a_transaction_that_failed_says_so(client, lake):
    reverting = client.send(data="0x6006600c60003960066000f360006000fd00")["contractAddress"]
    client.send(to=reverting, data="0x")
    assert [row["is_successful"] for row in landed(client, 0, client.height(), lake)[TRANSACTIONS]] == [True, False]


def test_a_contract_that_is_paid_at_its_creation_is_who_receives(client, lake):
    paid = client.send(data="0x6001600c60003960016000f300", value="0x7")["contractAddress"]
    native = landed(client, 0, client.height(), lake)[NATIVE_TRANSFERS]
    columns = ("to_address", "amount_base_units", "is_contract_creation")
    assert [tuple(row[column] for column in columns) for row in native] == [(paid, "7", True)]


TOMORROW = day_of(datetime.now(UTC)) + timedelta(days=1)


def test_a_real_client_that_reorganises(client, lake, tmp_path):
    window, recipients = Window.of_day(TOMORROW), client.accounts[1:]
    client.mine_at(window.start + timedelta(hours=1))
    kept = [client.send(to=recipients[0], value="0x1") for _ in range(2)]
    client.mine_at(window.end + timedelta(hours=1))
    client.send(to=recipients[0], value="0x2")
    snapshot = client.ask("evm_snapshot")
    old = [client.send(to=recipients[1], value="0x3") for _ in range(2)]
    landed(client, 1, client.height(), lake)
    next_day = TOMORROW + timedelta(days=1)
    quiet = {dataset: lake.manifest(dataset, TOMORROW) for dataset in DATASETS}
    client.ask("evm_revert", snapshot)
    new = [client.send(to=recipients[2], value="0x4") for _ in range(3)]
    landed(client, 3, client.height(), lake)
    assert {dataset: lake.manifest(dataset, TOMORROW) for dataset in DATASETS} == quiet
    events = lake.rows(REORGANISATIONS, next_day).select("event", "block_hash").rows()
    displaced, risen = ([each["blockHash"] for each in receipts] for receipts in (old, new[:2]))
    assert events == [("-", displaced[1]), ("-", displaced[0]), ("+", risen[0]), ("+", risen[1])]
    moved = lake.rows(NATIVE_TRANSFERS, next_day).filter(pl.col("finality") == "orphaned")
    assert moved["transaction_hash"].to_list() == [each["transactionHash"] for each in old]
    standing = [row for row in rows_of(BLOCKS, lake) if row["finality"] != "orphaned"]
    assert [row["block_hash"] for row in standing][:2] == [each["blockHash"] for each in kept]
    assert [row["block_number"] for row in standing] == list(range(1, client.height() + 1))


def test_a_reorganisation_extracted_as_it_happens_ends_with_the_rows_of_the_chain_that_stands(client, tmp_path):
    seen, fresh = (Lake(tmp_path / name, Seal(b"key")) for name in ("seen", "fresh"))
    client.send(to=client.accounts[1], value="0x1")
    for round_ in range(3):
        snapshot = client.ask("evm_snapshot")
        client.send(to=client.accounts[2], value=hex(round_ + 1))
        landed(client, 0, client.height(), seen)
        client.ask("evm_revert", snapshot)
        client.send(to=client.accounts[3], value=hex(round_ + 1))
    landed(client, 0, client.height(), seen)
    landed(client, 0, client.height(), fresh)
    for dataset in (BLOCKS, TRANSACTIONS, NATIVE_TRANSFERS):
        assert [row for row in rows_of(dataset, seen) if row["finality"] != "orphaned"] == rows_of(dataset, fresh)
    assert len(rows_of(REORGANISATIONS, seen)) == 6
