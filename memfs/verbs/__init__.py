"""What a user does. A module is imported when one of its names is first asked for: most commands need few of them."""

from __future__ import annotations

from memfs.core.lazy import exported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memfs.verbs.batch import Batch
    from memfs.verbs.care import Finding, examine
    from memfs.verbs.checking import Question, judge_stores, stores_of
    from memfs.verbs.checklist import checked_off
    from memfs.verbs.conversation import Conversation
    from memfs.verbs.datasets import Given, given_at
    from memfs.verbs.drivers import Versions, merge_files, readable, set_drivers, unset_drivers
    from memfs.verbs.editing import edit_record
    from memfs.verbs.ejecting import eject as eject_schemas
    from memfs.verbs.exporting import Selection, export_to, exported_texts, measured
    from memfs.verbs.founding import establish
    from memfs.verbs.gates import Gate, Push, asked_gate, committing_gate, pushed_gates, range_gate
    from memfs.verbs.history import Sieve, blame, record_log, store_log
    from memfs.verbs.history import restore as restore_record
    from memfs.verbs.importing import Imported, Terms, import_dataset
    from memfs.verbs.installing import HookChange, hook_program, install_hooks, remove_hooks
    from memfs.verbs.installing_editor import EditorChange, install_editor, remove_editor
    from memfs.verbs.lenient import eased
    from memfs.verbs.many import add_each
    from memfs.verbs.mending import Mended, mend_stores
    from memfs.verbs.outcome import Outcome, Written
    from memfs.verbs.passed import has_passed
    from memfs.verbs.places import named_store
    from memfs.verbs.recalling import Hit, Query, Recalled, recall_records
    from memfs.verbs.records import Revision
    from memfs.verbs.records import add as add_record
    from memfs.verbs.records import add_many as add_records
    from memfs.verbs.records import remove as remove_records
    from memfs.verbs.records import replace as replace_record
    from memfs.verbs.reflection import Area, Reflection, reflect
    from memfs.verbs.sections import add as add_section
    from memfs.verbs.sections import demand_section
    from memfs.verbs.sections import replace as replace_section
    from memfs.verbs.sources import add as add_source
    from memfs.verbs.sources import add_variable, demand_variable, remove_variable, replace_variable
    from memfs.verbs.sources import replace as replace_source
    from memfs.verbs.stats import Stats, count_records, named_targets, targets_in
    from memfs.verbs.store import Memory, Store
    from memfs.verbs.texts import add_text, move_records, record_place, remove_paths, rewrite_text
    from memfs.verbs.view import Found, View
    from memfs.verbs.writing import Draft, Wishes

__all__ = [
    "Area",
    "Batch",
    "Conversation",
    "Draft",
    "EditorChange",
    "Finding",
    "Found",
    "Gate",
    "Given",
    "Hit",
    "HookChange",
    "Imported",
    "Memory",
    "Mended",
    "Outcome",
    "Push",
    "Query",
    "Question",
    "Recalled",
    "Reflection",
    "Revision",
    "Selection",
    "Sieve",
    "Stats",
    "Store",
    "Terms",
    "Versions",
    "View",
    "Wishes",
    "Written",
    "add_each",
    "add_record",
    "add_records",
    "add_section",
    "add_source",
    "add_text",
    "add_variable",
    "asked_gate",
    "blame",
    "checked_off",
    "committing_gate",
    "count_records",
    "demand_section",
    "demand_variable",
    "eased",
    "edit_record",
    "eject_schemas",
    "establish",
    "examine",
    "export_to",
    "exported_texts",
    "given_at",
    "has_passed",
    "hook_program",
    "import_dataset",
    "install_editor",
    "install_hooks",
    "judge_stores",
    "measured",
    "mend_stores",
    "merge_files",
    "move_records",
    "named_store",
    "named_targets",
    "pushed_gates",
    "range_gate",
    "readable",
    "recall_records",
    "record_log",
    "record_place",
    "reflect",
    "remove_editor",
    "remove_hooks",
    "remove_paths",
    "remove_records",
    "remove_variable",
    "replace_record",
    "replace_section",
    "replace_source",
    "replace_variable",
    "restore_record",
    "rewrite_text",
    "set_drivers",
    "store_log",
    "stores_of",
    "targets_in",
    "unset_drivers",
]

