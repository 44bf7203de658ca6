"""The merchant feed's messages as they come: Webkassa field names, strict types, no unknown field."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from cryptocity.wire import DrawnNumber, Symbol

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Code = Annotated[str, msgspec.Meta(pattern="^[0-9A-Z][0-9A-Z.]{0,11}$")]
IdempotencyKey = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9._:/-]{0,100}$")]
EthereumAddress = Annotated[str, msgspec.Meta(pattern="^0x[0-9a-fA-F]{40}$")]
TransactionHash = Annotated[str, msgspec.Meta(pattern="^0x[0-9a-fA-F]{64}$")]
ChainId = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
BaseUnits = Annotated[str, msgspec.Meta(pattern="^(0|[1-9][0-9]{0,37})$")]


class _Message(msgspec.Struct, rename="pascal", forbid_unknown_fields=True, gc=False):
    pass


class ClassifierCode(_Message):
    """A code of a state classifier, or of the payment systems' one, while it is in force."""

    classifier: Literal["kato", "oked", "mcc"]
    code: Code
    name_ru: Text
    valid_from: date
    name_kk: Text | None = None
    parent_code: Code | None = None
    valid_to: date | None = None
    replaced_by_code: Code | None = None


class RegisteredMerchant(_Message):
    """A line of the merchant register."""

    xin: str
    name: Text
    oked: Annotated[str, msgspec.Meta(pattern="^[0-9]{5}$")]
    mcc: Annotated[str, msgspec.Meta(pattern="^[0-9]{4}$")]
    kato: Annotated[str, msgspec.Meta(pattern="^[0-9]{9}$")]
    registered_on: date
    tax_regime: Literal["GENERAL", "SIMPLIFIED"]
    vat_payer_from: date | None = None
    vat_payer_to: date | None = None
    crypto_enabled_on: date | None = None
    settlement_address: EthereumAddress | None = None


class Position(_Message):
    """A line of a receipt."""

    count: Decimal
    price: Decimal
    tax_percent: Decimal
    tax: Decimal
    tax_type: Literal[0, 100]
    position_name: Text
    position_code: Text | None = None
    discount: Decimal = Decimal(0)
    markup: Decimal = Decimal(0)
    section_code: str | None = None
    unit_code: int | None = None
    mark: str | None = None
    gtin: str | None = msgspec.field(default=None, name="GTIN")
    warehouse_type: int | None = None


class Payment(_Message):
    """One tender of a receipt."""

    sum: Decimal
    payment_type: Literal[0, 1, 2, 3, 4, 5, 6]


class ReturnBasis(_Message):
    """What a return takes back."""

    date_time: Instant
    check_number: DrawnNumber


class Receipt(_Message):
    """A fiscal receipt: the cash register's request and the fiscal data operator's answer in one."""

    xin: str
    cashbox_unique_number: DrawnNumber
    operation_type: Literal[0, 1, 2, 3]
    date_time: Instant
    check_number: DrawnNumber
    positions: Annotated[tuple[Position, ...], msgspec.Meta(min_length=1)]
    payments: Annotated[tuple[Payment, ...], msgspec.Meta(min_length=1)]
    change: Decimal = Decimal(0)
    round_type: int | None = None
    external_check_number: IdempotencyKey | None = None
    customer_xin: str | None = None
    offline_mode: bool = False
    delivered_at: Instant | None = None
    cashbox_offline_mode: bool = False
    check_order_number: int | None = None
    shift_number: int | None = None
    employee_name: str | None = None
    ticket_url: str | None = None
    registration_number: str | None = None
    ofd_code: Literal[1, 2, 3] = 1
    return_basis_details: ReturnBasis | None = None


class CryptoSettlement(_Message):
    """A crypto payment that the payment operator settled with a merchant."""

    settlement_id: DrawnNumber
    xin: str
    chain_id: ChainId
    transaction_hash: TransactionHash
    asset: Symbol
    amount_base_units: BaseUnits
    amount_kzt: Decimal
    settled_at: Instant
    cashbox_unique_number: DrawnNumber | None = None
    check_number: DrawnNumber | None = None


PERSONAL = frozenset({"Xin", "CustomerXin", "Name", "EmployeeName"})
