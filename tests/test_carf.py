"""The CARF message: every element where the schema has it, nothing made up, the same bytes from the same release."""

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import duckdb
import pytest

from cryptocity.carf import CARF, STF, WARNING, carf_of, message
from cryptocity.errors import ReleaseMissing, WrongUsage
from cryptocity.release.manifest import MARTS, release_folder
from released import DAYS, copy_of, released_city

PEER = ("uv", "run", "--no-project", "--isolated", "--no-config", "--python", "3.11", "--with", "aeoi==0.0.1")
REFERENCE = "KZ2026KZ-AX-01-release"
ROW = {
    "year": 2026,
    "venue_id": "AX-01",
    "client_key": "p-" + 16 * "ab",
    "asset": "BTC",
    "element": "CryptoFiatIn",
    "type_code": "none",
    "as_of_on": date(2026, 11, 2),
    "transaction_count": 2,
    "amount": Decimal("100.50"),
    "currency": "USD",
    "units": Decimal("0.001500000000000000"),
    "alternative_valuation": None,
    "reconciliation": "agreed",
    "client_residency": "resident",
    "client_bin": None,
    "venue_name": "Steppe Exchange",
    "venue_bin": "000040000001",
}
MONEY = {"Amount": "1", "NumberofUnits": "1"}
COUNTED = {"NumberofTransactions": "1", **MONEY}
EXCHANGED = {"ExchangeType": "?", **COUNTED}
TRANSFERRED = {"TransferType": "1", **COUNTED, "AltValuation": "?"}
ADDRESS = {"CountryCode": "1", "AddressFix": {"City": "1"}}
PARTY = {"ResCountryCode": "+", "TIN": "+", "Name": "+", "Address": ADDRESS}
PERSON = {**PARTY, "Name": {"FirstName": "1", "LastName": "1"}, "BirthInfo": "left out"}
IDENTITY = {"Individual": PERSON, "Entity": PARTY}
DOCUMENT = {"DocTypeIndic": "1", "DocRefId": "1"}
SCHEMA = {
    "MessageSpec": dict.fromkeys(
        (
            "SendingEntityIN",
            "TransmittingCountry",
            "ReceivingCountry",
            "MessageType",
            "Warning",
            "MessageRefId",
            "MessageTypeIndic",
            "ReportingPeriod",
            "Timestamp",
        ),
        "1",
    ),
    "CARFBody": {
        "RCASP": {"RCASP_ID": IDENTITY, "Nexus": "1", "DocSpec": DOCUMENT},
        "CryptoUsers": {
            "UserID": IDENTITY,
            "RelevantTransactions": {
                "CryptoAsset": "1",
                "CryptoToCryptoIn": EXCHANGED,
                "CryptoToCryptoOut": EXCHANGED,
                "CryptoFiatIn": EXCHANGED,
                "CryptoFiatOut": EXCHANGED,
                "CryptoTransferIn": TRANSFERRED,
                "CryptoTransferOut": TRANSFERRED,
                "TransferWallet": {**MONEY, "AltValuation": "?"},
                "RRPT": COUNTED,
            },
            "DocSpec": DOCUMENT,
        },
    },
}
"""Names in the order of the schema; of simple ones whether they must be there (1, +) or may (?), or never are."""


def read(xml):
    return ET.fromstring(xml)


def local(element):
    return element.tag.partition("}")[2]


def found(root, path):
    return root.findall(path, {"": CARF, "stf": STF})


def told(rows):
    """Return the elements of all totals as (asset, element, texts of its fields)."""
    root = read(message(rows, reference=REFERENCE))
    return [
        (asset.findtext(f"{{{CARF}}}CryptoAsset"), local(total), [field.text for field in total])
        for asset in found(root, ".//RelevantTransactions")
        for total in asset[1:]
    ]


