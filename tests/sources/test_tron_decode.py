"""What is said of a transfer: the call that proves it, the log that REST and JSON-RPC agree on, or nothing."""

from datetime import UTC, datetime

import pytest

from cryptocity.errors import SourceContradiction
from cryptocity.sources.tron.addresses import USDT, base58check
from cryptocity.sources.tron.datasets import TOKEN_TRANSFERS
from cryptocity.sources.tron.decode import TRANSFER_TOPIC, decode
from cryptocity.sources.tron.verify import Call, Proven, Transaction

PAYER, PAYEE, SPENDER = (b"\x41" + bytes((number,)) * 20 for number in (0xA, 0xB, 0xC))
ID, BLOCK_ID = "1d" * 32, "0000000000000064" + "b0" * 24
TRANSFER, TRANSFER_FROM, APPROVE = "a9059cbb", "23b872dd", "095ea7b3"


def word(value):
    return value.to_bytes(32) if isinstance(value, int) else value[1:].rjust(32, b"\0")


def call(selector, *words, owner=PAYER, is_signed_by_owner=True):
    data = bytes.fromhex(selector) + b"".join(each if isinstance(each, bytes) else word(each) for each in words)
    return Call(owner, USDT, data, is_signed_by_owner)


def log(payer=PAYER, payee=PAYEE, amount=5, **changes):
    topics = [TRANSFER_TOPIC, word(payer).hex(), word(payee).hex()]
    return {"address": USDT[1:].hex(), "topics": topics, "data": word(amount).hex(), **changes}


def block(made, is_successful=True):
    transaction = Transaction(ID, is_successful, made)
    return Proven(100, BLOCK_ID, "63" * 32, datetime(2026, 11, 1, tzinfo=UTC), PAYER, PAYER, (transaction,))


def answers(*logs):
    """Return REST's results and JSON-RPC's logs that tell the same logs of one transaction."""
    told = [
        {
            "address": f"0x{each['address']}",
            "blockHash": f"0x{BLOCK_ID}",
            "data": f"0x{each['data']}",
            "logIndex": hex(index),
            "removed": False,
            "topics": [f"0x{topic}" for topic in each["topics"]],
            "transactionHash": f"0x{ID}",
            "transactionIndex": "0x0",
        }
        for index, each in enumerate(logs)
        if each["address"] == USDT[1:].hex()
    ]
    return [{"id": ID, "blockNumber": 100, "log": list(logs)}], told


def landed(made, *logs, is_successful=True):
    return decode(block(made, is_successful), answers(*logs), 1, is_final=True)


def verification(made, *logs, is_successful=True):
    (row,) = landed(made, *logs, is_successful=is_successful).transfers
    return row[-1]


def test_a_transfer_by_a_direct_call_of_its_owner_is_proven():
    assert verification(call(TRANSFER, word(PAYEE), 5), log()) == "call_proven"


def test_a_spender_that_calls_proves_a_transfer_between_others():
    made = call(TRANSFER_FROM, word(PAYER), word(PAYEE), 5, owner=SPENDER)
    assert verification(made, log()) == "call_proven"


def test_a_call_signed_by_an_appointed_key_is_included_but_not_proven():
    made = call(TRANSFER, word(PAYEE), 5, is_signed_by_owner=False)
    assert verification(made, log()) == "call_included"


def test_a_transfer_by_another_contract_is_no_more_than_agreed_on():
    assert verification(None, log()) == "log_agreed"


def test_a_recipient_written_with_trons_prefix_is_the_same_recipient():
    assert verification(call(TRANSFER, bytes(11) + PAYEE, 5), log()) == "call_proven"


def test_bytes_after_the_arguments_are_ignored_as_the_contract_does():
    assert verification(call(TRANSFER, word(PAYEE), 5, b"\x01\x02"), log()) == "call_proven"


@pytest.mark.parametrize("made", [call(TRANSFER, word(PAYEE)), call(APPROVE, word(PAYEE), 5), call("")])
def test_a_call_that_means_no_transfer_proves_none(made):
    assert verification(made, log()) == "log_agreed"


def test_a_call_of_unknown_outcome_proves_nothing():
    assert verification(call(TRANSFER, word(PAYEE), 5), log(), is_successful=None) == "log_agreed"


def test_a_call_that_means_no_transfer_may_leave_no_log():
    assert landed(call(APPROVE, word(PAYEE), 5)).transfers == ()


@pytest.mark.parametrize(
    "logs",
    [(log(amount=6),), (log(payee=SPENDER),), (log(payer=SPENDER),), (), (log(), log())],
    ids=["another amount", "another payee", "another payer", "no log", "two logs"],
)
def test_a_log_against_a_proven_call_lands_nothing(logs):
    with pytest.raises(SourceContradiction, match=f"block 100: {ID} is a proven call to move 5 base units"):
        landed(call(TRANSFER, word(PAYEE), 5), *logs)


def test_a_failed_transaction_cannot_have_moved_tokens():
    with pytest.raises(SourceContradiction, match=f"{ID} failed, and yet is said to have moved tokens"):
        landed(None, log(), is_successful=False)


def test_the_log_index_counts_logs_of_other_contracts_and_other_events():
    elsewhere = log(address="5a" * 20)
    (row,) = landed(None, elsewhere, elsewhere, log()).transfers
    assert row[2] == 2


def test_other_tokens_are_left_out():
    rows = landed(None, log(address="5a" * 20))
    assert (rows.transfers, rows.rejected, rows.block[8]) == ((), {}, 0)


def test_a_row_names_holders_in_base58():
    (row,) = landed(None, log()).transfers
    names = [base58check(address) for address in (USDT, PAYER, PAYEE)]
    assert row == (1, 100, 0, datetime(2026, 11, 1, tzinfo=UTC), ID, *names, "5", "log_agreed")


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (log(amount=10**38), "amount_too_large"),
        (log(topics=[TRANSFER_TOPIC, "01" * 32, word(PAYEE).hex()]), "topic_is_no_address"),
        (log(topics=[TRANSFER_TOPIC, word(PAYER).hex()]), "no_transfer"),
        (log(data=""), "no_transfer"),
    ],
)
def test_a_log_that_is_no_transfer_is_quarantined_and_the_others_land(bad, rule):
    rows = landed(None, bad, log())
    assert [row[2] for row in rows.transfers] == [1]
    assert [each.rule for each in rows.rejected[TOKEN_TRANSFERS]] == [rule]
    assert rows.block[8] == 2


def test_the_largest_amount_that_sums_can_hold_lands():
    (row,) = landed(None, log(amount=10**38 - 1)).transfers
    assert row[8] == "9" * 38
