"""What is no article, or none in this form: told by name, and never read as text."""

from pathlib import PurePosixPath

__all__ = ["what_it_is", "why_left_out"]

_PICTURE, _PACKED = "a picture", "packed in a way that is not known; unpack it first"
_SPOKEN = "of which only a transcript can be read (.srt, .vtt, .txt)"
_KINDS = {
    _PICTURE: "jpg jpeg jpe png gif webp tif tiff bmp heic avif svg ico psd",
    f"sound, {_SPOKEN}": "mp3 wav m4a ogg oga opus flac aac wma aiff",
    f"a film, {_SPOKEN}": "mp4 m4v mov avi mkv webm mpg mpeg wmv",
    "an old Word file; save it as .docx": "doc dot",
    "a Word file with macros, or a template; save it as .docx": "docm dotx dotm",
    "an RTF file; save it as .docx": "rtf",
    "a document of Pages; export it as .docx": "pages",
    "mail in Outlook's own form; save it as .eml": "msg pst",
    "an e-book; save it as HTML or plain text": "epub mobi azw3",
    "a spreadsheet; save it as .csv": "xls xlsx xlsm ods numbers",
    "a set of slides; save its text": "ppt pptx odp key",
    _PACKED: "7z rar zst lz4 br",
    "a program or a font": "exe dll so ttf otf woff woff2 class pyc",
    "a part of a web page": "css js mjs",
}
_BY_ENDING = {f".{ending}": what for what, endings in _KINDS.items() for ending in endings.split()}
_TEXTS = frozenset(
    ".doc .dot .docm .dotx .dotm .rtf .pages .msg .pst .epub .mobi .azw3 .xls .xlsx .ods".split()
)


def what_it_is(name: str) -> str | None:
    """What a file is, going by the ending of its name, and what to do; None where it tells nothing."""
    return _BY_ENDING.get(PurePosixPath(name).suffix.lower())


def why_left_out(name: str) -> str | None:
    """The same of a file that nobody named; None for pictures and the like, which hold no article."""
    what = what_it_is(name)
    if what is None:
        return "has no ending that is known; name the file to have it read"
    return f"is {what}" if PurePosixPath(name).suffix.lower() in _TEXTS else None
