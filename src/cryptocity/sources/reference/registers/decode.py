"""Turns registers into rows: taxpayers as pseudonyms, dates in their order. Pure."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

import msgspec

from cryptocity.identity import Pseudonyms
from cryptocity.sift import Broken, must_be_taxpayer, units_of
from cryptocity.sources.reference.feed import Count, Feed, Item, Kato, Row, Text, must_follow, must_not_lie_after
from cryptocity.sources.reference.labels.addresses import canonical, chain_of
from cryptocity.sources.reference.registers.datasets import RESERVE_WALLETS, RESIDENTS, SANDBOX_PARTICIPANTS
from cryptocity.wire import Symbol

_TIYN = 2
_STAGES = ("applied", "admitted", "live", "graduated", "exited")


class ReserveWallet(Item):
    """A wallet of a state reserve."""

    fund: Literal["state_fund", "alem_fund"]
    address: Text
    asset: Symbol
    acquired_by: Literal["seized", "mined", "purchased"]
    source_document: Text
    custodian: Text | None = None
    seized_on: date | None = None
    held_from: date | None = None
    held_to: date | None = None


class Participant(Item):
    """A participant of the regulatory sandbox, with the day of each stage that it reached."""

    xin: str
    stage: Literal["applied", "admitted", "live", "graduated", "exited"]
    applied_on: date
    transactions: Count
    incidents: Count
    admitted_on: date | None = None
    live_on: date | None = None
    graduated_on: date | None = None
    exited_on: date | None = None


class Resident(Item):
    """A resident firm of the special regime and its people."""

    xin: str
    oked_code: Annotated[str, msgspec.Meta(pattern="^[0-9]{5}$")]
    kato_code: Kato
    resident_from: date
    headcount: Count
    specialists: Count
    average_wage_kzt: Decimal | None = None
    resident_to: date | None = None


def _wallet(wallet: ReserveWallet, day: date, _: Pseudonyms) -> Row:
    chain = chain_of(wallet.address)
    if chain is None:
        raise Broken("unknown_chain", "the address is none of an EVM chain, Bitcoin or Tron, or mistyped")
    dates = [on for on in (wallet.seized_on, wallet.held_from) if on is not None]
    if not dates or (wallet.held_to and not wallet.held_from):
        raise Broken("never_held", "the wallet neither was seized nor came into the reserve")
    if wallet.seized_on and wallet.acquired_by != "seized":
        raise Broken("seized_otherwise", f"seized, and {wallet.acquired_by}")
    for on in dates:
        must_not_lie_after(day, on, what="seized or held from")
    must_follow(dates[0], wallet.held_from, what="the wallet comes into the reserve")
    must_follow(dates[-1], wallet.held_to, what="the wallet leaves the reserve")
    held = (wallet.acquired_by, wallet.custodian, wallet.seized_on, wallet.held_from, wallet.held_to)
    return wallet.fund, chain, canonical(wallet.address), wallet.asset, *held, wallet.source_document


def _participant(participant: Participant, day: date, pseudonyms: Pseudonyms) -> Row:
    must_be_taxpayer(participant.xin)
    stages = (participant.applied_on, participant.admitted_on, participant.live_on, participant.graduated_on)
    reached = [on for on in (*stages, participant.exited_on) if on is not None]
    for earlier, later in pairwise(reached):
        must_follow(earlier, later, what="a stage is reached")
    must_not_lie_after(day, reached[-1], what="a stage is dated")
    dated = dict(zip(_STAGES, (*stages, participant.exited_on), strict=True))
    if [stage for stage in _STAGES if dated[stage]][-1] != participant.stage:
        raise Broken("stage_without_date", f"{participant.stage} is not the last stage with a date")
    standing = (pseudonyms.of_taxpayer(participant.xin), participant.stage)
    return *standing, *stages, participant.exited_on, participant.transactions, participant.incidents


def _resident(firm: Resident, day: date, pseudonyms: Pseudonyms) -> Row:
    must_be_taxpayer(firm.xin)
    must_not_lie_after(day, firm.resident_from, what="resident from")
    must_follow(firm.resident_from, firm.resident_to, what="residency ends")
    if firm.specialists > firm.headcount:
        raise Broken("more_than_all", f"{firm.specialists} specialists among {firm.headcount} people")
    wage = None if firm.average_wage_kzt is None else units_of(firm.average_wage_kzt, _TIYN, what="average_wage_kzt")
    place = (firm.oked_code, firm.kato_code, firm.resident_from, firm.resident_to)
    return pseudonyms.of_taxpayer(firm.xin), *place, firm.headcount, firm.specialists, wage


_TAXPAYER = frozenset({"xin"})

FEEDS: tuple[Feed[Any], ...] = (
    Feed(
        "reserve-wallets",
        RESERVE_WALLETS,
        ReserveWallet,
        _wallet,
        lambda wallet: (canonical(wallet.address), wallet.asset),
    ),
    Feed("sandbox-participants", SANDBOX_PARTICIPANTS, Participant, _participant, lambda each: each.xin, _TAXPAYER),
    Feed("residents", RESIDENTS, Resident, _resident, lambda firm: firm.xin, _TAXPAYER),
)
