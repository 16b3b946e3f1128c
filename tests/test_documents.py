"""Readers: files, standard input and pages of a local server -> documents, or one clear line."""

import asyncio
import codecs
import datetime
import hashlib
import io
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.documents import Document
from summarizer.documents.layout import paragraphs
from summarizer.errors import DocumentError
from summarizer.sources import web
from summarizer.sources.dates import publication_date
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.language import guess_language

ARTICLE = (
    "The mayor of Port Maren resigned on Monday after the old bridge fell, officials said.\n"
    "“It was my duty to go,” Ana Ferro told reporters — an inquiry begins this week.\n"
)
PARAGRAPHS = [
    "The mayor of Port Maren resigned on Monday after the old bridge fell, officials said.",
    "“It was my duty to go,” Ana Ferro told reporters. An inquiry begins this week.",
    "Three people were hurt when the deck gave way at 5 a.m., a hospital spokesman said.",
]


def page(body: str, head: str = "", language: str = "en") -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/b">Weather</a></nav>{body}'
        "<footer>All rights reserved</footer></body></html>"
    )


NEWS_PAGE = page(
    "<article><h1>Mayor resigns after collapse</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "</article>",
    head='<meta charset="utf-8"><title>Mayor resigns after collapse | The Orlan Post</title>'
    '<meta property="article:published_time" content="2019-03-04T10:00:00Z">',
)

# ---------------------------------------------------------------- text


def test_text_is_kept_as_it_is() -> None:
    text = "The ferry sank.\r\nNobody was hurt.\r\n"
    document = Document.from_text(text, source="desk", published="2019-03-04", title="Ferry")
    assert document.text == text
    assert document.source == "desk"
    assert document.title == "Ferry"
    assert document.published == datetime.date(2019, 3, 4)
    assert document.language == "en"
    assert document.body_start == 0


def test_id_depends_on_the_text_alone() -> None:
    one = Document.from_text(ARTICLE, source="a", published="2019-03-04")
    two = Document.from_text("\ufeff" + ARTICLE, source="b", title="Other")
    assert one.id == two.id == hashlib.sha256(ARTICLE.encode()).hexdigest()[:16]
    assert one.text_sha256.startswith(one.id)
    assert Document.from_text(ARTICLE.replace("\n", "\r\n")).id != one.id


@pytest.mark.parametrize("text", ["", " \r\n\t\u00a0 ", "\ufeff"])
def test_blank_text_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="blank"):
        Document.from_text(text)


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(DocumentError, match="half a character at 4"):
        Document.from_text("The \ud83d ferry")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(deadline=None, max_examples=100)
def test_paragraphs_hold_all_but_white_space(text: str) -> None:
    found = paragraphs(text)
    assert all(a < b for a, b in found)
    assert "".join(text[a:b] for a, b in found).split() == text.split() or all(
        text[a:b] == text[a:b].strip() for a, b in found
    )
    gaps = [0, *(offset for pair in found for offset in pair), len(text)]
    assert not "".join(text[a:b] for a, b in zip(gaps[::2], gaps[1::2], strict=True)).strip()


# ---------------------------------------------------------------- title and dateline


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Mayor resigns after collapse\n\n" + ARTICLE, "Mayor resigns after collapse"),
        ("Mayor resigns after collapse\r\n\r\n" + ARTICLE, "Mayor resigns after collapse"),
        ("Mayor resigns after collapse\n" + ARTICLE, "Mayor resigns after collapse"),
        ("# Mayor resigns   after collapse #\n" + ARTICLE, "Mayor resigns after collapse"),
        ("Mayor Resigns After Fall.\n\n" + ARTICLE, "Mayor Resigns After Fall."),
        ("Bridge is gone. Forever.\n\nORLAN — " + ARTICLE, "Bridge is gone. Forever."),
        ("大桥倒塌后市长辞职\n\n调查将在几天内开始。警方说，没有人受伤。", "大桥倒塌后市长辞职"),
        (ARTICLE, None),
        ("The mayor has resigned.\n\n" + ARTICLE, None),
        ("By Jane Doe\n\n" + ARTICLE, None),
        ("ORLAN (Wire) — It fell\n\n" + ARTICLE, None),
        ("- one thing\n\n" + ARTICLE, None),
        ("“It was my duty”\n\n" + ARTICLE, None),
        ("Mayor resigns after collapse", None),
        ("However, the council was ready\nThe mayor was not ready.", None),
    ],
)  # fmt: skip
def test_title_is_recognised_or_left_alone(text: str, title: str | None) -> None:
    document = Document.from_text(text)
    assert document.title == title
    if title:
        assert title.split()[-1] not in text[document.body_start :][: len(title)]


