"""How memfs's pages look: one sheet for light and dark, screen and paper. Every pair of colours has 4.5:1 or more."""

from typing import Final

STYLE: Final = """
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --line: #d9dde3; --text: #1b1f24; --quiet: #56606b;
  --accent: #1558b0; --track: #e9ecf1; --band: #6b4bb8;
  --come: #d9f4e1; --come-text: #0b5527; --gone: #fde2df; --gone-text: #8c1a12;
  --good: #0b6b33; --bad: #b3231a; --warn: #7a4b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #161b22; --line: #2d343d; --text: #e7eaee; --quiet: #a1abb6;
    --accent: #7db4ff; --track: #262d36; --band: #c3aaff;
    --come: #12351f; --come-text: #a9efbf; --gone: #43181a; --gone-text: #ffc4bf;
    --good: #6fdc93; --bad: #ff9d95; --warn: #f2c063;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.25rem; }
main { padding-bottom: 1rem; }
footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--quiet); font-size: .875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .35rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .35rem 0; }
a { color: var(--accent); }
code, pre, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code, .mono { font-size: .86em; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.mark { display: inline-block; margin-right: .55rem; font-weight: 700; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .7rem .75rem; }
.tiles dt { color: var(--quiet); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.45rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: .8rem; font-weight: 400; color: var(--quiet); }

.card, details.group, figure {
  background: var(--card); border: 1px solid var(--line); border-radius: .75rem; margin: 0 0 .75rem;
}
.card { padding: .9rem 1.1rem; }
.card.law { border-left: .3rem solid var(--warn); }
details.group > summary { cursor: pointer; padding: .8rem 1.1rem; font-weight: 650; }
:is(summary, [tabindex]):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
details.group > article { padding: .9rem 1.1rem; border-top: 1px solid var(--line); }
details.group > p { padding: .4rem 1.1rem; }
details.group > figure { border: 0; border-top: 1px solid var(--line); border-radius: 0; margin: 0; }
.list { list-style: none; }
.list li { padding: .55rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.list li:first-child { padding-top: 0; }
.list li:last-child { border-bottom: 0; padding-bottom: 0; }
.list p { margin: .1rem 0; }
.sign { display: inline-block; min-width: 1.1em; font-weight: 700; }

.facets { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: .4rem 0; padding: 0; }
.facets li {
  border: 1px solid var(--line); background: var(--page); border-radius: 1rem; padding: 0 .6rem; font-size: .82rem;
  overflow-wrap: anywhere;
}
.about { color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; }
.fields { margin: .55rem 0 0; }
.fields > div { display: grid; grid-template-columns: 10.5rem minmax(0, 1fr); gap: 0 .9rem; padding: .15rem 0; }
.law .fields > div { grid-template-columns: 20rem minmax(0, 1fr); }
.fields dt {
  grid-row: 1 / span 60; color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; padding-top: .1rem;
}
.fields dd { grid-column: 2; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
ins, del { border-radius: .2rem; padding: 0 .12rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
ins { background: var(--come); color: var(--come-text); text-decoration: underline; text-decoration-thickness: 1px; }
del { background: var(--gone); color: var(--gone-text); text-decoration: line-through; }

figure { padding: .9rem 1.1rem 1rem; }
figcaption { font-weight: 650; margin-bottom: .5rem; overflow-wrap: anywhere; }
figcaption small { font-weight: 400; color: var(--quiet); }
svg { display: block; width: 100%; overflow: visible; }
svg text { fill: var(--text); font-size: 13px; font-family: inherit; }
svg text.quiet { fill: var(--quiet); font-size: 12px; }
svg text.good { fill: var(--good); } svg text.bad { fill: var(--bad); }
.track { fill: var(--track); } .after { fill: var(--accent); } .axis { stroke: var(--line); }
.band { fill: none; stroke: var(--band); stroke-width: 2; }
.before { stroke: var(--text); stroke-width: 2; stroke-dasharray: 3 2; }
.area { fill: var(--accent); fill-opacity: .16; } .curve { fill: none; stroke: var(--accent); stroke-width: 2; }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: 0 0 .9rem; }
.key li { display: flex; align-items: center; gap: .45rem; font-size: .85rem; color: var(--quiet); }
.key svg { width: 22px; height: 16px; flex: none; }

.wide { overflow-x: auto; margin-top: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tr > :first-child { padding-left: 0; }
tr > :last-child { padding-right: 0; }
tr:last-child > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
.growth table { max-width: 24rem; }
.short { white-space: nowrap; }
.long { min-width: 12rem; }
@media (max-width: 34rem) {
  header, main, footer { padding-left: .9rem; padding-right: .9rem; }
  h1 { font-size: 1.3rem; }
  .tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .fields > div, .law .fields > div { grid-template-columns: minmax(0, 1fr); }
  .fields dt { grid-row: auto; }
  .fields dd { grid-column: 1; }
  table { font-size: .8rem; }
  th, td { padding-left: .25rem; padding-right: .25rem; }
  .long { min-width: 4.5rem; }
}
@media print { body { background: none; } .card, details.group, figure { break-inside: avoid; } }
"""