def breaks(element, schema, path=""):
    """Yield what in an element is not as the schema has it."""
    names = [local(child) for child in element]
    places = [[*schema].index(name) if name in schema else -1 for name in names]
    if places != sorted(places) or -1 in places:
        yield f"{path}: {names}"
    for name, below in schema.items():
        if below in ("1", "+") and (name not in names or (below == "1" and names.count(name) > 1)):
            yield f"{path}/{name}: {names.count(name)} times"
    for child in element:
        if isinstance(below := schema.get(local(child)), dict):
            yield from breaks(child, below, f"{path}/{local(child)}")
        elif len(child):
            yield f"{path}/{local(child)} is not simple"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return released_city(tmp_path_factory)


@pytest.fixture(scope="module")
def released(city):
    return carf_of(city.home, DAYS[-1].year, "AX-01")


def test_a_message_is_what_the_schema_says_element_by_element():
    bought = {**ROW, "client_key": "p-1"}
    moved = {**bought, "element": "CryptoTransferOut", "type_code": "CARF603", "alternative_valuation": "CARF1002"}
    xml = message([moved, bought], reference=REFERENCE).decode()
    expected = f"""<?xml version='1.0' encoding='utf-8'?>
<CARF_OECD xmlns="urn:oecd:ties:carf:v1" xmlns:stf="urn:oecd:ties:carfstf:v5" version="1.5">
  <MessageSpec>
    <SendingEntityIN>000040000001</SendingEntityIN>
    <TransmittingCountry>KZ</TransmittingCountry>
    <ReceivingCountry>KZ</ReceivingCountry>
    <MessageType>CARF</MessageType>
    <Warning>{WARNING}</Warning>
    <MessageRefId>KZ2026KZ-AX-01-release</MessageRefId>
    <MessageTypeIndic>CARF701</MessageTypeIndic>
    <ReportingPeriod>2026-12-31</ReportingPeriod>
    <Timestamp>2026-11-02T23:59:59</Timestamp>
  </MessageSpec>
  <CARFBody>
    <RCASP>
      <RCASP_ID>
        <Entity>
          <ResCountryCode>KZ</ResCountryCode>
          <TIN issuedBy="KZ">000040000001</TIN>
          <Name>Steppe Exchange</Name>
          <Address>
            <CountryCode>KZ</CountryCode>
            <AddressFix>
              <City>UNKNOWN</City>
            </AddressFix>
          </Address>
        </Entity>
      </RCASP_ID>
      <Nexus>CARF906</Nexus>
      <DocSpec>
        <stf:DocTypeIndic>OECD11</stf:DocTypeIndic>
        <stf:DocRefId>KZ2026KZ-AX-01-release</stf:DocRefId>
      </DocSpec>
    </RCASP>
    <CryptoUsers>
      <UserID>
        <Individual>
          <ResCountryCode>KZ</ResCountryCode>
          <TIN unknown="true" />
          <Name>
            <FirstName>NFN</FirstName>
            <LastName>p-1</LastName>
          </Name>
          <Address>
            <CountryCode>KZ</CountryCode>
            <AddressFix>
              <City>UNKNOWN</City>
            </AddressFix>
          </Address>
        </Individual>
      </UserID>
      <RelevantTransactions>
        <CryptoAsset>BTC</CryptoAsset>
        <CryptoFiatIn>
          <NumberofTransactions>2</NumberofTransactions>
          <Amount currCode="USD">100.50</Amount>
          <NumberofUnits>0.0015</NumberofUnits>
        </CryptoFiatIn>
        <CryptoTransferOut>
          <TransferType>CARF603</TransferType>
          <NumberofTransactions>2</NumberofTransactions>
          <Amount currCode="USD">100.50</Amount>
          <NumberofUnits>0.0015</NumberofUnits>
          <AltValuation>CARF1002</AltValuation>
        </CryptoTransferOut>
      </RelevantTransactions>
      <DocSpec>
        <stf:DocTypeIndic>OECD11</stf:DocTypeIndic>
        <stf:DocRefId>KZ2026KZ-AX-01-release-p-1</stf:DocRefId>
      </DocSpec>
    </CryptoUsers>
  </CARFBody>
</CARF_OECD>
"""
    assert xml == expected


