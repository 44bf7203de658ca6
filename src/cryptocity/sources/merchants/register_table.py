"""Asks the register where it is kept: a PostgreSQL table with its history, read through ADBC into Arrow.

The table `merchant_register` has a row per version of a merchant: the fields of the register feed in the same words,
`valid_from` and `valid_to` (instants, half-open; null still) and `recorded_at`. A correction is another row with the
same `valid_from`, recorded later. What is returned are the lines that the feed would send for the day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import adbc_driver_manager
import polars as pl
from adbc_driver_postgresql import dbapi
from pydantic import SecretStr

from cryptocity.errors import CryptocityError, SourceContradiction, SourceRefused, SourceUnavailable
from cryptocity.transport import Patience
from cryptocity.window import Window

_NAME = "the register's database"
_DAYS = ("registered_on", "vat_payer_from", "vat_payer_to", "crypto_enabled_on")
_FIELDS = {
    "Xin": "xin",
    "Name": "name",
    "Oked": "oked",
    "Mcc": "mcc",
    "Kato": "kato",
    "RegisteredOn": "registered_on",
    "TaxRegime": "tax_regime",
    "VatPayerFrom": "vat_payer_from",
    "VatPayerTo": "vat_payer_to",
    "CryptoEnabledOn": "crypto_enabled_on",
    "SettlementAddress": "settlement_address",
}
_REFUSED, _CONTRADICTION = ("28", "42501"), ("22", "25", "3F", "42", "0A")
_UNWELCOME = ("authentication failed", "no pg_hba.conf entry", "is not permitted to log in", "no password supplied")


@dataclass(frozen=True)
class RegisterTable:
    """The register as a PostgreSQL table.

    Raises SourceUnavailable: no connection, or no answer in time; SourceRefused: not with these credentials;
    SourceContradiction: no such table or column, or columns of other types. None of them shows the URL or a row.
    """

    url: SecretStr
    patience: Patience

    def register(self, day: date) -> bytes:
        """Return the merchants in force at the end of the day, as they are recorded by now, ordered by number.

        Two versions of a merchant that are in force at once are both returned.
        """
        try:
            return self._lines(_in_force_at(Window.of_day(day).end))
        except adbc_driver_manager.Error as error:
            raise _explained(error) from None

    def _lines(self, query: str) -> bytes:
        """Read in one read-only transaction, so that all rows are of one moment.

        The whole table is fetched at once, because a reader of batches loses the server's error state on the way.
        """
        lines = BytesIO()
        with dbapi.connect(self.url.get_secret_value()) as connection, connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            cursor.execute(f"set local statement_timeout = {round(self.patience.timeout_seconds * 1000)}")
            cursor.execute(query)
            pl.DataFrame(cursor.fetch_arrow_table()).write_ndjson(lines)
        return lines.getvalue()


def _in_force_at(end: datetime) -> str:
    fields = (f'{_text(column)} as "{name}"' for name, column in _FIELDS.items())
    instant = f"timestamptz '{end.isoformat()}'"
    return f"""
        with versions as (
            select *, rank() over (partition by xin, valid_from order by recorded_at desc) as age
            from merchant_register
            where valid_from < {instant}
        )
        select {", ".join(fields)}
        from versions
        where age = 1 and (valid_to is null or valid_to >= {instant})
        order by xin::text collate "C", valid_from desc, versions::text collate "C"
    """


def _text(column: str) -> str:
    return f"to_char({column}, 'YYYY-MM-DD')" if column in _DAYS else f"{column}::text"


def _explained(error: adbc_driver_manager.Error) -> CryptocityError:
    state, said = error.sqlstate or "", " ".join(str(error).split())
    if state.startswith(_REFUSED) or (not state and any(words in said for words in _UNWELCOME)):
        return SourceRefused(f"{_NAME} refuses our credentials{_shown(state)}")
    if not state and said.endswith("does not exist"):
        return SourceContradiction(f"{_NAME} is not where we ask for it: the server has no such database")
    if state.startswith(_CONTRADICTION):
        return SourceContradiction(f"{_NAME} holds no register as agreed{_shown(state)}{_named(state, said)}")
    return SourceUnavailable(f"{_NAME} cannot be read now{_shown(state)}")


def _shown(state: str) -> str:
    return f" (SQLSTATE {state})" if state else ""


def _named(state: str, said: str) -> str:
    """Return the server's words on a missing name, which hold no row."""
    words = said.partition("ERROR: ")[2].partition(" LINE ")[0].strip()
    return f": {words}" if state.startswith("42") and words else ""
