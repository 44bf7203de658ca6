"""A venue's year as a CARF message, from a release's carf_aggregates_yearly: CARF-shaped, and filed with nobody.

The platform knows people by pseudonyms alone. So the message says what it does not know instead of making it up: a
person's family name is the pseudonym, the first name NFN, the TIN unknown, the city UNKNOWN. What the schema asks for
and cannot call unknown is not there: BirthInfo, and country and address of clients who are not known to live in
Kazakhstan. Whoever files adds what the venue knows. Everything else is as the schema has it.

Source: OECD CARF XML schema 1.5 (`urn:oecd:ties:carf:v1`, `urn:oecd:ties:carfstf:v5`): order and number of elements.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import duckdb

from cryptocity.errors import ReleaseMissing, WrongUsage
from cryptocity.identity import is_fictitious
from cryptocity.release.manifest import open_marts, release_folder

CARF, STF = "urn:oecd:ties:carf:v1", "urn:oecd:ties:carfstf:v5"
VERSION = "1.5"
WARNING = (
    "CARF-shaped and not filed: no CARF law of Kazakhstan is known here. Individuals appear by pseudonym, without TIN "
    "and BirthInfo; clients not known to live in Kazakhstan have no ResCountryCode and no Address; a City is UNKNOWN."
)
_ELEMENTS = (
    "CryptoToCryptoIn",
    "CryptoToCryptoOut",
    "CryptoFiatIn",
    "CryptoFiatOut",
    "CryptoTransferIn",
    "CryptoTransferOut",
    "TransferWallet",
    "RRPT",
)
_TYPED = {
    **dict.fromkeys(_ELEMENTS[:4], "ExchangeType"),
    **dict.fromkeys(_ELEMENTS[4:6], "TransferType"),
}
_ALTERNATIVELY_VALUED = _ELEMENTS[4:7]
_COUNTRY, _UNKNOWN, _NO_FIRST_NAME = "KZ", "UNKNOWN", "NFN"
_AUTHORISED, _NEW_INFORMATION, _GOODS_AND_SERVICES = "CARF906", "CARF701", "CARF603"
_NEW_DATA, _NEW_TEST_DATA = "OECD1", "OECD11"
_TOLD = (
    "year",
    "venue_id",
    "client_key",
    "asset",
    "element",
    "type_code",
    "as_of_on",
    "transaction_count",
    "amount",
    "currency",
    "units",
    "alternative_valuation",
    "reconciliation",
    "client_residency",
    "client_bin",
    "venue_name",
    "venue_bin",
)
_YEAR_OF_A_VENUE = f"select {', '.join(_TOLD)} from tax.carf_aggregates_yearly where year = $1 and venue_id = $2"

Row = Mapping[str, Any]


def carf_of(home: Path, year: int, venue_id: str, *, release: str | None = None) -> bytes:
    """Return the message of a venue's year, from a release, else the current one; the same release, the same bytes.

    Raises WrongUsage where the release has no totals of that year and venue, ReleaseMissing where it is of before the
    mart told all that a message needs.
    """
    folder = release_folder(home, release)
    with open_marts(folder) as marts:
        try:
            rows = marts.execute(_YEAR_OF_A_VENUE, [year, venue_id]).pl().to_dicts()
        except (duckdb.BinderException, duckdb.CatalogException):
            raise ReleaseMissing(_too_old(folder.name)) from None
    if not rows:
        raise WrongUsage(f"release {folder.name} has no totals of the year {year} from a venue {venue_id}")
    return message(rows, reference=f"{_COUNTRY}{year}{_COUNTRY}-{venue_id}-{folder.name}")


def _too_old(release: str) -> str:
    return (
        f"the carf_aggregates_yearly of release {release} is of an older definition, without all that a CARF message "
        "tells: take a newer release, or build and publish anew"
    )


def message(rows: Sequence[Row], *, reference: str) -> bytes:
    """Return the totals of one venue and year as XML; `reference` becomes the MessageRefId."""
    ET.register_namespace("", CARF)
    ET.register_namespace("stf", STF)
    is_test = rows[0]["venue_bin"] is None or is_fictitious(rows[0]["venue_bin"])
    document = _Document(reference, _NEW_TEST_DATA if is_test else _NEW_DATA)
    root = ET.Element(f"{{{CARF}}}CARF_OECD", version=VERSION)
    _add_message_spec(root, rows, reference)
    body = _added(root, "CARFBody")
    _add_venue(body, rows[0], document)
    for client, of_client in groupby(sorted(map(_retyped, rows), key=_place), key=lambda row: row["client_key"]):
        _add_user(body, [*of_client], _Document(f"{reference}-{client}", document.kind))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


@dataclass(frozen=True)
class _Document:
    """How a part of the message is referred to, and whether it is new data or new test data."""

    reference: str
    kind: str

    def add_to(self, parent: ET.Element) -> None:
        spec = _added(parent, "DocSpec")
        for name, text in (("DocTypeIndic", self.kind), ("DocRefId", self.reference)):
            ET.SubElement(spec, f"{{{STF}}}{name}").text = text


def _retyped(row: Row) -> Row:
    """Return a total as CARF has it: payments of which certainly none is above the threshold are ordinary transfers."""
    if row["reconciliation"] != "no_rrpt":
        return row
    return {**row, "element": "CryptoTransferOut", "type_code": _GOODS_AND_SERVICES}


def _place(row: Row) -> tuple[Any, ...]:
    units = (row["units"], row["amount"])  # a retyped total may stand beside one of the same type
    return row["client_key"], row["asset"], _ELEMENTS.index(row["element"]), row["type_code"], *units


def _add_message_spec(root: ET.Element, rows: Sequence[Row], reference: str) -> None:
    spec = _added(root, "MessageSpec")
    fields = {
        "SendingEntityIN": rows[0]["venue_bin"] or _UNKNOWN,
        "TransmittingCountry": _COUNTRY,
        "ReceivingCountry": _COUNTRY,
        "MessageType": "CARF",
        "Warning": WARNING,
        "MessageRefId": reference,
        "MessageTypeIndic": _NEW_INFORMATION,
        "ReportingPeriod": f"{rows[0]['year']}-12-31",
        "Timestamp": f"{max(row['as_of_on'] for row in rows)}T23:59:59",
    }
    for name, text in fields.items():
        _added(spec, name, text)


def _add_venue(body: ET.Element, row: Row, document: _Document) -> None:
    venue = _added(body, "RCASP")
    _add_entity(_added(venue, "RCASP_ID"), row["venue_bin"], row["venue_name"] or row["venue_id"])
    _added(venue, "Nexus", _AUTHORISED)
    document.add_to(venue)


def _add_user(body: ET.Element, rows: Sequence[Row], document: _Document) -> None:
    user = _added(body, "CryptoUsers")
    identity = _added(user, "UserID")
    if rows[0]["client_bin"]:
        _add_entity(identity, rows[0]["client_bin"], rows[0]["client_key"])
    else:
        _add_individual(identity, rows[0]["client_key"], is_resident=rows[0]["client_residency"] == "resident")
    for asset, of_asset in groupby(rows, key=lambda row: row["asset"]):
        transactions = _added(user, "RelevantTransactions")
        _added(transactions, "CryptoAsset", asset)
        for row in of_asset:
            _add_total(transactions, row)
    document.add_to(user)


def _add_entity(parent: ET.Element, bin_: str | None, name: str) -> None:
    entity = _added(parent, "Entity")
    _added(entity, "ResCountryCode", _COUNTRY)
    _add_tin(entity, bin_)
    _added(entity, "Name", name)
    _add_address(entity)


def _add_individual(parent: ET.Element, pseudonym: str, *, is_resident: bool) -> None:
    person = _added(parent, "Individual")
    if is_resident:
        _added(person, "ResCountryCode", _COUNTRY)
    _add_tin(person, None)
    name = _added(person, "Name")
    _added(name, "FirstName", _NO_FIRST_NAME)
    _added(name, "LastName", pseudonym)
    if is_resident:
        _add_address(person)


def _add_tin(party: ET.Element, number: str | None) -> None:
    tin = _added(party, "TIN", number)
    tin.set(*("issuedBy", _COUNTRY) if number else ("unknown", "true"))


def _add_address(party: ET.Element) -> None:
    address = _added(party, "Address")
    _added(address, "CountryCode", _COUNTRY)
    _added(_added(address, "AddressFix"), "City", _UNKNOWN)


def _add_total(transactions: ET.Element, row: Row) -> None:
    total = _added(transactions, row["element"])
    for name, text in _fields_of(row):
        added = _added(total, name, text)
        if name == "Amount":
            added.set("currCode", row["currency"])


def _fields_of(row: Row) -> Iterator[tuple[str, str]]:
    if row["element"] in _TYPED and row["type_code"] != "none":
        yield _TYPED[row["element"]], row["type_code"]
    if row["transaction_count"] is not None:
        yield "NumberofTransactions", str(row["transaction_count"])
    yield "Amount", f"{row['amount']:.2f}"
    yield "NumberofUnits", _plain(row["units"])
    if row["element"] in _ALTERNATIVELY_VALUED and row["alternative_valuation"]:
        yield "AltValuation", row["alternative_valuation"]


def _plain(units: Decimal) -> str:
    """Return a decimal without exponent and without zeros at its end."""
    text = f"{units:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _added(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, f"{{{CARF}}}{name}")
    child.text = text
    return child
