"""Mail: messages and mailboxes, with parts, encodings and heads as mail programs write them."""

import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from summarizer.documents import Document
from summarizer.sources import BadRecord, Record, mail, read_records

TEXT = "The ferry sank off Port Maren on Monday, the coastguard said.\n\n“We were lucky,” said Ana Ferro."
FLAT = " ".join(TEXT.split())


def message(text: str | None = TEXT, **heads: str) -> EmailMessage:
    told = {
        "From": "Desk <desk@post.example>",
        "Subject": "Ferry sinks",
        "Date": "Mon, 04 Mar 2019 23:30:00 -0500",
        "Message-ID": "<17@post.example>",
        **heads,
    }
    made = EmailMessage()
    for name, value in told.items():
        made[name.replace("_", "-")] = value
    if text is not None:
        made.set_content(text)
    return made


def read(folder: Path, data: bytes | EmailMessage, name: str = "a.eml") -> list[Record | BadRecord]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else bytes(data))
    return list(read_records([str(path)]))


def only(folder: Path, data: bytes | EmailMessage) -> Record:
    (one,) = read(folder, data)
    assert isinstance(one, Record), one
    return one


def test_what_a_message_tells(tmp_path: Path) -> None:
    one = only(tmp_path, message())
    assert one.raw == TEXT
    assert (one.id, one.title, one.published) == ("17@post.example", "Ferry sinks", "2019-03-04")
    assert one.source == str(tmp_path / "a.eml")
    assert one.notes == ()


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_line_ends(tmp_path: Path, line_end: str) -> None:
    data = message().as_bytes(policy=SMTP.clone(linesep=line_end))
    assert only(tmp_path, data).raw == TEXT


HTML = (
    "<html><head><style>p {}</style></head><body><p>The ferry sank off <b>Port</b> Maren on Monday,"
    " the coastguard said.</p><p>“We were lucky,” said Ana Ferro.</p></body></html>"
)


@pytest.mark.parametrize(
    "plain",
    [TEXT, "Your mail program does not show HTML.", "", None],
    ids=["the same", "stub", "blank", "none"],
)
def test_the_fuller_of_text_and_html(tmp_path: Path, plain: str | None) -> None:
    made = message(plain)
    if plain is None:
        made.set_content(HTML, subtype="html")
    else:
        made.add_alternative(HTML, subtype="html")
    one = only(tmp_path, made)
    assert one.raw == TEXT
    assert one.form == "text"


def test_attachments_are_left_out_and_said_to_be(tmp_path: Path) -> None:
    made = message()
    for name in ("plan.pdf", "Brücke.png"):
        made.add_attachment(
            b"\x00\x01", maintype="application", subtype="octet-stream", filename=name
        )
    made.add_attachment("Notes of the desk.", filename="notes.txt")
    one = only(tmp_path, made)
    assert one.raw == TEXT
    assert one.notes == ("3 attachments left out: plan.pdf, Brücke.png, notes.txt",)


def test_text_around_pictures_is_all_read(tmp_path: Path) -> None:
    made = message("One.")
    made.make_mixed()
    for part, kind in ((b"\x89PNG", "image"), (b"Two.", "text")):
        inner = EmailMessage()
        if kind == "text":
            inner.set_content(part.decode())
        else:
            inner.set_content(part, maintype="image", subtype="png")
        made.attach(inner)
    one = only(tmp_path, made)
    assert one.raw == "One.\n\nTwo."
    assert one.notes == ("1 attachment left out: image/png",)