def test_totals_are_grouped_by_user_and_asset_and_stand_in_the_order_of_the_schema():
    rows = [
        {**ROW, "asset": "ETH", "element": "RRPT", "amount": Decimal("50000.01"), "transaction_count": 1},
        {**ROW, "element": "TransferWallet", "transaction_count": None, "units": Decimal("3E+2")},
        {**ROW, "element": "CryptoToCryptoIn", "type_code": "CARF401", "amount": Decimal(7)},
        {**ROW, "asset": "ETH", "element": "CryptoTransferIn", "type_code": "CARF509"},
    ]
    assert told(rows) == [
        ("BTC", "CryptoToCryptoIn", ["CARF401", "2", "7.00", "0.0015"]),
        ("BTC", "TransferWallet", ["100.50", "300"]),
        ("ETH", "CryptoTransferIn", ["CARF509", "2", "100.50", "0.0015"]),
        ("ETH", "RRPT", ["1", "50000.01", "0.0015"]),
    ]


def test_a_retail_payment_that_is_not_above_the_threshold_is_an_ordinary_transfer():
    small = {**ROW, "element": "RRPT", "reconciliation": "no_rrpt"}
    assert told([small]) == [("BTC", "CryptoTransferOut", ["CARF603", "2", "100.50", "0.0015"])]


def test_retail_payments_of_which_one_may_be_above_the_threshold_stay_what_the_venue_says():
    mixed = {**ROW, "element": "RRPT", "reconciliation": "rrpt_cannot_be_told", "amount": Decimal(90_000)}
    assert told([mixed]) == [("BTC", "RRPT", ["2", "90000.00", "0.0015"])]


def test_a_legal_entity_has_its_number_and_who_lives_elsewhere_has_no_country():
    entity = {**ROW, "client_key": "p-1", "client_bin": "140240030432"}
    foreign = {**ROW, "client_key": "p-2", "client_residency": "non_resident"}
    root = read(message([entity, foreign], reference=REFERENCE))
    firm, person = found(root, ".//UserID")
    assert [local(child) for child in firm[0]] == ["ResCountryCode", "TIN", "Name", "Address"]
    assert firm[0][1].text == "140240030432"
    assert [local(child) for child in person[0]] == ["TIN", "Name"]
    assert person[0][0].attrib == {"unknown": "true"}


def test_real_venues_report_new_data_and_fictitious_ones_test_data():
    for number, kind in (("080841000761", "OECD1"), ("000040000001", "OECD11"), (None, "OECD11")):
        root = read(message([{**ROW, "venue_bin": number}], reference=REFERENCE))
        assert {each.text for each in found(root, ".//stf:DocTypeIndic")} == {kind}


def test_what_xml_reserves_is_escaped():
    name = """<Қала> & "Co" ]]>"""
    root = read(message([{**ROW, "venue_name": name}], reference=REFERENCE))
    assert found(root, ".//RCASP//Name")[0].text == name


def test_the_citys_message_keeps_order_and_number_of_every_element(released):
    root = read(released)
    broken = list(breaks(root, SCHEMA))
    elsewhere = [each for each in broken if not each.endswith(("/ResCountryCode: 0 times", "/Address: 0 times"))]
    assert elsewhere == []
    assert len(broken) > 0
    assert found(root, ".//BirthInfo") == []
    references = [each.text for each in found(root, ".//stf:DocRefId")]
    assert len(references) == len(set(references)) > 10
    assert max(map(len, references)) <= 200
    assert len(found(root, ".//MessageRefId")[0].text) <= 170


def test_order_and_number_are_missed_where_they_are_not_kept(released):
    root = read(released)
    (body,) = found(root, "CARFBody")
    user = found(body, "CryptoUsers")[0]
    user.insert(0, user[-1])
    assert next(breaks(root, SCHEMA)).startswith("/CARFBody/CryptoUsers: ['DocSpec', 'UserID'")
    (spec,) = found(root, "MessageSpec")
    spec.remove(spec[0])
    assert "/MessageSpec/SendingEntityIN: 0 times" in breaks(root, SCHEMA)


