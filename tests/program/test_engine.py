"""What runs the networks: --engine, and the way back to OpenCV from a network that oneDNN does not take."""

import hashlib
import json
import os
import pathlib
import shutil
import unittest

import onnx

from program import ProgramTest, ffmpeg, main, report, run

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"
SAMPLE = ROOT / "samples" / "squat_side.mp4"

HAS_ONEDNN = "inference      oneDNN" in run("doctor").stdout
needs_onednn = unittest.skipUnless(HAS_ONEDNN, "this program was built without oneDNN")

# Two of them change no value. Our executor does not know the operator; OpenCV does.
FOREIGN = "Neg"


def add_foreign_nodes(network, name):
    """Put two foreign nodes behind an output, which keeps its name."""
    graph = network.graph
    for node in graph.node:
        node.output[:] = [f"{name}_plain" if output == name else output for output in node.output]
        node.input[:] = [f"{name}_plain" if value == name else value for value in node.input]
    graph.node.append(onnx.helper.make_node(FOREIGN, [f"{name}_plain"], [f"{name}_turned"], name="there"))
    graph.node.append(onnx.helper.make_node(FOREIGN, [f"{name}_turned"], [name], name="back"))


class EngineTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.clip = self.folder / "clip.mp4"
        ffmpeg("-i", SAMPLE, "-frames:v", "12", self.clip)
        self.models = self.folder / "models"
        (self.models / "onnx").mkdir(parents=True)
        for name in ("blazepose-detector", "blazepose-lite"):
            shutil.copy(MODELS / f"{name}.json", self.models)
            shutil.copy(MODELS / "onnx" / f"{name}.onnx", self.models / "onnx")
        self.describe("blazepose-lite", default=True)

    def describe(self, name, **changes):
        """Change a manifest, and let it say what its network file is."""
        path = self.models / f"{name}.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        data = (self.models / manifest["file"]).read_bytes()
        manifest.update(changes, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
        path.write_text(json.dumps(manifest), encoding="utf-8")

    def alter(self, name, output):
        """Make a network into one that oneDNN does not take."""
        path = self.models / "onnx" / f"{name}.onnx"
        network = onnx.load(path)
        add_foreign_nodes(network, output)
        onnx.save(network, path)
        self.describe(name)

    def analyze(self, *arguments, code=0):
        done = run("analyze", *arguments, "--models", self.models, "--model", "lite")
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def doctor(self, code=0):
        done = run("doctor", "--models", self.models)
        self.assertEqual((done.returncode, done.stderr), (code, ""), done.stdout)
        lines = done.stdout.splitlines()
        return {line.split()[0]: line + "\n" + following for line, following in zip(lines, lines[1:])
                if line.startswith("  blazepose")}, done.stdout


class Chosen(EngineTest):
    def test_stats_name_it(self):
        auto = self.analyze(self.clip, "--stats")
        self.assertIn("engine: oneDNN " if HAS_ONEDNN else "engine: OpenCV DNN ", auto.stderr)
        self.assertEqual(self.analyze(self.clip, "--stats", "--engine", "auto").stdout, auto.stdout)
        opencv = self.analyze(self.clip, "--stats", "--engine=opencv")
        self.assertRegex(opencv.stderr, r"^engine: OpenCV DNN \d+\.\d+\.\d+\ntime: ")

    def test_batch(self):
        """Each worker has it, and --resume knows that another one makes other files."""
        out = self.folder / "out"
        for engine in ("opencv", "opencv", *(("onednn",) if HAS_ONEDNN else ())):
            done = self.analyze(self.clip, "--resume", "--out", out, "--no-png", "--engine", engine)
            self.assertEqual(done.stderr, "")
            made_from = (out / "clip" / "made_from.txt").read_text(encoding="utf-8")
            self.assertIn("inference OpenCV DNN" if engine == "opencv" else "inference oneDNN", made_from)

    @unittest.skipIf(HAS_ONEDNN, "this program was built with oneDNN")
    def test_not_built_in(self):
        done = self.analyze(self.clip, "--engine", "onednn", code=2)
        self.assertEqual(done.stdout, "")
        self.assertIn("built without oneDNN", done.stderr)
        self.assert_one_line(done.stderr)


@needs_onednn
class FallsBack(EngineTest):
    def assert_says_why(self, line, name):
        for word in ("OpenCV DNN", "oneDNN does not take", f"{name}.onnx", FOREIGN):
            self.assertIn(word, line)
        self.assert_one_line(line)

    def test_landmark_network(self):
        plain = self.analyze(self.clip, "--engine", "opencv", "--out", self.folder / "plain", "--no-png")
        self.assertEqual(plain.stderr, "")
        self.alter("blazepose-detector", "scores")
        self.alter("blazepose-lite", "landmarks")
        done = self.analyze(self.clip, "--out", self.folder / "out", "--no-png")
        self.assert_says_why(done.stderr, "blazepose-lite")
        self.assertEqual((self.folder / "out" / "frames.csv").read_bytes(),
                         (self.folder / "plain" / "frames.csv").read_bytes())
        self.assertEqual(report(self.folder / "out")["source"]["frame_count"], 12)

        line, engine, *_ = self.analyze(self.clip, "--stats").stderr.splitlines(keepends=True)
        self.assert_says_why(line, "blazepose-lite")
        self.assertTrue(engine.startswith("engine: OpenCV DNN "), engine)

        refused = self.analyze(self.clip, "--engine", "onednn", code=4)
        self.assertEqual(refused.stdout, "")
        self.assertIn(FOREIGN, refused.stderr)
        self.assert_one_line(refused.stderr)
        self.assertEqual(self.analyze(self.clip, "--engine", "opencv").stderr, "")

    def test_detector(self):
        self.alter("blazepose-detector", "scores")
        self.assert_says_why(self.analyze(self.clip, "--no-back").stderr, "blazepose-detector")

    def test_mask(self):
        """What nobody needs is not looked at."""
        self.alter("blazepose-lite", "mask")
        self.assert_says_why(self.analyze(self.clip).stderr, "blazepose-lite")
        self.assertEqual(self.analyze(self.clip, "--no-back").stderr, "")

    def test_batch_says_it_once(self):
        self.alter("blazepose-lite", "world")
        second = self.folder / "second.mp4"
        os.symlink(self.clip, second)
        done = self.analyze(self.clip, second, "--out", self.folder / "out", "--no-png")
        self.assert_says_why(done.stderr, "blazepose-lite")

    def test_doctor(self):
        models, text = self.doctor()
        for name in ("blazepose-detector", "blazepose-lite"):
            self.assertIn("ready, oneDNN ", models[name].splitlines()[0])
        self.assertNotIn("not oneDNN", text)
        self.alter("blazepose-lite", "mask")
        models, text = self.doctor()
        line, reason = models["blazepose-lite"].splitlines()
        self.assertIn("ready, OpenCV DNN ", line)
        self.assertRegex(reason, f"^    not oneDNN: .*{FOREIGN}")
        self.assertEqual(text.count("not oneDNN"), 1)
        self.assertIn("All is well.", text)


class DoesNotRun(EngineTest):
    def test_doctor(self):
        """The file is that of its manifest, and no network."""
        (self.models / "onnx" / "blazepose-lite.onnx").write_bytes(b"no network")
        self.describe("blazepose-lite")
        models, text = self.doctor(code=4)
        self.assertIn("DOES NOT RUN: ", models["blazepose-lite"].splitlines()[0])
        self.assertIn("ready, ", models["blazepose-detector"].splitlines()[0])
        self.assertNotIn("All is well.", text)


if __name__ == "__main__":
    main()
