"""Reads a session with h5py, as any other program would: every column is plain, has a unit and a
description, and the cases hold what the JSON export of the same session says."""
import json
import math
import sys

import h5py
import numpy

DTYPES = {"<f8", "<u4", "<u8", "|u1"}


def check_column(table, name, column):
    label = f"/{table}/{name}"
    assert column.ndim == 1, label
    kind = column.dtype.str
    assert kind in DTYPES or kind.startswith("|S"), f"{label} is {kind}"
    assert h5py.check_string_dtype(column.dtype) is None or column.dtype.itemsize >= 1, label
    assert column.compression is None and column.chunks is None, label
    for attribute in ("unit", "description"):
        assert isinstance(text(column.attrs[attribute]), str), f"{label} has no {attribute}"
    assert len(text(column.attrs["description"])) > 3, label


def text(value):
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def same(got, expected):
    if isinstance(got, bytes):
        return got.decode("utf-8") == (expected or "")
    if expected is None:
        return not math.isfinite(got)
    return got == expected


with h5py.File(sys.argv[1], "r") as file, open(sys.argv[2], encoding="utf-8") as reference:
    expected = json.load(reference)
    assert text(file.attrs["format"]) == "lanescope"
    assert text(file.attrs["format_version"]) == "1.1"
    for name in ("title", "uuid", "created", "program_version"):
        assert text(file.attrs[name]) == expected[name], name
    assert bool(file.attrs["complete"]) is expected["complete"]
    report = json.loads(text(file["machine"].attrs["report"]))
    assert report == expected["machine"]
    assert text(file["machine"].attrs["governor"]) == "unavailable: no cpufreq in this machine"
    assert text(file["machine"].attrs["cpu_model"]) == report["cpu_model"]
    # Above 60,000 bytes a text is a scalar dataset, below it is an attribute.
    plan = file["plan"]["yaml"][()] if "yaml" in file["plan"] else file["plan"].attrs["yaml"]
    assert text(plan) == expected["plan"]["yaml"]
    assert int(file["plan"].attrs["seed"]) == expected["plan"]["seed"]

    count = 0
    for table, group in file.items():
        lengths = {column.shape[0] for column in group.values() if column.shape != ()}
        assert len(lengths) <= 1, f"/{table} has columns of different lengths"
        for name, column in group.items():
            if column.shape != ():
                check_column(table, name, column)
                count += 1

    cases = file["cases"]
    for name in cases:
        if name in ("shape", "params"):
            continue
        for got, row in zip(cases[name][:], expected["cases"]):
            assert same(got, row[name]), f"{name}: {got} is not {row[name]}"
    assert json.loads(cases["shape"][2]) == [64, 32]
    for name in file["crossovers"]:
        if name == "params":
            continue
        for got, row in zip(file["crossovers"][name][:], expected["crossovers"]):
            assert same(got, row[name]), f"{name}: {got} is not {row[name]}"

    params = [json.loads(text(p)) if p else None for p in file["crossovers/params"][:]]
    assert params == [row["params"] for row in expected["crossovers"]]
    assert params[0] == {"align": "+4 B"} and params[1] is None

    # Offsets and counts find the samples of every case.
    samples = file["samples"]
    assert samples.attrs["sorted_by_case"] == 1
    for row, (offset, rows) in enumerate(zip(cases["sample_offset"][:], cases["sample_count"][:])):
        assert (samples["case"][int(offset):int(offset + rows)] == row).all()
    assert numpy.isnan(samples["seconds"][:]).sum() == 1
    assert set(samples["flags"][:]) == set(range(16))
    print(f"{count} columns checked")
