"""A node without eth_getBlockReceipts is asked for each transaction's receipt: other calls, the same proven bytes."""

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from cryptocity.access import Access
from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sources.onchain.extract import extract_heights
from cryptocity.transport import Endpoint, Patience
from loopback import serving
from recorded import needs_recorded
from replay import FIRST, replaying

pytestmark = needs_recorded
LAST = FIRST + 3


def old_node(url, *, most_calls=1_000, missing=("eth_getBlockReceipts",), forgotten=None):
    """The node at a URL, as if it lacked some methods, took fewer calls at a time, or had lost one receipt."""

    async def respond(request):
        calls = msgspec.json.decode(await request.body())
        if len(calls) > most_calls:
            refusal = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "batch too large"}}
            return Response(msgspec.json.encode(refusal))
        known = [call for call in calls if call["method"] not in missing and call["params"] != [forgotten]]
        replies = httpx.post(url, json=known).json() if known else []
        replies += [answer_instead(call) for call in calls if call not in known]
        return Response(msgspec.json.encode(replies))

    def answer_instead(call):
        if call["method"] in missing:
            return {"jsonrpc": "2.0", "id": call["id"], "error": {"code": -32601, "message": "no such method"}}
        return {"jsonrpc": "2.0", "id": call["id"], "result": None}

    return Starlette(routes=[Route("/", respond, methods=["POST"])])


def land(url, lake):
    access = Access({"onchain": Endpoint(url)}, Pseudonyms(b"key"), Patience(timeout_seconds=60, attempts=1))
    return extract_heights(FIRST, LAST, lake, access=access)


def tables_below(lake):
    folder = lake.home / "lake" / "raw"
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.parquet")}


@pytest.mark.parametrize("most_calls", [1_000, 40, 1])
def test_receipts_one_by_one_land_the_same_rows(most_calls, tmp_path):
    new, old = (Lake(tmp_path / name, Seal(b"key")) for name in ("new", "old"))
    with replaying() as url, serving(old_node(url, most_calls=most_calls)) as old_url:
        land(url, new)
        manifests = land(old_url, old)
    assert manifests[0].rows_landed == LAST - FIRST + 1
    assert tables_below(old) == tables_below(new)


def test_a_node_with_neither_way_is_refused_in_one_line(tmp_path):
    missing = ("eth_getBlockReceipts", "eth_getTransactionReceipt")
    refused = pytest.raises(SourceContradiction, match="does not understand: no such method")
    with replaying() as url, serving(old_node(url, missing=missing)) as old_url, refused:
        land(old_url, Lake(tmp_path, Seal(b"key")))
    assert not (tmp_path / "lake").exists()


def test_a_receipt_that_is_gone_is_asked_for_again_later(tmp_path):
    refused = pytest.raises(SourceUnavailable, match=f"no block {LAST}, or not its receipts")
    with replaying() as url:
        call = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": [hex(LAST), False]}
        forgotten = httpx.post(url, json=call).json()["result"]["transactions"][7]
        with serving(old_node(url, forgotten=forgotten)) as old_url, refused:
            land(old_url, Lake(tmp_path, Seal(b"key")))
    assert not (tmp_path / "lake").exists()