def test_given_title_is_found_at_the_head() -> None:
    document = Document.from_text("It fell!\n\n" + ARTICLE, title="It fell!")
    assert document.text[document.body_start :] == ARTICLE
    assert Document.from_text("It fell!\n\n" + ARTICLE, title="Other").body_start == 0


@pytest.mark.parametrize(
    ("head", "dateline", "published"),
    [
        ("ORLAN // ", "ORLAN", None),
        ("PORT MAREN — ", "PORT MAREN", None),
        ("ORLAN—", "ORLAN", None),
        ("ORLAN (Wire) - ", "ORLAN", None),
        ("PORT MAREN, March 3 (Wire) - ", "PORT MAREN", None),
        ("Orlan, 23 Aug 88 (Radio Maren) -- [Text] ", "Orlan", datetime.date(1988, 8, 23)),
        ("Orlan (Varnia), 9 Sept 91 (Wire) -- ", "Orlan (Varnia)", datetime.date(1991, 9, 9)),
        ("ORLAN, Varnia, Oct. 3, 2011 (Wire) — ", "ORLAN, Varnia", datetime.date(2011, 10, 3)),
        ("ST. ORLAN, 2019-03-04 – ", "ST. ORLAN", datetime.date(2019, 3, 4)),
        ("ORLAN, 31 Feb 2011 (Wire) — ", "ORLAN", None),
        ("ORLAN/PORT MAREN (Wire) — ", "ORLAN/PORT MAREN", None),
        ("ÉVRAN, 3 mars (Dépêche) — ", "ÉVRAN", None),
    ],
)
def test_dateline(head: str, dateline: str, published: datetime.date | None) -> None:
    document = Document.from_text(head + ARTICLE)
    assert document.dateline == dateline
    assert document.published == published
    assert document.text[document.body_start :] == ARTICLE


