"""Which characters the bytes of a text stand for, decided by all of its content.

Comes in: a file. Goes out: its SHA-256, and the encoding that fits every byte of it. It never changes a text.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from openicp.collect.readers.looks import HEAD, utf16_order

CHUNK = 1 << 20

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Longest first where one begins with another."""

CENTRAL = b"\xba\xaa\xfe\xde\xb3\xb9\xbf\xaf\xa3\xa5\xf5\xfb"
"""Letters of CP1250 (ş Ş ţ Ţ ł ą ż Ż Ł Ą ő ű) that are signs, or rare letters, in CP1252."""
WESTERN = b"\xe0\xc0\xe8\xc8\xea\xca\xe5\xc5\xf1\xd1\xe6\xc6\xf8\xd8\xec\xf2\xf9\xef\xfb\x9c"
"""Letters of CP1252 (à è ê å ñ æ ø ì ò ù ï û œ) that are rarer letters in CP1250."""
LATIN_2 = b"\xb1\xb6\xbc\xa1\xa6\xac"
"""Letters of ISO 8859-2 (ą ś ź) that are signs in CP1250."""
MACINTOSH = b"\x8a\x9a\x9f\x8e\x87\x88\x8d\x8f\x90\x96\xa7"
"""Letters of Mac Roman (ä ö ü é á à ç è ê ñ ß) that are signs or rare capitals in CP1252."""

_BESIDE_A_LETTER = re.compile(rb"(?<=[A-Za-z])[\x80-\xff]|[\x80-\xff](?=[a-z])")


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes tells."""

    digest: str
    size: int
    head: bytes
    valid_utf8: bool
    sequences: int
    """Complete multi-byte sequences of UTF-8."""
    strays: int
    """Bytes above 127 that belong to none."""
    beside_letters: Counter[int]
    """Bytes above 127 that stand beside a letter."""
    romanian_a: int
    """0xE3 that is not before ``o`` or ``e``: Romanian ``ă`` rather than Portuguese ``ã``."""


_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_ROMANIAN_A = re.compile(rb"(?<=[A-Za-z])\xe3(?![oe])")


def survey(path: Path) -> Survey:
    """Read the file: fingerprint and validity as UTF-8; only where it is none, the bytes that decide an older one."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    head, size, valid = b"", 0, True
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            head = head or chunk[:HEAD]
            size += len(chunk)
            digest.update(chunk)
            valid = valid and _decodes(decoder, chunk)
    valid = valid and _decodes(decoder, b"", final=True)
    letters = (0, 0, Counter[int](), 0) if valid else _letters(path)
    return Survey(digest.hexdigest(), size, head, valid, *letters)


def _letters(path: Path) -> tuple[int, int, Counter[int], int]:
    """The last four fields of a ``Survey``."""
    sequences, strays, romanian = 0, 0, 0
    beside: Counter[int] = Counter()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if not chunk.isascii():
                inside = _SEQUENCE.findall(chunk)
                sequences += len(inside)
                strays += len(_HIGH.findall(chunk)) - sum(map(len, inside))
                romanian += len(_ROMANIAN_A.findall(chunk))
                beside.update(found[0] for found in _BESIDE_A_LETTER.findall(chunk))
    return sequences, strays, beside, romanian


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(found: Survey) -> str:
    """The codec that fits: byte order mark, UTF-16 without one, UTF-8, then the older ones by their letters."""
    for mark, name in BYTE_ORDER_MARKS:
        if found.head.startswith(mark):
            return name
    if order := utf16_order(found.head):
        return f"utf-16-{order}"
    if found.valid_utf8:
        return "utf-8"
    if found.sequences > 2 * found.strays:
        return "utf-8-mixed"
    return _older(found)


def _older(found: Survey) -> str:
    def count(letters: bytes) -> int:
        return sum(found.beside_letters[letter] for letter in letters)

    upper_half = sum(number for byte, number in found.beside_letters.items() if byte >= 0xC0)
    if count(MACINTOSH) > upper_half:
        return "mac-roman"
    central, latin_2 = count(CENTRAL) + found.romanian_a, count(LATIN_2)
    if central + latin_2 <= count(WESTERN):
        return "cp1252"
    controls = any(0x80 <= byte < 0xA0 for byte in found.beside_letters)
    return "iso-8859-2" if latin_2 and not controls else "cp1250"


def codec_of(encoding: str) -> tuple[str, str]:
    """Codec and error handler; in a mixed file a stray byte is read as CP1252, as the file's other half was."""
    if encoding == "utf-8-mixed":
        return "utf-8", "openicp-mixed"
    return encoding, "openicp-mixed" if encoding.startswith("utf-8") else "replace"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("openicp-mixed", _as_cp1252)
