"""Parses exports with other programs' eyes: check_export.py DIRECTORY. The directory holds the
exports of the fixture's rich session (rich.*) and of the sample session (sample.*)."""
import csv
import html.parser
import json
import math
import sys
import xml.etree.ElementTree as tree

folder = sys.argv[1] + "/"


def read(name):
    with open(folder + name, encoding="utf-8", newline="") as file:
        return file.read()


rich = json.loads(read("rich.json"), parse_constant=lambda c: sys.exit("not JSON: " + c))
assert rich["format"] == "lanescope" and rich["version"] == 1
for key in ("machine", "plan", "cases", "crossovers", "values", "findings"):
    assert key in rich, key
case = rich["cases"][1]
assert case["median"] is None and case["bytes_read"] is None
assert case["size"] == 2**64 - 1 and case["batch_calls"] == 2**63
assert rich["cases"][2]["shape"] == [64, 32]
assert rich["cases"][4]["params"] == {"alpha": "x,y=z", "k": 3}
assert rich["cases"][0]["median"] == 1e-9 / 3
assert rich["title"] == "Süße Titel, „quoted“ <script>alert(1)</script> 🚀"
assert rich["values"][0]["case"] is None and rich["values"][0]["metric"] == "resident_memory"
assert rich["values"][1]["key"] == rich["cases"][2]["key"]
assert rich["series"][0]["value"] == [1e6, None, 3e6]

rows = list(csv.DictReader(read("rich.csv").splitlines(keepends=True)))
assert read("rich.csv").count("\r\n") >= len(rows) + 1
assert len(rows) == len(rich["cases"])
for row, case in zip(rows, rich["cases"]):
    assert None not in row, "a row with too many cells"
    assert not any((cell or "").startswith(("=", "+", "@")) for cell in row.values())
    for name in ("median", "p99", "items", "max_ulp"):
        got = float(row[name]) if row[name] else None
        assert got == case[name], (name, got, case[name])
    assert int(row["size"]) == case["size"]
    assert row["reason"] == case["reason"]
assert rows[1]["variant"] == "'=cmd|' /C calc'!A0", rows[1]["variant"]
sample = list(csv.DictReader(read("sample.csv").splitlines(keepends=True)))
timed = [row for row in sample if row["median"]]
assert timed
for row in timed:
    rate = (float(row["bytes_read"]) + float(row["bytes_written"])) / float(row["median"])
    assert math.isclose(float(row["bytes_per_second"]), rate, rel_tol=1e-14)


def table_rows(text):
    """Rows of Markdown tables as cells, escaped pipes kept together."""
    for line in text.splitlines():
        if line.startswith("|"):
            yield line.replace("\\|", "\0").strip("|").split("|")


markdown = read("rich.md")
assert "<script>" not in markdown and "<b>" not in markdown
widths = {}
header = None
for cells in table_rows(markdown):
    if all(set(cell) <= set("-:") for cell in cells):
        header = len(cells)
    assert header is None or len(cells) >= 2
assert "\\| piped" in markdown.replace("&lt;", "<")

for name in ("rich.html", "sample.html", "diff.html"):
    page = read(name)
    root = tree.fromstring(page.split(">", 1)[1])  # well-formed once the doctype is off
    space = "{http://www.w3.org/1999/xhtml}"
    assert len(root.findall(f".//{space}script")) == 1, name
    assert "alert(1)" not in "".join(root.find(f".//{space}script").itertext())
    html.parser.HTMLParser().feed(page)
    for attribute in ("src=", "href=\"http", "url("):
        assert attribute not in page, f"{name} does not stand alone: {attribute}"
svg = "{http://www.w3.org/2000/svg}"
root = tree.fromstring(read("sample.html").split(">", 1)[1])
charts = root.findall(f".//{svg}svg")
assert len(charts) == 2 + 1, len(charts)  # two kernels and resident memory
points = [path for path in charts[0].iter(f"{svg}path") if path.find(f"{svg}title") is not None]
measured = [row for row in timed if row["benchmark"] == "dot"]
assert len(points) == len(measured), (len(points), len(measured))


def results(root):
    """Rows of the results table as {heading: cell}."""
    section = next(s for s in root.iter(f"{space}section") if s.get("id") == "results")
    table = section.find(f".//{space}table")
    titles = [cell.text for cell in table.find(f"{space}thead").iter(f"{space}th")]
    return [dict(zip(titles, row.findall(f"{space}td")))
            for row in table.find(f"{space}tbody").findall(f"{space}tr")]


body = results(root)
assert len(body) == len(timed)
# The figures, from the CSV of the same session.
for row, case in zip(body, timed):
    assert float(row["Median"].get("data-v")) == float(case["median"])
    assert row["Variant"].text == case["variant"]
assert root.find(f".//{space}pre").text.strip().endswith("-o again.lanescope.h5")

roofed = json.loads(read("roofed.json"))
shares = 0
for case in roofed["cases"]:
    if case["status"] not in ("measured", "coarse"):
        assert case["efficiency"] is None and case["bound"] is None, case
        continue
    share = (case["bytes_read"] + case["bytes_written"]) / 1e12 / case["median"]
    assert math.isclose(case["efficiency"], share, rel_tol=1e-12), case
    assert case["bound"] == ("memory" if share >= 1 / 3 else "latency/overhead"), case
    shares += 1
assert shares and sum(case["status"] == "impossible" for case in roofed["cases"]) == 1
assert all(case["efficiency"] is None for case in rich["cases"])
root = tree.fromstring(read("roofed.html").split(">", 1)[1])
body = results(root)
assert sum(row["Of roof"].get("data-v") is not None for row in body) == shares
assert float(body[0]["Of roof"].get("data-v")) == roofed["cases"][0]["efficiency"]

diff = json.loads(read("diff.json"))
assert set(diff["summary"]) >= {"improved", "regressed", "same", "unsure", "changed", "unmatched"}
by_key = {row["key"]: row for row in sample}
slower = {row["key"]: row for row in
          csv.DictReader(read("slower.csv").splitlines(keepends=True))}
assert diff["pairs"]
for pair in diff["pairs"]:
    expected = float(slower[pair["key"]]["median"]) / float(by_key[pair["key"]]["median"])
    assert math.isclose(pair["ratio"], expected, rel_tol=1e-12), pair
    assert pair["verdict"] in ("improved", "regressed", "same", "unsure")
counts = [sum(p["verdict"] == word for p in diff["pairs"])
          for word in ("improved", "regressed", "same", "unsure")]
assert counts == [diff["summary"][word] for word in ("improved", "regressed", "same", "unsure")]
print("exports checked")
