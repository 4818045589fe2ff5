"""Punctuation of Chinese text after GB/T 15834: full-width where it stands among Chinese, left alone elsewhere.

Whatever a person in an office reads passes here once, where it leaves a room (findings, documents, notices).
"""

from __future__ import annotations

import re

_WIDE = {",": "\uff0c", ":": "\uff1a", ";": "\uff1b", "?": "\uff1f", "!": "\uff01"}
_HAN = "\u3400-\u9fff\u3001\u3002\u300a\u300b\u201c\u201d\u2014\u3014\u3015\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff01\ue000"
_KEPT = "\ue000"  # stands for another's words or a file's name while the words around it are set
_OWN = re.compile(
    r"\u201c[^\u201c\u201d]*\u201d|"
    r"[^\s()\uff08\uff09/\u201c\u201d,:;\u3001\uff0c\uff1a\uff1b]*(?:\([^\s()]*\)[^\s()\uff08\uff09/,:;]*)+"
    r"\.(?:xlsx|xlsm|xlsb|xls|et|ods|csv|zip|docx|pdf|yaml|json)\b"
)
_AFTER = re.compile(rf"(?<=[{_HAN}])(?:[,:;?](?![/\\])|!(?![A-Z$/\\]))")  # 到位资金!F5 is an address
_BEFORE = re.compile(rf"(?<![0-9A-Za-z])[,;?!](?=[{_HAN}])|(?<=[0-9A-Za-z%)])[,;](?=[{_HAN}])")
_BRACKETS = re.compile(rf"\(([^()]*[{_HAN}][^()]*)\)|(?<=[{_HAN}])\(([^()]*)\)")


def chinese(text: str) -> str:
    """`text` with the punctuation of its Chinese parts full-width: 填报单位:甲镇,已退回 → with wide colon and comma.

    What stands in quotation marks is what someone wrote and is looked for as it stands: “3,5万” stays. So do names of
    files: 甲镇(更正).xlsx."""
    if not re.search(rf"[{_HAN}]", text):
        return text
    names = _OWN.findall(text)
    text = _OWN.sub(_KEPT, text)
    while (wider := _BRACKETS.sub(lambda match: f"\uff08{match[1] or match[2] or ''}\uff09", text)) != text:
        text = wider  # brackets in brackets: from the inside out
    text = _AFTER.sub(lambda match: _WIDE[match[0]], text)
    text = _BEFORE.sub(lambda match: _WIDE[match[0]], text).replace(";", "\uff1b")
    for name in names:
        text = text.replace(_KEPT, name, 1)
    return text
