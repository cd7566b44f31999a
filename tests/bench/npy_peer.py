"""NumPy's save and load, one operation per line of standard input, each timed by itself. Answers with
its seconds. Usage: npy_peer.py FILE ELEMENTS"""

import os
import sys
import time

import numpy

path = sys.argv[1]
values = numpy.random.default_rng(1).random(int(sys.argv[2]), dtype=numpy.float32)


def remove():
    if os.path.exists(path):
        os.unlink(path)


def write():
    remove()
    begin = time.perf_counter()
    numpy.save(path, values)
    return time.perf_counter() - begin


def write_fsync():
    remove()
    begin = time.perf_counter()
    with open(path, "wb") as file:
        numpy.save(file, values)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - begin


def read():
    begin = time.perf_counter()
    loaded = numpy.load(path)
    seconds = time.perf_counter() - begin
    assert loaded[-1] == values[-1]
    return seconds


def read_cold():
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return read()


print("NumPy", numpy.__version__, flush=True)
for line in sys.stdin:
    print(repr({"write": write, "write-fsync": write_fsync, "read": read,
                "read-cold": read_cold}[line.strip()]()), flush=True)
remove()
