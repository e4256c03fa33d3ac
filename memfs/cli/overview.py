"""What `memfs read` shows of a whole store: names and counts, without reading the memories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from memfs.core.cells import options
from memfs.render import inline

if TYPE_CHECKING:
    from memfs.core.kinds import Kind
    from memfs.core.model import JSON
    from memfs.verbs import View

MEMORY, CONTEXT, SOURCE = "memory", "context", "source"


def overview_data(view: View) -> dict[str, JSON]:
    """Return the store's sections, sources and counts; counts by the first facet, its values in schema order."""
    present = {found.stem for found, _ in view.listing(CONTEXT)}
    others = [kind for name, kind in view.law.kinds.items() if name not in {MEMORY, CONTEXT, SOURCE}]
    counted: dict[str, JSON] = {kind.name: sum(1 for _ in view.listing(kind.name)) for kind in others}
    return {
        "store": view.law.store or ".",
        "sections": [key for key in view.kind(CONTEXT).keys() if key in present],  # noqa: SIM118 - a Kind's keys
        "sources": sorted(view.names(SOURCE)),
        "memories": _memories(view, view.kind(MEMORY)),
        **({"others": counted} if counted else {}),
    }


def _memories(view: View, kind: Kind) -> dict[str, JSON]:
    facet = kind.facets[0] if kind.facets else ""
    counts = Counter(found.facets.get(facet, "") for found, _ in view.listing(kind.name))
    shown: dict[str, JSON] = {value: counts[value] for value in options(kind.schema, facet)}
    return {"total": counts.total(), f"by_{facet}": shown}


def overview_markdown(data: Mapping[str, JSON]) -> str:
    """Write the overview as three short paragraphs under headings."""
    parts = [_list("Context", data["sections"]), _list("Data sources", data["sources"])]
    memories = data["memories"]
    if isinstance(memories, Mapping):
        counts = [value for value in memories.values() if isinstance(value, Mapping)]
        lines = [f"{count} {name}" for shares in counts for name, count in shares.items()]
        parts.append(_list(f"Memories ({memories['total']})", lines))
    others = data.get("others")
    if isinstance(others, Mapping):
        parts.append(_list("Other kinds", [f"{count} {name}" for name, count in others.items()]))
    return "\n\n".join(parts)


def _list(title: str, items: JSON) -> str:
    names = [str(item) for item in items] if isinstance(items, Sequence) and not isinstance(items, str) else []
    return f"### {title}\n\n" + ("\n".join(f"* {inline(name)}" for name in names) or "none")
