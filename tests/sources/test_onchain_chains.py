"""Several chains by configuration: one node and one witness each, and chains with transactions of their own."""

from datetime import date
from functools import cache

import pytest
from blocks import busiest, linked, signed_for, with_deposit, with_state_sync, without_transactions
from nodes import MeasuredNode

from cryptocity.access import Access, access_of
from cryptocity.errors import SourceContradiction, SourceUnavailable, WrongUsage
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.world import World
from cryptocity.settings import read_settings
from cryptocity.sources.onchain.datasets import BLOCKS, DATASETS, TRANSACTIONS
from cryptocity.sources.onchain.extract import extract_day, extract_heights, land_answers
from cryptocity.transport import Endpoint, Patience
from cryptocity.window import Window
from loopback import PSEUDONYMS, serving
from recorded import needs_recorded
from replay import FIRST, LAST, replaying

DAY = date(2026, 11, 1)
START, END = (int(instant.timestamp()) for instant in (Window.of_day(DAY).start, Window.of_day(DAY).end))
ETHEREUM, POLYGON, BASE, UNLISTED = 1, 137, 8453, 424242


@cache
def sandbox():
    world = World(City(residents=1_500), DAY)
    world.facts(DAY)
    return busiest(world)


@cache
def busy(chain_id):
    return signed_for(chain_id, sandbox())


def a_day(chain_id, salt=""):
    """Return blocks of a chain's day, with one before and one after it."""
    return linked(busy(chain_id), 0, (START - 60, START, START + 60, END - 60, END), salt=salt)


def access(*urls, witnesses=(), unverified=(), progress=lambda *_: None):
    endpoints = {f"onchain_{number}" if number else "onchain": Endpoint(url) for number, url in enumerate(urls)}
    endpoints |= {f"onchain_witness_{number}": Endpoint(url) for number, url in enumerate(witnesses)}
    patience = Patience(timeout_seconds=10, attempts=1)
    return Access(endpoints, PSEUDONYMS, patience, progress, unverified_chains=frozenset(unverified))


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def land(node, lake, **how):
    """Extract all that a node has; return what landed of its blocks."""
    with serving(node.application()) as url:
        extract_heights(min(node.blocks), max(node.blocks), lake, access=access(url, **how))
    return [row for day in lake.days(BLOCKS) for row in lake.rows(BLOCKS, day).to_dicts()]


def own(kind, chain_id):
    """Return a node of a chain, one of whose blocks holds a transaction of its own."""
    strange = linked(kind(*busy(chain_id)), 7, (START,))
    return MeasuredNode(chain_id, strange | linked(busy(chain_id), 8, (START + 60,), parent=strange[7][0]["hash"]))


def test_every_chain_of_a_day_lands_in_one_commit(lake):
    nodes = [MeasuredNode(chain_id, a_day(chain_id, salt=str(chain_id))) for chain_id in (ETHEREUM, UNLISTED)]
    with serving(nodes[0].application()) as first, serving(nodes[1].application()) as second:
        manifests = extract_day(DAY, lake, access(first, second))
    assert len(manifests) == len(DATASETS)
    assert manifests[0].coverage == ((ETHEREUM, 1, 3), (UNLISTED, 1, 3))
    assert len({manifest.extraction for manifest in manifests}) == 1


def test_no_chain_of_a_day_lands_where_one_fails(lake):
    behind = dict(list(a_day(UNLISTED).items())[:3])
    nodes = [MeasuredNode(ETHEREUM, a_day(ETHEREUM)), MeasuredNode(UNLISTED, behind)]
    late = pytest.raises(SourceUnavailable, match="the day is not over on chain")
    with serving(nodes[0].application()) as first, serving(nodes[1].application()) as second, late:
        extract_day(DAY, lake, access(first, second))
    assert lake.manifest(BLOCKS, DAY) is None


def test_a_chain_lands_again_beside_another(lake):
    nodes = [MeasuredNode(chain_id, a_day(chain_id)) for chain_id in (ETHEREUM, UNLISTED)]
    with serving(nodes[0].application()) as first, serving(nodes[1].application()) as second:
        extract_day(DAY, lake, access(second))
        extract_day(DAY, lake, access(first))
        before = lake.manifest(BLOCKS, DAY)
        extract_day(DAY, lake, access(first, second))
    assert lake.manifest(BLOCKS, DAY) == before
    land_answers(lake.payloads(BLOCKS, DAY), DAY, lake, access=access())
    assert lake.manifest(BLOCKS, DAY) == before


