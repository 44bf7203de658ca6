"""What the venues hold about both ends of a crypto transfer, as an IVMS101 message: fictitious persons, real shape."""

from cryptocity.sandbox.travel_rule import Accompaniment
from cryptocity.sandbox.venues import Transfer, counterparty_of

Json = dict[str, object]


def travel_rule(transfer: Transfer, accompaniment: Accompaniment) -> Json:
    """Return originator and beneficiary, without the fields that the accompaniment lacks."""
    lacks = accompaniment.missing
    client, other = f"Client {transfer.client_id}", f"Counterparty of {transfer.transfer_id}"
    account, wallet = f"{transfer.venue_id}/{transfer.client_id}", counterparty_of(transfer)
    ends = ((other, wallet), (client, account))
    sends, receives = ends if transfer.direction == "deposit" else ends[::-1]
    identity = {} if "originator_identity" in lacks else _identity(accompaniment.identity, transfer)
    return {
        "originator": {
            "originatorPersons": [{"naturalPerson": {**_name(sends[0], "originator_name" in lacks), **identity}}],
            "accountNumber": [] if "originator_account" in lacks else [sends[1]],
        },
        "beneficiary": {
            "beneficiaryPersons": [{"naturalPerson": _name(receives[0], "beneficiary_name" in lacks)}],
            "accountNumber": [] if "beneficiary_account" in lacks else [receives[1]],
        },
        "is_self_hosted": accompaniment.is_self_hosted,
    }


def _name(name: str, is_missing: bool) -> Json:
    return {} if is_missing else {"name": [{"primaryIdentifier": name, "nameIdentifierType": "LEGL"}]}


def _identity(kind: str, transfer: Transfer) -> Json:
    if kind == "address":
        street = {"streetName": "Sandbox street", "buildingNumber": transfer.transfer_id[-3:]}
        return {"geographicAddress": [{"addressType": "HOME", **street, "townName": "Alatau", "country": "KZ"}]}
    if kind == "national_identifier":
        number = {"nationalIdentifier": f"N{transfer.transfer_id}", "nationalIdentifierType": "MISC"}
        return {"nationalIdentification": number}
    if kind == "customer_number":
        return {"customerNumber": f"C{transfer.transfer_id}"}
    return {"dateAndPlaceOfBirth": {"dateOfBirth": "1990-01-01", "placeOfBirth": "Alatau"}}