@pytest.mark.parametrize("own", ["See below.", None])
def test_a_forwarded_message_belongs_to_the_text(tmp_path: Path, own: str | None) -> None:
    outer = message(own or "", Subject="Fwd: for the desk", Date="Tue, 05 Mar 2019 08:00:00 +0000")
    outer.add_attachment(message())
    one = only(tmp_path, outer)
    if own:
        assert one.raw == f"See below.\n\nFerry sinks\n\n{TEXT}"
        assert (one.title, one.published) == ("Fwd: for the desk", "2019-03-05")
    else:
        assert one.raw == TEXT
        assert (one.title, one.published) == ("Ferry sinks", "2019-03-04")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (b"=?utf-8?B?RsOkaHJlIHNpbmt0?=", "Fähre sinkt"),
        (b"=?iso-8859-1?Q?F=E4hre_sinkt?=", "Fähre sinkt"),
        (b"=?utf-8?Q?F=C3?=\r\n =?utf-8?Q?=A4hre?= sinkt", "Fähre sinkt"),
        (b"=?x-unknown?Q?F=C3=A4hre?= sinkt", "Fähre sinkt"),
        ("Fähre sinkt".encode(), "Fähre sinkt"),
        (
            "Fähre sinkt vor der Küste, wie die Polizei mitteilt".encode("cp1252"),
            "Fähre sinkt vor der Küste, wie die Polizei mitteilt",
        ),
        (b"Ferry\r\n sinks", "Ferry sinks"),
        (b"", None),
    ],
)
def test_subjects_however_encoded(tmp_path: Path, head: bytes, title: str | None) -> None:
    data = (
        b"From: a@b.example\r\nSubject: "
        + head
        + b"\r\nDate: 4 Mar 2019 09:30:00 GMT\r\n\r\nIt sank.\r\n"
    )
    one = only(tmp_path, data)
    assert (one.title, one.published, one.raw) == (title, "2019-03-04", "It sank.")


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("us-ascii", "utf-8"),
        ("x-none", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "cp1252"),
        ("koi8-r", "koi8-r"),
        ("", "utf-8"),
    ],
)
def test_bodies_in_other_encodings_than_they_say(
    tmp_path: Path, charset: str, encoding: str
) -> None:
    text = (
        "Мост в Орлане закрыт, сообщила полиция."
        if encoding == "koi8-r"
        else "Die „Fähre“ ist in Köln gesunken, sagte die Polizei, und niemand war an Bord."
    )
    told = f"; charset={charset}" if charset else ""
    data = (
        f"From: a@b.example\nSubject: x\nContent-Type: text/plain{told}\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    one = only(tmp_path, data.encode() + text.encode(encoding))
    assert Document.from_record(one).text == text


@pytest.mark.parametrize(
    "date", ["yesterday", "Mon, 99 Foo 2019", "", "Mon, 04 Mar 99999 10:00:00"]
)
def test_a_date_that_is_none_costs_nothing(tmp_path: Path, date: str) -> None:
    one = only(tmp_path, f"From: a@b.example\nDate: {date}\nSubject: x\n\nIt sank.".encode())
    assert one.published is None
    assert len(one.notes) == bool(date)
    assert Document.from_record(one).published is None


def test_flowed_text_is_joined(tmp_path: Path) -> None:
    data = (
        "From: a@b.example\nSubject: x\nContent-Type: text/plain; format=flowed\n\n"
        "The ferry sank off \nPort Maren.\n> It did \n> not.\n\nAll live.\n-- \nAna\n"
    )
    assert only(tmp_path, data.encode()).raw == (
        "The ferry sank off Port Maren.\n> It did \n> not.\n\nAll live.\n-- \nAna"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            b"From: a@b.example\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\nq\n--x--\n",
            "encrypted",
        ),
        (b"From: a@b.example\nContent-Type: application/pkcs7-mime\n\nMIAG", "encrypted"),
        (b"From: a@b.example\nSubject: x\n\n", "without text"),
        (b"From: a@b.example\nContent-Type: image/png\n\nx", "1 attachment left out: image/png"),
        (b"", "without text"),
    ],
)
def test_mail_without_readable_text(tmp_path: Path, data: bytes, reason: str) -> None:
    (bad,) = read(tmp_path, data)
    assert isinstance(bad, BadRecord)
    assert reason in bad.reason


def nested(depth: int) -> bytes:
    head = "From: a@b.example\nSubject: x\n"
    opening = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)
    )
    return f"{head}{opening}Content-Type: text/plain\n\nIt sank.\n".encode()


