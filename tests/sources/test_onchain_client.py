"""What a node says of itself, scripted call by call: heights, finality, and answers that nobody can read."""

import httpx
import msgspec
import pytest

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.sources.onchain.client import Node
from cryptocity.transport import Endpoint, Patience, Transport

HEAD, DEPTH = 100, 64
DEEP = b"[" * 100_000 + b"]" * 100_000
UNREADABLE = {"nested too deeply": DEEP, "not UTF-8": b'{"number": "\xff"}'}


def result(content):
    return b'"result":' + content


def error(code, message="no"):
    return b'"error":' + msgspec.json.encode({"code": code, "message": message})


def node(tagged, *, attempts=1, head=b"0x64"):
    """Return a node of this head that answers in turn, the last for good, what its finalized block is."""
    tagged = list(tagged)

    def respond(request):
        (call,) = msgspec.json.decode(request.content)
        is_tagged = call["method"] == "eth_getBlockByNumber"
        said = (tagged.pop(0) if len(tagged) > 1 else tagged[0]) if is_tagged else result(b'"%b"' % head)
        return httpx.Response(200, content=b'[{"jsonrpc":"2.0","id":0,%b}]' % said)

    patience = Patience(timeout_seconds=1, attempts=attempts)
    return Node(Transport(Endpoint("http://127.0.0.1"), patience, wire=httpx.MockTransport(respond)))


def height(number):
    return result(msgspec.json.encode({"number": hex(number)}))


@pytest.mark.parametrize(("said", "final"), [(90, 90), (HEAD, HEAD), (HEAD + 1, HEAD), (10**30, HEAD)])
def test_blocks_are_final_up_to_the_head_at_most(said, final):
    assert node([height(said)]).finalized(DEPTH) == final


UNKNOWN = [
    result(b"null"),
    error(-32601, "the method does not exist"),
    error(-32602, "invalid block tag"),
    error(-39001, "Unknown block"),
    error(-32000, "finalized block not found"),
]


@pytest.mark.parametrize("said", UNKNOWN)
def test_a_node_that_does_not_know_the_tag_is_judged_by_the_depth(said):
    assert node([said]).finalized(DEPTH) == HEAD - DEPTH
    assert node([said]).finalized(HEAD + 5) == -1


@pytest.mark.parametrize("said", [error(-32005, "limit exceeded"), error(-32000, "busy"), error(-32603, "internal")])
def test_a_node_that_cannot_say_now_what_is_final_is_asked_again(said):
    with pytest.raises(SourceUnavailable, match=r"says -32"):
        node([said]).finalized(DEPTH)
    assert node([said, height(90)], attempts=2).finalized(DEPTH) == 90


@pytest.mark.parametrize("said", [b"{}", b"[]", b"7", b'"0x5a"', b'{"number":null}', b'{"number":"none"}'])
def test_a_finalized_block_without_a_height_is_a_contradiction(said):
    with pytest.raises(SourceContradiction, match="its finalized block has no height"):
        node([result(said)]).finalized(DEPTH)


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_an_answer_that_nobody_can_read_is_told_in_one_line(content):
    with pytest.raises((SourceUnavailable, SourceContradiction)) as caught:
        node([result(content)]).finalized(DEPTH)
    with pytest.raises((SourceUnavailable, SourceContradiction)):
        list(node([result(content)]).headers([1]))
    assert "\n" not in str(caught.value)


def test_an_answer_of_nothing_but_brackets_is_asked_for_again():
    wire = httpx.MockTransport(lambda _: httpx.Response(200, content=DEEP))
    silent = Node(Transport(Endpoint("http://127.0.0.1"), Patience(timeout_seconds=1, attempts=1), wire=wire))
    with pytest.raises(SourceUnavailable, match="did not answer in JSON-RPC"):
        silent.head()


@pytest.mark.parametrize("head", [b"", b"none", b"-0x1", b"0x8000000000000000"])
def test_a_head_that_no_chain_can_have_is_a_contradiction(head):
    with pytest.raises(SourceContradiction, match=r"eth_blockNumber gave .*, not a number"):
        node([], head=head).head()
