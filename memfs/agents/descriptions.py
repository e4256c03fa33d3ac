"""What a model is told of each tool: when to use it, when not, an example. The law fills in what is legal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from memfs.agents.arguments import ITEM_LIMIT
from memfs.agents.fields import CONTEXT, MEMORY, SOURCE, VARIABLES, combinations, example_cell, source_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memfs.core.law import Law

DESCRIPTIONS: Mapping[str, str] = {
    "memory_add": """\
Remember one thing that happened or was learned, for later sessions.

Use it when something is settled that will matter again: a fix and its cause, an attempt that failed and why, a fact \
about the code or the people, a preference. Not for what the repository already says, for plans of the moment or for \
secrets (they are refused). The project's aims go to project_context_add, what is known of a data set to \
data_source_add. memory_recall tells whether it is known already.

The facets say what kind of experience it was. Legal together are:
{legal}
The summary is its name (lowercase_with_underscores, at most 50 characters); without one it is made from the content.
Example, with one of the legal combinations: {example}""",
    "memory_add_many": """\
Remember several things at once: all of them in one commit, or none where one is refused.

Use it at the end of a task, or to bring in notes; for one thing memory_add is simpler. Every refused memory is named \
by its place in the list, from 0: mend those and send the whole list again. At most {most} at once; the fields and \
what goes together are those of memory_add.
Example: {{"memories": [{example}]}}""",
    "memory_replace": """\
Change one memory: the fields you give replace the old ones, all others stay.

Use it when a memory turned out wrong, or when more became known. Not to record something new (memory_add): the old \
text is gone from what others recall, and only the history keeps it. When a facet changes, facets that no longer fit \
go, and the answer's notes say so. Keys of metadata are set beside those that are there. Send the blob you read as \
if_match, so that nobody's newer change is overwritten.
Example: {{"summary": "nightly_load_deadlock", "content": "Fixed: the workers take the ledger lock first."}}""",
    "memory_remove": """\
Remove a memory that is wrong or of no use to anyone any more; several names are one commit.

Not for one that is only out of date: memory_replace keeps its name and its history. A person can bring back what was \
removed, since git keeps it.
Example: {{"summary": "nightly_load_deadlock"}}""",
    "memory_read": """\
Read memories whole, by their names.

Use it when you know the name: from a refusal, from memory_reflect, or from a person. To find memories by what they \
say, memory_recall is right.
Example: {{"summary": "nightly_load_deadlock"}}""",
    "memory_recall": """\
Find memories: with words the best match first, without them the newest first.

Use it before you begin a task, before you try what may have failed before, and before you add a memory. Every \
condition must hold. Ask the query as you would ask a person: any word of it may match, endings do not matter, and \
what was said before and after in the same session counts. Too little of what was asked is no answer, so an empty one \
means that nothing relevant is there. Answers come in pages: send the cursor to go on. For the project's aims and its \
data, project_context_read and data_source_read are right.
where maps facets ({facets}) to a value, or to a list of values of which any will do.
Examples: {{"query": "why did the ledger deadlock?"}} and {{"where": {where}, "since": "2026-11-01"}}""",
    "memory_reflect": """\
Count the memories: by outcome, by tool, where they cluster, and which are the newest.

Use it at the beginning of a longer piece of work, to see what there is and what tends to fail. It shows no contents; \
memory_recall finds those.
Example: {{}}""",
    "project_context_add": """\
Add to one section of the project's context: what the project is for, and what it must heed.

Use it for stable facts that a person has stated or agreed to. Not for what happened along the way (memory_add), and \
not for facts about one data set (data_source_add). A list section gets new items, those that are there already are \
left; a text section gets another paragraph. The sections are: {sections}.
Example: {{"section": "{section}", "content": "Settle payments within two seconds."}}""",
    "project_context_replace": """\
Write one section of the project's context anew: what it held is replaced by what you send, an empty list clears it.

Use it when the person has changed their mind, after project_context_read. To add to what is there, \
project_context_add is right. The sections are: {sections}.
Example: {{"section": "{section}", "content": ["Settle payments within two seconds.", "Lose none."]}}""",
    "project_context_read": """\
Read the project's context, whole or one section of it.

Use it at the beginning of every piece of work, and before project_context_replace. The sections are: {sections}.
Examples: {{}} and {{"section": "{section}"}}""",
    "data_source_add": """\
Add to what is known of a data source (a table, a file, an interface); it is made where it is not known yet.

The keys are: {keys}. A list gets new items; a text that is set already is refused, since data_source_replace is for \
that. What concerns one column goes to data_source_variable_add, what happened while working with it to memory_add.
Example: {{"name": "customers", "key": "{key}", "content": "Refreshed each night at two."}}""",
    "data_source_replace": """\
Write one field of a data source anew: what it held is replaced by what you send, an empty list clears a list.

Use it when something about the source has changed, after data_source_read. To add a note, data_source_add is right. \
The keys are: {keys}.
Example: {{"name": "customers", "key": "{key}", "content": "Refreshed each hour."}}""",
    "data_source_read": """\
Read what is known of the data sources: all of them, one, or one field of one ({keys}, {variables}).

Use it before you load or interpret data, and before data_source_replace.
Examples: {{}} and {{"name": "customers"}} and {{"name": "customers", "key": "{variables}"}}""",
    "data_source_variable_add": """\
Add notes to a variable (a column, a field) of a data source; both are made where they are not known yet.

Use it for units, codes, gaps and meanings. What concerns the whole source goes to data_source_add. Notes that are \
there already are left.
Example: {{"source": "customers", "variable": "churned", "notes": "True after 90 days without an order."}}""",
    "data_source_variable_replace": """\
Write the notes of a variable anew: what they said is replaced by what you send, an empty list clears them.

Use it when a note has become wrong, after data_source_read. To add one, data_source_variable_add is right.
Example: {{"source": "customers", "variable": "churned", "notes": ["True after 60 days without an order."]}}""",
    "review": """\
Tell what a branch does to the memory: which records came, changed, moved and went, and what is wrong with that.

Use it before a pull request, or to see what others remembered since. It compares what is committed on the branch \
that is checked out with the commit it shares with base (a branch or a commit; the default branch without it). To \
read one memory as it was, memory_read with at is right.
Example: {{"base": "main"}}""",
}


def descriptions(law: Law) -> dict[str, str]:
    """Return the description of every tool, with what this law allows."""
    words = _words(law)
    return {name: text.format_map(words) for name, text in DESCRIPTIONS.items()}


def _words(law: Law) -> dict[str, object]:
    memory, context, source = law.kinds[MEMORY], law.kinds[CONTEXT], law.kinds[SOURCE]
    cell = example_cell(memory)
    content = "What happened, in a sentence or two, with the names and the cause."
    keys = source_keys(source)
    return {
        "legal": "\n".join(combinations(memory)),
        "example": json.dumps({"content": content, **cell}),
        "where": json.dumps(dict(list(cell.items())[:1])),
        "facets": ", ".join(memory.facets),
        "most": ITEM_LIMIT,
        "sections": ", ".join(context.keys()),
        "section": next((name for name in context.keys() if context.allows("items", {context.key: name})), ""),  # noqa: SIM118 - a Kind's keys, not a mapping's
        "keys": ", ".join(keys),
        "key": next((name for name in keys if source.is_list(name)), ""),
        "variables": VARIABLES,
    }
