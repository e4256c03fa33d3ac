"""What hides in text, and what must not be written down: in values, keys, comments and the law's own files."""

from __future__ import annotations

import pytest

from memfs.codec import emit
from memfs.core.escape import printable
from tests.rules.stores import STORE, brought, judged, lines, memory, placed, schema, store

SOURCE = f"{STORE}/sources/a.yaml"
KEY_ID = "AKIA" + "ABCDEFGHIJKLMNOP"
OTHER_KEY_ID = "AKIA" + "QRSTUVWXYZ234567"
SECRETS = {
    "a private key": "-----BEGIN RSA PRIVATE KEY-----",
    "an AWS access key id": KEY_ID,
    "a GitHub token": "ghp_" + "a1B2" * 9,
    "a GitHub fine-grained token": "github_pat_" + "a" * 22 + "_" + "b" * 59,
    "a GitLab token": "glpat-" + "a1B2c" * 4,
    "a Slack token": "xoxb-" + "1234567890-abc",
    "a Slack webhook": "https://hooks.slack.com/services/T0AB/B0CD/" + "x" * 24,
    "a Google API key": "AIza" + "a" * 35,
    "a Stripe live key": "sk_live_" + "a1" * 12,
    "an npm token": "npm_" + "a1B2" * 9,
    "a PyPI token": "pypi-AgEIcHlwaS5vcmc" + "a" * 60,
    "an Anthropic key": "sk-ant-api03-" + "a" * 90,
    "an OpenAI key": "sk-proj-" + "a" * 20 + "T3BlbkFJ" + "b" * 20,
    "a Hugging Face token": "hf_" + "aB" * 17,
    "a SendGrid key": "SG." + "a" * 22 + "." + "b" * 43,
    "a Twilio key": "SK" + "0a" * 16,
    "a Telegram bot token": "123456789:AA" + "b" * 33,
    "a DigitalOcean token": "dop_v1_" + "0a" * 32,
    "an age secret key": "AGE-SECRET-KEY-1" + "A0" * 29,
    "a JSON web token": "eyJhbGciOiJI.eyJzdWIiOiIx.".replace(".", "ab.") + "c" * 20,
    "a password in a URL": "postgres://app:hunter22@db.example.invalid/",
}


def source(**fields: object) -> dict[str, bytes]:
    return placed("source", {"name": "a", **fields})  # type: ignore[dict-item]  # JSON all the same


class TestHiddenText:
    @pytest.mark.parametrize(
        "text",
        ["naïve ✓ 日本語", "👩\u200d💻 ❤\ufe0f", "tab\tline\n", "क्\u200dष", "מה קורה", "e\u0301", "non\u00a0breaking"],
    )
    def test_text_of_every_script_passes(self, text: str) -> None:
        assert lines(judged(store(source(description=text)))) == []

    @pytest.mark.parametrize(
        "character",
        [
            *"\x00\x07\x1b\x7f\x85\x9b\xad\u061c\u115f\u1160\u200b\u200e\u2028\u2029\u202e\u2060\u2066\u3164\ufeff\uffa0",
            *"\ufff9\ue000\U000e0041\U000e0100\U00100000",
        ],
    )
    def test_unseen_character_is_refused_however_it_is_written(self, character: str) -> None:
        escaped = f'name: a\ndescription: "x\\U{ord(character):08x}y"\n'.encode()
        (found,) = judged(store({SOURCE: escaped})).violations
        assert (found.rule, found.line, found.column) == ("hidden-text", 2, 1)
        assert found.message.startswith(f"U+{ord(character):04X} (")
        assert printable(found.message) == found.message

    @pytest.mark.parametrize("text", ["a\u200d", "\u200db", "a \u200d\u200d b", "a\u200d\u202e"])
    def test_joiner_needs_something_to_join(self, text: str) -> None:
        assert [v.rule for v in judged(store(source(description=text))).violations] == ["hidden-text"]

    def test_place_is_that_of_the_value_the_key_or_the_comment(self) -> None:
        data = (
            "# see\u202e here\nsummary: dns_ttl\noutcome: learning\ninsight_type: fact\ncontent: x\n"
            'metadata:\n  "k\u200by": 1\n  list: [a, "b\u2066"]  # and #\u200b here\n'
        )
        (path,) = placed("memory", memory())
        assert [
            (v.line, v.column, v.message.partition(" hides in ")[2])
            for v in judged(store({path: data.encode()})).violations
        ] == [
            (1, 6, "a comment: '# see\\u202e here'; remove it"),
            (7, 3, "'k\\u200by': 'k\\u200by'; remove it"),
            (8, 13, "'list': 'b\\u2066'; remove it"),
            (8, 27, "a comment: ']  # and #\\u200b here'; remove it"),
        ]

    def test_law_and_readme_are_looked_through(self) -> None:
        readme = {f"{STORE}/README.md": "fine\nnot\u200bfine \x1b[0m\n".encode()}
        found = judged(
            store(schema("source", title="Source\u202e"), readme, policy='memfs: 1\npinned: ["source/a\\u202e"]\n')
        )
        assert [(v.path, v.line, v.column, v.rule) for v in found.violations] == [
            (f"{STORE}/README.md", 2, 4, "hidden-text"),
            (f"{STORE}/memfs.yaml", 2, 10, "hidden-text"),
            (f"{STORE}/schema/source.schema.json", 1, 90, "hidden-text"),
        ]

    def test_policy_may_turn_it_into_a_warning(self) -> None:
        report = judged(store(source(description="a\u200b"), policy="memfs: 1\nrules: {hidden-text: warn}\n"))
        assert [v.level for v in report.violations] == ["warning"]
        assert report.ok


