#!/usr/bin/python3
"""Print how much faster the joint angles of a recording are computed here than with NumPy.

    tests/bench/numpy_angles.py [--frames N] [--runs N] [--angle-times PROGRAM]

All angles of src/geom/joint_angles.h over the same points, one thread, interleaved in one run; NumPy
  usual    frame by frame vectorised as pose programs do: arrays [frame][joint][x, y], for each joint the arccos of the
           normalised dot product (clipped), or the difference of two arctan2, wrapped; arctan2 for inclinations
  best     the fastest that we could write: tracks of float32, blocks of frames that stay in the cache, results into
           arrays that are there, arctan2 of cross and dot product
Ours: from skeletons as a recording holds them, each joint's visibility looked at, all at once
and one by one as in a live picture, and from tracks. Prints numbers and
judges nothing but that the angles agree. It needs NumPy (python3-numpy) and the built tests (angle_times).
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOINTS = 33
LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP = 11, 12, 23, 24
BLOCK = 4096


def make_points(count):
    """A body whose limbs swing, with a pixel of noise: [frame][joint][x, y, visibility]."""
    random = np.random.default_rng(1)
    t = np.arange(count) / 30.0
    points = np.empty((count, JOINTS, 3))
    for j in range(JOINTS):
        place = 200.0 + 600.0 * random.random(2)
        swing = 20.0 + 80.0 * random.random(2)
        rate = 0.2 + random.random(2)
        points[:, j, :2] = place + swing * np.sin(t[:, None] * rate + j) + random.normal(0.0, 1.0, (count, 2))
    points[:, :, 2] = random.random((count, JOINTS)) < 0.98
    return points.astype(np.float32)


class Ours:
    """The program angle_times, which holds the points and waits for wishes."""

    def __init__(self, program, points, folder):
        path = folder / "points"
        path.write_bytes(points.tobytes())
        self.count = len(points)
        self.folder = folder
        self.process = subprocess.Popen([program, path, str(self.count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.rules = []
        for line in self.process.stdout:
            words = line.split()
            if len(words) == 1:
                self.level = words[0]
                break
            self.rules.append((words[0], *map(int, words[1:])))
        if self.process.poll() is not None or not self.rules:
            sys.exit("angle_times did not start")

    def wish(self, text):
        """Seconds that it took."""
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        return 1e-9 * int(self.process.stdout.readline())

    def angles(self):
        self.wish(f"write {self.folder / 'angles'}")
        return np.fromfile(self.folder / "angles", np.float32).reshape(len(self.rules), self.count)


def with_middles(points, kind):
    """[frame][point][x, y], NaN where it is not visible; the middles of the shoulders and of the hips behind the joints."""
    out = np.empty((len(points), JOINTS + 2, 2), kind)
    out[:, :JOINTS] = np.where(points[:, :, 2:] >= 0.5, points[:, :, :2], np.float32(np.nan))
    out[:, JOINTS] = np.float32(0.5) * (out[:, LEFT_SHOULDER] + out[:, RIGHT_SHOULDER])
    out[:, JOINTS + 1] = np.float32(0.5) * (out[:, LEFT_HIP] + out[:, RIGHT_HIP])
    return out


def incline(p, low, high):
    d = p[:, high] - p[:, low]
    return np.arctan2(d[:, 0], -d[:, 1])


def arccos_of(u, v):
    """The angle between vectors by the arccos of their normalised dot product."""
    cosine = np.sum(u * v, axis=1) / (np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1))
    return np.arccos(np.clip(cosine, -1.0, 1.0))


def arctan2_of(u, v):
    """The same by the difference of their directions."""
    angle = np.abs(np.arctan2(u[:, 1], u[:, 0]) - np.arctan2(v[:, 1], v[:, 0]))
    return np.where(angle > np.pi, 2 * np.pi - angle, angle)


def usual(p, rules, between):
    angles = []
    for _, a, b, c in rules:
        angles.append(incline(p, a, b) if c < 0 else between(p[:, a] - p[:, b], p[:, c] - p[:, b]))
    return angles


class Best:
    """Tracks, blocks, nothing allocated."""

    def __init__(self, points, rules):
        self.tracks = np.ascontiguousarray(with_middles(points, np.float32).transpose(1, 2, 0))
        self.rules = rules
        self.room = [np.empty(BLOCK, np.float32) for _ in range(5)]
        self.out = np.empty((len(rules), len(points)), np.float32)

    def run(self):
        for first in range(0, self.out.shape[1], BLOCK):
            t = self.tracks[:, :, first:first + BLOCK]
            out = self.out[:, first:first + BLOCK]
            ux, uy, vx, vy, product = (one[:out.shape[1]] for one in self.room)
            for k, (_, a, b, c) in enumerate(self.rules):
                if c < 0:
                    np.subtract(t[b, 0], t[a, 0], ux)
                    np.subtract(t[a, 1], t[b, 1], uy)
                    np.arctan2(ux, uy, out[k])
                    continue
                np.subtract(t[a, 0], t[b, 0], ux)
                np.subtract(t[a, 1], t[b, 1], uy)
                np.subtract(t[c, 0], t[b, 0], vx)
                np.subtract(t[c, 1], t[b, 1], vy)
                np.multiply(ux, vy, product)
                np.multiply(uy, vy, vy)
                np.multiply(uy, vx, uy)
                np.multiply(ux, vx, ux)
                np.subtract(product, uy, product)
                np.abs(product, product)
                np.add(ux, vy, ux)
                np.arctan2(product, ux, out[k])
        return self.out


def seconds(run):
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--frames", type=int, default=100000)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--angle-times", default=ROOT / "build" / "release" / "tests" / "angle_times")
    options = options.parse_args()
    points = make_points(options.frames)
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(options.angle_times, points, pathlib.Path(folder))
        single = with_middles(points, np.float32)
        double = with_middles(points, np.float64)
        best = Best(points, ours.rules)
        ways = {
            "usual, arccos, float64": lambda: seconds(lambda: usual(double, ours.rules, arccos_of)),
            "usual, arccos, float32": lambda: seconds(lambda: usual(single, ours.rules, arccos_of)),
            "usual, arctan2, float64": lambda: seconds(lambda: usual(double, ours.rules, arctan2_of)),
            "usual, arctan2, float32": lambda: seconds(lambda: usual(single, ours.rules, arctan2_of)),
            "best, arctan2, float32": lambda: seconds(best.run),
            f"ours ({ours.level}), one by one": lambda: ours.wish("frames"),
            f"ours ({ours.level}), skeletons": lambda: ours.wish("motion"),
            f"ours ({ours.level}), tracks": lambda: ours.wish("tracks"),
        }
        times = {name: [] for name in ways}
        with np.errstate(invalid="ignore"):
            for run in range(options.runs + 1):
                for name, way in ways.items():
                    taken = way()
                    if run > 0:
                        times[name].append(taken)
            theirs = {"arccos, float64": usual(double, ours.rules, arccos_of),
                      "arctan2, float64": usual(double, ours.rules, arctan2_of),
                      "arccos, float32": usual(single, ours.rules, arccos_of),
                      "best": best.run()}
        from_tracks = ours.angles()
        ours.wish("motion")
        from_skeletons = ours.angles()
        ours.process.stdin.close()
        ours.process.wait()
    print(f"{options.frames} frames, {len(ours.rules)} angles, NumPy {np.__version__}, {options.runs} runs; "
          "ratios: NumPy's time over ours, the median of the runs")
    print(f"{'':30}{'ms, median':>12}{'ns an angle':>13}{': skeletons':>13}{': tracks':>10}")
    skeletons, tracks = list(times)[-2:]
    for name, taken in times.items():
        median = float(np.median(taken))
        cells = [float(np.median(np.divide(taken, times[other]))) for other in (skeletons, tracks)]
        print(f"{name:30}{1e3 * median:12.2f}{1e9 * median / options.frames / len(ours.rules):13.2f}"
              f"{cells[0]:13.1f}{cells[1]:10.1f}")
    same = np.array_equal(from_tracks, from_skeletons, equal_nan=True)
    print(f"ours from tracks and from skeletons: {'the same bits' if same else 'DIFFERENT'}")
    agree = same
    for name, angles in theirs.items():
        angles = np.stack(angles)
        nan_agrees = np.array_equal(np.isnan(angles), np.isnan(from_tracks))
        difference = float(np.nanmax(np.abs(angles - from_tracks)))
        print(f"largest difference from {name}: {difference:.2g} rad"
              f"{'' if nan_agrees else '; NOT A NUMBER in other places'}")
        agree = agree and nan_agrees
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
