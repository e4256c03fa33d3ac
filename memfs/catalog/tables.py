"""The tables of a catalog.

`blob` holds what a file's content says and at which place it passes the law; it never changes, so that going back to a
branch reads nothing. A row with `known` 0 stands for content that nobody read yet. `entry` holds the files of one tree,
`odd` those that are not known to pass, `cell` how many lie in each directory of facets. `held` lists the contents that
the full text holds, `fresh` those that it has to take in or drop; the full text itself is made when words are first
asked for. `seal` is a checksum: SQLite finds a broken page, but no byte
that changed inside a value.
"""

from __future__ import annotations

TABLES = """
create table state (
    store text not null,
    program text not null,
    law text not null,
    tree text not null,
    words integer not null,
    passages integer not null,
    length integer not null,
    clean text not null,
    seal integer not null
);
create table cell (
    id integer primary key,
    kind text not null,
    facets text not null,
    count integer not null,
    unique (kind, facets)
);
create table blob (
    id integer primary key,
    oid blob not null,
    kind text not null,
    known integer not null,
    place blob,
    record text,
    key text,
    created text,
    session text,
    seal integer,
    unique (oid, kind)
);
create table tag (
    tag text not null,
    blob integer not null,
    primary key (tag, blob)
) without rowid;
create table entry (
    id integer primary key,
    path blob not null,
    mode text not null,
    blob integer not null,
    cell integer,
    name blob not null,
    odd integer not null
);
create table fresh (blob integer primary key);
create table held (blob integer primary key);
"""

INDEXES = """
create unique index entry_path on entry (path);
create index entry_blob on entry (blob);
create index entry_cell on entry (cell);
create index entry_name on entry (name) where cell is not null;
create index entry_odd on entry (odd) where odd;
create index blob_created on blob (created desc, key);
create index blob_session on blob (session, created, key, oid) where session is not null;
"""
