"""Recomputing Tron's identifiers, roots and signatures: of published blocks, of the sandbox's, of anything at all."""

import copy
import json
import string
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptocity.errors import SourceContradiction
from cryptocity.sandbox.city import City
from cryptocity.sandbox.tron import TronChain
from cryptocity.sandbox.tron_messages import message, shown, written
from cryptocity.sandbox.tron_node import token_logs
from cryptocity.sources.tron.addresses import TOKENS, base58check, from_base58check
from cryptocity.sources.tron.decode import TRANSFER_TOPIC, decode
from cryptocity.sources.tron.protobuf import field, present_field, read_fields
from cryptocity.sources.tron.verify import encode_header, encode_transaction, prove, root_of

# Headers as nodes gave them. Source: answers printed in public documentation of Tron's HTTP interface:
# developers.tron.network (200, a test chain; 66987565, Nile), getblock.io (30864542, mainnet), TronGrid (62306449).
HEADERS = {
    "00000000000000c86d2473411771f83db5e314c01bc8f8cf0dc2f8892be6fd7f": (
        {"number": 200, "txTrieRoot": "00" * 32, "witness_address": "41f16412b9a17ee9408646e2a21e16478f72ed1e95",
         "parentHash": "00000000000000c7d4d47132f21fd0b74e2f8bcb0c2e9130f7cab35b5d38af9f", "version": 9,
         "timestamp": 1575594618000},
        "97ecda5b130600d18304e02f7fd5ab9d115c5ec9c0e312c8c6fe83939771bb85"
        "505fafee598541dc902b1a7b8ca2735c83a12e640203ed4b8529d47ce4f413df00",
    ),
    "0000000001d6f49ebf6a4ff33cc1c1607145c48dc701fbd7ce00f410131e14f8": (
        {"number": 30864542, "parentHash": "0000000001d6f49d0479eee63b80207fb66d24c1b7d50e2c89e0fd492861f508",
         "timestamp": 1623055917000, "txTrieRoot": "3739bc2a844d642506e8faf39d4012320ec1cf87899e1744e02b8d7f9ed2da3f",
         "version": 21, "witness_address": "41f29f57614a6b201729473c837e1d2879e9f90b8e"},
        "4772f264935c69f0defe528a1b2c3cec91cfeb27b929364e59f75350594ebcf0"
        "77ec6861c6461ac9696e518d6412882265cbd9eb05d97e72e00fbb8d2841a74f01",
    ),
    "0000000003b6b891043be54ac0ae1ef579fad5e6e1732cb0ac4237a873b8453e": (
        {"number": 62306449, "txTrieRoot": "7cb6ddff8ada79c91baf6667cc8ead757b39205a8dc8ae097298dbb0587bddb7",
         "witness_address": "4114f2c09d3de3fe82a71960da65d4935a30b24e1f", "version": 30, "timestamp": 1717563117000,
         "parentHash": "0000000003b6b890d8e1d886520dcad1820f4313a435ad593a80c549ea883054"},
        "82cd722206df1bd86be854605514f5a45f4914dba2097de6fd59b8c45a07721d"
        "5af9a60ec567ecdd48921aec5d458fa26f359315b6561b3d98bedd11910f777601",
    ),
    "0000000003fe262d52bfa4b2814f816fd2e57af5b98a33d60d8630a03a908e0e": (
        {"number": 66987565, "txTrieRoot": "faf8fe3858339ead25cc892461c82a59b84dca4a51c45b026676bf3f45a352a2",
         "witness_address": "41b2f713d57dbcec679d93a8849fa0cd0e4db594ba", "version": 34, "timestamp": 1777445121000,
         "parentHash": "0000000003fe262c85cd6b02033f4c3e5c1efa35de256a17bd906dc61fb1aeed"},
        "5b3cf6cb15d52947989f7726f4907a144b39ccd667a1a0f98707b40cdfe65b96"
        "173ddf34ae8dcc5e78f136e0cf903a15c7128984aa2191f02333209d1879d3f900",
    ),
}  # fmt: skip

