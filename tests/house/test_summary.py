"""The sum of the test run must not call a run good that was not."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import summary

CASES = {
    "passed": '<testcase name="a" status="run"/>',
    "failed": '<testcase name="b" status="fail"><failure message="Timeout"/></testcase>',
    "absent": '<testcase name="c" status="notrun"><skipped message="Unable to find executable: c"/></testcase>',
    "skipped": '<testcase name="d" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>',
    "disabled": '<testcase name="e" status="disabled"><skipped message=""/></testcase>',
}


def run(*runs):
    """Sum up one JUnit file for each list of cases; None is a file that was not written."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, cases in enumerate(runs):
            paths.append(str(pathlib.Path(folder, str(number))))
            if cases is not None:
                body = "".join(CASES[case] for case in cases)
                pathlib.Path(paths[-1]).write_text(f"<testsuite>{body}</testsuite>", encoding="utf-8")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = summary.main(paths)
        return status, out.getvalue()


class Summary(unittest.TestCase):
    def test_adds_builds(self):
        self.assertEqual(run(["passed", "passed"], ["passed", "skipped"]), (0, "3 passed, 0 failed, 1 skipped\n"))
        self.assertEqual(run(["passed", "disabled"], None), (0, "1 passed, 0 failed, 1 skipped\n"))

    def test_failures_are_red(self):
        self.assertEqual(run(["passed"], ["failed"]), (1, "1 passed, 1 failed, 0 skipped\n"))
        self.assertEqual(run(["passed", "absent"]), (1, "1 passed, 1 failed, 0 skipped\n"))

    def test_nothing_run_is_red(self):
        self.assertEqual(run([], None), (1, "0 passed, 0 failed, 0 skipped\n"))
        self.assertEqual(run(["skipped"]), (1, "0 passed, 0 failed, 1 skipped\n"))


if __name__ == "__main__":
    unittest.main()
