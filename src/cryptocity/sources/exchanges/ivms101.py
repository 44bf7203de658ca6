"""What accompanies a crypto transfer under the travel rule, in the words of IVMS101: who sends, who receives.

Source: IVMS101 (interVASP), versions 101 and 101.2023; AIFC AML rules 11-1.1 and 11-1.2. Only the parts that the rule
asks for are named here; all of them are personal data, so that nothing but their presence ever lands.
"""

from dataclasses import dataclass

import msgspec


class _Part(msgspec.Struct, rename="camel"):
    """A part of a message; what it may hold besides the named fields is not read."""


class NameIdentifier(_Part):
    """One name: a person's family name and given names, or an organisation's legal name."""

    primary_identifier: str | None = None
    secondary_identifier: str | None = None
    legal_person_name: str | None = None


class GeographicAddress(_Part):
    """An address, in lines or in parts."""

    address_line: tuple[str, ...] = ()
    street_name: str | None = None
    building_number: str | None = None
    post_box: str | None = None
    town_name: str | None = None
    country: str | None = None


class NationalIdentification(_Part):
    """A number that a state gave."""

    national_identifier: str | None = None


class DateAndPlaceOfBirth(_Part):
    """When and where a person was born."""

    date_of_birth: str | None = None
    place_of_birth: str | None = None


class Person(_Part):
    """A natural or legal person. The customer number changed its name in version 101.2023."""

    name: tuple[NameIdentifier, ...] = ()
    geographic_address: tuple[GeographicAddress, ...] = ()
    national_identification: NationalIdentification | None = None
    customer_number: str | None = None
    customer_identification: str | None = None
    date_and_place_of_birth: DateAndPlaceOfBirth | None = None


class EitherPerson(_Part):
    """One of the two kinds of persons."""

    natural_person: Person | None = None
    legal_person: Person | None = None


class Originator(_Part):
    """Who sends, and from which wallets or accounts."""

    originator_persons: tuple[EitherPerson, ...] = ()
    account_number: tuple[str, ...] = ()


class Beneficiary(_Part):
    """Who receives, and into which wallets or accounts."""

    beneficiary_persons: tuple[EitherPerson, ...] = ()
    account_number: tuple[str, ...] = ()


class TravelRule(msgspec.Struct):
    """What a venue holds about both ends of a transfer; `is_self_hosted` tells of the end that is not the venue's."""

    originator: Originator | None = None
    beneficiary: Beneficiary | None = None
    is_self_hosted: bool | None = None


@dataclass(frozen=True)
class Presence:
    """Which of the fields that rule 11-1.1 asks for are there; never what they say.

    `originator_identity` is any one of address, national identifier, customer number, or date with place of birth.
    """

    originator_name: bool
    originator_account: bool
    originator_identity: bool
    beneficiary_name: bool
    beneficiary_account: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the names of the fields that are not there, in the order of the rule."""
        return tuple(name for name in self.__dataclass_fields__ if not getattr(self, name))


def presence_of(rule: TravelRule | None) -> Presence:
    """Return which fields are there. A field of blanks is none."""
    sends = (rule.originator if rule else None) or Originator()
    receives = (rule.beneficiary if rule else None) or Beneficiary()
    originators, beneficiaries = _persons(sends.originator_persons), _persons(receives.beneficiary_persons)
    return Presence(
        originator_name=any(map(_is_named, originators)),
        originator_account=_says(*sends.account_number),
        originator_identity=any(map(_is_identified, originators)),
        beneficiary_name=any(map(_is_named, beneficiaries)),
        beneficiary_account=_says(*receives.account_number),
    )


def _persons(either: tuple[EitherPerson, ...]) -> tuple[Person, ...]:
    return tuple(person for each in either for person in (each.natural_person, each.legal_person) if person)


def _is_named(person: Person) -> bool:
    return any(_says(name.primary_identifier, name.legal_person_name) for name in person.name)


def _is_identified(person: Person) -> bool:
    national, birth = person.national_identification, person.date_and_place_of_birth
    return (
        any(_is_address(address) for address in person.geographic_address)
        or _says(
            national.national_identifier if national else None, person.customer_number, person.customer_identification
        )
        or bool(birth and _says(birth.date_of_birth) and _says(birth.place_of_birth))
    )


def _is_address(address: GeographicAddress) -> bool:
    """Tell whether it leads anywhere: lines, or a street or box in a town (IVMS101, C8); a country does not."""
    street = _says(address.street_name, address.building_number, address.post_box)
    return _says(*address.address_line) or (street and _says(address.town_name))


def _says(*texts: str | None) -> bool:
    return any(text and text.strip() for text in texts)


def field_names() -> frozenset[str]:
    """Return the names of all fields of the message, at any depth: whatever stands in them may tell who it is."""
    _, parts = msgspec.json.schema_components((TravelRule,))
    return frozenset(name for part in parts.values() for name in part.get("properties", ()))
