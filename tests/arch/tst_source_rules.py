#!/usr/bin/env python3
"""Holds the sources to the rules of the house: who may include what, how long a file may get, and
where units are written. Every rule proves on a planted text that it can fail before it is used.

Usage: tst_source_rules.py SOURCE_DIRECTORY
"""
import re
import sys
from pathlib import Path

SOURCE = {".cpp", ".h", ".in"}
ROOMS = ("engine", "widgets", "app")
LONGEST = 600


def code(text):
    """The text without comments; line numbers stay."""
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    return re.sub(r"(?<![:\"])//[^\n]*", "", text)


class Forbidden:
    """A pattern that may appear only in some places."""

    def __init__(self, name, pattern, allowed, bad, good, rooms=ROOMS):
        self.name = name
        self.pattern = re.compile(pattern, re.M)
        self.allowed = re.compile(allowed)
        self.bad = bad      # (path, text) that must be found
        self.good = good    # (path, text) that must pass
        self.rooms = rooms

    def check(self, path, text):
        if not path.startswith(tuple(room + "/" for room in self.rooms)):
            return []
        if Path(path).suffix not in SOURCE or self.allowed.match(path):
            return []
        text = code(text)
        return [f"{path}:{text.count(chr(10), 0, m.start()) + 1}: {self.name}: {m.group().strip()}"
                for m in self.pattern.finditer(text)]


class Length:
    name = f"at most {LONGEST} lines"
    bad = ("engine/base/x.cpp", "int a;\n" * (LONGEST + 1))
    good = ("engine/base/x.cpp", "int a;\n" * LONGEST)

    def check(self, path, text):
        lines = text.count("\n")
        return [f"{path}: {lines} lines, {self.name}"] if lines > LONGEST else []


INCLUDE = r'^\s*#\s*include\s*'
NOTHING = r"$^"
UNIT = r"(?:ns|µs|us|ms|[kMGT]B/s|[KMGT]iB|[kMGT]?FLOP/s|[kMG]Hz)"

RULES = [
    Forbidden("no Qt in the engine and the command line", INCLUDE + r'[<"]Q[A-Za-z]+', NOTHING,
              bad=("engine/run/x.cpp", "#include <QString>\n"),
              good=("engine/run/x.cpp", "#include <queue>\n// #include <QString>\n"),
              rooms=("engine", "app/cli")),
    Forbidden("the engine includes no widgets and no app",
              INCLUDE + r'"(?:\.\./)*(?:widgets|charts|models|panels|support|app|gui|cli)/', NOTHING,
              bad=("engine/run/x.cpp", '#include "charts/curve_plot.h"\n'),
              good=("engine/run/x.cpp", '#include "run/plan.h"\n'),
              rooms=("engine",)),
    Forbidden("widgets include nothing of app", INCLUDE + r'"(?:\.\./)*(?:app|gui|cli)/', NOTHING,
              bad=("widgets/panels/x.cpp", '#include "../../app/gui/actions.h"\n'),
              good=("widgets/panels/x.cpp", '#include "charts/curve_plot.h"\n'),
              rooms=("widgets",)),
    Forbidden("QCustomPlot only in widgets/charts", r'\bQCP\w*|\bQCustomPlot\b|qcustomplot\.h',
              r"widgets/charts/",
              bad=("widgets/panels/x.cpp", "QCPGraph* graph;\n"),
              good=("widgets/charts/x.cpp", "QCPGraph* graph;\n")),
    Forbidden("Highway only in kernels and machine/variant.cpp",
              INCLUDE + r"<hwy/|\bhwy::", r"engine/(kernels/|machine/variant\.cpp$)",
              bad=("engine/run/x.cpp", "#include <hwy/highway.h>\n"),
              good=("engine/kernels/vector/x.cpp", "#include <hwy/highway.h>\n")),
    # The session's file, and tensor files in HDF5.
    Forbidden("HDF5 only in engine/session and files/hdf5_tensor",
              INCLUDE + r'[<"](?:hdf5|H5\w*)\.h|\bH5[A-Z]{1,2}[a-z]\w*',
              r"engine/(session/|workloads/files/hdf5_tensor\.cpp$)",
              bad=("engine/exchange/x.cpp", "hid_t f = H5Fopen(name, 0, 0);\n"),
              good=("engine/session/x.cpp", "hid_t f = H5Fopen(name, 0, 0);\n")),
    Forbidden("OpenMP's runtime only in measure/team",
              INCLUDE + r"<omp\.h>|\bomp_[a-z_]+\s*\(|^\s*#\s*pragma omp (?!(?:declare )?simd|declare reduction)",
              r"engine/measure/team\.",
              bad=("engine/kernels/vector/x.cpp", "#pragma omp parallel for\n"),
              good=("engine/kernels/vector/x.cpp", "#pragma omp simd\n#pragma omp declare simd\n")),
    # A replacement field followed by a unit: the number was scaled and formatted by hand.
    Forbidden("units are written in base/units only", r'"[^"\n]*(?:\{[^"{}\n]*\}|%\d?[a-z.\d]+) ?' + UNIT + r'\b',
              r"engine/base/units\.cpp$|widgets/support/qt_units\.cpp$",
              bad=("engine/run/x.cpp", 'fmt::format("{:.1f} µs", t * 1e6);\n'),
              good=("engine/run/x.cpp", 'formatTime(t); fmt::format("{} cases", n);\n')),
    # A literal with a word in it, given straight to what shows it. "%1 %" and file names pass.
    Forbidden("texts on screen go through tr()",
              r'\b(?:setText|setToolTip|setStatusTip|setWindowTitle|setPlaceholderText|setAccessibleName|'
              r'setAccessibleDescription|setTitle|addAction|addMenu|addPage|setPageTitle)\(\s*'
              r'(?:\d+\s*,\s*)?(?:QStringLiteral\(|QString\(|QLatin1StringView\()?u?"(?=[^"\n]*[A-Za-z]{3})(?!Lanescope"|\(\?<)[^"\n]*"',
              NOTHING,
              bad=("app/gui/x.cpp", 'label->setText(QStringLiteral("Nothing measured"));\n'),
              good=("app/gui/x.cpp", 'label->setText(tr("Nothing measured"));\n'
                                     'label->setText(QStringLiteral("%1 %").arg(n));\n'
                                     'box->setWindowTitle(QStringLiteral("Lanescope"));\n'),
              rooms=("widgets", "app/gui")),
    Length(),
]


def selfTest():
    for rule in RULES:
        assert rule.check(*rule.bad), f"rule '{rule.name}' misses its bad text"
        assert not rule.check(*rule.good), f"rule '{rule.name}' refuses its good text"


def sources(root):
    for room in (*ROOMS, "tests", "packaging", "resources"):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in SOURCE | {".py", ".cmake", ".yaml", ".sh"} or path.name == "CMakeLists.txt":
                yield path


def main():
    selfTest()
    root = Path(sys.argv[1])
    found = []
    count = 0
    for path in sources(root):
        count += 1
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        for rule in RULES:
            found += rule.check(name, text)
    assert count > 100, f"only {count} source files under {root}: is this the source directory?"
    print("\n".join(found))
    print(f"{count} files, {len(RULES)} rules, {len(found)} offences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
