#!/usr/bin/python3
"""Write small ONNX models with their expected outputs, for tests/test_net_graphs.c and the fuzz targets.

    make_graphs.py FOLDER

Of each case in graph_cases.py and graph_patterns.py the folder gets NAME.onnx, NAME.in.f32 (the input, raw floats),
NAME.out0.f32 and so on (what oracle.py computes, raw floats), NAME.fuzz (the model behind the header that
fuzz/fuzz_onnx.c reads), and a line in cases.txt, which is written last:

    NAME C H W ONEDNN OPENCV COUNT VALUES:STAGE ...

C H W: the shape of the input, which is named "input"; COUNT outputs, named "out0" and so on, each with its number of
values and its stage. ONEDNN: run, refuse:WORD (refused with a reason that has this word), or either:WORD (a model that
may be taken or not, but not computed wrongly). OPENCV: run or skip.

The same bytes for every run with one version of the packages: each case has its own seed, made of its name.
"""

import os
import pathlib
import struct
import sys
import zlib

import numpy as np
import onnx

import graph_patterns  # noqa: F401, adds to the cases
from graph import Graph
from graph_cases import CASES


def fuzz_header(input_shape, outputs):
    """See fuzz/fuzz_onnx.c."""
    head = bytes([0, *input_shape, len(outputs)])
    return head + b"".join(struct.pack("<HB", value.array.size, stage) for value, stage in outputs)


def write_floats(path, array):
    np.ascontiguousarray(array, "<f4").tofile(path)


def write_case(folder, case):
    """Write the files of a case. Returns its line."""
    graph = Graph(zlib.crc32(case.name.encode()), case.input_shape, case.opset, case.named)
    built = case.build(graph, graph.input)
    built = built if isinstance(built, list) else [built]
    outputs = [item if isinstance(item, tuple) else (item, 0) for item in built]
    model = graph.model([value for value, _ in outputs])
    if case.valid:
        onnx.checker.check_model(model)
    data = model.SerializeToString()
    (folder / f"{case.name}.onnx").write_bytes(data)
    (folder / f"{case.name}.fuzz").write_bytes(fuzz_header(case.input_shape, outputs) + data)
    write_floats(folder / f"{case.name}.in.f32", graph.input.array)
    for i, (value, _) in enumerate(outputs):
        assert value.array.dtype == np.float64 and np.isfinite(value.array).all(), case.name
        write_floats(folder / f"{case.name}.out{i}.f32", value.array)
    facts = [case.name, *case.input_shape, case.onednn, case.opencv, len(outputs)]
    facts += [f"{value.array.size}:{stage}" for value, stage in outputs]
    return " ".join(map(str, facts))


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name == "cases.txt" or old.suffix in (".onnx", ".fuzz", ".f32"):
            old.unlink()
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names), "two cases of one name"
    lines = [write_case(folder, case) for case in CASES]
    unfinished = folder / "cases.txt.new"
    unfinished.write_text("".join(line + "\n" for line in lines))
    os.replace(unfinished, folder / "cases.txt")
    print(f"{len(lines)} cases")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make_graphs.py FOLDER")
    main(sys.argv[1])
