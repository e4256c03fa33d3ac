"""Hostile names, links, special files and files of the law: each with the rule that refuses it."""

from __future__ import annotations

CELL = "memories/outcome=success/tool=conversation"

NAMES: tuple[tuple[str, str], ...] = (
    *((f"{CELL}/{name}", "path") for name in (
        "A.yaml", "a b.yaml", " a.yaml", "a .yaml", "a:b.yaml", "a\nb.yaml", "a\rb.yaml", "a\tb.yaml", "a\x1b[2Jb.yaml",
        "a\x07b.yaml", "a\u202eb.yaml", "a\u200bb.yaml", "cafe\u0301.yaml", "caf\u00e9.yaml", "caf\udce9.yaml",
        "\udcff\udcfe.yaml",
        "\uff41.yaml", "p\u0430ss.yaml", ".hidden.yaml", ".yaml", "-a.yaml", "--help.yaml", "$(id).yaml",
        "`id`.yaml", "a;b.yaml",
        "a|b.yaml", "a&b.yaml", "a'b.yaml", 'a"b.yaml', "a\\b.yaml", "a*b.yaml", "a?b.yaml", "[a].yaml", "{a}.yaml",
        "~a.yaml",
        "#a.yaml", "%2e%2e.yaml", ":(top)a.yaml", ":!a.yaml", "@all.yaml", "::error::x.yaml", "##[error]x.yaml",
        "<b>.yaml",
        "![x](y).yaml", "con.yaml", "nul.yaml", "a..yaml", "a. .yaml", "x" * 200 + ".yaml", "..yaml", "memfs.yaml.yaml",
    )),
    *((f"{CELL}/{name}", "file") for name in (
        "a.yml", "a.YAML", "a.Yml", "a.yaml~", "a.yaml.bak", ".a.yaml.swp", "a.json", "a", "a.yaml ", "a.yaml.",
        "a.yaml\u200b",
        "a.yaml\n", ".gitattributes", ".gitignore", ".gitmodules", "memfs.yaml", "README.md", "Makefile",
        ".DS_Store", "a.md",
    )),
    ("memories/loose.yaml", "path"),
    ("memories/outcome=success/n_wrong.yaml", "path"),
    ("memories/outcome=failure/tool=unknown/n_wrong.yaml", "path"),
    ("memories/outcome=success/tool=conversation/deep/n_deep.yaml", "path"),
    ("memories/outcome=evil/n_evil.yaml", "path"),
    ("Memories/a.yaml", "file"),
    ("memory/a.yaml", "file"),
    ("evil/a.yaml", "file"),
    (".git2/config", "file"),
    ("readme.md", "file"),
    ("notes.txt", "file"),
    ("hooks/pre-commit", "file"),
    ("inner/memfs.yaml", "file"),
    ("schema/evil.json", "file"),
    ("schema/deep/a.schema.json", "file"),
)  # fmt: skip

LINKS: tuple[tuple[str, str], ...] = (
    (f"{CELL}/l_zero.yaml", "/dev/zero"),
    (f"{CELL}/l_random.yaml", "/dev/urandom"),
    (f"{CELL}/l_stdin.yaml", "/dev/stdin"),
    (f"{CELL}/l_tty.yaml", "/dev/tty"),
    (f"{CELL}/l_passwd.yaml", "/etc/passwd"),
    (f"{CELL}/l_outside.yaml", "../../../../../outside.yaml"),
    (f"{CELL}/l_inside.yaml", "t_html.yaml"),
    (f"{CELL}/l_loop.yaml", "l_loop.yaml"),
    (f"{CELL}/l_nowhere.yaml", "nowhere"),
    (f"{CELL}/l_directory.yaml", "."),
    (f"{CELL}/l_long.yaml", "x/" * 1_000),
    (f"{CELL}/l_escape.yaml", "\x1b[2J\u202e::error::x"),
    (f"{CELL}/l_proc.yaml", "/proc/self/environ"),
    ("memories/outcome=learning", "/etc"),
    ("context/objectives.yaml", "/dev/zero"),
    ("README.md", "/dev/zero"),
    ("sources/l_up", ".."),
)

SPECIALS: tuple[tuple[str, str, str], ...] = (
    (f"{CELL}/f_pipe.yaml", "pipe", ""),  # git neither tracks nor adds it
    ("context/constraints.yaml", "pipe", ""),
    ("memories/f_pipe", "pipe", ""),
    (f"{CELL}/f_socket.yaml", "socket", ""),
    (f"{CELL}/f_sparse.yaml", "sparse", "yaml"),
    (f"{CELL}/f_directory.yaml", "directory", ""),
)

LAWS: tuple[tuple[str, str], ...] = (
    ("schema/w_text.schema.json", "x"),
    ("schema/w_list.schema.json", "[]"),
    ("schema/w_open.schema.json", '{"a":' * 2_000),
    ("schema/w_http.schema.json", '{"$ref":"http://evil.invalid/x.json"}'),
    ("schema/w_file.schema.json", '{"$ref":"file:///etc/passwd"}'),
    ("schema/w_up.schema.json", '{"$ref":"../../../etc/passwd"}'),
    ("schema/w_self.schema.json", '{"$ref":"#"}'),
    ("schema/w_dynamic.schema.json", '{"$dynamicRef":"#a"}'),
    ("schema/w_old.schema.json", '{"$schema":"http://json-schema.org/draft-04/schema#"}'),
    ("schema/w_large.schema.json", '{"a":"' + "x" * 70_000 + '"}'),
    ("schema/w_regex.schema.json", '{"pattern":"(?=a)(a+)+$"}'),
    ("schema/w_home.schema.json", '{"x-memfs":{"kind":"w_home","directory":"../..","key":"name"}}'),
    ("schema/w_nan.schema.json", '{"minimum":NaN}'),
    ("schema/w_twice.schema.json", '{"title":"a","title":"b"}'),
    ("schema/w_latin.schema.json", '{"title":"\udce9"}'),
)
