"""`secret`: no credential is written into history.

Token shapes that are hard to mistake: private key headers, cloud and forge tokens, passwords in URLs. The message
names the sort of secret and its place, never the secret. Checked before anything reaches git; `rules: {secret:
warn}` in the policy turns refusals into warnings.

    passes:  content: rotated the deploy key, see the vault
    fails:   content: a line that opens a PEM private key
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from memfs.core.snapshot import blob_id
from memfs.rules.text import only_raw, raw_lines, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from memfs.core.model import JSON
    from memfs.core.report import Violation
    from memfs.rules.subject import Location, Subject

ID = "secret"
SHORTEST = 10
"""No shape matches a shorter text."""

LEAST, MASK = 8, "[...]"
"""So many characters in a row of a secret are too many in a message, and what stands for them."""

# Each shape has a fixed prefix or frame and a fixed length or alphabet, as its issuer documents it. What is followed by
# more of the shape is bounded: `sk-` 80,000 times in a row would be searched to the end from each of them.
SHAPES = {
    "a private key": (
        r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        r"(?:[^-]{1,9000}-----END[A-Z0-9 ]{0,60}-----|(?:\s+[0-9A-Za-z+/=]{16,})+)?"
        r"|\bPuTTY-User-Key-File-[23]: "
    ),
    "an AWS access key id": r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b",
    "an AWS secret key": r"(?i)\baws_?secret_?(?:access_?)?key\b\W{1,5}[0-9A-Z/+]{40}(?![0-9A-Z/+=])",
    "an Azure storage key": r"\bAccountKey=[0-9A-Za-z/+]{86}==",
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])",
    "a Google client secret": r"\bGOCSPX-[0-9A-Za-z_-]{28}(?![0-9A-Za-z_-])",
    "a GitHub token": r"\bgh[pousr]_[0-9A-Za-z]{36,255}\b",
    "a GitHub fine-grained token": r"\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}\b",
    "a GitLab token": r"\bgl(?:pat|ptt|dt|rt|cbt|agent|oas|soat|ft)-[0-9A-Za-z_-]{20,}",
    "an Atlassian token": r"\bATATT3xFfGF0[0-9A-Za-z_=-]{100,}",
    "a Slack token": r"\bxox[abeoprs]-(?:[0-9]+-)+[0-9A-Za-z-]{3,}|\bxapp-[0-9]-[0-9A-Z]+-[0-9]+-[0-9a-f]{20,}",
    "a Slack webhook": r"https://hooks\.slack\.com/services/T[0-9A-Z]+/B[0-9A-Z]+/[0-9A-Za-z]{20,}",
    "a Discord webhook": r"https://discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/[0-9A-Za-z_-]{60,}",
    "a Telegram bot token": r"\b[0-9]{8,10}:AA[0-9A-Za-z_-]{33}(?![0-9A-Za-z_-])",
    "a Stripe live key": r"\b[rs]k_live_[0-9A-Za-z]{20,}\b",
    "a Shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b",
    "a SendGrid key": r"\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])",
    "a Twilio key": r"\bSK[0-9a-f]{32}\b",
    "an Anthropic key": r"\bsk-ant-[a-z]+[0-9]{2}-[0-9A-Za-z_-]{40,}",
    "an OpenAI key": (
        r"\bsk-(?:[0-9A-Za-z_-]{20,200}T3BlbkFJ|(?:proj|svcacct|admin)-[0-9A-Za-z_-]{20})[0-9A-Za-z_-]{20,}"
    ),
    "a Hugging Face token": r"\bhf_[0-9A-Za-z]{34}\b",
    "a Groq key": r"\bgsk_[0-9A-Za-z]{52}\b",
    "an npm token": r"\bnpm_[0-9A-Za-z]{36}\b",
    "a PyPI token": r"\bpypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[0-9A-Za-z_-]{50,}",
    "a Docker token": r"\bdckr_[op]at_[0-9A-Za-z_-]{27,}",
    "a DigitalOcean token": r"\bdo[oprt]_v1_[0-9a-f]{64}\b",
    "a Databricks token": r"\bdapi[0-9a-f]{32}\b",
    "a Vault token": r"\bhv[bs]\.[0-9A-Za-z_-]{24,}",
    "an age secret key": r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b",
    "a JSON web token": r"\beyJ[0-9A-Za-z_-]{10,600}\.eyJ[0-9A-Za-z_-]{10,8000}\.[0-9A-Za-z_-]{20,}",
    "a password in a URL": (
        r"(?i)\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"<>{}$]{0,100}:"
        r"(?![$<{%\[]|[*x.•]+@)[^\s/@'\"<>{}]{3,100}@[\w.\[-]"
    ),
}
# one pass for a part of every shape: 5 us a record, where 28 searches for plain bytes took 18
_HINTS = re.compile(
    rb"PRIVATE|PuTTY|A(?:KIA|SIA|BIA|CCA|Iza|ccountKey|TATT3|GE-SECRET)|GOCSPX|gh[oprsu]_|github_pat_|gsk_|xox|xapp-"
    rb"|gl[a-z]{2,5}-[0-9A-Za-z_-]{20}|sk-[0-9A-Za-z_-]{20}|k_live_|shp[a-z]{2}_|S(?:G\.|K)|:AA|hf_|npm_|pypi-|dckr_"
    rb"|o[oprt]_v1_|dapi|hv[bs]\.|eyJ|://|s[eE][cC][rR][eE][tT]|S[eE][cC][rR][eE][tT]"
)

_NAMED = re.compile(r"(?i)aws_?secret")


def judge(subject: Subject) -> Iterator[Violation]:
    """Report each secret of each value, key and comment, without repeating it."""
    if not _may_hold(subject.data):
        return
    level = "warning" if subject.law.policy.levels.get(ID) == "warn" else "error"
    for at, text in _said(subject.values):
        for sort, secret, _ in secrets(text):
            yield subject.at(ID, _message(sort), at, level=level, evidence=_digest(secret))
    for number, line in raw_lines(subject):
        for sort, secret, index in secrets(line):
            if only_raw(subject, line, index):
                yield subject.on(ID, _message(sort), (number, index + 1), level=level, evidence=_digest(secret))


def _said(values: JSON) -> Iterator[tuple[Location, str]]:
    """Yield the texts; one that a name like `aws_secret_access_key` stands before together with it."""
    for at, text in texts(values):
        name = at[-1] if at else ""
        named = isinstance(name, str) and text != name and _NAMED.search(name) is not None
        yield at, f"{name}={text}" if named else text


def masked(subject: Subject, violations: list[Violation]) -> list[Violation]:
    """Take the file's secrets out of what any rule says of it, also where they are quoted in part."""
    if not violations or not _may_hold(subject.data):
        return violations
    found = {secret for _, text in _said(subject.values) for _, secret, _ in secrets(text)}
    found.update(secret for _, line in raw_lines(subject) for _, secret, _ in secrets(line))
    pieces = _pieces(found)
    return [
        violation if violation.rule == ID else violation._replace(message=_without(violation.message, pieces))
        for violation in violations
    ]


