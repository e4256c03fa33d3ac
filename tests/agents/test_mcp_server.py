"""The server as a whole: what it lists, what it leaves out, whom it signs for, and how it begins and ends."""

from __future__ import annotations

import ctypes
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from memfs import Store
from memfs.agents.descriptions import DESCRIPTIONS
from tests.agents.client import ERAS, in_process, over_stdio
from tests.cli.conftest import COMMAND, Memfs

if TYPE_CHECKING:
    from memfs.core.model import JSON
    from tests.agents.client import Agent
    from tests.conftest import GitRepository

pytestmark = pytest.mark.children

SCHEMA = Path(__file__).parents[2] / "schema/memory.schema.json"
FACT: dict[str, JSON] = {"outcome": "learning", "insight_type": "fact"}
READING = ["memory_read", "memory_recall", "memory_reflect", "project_context_read", "data_source_read", "review"]
WRITING = [
    "memory_add",
    "memory_add_many",
    "memory_replace",
    "memory_remove",
    "project_context_add",
    "project_context_replace",
    "data_source_add",
    "data_source_replace",
    "data_source_variable_add",
    "data_source_variable_replace",
]
DESTROYING = {name for name in WRITING if name.endswith(("replace", "remove"))}
NOT_REPEATABLE = {"memory_add", "memory_add_many", "project_context_add"}


def hello(version: str = "2025-11-25") -> bytes:
    client = {"name": "raw", "version": "1"}
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": client}
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
    ]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def adding(content: str, number: int = 2) -> bytes:
    params = {"name": "memory_add", "arguments": {"content": content, **FACT}}
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}).encode() + b"\n"


def test_tools_of_the_contract_are_listed_with_their_hints(agent: Agent) -> None:
    assert sorted(agent.tools) == sorted([*READING, *WRITING])
    for name, tool in agent.tools.items():
        hints = tool.annotations
        assert hints is not None
        assert (hints.read_only_hint, hints.open_world_hint) == (name in READING, False)
        assert hints.destructive_hint == (name in DESTROYING)
        assert hints.idempotent_hint == (name not in NOT_REPEATABLE)


def test_every_tool_says_when_it_is_right_with_an_example(agent: Agent) -> None:
    assert DESCRIPTIONS.keys() == agent.tools.keys()
    for name, tool in agent.tools.items():
        assert tool.description is not None
        assert "{" in tool.description.rpartition("Example")[2], name
        assert len(tool.description) < 2000, name
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema or False)
        assert not {"anyOf", "oneOf", "allOf"} & tool.input_schema.keys()


def test_legal_values_come_from_the_stores_own_schema(agent: Agent, repository: GitRepository) -> None:
    facet = agent.tools["memory_add"].input_schema["properties"]["insight_type"]
    assert facet["enum"] == ["pattern", "correction", "preference", "fact"]
    agent.call("memory_add", content="One.", **FACT)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    schema["properties"]["insight_type"]["enum"].append("rumour")
    repository.write("memory/schema/memory.schema.json", json.dumps(schema))
    repository.commit("a law of our own")
    tools = {tool.name: tool for tool in agent.do(agent.client.session.list_tools).tools}
    facet = tools["memory_add"].input_schema["properties"]["insight_type"]
    assert facet["enum"] == ["pattern", "correction", "preference", "fact", "rumour"]
    assert "insight_type=pattern|correction|preference|fact|rumour" in str(tools["memory_add"].description)
    agent.call("memory_add", content="They say so.", outcome="learning", insight_type="rumour")


def test_read_only_leaves_the_writing_tools_out(repository: GitRepository) -> None:
    Store.init(repository.path / "memory")
    before = repository.state()
    with in_process(repository.path, read_only=True) as agent:
        assert sorted(agent.tools) == sorted(READING)
        assert agent.refused("memory_add", content="x", **FACT).startswith("usage: there is no tool 'memory_add'")
        assert agent.call("memory_recall")["total"] == 0
    assert repository.state() == before


