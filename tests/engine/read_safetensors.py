"""Reads a safetensors file by its published layout alone and prints what it holds, one tensor a
line: name, type, shape, elements. Or, with --write FILE, makes one to be read elsewhere."""

import json
import struct
import sys

FORMATS = {"F64": "d", "F32": "f", "F16": "e", "I64": "q", "I32": "i", "I8": "b", "U8": "B"}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        values = struct.iter_unpack("<" + FORMATS[tensor["dtype"]], data[begin:end])
        print(name, tensor["dtype"], json.dumps(tensor["shape"]), *(value for value, in values))
    print("aligned" if (8 + length) % 8 == 0 else "not aligned")


def write(path):
    header = {
        "__metadata__": {"made_by": "a test"},
        "second": {"dtype": "I32", "shape": [3], "data_offsets": [8, 20]},
        "first": {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]},
    }
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.write(struct.pack("<2f3i", 0.5, -2.0, 1, -2, 3))


if sys.argv[1] == "--write":
    write(sys.argv[2])
else:
    read(sys.argv[1])
