"""Labels with provenance: public lists as they are published, addresses by chain, and contradictions kept."""

import gzip
import json
from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tampering import DAY, adds_up, answers, of_source, records

from cryptocity.errors import SourceUnavailable
from cryptocity.payloads import digest
from cryptocity.sources.reference.client import ListedLabels
from cryptocity.sources.reference.datasets import ADDRESS_LABELS
from cryptocity.sources.reference.labels.addresses import canonical, chain_of
from cryptocity.sources.reference.labels.decode import LabelList, land_labels
from loopback import PSEUDONYMS
from recorded import RECORDED, needs_recorded

FORMATS = ("ofac_addresses", "graphsense_tagpack", "mining_pools", "etherscan_labels")
ETHER = "0x01e2919679362dfbc9ee1644ba9c6da6d6245bb1"
BITCOIN = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
TRON = "TRBACioxdrdsYEZHvJWiUDZcMdBPpEe5Ub"


def listed(form, content, *, name="list", on=date(2026, 6, 30)):
    return LabelList(ListedLabels(name, form, "publisher", on, "somewhere", digest(content)), content)


def landing(*lists, items=()):
    return land_labels(items, lists, DAY, pseudonyms=PSEUDONYMS)


def labels_of(form, content):
    """Return address, chain, holder, category, day and confidence of each label of a list; none is turned away."""
    landed = landing(listed(form, content))
    assert landed.rejected == []
    assert landed.rows["labelled_by"].unique().to_list() == ["publisher/list"]
    return landed.rows.select("address", "chain", "holder", "category", "labelled_on", "confidence").rows()


PUBLISHED = date(2026, 6, 30)

# Valid addresses of BIP-173 and BIP-350, of the genesis block, of pay-to-script-hash, of a Tron list, and of Bitcoin
# Core's regression test network (src/test/data/key_io_valid.json).
CHAINS = {
    "0x01e2919679362dFBC9ee1644Ba9C6da6D6245BB1": "evm",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": "bitcoin",
    BITCOIN: "bitcoin",
    "3P14159f73E4gFr7JterCCQh9QjiTjiZrG": "bitcoin",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4": "bitcoin",
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": "bitcoin",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0": "bitcoin",
    "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080": "bitcoin",
    "2N2JD6wb56AfK4tfmM6PwdVmoYk2dCKf4Br": "bitcoin",
    "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn": "bitcoin",
    TRON: "tron",
    "2N2JD6wb56AfK4tfmM6PwdVmoYk2dCKf4Bs": None,
    "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx": None,
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb": None,
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5": None,
    "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4": None,
    "TRBACioxdrdsYEZHvJWiUDZcMdBPpEe5Ua": None,
    "1" * 34: None,
    "3" + "z" * 33: None,
    "0xabab": None,
    "bnb1edrs5cukhx060e02u98v9j8spum7vhuqg9ctxd": None,
    "": None,
}


@pytest.mark.parametrize(("address", "chain"), CHAINS.items())
def test_an_address_tells_its_chain_by_form_and_check_sum(address, chain):
    assert chain_of(address) == chain


@pytest.mark.parametrize("address", [address for address, chain in CHAINS.items() if chain])
def test_the_one_way_to_write_an_address_is_of_the_same_chain(address):
    assert chain_of(canonical(address)) == CHAINS[address]
    assert canonical(canonical(address)) == canonical(address)


def test_sanctioned_addresses_stand_one_a_line():
    content = f"{ETHER.upper().replace('0X', '0x')}\n{BITCOIN}\n\n{TRON}\n".encode()
    assert labels_of("ofac_addresses", content) == [
        (ETHER, "evm", None, "sanctioned", PUBLISHED, "high"),
        (BITCOIN, "bitcoin", None, "sanctioned", PUBLISHED, "high"),
        (TRON, "tron", None, "sanctioned", PUBLISHED, "high"),
    ]


TAGPACK = f"""
title: Exchanges
category: exchange
confidence: service_data
lastmod: 2022-11-16 12:00:00
tags:
- {{address: {ETHER}, label: Binance hot, actor: binance, currency: ETH}}
- {{address: {BITCOIN}, label: Kraken, confidence: web_crawl, lastmod: 2023-01-01}}
- {{address: {TRON}, label: somebody, category: user, abuse: sanction, confidence: rumour}}
""".encode()


def test_a_tag_pack_says_once_what_holds_for_all_of_its_tags_and_an_address_without_quotes_stays_one():
    assert labels_of("graphsense_tagpack", TAGPACK) == [
        (ETHER, "evm", "binance", "exchange", date(2022, 11, 16), "high"),
        (BITCOIN, "bitcoin", "Kraken", "exchange", date(2023, 1, 1), "medium"),
        (TRON, "tron", None, "sanctioned", date(2022, 11, 16), "low"),
    ]