@pytest.mark.parametrize(
    "data",
    [
        nested(3000),
        b"From: a@b.example\nContent-Type: multipart/mixed\n\nIt sank.",
        b"Content-Type: text/plain; charset*=;;=\nContent-Transfer-Encoding: base64\nFrom: a\n\n%%%",
        b"From: \xff\xfe\nSubject: =?utf-8?B?%%%?=\nDate: \x00\n\nIt sank.",
        b"From: a@b.example\n" + b"X: y\n" * 50_000 + b"\nIt sank.",
    ],
    ids=["nested", "no boundary", "broken parameters", "broken heads", "many heads"],
)
def test_hostile_mail_is_a_record_or_bad(tmp_path: Path, data: bytes) -> None:
    began = time.monotonic()
    box = b"From a Mon Mar 04 10:00:00 2019\n"
    found = read(tmp_path, box + data + b"\n\n" + box + bytes(message()), "a.mbox")
    assert len(found) == 2
    assert isinstance(found[1], Record)
    assert found[1].raw == TEXT
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "head",
    [
        b"Subject: " + b"=?utf-8?Q?=41?= " * 60_000,
        b"Content-Type: text/plain; " + b"a*0=x;" * 160_000,
        b"Content-Disposition: inline; " + b'a="x";' * 160_000,
        b"Date: " + b"1 " * 500_000,
    ],
    ids=["subject", "parameters", "disposition", "date"],
)
def test_long_heads_take_no_time(tmp_path: Path, head: bytes) -> None:
    began = time.process_time()
    only(tmp_path, b"From: a@b.example\n" + head + b"\n\nIt sank.")
    assert time.process_time() - began < 1.0


def test_many_forwarded_messages_take_no_time(tmp_path: Path) -> None:
    inner = b"--b\nContent-Type: message/rfc822\n\nFrom: a@b.example\n\nIt sank.\n"
    began = time.process_time()
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert only(tmp_path, head + inner * 10_000).raw == "\n\n".join(["It sank."] * 10_000)
    assert time.process_time() - began < 5.0


# ---------------------------------------------------------------- heads that are damaged


@pytest.mark.parametrize(
    ("head", "title", "is_noted"),
    [
        ("=?utf-8?B?xxx?=", None, True),
        ("=?utf-8?B?x?=", None, True),
        ("=?utf-8?Q?=01=02=03?=", None, True),
        ("=?utf-8?B?AQIDBA==?= Ferry sinks", "Ferry sinks", True),
        ("=?utf-8?B?RsOkaHJlIHNpbmt0I?=", "Fähre sinkt", True),
        ("=?utf-8?B?RsOkaHJl?= =?utf-8?B?IHNpbmt0x?=", "Fähre sinkt", True),
        ("=?utf-8?B?RsOkaHJlIHNpbmt0", "Fähre sinkt", True),
        ("=?utf-8?Q?F=C3=A4hre_sinkt?", "Fähre sinkt", True),
        ("=?utf-8?Q?GIF8_=C3=A4?=", "GIF8 ä", False),
        ("=?a\0b?Q?F=C3=A4hre?=", "Fähre", False),
        (f"=?{'x' * 3000}?Q?F=C3=A4hre?=", "Fähre", False),
    ],
)
def test_a_damaged_subject_costs_no_mail(
    tmp_path: Path, head: str, title: str | None, is_noted: bool
) -> None:
    one = only(tmp_path, f"From: a@b.example\nSubject: {head}\n\nIt sank.".encode())
    assert one.raw == "It sank."
    assert (one.title or "").strip("\ufffd ") == (title or "")
    assert [note[:9] for note in one.notes] == ["subject: "] * is_noted


