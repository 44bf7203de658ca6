"""The classifiers of the simulated city: the few codes that its merchants have, and those that Alatau took over.

KATO knows Alatau by its own prefix since the city was founded; the day of that is the sandbox's own.
"""

import json
from datetime import date, timedelta

from cryptocity.sandbox.city import CATEGORIES

Json = dict[str, object]

_SINCE = date(2019, 1, 1)
_ALATAU_FROM = date(2024, 2, 1)
_CITY, _ADMINISTRATION = "191810000", "191800000"
_PLACES = (
    ("190000000", "Алматинская область", "Алматы облысы", None),
    ("196800000", "Илийский район", "Іле ауданы", "190000000"),
)
_ALATAU = (
    (_ADMINISTRATION, "Алатау Г.А.", "Алатау Қ.Ә.", "190000000"),
    (_CITY, "г.Алатау", "Алатау қ.", _ADMINISTRATION),
)
_TAKEN_OVER = (
    ("196837000", "Жетыгенский с.о.", "Жетіген а.о.", "196800000", _ADMINISTRATION),
    ("196837100", "с.Жетыген", "Жетіген а.", "196837000", _CITY),
)
FORMER_KATO = _TAKEN_OVER[-1][0]
_TRADES = {
    "groceries": "Торговля продуктами питания",
    "public_transport": "Городские пассажирские перевозки",
    "restaurants": "Рестораны и услуги по доставке еды",
    "pharmacies": "Аптеки",
    "services": "Парикмахерские и салоны красоты",
    "taxi": "Такси",
    "fuel": "Автозаправочные станции",
    "clothing": "Торговля одеждой",
    "newsstands": "Торговля газетами и журналами",
    "electronics": "Торговля аудио- и видеотехникой",
    "hotels": "Гостиницы",
    "education": "Прочее образование",
    "investment": "Операции с ценными бумагами",
    "real_estate": "Агентства недвижимости",
}


def classifier_lines(*, faulty: bool = True) -> list[bytes]:
    """Return one line per code and term, of KATO, OKED and MCC."""
    codes = [*_kato(), *_trades("oked"), *_trades("mcc")]
    return [json.dumps(code, ensure_ascii=False).encode() for code in [*codes, *(_faulty(codes[0]) if faulty else ())]]


def _kato() -> list[Json]:
    lasting = [_code("kato", code, name_ru=ru, name_kk=kk, parent=parent) for code, ru, kk, parent in _PLACES]
    founded = [_code("kato", code, name_ru=ru, name_kk=kk, parent=parent) for code, ru, kk, parent in _ALATAU]
    former = [
        {
            **_code("kato", code, name_ru=ru, name_kk=kk, parent=parent),
            "ValidTo": str(_ALATAU_FROM - timedelta(days=1)),
            "ReplacedByCode": successor,
        }
        for code, ru, kk, parent, successor in _TAKEN_OVER
    ]
    return [*lasting, *({**code, "ValidFrom": str(_ALATAU_FROM)} for code in founded), *former]


def _trades(classifier: str) -> list[Json]:
    return [
        _code(classifier, category.oked if classifier == "oked" else category.mcc, name_ru=_TRADES[category.name])
        for category in CATEGORIES
    ]


def _code(classifier: str, code: str, *, name_ru: str, name_kk: str | None = None, parent: str | None = None) -> Json:
    return {
        "Classifier": classifier,
        "Code": code,
        "NameRu": name_ru,
        "NameKk": name_kk,
        "ParentCode": parent,
        "ValidFrom": str(_SINCE),
        "ValidTo": None,
        "ReplacedByCode": None,
    }


def _faulty(code: Json) -> list[Json]:
    return [code, {**code, "Code": "190000001", "ValidTo": str(_SINCE - timedelta(days=1))}, {**code, "Code": "19 "}]