def concealed(text: str, data: bytes) -> str:
    """Mask what a text shares with the secrets in a file's bytes."""
    if not _may_hold(data):
        return text
    return _without(text, _pieces(secret for _, secret, _ in secrets(data.decode("utf-8", "replace"))))


def redacted(value: JSON) -> JSON:
    """Return a value with the sort of each secret in the secret's place, in names and in texts."""
    if isinstance(value, str):
        return _redacted(value)
    if isinstance(value, Mapping):
        return {_redacted(name): _shown(name, item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [redacted(item) for item in value]
    return value


def _shown(name: str, item: JSON) -> JSON:
    if isinstance(item, str) and _NAMED.search(name):
        sort = next((sort for sort, _, _ in secrets(f"{name}={item}")), None)
        return f"[{sort}]" if sort else _redacted(item)
    return redacted(item)


def _redacted(text: str) -> str:
    for sort, secret, _ in secrets(text) if _may_hold(text.encode("utf-8", "surrogatepass")) else ():
        text = text.replace(secret, f"[{sort}]")
    return text


def _may_hold(data: bytes) -> bool:
    return b"\\" in data or _HINTS.search(data) is not None


def _pieces(found: Iterable[str]) -> frozenset[str]:
    """Cut secrets into what a message must not hold; names made of them are in small letters."""
    small = {secret.casefold() for secret in found}
    return frozenset(secret[at : at + LEAST] for secret in small for at in range(len(secret) - LEAST + 1))


def _without(message: str, pieces: frozenset[str]) -> str:
    """Mask what a message shares with secrets: a run of pieces as a whole."""
    shown, end = "", 0
    for at in range(len(message)):
        if message[at : at + LEAST].casefold() in pieces:
            shown += MASK if at >= end else ""
            end = at + LEAST
        elif at >= end:
            shown += message[at]
    return shown


def secrets(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield the sort of each different secret in a text, the secret and where it begins."""
    if len(text) < SHORTEST:
        return
    for sort, shape in SHAPES.items():  # `re` keeps what it compiled, and most checks compile nothing
        found = {match[0]: match.start() for match in reversed(list(re.finditer(shape, text)))}
        yield from ((sort, secret, index) for secret, index in found.items())


def _message(sort: str) -> str:
    return f"{sort} must not be kept in memory; take it out, and revoke it if it was shared"


def _digest(secret: str) -> str:
    """Tell one secret from another, so that a new one is not taken for one that was there before."""
    return blob_id(secret.encode("utf-8", "surrogatepass"))
