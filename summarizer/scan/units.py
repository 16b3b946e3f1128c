"""Units beside a number: signs and words for money, shares, lengths, times and the like."""

import re

__all__ = ["CURRENCIES", "currency_before", "unit_after"]

_SURFACES: dict[str, str] = {
    "%": "% per\\scent percent pct",
    "pp": "percentage\\spoints? percentage-points?",
    "$": "$ us\\sdollars? dollars? usd us$",
    "€": "€ euros? eur",
    "£": "£ pounds? gbp",
    "¥": "¥ yen",
    "₹": "₹ rupees?",
    "yuan": "yuan renminbi",
    "roubles": "roubles? rubles?",
    "pesos": "pesos?",
    "dirhams": "dirhams? aed",
    "riyals": "riyals?",
    "francs": "francs?",
    "lira": "liras?",
    "shekels": "shekels?",
    "naira": "naira",
    "rand": "rand",
    "kroner": "kroner kronor krona",
    "km²": "square\\skilomet(?:re|er)s? sq\\skm km²",
    "m²": "square\\smet(?:re|er)s? sq\\sm m²",
    "mi²": "square\\smiles? sq\\smiles?",
    "km/h": "km/h kph kmh kilomet(?:re|er)s\\s(?:an|per)\\shour",
    "mph": "mph miles\\s(?:an|per)\\shour",
    "km": "km kms kilomet(?:re|er)s?",
    "m": "met(?:re|er)s?",
    "cm": "cm centimet(?:re|er)s?",
    "mm": "mm millimet(?:re|er)s?",
    "miles": "miles? mile",
    "ft": "ft feet foot",
    "inches": "inches inch",
    "yards": "yards? yds",
    "hectares": "hectares?",
    "acres": "acres?",
    "kg": "kg kgs kilos? kilograms? kilogrammes?",
    "g": "grams? grammes?",
    "tonnes": "tonnes?",
    "tons": "tons?",
    "lb": "lbs?",
    "ounces": "ounces?",
    "litres": "lit(?:re|er)s?",
    "gallons": "gallons?",
    "barrels": "barrels?",
    "°": "degrees?(?:\\s(?:celsius|fahrenheit))? °c °f °",
    "MW": "mw megawatts?",
    "GW": "gw gigawatts?",
    "kW": "kw kilowatts?",
    "years old": "years?\\sold years?\\s?-\\s?olds? years\\sof\\sage",
    "years": "years?",
    "months": "months?",
    "weeks": "weeks?",
    "days": "days?",
    "nights": "nights?",
    "hours": "hours? hrs?",
    "minutes": "minutes? mins?",
    "seconds": "seconds? secs?",
    "decades": "decades?",
}
"""Unit as it is shown -> its lower-case spellings (regular expressions), parted by blanks."""

CURRENCIES = frozenset(
    "$ € £ ¥ ₹ ₽ ₺ ₪ ₩ A$ C$ HK$ NZ$ S$ CHF SAR yuan roubles pesos dirhams riyals francs lira "
    "shekels naira rand kroner".split()
)
_ATTACHED = {"m": "m", "g": "g", "c": "°", "f": "°"}
"""Letters that are a unit only when nothing stands between them and the digits: "5m", "35c"."""


def _spelling(surface: str) -> str:
    escaped = surface.replace("$", r"\$")
    if escaped[-1] in "$€£¥₹":
        return rf"{escaped}(?!\s?\d)"  # before digits it is the next number's
    return escaped if escaped[-1] in "%²°" else rf"{escaped}\b"


_UNIT = re.compile(
    r"(?:\s-\s|[\s-])?(?:"
    + "|".join(
        f"(?P<u{number}>{'|'.join(map(_spelling, surfaces.split()))})"
        for number, surfaces in enumerate(_SURFACES.values())
    )
    + ")"
)
_UNITS = list(_SURFACES)
# "4g" is a network more often than a weight.
_ATTACHED_UNIT = re.compile(r"([mcf]|(?<!\b[2-6])g)\b")
_OPENING = re.compile(r"(?:\s-\s|[\s-])?[$%€£¥₹°a-z]")
_CURRENCY_BEFORE = re.compile(
    r"(?:(?<![a-z])(?P<prefix>us|au?|ca?|hk|nz|s)?(?P<sign>\$)|(?P<other>[€£¥₹₽₺₪₩])"
    r"|(?<![a-z])(?P<code>usd|eur|gbp|aed|dhs?|chf|sar|rs\.?))\s?$"
)
_CODES = {"usd": "$", "eur": "€", "gbp": "£", "aed": "dirhams", "dh": "dirhams", "dhs": "dirhams"}
_CODES |= {"chf": "CHF", "sar": "SAR", "rs": "₹", "rs.": "₹"}
_DOLLARS = {
    "us": "$",
    "a": "A$",
    "au": "A$",
    "c": "C$",
    "ca": "C$",
    "hk": "HK$",
    "nz": "NZ$",
    "s": "S$",
}


def unit_after(lower: str, end: int, digits: bool) -> tuple[str, int]:
    """The unit that follows a number ending at `end` of `lower`, and where it ends.

    ("", end) when there is none.

    `digits` says that the number is in digits, so that a single letter may be a unit.
    """
    attached = _ATTACHED_UNIT.match(lower, end) if digits else None
    if attached is not None:
        return _ATTACHED[attached[1]], attached.end()
    found = _UNIT.match(lower, end) if _OPENING.match(lower, end) else None
    if found is None:
        return "", end
    return _UNITS[int((found.lastgroup or "u0")[1:])], found.end()


def currency_before(lower: str, start: int, floor: int) -> tuple[str, int]:
    """The currency written before a number at `start` and after `floor`, and where it begins."""
    before = lower[max(floor, start - 5) : start]
    if not before.strip():
        return "", start
    found = _CURRENCY_BEFORE.search(before)
    if found is None:
        return "", start
    unit = found["other"] or (_CODES[found["code"]] if found["code"] else _dollar(found["prefix"]))
    return unit, start - len(found[0])


def _dollar(prefix: str | None) -> str:
    return _DOLLARS[prefix] if prefix else "$"
