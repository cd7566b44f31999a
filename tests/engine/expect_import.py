#!/usr/bin/env python3
"""What an import must find, computed by Python's own json and statistics from the same file.

Usage: expect_import.py TOOL FILE  ->  one line per result: name, count, median, mean, stddev or -;
seconds, tab-separated, in the order of the file.
"""
import json
import statistics
import sys
from pathlib import Path

UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def google_benchmark(path):
    text = path.read_text()
    runs = {}
    for row in json.loads(text[text.index("{"):])["benchmarks"]:
        if row["run_type"] == "iteration" and not row.get("error_occurred"):
            runs.setdefault(row["run_name"], []).append(row["real_time"] * UNITS[row["time_unit"]])
    return [(name, times) for name, times in runs.items()]


def aggregates(path):
    found = {}
    for row in json.loads(path.read_text())["benchmarks"]:
        if row["run_type"] == "aggregate" and row["aggregate_name"] in ("mean", "median", "stddev"):
            seconds = row["real_time"] * UNITS[row["time_unit"]]
            found.setdefault(row["run_name"], {"n": row["repetitions"]})[row["aggregate_name"]] = seconds
    return found


def hyperfine(path):
    return [(r["command"], r["times"]) for r in json.loads(path.read_text())["results"]]


def pytest_benchmark(path):
    return [(b["fullname"], b["stats"]["data"]) for b in json.loads(path.read_text())["benchmarks"]]


def criterion(path):
    found = []
    for file in path.rglob("new/sample.json"):
        name = json.loads((file.parent / "benchmark.json").read_text())["full_id"]
        sample = json.loads(file.read_text())
        iters, times = sample if isinstance(sample, list) else (sample["iters"], sample["times"])
        found.append((file.parts, name, [t / i * 1e-9 for t, i in zip(times, iters)]))
    return [(name, times) for _, name, times in sorted(found)]


def main():
    tool, path = sys.argv[1], Path(sys.argv[2])
    if tool == "aggregates":
        for name, figures in aggregates(path).items():
            print(name, figures["n"], figures["median"], figures["mean"], figures["stddev"], sep="\t")
        return
    for name, times in globals()[tool](path):
        spread = statistics.stdev(times) if len(times) > 1 else "-"
        print(name, len(times), statistics.median(times), statistics.fmean(times), spread, sep="\t")


main()
