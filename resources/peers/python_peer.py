"""Runs kernels with NumPy or PyTorch for Lanescope: one request per line on standard input, one
answer per line on standard output, both JSON. Times its own batches, so that the pipe between the
two programs is in no figure.

  hello    {"library", "threads", "cores"}        -> {"version", "blas", ...}
  prepare  {"kernel", "dtype", "n", "mode", "file", "inputs", "result", "whole", "is_index"}
                                                  -> {"call_cost"}
  run      {"calls"}                              -> {"seconds"}
  result   {}                                     -> {}
  forget   {}                                     -> {}

Anything that goes wrong is answered by {"error": reason}. `file` is mapped; `inputs` are offsets of
the operands in it and `result` that of where the result goes: n items if `whole`, else one, which
may be an index.
"""
import gc
import itertools
import json
import mmap
import os
import sys
import time


def batch(function, calls):
    """Seconds of `calls` calls, one after the other."""
    turns = itertools.repeat(None, calls)
    begin = time.perf_counter_ns()
    for _ in turns:
        function()
    return (time.perf_counter_ns() - begin) * 1e-9


class NumPy:
    """As idiomatic code does it with outputs preallocated: kernels NumPy has no function for are
    composed of several calls, the fewest that give the result, into arrays that are there."""

    def __init__(self):
        import numpy
        self.np = numpy

    def about(self):
        blas = {}
        try:
            config = self.np.__config__
            info = getattr(config, "blas_opt_info", None) or config.get_info("blas_opt")
            blas = {"libraries": info.get("libraries", [])}
        except Exception:  # the layout of this differs between versions
            pass
        features = getattr(getattr(self.np.core, "_multiarray_umath", None), "__cpu_features__", {})
        return {"library": "NumPy", "version": self.np.__version__, "blas": blas,
                "cpu_features": sorted(name for name, there in features.items() if there)}

    def empty(self, n, dtype):
        """Aligned to a cache line, as ours are."""
        item = self.np.dtype(dtype).itemsize
        raw = self.np.empty(n * item + 64, dtype=self.np.uint8)
        start = -raw.ctypes.data % 64
        return raw[start:start + n * item].view(dtype)

    def load(self, view):
        array = self.empty(view.size, view.dtype)
        array[:] = view
        return array

    def store(self, view, result):
        view[:] = result

    def kernel(self, name, operands, out, one):
        """(function writing into `out`, function returning a new result); `one`: number type."""
        np = self.np
        a = operands[0]
        b = operands[1] if len(operands) > 1 else None
        c = operands[2] if len(operands) > 2 else None
        if name in ("add", "sub", "mul", "div"):
            f = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide}[name]
            return (lambda: f(a, b, out=out)), (lambda: f(a, b))
        if name in ("abs", "sqrt", "exp", "log", "tanh"):
            f = {"abs": np.absolute, "sqrt": np.sqrt, "exp": np.exp, "log": np.log,
                 "tanh": np.tanh}[name]
            return (lambda: f(a, out=out)), (lambda: f(a))
        if name == "scale":
            factor = one(1.75)
            return (lambda: np.multiply(a, factor, out=out)), (lambda: a * factor)
        if name == "relu":
            zero = one(0)
            return (lambda: np.maximum(a, zero, out=out)), (lambda: np.maximum(a, zero))
        if name == "clamp":
            low, high = one(-1), one(1)

            def clamp():
                np.maximum(a, low, out=out)
                np.minimum(out, high, out=out)
            return clamp, lambda: np.minimum(np.maximum(a, low), high)
        if name == "fma":
            def fma():
                np.multiply(a, b, out=out)
                np.add(out, c, out=out)
            return fma, lambda: a * b + c
        if name == "lerp":
            def lerp():
                np.subtract(b, a, out=out)
                np.multiply(out, c, out=out)
                np.add(out, a, out=out)
            return lerp, lambda: a + (b - a) * c
        if name in ("sigmoid", "swish"):
            unit = one(1)
            above = a if name == "swish" else unit

            def sigmoid():
                np.negative(a, out=out)
                np.exp(out, out=out)
                np.add(out, unit, out=out)
                np.divide(above, out, out=out)
            return sigmoid, lambda: above / (unit + np.exp(-a))
        if name == "gelu":
            half, unit = one(0.5), one(1)
            linear, cubed = one(0.7978845608028654), one(0.044715)

            def gelu():
                np.multiply(a, a, out=out)
                np.multiply(out, cubed, out=out)
                np.add(out, unit, out=out)
                np.multiply(out, a, out=out)
                np.multiply(out, linear, out=out)
                np.tanh(out, out=out)
                np.add(out, unit, out=out)
                np.multiply(out, a, out=out)
                np.multiply(out, half, out=out)
            return gelu, lambda: half * a * (unit + np.tanh(linear * a * (unit + cubed * a * a)))
        if name == "softmax":
            def softmax():
                np.subtract(a, a.max(), out=out)
                np.exp(out, out=out)
                np.divide(out, out.sum(), out=out)

            def fresh():
                e = np.exp(a - a.max())
                return e / e.sum()
            return softmax, fresh
        if name == "log_softmax":
            scratch = self.empty(a.size, a.dtype)

            def log_softmax():
                np.subtract(a, a.max(), out=out)
                np.exp(out, out=scratch)
                np.subtract(out, np.log(scratch.sum()), out=out)

            def fresh():
                shifted = a - a.max()
                return shifted - np.log(np.exp(shifted).sum())
            return log_softmax, fresh
        scratch = self.empty(a.size, a.dtype) if name.startswith("norm_l") else None
        reductions = {
            "sum": lambda: a.sum(),
            "dot": lambda: np.dot(a, b),
            "max": lambda: a.max(),
            "min": lambda: a.min(),
            "argmax": lambda: a.argmax(),
            "argmin": lambda: a.argmin(),
            "norm_l1": lambda: np.absolute(a, out=scratch).sum(),
            "norm_l2": lambda: np.sqrt(np.dot(a, a)),
            "norm_linf": lambda: np.absolute(a, out=scratch).max(),
        }
        return (reductions[name], None) if name in reductions else (None, None)


