"""`secret`: no credential is written into history.

Token shapes that are hard to mistake: private key headers, cloud and forge tokens, passwords in URLs. The message
names the sort of secret and its place, never the secret. Checked before anything reaches git; `rules: {secret:
warn}` in the policy turns refusals into warnings.

    passes:  content: rotated the deploy key, see the vault
    fails:   content: a line that opens a PEM private key
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memfs.core.snapshot import blob_id
from memfs.rules.text import only_raw, raw_lines, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Subject

ID = "secret"
SHORTEST = 10
"""No shape matches a shorter text."""

# Each shape has a fixed prefix or frame and a fixed length or alphabet, as its issuer documents it.
SHAPES = {
    "a private key": r"-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----",
    "an AWS access key id": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\bgh[pousr]_[0-9A-Za-z]{36}\b",
    "a GitHub fine-grained token": r"\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}\b",
    "a GitLab token": r"\bglpat-[0-9A-Za-z_-]{20}\b",
    "a Slack token": r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}\b",
    "a Slack webhook": r"https://hooks\.slack\.com/services/T[0-9A-Z]+/B[0-9A-Z]+/[0-9A-Za-z]{20,}",
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])",
    "a Stripe live key": r"\b[rs]k_live_[0-9A-Za-z]{20,}\b",
    "an npm token": r"\bnpm_[0-9A-Za-z]{36}\b",
    "a PyPI token": r"\bpypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,}",
    "an Anthropic key": r"\bsk-ant-[a-z]+[0-9]{2}-[0-9A-Za-z_-]{80,}",
    "an OpenAI key": r"\bsk-(?:proj-|svcacct-)?[0-9A-Za-z_-]{20,}T3BlbkFJ[0-9A-Za-z_-]{20,}",
    "a Hugging Face token": r"\bhf_[A-Za-z]{34}\b",
    "a SendGrid key": r"\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}(?![0-9A-Za-z_-])",
    "a Twilio key": r"\bSK[0-9a-f]{32}\b",
    "a Telegram bot token": r"\b[0-9]{8,10}:AA[0-9A-Za-z_-]{33}(?![0-9A-Za-z_-])",
    "a DigitalOcean token": r"\bdo[oprt]_v1_[0-9a-f]{64}\b",
    "an age secret key": r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b",
    "a JSON web token": r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{20,}",
    "a password in a URL": r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@'\"<>{}$]{1,100}:[^\s/:@'\"<>{}$]{3,100}@[\w.-]",
}
# one pass for a part of every shape: 5 us a record, where 28 searches for plain bytes took 18
_HINTS = re.compile(
    rb"PRIVATE|A(?:KIA|SIA|Iza|GE-SECRET)|gh[oprsu]_|github_pat_|glpat-|xox|hooks\.slack|k_live_|npm_|pypi-|sk-|hf_"
    rb"|S(?:G\.|K)|:AA|o[oprt]_v1_|eyJ|://"
)


def judge(subject: Subject) -> Iterator[Violation]:
    """Report each secret of each value, key and comment, without repeating it."""
    data = subject.data
    if b"\\" not in data and not _HINTS.search(data):
        return
    level = "warning" if subject.law.policy.levels.get(ID) == "warn" else "error"
    for at, text in texts(subject.values):
        for sort, secret, _ in secrets(text):
            yield subject.at(ID, _message(sort), at, level=level, evidence=_digest(secret))
    for number, line in raw_lines(subject):
        for sort, secret, index in secrets(line):
            if only_raw(subject, line, index):
                yield subject.on(ID, _message(sort), (number, index + 1), level=level, evidence=_digest(secret))


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
