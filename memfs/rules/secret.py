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

from memfs.rules.text import texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memfs.core.report import Violation
    from memfs.rules.subject import Location, Subject

ID = "secret"

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
_HINTS = re.compile(
    r"PRIVATE KEY|A[KS]IA|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|hooks\.slack|AIza|k_live_|npm_|pypi-|sk-|hf_"
    r"|SG\.|SK[0-9a-f]|:AA|do[oprt]_v1_|AGE-SECRET|eyJ|://"
)


def judge(subject: Subject) -> Iterator[Violation]:
    """Report each value, key or comment that holds a secret, once a sort."""
    level = "warning" if subject.law.policy.levels.get(ID) == "warn" else "error"
    for at, sort in _found(subject):
        message = f"{sort} must not be kept in memory; take it out, and revoke it if it was shared"
        yield subject.violation(ID, message, at=at, level=level)


def _found(subject: Subject) -> Iterator[tuple[Location, str]]:
    decoded = [] if subject.record is None else texts(subject.record)
    hits = [(at, sort) for at, text in decoded for sort in sorts(text)]
    yield from hits
    raw = subject.data.decode("utf-8", "replace")
    yield from (((), sort) for sort in sorts(raw) if sort not in {known for _, known in hits})


def sorts(text: str) -> list[str]:
    """Name the sorts of secrets in a text."""
    if not _HINTS.search(text):
        return []
    return [sort for sort, shape in SHAPES.items() if re.search(shape, text)]
