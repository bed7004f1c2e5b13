"""The option --threads: what it changes, and how the threads of a team wait for each other."""

import os
import pathlib
import subprocess
import time

from program import PROGRAM, ProgramTest, main, run

CLIP = pathlib.Path(__file__).resolve().parents[2] / "samples" / "squat_side.mp4"

POLICY = "OMP_WAIT_POLICY"


def started_with(process):
    """The environment that a process was started with."""
    text = pathlib.Path(f"/proc/{process.pid}/environ").read_text(encoding="utf-8")
    return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)


def sleeps(process):
    stat = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8")
    return stat.rpartition(")")[2].split()[0] == "S"


class WaitPolicy(ProgramTest):
    def policy(self, *arguments, given=None):
        """The wait policy of `analyze` while it waits for a list on its standard input, and how it ended."""
        environment = {name: value for name, value in os.environ.items() if name != POLICY}
        if given is not None:
            environment[POLICY] = given
        words = [PROGRAM, "analyze", "--list", "-", "--out", str(self.folder / "out"), *arguments]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env=environment) as process:
            end = time.monotonic() + 30
            asleep = 0
            while asleep < 20 and time.monotonic() < end:
                time.sleep(0.01)
                asleep = asleep + 1 if sleeps(process) else 0
            self.assertEqual(asleep, 20, "it does not wait for the list")
            found = started_with(process).get(POLICY)
            stderr = process.communicate("absent.mp4\n", timeout=60)[1]
        self.assertEqual(stderr.count("absent.mp4"), 1, "all arguments are kept, and nothing was done twice")
        self.assertEqual(process.returncode, 8, stderr)
        return found

    def test_one_thread_needs_none(self):
        self.assertIsNone(self.policy())
        self.assertIsNone(self.policy("--threads", "1"))

    def test_several_threads_wait_asleep(self):
        for count in ("2", "0"):
            self.assertEqual(self.policy("--threads", count), "passive")

    def test_what_the_environment_says_stays(self):
        for word in ("active", ""):
            self.assertEqual(self.policy("--threads", "2", given=word), word)


class Results(ProgramTest):
    def test_two_threads_see_the_same(self):
        one = run("analyze", CLIP, "--model", "lite", "--no-back")
        two = run("analyze", CLIP, "--model", "lite", "--no-back", "--threads", 2)
        self.assertEqual((one.returncode, one.stderr), (0, ""))
        self.assertEqual((two.returncode, two.stderr), (0, ""))
        self.assertEqual(two.stdout, one.stdout)


if __name__ == "__main__":
    main()
