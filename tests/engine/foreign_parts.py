"""What a newer version, or a user, may have added to a session file.

foreign_parts.py add FILE            adds parts that Lanescope does not know, and calls it 1.9
foreign_parts.py same BEFORE AFTER   checks that AFTER holds those it can keep, and only those
foreign_parts.py gone AFTER          checks that columns of changed tables are gone, the rest stays
"""
import sys

import h5py
import numpy

COLUMNS = ["cases/joules", "cases/errors", "cases/colour", "samples/humidity", "crossovers/trials"]
KEPT = COLUMNS + ["cases/extra", "future", "future/deep/er", "future/words", "future/scalar",
                  "future/empty", "future/big_endian", "matrix"]
KEPT_ATTRIBUTES = [("/", "licence"), ("/", "numbers"), ("cases", "sorted_by"), ("cases/median", "scale"),
                   ("cases/joules", "unit"), ("cases/joules", "description"), ("machine", "altitude"),
                   ("future", "grid"), ("future/deep/er", "unit")]
LOST = ["cases/free_text", "cases/pairs", "samples/packed", "samples/claimed", "cube", "elsewhere",
        "linked", "twice", "again", "future/itself", "truths", "type"]
LOST_ATTRIBUTES = [("/", "free"), ("/", "nothing")]


def add(path):
    with h5py.File(path, "r+") as file:
        random = numpy.random.default_rng(1)
        cases, samples = file["cases"], file["samples"]
        n, m = cases["key"].shape[0], samples["seconds"].shape[0]
        file.attrs["format_version"] = numpy.bytes_("1.9")
        cases["joules"] = random.random(n)
        cases["joules"].attrs["unit"] = numpy.bytes_("J")
        cases["joules"].attrs["description"] = numpy.bytes_("Energy of one call")
        cases["errors"] = random.integers(-5, 5, (n, 3), dtype="i2")
        cases["colour"] = numpy.array([f"farbe {i} ü".encode() for i in range(n)])
        cases["extra"] = numpy.arange(5, dtype="u1")
        samples["humidity"] = random.random(m).astype("f4")
        file["crossovers"]["trials"] = numpy.arange(file["crossovers/kind"].shape[0])
        future = file.create_group("future")
        file["future/deep/er"] = numpy.arange(7)
        file["future/deep/er"].attrs["unit"] = numpy.bytes_("s")
        future["words"] = numpy.array([b"one", b"three", b""])
        future["scalar"] = numpy.float64(numpy.nan)
        future["empty"] = numpy.zeros(0, "u8")
        future["big_endian"] = numpy.arange(4, dtype=">f8")
        future.attrs["grid"] = numpy.arange(6, dtype="u4").reshape(2, 3)
        file["matrix"] = random.random((4, 5))
        file.attrs["licence"] = numpy.bytes_("CC0")
        file.attrs["numbers"] = numpy.arange(100, dtype="i8")
        cases.attrs["sorted_by"] = numpy.uint8(3)
        cases["median"].attrs["scale"] = 2.5
        file["machine"].attrs["altitude"] = numpy.float32(112)

        cases["free_text"] = ["any length"] * n
        cases.create_dataset("pairs", data=numpy.zeros(n, dtype=[("a", "f8"), ("b", "i4")]))
        samples.create_dataset("packed", data=numpy.zeros(m), compression="gzip")
        samples.create_dataset("claimed", shape=(2**40,), dtype="f8")
        file["cube"] = numpy.zeros((2, 2, 2))
        file["elsewhere"] = h5py.SoftLink("/cases")
        # HDF5 keeps the members of a group with such a link in another way.
        file["linked/outside"] = h5py.ExternalLink("/etc/passwd", "/")
        file["twice"] = numpy.arange(3)
        file["again"] = file["twice"]
        future["itself"] = file["cases"]
        file["truths"] = numpy.array([True, False])
        file["type"] = numpy.dtype("f8")
        file.attrs["free"] = "any length"
        file.attrs["nothing"] = h5py.Empty("f8")


def equal(a, b, label):
    assert a.dtype == b.dtype and a.shape == b.shape, f"{label}: {a.dtype} {a.shape}, {b.dtype} {b.shape}"
    assert numpy.asarray(a).tobytes() == numpy.asarray(b).tobytes(), f"{label} has other values"


def equal_attributes(a, b, label):
    one, two = a.get_id(label), b.get_id(label)
    assert one.get_type() == two.get_type() and one.shape == two.shape, f"attribute {label}"
    equal(numpy.asarray(a[label]), numpy.asarray(b[label]), label)


def same(before, after):
    with h5py.File(before, "r") as a, h5py.File(after, "r") as b:
        for name in KEPT:
            assert name in b, name + " was lost"
            if isinstance(a[name], h5py.Dataset):
                assert a[name].id.get_type() == b[name].id.get_type(), name
                equal(a[name][()], b[name][()], name)
        for name, attribute in KEPT_ATTRIBUTES:
            assert attribute in b[name].attrs, f"attribute {attribute} of {name} was lost"
            equal_attributes(a[name].attrs, b[name].attrs, attribute)
        for name in LOST:
            assert name not in b, name + " was kept"
        for name, attribute in LOST_ATTRIBUTES:
            assert attribute not in b[name].attrs, f"attribute {attribute} was kept"
        # Nothing known changed either.
        for table in a:
            if a.get(table, getlink=True).__class__ is not h5py.HardLink or table in LOST + KEPT:
                continue
            for name in a[table]:
                if f"{table}/{name}" not in LOST and table != "log":
                    equal(a[table][name][()], b[table][name][()], f"{table}/{name}")
        print(len(KEPT) + len(KEPT_ATTRIBUTES), "parts kept")


def gone(after):
    with h5py.File(after, "r") as file:
        for name in COLUMNS[:-1]:
            assert name not in file, name + " was kept"
        assert "cases/extra" in file and "future/deep/er" in file and "crossovers/trials" in file
        assert file["cases/median"].attrs["scale"] == 2.5
        lengths = {column.shape[0] for name, column in file["cases"].items() if name != "extra"}
        assert len(lengths) == 1, lengths
        print("columns dropped")


{"add": add, "same": same, "gone": gone}[sys.argv[1]](*sys.argv[2:])
