"""Ways in which a shown block can be false, and the sandbox's own blocks to tell them of."""

import copy
import json

import msgspec

from cryptocity.sandbox import bitcoin_node
from cryptocity.sources.bitcoin.scripts import double_sha256
from cryptocity.sources.bitcoin.verify import merkle_root, target_of
from cryptocity.sources.bitcoin.wire import Block, encode_header


def shown_blocks(world):
    """Return the sandbox's Bitcoin blocks as getblock shows them."""
    chain = world.bitcoin.blocks
    return [json.loads(bitcoin_node.encoded(bitcoin_node.shown(chain, height))) for height in range(len(chain))]


def read(block):
    return msgspec.json.decode(json.dumps(block).encode(), type=Block)


def hashed(block):
    """Return a block with the hash of its header, whatever the work."""
    return {**block, "hash": double_sha256(encode_header(read(block)))[::-1].hex()}


def worked(block):
    """Return a block with the next nonce whose hash meets the block's own target: dear where that is hard."""
    target = target_of(int(block["bits"], 16))
    while True:
        block = hashed({**block, "nonce": block["nonce"] + 1})
        if int(block["hash"], 16) <= target:
            return block


def lazy(block):
    """Return a block with the next nonce whose hash misses the target."""
    target = target_of(int(block["bits"], 16))
    while True:
        block = hashed({**block, "nonce": block["nonce"] + 1})
        if int(block["hash"], 16) > target:
            return block


def rooted(block):
    """Return a block with the merkle root of the ids that its transactions claim."""
    return {**block, "merkleroot": merkle_root([bytes.fromhex(each["txid"])[::-1] for each in block["tx"]])[::-1].hex()}


def changed(change):
    """Return what applies a change to a copy of a block."""

    def lie(block):
        block = copy.deepcopy(block)
        return change(block) or block

    return lie


def flipped(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def _swap(block):
    block["tx"][1], block["tx"][2] = block["tx"][2], block["tx"][1]


def _repeat(block):
    """Repeat the last transactions so that the merkle root stays (CVE-2012-2459)."""
    block["tx"].append(block["tx"][-1])


def _first(kind, block):
    return block["tx"][1][kind][0]


LIES = {
    "wrong merkle root": (changed(lambda b: b.update(merkleroot=flipped(b["merkleroot"]))), "header hash is"),
    "wrong merkle root, worked": (
        changed(lambda b: worked({**b, "merkleroot": flipped(b["merkleroot"])})),
        "merkle root is",
    ),
    "wrong hash": (changed(lambda b: b.update(hash=flipped(b["hash"]))), "header hash is"),
    "wrong parent": (changed(lambda b: b.update(previousblockhash=flipped(b["previousblockhash"]))), "header hash is"),
    "wrong time": (changed(lambda b: b.update(time=b["time"] - 1)), "header hash is"),
    "no work": (changed(lazy), "is no proof of work"),
    "bits that are too easy": (changed(lambda b: hashed({**b, "bits": "2100ffff"})), "too easy for"),
    "bits without a target": (changed(lambda b: hashed({**b, "bits": "1d80ffff"})), "is no proof of work"),
    "swapped transactions": (changed(_swap), "merkle root is"),
    "repeated transaction": (changed(_repeat), "CVE-2012-2459"),
    "dropped transaction": (changed(lambda b: b["tx"].pop() and None), "merkle root is"),
    "no transactions": (changed(lambda b: b.update(tx=[])), "does not begin with its only coinbase"),
    "two coinbases": (changed(lambda b: b["tx"].append(b["tx"][0])), "does not begin with its only coinbase"),
    "no coinbase": (changed(lambda b: b["tx"].pop(0) and None), "does not begin with its only coinbase"),
    "wrong transaction id": (changed(lambda b: b["tx"][1].update(txid=flipped(b["tx"][1]["txid"]))), "its id is"),
    "wrong witness id": (changed(lambda b: b["tx"][1].update(hash=flipped(b["tx"][1]["hash"]))), "its id is"),
    "wrong value": (changed(lambda b: _first("vout", b).update(value=1.25)), "merkle root is"),
    "wrong receiver": (
        changed(lambda b: _first("vout", b)["scriptPubKey"].update(hex="6a")),
        "merkle root is",
    ),
    "no number": (changed(lambda b: _first("vout", b).update(value="NaN")), "malformed"),
    "a hash in capitals": (changed(lambda b: b.update(hash=b["hash"].upper())), "malformed"),
    "bits in capitals": (changed(lambda b: b.update(bits=b["bits"].upper())), "malformed"),
    "a spent id in capitals": (
        changed(lambda b: _first("vin", b).update(txid=_first("vin", b)["txid"].upper())),
        "malformed",
    ),
    "wrong input": (changed(lambda b: _first("vin", b).update(vout=7)), "merkle root is"),
    "wrong witness": (changed(lambda b: _first("vin", b)["txinwitness"].append("00")), "its id is"),
    "wrong witness, named": (
        changed(lambda b: _first("vin", b).update(txinwitness=["00"]) or (b["tx"][1].pop("hash") and None)),
        "witness commitment does not match",
    ),
    "negative value": (changed(lambda b: _first("vout", b).update(value=-1)), "no value that an output can have"),
    "fraction of a satoshi": (changed(lambda b: _first("vout", b).update(value=1e-9)), "no whole number of satoshi"),
    "more coins than are": (changed(lambda b: _first("vout", b).update(value=21_000_001)), "no value that an output"),
    "spent less than paid out": (
        changed(lambda b: _first("vin", b)["prevout"].update(value=0.1)),
        "pays out more than",
    ),
    "spent nonsense": (changed(lambda b: _first("vin", b)["prevout"].update(value=-0.1)), "no value that an output"),
    "a script of no hexadecimal": (changed(lambda b: _first("vin", b)["scriptSig"].update(hex="xy")), "malformed"),
    "a version of no 32 bits": (changed(lambda b: b.update(version=2**32)), "malformed"),
    "another height": (changed(lambda b: b.update(height=b["height"] + 1)), "was given|names another height"),
}