@pytest.mark.parametrize("word", ["=?utf-8?B?AQID?=", "=?utf-8?B?xxx?=", "=?utf-8?Q?=00=07=1B?="])
@pytest.mark.parametrize(
    "name", ["Message-ID", "Date", "From", "Content-Type", "Content-Disposition"]
)
def test_no_damaged_header_costs_a_mail(tmp_path: Path, name: str, word: str) -> None:
    one = only(tmp_path, f"Subject: Ferry sinks\nX: y\n{name}: {word}\n\nIt sank.".encode())
    assert (one.raw, one.title, one.published, one.id) == ("It sank.", "Ferry sinks", None, "a.eml")
    told = [note for note in one.notes if note.startswith(f"{name.lower()}: ")]
    assert len(told) == (name in ("Message-ID", "Date"))


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("Fri, 31 Dec 9999 10:00:00 +0000", None),
        ("Mon, 04 Mar 0024 10:00:00 +0000", None),
        ("Mon, 01 Jan 0001 10:00:00 +0000", None),
        ("Mon, 04 Mar 1500 10:00:00 +0000", None),
        ("Mon, 4 Mar 119 10:00:00 +0000", None),
        ("Mon, 04 Mar 2019 23:30:00 +0530 (India Standard Time)", "2019-03-04"),
        ("Lun, 04 Mar 2019 23:30:00 +0100 (MEZ)", "2019-03-04"),
        ("04 Mar 99 10:00 EST", "1999-03-04"),
        ("Mon Mar  4 23:30:00 2019", "2019-03-04"),
        ("2019-03-04T23:30:00Z", "2019-03-04"),
    ],
)
def test_a_date_is_one_of_our_days_or_none(tmp_path: Path, date: str, day: str | None) -> None:
    one = only(tmp_path, f"From: a@b.example\nDate: {date}\nSubject: x\n\nIt sank.".encode())
    assert one.published == day
    assert [note[:11] for note in one.notes] == ([] if day else ["published: "])


def test_an_id_is_no_address(tmp_path: Path) -> None:
    one = only(tmp_path, b"From: a@b.example\nMessage-ID: <http://10.0.0.1/x@y>\n\nIt sank.")
    assert (one.id, one.source) == ("http://10.0.0.1/x@y", str(tmp_path / "a.eml"))


def test_a_head_without_end_is_bounded(tmp_path: Path) -> None:
    heads = f"Message-ID: <{'9' * 5000}@x>\nSubject: {'word ' * 1500}\nX: y"
    one = only(tmp_path, f"{heads}\n\nIt\0 {TEXT * 2}".encode())
    assert (one.id, one.raw, len(one.title or "")) == ("a.eml", f"It {TEXT * 2}", 1000)
    assert {note.partition(":")[0] for note in one.notes} >= {"id", "title"}


@pytest.mark.parametrize("part", [b"\x00\x01\x02", b"%PDF-1.7 x", b"\x89PNG\x01\x02"])
@pytest.mark.parametrize("joined", ["alternative", "mixed"])
def test_a_part_that_is_no_text_costs_itself(tmp_path: Path, part: bytes, joined: str) -> None:
    data = (
        b"From: a@b.example\nSubject: x\nContent-Type: multipart/%s; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\n%s\n--b\nContent-Type: text/html\n\n<p>It sank.</p>\n--b--\n"
    )
    one = only(tmp_path, data % (joined.encode(), part))
    assert one.raw == "It sank."
    assert [note[:6] for note in one.notes] == ["a part"]
    (alone,) = read(tmp_path, b"From: a@b.example\nSubject: x\n\n" + part)
    assert isinstance(alone, BadRecord)
    assert "looks like" in alone.reason


# ---------------------------------------------------------------- HTML that does not say so


@pytest.mark.parametrize(
    "told",
    ["", "Content-Type: text/plain; charset=utf-8\n", "Content-Type: html\n",
     "Content-Type: application/xhtml+xml\n", "Content-Type: text/x-html\n"],
)  # fmt: skip
@pytest.mark.parametrize(
    "body",
    [
        HTML,
        f"<!DOCTYPE html>\n{HTML}",
        HTML.replace("<html>", "<!-- sent by hand -->\n<html lang='en'>").replace("><", ">\n<"),
        HTML.partition("<body>")[2].removesuffix("</body></html>"),
        HTML.partition("<html>")[2].removesuffix("</html>"),
    ],
    ids=["page", "doctype", "comment", "paragraphs", "head and body"],
)
@pytest.mark.parametrize("name", ["a.eml", "a.html"])
def test_html_that_is_not_said_to_be(tmp_path: Path, name: str, body: str, told: str) -> None:
    heads = f"From: a@b.example\nTo: c@d.example\nSubject: x\n{told}"
    (one,) = read(tmp_path, f"{heads}\n{body}".encode(), name)
    assert isinstance(one, Record)
    assert one.raw == TEXT


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("It sank, wrote Ana <ana@x.example>.\n\np < 0.05", None),
        ("One.\nTwo &amp; three.", "One.\nTwo & three."),
        ("<b>One.</b>\nTwo.", "One.\nTwo."),
        ("> quoted <Enter>\n\nAll live.", None),
    ],
)
def test_text_is_by_the_rule_of_all_fields(tmp_path: Path, body: str, text: str | None) -> None:
    data = f"From: a@b.example\nSubject: x\nContent-Type: text/plain\n\n{body}\n"
    assert only(tmp_path, data.encode()).raw == (text or body)


