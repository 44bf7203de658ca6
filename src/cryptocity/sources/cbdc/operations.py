"""Turns what a pacs.002 outcome says of tokens into rows. Pure.

The children of a token, which are the settled operations that spend it, never take more than it holds: one that does is
turned away where the token was made on the same day, and found by the audit where it was made before.
"""

from dataclasses import dataclass, field

from cryptocity.sift import Broken
from cryptocity.sources.cbdc.datasets import TOKEN_OPERATIONS
from cryptocity.sources.cbdc.parts import Operation
from cryptocity.sources.cbdc.received import Received
from cryptocity.sources.cbdc.rows import Row
from cryptocity.sources.cbdc.values import party_or_none, required, tiyn_of

_ISSUE, _VAT_SPLIT, _UNMARK = "ISSUE", "VAT_SPLIT", "UNMARK"
_TYPES = (_ISSUE, "TRANSFER", _VAT_SPLIT, _UNMARK, "REDEEM")
_DEEPEST = 99
_SETTLED = "ACSC"
_AMOUNT, _STATUS = (TOKEN_OPERATIONS.schema.names().index(name) for name in ("amount_kzt", "status"))


@dataclass
class Tokens:
    """What is left of the tokens made on a day, in tiyn; what a file changes counts once the file has proven whole."""

    proven: dict[str, int] = field(default_factory=dict)
    drafted: dict[str, int] = field(default_factory=dict)

    def prove(self) -> None:
        """Keep what the file changed."""
        self.proven.update(self.drafted)
        self.drafted.clear()

    def forget(self) -> None:
        """Undo what the file changed."""
        self.drafted.clear()

    def left(self, operation_id: str) -> int | None:
        """Return what is left of a token, None where it was not made on this day."""
        return self.drafted.get(operation_id, self.proven.get(operation_id))

    def must_be_left(self, operation: Operation, row: Row) -> None:
        """Raise Broken where a token made on this day does not hold what a settled operation spends of it."""
        left, amount = self.left(operation.parent_operation_id), row[_AMOUNT]
        if left is not None and amount > left and row[_STATUS] == _SETTLED:
            raise Broken(
                "children_exceed_parent",
                f"{operation.operation_id} spends {amount - left} tiyn more than is left of "
                f"{operation.parent_operation_id}, mark {operation.mark_code or 'none'}",
            )

    def settle(self, operation: Operation, row: Row) -> None:
        """Take an operation in: where it is settled it spends its parent's token and makes one of its own."""
        amount = row[_AMOUNT]
        if row[_STATUS] != _SETTLED:
            return
        left = self.left(operation.parent_operation_id)
        if left is not None:
            self.drafted[operation.parent_operation_id] = left - amount
        self.drafted[operation.operation_id] = amount


def operation_row(operation: Operation, status: Row, received: Received) -> Row:
    """Return the row of an operation whose outcome is the row `status` of payment_statuses."""
    message_id, _, end_to_end_id, outcome, reason_code, decided_at, file_name, schema_checked = status
    amount = tiyn_of(operation.amount, operation.currency, what="OrgnlTxRef/IntrBkSttlmAmt")
    return (
        required(operation.operation_id, "TknOp/OpId"),
        _type_of(operation),
        end_to_end_id,
        amount,
        operation.mark_code or None,
        operation.mark_purpose or None,
        operation.contract_number or None,
        operation.parent_operation_id or None,
        _vat_of(operation, amount),
        _depth_of(operation.tier_depth),
        party_or_none(operation.debtor, received.pseudonyms),
        party_or_none(operation.creditor, received.pseudonyms),
        outcome,
        reason_code,
        decided_at,
        message_id,
        file_name,
        schema_checked,
    )


def _type_of(operation: Operation) -> str:
    """Return what an operation does, which says what else it must tell."""
    said = required(operation.transaction_type, "TknOp/TxTp")
    if said not in _TYPES:
        raise Broken("unknown_code", f"TxTp is none of {', '.join(_TYPES)}")
    if said == _ISSUE and operation.parent_operation_id:
        raise Broken("wrong_shape", "an ISSUE spends no token, and has no PrntOpId")
    if said in (_VAT_SPLIT, _UNMARK) or (operation.mark_code and said != _ISSUE):
        required(operation.parent_operation_id, "TknOp/PrntOpId")
    if operation.mark_code:
        required(operation.mark_purpose, "TknOp/MrkPurp")
        required(operation.contract_number, "TknOp/CtrctNb")
    if operation.mark_code and said == _UNMARK:
        raise Broken("wrong_shape", "what is unmarked has no MrkCd")
    return said


def _vat_of(operation: Operation, amount: int) -> int | None:
    if not operation.vat_amount:
        return None
    vat = tiyn_of(operation.vat_amount, operation.vat_currency, what="VatAmtMrkd")
    if vat > amount:
        raise Broken("vat_exceeds_amount", f"VatAmtMrkd is {vat - amount} tiyn more than the amount")
    return vat


def _depth_of(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and int(text) <= _DEEPEST):
        raise Broken("wrong_shape", f"TierDpth is no number from 0 to {_DEEPEST}")
    return int(text) if text else None