@pytest.mark.parametrize(
    "text",
    [
        "VMU — the miners' union — said on Monday that it would strike.",
        "Okoro — The Man Who Left — is a book about a mayor.",
        "The mayor - Ana Ferro - resigned on Monday.",
        "Ana Ferro (mayor since 2011) resigned on Monday.",
        "Ferry-lovers met in Orlan on Monday.",
        "ORLAN lost 3 - 2 to Port Maren on Monday.",
        "ORLAN —",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    document = Document.from_text(text)
    assert (document.dateline, document.body_start) == (None, 0)


def test_given_date_goes_before_that_of_the_dateline() -> None:
    text = "ORLAN, 3 May 1991 (Wire) — " + ARTICLE
    assert Document.from_text(text, published="1991-05-04").published == datetime.date(1991, 5, 4)


@pytest.mark.parametrize(
    "value",
    ["2019-03-04", "2019-03-04T10:00:00+02:00", "4 March 2019", "4. Mar 2019", "March 4, 2019",
     datetime.date(2019, 3, 4), datetime.datetime(2019, 3, 4, 23, 59)],
)  # fmt: skip
def test_publication_date(value: datetime.date | str) -> None:
    assert publication_date(value) == datetime.date(2019, 3, 4)


@pytest.mark.parametrize("value", ["3/4/2019", "yesterday", "4 March", "2019-13-01", ""])
def test_publication_date_that_is_none(value: str) -> None:
    with pytest.raises(DocumentError, match="YYYY-MM-DD"):
        Document.from_text(ARTICLE, published=value)


# ---------------------------------------------------------------- language

SENTENCES = {
    "en": "The mayor of Port Maren resigned on Monday after the bridge collapsed, city officials "
    "said. An inquiry will begin within days. Nobody was hurt, and the road has been closed. She "
    "told reporters that it was her duty to go.",
    "de": "Die Bürgermeisterin von Orlan trat am Montag zurück, nachdem die Brücke eingestürzt "
    "war. Eine Untersuchung soll in den nächsten Tagen beginnen. Niemand wurde verletzt, teilte "
    "die Polizei mit. Die Straße ist gesperrt.",
    "fr": "La maire d'Orlan a démissionné lundi après l'effondrement du pont. Une enquête doit "
    "commencer dans les prochains jours. Personne n'a été blessé, selon la police. La route est "
    "fermée.",
    "es": "La alcaldesa de Orlan dimitió el lunes tras el derrumbe del puente. Una investigación "
    "comenzará en los próximos días. Nadie resultó herido, según la policía. La carretera está "
    "cerrada.",
    "pt": "A prefeita de Orlan renunciou na segunda-feira após o colapso da ponte. Uma "
    "investigação começará nos próximos dias. Ninguém ficou ferido, segundo a polícia. A estrada "
    "está fechada.",
    "it": "La sindaca di Orlan si è dimessa lunedì dopo il crollo del ponte. Un'inchiesta "
    "comincerà nei prossimi giorni. Nessuno è rimasto ferito, secondo la polizia. La strada è "
    "chiusa.",
    "nl": "De burgemeester van Orlan is maandag afgetreden nadat de brug was ingestort. Een "
    "onderzoek begint binnen enkele dagen. Niemand raakte gewond, aldus de politie. De weg is "
    "afgesloten.",
    "sv": "Borgmästaren i Orlan avgick på måndagen efter att bron hade rasat. En utredning ska "
    "inledas inom några dagar. Ingen skadades, enligt polisen. Vägen är avstängd.",
    "da": "Borgmesteren i Orlan trådte mandag tilbage, efter at broen var styrtet sammen. En "
    "undersøgelse begynder inden for få dage. Ingen kom til skade, oplyser politiet. Vejen er "
    "spærret af, og hun ved ikke hvor længe.",
    "no": "Ordføreren i Orlan gikk av mandag etter at broen hadde kollapset. En gransking begynner "
    "om få dager. Ingen ble skadet, opplyser politiet. Veien er stengt, og hun vet ikke hvor "
    "lenge.",
    "pl": "Burmistrz Orlanu podała się w poniedziałek do dymisji po tym, jak zawalił się most. "
    "Śledztwo ma się rozpocząć w ciągu kilku dni. Nikt nie został ranny, podała policja. Droga "
    "jest zamknięta.",
    "cs": "Starostka Orlanu v pondělí odstoupila poté, co se zřítil most. Vyšetřování má začít "
    "během několika dní. Podle policie nebyl nikdo zraněn. Silnice je uzavřena a nikdo neví, na "
    "jak dlouho.",
    "hu": "Orlan polgármestere hétfőn lemondott, miután leomlott a híd. A vizsgálat napokon belül "
    "megkezdődik. A rendőrség szerint senki nem sérült meg. Az út le van zárva, és nem tudni, hogy "
    "meddig.",
    "ro": "Primărița din Orlan a demisionat luni după ce podul s-a prăbușit. O anchetă va începe "
    "în câteva zile. Nimeni nu a fost rănit, potrivit poliției. Drumul este închis și nu se știe "
    "până când.",
    "tr": "Orlan belediye başkanı, köprünün çökmesinden sonra pazartesi günü istifa etti. "
    "Soruşturma birkaç gün içinde başlayacak ve yol kapalı kalacak. Polise göre yaralı yok. Bu "
    "karar için çok geç kalındı.",
    "id": "Wali kota Orlan mengundurkan diri pada hari Senin setelah jembatan itu runtuh. "
    "Penyelidikan akan dimulai dalam beberapa hari. Tidak ada yang terluka, kata polisi. Jalan "
    "ditutup untuk umum.",
    "ru": "Мэр Орлана подала в отставку в понедельник после обрушения моста. Расследование "
    "начнётся на днях. Никто не пострадал, сообщила полиция. Дорога закрыта.",
    "uk": "Мер Орлана подала у відставку в понеділок після обвалу мосту. Розслідування почнеться "
    "найближчими днями. Ніхто не постраждав, повідомила поліція.",
    "bg": "Кметът на Орлан подаде оставка в понеделник, след като мостът се срути. Никой не е "
    "пострадал, съобщи полицията.",
    "sr": "Градоначелница Орлана поднела је оставку у понедељак пошто се срушио мост. Нико није "
    "повређен.",
    "ar": "استقالت رئيسة البلدية يوم الاثنين بعد انهيار الجسر. ولم يصب أحد بأذى، بحسب الشرطة.",
    "fa": "شهردار روز دوشنبه پس از فرو ریختن پل استعفا کرد. به گفته پلیس کسی آسیب ندید.",
    "ur": "پل گرنے کے بعد میئر نے پیر کو استعفیٰ دے دیا۔ پولیس کے مطابق کوئی زخمی نہیں ہوا۔",
    "zh": "大桥倒塌后，市长于周一辞职。调查将在几天内开始。警方说，没有人受伤。",
    "ja": "橋の崩落を受けて、市長は月曜日に辞任した。調査は数日以内に始まる。",
    "ko": "다리가 무너진 뒤 시장이 월요일에 사임했다. 조사는 며칠 안에 시작된다.",
    "el": "Η δήμαρχος παραιτήθηκε τη Δευτέρα μετά την κατάρρευση της γέφυρας.",
    "he": "ראש העיר התפטרה ביום שני לאחר קריסת הגשר.",
    "hi": "पुल गिरने के बाद महापौर ने सोमवार को इस्तीफा दे दिया।",
    "th": "นายกเทศมนตรีลาออกเมื่อวันจันทร์หลังสะพานถล่ม",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_language_is_guessed(language: str) -> None:
    assert guess_language(SENTENCES[language]) == language


def test_language_in_doubt() -> None:
    assert guess_language("Okoro!") == "en"
    assert guess_language("Okoro!", declared="de") == "de"
    assert guess_language("12:30") is None
    assert guess_language("ⵜⴰⵎⴰⵣⵉⵖⵜ") is None
    assert Document.from_text("Okoro!", language="fr").language == "fr"


# ---------------------------------------------------------------- files


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def _write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return _write


Writer = Callable[[str, bytes], Path]


@pytest.mark.parametrize(
    "data",
    [
        ARTICLE.encode(),
        ARTICLE.encode("utf-8-sig"),
        ARTICLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + ARTICLE.encode("utf-16-be"),
        ARTICLE.encode("utf-32"),
        codecs.BOM_UTF32_BE + ARTICLE.encode("utf-32-be"),
        ARTICLE.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8-bom", "utf-16", "utf-16-be", "utf-32", "utf-32-be", "cp1252"],
)
def test_encoding_is_detected(write: Writer, data: bytes) -> None:
    document = Document.from_path(write("a.txt", data))
    assert document.text == ARTICLE
    assert document.source
    assert document.source.endswith("a.txt")


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("de", "latin-1"), ("fr", "latin-1"), ("es", "latin-1"), ("pt", "latin-1"),
        ("it", "latin-1"), ("sv", "latin-1"), ("da", "latin-1"), ("no", "latin-1"),
        ("pl", "cp1250"), ("cs", "cp1250"), ("tr", "cp1254"), ("ru", "cp1251"), ("ru", "koi8-r"),
        ("el", "cp1253"), ("ar", "cp1256"), ("zh", "gb18030"), ("ja", "shift_jis"),
        ("ja", "euc_jp"), ("ko", "euc_kr"),
    ],
)  # fmt: skip
def test_legacy_encoding_is_detected(write: Writer, language: str, encoding: str) -> None:
    text = "\n".join([SENTENCES[language]] * 4)  # about as long as the shortest of articles
    assert Document.from_path(write("a.txt", text.encode(encoding))).text == text


def test_line_breaks_are_kept(write: Writer) -> None:
    text = "One fell.\r\nTwo rose.\rThree stayed.\n"
    assert Document.from_path(write("a.txt", text.encode())).text == text


def test_markdown(write: Writer) -> None:
    document = Document.from_path(write("a.md", f"# Mayor resigns\n\n{ARTICLE}".encode()))
    assert document.title == "Mayor resigns"
    assert document.text[document.body_start :] == ARTICLE


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "a", "a.page"])
def test_html(write: Writer, name: str) -> None:
    document = Document.from_path(write(name, NEWS_PAGE.encode()))
    assert document.title == "Mayor resigns after collapse"
    assert document.published == datetime.date(2019, 3, 4)
    assert document.text[document.body_start :].split("\n\n") == PARAGRAPHS
    assert "Weather" not in document.text
    assert document.language == "en"


