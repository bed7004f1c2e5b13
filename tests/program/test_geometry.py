"""The command `bench geometry`: every kernel in every level that is here, with numbers that can be."""

import os
import re
import signal
import subprocess

from program import PROGRAM, ProgramTest, main, run

KERNELS = ["joint_angle", "inclination", "distance", "line_offset", "weighted_sum", "atan2_f64", "length_f64",
           "odd_window_f64", "nearest_f64", "hampel7_f64", "section_rows", "slope_rows", "hermite_rows", "one_euro"]
LEVELS = ["scalar", "sse2", "neon", "avx2", "avx512"]


def tables(text):
    """Kernel -> level -> the four columns of each of the three places."""
    kernels = {}
    for line in text.splitlines():
        title = re.match(r"(\w+): \d+ bytes an item, about ([\d.]+) GHz; copying: ([\d.]+), ([\d.]+) and ([\d.]+) GB/s$",
                         line)
        row = re.match(r"  (\w+) +((?:[\d.]+ *){12})$", line)
        if title:
            kernels[title[1]] = {"limits": [float(cell) for cell in title.groups()[1:]]}
        elif row and kernels:
            cells = [float(cell) for cell in row[2].split()]
            kernels[list(kernels)[-1]][row[1]] = [cells[:4], cells[4:8], cells[8:]]
    return kernels


class Geometry(ProgramTest):
    def check(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 110)
        absent = re.search(r"; not on this processor: ([\w, ]+)$", done.stdout, re.MULTILINE)
        present = [level for level in LEVELS if not absent or level not in absent[1].split(", ")]
        self.assertIn("scalar", present)
        kernels = tables(done.stdout)
        self.assertEqual(list(kernels), KERNELS)
        for name, table in kernels.items():
            for limit in table.pop("limits"):
                self.assertGreater(limit, 0, name)
            self.assertEqual(list(table), present, name)
            for level, places in table.items():
                for item_ns, _, ratio, _ in places:
                    self.assertGreater(item_ns, 0, (name, level))
                    self.assertEqual(ratio, 1) if level == "scalar" else self.assertGreaterEqual(ratio, 0, (name, level))

        crops = re.findall(r"^  (\w+) +((?:  \w+ [\d.]+ [\d.]+ [\d.]+)+)$", done.stdout, re.MULTILINE)
        self.assertEqual([name for name, _ in crops], ["RGB24", "BGR24", "YUYV", "NV12", "GREY"])
        for name, cells in crops:
            self.assertEqual(cells.split()[::4], present, name)

    def test_every_kernel_in_every_level(self):
        self.check(run("bench", "geometry", "--runs", 2))

    def test_a_mask_hides_no_level(self):
        done = run("bench", "--runs", 1, "geometry", env={**os.environ, "SAG_CPU": "scalar"})
        self.check(done)
        self.assertIn("in use: scalar", done.stdout)

    def test_a_video_of_that_name(self):
        """The word is no path, and a path is not the word."""
        done = run("bench", "--model", "none", "./geometry")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no model none", done.stderr)

    def test_interrupted(self):
        with subprocess.Popen([PROGRAM, "bench", "geometry", "--runs", "100000"], text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            try:
                process.wait(1)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=120)
        self.assertEqual((process.returncode, err), (130, "sagitta: interrupted\n"))
        self.assertIn("joint_angle", out)


if __name__ == "__main__":
    main()