def test_two_nodes_of_one_chain_are_refused(lake):
    node = MeasuredNode(ETHEREUM, a_day(ETHEREUM)).application()
    with serving(node) as first, serving(node) as second, pytest.raises(WrongUsage, match="both nodes of chain 1"):
        extract_day(DAY, lake, access(first, second))


def test_heights_are_those_of_one_chain(lake):
    nodes = [MeasuredNode(chain_id, a_day(chain_id)) for chain_id in (ETHEREUM, UNLISTED)]
    with serving(nodes[0].application()) as first, serving(nodes[1].application()) as second:
        with pytest.raises(WrongUsage, match="heights are those of one chain: name its node with --rpc-url"):
            extract_heights(0, 1, lake, access=access(first, second))
        extract_heights(0, 1, lake, access=access(first, second), chain_id=UNLISTED)
    assert lake.manifest(BLOCKS, DAY).coverage == ((UNLISTED, 1, 1),)


def test_each_chain_has_the_witness_of_its_own_chain(lake):
    nodes = [MeasuredNode(chain_id, a_day(chain_id)) for chain_id in (ETHEREUM, UNLISTED)]
    witness = MeasuredNode(UNLISTED, a_day(UNLISTED, salt="other"))
    with serving(nodes[0].application()) as first, serving(nodes[1].application()) as second:
        extract_day(DAY, lake, access(first, second, witnesses=(second,)))
        with serving(witness.application()) as url, pytest.raises(SourceContradiction, match=r"block 0 is .* has"):
            extract_day(DAY, lake, access(first, second, witnesses=(url,)))


def test_a_block_of_base_lands_unverified_where_base_is_declared_so(lake):
    told = []
    node = own(with_deposit, BASE)
    rows = land(node, lake, unverified=(BASE,), progress=lambda *step: told.append(step))
    assert [(row["block_number"], row["verification"]) for row in rows] == [(7, "unverified"), (8, "verified")]
    assert told[-1] == ("blocks of Base, 1 of them unverified", 2, 2)
    deposit = lake.rows(TRANSACTIONS, DAY).row(0, named=True)
    assert (deposit["transaction_type"], deposit["gas_used"], deposit["value_base_units"]) == (0x7E, 0xB5D8, "5")


def test_a_block_of_polygon_lands_unverified_where_polygon_is_declared_so(lake):
    rows = land(own(with_state_sync, POLYGON), lake, unverified=(POLYGON,))
    assert [(row["block_number"], row["verification"]) for row in rows] == [(7, "unverified"), (8, "verified")]
    sync = lake.rows(TRANSACTIONS, DAY).filter(block_number=7).row(-1, named=True)
    assert (sync["from_address"], sync["gas_used"]) == ("0x" + "00" * 20, 0)


def test_a_chain_with_transactions_of_its_own_says_what_helps(lake):
    hint = r"Polygon has transactions of its own: CRYPTOCITY_ONCHAIN_UNVERIFIED=137 takes them unverified"
    with pytest.raises(SourceContradiction, match=hint):
        land(own(with_state_sync, POLYGON), lake)
    assert lake.manifest(BLOCKS, DAY) is None


def test_a_type_of_its_own_on_a_chain_not_declared_so_is_quarantined(lake):
    assert [row["block_number"] for row in land(own(with_deposit, UNLISTED), lake, unverified=(BASE,))] == [8]
    assert [each.rule for each in lake.rejected(BLOCKS, DAY)] == ["unknown_transaction_type"]


def test_a_chain_whose_receipts_recompute_may_not_be_declared_unverified(lake):
    with pytest.raises(WrongUsage, match=r"the receipts of Ethereum \(1\) all recompute"):
        land(MeasuredNode(ETHEREUM, a_day(ETHEREUM)), lake, unverified=(ETHEREUM,))


def test_a_node_that_misstates_its_chain_lands_nothing(lake):
    with pytest.raises(SourceContradiction, match="signed for chain 1, but the node says that its chain is 56"):
        land(MeasuredNode(56, a_day(ETHEREUM)), lake)
    assert lake.manifest(BLOCKS, DAY) is None