def test_resources_are_the_overview_the_sections_the_sources_and_single_memories(agent: Agent) -> None:
    always = ["memfs://overview", "memfs://context", "memfs://sources"]
    assert [str(one.uri) for one in agent.do(agent.client.list_resources).resources] == always
    agent.call("project_context_add", section="objectives", content="Ship it.")
    agent.call("data_source_add", name="Sales / EU", key="notes", content="Nightly.")
    agent.call("memory_add", content="One.", summary="one", **FACT)
    listed = agent.do(agent.client.session.list_resources).resources
    more = ["memfs://context/objectives", "memfs://sources/Sales%20%2F%20EU"]
    assert [str(one.uri) for one in listed] == [*always, *more]
    templates = agent.do(agent.client.list_resource_templates).resource_templates
    assert [one.uri_template for one in templates] == [
        "memfs://context/{section}",
        "memfs://sources/{name}",
        "memfs://memories/{summary}",
    ]
    overview = agent.resource("memfs://overview")
    assert (overview["store"], overview["sections"], overview["sources"]) == ("memory", ["objectives"], ["Sales / EU"])
    counts = {"success": 0, "failure": 0, "learning": 1, "interaction": 0}
    assert overview["memories"] == {"total": 1, "by_outcome": counts}
    assert agent.resource("memfs://memories/one") == agent.call("memory_read", summary="one")
    assert agent.resource("memfs://sources/Sales%20%2F%20EU") == agent.call("data_source_read")
    assert agent.resource("memfs://context") == agent.call("project_context_read")
    assert agent.no_resource("memfs://memories/none").startswith("not-found: there is no memory 'none'")
    for uri in ("memfs://memories", "memfs://else", "file:///etc/passwd", "memfs://memories/..%2F..%2Fetc"):
        assert agent.no_resource(uri).startswith("not-found: there is no")


def test_prompt_guides_a_model(agent: Agent) -> None:
    assert [prompt.name for prompt in agent.do(agent.client.list_prompts).prompts] == ["memory_guide"]
    message = agent.do(agent.client.get_prompt, "memory_guide").messages[0]
    words = message.content.text if message.content.type == "text" else ""
    assert "- outcome=interaction sentiment=positive|neutral|negative" in words
    assert all(name in words for name in agent.tools if name != "memory_read")


@pytest.mark.parametrize("era", ERAS)
def test_one_life_over_stdio(era: str, repository: GitRepository) -> None:
    with over_stdio(repository.path, era=era) as agent:
        assert sorted(agent.tools) == sorted([*READING, *WRITING])
        answer = agent.call("memory_add", content="Ünïcode, 猫", summary="one", **FACT)
        assert answer["commit"] == repository.git("rev-parse", "HEAD").strip()
        record = agent.records("memory_read", summary="one")[0]["record"]
        assert isinstance(record, dict)
        assert record["content"] == "Ünïcode, 猫"
        assert agent.refused("memory_add", content="x", outcome="learning").startswith("invalid: schema: ")
        assert agent.resource("memfs://overview")["store"] == "memory"
        assert agent.do(agent.client.list_prompts).prompts
    assert repository.git("status", "--porcelain") == ""


def test_store_is_fixed_at_the_start(repository: GitRepository) -> None:
    for store in ("a", "b"):
        Store.init(repository.path / store)
    refused = Memfs(repository.path)("mcp")
    assert (refused.status, refused.err.splitlines()[0]) == (2, "memfs: the repository holds several stores: a, b")
    with over_stdio(repository.path, "--store", "b") as agent:
        agent.call("memory_add", content="x", summary="one", **FACT)
    assert (repository.path / "b/memories/outcome=learning/insight_type=fact/one.yaml").is_file()


def test_outside_a_repository_it_says_what_to_do(tmp_path: Path) -> None:
    done = Memfs(tmp_path)("mcp")
    words = f"memfs: '{tmp_path}' is not in a git repository\n  hint: memfs init\n"
    assert (done.status, done.out, done.err) == (2, "", words)


def test_without_the_extra_it_says_what_to_install(repository: GitRepository) -> None:
    program = "import sys; sys.modules['mcp'] = None; from memfs.cli.edge import run; sys.exit(run(['mcp']))"
    done = subprocess.run([sys.executable, "-c", program], cwd=repository.path, capture_output=True, check=False)
    words = "memfs: the MCP server needs packages that are not installed\n  hint: pip install 'memfs-git[mcp]'\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (2, b"", words)


