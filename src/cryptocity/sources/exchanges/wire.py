"""The items of the gateway's reports as they arrive. A field that they do not name turns an item away."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from cryptocity.sources.exchanges.ivms101 import TravelRule
from cryptocity.wire import DrawnNumber, Identifier, Symbol

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Count = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Residency = Literal["resident", "non_resident", "unknown"]
Status = Literal["active", "suspended", "withdrawn"]
IdType = Literal["iin", "bin", "foreign"]


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Venue(_Item):
    """A licensed venue, as the register of licences has it."""

    venue_id: Identifier
    venue_name: Text
    bin: str
    licence_number: Identifier
    licence_status: Status
    licensed_from: date
    licensed_to: date | None = None


class Licence(_Item):
    """A venue's licence with one status, and for how long it had it."""

    venue_id: Identifier
    licence_number: Identifier
    licence_type: Text
    licence_status: Status
    valid_from: date
    decided_on: date
    valid_to: date | None = None


class Volume(_Item):
    """What clients of one residency traded on one side of one pair."""

    venue_id: Identifier
    base_asset: Symbol
    quote_currency: Symbol
    side: Literal["buy", "sell"]
    client_residency: Residency
    trade_count: Count
    base_amount: Decimal
    quote_amount: Decimal


class Trade(_Item):
    """One trade of one client; the fee is on top. `lot_trade_id` names the earlier trade whose units it gives away."""

    venue_id: Identifier
    trade_id: DrawnNumber
    traded_at: Annotated[datetime, msgspec.Meta(tz=True)]
    client_id: Text
    client_id_type: IdType
    client_residency: Residency
    base_asset: Symbol
    quote_currency: Symbol
    side: Literal["buy", "sell"]
    base_amount: Decimal
    quote_amount: Decimal
    fee_amount: Decimal | None = None
    fee_currency: Symbol | None = None
    lot_trade_id: DrawnNumber | None = None


class OfficeTurnover(_Item):
    """What customers bought or sold of one asset for KZT at an exchange office, and the licence it holds."""

    office_id: Identifier
    asset: Symbol
    side: Literal["buy", "sell"]
    operation_count: Count
    asset_amount: Decimal
    turnover_kzt: Decimal
    fee_kzt: Decimal
    licence_number: Identifier | None = None
    licensed_from: date | None = None
    licensed_to: date | None = None


class Transfer(_Item):
    """A deposit to a venue or a withdrawal from it. `travel_rule_complete` is what the venue claims."""

    venue_id: Identifier
    transfer_id: DrawnNumber
    occurred_at: Annotated[datetime, msgspec.Meta(tz=True)]
    direction: Literal["deposit", "withdrawal"]
    kind: Literal["crypto", "fiat"]
    asset: Symbol
    amount: Decimal
    client_id: Text
    client_id_type: IdType
    client_residency: Residency
    counterparty_residency: Residency
    counterparty_address: str | None = None
    transaction_hash: Annotated[str, msgspec.Meta(pattern="^0x[0-9a-fA-F]{64}$")] | None = None
    travel_rule_complete: bool | None = None
    travel_rule: TravelRule | None = None


Element = Literal[
    "CryptoToCryptoIn",
    "CryptoToCryptoOut",
    "CryptoFiatIn",
    "CryptoFiatOut",
    "CryptoTransferIn",
    "CryptoTransferOut",
    "TransferWallet",
    "RRPT",
]


class YearAggregate(_Item):
    """A client's running year in one asset and one element of CARF; `as_of` is the day up to which it runs."""

    venue_id: Identifier
    as_of: date
    client_id: Text
    client_id_type: IdType
    year: int
    asset: Symbol
    element: Element
    amount: Decimal
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    units: Decimal
    type_code: Annotated[str, msgspec.Meta(pattern="^CARF(40[1-4]|50[1-9]|60[1-6])$")] | None = None
    transaction_count: Count | None = None
    alternative_valuation: Annotated[str, msgspec.Meta(pattern="^CARF100[1-4]$")] | None = None


class MonthLimit(_Item):
    """What a client has paid in for purchases at one venue in a calendar month, up to and including `as_of`."""

    venue_id: Identifier
    as_of: date
    client_id: Text
    client_id_type: IdType
    client_residency: Residency
    month: date
    deposited_usd: Decimal
    knowledge_test_passed: bool
    knowledge_test_passed_on: date | None = None
