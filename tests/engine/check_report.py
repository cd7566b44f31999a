"""Parses reports with other programs' eyes: check_report.py DIRECTORY of *.html and *.md."""
import glob
import html.parser
import os
import re
import sys
import xml.etree.ElementTree as tree

folder = sys.argv[1]
SPACE = "{http://www.w3.org/1999/xhtml}"
VOID = {"meta", "br", "img", "hr", "input", "link"}


class Nesting(html.parser.HTMLParser):
    """As a browser reads it: every element that opens closes in order."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.targets, self.scripts = [], [], [], 0

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        assert len(named) == len(attributes), (tag, attributes)
        assert not any(name.startswith("on") for name in named), (tag, attributes)
        if "id" in named:
            self.ids.append(named["id"])
        if "href" in named:
            self.targets.append(named["href"])
        self.scripts += tag == "script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-5:])
        self.open.pop()


pages = sorted(glob.glob(os.path.join(folder, "*.html")))
assert len(pages) >= 10, pages
for path in pages:
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    name = os.path.basename(path)
    root = tree.fromstring(text.split(">", 1)[1])  # well-formed once the doctype is off
    reader = Nesting()
    reader.feed(text)
    reader.close()
    assert not reader.open, (name, reader.open)
    assert reader.scripts == 1, name
    assert len(set(reader.ids)) == len(reader.ids), f"{name}: an id stands twice"
    for target in reader.targets:
        assert target.startswith("#") and target[1:] in reader.ids, f"{name}: {target} leads nowhere"
    for outside in ("src=", "url(", "@import", "javascript:void", "href=\"http"):
        assert outside not in text, f"{name} does not stand alone: {outside}"
    assert "alert(1)" not in "".join(root.find(f".//{SPACE}script").itertext())
    policies = [m for m in root.iter(f"{SPACE}meta")
                if m.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1 and "default-src 'none'" in policies[0].get("content"), name
    for table in root.iter(f"{SPACE}table"):
        width = {sum(1 for cell in row if cell.tag in (f"{SPACE}td", f"{SPACE}th"))
                 for row in table.iter(f"{SPACE}tr")}
        assert len(width) <= 1, f"{name}: rows of a table differ: {width}"
    if name == "sample.html":
        assert any(target.startswith("#case-") for target in reader.targets), reader.targets
    if name == "roofed.html":
        assert "roofline-1" in reader.ids and "chart-2" in reader.ids

# The hash in the policy is the script's.
import base64
import hashlib
with open(os.path.join(folder, "sample.html"), encoding="utf-8", newline="") as file:
    text = file.read()
script = text[text.index("<script>") + len("<script>"):text.index("</script>")]
digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
assert f"sha256-{digest}" in text, digest

for name in ("sample.md", "hostile.md"):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        markdown = file.read()
    columns = None
    for line in markdown.splitlines():
        if not line.startswith("|"):
            columns = None
            continue
        cells = len(re.findall(r"(?<!\\)\|", line.replace("\\\\", ""))) - 1
        assert columns in (None, cells), (name, line)
        columns = cells
    plain = re.sub(r"(?m)^    .*$", "", markdown)  # indented code is literal
    assert "<" not in plain, name
print("reports checked")