def test_a_mining_pool_names_its_addresses():
    content = json.dumps([{"id": 1, "name": "Ile Pool", "addresses": [BITCOIN], "tags": ["/x/"], "link": ""}]).encode()
    assert labels_of("mining_pools", content) == [(BITCOIN, "bitcoin", "Ile Pool", "mining_pool", PUBLISHED, "medium")]


def test_an_account_has_the_most_telling_of_its_labels():
    content = json.dumps({ETHER: {"name": "Old Exchange", "labels": ["website-down", "exchange"]}}).encode()
    assert labels_of("etherscan_labels", content) == [(ETHER, "evm", "Old Exchange", "exchange", PUBLISHED, "medium")]
    other = json.dumps({ETHER: {"name": "Pool", "labels": ["mev-bot", "defi"]}}).encode()
    assert labels_of("etherscan_labels", other) == [(ETHER, "evm", None, "mev_bot", PUBLISHED, "medium")]


def test_the_addresses_of_an_organisation_are_one_cluster_and_those_of_persons_are_each_their_own():
    pools = json.dumps([{"name": "Pool", "addresses": [BITCOIN, ETHER, TRON]}]).encode()
    assert landing(listed("mining_pools", pools)).rows["cluster_key"].n_unique() == 1
    assert landing(listed("ofac_addresses", f"{BITCOIN} {ETHER}".encode())).rows["cluster_key"].n_unique() == 2


def test_lists_that_contradict_each_other_are_all_kept_and_a_list_that_repeats_itself_is_not():
    sanctioned = listed("ofac_addresses", f"{ETHER}\n{ETHER}".encode(), name="ofac")
    pack = listed("graphsense_tagpack", TAGPACK, name="pack")
    landed = landing(sanctioned, pack)
    assert [rejected.rule for rejected in landed.rejected] == ["duplicate_key"]
    of_ether = landed.rows.filter(address=ETHER).sort("labelled_by")
    assert of_ether.select("labelled_by", "category").rows() == [
        ("publisher/ofac", "sanctioned"),
        ("publisher/pack", "exchange"),
    ]
    ADDRESS_LABELS.check(landed.rows)


BAD_ENTRIES = {
    "another chain": ("bnb1edrs5cukhx060e02u98v9j8spum7vhuqg9ctxd", "unknown_chain"),
    "mistyped": (BITCOIN[:-1] + "U", "unknown_chain"),
    "a fork that writes addresses as Bitcoin does": (f"{BITCOIN}, currency: BCH", "unknown_chain"),
    "labelled tomorrow": (f"{BITCOIN}, lastmod: 2026-11-03", "future_date"),
    "labelled on no day": (f"{BITCOIN}, lastmod: yesterday", "wrong_shape"),
    "no address": ("''", "wrong_shape"),
}


@pytest.mark.parametrize(("entry", "rule"), BAD_ENTRIES.values(), ids=BAD_ENTRIES)
def test_a_bad_entry_is_quarantined_and_the_rest_of_its_list_lands(entry, rule):
    landed = landing(listed("graphsense_tagpack", TAGPACK + f"- {{address: {entry}}}\n".encode()))
    assert [rejected.rule for rejected in landed.rejected] == [rule]
    assert (landed.received, landed.rows.height) == (4, 3)


UNREADABLE = {
    "ofac_addresses": "адрес".encode(),
    "graphsense_tagpack": b"tags: {a: b}",
    "mining_pools": b'{"name": "one", "addresses": []}',
    "etherscan_labels": b"[]",
}


@pytest.mark.parametrize(("form", "content"), UNREADABLE.items(), ids=UNREADABLE)
def test_a_list_that_cannot_be_read_is_one_quarantined_row_and_the_others_land(form, content):
    landed = landing(listed(form, content), listed("ofac_addresses", ETHER.encode(), name="good"))
    (rejected,) = landed.rejected
    assert (rejected.rule, rejected.row) == ("unreadable_list", {"name": "list", "bytes": len(content)})
    assert rejected.reason.startswith(f"no {form} list: ")
    assert (landed.received, landed.rows.height) == (2, 1)


@settings(max_examples=150, deadline=None)
@given(
    form=st.sampled_from(FORMATS),
    content=st.binary(max_size=80)
    | st.text(max_size=80).map(str.encode)
    | st.recursive(
        st.none() | st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["tags", "address", "name", "addresses", "labels"]), inner, max_size=3)
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_a_list_of_any_bytes_is_counted_and_explained(form, content):
    landed = landing(listed(form, content))
    assert landed.received == landed.rows.height + len(landed.rejected)
    assert all(row.rule and row.reason and "\n" not in row.reason for row in landed.rejected)


