"""Texts that break programs, by name, and any number of further ones from seeded dice."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ZALGO = "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034d"

NAMED: Mapping[str, str] = {
    "nothing": "",
    "one blank": " ",
    "blanks only": " \t\u3000\u00a0",
    "line ends only": "\r\n\r\n",
    "blanks at both ends": "  kept as typed  ",
    "wide blanks at both ends": "\u3000按原样保留\u3000",
    "NUL": "before\x00after",
    "NUL at the end": "text\x00",
    "bell and backspace": "a\x07b\x08c",
    "escape sequence": "\x1b[31mred\x1b[0m",
    "DEL": "a\x7fb",
    "C1 control": "a\u0085b\u009fc",
    "vertical tab and form feed": "a\x0bb\x0cc",
    "information separators": "a\x1cb\x1dc\x1ed\x1fe",
    "lone high surrogate": "a\ud800b",
    "lone low surrogate": "a\udfffb",
    "swapped surrogates": "\udc00\ud800",
    "pair of surrogates as two": "\ud83d\ude00",
    "noncharacters": "a\ufffeb\uffffc\ufdd0d",
    "noncharacters beyond": "\U0001ffff\U0010ffff",
    "private use": "\ue000\U000f0000",
    "not assigned": "\u0378\U000e0fff",
    "replacement character": "\ufffd",
    "byte order mark first": "\ufefftext",
    "byte order mark within": "te\ufeffxt",
    "bidi override": "abc\u202edef\u202cghi",
    "bidi isolates": "\u2066left\u2069\u2067right\u2069",
    "bidi marks": "\u200fa\u200eb\u061cc",
    "unclosed bidi": "不\u202e符合",
    "right to left": "שלום עולם مرحبا",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e",
    "soft hyphen": "co\u00adoperate",
    "line separator": "one\u2028two\u2029three",
    "mixed line ends": "a\rb\nc\r\nd",
    "tabs": "a\tb\t\tc",
    "combined and composed": "é e\u0301 ñ n\u0303",
    "ligatures and compatibility": "ﬁ ① Ⅳ ㎏ ｆｕｌｌ",
    "stacked marks": ZALGO,
    "a thousand marks": "e" + "\u0301" * 90,
    "emoji family": FAMILY,
    "emoji flags and tones": "\U0001f1e8\U0001f1f3\U0001f44d\U0001f3fd\u2764\ufe0f",
    "tag characters": "\U0001f3f4\U000e0067\U000e0062\U000e007f",
    "variation selectors": "葛\U000e0100辻\ufe00",
    "rare ideographs": "𠮷䶮㛃龘𬭚𫟹㑇",
    "ideographic description": "⿰亻尔 ⿱艹化",
    "dotless and dotted i": "İı ſ ß ẞ",
    "homoglyphs": "раураӏ ΑΒΕ",
    "markup": "<b>bold</b><script>alert(1)</script>",
    "markup of an event": '" onmouseover="alert(1)" x=\'',
    "entities": "&amp; &lt; &#x0; &unknown; &",
    "template": "{{ 7*7 }} {% debug %} ${7*7} #{7*7}",
    "SQL": "Robert'); DROP TABLE assessments_entry;-- \\' \\\\",
    "format": "%s %n %(x)s {0.__class__} %00 %%",
    "formula": "=1+2+cmd|' /C calc'!A0",
    "formula with plus": '+HYPERLINK("x","y")',
    "formula with minus": "-2+3",
    "formula with at": "@SUM(A1:A9)",
    "formula after a tab": "\t=1+2",
    "path": "../../../../etc/passwd",
    "path of Windows": "C:\\Windows\\win.ini::$DATA CON",
    "mail header": "name\r\nBcc: all@company.example",
    "numbers that are none": "NaN Infinity 1e999 0x1F １２３ ٣",
    "words of programs": "null None undefined true [] {}",
    "JSON": '{"a": "\\ud800", "b": [1, 2',
    "YAML": "- !!python/object/apply:os.system ['x']",
    "shell": "$(reboot) `id` ; | && > /dev/null",
    "long word": "W" * 200,
    "longest name": "名" * 200,
    "one more than the longest name": "名" * 201,
    "longest answer": "合规" * 5_000,
    "one more than the longest answer": "x" * 10_001,
    "ten megabytes": "x" * 10_000_000,
}
"""At least the 59 that were promised."""
BYTES: Mapping[str, bytes] = {
    "overlong slash": b"a\xc0\xafb",
    "overlong NUL": b"a\xc0\x80b",
    "bare continuation": b"a\x80b",
    "cut sequence": b"a\xe4\xb8",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "Latin-1": "Müller".encode("latin-1"),
    "GB 18030": "合规".encode("gb18030"),
    "UTF-16": "text".encode("utf-16"),
}
"""What is sent as if it were UTF-8, and is not."""
_BLOCKS = (
    *((0x20, 0x7E), (0xA1, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xE7F)),
    *((0x1100, 0x11FF), (0x2000, 0x206F), (0x20A0, 0x2BFF), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xD800, 0xDFFF)),
    *((0xE000, 0xFFFF), (0x0, 0x1F), (0x7F, 0x9F), (0x1F000, 0x1FAFF), (0x20000, 0x3134F), (0xE0000, 0xE01EF)),
    (0x10000, 0x10FFFF),
)


def generated(dice: Random) -> str:
    """A text of characters from few of many blocks, seldom a long one."""
    blocks = dice.sample(_BLOCKS, dice.randint(1, 4))
    length = dice.choice((1, 2, 8, 40, 199, 200, 201, dice.randint(1, 3_000)))
    return "".join(chr(dice.randint(*dice.choice(blocks))) for _ in range(length))


def encoded(text: str) -> bytes:
    """As a program sends it that checks nothing."""
    return text.encode("utf-8", "surrogatepass")