def test_unknown_suffix_without_markup_is_plain_text(write: Writer) -> None:
    assert Document.from_path(write("a.story", ARTICLE.encode())).text == ARTICLE


def test_a_page_in_a_text_file_is_a_page(write: Writer) -> None:
    document = Document.from_path(write("a.txt", NEWS_PAGE.encode()))
    assert document.text[document.body_start :].split("\n\n") == PARAGRAPHS


def test_markup_within_a_text_is_text(write: Writer) -> None:
    text = f"{ARTICLE}\n<html> is how a page begins.\n"
    assert Document.from_path(write("a.txt", text.encode())).text == text


def test_html_keeps_short_articles_and_joins_wrapped_lines(write: Writer) -> None:
    body = "<article><h1>Ferry sinks</h1><p>The <b>old\n   ferry</b> sank.<br>All live.</p>"
    document = Document.from_path(write("a.html", page(body + "</article>").encode()))
    assert document.text[document.body_start :] == "The old ferry sank.\n\nAll live."


def test_html_date_is_not_taken_from_the_story(write: Writer) -> None:
    body = "<p>" + "</p><p>".join([*PARAGRAPHS, "It was built on 3 May 2011."]) + "</p>"
    assert Document.from_path(write("a.html", page(body).encode())).published is None


def test_html_in_its_declared_encoding(write: Writer) -> None:
    body = "<p>Мэр Орлана ушла.</p><p>Никто не пострадал при обрушении моста.</p>"
    data = page(body, head='<meta charset="koi8-r">').encode("koi8-r")
    assert "Никто не пострадал" in Document.from_path(write("a.html", data)).text