def test_text_that_is_said_to_be_html_keeps_its_lines(tmp_path: Path) -> None:
    data = f"From: a@b.example\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n{TEXT}"
    assert only(tmp_path, data.encode()).raw == TEXT


# ---------------------------------------------------------------- mailboxes


POSTMARKS = (
    "From desk@post.example Mon Mar  4 09:30:00 2019",
    "From - Mon Mar 04 09:30:00 2019",
    "From 1626@xxx Mon Mar 04 09:30:00 +0000 2019",
)


def box(*bodies: str) -> bytes:
    parts = (
        f"{POSTMARKS[n % 3]}\nFrom: a@b.example\nSubject: Number {n}\nMessage-ID: <{n}@x>\n\n{body}\n\n"
        for n, body in enumerate(bodies, 1)
    )
    return "".join(parts).encode()


def test_a_mailbox_message_by_message(tmp_path: Path) -> None:
    found = read(tmp_path, box("It sank.", "All live.", "It rains.", "It shines."), "a.mbox")
    assert [(one.id, one.position) for one in found] == [
        ("1@x", 1),
        ("2@x", 2),
        ("3@x", 3),
        ("4@x", 4),
    ]
    assert [one.raw for one in found if isinstance(one, Record)][1] == "All live."


@pytest.mark.parametrize(
    ("body", "read_as"),
    [
        (">From here on it rains.", "From here on it rains."),
        ("From here on it rains.", "From here on it rains."),
        ("It rains.\n\nFrom Kelmar we hear more.", "It rains.\n\nFrom Kelmar we hear more."),
        ("It rains.\nFrom 09:30 to 10:00 it rains.", "It rains.\nFrom 09:30 to 10:00 it rains."),
        (">>From here.", ">From here."),
    ],
)
def test_lines_that_begin_like_a_postmark(tmp_path: Path, body: str, read_as: str) -> None:
    one, two = read(tmp_path, box(body, "End."), "a.mbox")
    assert isinstance(one, Record)
    assert one.raw == read_as
    assert two.position == 2


def test_one_bad_message_costs_itself(tmp_path: Path) -> None:
    found = read(tmp_path, box("It sank.", "", "All live."), "a.mbox")
    assert [isinstance(one, Record) for one in found] == [True, False, True]


def test_a_large_message_is_read_as_far_as_an_article_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "MAX_BYTES", 20_000)
    made = message()
    made.add_attachment(b"\x00" * 50_000, maintype="image", subtype="jpeg", filename="a.jpg")
    data = b"From a Mon Mar 04 10:00:00 2019\n" + bytes(made) + b"\n\n" + box("All live.")
    large, small = read(tmp_path, data, "a.mbox")
    assert isinstance(large, Record)
    assert isinstance(small, Record)
    assert large.raw == TEXT
    assert any("was not read" in note for note in large.notes)
    assert small.raw == "All live."


def test_a_mailbox_streams(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(box(*["It sank."] * 3))
    with path.open("ab") as file:
        file.truncate(path.stat().st_size)
    records = read_records([str(path)])
    assert next(records).position == 1


def test_what_is_no_mailbox(tmp_path: Path) -> None:
    (bad,) = read(tmp_path, b"It sank.\n", "a.mbox")
    assert isinstance(bad, BadRecord)
    assert "no mailbox" in bad.reason
