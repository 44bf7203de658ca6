"""Ways in which a row of a JSON feed can be bad, each with the rule that it breaks."""

import json
from dataclasses import dataclass
from datetime import timedelta

from tampering import DAY

from cryptocity.window import Window

PERSON, FIRM = "061211600012", "080841000761"
WINDOW = Window.of_day(DAY)
JUST_AFTER = WINDOW.end.isoformat()
JUST_BEFORE = (WINDOW.start - timedelta(microseconds=1)).isoformat()
BEYOND_64_BITS = 2**63
NO_NUMBERS = ("NaN", "sNaN", "Infinity", "1e999999", "1e-999999", "1" + 18 * "0")


@dataclass(frozen=True)
class Feed:
    """One JSON feed: its dataset and path, a good row, what reads it, and its own ways to be bad: change and rule."""

    dataset: object
    path: str
    good: dict[str, object]
    read: object
    bad: dict[str, tuple[object, str]]

    def landing(self, *rows):
        """Return the landing of these rows, given as JSON objects or as bytes."""
        return self.read([written(row) for row in rows])

    def ways_to_be_bad(self):
        """Return change and rule by name: those of any row, of any line where rows are lines, and of this feed."""
        return {**BAD_ANYWHERE, **(BAD_LINES if self.path.startswith("/merchants") else {}), **self.bad}


def all_bad_rows_of(feed):
    """Return a change of a feed's records that adds one row for every way to be bad after the good ones."""

    def change(records):
        model = next(row for row in map(json.loads, records) if row.get("client_id_type") != "foreign")
        return [*records, *(written(change(model)) for change, _ in feed.ways_to_be_bad().values())]

    return change


def written(row):
    return row if isinstance(row, bytes) else json.dumps(row).encode()


def but(**fields):
    """Return a change that sets fields of a row."""
    return lambda row: {**row, **fields}


def without(name):
    return lambda row: {each: value for each, value in row.items() if each != name}


def first_field(value):
    return lambda row: {**row, next(iter(row)): value}


def position(**fields):
    """Return a change that sets fields of a receipt's first line."""
    return lambda row: {**row, "Positions": [{**row["Positions"][0], **fields}, *row["Positions"][1:]]}


def payment(**fields):
    return lambda row: {**row, "Payments": [{**row["Payments"][0], **fields}, *row["Payments"][1:]]}


def wrong_digit(name):
    """Return a change that makes the check digit of an identifier wrong."""
    return lambda row: {**row, name: row[name][:-1] + str((int(row[name][-1]) + 1) % 10)}


def with_change_given_back(row):
    """Pay one tenge less in cash and take it back as change below zero: the sums still agree."""
    total = sum(payment["Sum"] for payment in row["Payments"])
    return {**row, "Payments": [{"Sum": total - 1, "PaymentType": 0}], "Change": -1}


def worth_too_much(row):
    """Sell two things that fit a column each and their sum does not."""
    most = {"Count": 1, "Price": 9_999_999_999_999_999, "Discount": 0}
    lines = [{**row["Positions"][0], **most}] * 2
    return {**row, "Positions": lines, "Payments": [{"Sum": 9_999_999_999_999_999, "PaymentType": 1}] * 2}


def taxed_too_much(row):
    """State VAT on two lines that fits a column each and its sum does not."""
    lines = [{**row["Positions"][0], "Tax": 9_999_999_999_999_999}] * 2
    return {**row, "Positions": lines, "Payments": [{**row["Payments"][0], "Sum": 2 * row["Payments"][0]["Sum"]}]}


def no_numbers(field, change=but):
    """Return the ways in which a number can be none that any column holds."""
    return {f"{field} is {text}": (change(**{field: text}), "not_an_amount") for text in NO_NUMBERS}


def identifiers(name):
    """Return the ways in which an IIN or BIN can be none."""
    return {
        f"{name} with a wrong check digit": (wrong_digit(name), "wrong_check_digit"),
        f"{name} of eleven digits": (lambda row: {**row, name: row[name][:-1]}, "wrong_check_digit"),
        f"{name} with a letter": (lambda row: {**row, name: row[name][:-1] + "O"}, "wrong_check_digit"),
        f"{name} in Arabic digits": (but(**{name: "٠٦١٢١١٦٠٠٠١٢"}), "wrong_check_digit"),
        f"no {name}": (but(**{name: None}), "wrong_shape"),
    }


def instants(name):
    """Return the ways in which an instant can lie outside its day, or be none."""
    return {
        f"{name} when the day is over": (but(**{name: JUST_AFTER}), "future_date"),
        f"{name} before the day begins": (but(**{name: JUST_BEFORE}), "past_date"),
        f"{name} at the end of time": (but(**{name: "9999-12-31T23:59:59-14:00"}), "future_date"),
        f"{name} at the beginning of time": (but(**{name: "0001-01-01T00:00:00+14:00"}), "past_date"),
        f"{name} without a zone": (but(**{name: "2026-11-02T12:00:00"}), "wrong_shape"),
        f"{name} on no day": (but(**{name: "2026-02-30T12:00:00+05:00"}), "wrong_shape"),
        f"{name} in words": (but(**{name: "yesterday"}), "wrong_shape"),
    }


BAD_ANYWHERE = {
    "no object": (lambda _: b'["061211600012"]', "wrong_shape"),
    "nothing": (lambda _: b"null", "wrong_shape"),
    "field missing": (lambda row: dict(list(row.items())[1:]), "wrong_shape"),
    "number for a text": (first_field(7), "wrong_shape"),
    "object for a text": (first_field({"text": "a"}), "wrong_shape"),
    "the same again": (lambda row: row, "duplicate_key"),
}

# In a feed of one JSON answer these would make the whole answer unreadable.
BAD_LINES = {
    "cut short": (lambda row: written(row)[:-5], "not_json"),
    "not UTF-8": (lambda _: b"\xff\xfe", "not_json"),
    "half a character": (first_field("\ud800"), "not_json"),
    "nested without end": (lambda _: b"[" * 100_000, "wrong_shape"),
    "nested without end inside": (lambda row: written(row)[:-1] + b',"mood":' + b"[" * 100_000, "wrong_shape"),
}
