"""What is done to records: bytes changed at random, and values that somebody's system might hold."""

import json
from random import Random
from typing import Any

__all__ = ["FIELDS", "VALUES", "changed", "odd_object"]

TOKENS = (
    b"\x00", b"\x1a", b"\x7f", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80",
    b"\r", b"\n", b"\t", b'"', b"'", b"\\", b"\\u", b"\\ud800", b"{", b"}", b"[", b"]", b",", b";",
    b"<", b">", b"&", b"&nbsp;", b"&#0;", b"&#xD800;", b"]]>", b"<![CDATA[", b"<!--", b"<o:p>", b"</p>",
    b"<ada@kelmar.example>", b"<?x", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<p " + b"x" * 999,
    b"9" * 6000, b"1e999", b"-", b"NaN", b"[" * 3000, b"{\"a\":" * 3000, b"<a>" * 3000,
    b"WARC/1.0\r\n", b"Content-Length: 99999999999999999999\r\n", b"Content-Encoding: br\r\n",
    b"PK\x03\x04", b"PK\x01\x02", b"PAR1", b"\x1f\x8b\x08\x00", b"ustar", b"HTTP/1.1 200 OK\r\n\r\n",
    b"%s%n", b"../../x", b"a" * 70_000, "é\u2028\u0085".encode(), "日本語".encode("shift_jis"),
    "Кельмар".encode("koi8-r"), "Łódź".encode("cp1250"),
)  # fmt: skip


def changed(data: bytes, chance: Random, keep: bytes = b"") -> bytes:
    """`data` with one to five changes, none of which brings in or takes out the bytes of `keep`."""
    there = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        before = bytes(there)
        _CHANGES[chance.randrange(len(_CHANGES))](there, chance)
        if any(there.count(sign) != before.count(sign) for sign in keep):
            there[:] = before
    return bytes(there)


def _flip(data: bytearray, chance: Random) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, chance: Random) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _insert(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.choice(TOKENS)


def _replace(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data) + 1)
    token = chance.choice(TOKENS)
    data[at : at + len(token)] = token


def _take_out(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data) + 1)
    del data[at : at + chance.choice((1, 4, 40, 400))]


def _double(data: bytearray, chance: Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = data[at : at + chance.choice((1, 20, 300))]


def _cut(data: bytearray, chance: Random) -> None:
    del data[chance.randrange(len(data) + 1) :]


def _blank(data: bytearray, chance: Random) -> None:
    """As a power cut leaves it."""
    at = chance.randrange(len(data) + 1)
    length = min(chance.choice((1, 16, 512)), len(data) - at)
    data[at : at + length] = bytes(length)


_CHANGES = (_flip, _overwrite, _insert, _replace, _take_out, _double, _cut, _blank)

FIELDS = (
    "id", "uri", "guid", "url", "text", "body", "title", "headline", "headlines", "date", "published",
    "pubDate", "versioncreated", "language", "lang", "source", "type", "pubstatus", "embargoed",
    "body_text", "body_html", "body_xhtml", "bodies", "version", "signal", "", "\x00", "Text",
)  # fmt: skip

VALUES: tuple[str, ...] = (
    *(json.dumps(value) for value in (
        None, True, False, 0, -1, 10**18, 10**400, 1e308, "", " ", "\x00", "\ud800", "\u2028", "é" * 9999,
        "None", "NaN", "null", "N/A", "0000-00-00", "2019-13-45", "99999-01-01", "-1", "1552003200",
        "1552003200000", "99999999999999999999", "20190304093000", "Monday", "4 March", "3/4/2019",
        "Mon, 04 Mar 99999999999 09:30:00 GMT", "Mon, 4 Mar 2019 99:99:99 +9999", "2019-03-04T09:30:00Z",
        "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "canceled", "stat:withheld",
        "<o:p>word</o:p>", "<st1:place>Kelmar</st1:place>", "<ada@kelmar.example>", "<https://k.example/a>",
        "<p>" * 300, "<!-- wp:paragraph --><p>word</p>", "<![CDATA[word]]>", "&amp;&nosuch;&#0;&#xD800;",
        "<html><body>", "<?xml version='1.0'?><html/>", "<svg:path d='M0'/>", "\x1b[31m", "=cmd()",
        "\ufeff",
        [], {}, [None], [[]], {"value": None}, {"name": {"name": {}}}, [{"role": "main", "value": 3}],
        [{"role": None, "value": "<o:p>x</o:p>"}], ["a", 1, None], {"text": "x"}, "xx-XX", "zz", "é",
    )),
    "NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "-" + "9" * 20_000, "0." + "1" * 5000,
    "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000, "[" * 900 + "]" * 900,
    '"' + "\\u00e9" * 3000 + '"', '"\\ud800\\udc00 \\udc00"',
)  # fmt: skip
"""As JSON spells them."""


def odd_object(row: dict[str, Any], chance: Random) -> bytes:
    """A JSON object with some of a row's values taken out, and odd ones in their place or beside them."""
    spelt = {name: json.dumps(value) for name, value in row.items()}
    for _ in range(chance.choice((1, 1, 2, 4))):
        name = chance.choice((*row, *FIELDS))
        if chance.random() < 0.2:
            spelt.pop(name, None)
        else:
            spelt[name] = chance.choice(VALUES)
    inside = ",".join(f"{json.dumps(name)}:{value}" for name, value in spelt.items())
    return f"{{{inside}}}".encode("utf-8", "surrogatepass")