# A whole block of a test chain as its node gave it, printed in the comments of the Java SDK of BlockATM.
TOKEN, OWNER = "4135cf7d6a20a1f7149e5f99442334257a95e8f28e", "41bcaadebd7d6951971e4876f79fd95351bd5571dc"
CALL = "a9059cbb00000000000000000000000001c12a552c8a35051153c05792249d2512f011ba" + f"{0x112209C76DE80000:064x}"
_TRX = (
    "0a02e7f0220885fc9d795829e08940e09d9df9832f5a69080112650a2d747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c"
    "2e5472616e73666572436f6e747261637412340a154141f0a2b01c950b4d38c9abfe9b96579dea0651681215"
)
BLOCK = {
    "blockID": "0000000000c9e803d5258a17e15172768b41ffb69e857530e7d9f7a92ccb78e8",
    "block_header": {
        "raw_data": {
            "number": 13232131,
            "txTrieRoot": "1b8e8977290caedf6de737f3e42d142c5c603d20d46942bb47a75963ec78709d",
            "witness_address": "41ad3353aa1343b90a311f09b784c76f089d278232",
            "parentHash": "0000000000c9e802e54079a6a84e92315f8b8dbcbefd9b151dc2317d27523049",
            "version": 20,
            "timestamp": 1615967187000,
        },
        "witness_signature": "aa4ed732351f8abda25ce74255393dbeff305d132d4d25d5839dffed0298be6e"
        "67e9d4672ad404f9b198854c6378b25bed3759995c249278e5c0f1d489ff910201",
    },
    "transactions": [
        {
            "ret": [{"contractRet": "SUCCESS"}],
            "signature": [
                "51911c415dc290b1500562d41570009bbbe0827d231999ea7de1f0bbb1665b43"
                "6e9a1f0c3eeff34f3df2290da5706f920e95b58a55827d7202f81fd45960a7ea01"
            ],
            "txID": "738c8bdf8f2a38147a8a4643bb184cfde41b22707585669a2cfb15b3b7d869bf",
            "raw_data_hex": _TRX + "412e961e2d6493b2bc728d06d024c0e2a6310635381880e497d01270e7cc99f9832f",
        },
        {
            "ret": [{"contractRet": "SUCCESS"}],
            "signature": [
                "b03901e89ee688c819bc885f7f4789e5f47c1eb23bdbb9ee334516f9f43e86ce"
                "2968913414cc82113c5ec6ff993a9075e23cf81474920c9b4da94ad2a096310e01"
            ],
            "txID": "5d79ef636445e261fa090cdb5d23d7f8e0443778cb74df2c3ee34a9462645f67",
            "raw_data_hex": _TRX + "4131ee9cedde5c5e0de33f26b3ba6596b0fef610f31880e497d0127091cd99f9832f",
        },
        {
            "ret": [{"contractRet": "SUCCESS"}],
            "signature": [
                "542dc9f8a72fd3d96a03e4075789cdd017f9c7a30522fffbd1c4a2def34dfcbf"
                "0ccdc3302507168c4cc41715d778ce3f452b988840c23f80cd4985fbc75f733a01"
            ],
            "txID": "ec0fa0d734c1d5815cee80b7accce61b0cda8a87e8d3e40061595104a4142430",
            "raw_data": {
                "data": "73656e6420746f20746f6e79",
                "contract": [
                    {
                        "parameter": {
                            "value": {"data": CALL, "owner_address": OWNER, "contract_address": TOKEN},
                            "type_url": "type.googleapis.com/protocol.TriggerSmartContract",
                        },
                        "type": "TriggerSmartContract",
                    }
                ],
                "ref_block_bytes": "e7ef",
                "ref_block_hash": "ca589e3ac0ae6383",
                "expiration": 1615967241000,
                "fee_limit": 6000000,
                "timestamp": 1615967184149,
            },
            "raw_data_hex": "0a02e7ef2208ca589e3ac0ae638340a8869df9832f520c73656e6420746f20746f6e795aae01081f12a9010a31"
            "747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e54726967676572536d617274436f6e747261637412740a15"
            f"{OWNER}1215{TOKEN}2244{CALL}7095ca99f9832f9001809bee02",
        },
    ],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=8).map(bytes.hex),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@pytest.fixture(scope="module")
