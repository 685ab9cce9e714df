"""A readable statement as one HTML page: it needs nothing from anywhere, and prints well."""

from xml.etree.ElementTree import Element, SubElement, tostring

from shared.explanations.statement import Line, Readable, Section

STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 Georgia, "Times New Roman", serif; color: #111; background: #fff; max-width: 42rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .2rem 0 1rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; border-bottom: 1px solid #767676; }
.authority { font-weight: bold; }
.outcome p { font-size: 1.2rem; font-weight: bold; }
.provisions, .check { font-size: .875rem; }
dl { display: grid; grid-template-columns: minmax(8rem, 1fr) 3fr; gap: .25rem 1rem; margin: 0; }
dt { font-weight: bold; } dd { margin: 0; }
ul { padding-left: 1.2rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; } h2 { break-after: avoid; }
  li, dd, p { break-inside: avoid; } }
@page { size: A4; margin: 22mm 20mm; }
"""


def page(statement: Readable) -> bytes:
    """Write the page. Every text is escaped by the writer: none of it can become markup."""
    html = Element("html", lang=statement.language.value)
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "title").text = f"{statement.title} · {statement.authority}"
    SubElement(head, "style").text = STYLE
    main = SubElement(SubElement(html, "body"), "main")
    SubElement(main, "p", {"class": "authority"}).text = statement.authority
    SubElement(main, "h1").text = statement.title
    SubElement(main, "p").text = statement.force
    for it in statement.sections:
        _section(SubElement(main, "section", {"class": it.name, "aria-labelledby": it.name}), it)
    written: bytes = tostring(html, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + written + b"\n"


def _section(parent: Element, section: Section) -> None:
    SubElement(parent, "h2", id=section.name).text = section.heading
    labelled = [it for it in section.lines if it.label is not None]
    plain = [it for it in section.lines if it.label is None]
    if len(plain) == 1 and not labelled:
        _write(SubElement(parent, "p"), plain[0])
        return
    if plain:
        listed = SubElement(parent, "ul")
        for it in plain:
            _write(SubElement(listed, "li"), it)
    if labelled:
        pairs = SubElement(parent, "dl")
        for it in labelled:
            SubElement(pairs, "dt").text = it.label
            _write(SubElement(pairs, "dd"), it)


def _write(element: Element, line: Line) -> None:
    element.text = line.text
    if line.language is not None:
        element.set("lang", line.language)