@needs_recorded
def test_mainnet_behind_a_node_that_calls_itself_bnb_smart_chain_lands_nothing(lake):
    with replaying("--chain-id", 56) as url, pytest.raises(SourceContradiction, match="signed for chain 1"):
        extract_heights(FIRST, LAST, lake, access=access(url))
    assert not (lake.home / "lake").exists()


LIES = {
    "the header": lambda header, _: header.update(stateRoot="0x" + "ab" * 32),
    "a withdrawal": lambda header, _: header["withdrawals"][0].update(amount="0x2"),
    "what an ordinary transaction pays": lambda header, _: header["transactions"][1].update(value="0x77"),
    "who sent an ordinary transaction": lambda header, _: header["transactions"][1].update({"from": "0x" + "77" * 20}),
    "a receipt less": lambda _, receipts: receipts.pop(),
    "a receipt's transaction": lambda _, receipts: receipts[1].update(transactionHash="0x" + "77" * 32),
}


@pytest.mark.parametrize(("kind", "chain_id"), [(with_deposit, BASE), (with_state_sync, POLYGON)])
@pytest.mark.parametrize("lie", LIES)
def test_what_recomputes_of_an_unverified_block_must_be_true(lake, kind, chain_id, lie):
    node = own(kind, chain_id)
    LIES[lie](*node.blocks[7])
    with pytest.raises(SourceContradiction, match="block 7"):
        land(node, lake, unverified=(chain_id,))


def test_receipts_of_polygon_beside_its_state_sync_must_be_true(lake):
    node = own(with_state_sync, POLYGON)
    node.blocks[7][1][0]["status"] = "0x0"
    with pytest.raises(SourceContradiction, match="the receipts root is"):
        land(node, lake, unverified=(POLYGON,))


def test_an_ordinary_block_of_a_declared_chain_must_prove_itself_whole(lake):
    node = own(with_deposit, BASE)
    node.blocks[8][1][0]["status"] = "0x0"
    with pytest.raises(SourceContradiction, match="block 8: the receipts root is"):
        land(node, lake, unverified=(BASE,))


@pytest.mark.parametrize(("chain_id", "finalized", "final"), [(UNLISTED, 40, 31), (UNLISTED, None, 27), (56, None, 76)])
def test_blocks_are_final_as_the_node_says_or_by_the_depth_of_their_chain(lake, chain_id, finalized, final):
    blocks = linked(without_transactions(sandbox()[0]), 10, range(START, START + 91))
    rows = land(MeasuredNode(chain_id, blocks, finalized), lake)
    assert [row["finality"] for row in rows].count("final") == final


def test_settings_list_nodes_witnesses_and_unverified_chains(monkeypatch):
    monkeypatch.setenv("CRYPTOCITY_ONCHAIN_URL", "http://127.0.0.1:1/a, http://127.0.0.1:2/b/")
    monkeypatch.setenv("CRYPTOCITY_ONCHAIN_WITNESS_URL", "http://127.0.0.1:3,http://127.0.0.1:4")
    monkeypatch.setenv("CRYPTOCITY_ONCHAIN_UNVERIFIED", "137, 8453")
    described = access_of(read_settings())
    names = ("onchain", "onchain_2", "onchain_witness", "onchain_witness_2")
    urls = [described.endpoints[name].url for name in names]
    assert urls == ["http://127.0.0.1:1/a", "http://127.0.0.1:2/b", "http://127.0.0.1:3", "http://127.0.0.1:4"]
    assert described.unverified_chains == {POLYGON, BASE}
    assert [each.name for each in described.transports("onchain")] == urls[:2]


@pytest.mark.parametrize(
    ("name", "value"),
    [("ONCHAIN_URL", "http://127.0.0.1,localhost"), ("ONCHAIN_UNVERIFIED", "Base"), ("ONCHAIN_UNVERIFIED", "137,")],
)
def test_a_list_with_nonsense_in_it_is_refused(monkeypatch, name, value):
    monkeypatch.setenv(f"CRYPTOCITY_{name}", value)
    with pytest.raises(WrongUsage, match=f"CRYPTOCITY_{name}: "):
        read_settings()
