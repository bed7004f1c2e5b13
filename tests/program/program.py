"""Runs the built program for the tests of this folder, and finds the footage they need."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.environ.get("SAGITTA", "")
SHARED = pathlib.Path(os.environ.get("SAGITTA_SHARED", "/nonexistent"))
CLIPS = SHARED / "data" / "clips"

needs_clips = unittest.skipUnless(CLIPS.is_dir(),
                                  "the clips of the folder 'shared' beside the checkout are absent")


def run(*arguments, timeout=600, **options):
    """The finished program: returncode, stdout and stderr as text."""
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, **options)


def ffmpeg(*arguments):
    """Make a test video; a failure is a failure of the test."""
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True, timeout=300)


def report(folder):
    with open(pathlib.Path(folder) / "report.json", encoding="utf-8") as file:
        return json.load(file)


class ProgramTest(unittest.TestCase):
    """Gives each test an empty folder, self.folder."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="sagitta-test-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def assert_one_line(self, text):
        self.assertEqual(text.count("\n"), 1, f"one line expected:\n{text}")
        self.assertTrue(text.startswith("sagitta: "), text)

    def assert_nothing_looks_whole(self, folder):
        """No report, and no leftover of a file that was being written."""
        if folder.exists():
            names = sorted(path.name for path in folder.iterdir())
            self.assertNotIn("report.json", names)
            self.assertEqual([name for name in names if name.startswith(".")], [])


def main():
    """Run the tests of the calling file; a run without tests is a failure, a run of skipped ones is a skip."""
    if not os.access(PROGRAM, os.X_OK):
        sys.exit("SAGITTA must name the built program")
    result = unittest.main(exit=False, verbosity=2).result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.testsRun == 0:
        sys.exit("no test ran")
    if len(result.skipped) == result.testsRun:
        sys.exit(77)
