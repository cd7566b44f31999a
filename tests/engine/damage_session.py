"""Changes a session file with h5py in one way that a reader must notice: damage_session.py FILE WHAT."""
import sys

import h5py
import numpy

path, what = sys.argv[1:]


def replace(file, name, data, **options):
    attributes = dict(file[name].attrs)
    del file[name]
    file.create_dataset(name, data=data, **options)
    file[name].attrs.update(attributes)


if what == "foreign":
    with h5py.File(path, "w") as file:
        file["x"] = numpy.arange(10)
    sys.exit()
with h5py.File(path, "r+") as file:
    if what == "newer_major":
        file.attrs["format_version"] = numpy.bytes_("2.0")
    elif what == "newer_minor":
        file.attrs["format_version"] = numpy.bytes_("1.7")
        file["from_the_future/column"] = numpy.arange(5)
        file["cases/new_column"] = numpy.zeros(14)
    elif what == "older_minor":
        file.attrs["format_version"] = numpy.bytes_("1.0")
        del file["crossovers/params"], file["crossovers/neighbour_regret"]
    elif what == "missing_new_column":
        del file["crossovers/params"]
    elif what == "version_text":
        file.attrs["format_version"] = numpy.bytes_("one")
    elif what == "version_variable":
        file.attrs["format_version"] = "1.0"
    elif what == "shorter_column":
        replace(file, "cases/mean", file["cases/mean"][:-1])
    elif what == "float32":
        replace(file, "cases/mean", file["cases/mean"][:].astype("f4"))
    elif what == "integers_for_text":
        replace(file, "cases/key", numpy.arange(14))
    elif what == "variable_text":
        replace(file, "cases/key", file["cases/key"][:].astype(object),
                dtype=h5py.string_dtype())
    elif what == "two_dimensions":
        replace(file, "cases/mean", numpy.zeros((14, 2)))
    elif what == "scalar":
        replace(file, "cases/mean", 1.0)
    elif what == "filtered":
        replace(file, "cases/mean", file["cases/mean"][:], compression="gzip")
    elif what == "chunked":
        replace(file, "cases/mean", file["cases/mean"][:], chunks=(7,))
    elif what == "huge":
        del file["samples/seconds"]
        file["samples"].create_dataset("seconds", shape=(2**40,), dtype="f8", chunks=(1024,))
    elif what == "unallocated":
        del file["samples/seconds"]
        file["samples"].create_dataset("seconds", shape=(2**40,), dtype="f8")
    elif what == "external_values":
        del file["cases/mean"]
        space = h5py.h5s.create_simple((14,))
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_external(b"/etc/passwd", 0, 14 * 8)
        h5py.h5d.create(file["cases"].id, b"mean", h5py.h5t.IEEE_F64LE, space, properties)
    elif what == "soft_link":
        del file["cases/mean"]
        file["cases/mean"] = h5py.SoftLink("/cases/median")
    elif what == "external_link":
        del file["cases"]
        file["cases"] = h5py.ExternalLink("other.h5", "/cases")
    elif what == "missing_table":
        del file["log"]
    elif what == "missing_column":
        del file["cases/mean"]
    elif what == "group_for_column":
        del file["cases/mean"]
        file["cases"].create_group("mean")
    elif what == "unknown_word":
        data = file["cases/status"][:]
        data[1] = b"splendid"
        file["cases/status"][:] = data
    elif what == "bad_case_index":
        file["samples/case"][3] = 1000
    elif what == "bad_sample_range":
        file["cases/sample_offset"][1] = 2**63
    elif what == "bad_series_range":
        file["series/count"][0] = 2**62
    elif what == "bad_metric_index":
        file["values/metric"][0] = 5
    elif what == "bad_report":
        del file["machine"].attrs["report"]
        file["machine"].attrs["report"] = numpy.bytes_("{\"fields\": 3")
    else:
        sys.exit("unknown change " + what)