class Torch:
    """PyTorch's own functions, into tensors that are there."""

    def __init__(self):
        import numpy
        import torch
        self.np = numpy
        self.torch = torch
        torch.inference_mode().__enter__()

    def about(self):
        torch = self.torch
        backend = getattr(torch.backends, "cpu", None)
        capability = getattr(backend, "get_cpu_capability", None)
        return {"library": "PyTorch", "version": torch.__version__, "numpy": self.np.__version__,
                "capability": capability() if capability else
                os.environ.get("ATEN_CPU_CAPABILITY", "default"),
                "parallel": torch.__config__.parallel_info().strip().splitlines()[:6]}

    def set_threads(self, count):
        self.torch.set_num_threads(count)

    def threads(self):
        return self.torch.get_num_threads()

    def empty(self, n, dtype):
        return self.torch.from_numpy(NumPy.empty(self, n, dtype))

    def load(self, view):
        array = NumPy.empty(self, view.size, view.dtype)
        array[:] = view
        return self.torch.from_numpy(array)

    def store(self, view, result):
        view[:] = result.numpy() if hasattr(result, "numpy") else result

    def kernel(self, name, operands, out, one):
        torch = self.torch
        nn = torch._C._nn
        a = operands[0]
        b = operands[1] if len(operands) > 1 else None
        c = operands[2] if len(operands) > 2 else None
        maps = {
            "add": (lambda: torch.add(a, b, out=out), lambda: torch.add(a, b)),
            "sub": (lambda: torch.sub(a, b, out=out), lambda: torch.sub(a, b)),
            "mul": (lambda: torch.mul(a, b, out=out), lambda: torch.mul(a, b)),
            "div": (lambda: torch.div(a, b, out=out), lambda: torch.div(a, b)),
            "scale": (lambda: torch.mul(a, 1.75, out=out), lambda: torch.mul(a, 1.75)),
            "abs": (lambda: torch.abs(a, out=out), lambda: torch.abs(a)),
            "sqrt": (lambda: torch.sqrt(a, out=out), lambda: torch.sqrt(a)),
            "exp": (lambda: torch.exp(a, out=out), lambda: torch.exp(a)),
            "log": (lambda: torch.log(a, out=out), lambda: torch.log(a)),
            "tanh": (lambda: torch.tanh(a, out=out), lambda: torch.tanh(a)),
            "sigmoid": (lambda: torch.sigmoid(a, out=out), lambda: torch.sigmoid(a)),
            "clamp": (lambda: torch.clamp(a, -1, 1, out=out), lambda: torch.clamp(a, -1, 1)),
            "relu": (lambda: torch.clamp_min(a, 0, out=out), lambda: torch.relu(a)),
            "lerp": (lambda: torch.lerp(a, b, c, out=out), lambda: torch.lerp(a, b, c)),
            "fma": (lambda: torch.addcmul(c, a, b, out=out), lambda: torch.addcmul(c, a, b)),
            "swish": (lambda: nn.silu(a, out=out), lambda: nn.silu(a)),
            "gelu": (lambda: nn.gelu(a, approximate="tanh", out=out),
                     lambda: nn.gelu(a, approximate="tanh")),
            "softmax": (lambda: torch._softmax(a, 0, False, out=out),
                        lambda: torch.softmax(a, 0)),
            "log_softmax": (lambda: torch._log_softmax(a, 0, False, out=out),
                            lambda: torch.log_softmax(a, 0)),
        }
        if name in maps:
            return maps[name]
        norm = torch.linalg.vector_norm
        reductions = {
            "sum": lambda: torch.sum(a),
            "dot": lambda: torch.dot(a, b),
            "max": lambda: torch.max(a),
            "min": lambda: torch.min(a),
            "argmax": lambda: torch.argmax(a),
            "argmin": lambda: torch.argmin(a),
            "norm_l1": lambda: norm(a, 1),
            "norm_l2": lambda: norm(a, 2),
            "norm_linf": lambda: norm(a, float("inf")),
        }
        return (reductions[name], None) if name in reductions else (None, None)


