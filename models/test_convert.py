#!/usr/bin/python3
"""Tests of the model conversion. Run models/install.sh before: missing sources or ONNX files are errors here."""

import os
import struct
import subprocess
import sys
import tempfile
import unittest

import numpy
import onnx
from onnx import numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import build
import convert
import tflite

SOURCES = os.path.join(HERE, "node_modules/@mediapipe/pose")
MANIFESTS = convert.load_manifests(HERE)


def run_converter(*options):
    return subprocess.run([sys.executable, os.path.join(HERE, "convert.py"), *options],
                          capture_output=True, text=True, check=False)


class Level:
    """A dimension of a sparse tensor, as the reader gives it."""

    def __init__(self, size=0, segments=None, indices=None):
        self.sparse = segments is not None
        self.size = size
        self.segments = segments or []
        self.indices = indices or []


class Layout:
    def __init__(self, order, blocks, *levels):
        self.traversal_order = order
        self.block_map = blocks
        self.dimensions = levels


class SamePadding(unittest.TestCase):
    def test_even_total_is_split(self):
        self.assertEqual(build.same_padding(64, 3, 1), (1, 1))
        self.assertEqual(build.same_padding(64, 5, 1), (2, 2))

    def test_odd_one_goes_after(self):
        self.assertEqual(build.same_padding(64, 3, 2), (0, 1))
        self.assertEqual(build.same_padding(64, 5, 2), (1, 2))
        self.assertEqual(build.same_padding(7, 3, 2), (1, 1))

    def test_nothing_needed(self):
        self.assertEqual(build.same_padding(64, 1, 1), (0, 0))
        self.assertEqual(build.same_padding(64, 2, 2), (0, 0))
        self.assertEqual(build.same_padding(64, 1, 2), (0, 0))

    def test_dilation_widens_the_kernel(self):
        self.assertEqual(build.same_padding(64, 3, 1, 2), (2, 2))

    def test_the_output_has_the_expected_size(self):
        for size in range(1, 40):
            for kernel in range(1, 8):
                for stride in range(1, 4):
                    before, after = build.same_padding(size, kernel, stride)
                    result = (size + before + after - kernel) // stride + 1
                    if kernel >= stride:
                        self.assertEqual(result, -(-size // stride))
                    self.assertIn(after - before, (0, 1))


class SparseExpansion(unittest.TestCase):
    def test_rows_of_compressed_columns(self):
        layout = Layout([0, 1], [], Level(size=3), Level(segments=[0, 2, 2, 3], indices=[0, 3, 1]))
        dense = build.expand_sparse(numpy.array([1., 2., 3.], numpy.float32), [3, 4], layout)
        self.assertEqual(dense.tolist(), [[1, 0, 0, 2], [0, 0, 0, 0], [0, 3, 0, 0]])
        self.assertEqual(dense.dtype, numpy.float32)

    def test_columns_first(self):
        layout = Layout([1, 0], [], Level(size=2), Level(segments=[0, 1, 3], indices=[2, 0, 1]))
        dense = build.expand_sparse(numpy.array([1., 2., 3.]), [3, 2], layout)
        self.assertEqual(dense.tolist(), [[0, 2], [0, 3], [1, 0]])

    def test_blocks(self):
        # Two rows of 2 x 2 blocks in a 4 x 4 matrix; each row of blocks holds one.
        layout = Layout([0, 1, 2, 3], [0, 1], Level(size=2), Level(segments=[0, 1, 2], indices=[1, 0]),
                        Level(size=2), Level(size=2))
        dense = build.expand_sparse(numpy.arange(1., 9.), [4, 4], layout)
        self.assertEqual(dense.tolist(), [[0, 0, 1, 2], [0, 0, 3, 4], [5, 6, 0, 0], [7, 8, 0, 0]])

    def test_damage_is_refused(self):
        good = [0, 2, 2, 3]
        for segments, indices, values in ((good, [0, 4, 1], 3), (good, [0, 3], 2), ([0, 2, 1, 3], [0, 3, 1], 3),
                                          ([0, 3], [0, 3, 1], 3), (good, [0, 3, 1], 4)):
            layout = Layout([0, 1], [], Level(size=3), Level(segments=segments, indices=indices))
            with self.assertRaises(build.BuildError):
                build.expand_sparse(numpy.ones(values), [3, 4], layout)
        with self.assertRaises(build.BuildError):
            build.expand_sparse(numpy.ones(1), [1, 1], Layout([0, 0], [], Level(size=1), Level(size=1)))


class Reader(unittest.TestCase):
    def test_other_file(self):
        for data in (b"", b"TFL3", b"not a model at all"):
            with self.assertRaises(tflite.FormatError):
                tflite.Model(data)

    def test_offset_outside_the_file(self):
        with self.assertRaises(tflite.FormatError):
            tflite.Model(struct.pack("<I4s", 1 << 30, b"TFL3"))

    def test_truncated_file(self):
        with open(os.path.join(SOURCES, "pose_landmark_lite.tflite"), "rb") as file:
            data = file.read()
        for size in (9, 100, 5000, len(data) // 2, len(data) - 1000):
            with self.assertRaises(tflite.FormatError):
                tflite.Model(data[:size])

    def test_unknown_operator_is_named(self):
        with open(os.path.join(SOURCES, "pose_landmark_lite.tflite"), "rb") as file:
            model = tflite.Model(file.read())
        model.operators[0].name = "SOFTMAX"
        with self.assertRaisesRegex(build.BuildError, "operator SOFTMAX is not supported"):
            build.build(model, "x", "blazepose-landmarks")


class NodeOrder(unittest.TestCase):
    def test_later_outputs_come_last_and_unused_nodes_go(self):
        node = onnx.helper.make_node
        nodes = [node("Relu", ["in"], ["a"]), node("Relu", ["a"], ["m1"]), node("Relu", ["a"], ["unused"]),
                 node("Relu", ["m1"], ["mask"]), node("Relu", ["a"], ["points"])]
        ordered = build.order_by_output(nodes, ["points", "mask"])
        self.assertEqual([n.output[0] for n in ordered], ["a", "points", "m1", "mask"])


class ConvertedFiles(unittest.TestCase):
    def models(self):
        for _, manifest in MANIFESTS.values():
            path = os.path.join(HERE, manifest["file"])
            self.assertTrue(os.path.isfile(path), f"{path} is missing: run models/install.sh")
            yield manifest, path, onnx.load(path)

    def test_four_models(self):
        self.assertEqual(sorted(MANIFESTS), [f"blazepose-{kind}" for kind in ("detector", "full", "heavy", "lite")])
        self.assertEqual([n for n, (_, m) in MANIFESTS.items() if m["default"]], ["blazepose-full"])

    def test_valid_and_as_pinned(self):
        for manifest, path, model in self.models():
            onnx.checker.check_model(model, full_check=True)  # infers all shapes and compares those of the outputs
            self.assertEqual(convert.sha256_of(path), manifest["sha256"])
            self.assertEqual(os.path.getsize(path), manifest["bytes"])

    def test_manifest_and_graph_agree(self):
        for manifest, _, model in self.models():
            shape = manifest["input"]
            self.assertEqual([i.name for i in model.graph.input], [shape["name"]])
            self.assertEqual([d.dim_value for d in model.graph.input[0].type.tensor_type.shape.dim],
                             [1, shape["channels"], shape["height"], shape["width"]])
            self.assertEqual([o.name for o in model.graph.output], list(manifest["outputs"].values()))
            if manifest["role"] == "landmarks":
                self.assertEqual(len(set(manifest["keypoints"])), 33)
                self.assertIn(manifest["detector"], MANIFESTS)

    def test_metadata(self):
        for manifest, _, model in self.models():
            found = {entry.key: entry.value for entry in model.metadata_props}
            for key, value in manifest["source"].items():
                self.assertEqual(found["source_" + key], value)
            self.assertEqual(found["licence"], "Apache-2.0")
            self.assertEqual(found["author"], "Google")
            self.assertIn("convert.py", found["converter"])

    def test_clips_have_constant_limits_as_inputs(self):
        for _, _, model in self.models():
            constants = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
            clips = [node for node in model.graph.node if node.op_type == "Clip"]
            self.assertTrue(clips)
            for node in clips:
                self.assertFalse(node.attribute)
                self.assertEqual([float(constants[i]) for i in node.input[1:]], [0, 6])

    def test_weights_are_single_precision_and_finite(self):
        for _, _, model in self.models():
            for constant in model.graph.initializer:
                values = numpy_helper.to_array(constant)
                self.assertIn(values.dtype, (numpy.float32, numpy.int64))
                self.assertTrue(numpy.isfinite(values).all(), constant.name)

    def test_mask_nodes_come_last(self):
        for manifest, _, model in self.models():
            if manifest["role"] != "landmarks":
                continue
            names = [node.output[0] for node in model.graph.node]
            self.assertEqual(names[-1], "mask")
            first = max(names.index(o) for o in ("landmarks", "presence", "world", "heatmap")) + 1
            self.assertGreater(len(names) - first, 10)


class Converter(unittest.TestCase):
    def test_same_bytes_again_and_nothing_to_do_after(self):
        path, manifest = MANIFESTS["blazepose-lite"]
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(path, os.path.join(folder, os.path.basename(path)))
            options = ("--manifests", folder, "--output", folder, "--source", SOURCES)
            self.assertEqual(run_converter(*options, "--check").returncode, convert.MISSING)
            result = run_converter(*options)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            made = os.path.join(folder, "blazepose-lite.onnx")
            self.assertEqual(convert.sha256_of(made), manifest["sha256"])
            before = os.stat(made)
            result = run_converter(*options)
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
            self.assertEqual(os.stat(made).st_ino, before.st_ino)
            self.assertEqual(sorted(os.listdir(folder)), ["blazepose-lite.json", "blazepose-lite.onnx"])

    def test_changed_source_is_refused(self):
        path, manifest = MANIFESTS["blazepose-lite"]
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(path, os.path.join(folder, os.path.basename(path)))
            with open(os.path.join(SOURCES, manifest["source"]["file"]), "rb") as file:
                data = bytearray(file.read())
            data[len(data) // 2] ^= 1
            with open(os.path.join(folder, manifest["source"]["file"]), "wb") as file:
                file.write(data)
            result = run_converter("--manifests", folder, "--output", folder, "--source", folder)
            self.assertEqual(result.returncode, 1)
            self.assertEqual(result.stderr.count("\n"), 1)
            self.assertIn("is not the file that blazepose-lite was made for", result.stderr)
            self.assertFalse(os.path.exists(os.path.join(folder, "blazepose-lite.onnx")))

    def test_missing_source(self):
        with tempfile.TemporaryDirectory() as folder:
            result = run_converter("--output", folder, "--source", os.path.join(folder, "none"))
            self.assertEqual(result.returncode, 1)
            self.assertIn("No such file or directory", result.stderr)
            self.assertEqual(result.stderr.count("\n"), 1)

    def test_damaged_manifest(self):
        with tempfile.TemporaryDirectory() as folder:
            for text in ("{", "{}", "[]"):
                with open(os.path.join(folder, "blazepose-lite.json"), "w", encoding="utf-8") as file:
                    file.write(text)
                result = run_converter("--manifests", folder, "--output", folder)
                self.assertEqual(result.returncode, 1)
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)


if __name__ == "__main__":
    unittest.main()