def test_the_message_holds_every_total_of_the_mart_once(city, released):
    root = read(released)
    written = [
        (found(user, "DocSpec/stf:DocRefId")[0].text[-34:], asset[0].text, local(total), found(total, "Amount")[0].text)
        for user in found(root, ".//CryptoUsers")
        for asset in found(user, "RelevantTransactions")
        for total in asset[1:]
    ]
    with duckdb.connect(release_folder(city.home) / MARTS, read_only=True) as marts:
        rows = marts.execute(
            "select client_key, asset, element, cast(amount as varchar) from tax.carf_aggregates_yearly "
            "where venue_id = 'AX-01'"
        ).fetchall()
    assert sorted(written) == sorted(rows)
    assert len(rows) > 100


def test_the_same_release_gives_the_same_bytes_wherever_its_home_is(city, released, tmp_path):
    assert carf_of(copy_of(city.home, tmp_path), DAYS[-1].year, "AX-01") == released


@pytest.mark.parametrize(("year", "venue"), [(2025, "AX-01"), (2026, "AX-99"), (2026, "' or true --")])
def test_a_year_or_venue_without_totals_is_wrong_usage(city, year, venue):
    with pytest.raises(WrongUsage, match=f"no totals of the year {year} from a venue {venue}$"):
        carf_of(city.home, year, venue)


@pytest.mark.parametrize("change", ["alter table tax.carf_aggregates_yearly drop venue_bin", "drop schema tax cascade"])
def test_a_release_of_before_the_mart_told_enough_is_one_clear_line(city, tmp_path, change):
    home = copy_of(city.home, tmp_path)
    path = release_folder(home) / MARTS
    path.parent.chmod(0o755)
    path.chmod(0o644)
    with duckdb.connect(path) as marts:
        marts.execute(change)
    with pytest.raises(ReleaseMissing, match="is of an older definition, without all that a CARF message tells"):
        carf_of(home, DAYS[-1].year, "AX-01")


READ = """
import sys
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from aeoi.schemas.carf_v1_5.carfxml_v1_5 import CarfOecd
strict = ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True, fail_on_converter_warnings=True)
message = XmlParser(config=strict).from_bytes(sys.stdin.buffer.read(), CarfOecd)
users = message.carfbody[0].crypto_users
print(len(users), sum(len(user.relevant_transactions) for user in users))
"""


def is_installed():
    if shutil.which("uv") is None:
        return False
    return subprocess.run([*PEER, "python", "-c", "import aeoi"], capture_output=True).returncode == 0


def read_by_peer(xml):
    return subprocess.run([*PEER, "python", "-c", READ], input=xml, capture_output=True, check=False)


def test_the_peers_classes_made_from_the_schema_read_the_message_once_births_are_added(released):
    """What is left out on purpose is all that is missing: with it, a strict reader accepts every element and value."""
    ready = (
        shutil.which("uv") and subprocess.run([*PEER, "python", "-c", "import aeoi"], capture_output=True).returncode
    )
    if ready != 0:
        pytest.skip("the peer aeoi cannot be installed here, so that nothing was read by it")
    refused = read_by_peer(released)
    assert refused.returncode != 0
    assert b"birth_info" in refused.stderr
    root = read(released)
    for person in found(root, ".//Individual"):
        birth = ET.SubElement(person, f"{{{CARF}}}BirthInfo")
        ET.SubElement(birth, f"{{{CARF}}}BirthDate").text = "1990-01-01"
    told_by_peer = read_by_peer(ET.tostring(root))
    assert told_by_peer.returncode == 0, told_by_peer.stderr.decode()[-2000:]
    users, assets = len(found(root, ".//CryptoUsers")), len(found(root, ".//RelevantTransactions"))
    assert told_by_peer.stdout.split() == [str(users).encode(), str(assets).encode()]