def chain():
    blocks = TronChain(City(residents=600), date(2026, 11, 1)).until(date(2026, 11, 1))
    return blocks[1:]


@pytest.mark.parametrize("identifier", HEADERS)
def test_a_published_header_gives_its_identifier_and_its_witness(identifier):
    header, signature = HEADERS[identifier]
    computed = sha256(encode_header(header)).digest()
    assert (header["number"].to_bytes(8) + computed[8:]).hex() == identifier
    signed = {"blockID": identifier, "block_header": {"raw_data": header, "witness_signature": signature}}
    if header["txTrieRoot"] == "00" * 32:
        proven = prove(signed, TOKENS)
        assert proven.signer.hex() == proven.witness.hex() == header["witness_address"]


def test_a_published_block_proves_itself_and_a_call_by_its_owner():
    proven = prove(BLOCK, frozenset({bytes.fromhex(TOKEN)}))
    assert proven.signer == proven.witness
    assert proven.mined_at == datetime(2021, 3, 17, 7, 46, 27, tzinfo=UTC)
    assert [transaction.id for transaction in proven.transactions] == [each["txID"] for each in BLOCK["transactions"]]
    assert [transaction.is_successful for transaction in proven.transactions] == [True, True, True]
    *others, last = (transaction.call for transaction in proven.transactions)
    assert others == [None, None]
    assert (last.owner.hex(), last.contract.hex(), last.data.hex()) == (OWNER, TOKEN, CALL)
    assert last.is_signed_by_owner


