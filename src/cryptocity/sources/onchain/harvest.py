"""Asks nodes for ranges of heights and proves every block: what comes out may land.

One node a chain; a second node of the same chain, the witness, must agree on every block.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

import msgspec

from cryptocity.access import Access
from cryptocity.disputes import contradiction, dispute
from cryptocity.errors import SourceContradiction, WrongUsage
from cryptocity.lake import Lake
from cryptocity.payloads import Payload
from cryptocity.sources.onchain.archive import BlockAnswer
from cryptocity.sources.onchain.chains import Chain, chain_of, must_need_leniency
from cryptocity.sources.onchain.client import UNREADABLE, Node, RawBlock
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    FINAL,
    ORPHANED,
    PROVISIONAL,
    SOURCE,
    UNVERIFIED,
    WITHDRAWALS_MISSING,
)
from cryptocity.sources.onchain.decode import BlockRows, decode, decode_strange, mined_at
from cryptocity.sources.onchain.pieces import Piece
from cryptocity.sources.onchain.reorganisation import Header
from cryptocity.sources.onchain.verify import (
    KNOWN_TYPES,
    Json,
    height_said,
    own_transactions,
    prove,
    prove_in_part,
    type_of,
)
from cryptocity.window import day_of

_WITNESS = "onchain_witness"
_IN_PART = {WITHDRAWALS_MISSING: "without their withdrawals", UNVERIFIED: "unverified"}
_MALFORMED = (KeyError, TypeError, ValueError, AttributeError)

Received = TypeVar("Received")


@dataclass(frozen=True)
class Harvest:
    """What one range of heights gave: decoded blocks in order, and the answers they came from."""

    chain: Chain
    blocks: tuple[BlockRows, ...]
    answers: tuple[BlockAnswer, ...]

    @property
    def standing(self) -> dict[int, Header]:
        """Return the blocks that stand, by height."""
        rows = [row for block in self.blocks if (row := block.row)]
        return {row[1]: Header(row[2], row[3], row[-1]) for row in rows if row[-1] != ORPHANED}

    def piece(self, day: date, access: Access, *, is_whole_day: bool = False) -> Piece:
        """Return what was mined on a city day."""
        both = zip(self.blocks, self.answers, strict=True)
        mined = [(block, answer) for block, answer in both if day_of(block.mined_at) == day]
        return Piece(
            chain_id=self.chain.chain_id,
            blocks=tuple(block for block, _ in mined),
            answers=tuple(answer for _, answer in mined),
            standing=self.standing,
            is_whole_day=is_whole_day,
            accepts_reorganisation=access.accepts_reorganisation,
        )


@dataclass(frozen=True)
class Nodes:
    """One node a chain, and its witness where there is one."""

    nodes: dict[int, Node]
    witnesses: dict[int, Node]

    @classmethod
    def of(cls, access: Access) -> "Nodes":
        """Ask every node for its chain. Raises WrongUsage for two of one, SourceContradiction for a strange witness."""
        nodes, witnesses = _by_chain(access, SOURCE), _by_chain(access, _WITNESS)
        for chain_id, witness in witnesses.items():
            if chain_id not in nodes:
                asked = " or ".join(map(str, nodes))
                raise SourceContradiction(f"{witness.name} is a node of chain {chain_id}, not of chain {asked}")
        return cls(nodes, witnesses)

    def only(self) -> int:
        """Return the only chain. Raises WrongUsage where there are several."""
        if len(self.nodes) > 1:
            raise WrongUsage("heights are those of one chain: name its node with --rpc-url")
        return next(iter(self.nodes))

    def harvest(self, chain_id: int, heights: range, lake: Lake, access: Access) -> Harvest:
        """Ask for blocks, prove them and have the witness agree. Nothing comes out where one contradicts itself."""
        node, chain = self.nodes[chain_id], chain_of(chain_id)
        final = node.finalized(chain.finality_depth)
        answers = (_received(raw, final) for raw in counted(node.blocks(heights), len(heights), access))
        harvest = prove_all(answers, chain_id, lake, access)
        if chain_id in self.witnesses:
            _must_agree(harvest, self.witnesses[chain_id], lake)
        return harvest


def _by_chain(access: Access, name: str) -> dict[int, Node]:
    nodes: dict[int, Node] = {}
    for transport in access.transports(name):
        node = Node(transport)
        if (chain_id := node.chain_id()) in nodes:
            raise WrongUsage(f"{nodes[chain_id].name} and {node.name} are both nodes of chain {chain_id}: name one")
        nodes[chain_id] = node
    return nodes


def counted(answers: Iterable[Received], count: int, access: Access) -> Iterator[Received]:
    """Yield answers, telling of each once it is proven."""
    for done, answer in enumerate(answers, start=1):
        yield answer
        access.progress("blocks verified", done, count)


def _received(raw: RawBlock, final: int) -> BlockAnswer:
    block, receipts = (msgspec.Raw(answer.replace(b"\n", b" ")) for answer in (raw.block, raw.receipts))
    return BlockAnswer(raw.number, block, receipts, FINAL if raw.number <= final else PROVISIONAL)


def prove_all(answers: Iterable[BlockAnswer], chain_id: int, lake: Lake, access: Access) -> Harvest:
    """Prove every block of a chain and that each follows the one before it; say how many are not proven in whole."""
    if chain_id in access.unverified_chains:
        must_need_leniency(chain_id)
    proven = [_decoded(answer, chain_id, lake, access) for answer in answers]
    blocks, named = tuple(block for block, _ in proven), tuple(answer for _, answer in proven)
    _must_follow(blocks)
    chain = chain_of(chain_id)
    for verification, how in _IN_PART.items():
        if count := sum(block.verification == verification for block in blocks):
            access.progress(f"blocks of {chain.name}, {count} of them {how}", len(blocks), len(blocks))
    return Harvest(chain, blocks, named)


def _decoded(answer: BlockAnswer, chain_id: int, lake: Lake, access: Access) -> tuple[BlockRows, BlockAnswer]:
    block, receipts = _read(answer)
    day = day_of(mined_at(block))
    try:
        rows = _proven(answer, (block, receipts), chain_id, is_lenient=chain_id in access.unverified_chains)
    except (SourceContradiction, *_MALFORMED) as error:
        files = {"block": answer.block, "receipts": answer.receipts}
        names = {what: contradiction(chain_id, answer.number, what) for what in files}
        evidence = [Payload(names[what], bytes(content)) for what, content in files.items()]
        lake.keep_evidence(BLOCKS, day, evidence)
        raise _explained(error, answer, block, chain_id=chain_id) from None
    return rows, msgspec.structs.replace(answer, hash=rows.hash or str(block.get("hash")))


def _read(answer: BlockAnswer) -> tuple[Json, Sequence[Json]]:
    try:
        return msgspec.json.decode(answer.block), msgspec.json.decode(answer.receipts)
    except UNREADABLE as error:
        raise SourceContradiction(f"block {answer.number}: nobody can read it ({error})") from None


def _proven(answer: BlockAnswer, content: tuple[Json, Sequence[Json]], chain_id: int, *, is_lenient: bool) -> BlockRows:
    block, receipts = content
    if (strange := _strange_types(block)) and not is_lenient:
        return decode_strange(block, strange, chain_id=chain_id)
    if int(block["number"], 16) != answer.number:
        raise SourceContradiction(f"asked for block {answer.number}, was given {int(block['number'], 16)}")
    proven = (prove_in_part if is_lenient else prove)(block, receipts, chain_id=chain_id)
    return decode(proven, chain_id, finality=answer.finality)


def _strange_types(block: Json) -> Collection[int]:
    transactions = block.get("transactions")
    if not isinstance(transactions, list) or not all(isinstance(transaction, dict) for transaction in transactions):
        raise SourceContradiction(f"block {height_said(block)} comes without its transactions")
    return {type_of(transaction) for transaction in transactions} - KNOWN_TYPES


def _explained(error: Exception, answer: BlockAnswer, block: Json, *, chain_id: int) -> SourceContradiction:
    """Return what contradicts, and what may help where a chain has transactions of its own and is not declared to."""
    if not isinstance(error, SourceContradiction):
        return SourceContradiction(f"block {answer.number}: malformed ({type(error).__name__}: {error})")
    chain = chain_of(chain_id)
    if chain.receipts_recompute is not False or not _has_own(block):
        return error
    what_helps = f"CRYPTOCITY_ONCHAIN_UNVERIFIED={chain_id} takes them unverified"
    return SourceContradiction(f"{error} ({chain.name} has transactions of its own: {what_helps})")


def _has_own(block: Json) -> bool:
    try:
        return bool(own_transactions(block))
    except _MALFORMED:
        return False


def _must_agree(harvest: Harvest, witness: Node, lake: Lake) -> None:
    """Hold every proven block against a second node: each may tell a true story, but of two different chains."""
    both = zip(harvest.blocks, harvest.answers, strict=True)
    proven = [(block, answer) for block, answer in both if block.row]
    seen = witness.headers([block.number for block, _ in proven])
    for (block, answer), (raw, header) in zip(proven, seen, strict=True):
        if header.get("hash") != block.hash:
            said = {"block": bytes(answer.block), "witness": raw}
            names = {what: dispute(harvest.chain.chain_id, block.number, what) for what in said}
            evidence = [Payload(names[what], content) for what, content in said.items()]
            lake.keep_evidence(BLOCKS, day_of(block.mined_at), evidence)
            raise SourceContradiction(
                f"block {block.number} is {block.hash}, but {witness.name} has {header.get('hash')}"
            )


def _must_follow(blocks: Sequence[BlockRows]) -> None:
    proven = [row for block in blocks if (row := block.row) and row[-1] != ORPHANED]
    for (_, before, its_hash, *_), (_, number, _, parent, *_) in pairwise(proven):
        if number == before + 1 and parent != its_hash:
            raise SourceContradiction(f"block {number} names {parent} as its parent, but block {before} is {its_hash}")
