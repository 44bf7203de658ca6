"""What we land from registers of the city and the state.

Source: State Fund (National Investment Corporation) and Alem Crypto Fund publish no register of wallets that was seen;
the registers of sandbox participants and resident firms are this platform's own design.
"""

import polars as pl

from cryptocity.dataset import KZT, Column, Dataset
from cryptocity.sources.reference import SOURCE

RESERVE_WALLETS = Dataset(
    source=SOURCE,
    name="reserve_wallets",
    grain="one row per wallet and asset of a state reserve, as known on the day",
    columns=(
        Column("fund", pl.String, "state_fund (National Investment Corporation) or alem_fund"),
        Column("chain", pl.String, "kind of chain: evm, bitcoin or tron"),
        Column("address", pl.String, "on-chain address; lower case, but for base58"),
        Column("asset", pl.String, "symbol of the asset that is held"),
        Column("acquired_by", pl.String, "how the fund came by it: seized, mined or purchased"),
        Column("custodian", pl.String, "who keeps its keys; none where the register does not say", nullable=True),
        Column("seized_on", pl.Date, "day of the seizure; none of others, and where it is not stated", nullable=True),
        Column("held_from", pl.Date, "first day in the reserve; none while a seized one waits for it", nullable=True),
        Column("held_to", pl.Date, "last day in the reserve, inclusive; none while it is held", nullable=True),
        Column("source_document", pl.String, "where the wallet is named"),
    ),
    key=("address", "asset"),
    origin="GET /reserve-wallets, JSON",
)

SANDBOX_PARTICIPANTS = Dataset(
    source=SOURCE,
    name="sandbox_participants",
    grain="one row per participant of the regulatory sandbox, as it stands on the day",
    columns=(
        Column("participant_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True),
        Column("stage", pl.String, "applied, admitted, live, graduated or exited"),
        Column("applied_on", pl.Date, "day of the application"),
        Column("admitted_on", pl.Date, "day of admission", nullable=True),
        Column("live_on", pl.Date, "first day with clients", nullable=True),
        Column("graduated_on", pl.Date, "day on which a full licence followed", nullable=True),
        Column("exited_on", pl.Date, "day on which the participant left without one", nullable=True),
        Column("transactions", pl.Int64, "transactions on the day"),
        Column("incidents", pl.Int64, "incidents reported on the day"),
    ),
    key=("participant_key",),
    origin="GET /sandbox-participants, JSON",
)

RESIDENTS = Dataset(
    source=SOURCE,
    name="residents",
    grain="one row per resident firm of the special regime, as the register has it on the day",
    columns=(
        Column("firm_key", pl.String, "BIN of an organisation, pseudonym of a sole trader", personal=True),
        Column("oked_code", pl.String, "kind of activity, OKED, five digits"),
        Column("kato_code", pl.String, "place, KATO, nine digits"),
        Column("resident_from", pl.Date, "first day of residency"),
        Column("resident_to", pl.Date, "last day of residency, inclusive; none while it lasts", nullable=True),
        Column("headcount", pl.Int64, "people employed"),
        Column("specialists", pl.Int64, "of these, specialists in information technology"),
        Column("average_wage_kzt", KZT, "average monthly wage, KZT; none without employees", nullable=True),
    ),
    key=("firm_key",),
    origin="GET /residents, JSON",
)

DATASETS = (RESERVE_WALLETS, SANDBOX_PARTICIPANTS, RESIDENTS)
