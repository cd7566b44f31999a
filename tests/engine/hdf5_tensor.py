"""Prints the data set "tensor" of an HDF5 file as h5py reads it: type, shape, chunks, filter and
elements. Or, with --write FOLDER, makes files to be read elsewhere."""

import sys

import h5py
import numpy


def show(path):
    with h5py.File(path, "r") as file:
        tensor = file["tensor"]
        print(tensor.dtype.str, tensor.shape, tensor.chunks, tensor.compression,
              *tensor[...].ravel()[:8].tolist())


def write(folder):
    values = numpy.arange(6, dtype="<f4").reshape(2, 3) / 4

    def make(name, **how):
        with h5py.File(f"{folder}/{name}.h5", "w") as file:
            file.create_dataset("tensor", **how)

    make("plain", data=values)
    make("chunked", data=values, chunks=(1, 2))
    make("gzip", data=numpy.arange(5000, dtype="<i4"), chunks=(1000,), compression="gzip")
    make("shuffled", data=numpy.arange(100, dtype="<f8"), chunks=(50,), compression="gzip",
         shuffle=True)
    make("one", data=numpy.int64(-7))
    make("nothing", data=numpy.zeros((0, 4), "u1"))
    make("big_endian", data=values.astype(">f4"))
    make("text", data=[b"a", b"b"])
    make("structure", data=numpy.zeros(3, [("a", "<f4"), ("b", "<i4")]))
    make("lying", shape=(10**18,), dtype="<f4", chunks=(1024,))
    with h5py.File(f"{folder}/nameless.h5", "w") as file:
        file["other"] = values
    with h5py.File(f"{folder}/link.h5", "w") as file:
        file["tensor"] = h5py.ExternalLink("plain.h5", "/tensor")
    with h5py.File(f"{folder}/group.h5", "w") as file:
        file.create_group("tensor")
    layout = h5py.VirtualLayout(shape=(2, 3), dtype="<f4")
    layout[...] = h5py.VirtualSource(f"{folder}/plain.h5", "tensor", shape=(2, 3))
    with h5py.File(f"{folder}/virtual.h5", "w") as file:
        file.create_virtual_dataset("tensor", layout)
    make("external", shape=(2,), dtype="<f4", external=[(f"{folder}/plain.h5", 0, 8)])


if sys.argv[1] == "--write":
    write(sys.argv[2])
else:
    show(sys.argv[1])