def test_xhtml_with_an_encoding_declaration(write: Writer) -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + NEWS_PAGE
    assert PARAGRAPHS[1] in Document.from_path(write("a.xhtml", text.encode())).text


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is blank"),
        ("a.txt", codecs.BOM_UTF8, "is blank"),
        ("a.pdf", b"%PDF-1.7 \x00", "looks like a PDF"),
        ("a.txt", b"%PDF-1.7 ", "looks like a PDF"),
        ("a.docx", b"PK\x03\x04\x14\x00", "looks like a ZIP"),
        ("a.doc", b"\xd0\xcf\x11\xe0\x00", "looks like an old Office file"),
        ("a.rtf", b"{\\rtf1 Hello}", "looks like an RTF"),
        ("a.txt.gz", b"\x1f\x8b\x08\x00", "ended before the end"),
        ("a.png", b"\x89PNG\r\n", "PNG"),
        ("a.txt", b"Hello\x00world", "looks like binary"),
        ("a.txt", bytes(range(1, 32)) * 20, "looks like binary"),
        ("a.html", b"<html><body><script>run()</script></body></html>", "no article text"),
        ("a.html", b"<html></html>", "no article text"),
    ],
)
def test_unreadable_file(write: Writer, name: str, data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        Document.from_path(write(name, data))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_file_in_no_encoding(write: Writer) -> None:
    data = bytes(range(0x80, 0x100)) * 7
    with pytest.raises(DocumentError, match=r"known encoding|binary"):
        Document.from_path(write("a.txt", codecs.BOM_UTF16_LE[:1] + data))
    with pytest.raises(DocumentError, match="known encoding"):
        Document.from_path(write("a.txt", codecs.BOM_UTF8 + b"\xff\xfe\xfd"))


def test_missing_file_and_directory(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        Document.read(str(tmp_path / "none.txt"))
    with pytest.raises(DocumentError, match="is a directory"):
        Document.read(str(tmp_path))
    with pytest.raises(DocumentError, match="cannot be read"):
        Document.read("a\0b")


def test_too_large(write: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.txt", b"word " * (MAX_BYTES // 5) + b"s")
    with pytest.raises(DocumentError, match="larger than 20 MB"):
        Document.from_path(path)
    with pytest.raises(DocumentError, match="not a zip file"):
        Document.from_path(write("a.zip", b"PK\x03\x04" + bytes(MAX_BYTES)))
    with pytest.raises(DocumentError, match="larger than 20 MB"):
        Document.from_text("x" * (MAX_BYTES + 1))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for text, expected in ((ARTICLE, ARTICLE), (NEWS_PAGE, PARAGRAPHS[0])):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        document = Document.read("-", published="2019-03-04")
        assert expected in document.text
        assert (document.source, document.published) == ("-", datetime.date(2019, 3, 4))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(DocumentError, match="standard input is empty"):
        Document.read("-")


# ---------------------------------------------------------------- addresses


class Pages(BaseHTTPRequestHandler):
    """What the local server answers, by path."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/slow":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
            for _ in range(50):
                time.sleep(0.05)
                self.wfile.write(b"word ")
        elif path in REDIRECTS:
            self.send_response(302)
            self.send_header("Location", REDIRECTS[path])
            self.end_headers()
        else:
            status, kind, body = ANSWERS.get(path, (404, "text/html", b"gone"))
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/news": (200, "text/html", NEWS_PAGE.encode()),
    "/text": (200, "text/plain; charset=koi8-r", SENTENCES["ru"].encode("koi8-r")),
    "/data": (200, "application/json", b"{}"),
    "/picture": (200, "image/png", b"\x89PNG"),
    "/typeless": (200, "", b"words"),
    "/pdf": (200, "text/plain", b"%PDF-1.7 x"),
    "/login": (403, "text/html", b"no"),
    "/broken": (503, "text/html", b"no"),
    "/large": (200, "text/plain", b"word " * 1000),
    "/empty": (200, "text/html", b""),
    "/app": (200, "text/html", b"<html><body><div id=app></div></body></html>"),
}
REDIRECTS = {
    "/moved": "/news",
    "/loop": "/loop",
    "/to-ftp": "ftp://127.0.0.1/news",
    "/to-file": "file:///news",
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def test_page_is_read(server: str) -> None:
    document = Document.read(f"http://{server}/news", published="2019-03-05")
    assert document.title == "Mayor resigns after collapse"
    assert document.published == datetime.date(2019, 3, 5)
    assert document.source == f"http://{server}/news"
    assert document.text[document.body_start :].split("\n\n") == PARAGRAPHS


def test_plain_text_in_the_encoding_the_server_names(server: str) -> None:
    assert Document.from_url(f"http://{server}/text").text == SENTENCES["ru"]


def test_redirect_is_followed_and_password_forgotten(server: str) -> None:
    document = Document.from_url(f"http://desk:secret@{server}/moved")
    assert document.source == f"http://{server}/news"


def test_page_is_read_inside_an_event_loop(server: str) -> None:
    async def inside() -> Document:
        return Document.from_url(f"http://{server}/news")

    assert asyncio.run(inside()).title == "Mayor resigns after collapse"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/none", "answers 404; check the address"),
        ("/login", "answers 403; it refuses programs"),
        ("/broken", "answers 503; try again later"),
        ("/data", "has no text in text, body"),
        ("/picture", "is image/png; give an article or a feed"),
        ("/typeless", "of no stated type"),
        ("/pdf", "looks like a PDF"),
        ("/empty", "is empty"),
        ("/app", "holds no article text"),
        ("/loop", "redirects too often"),
        ("/to-ftp", "cannot read ftp addresses"),
        ("/to-file", "cannot read file addresses"),
    ],
)
def test_unreadable_page(server: str, path: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as caught:
        Document.read(f"http://desk:secret@{server}{path}")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/a", "cannot read ftp addresses"),
        ("file:///a.txt", "cannot read file addresses"),
        ("http://", "names no host"),
        ("http://[::1", "not a web address"),
        ("http://127.0.0.1:99999/", "not a web address"),
    ],
)
def test_unreadable_address(url: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        Document.read(url)


def test_server_that_is_not_there(server: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as gone:
        port = gone.server_address[1]
    with pytest.raises(DocumentError, match=r"127\.0\.0\.1:\d+/ cannot be reached"):
        Document.from_url(f"http://127.0.0.1:{port}/")


def test_page_over_the_size_limit(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MAX_BYTES", 1000)
    with pytest.raises(DocumentError, match=r"/large is larger than"):
        Document.from_url(f"http://{server}/large")


def test_page_that_trickles_past_the_time_limit(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "TOTAL_SECONDS", 0.3)
    start = time.monotonic()
    with pytest.raises(DocumentError, match="did not answer in time"):
        Document.from_url(f"http://{server}/slow")
    assert time.monotonic() - start < 1.5


# ---------------------------------------------------------------- start-up


def test_import_loads_nothing_slow() -> None:
    slow = ("trafilatura", "httpx2", "charset_normalizer", "dateparser", "asyncio")
    code = f"import sys, summarizer.documents; print([m for m in {slow} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
