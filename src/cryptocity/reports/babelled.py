"""What the pages take from Babel beside texts: the names of languages, and a language as Plotly wants it. Pure."""

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol


def language_name(language: str) -> str:
    """Return the name of a language in that language, as the switch shows it: `English`, `Русский`, `Қазақ тілі`."""
    name = Locale.parse(language).get_display_name() or language
    return name[:1].upper() + name[1:]


def plotly_format(locale: Locale) -> dict[str, object]:
    """Return the names and marks of a language in full: what Plotly does not find here it finds nowhere."""
    names, days = locale.months["format"], locale.days["format"]
    week = (6, *range(6))
    return {
        "days": [days["wide"][day] for day in week],
        "shortDays": [days["abbreviated"][day] for day in week],
        "months": [names["wide"][month] for month in range(1, 13)],
        "shortMonths": [names["abbreviated"][month] for month in range(1, 13)],
        # Plotly needs names for the halves of a day; no format here has a twelve-hour clock.
        "periods": ["AM", "PM"],
        "dateTime": "%-d %B %Y %H:%M:%S",
        "date": "%d.%m.%Y",
        "time": "%H:%M:%S",
        "decimal": get_decimal_symbol(locale),
        "thousands": get_group_symbol(locale),
        "grouping": [3],
        "currency": ["", ""],
        "year": "%Y",
        "month": "%b %Y",
        "dayMonth": "%-d %b",
        "dayMonthYear": "%-d %b %Y",
    }
