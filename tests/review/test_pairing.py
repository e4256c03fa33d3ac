"""What a review says happened to each record: identity decides, and every file is told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memfs.codec import emit
from memfs.core.review import FieldChange
from tests.review.teams import STORE, fact, placed, told

if TYPE_CHECKING:
    from tests.review.teams import Team

DUPLICATE_KEY = "summary: twice\nsummary: twice\noutcome: learning\ninsight_type: fact\ncontent: x\n"
PATTERN = f"{STORE}/memories/outcome=learning/insight_type=pattern"
FACT = f"{STORE}/memories/outcome=learning/insight_type=fact"


def test_nothing_changed_is_said(team: Team) -> None:
    found = team.begin(fact("dns_ttl")).reviewed()
    assert (found.nothing, found.ok, found.changes, found.shares) == (True, True, (), ())


def test_added_record_has_all_its_fields(team: Team) -> None:
    team.begin()
    path = team.put(fact("dns_ttl", tags=["net"]))
    (change,) = team.reviewed().changes
    assert (change.action, change.kind, change.key, change.path) == ("added", "memory", "dns_ttl", path)
    assert change.facets == {"outcome": "learning", "insight_type": "fact"}
    assert change.fields[-1] == FieldChange("tags", None, ["net"])


def test_edited_record_has_the_fields_that_differ(team: Team) -> None:
    team.begin(fact("dns_ttl", "Sixty seconds.", session="spring"))
    team.put(fact("dns_ttl", "Thirty seconds.", tags=["net"]))
    (change,) = team.reviewed().changes
    assert change.action == "changed"
    assert change.fields == (
        FieldChange("content", "Sixty seconds.", "Thirty seconds."),
        FieldChange("tags", None, ["net"]),
        FieldChange("session", "spring", None),
    )


def test_record_of_another_cell_moved_with_what_changed(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    old = team.drop(fact("dns_ttl"))
    new = team.put(
        {**fact("dns_ttl", "Something else entirely, so that git sees no rename."), "insight_type": "pattern"}
    )
    (change,) = team.reviewed().changes
    assert (change.action, change.path, change.old_path) == ("moved", new, old)
    assert [field.name for field in change.fields] == ["insight_type", "content"]


def test_same_content_under_another_key_was_renamed(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    old = team.drop(fact("dns_ttl"))
    new = team.put(fact("dns_answers"))
    (change,) = team.reviewed().changes
    assert (change.action, change.key, change.path, change.old_path) == ("moved", "dns_answers", new, old)
    assert change.fields == (FieldChange("summary", "dns_ttl", "dns_answers"),)


def test_record_renamed_inside_its_file_is_told_once(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    path = placed(fact("dns_ttl"))
    team.repository.write(path, (team.repository.path / path).read_text().replace("dns_ttl", "dns_answers"))
    (change,) = team.reviewed().changes
    assert (change.action, change.key, change.path, change.old_path) == ("moved", "dns_answers", path, path)


def test_other_content_under_another_key_is_an_addition_and_a_removal(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    old = team.drop(fact("dns_ttl"))
    new = team.put(fact("dns_answers", "Something new."))
    assert told(team.reviewed()) == [("added", "dns_answers", new, None), ("removed", "dns_ttl", old, None)]


def test_record_keeps_its_moment_when_it_is_renamed_and_rewritten(team: Team) -> None:
    then = [f"2026-05-05T05:05:0{second}.000Z" for second in range(3)]
    team.begin(*(fact(f"old_{number}", f"Word {number}.", created=then[number]) for number in range(3)))
    old = [team.drop(fact(f"old_{number}")) for number in range(3)]
    new = [
        team.put(fact("new_0", "Nothing as it was.", created=then[0])),
        team.put({**fact("new_1", "Moved too.", created=then[1]), "insight_type": "pattern"}),
        team.put(fact("new_2", "Learned since.", created="2026-06-06T06:06:06.000Z")),
    ]
    assert told(team.reviewed()) == [
        ("moved", "new_0", new[0], old[0]),
        ("added", "new_2", new[2], None),
        ("removed", "old_2", old[2], None),
        ("moved", "new_1", new[1], old[1]),
    ]


def test_record_without_its_moment_is_known_by_its_words(team: Team) -> None:
    text = "The vendor's site answers 403 to every agent that does not name a contact in its header"
    team.begin(fact("blocked", f"{text}."), fact("other", "Ask before the cache is cleared on a Friday."))
    old = team.drop(fact("blocked"))
    gone = team.drop(fact("other"))
    new = team.put(fact("contact_needed", f"{text}, since May.", tags=["http"]))
    come = team.put(fact("unlike", "Ask nobody on a Sunday."))
    assert told(team.reviewed()) == [
        ("moved", "contact_needed", new, old),
        ("removed", "other", gone, None),
        ("added", "unlike", come, None),
    ]


def test_moment_that_many_share_tells_nothing(team: Team) -> None:
    then = "2026-05-05T05:05:05.000Z"
    team.begin(*(fact(f"old_{number}", f"Word {number}.", created=then) for number in range(2)))
    for number in range(2):
        team.drop(fact(f"old_{number}"))
        team.put(fact(f"new_{number}", f"Sentence {number} of others.", created=then))
    assert sorted(action for action, *_ in told(team.reviewed())) == ["added", "added", "removed", "removed"]


def test_record_edited_and_renamed_inside_its_file_is_told_once(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    path = placed(fact("dns_ttl"))
    team.repository.write(path, emit(fact("dns_answers", "Something new.")))
    assert told(team.reviewed()) == [("moved", "dns_answers", path, path)]


def test_two_records_that_swap_their_content_are_two_edits(team: Team) -> None:
    team.begin(fact("left", "L"), fact("right", "R"))
    left, right = team.put(fact("left", "R")), team.put(fact("right", "L"))
    assert told(team.reviewed()) == [("changed", "left", left, None), ("changed", "right", right, None)]


def test_two_files_of_one_identity_are_told_apart_by_path(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    team.put(fact("dns_ttl", "Edited."))
    team.put({**fact("dns_ttl", "Another one."), "insight_type": "pattern"})
    found = team.reviewed()
    assert told(found) == [
        ("changed", "dns_ttl", f"{FACT}/dns_ttl.yaml", None),
        ("added", "dns_ttl", f"{PATTERN}/dns_ttl.yaml", None),
    ]
    assert [violation.rule for violation in found.errors] == ["unique"]


def test_second_file_of_an_identity_that_went_is_a_removal(team: Team) -> None:
    team.begin(fact("dns_ttl"), {**fact("dns_ttl"), "insight_type": "pattern"})
    team.drop(fact("dns_ttl"))
    found = team.reviewed()
    assert told(found) == [("removed", "dns_ttl", f"{FACT}/dns_ttl.yaml", None)]
    assert found.ok


def test_unreadable_file_is_known_by_its_name(team: Team) -> None:
    team.begin()
    path = team.write("memories/outcome=learning/insight_type=fact/twice.yaml", DUPLICATE_KEY)
    found = team.reviewed()
    (change,) = found.changes
    assert (change.action, change.kind, change.key, change.path) == ("added", "memory", "twice.yaml", path)
    assert change.fields == ()
    assert change.notes[0].startswith("cannot be read: line 2: ")
    assert [violation.rule for violation in found.errors] == ["yaml"]


def test_record_that_became_unreadable_is_one_change(team: Team) -> None:
    team.begin(fact("twice"))
    path = placed(fact("twice"))
    team.repository.write(path, DUPLICATE_KEY)
    assert told(team.reviewed()) == [("changed", "twice.yaml", path, None)]


def test_unreadable_file_that_was_mended_is_one_change(team: Team) -> None:
    team.begin()
    path = team.write("memories/outcome=learning/insight_type=fact/twice.yaml", DUPLICATE_KEY)
    team.repository.commit("broken")
    team.repository.git("branch", "-f", "main")
    team.put(fact("twice"))
    found = team.reviewed()
    (change,) = found.changes
    assert (change.action, change.key, change.path) == ("changed", "twice", path)
    assert change.notes[0].startswith("before: cannot be read: ")
    assert found.ok


def test_moved_record_is_not_taken_for_the_unreadable_file_in_its_old_place(team: Team) -> None:
    team.begin(fact("twice"))
    old = placed(fact("twice"))
    team.repository.write(old, DUPLICATE_KEY)
    new = team.put({**fact("twice"), "insight_type": "pattern"})
    assert told(team.reviewed()) == [("added", "twice.yaml", old, None), ("moved", "twice", new, old)]


def test_record_without_its_key_is_known_by_its_name(team: Team) -> None:
    team.begin()
    path = team.write("memories/outcome=learning/insight_type=fact/anon.yaml", "outcome: learning\ncontent: x\n")
    assert told(team.reviewed()) == [("added", "anon.yaml", path, None)]


def test_symlink_is_told_without_being_followed(team: Team) -> None:
    team.begin()
    path = f"{FACT}/link.yaml"
    (team.repository.path / path).parent.mkdir(parents=True)
    (team.repository.path / path).symlink_to("/etc/hostname")
    found = team.reviewed()
    (change,) = found.changes
    assert (change.key, change.notes, change.fields) == ("link.yaml", ("is a symlink",), ())
    assert [violation.rule for violation in found.errors] == ["file"]


def test_executable_bit_is_told(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    (team.repository.path / placed(fact("dns_ttl"))).chmod(0o755)
    (change,) = team.reviewed().changes
    assert (change.action, change.fields) == ("changed", ())
    assert change.notes == ("mode 100644 before, 100755 now",)


def test_stray_file_is_told_and_blamed(team: Team) -> None:
    team.begin()
    path = team.write("notes.txt", "hello\n")
    found = team.reviewed()
    assert [(change.action, change.kind, change.key, change.path) for change in found.changes] == [
        ("added", "file", "notes.txt", path)
    ]
    assert [violation.rule for violation in found.errors] == ["file"]


def test_comment_alone_is_a_change_that_says_so(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    path = placed(fact("dns_ttl"))
    team.repository.write(path, "# seen\n" + (team.repository.path / path).read_text())
    (change,) = team.reviewed().changes
    assert (change.action, change.fields, change.notes) == ("changed", (), ("only comments or formatting",))


def test_name_that_is_no_utf8_is_told(team: Team) -> None:
    team.begin()
    path = f"{FACT}/caf\udce9.yaml"
    team.repository.write(path, "summary: cafe\noutcome: learning\ninsight_type: fact\ncontent: x\n")
    found = team.reviewed()
    assert told(found) == [("added", "cafe", path, None)]
    assert not found.ok


def test_working_tree_and_index_are_reviewed_apart(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    kept, staged = team.put(fact("dns_ttl", "Edited.")), team.put(fact("newer"))
    team.repository.git("add", staged)
    assert told(team.staged()) == [("added", "newer", staged, None)]
    assert told(team.unstaged()) == [("changed", "dns_ttl", kept, None), ("added", "newer", staged, None)]
    assert {change.author for change in team.unstaged().changes} == {None}


def test_first_commit_of_all_can_be_reviewed_while_it_is_staged(team: Team) -> None:
    team.write("memfs.yaml", "memfs: 1\n")
    path = team.put(fact("dns_ttl"))
    team.repository.git("add", "-A")
    found = team.staged()
    assert told(found) == [("added", "dns_ttl", path, None)]
    assert [(law.action, law.kind, law.author) for law in found.law] == [("added", "policy", None)]
    assert (found.base, found.head) == ("empty", "index")


def test_author_is_who_touched_the_file_last(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    team.put(fact("dns_ttl", "One."))
    team.repository.git("commit", "-qam", "one", "--author", "Bob <b@example.invalid>")
    team.put(fact("dns_ttl", "Two."))
    team.put(fact("other"))
    team.repository.git("add", "-A")
    team.repository.git("commit", "-qm", "two", "--author", "Mallory <m@example.invalid>")
    team.put(fact("other", "Three."))
    team.repository.git("commit", "-qam", "three", "--author", "Zoë <z@example.invalid>")
    found = team.reviewed(commit=False)
    assert {change.key: change.author for change in found.changes} == {"dns_ttl": "Mallory", "other": "Zoë"}


def test_change_that_only_a_merge_made_has_an_author(team: Team) -> None:
    team.begin(fact("dns_ttl"))
    repository = team.repository
    team.put(fact("mine"))
    repository.commit("mine")
    repository.git("checkout", "-q", "-b", "side", "main")
    team.put(fact("theirs"))
    repository.commit("theirs")
    repository.git("checkout", "-q", "work")
    repository.git("merge", "-q", "--no-ff", "--no-commit", "side")
    team.put(fact("dns_ttl", "Changed in the merge itself."))
    repository.git("add", "-A")
    repository.git("commit", "-qm", "merge", "--author", "Merlin <m@example.invalid>")
    found = team.reviewed(commit=False)
    assert {change.key: change.author for change in found.changes} == {
        "dns_ttl": "Merlin",
        "mine": "Ada",
        "theirs": "Ada",
    }