class Runner:
    def __init__(self):
        self.library = None
        self.function = None
        self.view = None

    def hello(self, request):
        if request["cores"]:
            os.sched_setaffinity(0, request["cores"])
        self.library = Torch() if request["library"] == "torch" else NumPy()
        if isinstance(self.library, Torch):
            self.library.set_threads(request["threads"])
        # Cycles collected inside a batch would be timed as the library's.
        gc.collect()
        gc.disable()
        about = self.library.about()
        about["python"] = sys.version.split()[0]
        about["threads"] = request["threads"]
        nothing = lambda: None
        batch(nothing, 1000)
        about["empty_call"] = min(batch(nothing, 10000) / 10000 for _ in range(5))
        return about

    def prepare(self, request):
        self.forget(request)
        np = self.library.np
        dtype = {"f32": np.float32, "f64": np.float64}[request["dtype"]]
        n = request["n"]
        with open(request["file"], "r+b") as file:
            mapped = mmap.mmap(file.fileno(), 0)
        views = [np.frombuffer(mapped, dtype=dtype, count=n, offset=at) for at in request["inputs"]]
        operands = [self.library.load(view) for view in views]
        out = self.library.empty(n, dtype)
        made = self.library.kernel(request["kernel"], operands, out, dtype)
        function = made[1] if request["mode"] == "allocate" else made[0]
        if function is None:
            return {"error": "%s has no %s form of %s" % (
                self.library.about()["library"], request["mode"], request["kernel"])}
        whole = request["whole"]
        kind = np.int64 if request["is_index"] else dtype
        self.view = np.frombuffer(mapped, dtype=kind, count=n if whole else 1,
                                  offset=request["result"])
        self.function = function
        self.out = out if whole and request["mode"] != "allocate" else None
        small = [self.library.load(view[:1]) for view in views]
        tiny = self.library.kernel(request["kernel"], small, self.library.empty(1, dtype), dtype)
        one = tiny[1] if request["mode"] == "allocate" else tiny[0]
        batch(one, 10)
        return {"call_cost": min(batch(one, 100) / 100 for _ in range(5))}

    def run(self, request):
        return {"seconds": batch(self.function, request["calls"])}

    def result(self, _):
        result = self.function()
        self.library.store(self.view, result if self.out is None else self.out)
        return {}

    def forget(self, _):
        self.function = self.view = self.out = None
        return {}


def main():
    runner = Runner()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a library prints must not pass for an answer
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = getattr(runner, request["do"])(request)
        except Exception as problem:
            answer = {"error": "%s: %s" % (type(problem).__name__, problem)}
        answers.write(json.dumps(answer) + "\n")


main()