_HOMES = {
    "rewrite_text": "memfs.verbs.texts:rewrite_text",
    "remove_paths": "memfs.verbs.texts:remove_paths",
    "record_place": "memfs.verbs.texts:record_place",
    "move_records": "memfs.verbs.texts:move_records",
    "add_text": "memfs.verbs.texts:add_text",
    "EditorChange": "memfs.verbs.installing_editor:EditorChange",
    "install_editor": "memfs.verbs.installing_editor:install_editor",
    "remove_editor": "memfs.verbs.installing_editor:remove_editor",
    "blame": "memfs.verbs.history:blame",
    "Sieve": "memfs.verbs.history:Sieve",
    "record_log": "memfs.verbs.history:record_log",
    "restore_record": "memfs.verbs.history:restore",
    "store_log": "memfs.verbs.history:store_log",
    "set_drivers": "memfs.verbs.drivers:set_drivers",
    "unset_drivers": "memfs.verbs.drivers:unset_drivers",
    "Versions": "memfs.verbs.drivers:Versions",
    "merge_files": "memfs.verbs.drivers:merge_files",
    "readable": "memfs.verbs.drivers:readable",
    "Area": "memfs.verbs.reflection:Area",
    "Batch": "memfs.verbs.batch:Batch",
    "Conversation": "memfs.verbs.conversation:Conversation",
    "Draft": "memfs.verbs.writing:Draft",
    "Finding": "memfs.verbs.care:Finding",
    "Found": "memfs.verbs.view:Found",
    "Gate": "memfs.verbs.gates:Gate",
    "Given": "memfs.verbs.datasets:Given",
    "Hit": "memfs.verbs.recalling:Hit",
    "HookChange": "memfs.verbs.installing:HookChange",
    "Imported": "memfs.verbs.importing:Imported",
    "Mended": "memfs.verbs.mending:Mended",
    "Memory": "memfs.verbs.store:Memory",
    "Outcome": "memfs.verbs.outcome:Outcome",
    "Push": "memfs.verbs.gates:Push",
    "Query": "memfs.verbs.recalling:Query",
    "Question": "memfs.verbs.checking:Question",
    "Recalled": "memfs.verbs.recalling:Recalled",
    "Reflection": "memfs.verbs.reflection:Reflection",
    "Revision": "memfs.verbs.records:Revision",
    "Selection": "memfs.verbs.exporting:Selection",
    "Stats": "memfs.verbs.stats:Stats",
    "Store": "memfs.verbs.store:Store",
    "Terms": "memfs.verbs.importing:Terms",
    "View": "memfs.verbs.view:View",
    "Wishes": "memfs.verbs.writing:Wishes",
    "Written": "memfs.verbs.outcome:Written",
    "add_each": "memfs.verbs.many:add_each",
    "add_record": "memfs.verbs.records:add",
    "add_records": "memfs.verbs.records:add_many",
    "add_section": "memfs.verbs.sections:add",
    "add_source": "memfs.verbs.sources:add",
    "add_variable": "memfs.verbs.sources:add_variable",
    "asked_gate": "memfs.verbs.gates:asked_gate",
    "checked_off": "memfs.verbs.checklist:checked_off",
    "committing_gate": "memfs.verbs.gates:committing_gate",
    "count_records": "memfs.verbs.stats:count_records",
    "demand_section": "memfs.verbs.sections:demand_section",
    "demand_variable": "memfs.verbs.sources:demand_variable",
    "eased": "memfs.verbs.lenient:eased",
    "edit_record": "memfs.verbs.editing:edit_record",
    "eject_schemas": "memfs.verbs.ejecting:eject",
    "establish": "memfs.verbs.founding:establish",
    "export_to": "memfs.verbs.exporting:export_to",
    "exported_texts": "memfs.verbs.exporting:exported_texts",
    "examine": "memfs.verbs.care:examine",
    "given_at": "memfs.verbs.datasets:given_at",
    "has_passed": "memfs.verbs.passed:has_passed",
    "hook_program": "memfs.verbs.installing:hook_program",
    "import_dataset": "memfs.verbs.importing:import_dataset",
    "install_hooks": "memfs.verbs.installing:install_hooks",
    "judge_stores": "memfs.verbs.checking:judge_stores",
    "measured": "memfs.verbs.exporting:measured",
    "mend_stores": "memfs.verbs.mending:mend_stores",
    "named_store": "memfs.verbs.places:named_store",
    "named_targets": "memfs.verbs.stats:named_targets",
    "pushed_gates": "memfs.verbs.gates:pushed_gates",
    "range_gate": "memfs.verbs.gates:range_gate",
    "recall_records": "memfs.verbs.recalling:recall_records",
    "reflect": "memfs.verbs.reflection:reflect",
    "remove_hooks": "memfs.verbs.installing:remove_hooks",
    "remove_records": "memfs.verbs.records:remove",
    "remove_variable": "memfs.verbs.sources:remove_variable",
    "replace_record": "memfs.verbs.records:replace",
    "replace_section": "memfs.verbs.sections:replace",
    "replace_source": "memfs.verbs.sources:replace",
    "replace_variable": "memfs.verbs.sources:replace_variable",
    "stores_of": "memfs.verbs.checking:stores_of",
    "targets_in": "memfs.verbs.stats:targets_in",
}


def __getattr__(name: str) -> object:
    return exported(__name__, name, _HOMES)