@cache
def recorded_lists():
    labels = RECORDED / "labels"
    files = dict.fromkeys((labels / "ofac").glob("*.txt"), "ofac_addresses")
    files |= dict.fromkeys((labels / "tagpacks" / "packs").glob("*.yaml"), "graphsense_tagpack")
    lists = [listed(form, path.read_bytes(), name=path.stem.lower()) for path, form in sorted(files.items())]
    pools = b",".join(path.read_bytes() for path in sorted((labels / "mining_pools" / "pools").glob("*.json")))
    accounts = gzip.decompress((labels / "etherscan" / "combinedAccountLabels.json.gz").read_bytes())
    return [
        *lists,
        listed("mining_pools", b"[" + pools + b"]", name="pools"),
        listed("etherscan_labels", accounts, name="accounts"),
    ]


@needs_recorded
def test_the_recorded_lists_land_whole_but_for_chains_that_we_do_not_know_and_repetitions():
    landed = landing(*recorded_lists())
    assert landed.received == landed.rows.height + len(landed.rejected) == 29_083
    assert {(row.rule) for row in landed.rejected} == {"unknown_chain", "duplicate_key"}
    assert dict(landed.rows["chain"].value_counts().rows()) == {"evm": 25_782, "bitcoin": 2_958, "tron": 52}
    ADDRESS_LABELS.check(landed.rows)


@needs_recorded
def test_every_address_that_the_treasury_lists_is_of_a_known_chain():
    lists = [each for each in recorded_lists() if each.listed.format == "ofac_addresses"]
    landed = landing(*lists)
    assert landed.rejected == []
    assert landed.rows.height == sum(len(each.content.split()) for each in lists) == 622


@needs_recorded
def test_recorded_lists_contradict_each_other_about_some_addresses():
    rows = landing(*recorded_lists()).rows
    contested = rows.group_by("address").agg(pl.col("category").n_unique()).filter(pl.col("category") > 1)
    assert contested.height > 100


def test_the_city_lands_its_lists_in_all_four_formats_with_the_register_first_among_equals(city, lake):
    city.extract("reference", lake)
    rows = lake.rows(ADDRESS_LABELS, DAY)
    assert rows["labelled_by"].unique().sort().to_list() == [
        "sandbox",
        "sandbox-etherscan/accounts",
        "sandbox-graphsense/exchange-wallets",
        "sandbox-ofac/sanctioned_addresses",
        "sandbox-pools/pools",
    ]
    assert set(rows["chain"]) == {"evm", "bitcoin", "tron"}
    contested = rows.group_by("address").len().filter(pl.col("len") > 1)
    assert contested["len"].to_list() == [2]
    assert adds_up("reference", lake)


def test_a_listing_without_lists_lands_the_labels_of_the_feed_alone(city, lake, honest):
    with city.tampered("/reference/label-lists", records(lambda _: [])):
        city.extract("reference", lake)
    assert lake.rows(ADDRESS_LABELS, DAY)["labelled_by"].unique().to_list() == ["sandbox"]
    city.repairs("reference", lake, honest)


def test_a_feed_said_to_be_empty_leaves_the_lists(city, lake):
    with city.tampered("/reference/address-labels", records(lambda _: [])):
        city.extract("reference", lake)
    assert "sandbox" not in lake.rows(ADDRESS_LABELS, DAY)["labelled_by"].to_list()


BAD_LISTINGS = {
    "a path for a name": lambda item: {**item, "name": "../secrets"},
    "an unknown format": lambda item: {**item, "format": "csv"},
    "no hash": lambda item: {key: value for key, value in item.items() if key != "sha256"},
    "on no day": lambda item: {**item, "published_on": "soon"},
}


@pytest.mark.parametrize("change", BAD_LISTINGS.values(), ids=BAD_LISTINGS)
def test_a_listing_that_cannot_be_read_is_asked_for_again(city, lake, change):
    bad = records(lambda items: [json.dumps(change(json.loads(items[0]))).encode(), *items[1:]])
    with city.tampered("/reference/label-lists", bad):
        words = "^/reference/label-lists: the answer is no list of items that name label lists"
        city.refuses("reference", lake, (SourceUnavailable, words))


def test_a_name_that_the_listing_gives_twice_is_asked_for_again(city, lake):
    with city.tampered("/reference/label-lists", records(lambda items: [*items, items[0]])):
        city.refuses("reference", lake, (SourceUnavailable, "a name stands there twice"))


def test_a_list_other_than_the_one_listed_is_not_taken(city, lake, honest):
    with city.tampered("/reference/label-lists/pools", answers(b"[]")):
        words = "^/reference/label-lists/pools is not the list that was listed$"
        city.refuses("reference", lake, (SourceUnavailable, words))
    city.repairs("reference", lake, honest)


def test_lists_land_the_same_from_the_archive(city, lake, honest):
    from cryptocity.extraction import extract_archived
    from loopback import access_to

    city.extract("reference", lake)
    before = of_source("reference", lake)
    extract_archived("reference", DAY, lake, access=access_to("http://127.0.0.1:1"))
    assert of_source("reference", lake) == before == of_source("reference", honest)