@pytest.mark.parametrize("given_by", ["option", "environment"])
def test_author_serves_where_git_knows_nobody(
    given_by: str, repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    repository.git("config", "user.useConfigOnly", "true")
    with over_stdio(repository.path) as agent:
        assert agent.refused("memory_add", content="x", **FACT) == (
            "no-identity: git knows no name and address for the commit - tell the person: start the server with "
            "--author 'NAME <EMAIL>', or configure git"
        )
    author = "Bot <bot@example.invalid>"
    if given_by == "environment":
        monkeypatch.setenv("MEMFS_AUTHOR", author)
    with over_stdio(repository.path, *(["--author", author] if given_by == "option" else [])) as agent:
        agent.call("memory_add", content="x", **FACT)
    assert repository.git("log", "-1", "--format=%an <%ae>|%cn <%ce>").strip() == f"{author}|{author}"


def test_session_is_committed_when_the_client_goes(repository: GitRepository) -> None:
    session(repository)
    with over_stdio(repository.path) as agent:
        first = agent.call("memory_add", content="One.", summary="one", **FACT)
        assert (first["commit"], first["notes"]) == (
            None,
            ["staged; the one commit of this session will carry it (1 so far)"],
        )
        agent.call("project_context_add", section="objectives", content="Ship it.")
        assert agent.records("memory_read", summary="one")[0]["commit"] is None
        assert [record["key"] for record in agent.records("memory_recall")] == ["one"]
        assert repository.git("log", "-1", "--format=%s").strip() == "session"
    assert repository.git("log", "-1", "--format=%s%n%(trailers:key=Memfs-Agent)").split("\n")[:2] == [
        "memory: session of 2 records",
        "Memfs-Agent: mcp",
    ]
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_session_is_committed_when_the_server_is_told_to_end(number: int, repository: GitRepository) -> None:
    session(repository)
    with started(repository) as server:
        assert first_answers(server)[1]["result"]["structuredContent"]["commit"] is None
        server.send_signal(number)
        assert server.wait(30) == -number
    assert repository.git("log", "-1", "--format=%s").strip() == "memory: add one"
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "tgkill"), reason="only Linux lets a test choose the thread")
def test_signal_that_finds_the_server_about_to_wait_ends_it_too(repository: GitRepository) -> None:
    """A signal between Python's last look and the wait for input interrupts nothing; nor does one to another thread."""
    session(repository)
    with started(repository) as server:
        assert len(first_answers(server)) == 2
        threads = [int(task.name) for task in Path(f"/proc/{server.pid}/task").iterdir()]
        assert ctypes.CDLL(None).tgkill(server.pid, max(set(threads) - {server.pid}), signal.SIGINT) == 0
        assert server.wait(30) == -signal.SIGINT
    assert repository.git("log", "-1", "--format=%s").strip() == "memory: add one"


def test_killed_server_leaves_its_session_staged(repository: GitRepository) -> None:
    session(repository)
    with started(repository) as server:
        assert len(first_answers(server)) == 2
        server.kill()
    path = "memory/memories/outcome=learning/insight_type=fact/one.yaml"
    assert repository.git("status", "--porcelain") == f"A  {path}\n"
    assert Store.open(repository.path).check().errors == ()


def test_calls_that_are_under_way_when_the_client_goes_are_finished(repository: GitRepository) -> None:
    Store.init(repository.path / "memory")
    lines = hello() + b"".join(adding(f"Number {number}.", number + 2) for number in range(5))
    done = subprocess.run([*COMMAND, "mcp"], cwd=repository.path, input=lines, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    added = repository.git("log", "--format=%s").splitlines().count
    keys = [found.key for found in Store.open(repository.path).view().records("memory")]
    assert len(keys) == sum(added(f"memory: add {key}") for key in keys)
    assert repository.git("status", "--porcelain") == ""


def test_nothing_but_the_protocol_is_on_standard_output(repository: GitRepository) -> None:
    lines = hello() + adding("x") + b"not json\n" + b'{"jsonrpc": "2.0", "id": 9, "method": "nope"}\n'
    with started(repository) as server:
        out, err = server.communicate(lines, timeout=60)
    assert [json.loads(line)["jsonrpc"] for line in out.splitlines()]
    assert b"Traceback" not in err


def session(repository: GitRepository) -> None:
    repository.write("memory/memfs.yaml", "memfs: 1\ncommit: {mode: session}\n")
    repository.commit("session")


def first_answers(server: subprocess.Popen[bytes]) -> list[dict[str, dict[str, dict[str, JSON]]]]:
    """Add a memory by hand; return what was answered to the greeting and to that."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(hello() + adding("One."))
    server.stdin.flush()
    return [json.loads(server.stdout.readline()) for _ in range(2)]


def started(repository: GitRepository) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([*COMMAND, "mcp"], cwd=repository.path, stdin=pipe, stdout=pipe, stderr=pipe)