CHANGES = {
    "a swapped pair of transactions": lambda block: block["transactions"].reverse(),
    "a dropped transaction": lambda block: block["transactions"].pop(),
    "a transaction told twice": lambda block: block["transactions"].append(block["transactions"][0]),
    "a failure told as success": lambda block: block["transactions"][0]["ret"][0].update(contractRet="REVERT"),
    "another signature": lambda block: block["transactions"][0].update(signature=["00" * 65]),
    "no outcome": lambda block: block["transactions"][0].update(ret=[]),
    "other contents": lambda block: block["transactions"][0].update(raw_data_hex="0a02e7f0"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_published_block_with_other_transactions_misses_its_root(change):
    changed = copy.deepcopy(BLOCK)
    change(changed)
    with pytest.raises(SourceContradiction, match=r"^block 13232131: the transactions root is 1b8e89"):
        prove(changed, TOKENS)


@pytest.mark.parametrize("name", ["owner_address", "contract_address", "data"])
def test_a_call_told_otherwise_than_it_was_signed_is_refused(name):
    changed = copy.deepcopy(BLOCK)
    value = changed["transactions"][2]["raw_data"]["contract"][0]["parameter"]["value"]
    value[name] = value[name][:-2] + "ff"
    with pytest.raises(SourceContradiction, match=f"transaction 2: {name} is .*ff, the signed contents say"):
        prove(changed, frozenset({bytes.fromhex(TOKEN)}))


@pytest.mark.parametrize("name", ["timestamp", "expiration"])
def test_an_instant_told_otherwise_than_it_was_signed_is_refused(name):
    changed = copy.deepcopy(BLOCK)
    changed["transactions"][2]["raw_data"][name] += 1
    with pytest.raises(SourceContradiction, match=f"transaction 2: {name} is"):
        prove(changed, frozenset({bytes.fromhex(TOKEN)}))


def test_a_field_that_no_version_knows_is_said_to_be_the_reason():
    changed = copy.deepcopy(BLOCK)
    changed["transactions"][0]["ret"][0]["orderDetails"] = [{}]
    with pytest.raises(SourceContradiction, match="no version of this platform knows the field orderDetails"):
        prove(changed, TOKENS)


def test_a_header_that_nobody_signed_is_refused():
    changed = copy.deepcopy(BLOCK)
    changed["block_header"]["witness_signature"] = "00" * 65
    with pytest.raises(SourceContradiction, match="the witness signature is no signature of the header"):
        prove(changed, TOKENS)


def test_sandbox_blocks_that_protocol_buffers_wrote_prove_themselves(chain):
    proven = [prove(block.block, TOKENS) for block in chain]
    assert sum(len(block.transactions) for block in proven) > 50
    assert {block.signer == block.witness for block in proven} == {True, False}
    calls = [deed.call for block in proven for deed in block.transactions if deed.call]
    assert {call.is_signed_by_owner for call in calls} == {True, False}


@given(st.binary(max_size=40), st.lists(st.binary(max_size=70), max_size=3), st.integers(0, 2**63 - 1))
def test_our_encoding_is_that_of_protocol_buffers(contents, signatures, fee):
    outcome = message("Result", fee=fee, contractRet="OUT_OF_ENERGY")
    transaction = message(
        "Transaction", raw_data=message("Contents", data=contents), signature=signatures, ret=[outcome]
    )
    inner = written(message("Contents", data=contents))
    told = {**shown(transaction), "signature": [signature.hex() for signature in signatures]}
    if contents:
        assert encode_transaction(told, inner) == written(transaction)


@given(
    st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.binary(max_size=32), st.integers(0, 2**31 - 1),
    st.binary(max_size=21),
)  # fmt: skip
def test_our_header_is_that_of_protocol_buffers(number, timestamp, parent, version, witness):
    header = message(
        "Header", number=number, timestamp=timestamp, parentHash=parent, version=version, witness_address=witness
    )
    assert encode_header(shown(header)) == written(header)


@given(ref=st.binary(max_size=300), timestamp=st.integers(-(2**63), 2**63 - 1), fee=st.integers(0, 2**63 - 1))
def test_fields_are_read_as_protocol_buffers_wrote_them(ref, timestamp, fee):
    read = read_fields(written(message("Contents", ref_block_bytes=ref, timestamp=timestamp, fee_limit=fee)))
    expected = {1: ref, 14: timestamp % 2**64, 18: fee}
    assert read == {number: [value] for number, value in expected.items() if value}


@given(st.binary(max_size=60))
def test_bytes_of_anything_are_a_message_or_a_value_error(content):
    try:
        fields = read_fields(content)
    except ValueError as error:
        assert "Protocol Buffers" in str(error)  # noqa: PT017  the other outcome is as good
    else:
        assert sum(len(values) for values in fields.values()) <= len(content)


def test_what_is_empty_is_left_out_unless_it_repeats():
    assert (field(2, b""), field(2, 0), present_field(2, b"")) == (b"", b"", b"\x12\x00")


def test_a_root_is_built_as_java_tron_builds_it():
    one, two, three = (sha256(bytes((number,))).digest() for number in range(3))
    assert root_of([]) == bytes(32)
    assert root_of([one]) == one
    assert root_of([one, two, three]) == sha256(sha256(one + two).digest() + three).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40), st.data())
def test_a_root_changes_with_every_change_of_the_list(leaves, data):
    assert root_of([*leaves, b"\x01" * 32]) != root_of(leaves)
    if leaves:
        at = data.draw(st.integers(0, len(leaves) - 1))
        changed = bytes((leaves[at][0] ^ 1,)) + leaves[at][1:]
        assert root_of([*leaves[:at], changed, *leaves[at + 1 :]]) != root_of(leaves)