class TestSecret:
    @pytest.mark.parametrize(("sort", "secret"), SECRETS.items())
    def test_secret_is_named_and_never_repeated(self, sort: str, secret: str) -> None:
        message = f"{sort} must not be kept in memory; take it out, and revoke it if it was shared"
        found = judged(store(source(code=f"use {secret} here"))).violations
        assert [(v.line, v.column, v.rule, v.message) for v in found] == [(2, 1, "secret", message)]
        assert not any(secret in repr(violation) for violation in found)

    @pytest.mark.parametrize(
        "text",
        [
            "AKIASHORT",
            "sk-learn and sk-image",
            "https://example.com/a:b@c",
            "ssh://git@example.com/x",
            "postgres://app:$PASSWORD@db/",
            "hf_hub_download(repo)",
            "-----BEGIN PUBLIC KEY-----",
            "the private key is in the vault",
        ],
    )
    def test_what_only_looks_similar_passes(self, text: str) -> None:
        assert lines(judged(store(source(code=text)))) == []

    def test_place_is_that_of_the_value_the_key_or_the_comment(self) -> None:
        data = f"name: a # {KEY_ID}\nnotes:\n- fine\n- |\n  one\n  {KEY_ID}\n".encode()
        assert [(v.line, v.column) for v in judged(store({SOURCE: data})).violations] == [(1, 11), (4, 3)]
        keyed = emit(memory(metadata={KEY_ID: 1}))
        (path,) = placed("memory", memory())
        assert [(v.line, v.column) for v in judged(store({path: keyed})).violations] == [(6, 3)]

    def test_escapes_and_folds_hide_nothing(self) -> None:
        escaped = f'name: a\ncode: "\\x41{KEY_ID[1:]}"\n'.encode()
        folded = f'name: a\ncode: "{KEY_ID[:8]}\\\n  {KEY_ID[8:]}"\n'.encode()
        header = b"name: a\ncode: -----BEGIN RSA\n  PRIVATE KEY-----\n"
        for data in (escaped, folded, header):
            assert [v.rule for v in judged(store({SOURCE: data})).violations] == ["secret"]

    def test_unreadable_record_and_the_law_are_looked_through(self) -> None:
        readme = {f"{STORE}/README.md": f"key {KEY_ID}\n".encode()}
        files = store({SOURCE: f"name: a\nname: {KEY_ID}\n".encode()}, readme, policy=f"memfs: 1 # {KEY_ID}\n")
        assert [(v.path[7:], v.line, v.column, v.rule) for v in judged(files).violations] == [
            ("README.md", 1, 5, "secret"),
            ("memfs.yaml", 1, 12, "secret"),
            ("sources/a.yaml", 2, 1, "yaml"),
            ("sources/a.yaml", 2, 7, "secret"),
        ]

    def test_another_secret_of_the_same_sort_is_a_new_sin(self) -> None:
        before = store(source(code=KEY_ID))
        assert lines(brought(before, store(source(code=f"{KEY_ID} again")))) == []
        assert [v.line for v in brought(before, store(source(code=OTHER_KEY_ID))).violations] == [2]
        assert [v.line for v in brought(before, store(source(code=f"{KEY_ID} {OTHER_KEY_ID}"))).violations] == [2]

    def test_policy_may_turn_it_into_a_warning(self) -> None:
        report = judged(store(source(code=KEY_ID), policy="memfs: 1\nrules: {secret: warn}\n"))
        assert [v.level for v in report.violations] == ["warning"]