# Source: Tether's own page of contract addresses, and developers.tron.network.
@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "41a614f803b6fd780986a42c78ec9c7f77e6ded13c"),
        ("TDpt9adA6QidL1B1sy3D8NC717C6L5JxFo", None),
        ("TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC", None),
    ],
)
def test_published_addresses_have_a_right_checksum(text, raw):
    address = from_base58check(text)
    assert base58check(address) == text
    assert raw is None or address.hex() == raw


@given(st.binary(min_size=20, max_size=20))
def test_every_address_is_read_as_it_was_written(tail):
    text = base58check(b"\x41" + tail)
    assert len(text) == 34
    assert text.startswith("T")
    assert from_base58check(text) == b"\x41" + tail


@given(st.binary(min_size=20, max_size=20), st.integers(0, 33), st.sampled_from(string.printable))
def test_an_address_with_one_letter_changed_is_none(tail, at, letter):
    text = base58check(b"\x41" + tail)
    changed = text[:at] + letter + text[at + 1 :]
    if changed != text:
        with pytest.raises(ValueError, match=r"base58|checksum|no Tron address|too long"):
            from_base58check(changed)


@pytest.mark.parametrize("address", [b"", b"\x41" * 20, b"\x42" + bytes(20), b"\x41" * 22])
def test_bytes_that_are_no_address_are_not_written_as_one(address):
    with pytest.raises(ValueError, match="is no Tron address"):
        base58check(address)


@pytest.mark.parametrize("text", ["", "T", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "z" * 80])
def test_text_that_is_no_tron_address_is_refused(text):
    with pytest.raises(ValueError, match=r"checksum|no Tron address|too long"):
        from_base58check(text)


@settings(max_examples=200, deadline=None)
@given(block=JSON)
def test_a_block_of_anything_is_a_contradiction(block):
    with pytest.raises(SourceContradiction):
        prove(block, TOKENS)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_real_block_with_any_one_field_changed_is_a_contradiction_or_proves_the_same(data):
    tokens = frozenset({bytes.fromhex(TOKEN)})
    changed = json.loads(json.dumps(BLOCK))
    header, deed = changed["block_header"], changed["transactions"][2]
    part = data.draw(st.sampled_from([changed, header, header["raw_data"], deed, deed["raw_data"], deed["ret"][0]]))
    part[data.draw(st.sampled_from(sorted(part)))] = data.draw(JSON)
    try:
        again = prove(changed, tokens)
    except SourceContradiction as error:
        assert "\n" not in str(error)  # noqa: PT017  the other outcome is as good
    else:
        proven = prove(BLOCK, tokens)
        assert (again.block_id, again.transactions) == (proven.block_id, proven.transactions)


@settings(max_examples=200, deadline=None)
@given(results=JSON, logs=JSON)
def test_answers_of_anything_to_a_proven_block_are_a_contradiction(results, logs):
    with pytest.raises(SourceContradiction):
        decode(prove(BLOCK, TOKENS), (results, logs), 1, is_final=True)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_logs_with_any_one_field_changed_are_a_contradiction_or_land_the_same(data, chain):
    block = max(chain, key=lambda block: len(block.infos))
    wanted = {"address": [f"0x{token[1:].hex()}" for token in TOKENS], "topics": [f"0x{TRANSFER_TOPIC}"]}
    infos, logs = json.loads(json.dumps([block.infos, token_logs(block, wanted)]))
    proven = prove(block.block, TOKENS)
    honest = decode(proven, (block.infos, token_logs(block, wanted)), 1, is_final=True)
    logged = [log for info in infos for log in info.get("log", [])]
    part = data.draw(st.sampled_from([*infos, *logged, *logs]))
    part[data.draw(st.sampled_from(sorted(part)))] = data.draw(JSON)
    try:
        again = decode(proven, (infos, logs), 1, is_final=True)
    except SourceContradiction as error:
        assert "\n" not in str(error)  # noqa: PT017  the other outcome is as good
    else:
        assert again == honest
