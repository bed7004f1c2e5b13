"""The command line: help goes to stdout with exit 0, misuse to stderr with exit 2."""

import pathlib

from program import ProgramTest, main, run

COMMANDS = ("live", "analyze", "snapshot", "replay", "validate", "thresholds", "bench", "devices", "models", "doctor")


class Usage(ProgramTest):
    def test_help(self):
        for arguments in (("help",), ("--help",), ("-h",), *(("help", name) for name in COMMANDS)):
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
            self.assertTrue(done.stdout.startswith("Usage: sagitta"), arguments)

    def test_help_of_a_command_is_its_help_option(self):
        for name in COMMANDS:
            self.assertEqual(run("help", name).stdout, run(name, "--help").stdout)
            self.assertIn("--help", run(name, "--help").stdout)

    def test_help_names_every_command_and_exit_code(self):
        text = run("help").stdout
        for word in (*COMMANDS, "0  done", "8  of several inputs", "130"):
            self.assertIn(word, text)

    def test_help_fits_a_terminal(self):
        for arguments in (("help",), *(("help", name) for name in COMMANDS)):
            longest = max(map(len, run(*arguments).stdout.splitlines()))
            self.assertLessEqual(longest, 110, arguments)

    def test_version(self):
        done = run("version")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^sagitta \d+\.\d+\.\d+\n$")

    def refuse(self, *arguments, contains):
        done = run(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
        self.assertIn(contains, done.stderr.splitlines()[0], arguments)

    def test_misuse(self):
        self.refuse(contains="which command?")
        self.refuse("anlyze", contains="no command 'anlyze'")
        self.refuse("help", "anlyze", contains="no command 'anlyze'")
        self.refuse("analyze", contains="which video?")
        self.refuse("analyze", "a", "b", contains="several inputs need --out DIR")
        self.refuse("analyze", "--list", "a", contains="several inputs need --out DIR")
        self.refuse("analyze", "a", "--resume", contains="several inputs need --out DIR")
        self.refuse("analyze", "a", "--out", "b", "--resume", "--stats", contains="--stats is for one input")
        self.refuse("analyze", "a", "--video", contains="--video needs --out DIR")
        self.refuse("analyze", "a", "--fast", contains="no option '--fast'")
        self.refuse("analyze", "a", "-x", contains="no option '-x'")
        self.refuse("analyze", "a", "--out", contains="--out needs a value")
        self.refuse("analyze", "a", "--out=", contains="--out needs a value that is not empty")
        self.refuse("analyze", "a", "--cutoff", "fast", contains="--cutoff wants a number")
        self.refuse("analyze", "a", "--cutoff", "nan", contains="--cutoff wants a number")
        self.refuse("analyze", "a", "--slow-motion", "0", contains="--slow-motion wants a number")
        self.refuse("analyze", "a", "--threads", "1.5", contains="--threads wants a whole number")
        self.refuse("analyze", "a", "--no-png=1", contains="--no-png takes no value")
        for count in ("0", "-1", "1.5", "257", "many"):
            self.refuse("analyze", "a", "--out", "b", "--jobs", count, contains="--jobs wants a whole number from 1")
        self.refuse("replay", contains="which recording?")
        self.refuse("replay", "a", "b", contains="'b' is one argument too many")
        self.refuse("thresholds", "x", contains="one argument too many")
        self.refuse("validate", contains="which recording or folder, and which truth?")
        self.refuse("validate", "a", contains="which truth?")
        self.refuse("validate", "a", "b", "--align", "best", contains="--align is none or auto")
        self.refuse("bench", "a", "b", contains="'b' is one argument too many")
        self.refuse("bench", "--runs", "0", contains="--runs wants a whole number from 1")
        self.refuse("bench", "--threads", "65", contains="--threads wants a whole number from 0 to 64")
        self.refuse("bench", "--engine", "fast", contains="--engine wants onednn or opencv, not 'fast'")
        self.refuse("bench", "--model", "none", contains="no model none")
        self.refuse("bench", "geometry", "b", contains="'b' is one argument too many")
        self.refuse("bench", "geometry", "--runs", "0", contains="--runs wants a whole number from 1")
        self.refuse("bench", "geometry", "--model", "lite", contains="geometry takes --runs and no other option")
        self.refuse("bench", "--threads", "2", "geometry", contains="geometry takes --runs and no other option")
        self.refuse("devices", "x", contains="one argument too many")
        self.refuse("models", "x", contains="one argument too many")

    def test_malformed_values(self):
        for stretch in ("3", "a", "3-1", "1-1", "1-", "-3", "0.5-3x", "1e-3-2", "0x1-3", "nan-3", "1..2-3", "0-1e7",
                        "0-9999999"):
            for command in ("analyze", "replay"):
                self.refuse(command, "a", f"--baseline={stretch}", contains="--baseline wants two times in seconds")
        for movement in ("squats", "Hinge", "deadlift", " "):
            for command in ("analyze", "replay"):
                self.refuse(command, "a", "--movement", movement,
                            contains=f"--movement wants squat, hinge or standing, not '{movement}'")
        for person in ("nonsense", "Left", "1", "1,", ",1", "1,2,3", "-1,2", "1;2", "nan,1", "16385,1"):
            self.refuse("analyze", "a", f"--person={person}", contains="--person wants main, largest, left, right or")
        for engine in ("fast", "oneDNN", "auto,opencv", " "):
            self.refuse("analyze", "a", "--engine", engine,
                        contains=f"--engine wants auto, onednn or opencv, not '{engine}'")
        for roll in ("46", "-46", "flat", "nan"):
            for command in ("analyze", "replay"):
                self.refuse(command, "a", "--camera-roll", roll, contains="--camera-roll wants a number from -45 to 45")

    def test_thresholds_are_a_threshold_file(self):
        """What the command prints it also reads, and a file changes what it names and nothing else."""
        printed = run("thresholds")
        self.assertEqual((printed.returncode, printed.stderr), (0, ""))
        own = self.folder / "own.txt"
        own.write_text(printed.stdout, encoding="utf-8")
        self.assertEqual(run("thresholds", "--thresholds", own).stdout, printed.stdout)
        own.write_text("heel_rise.clear 17.5\n", encoding="ascii")
        changed = run("thresholds", "--thresholds", own)
        self.assertEqual(changed.returncode, 0, changed.stderr)
        differing = [pair for pair in zip(printed.stdout.splitlines(), changed.stdout.splitlines(), strict=True)
                     if pair[0] != pair[1]]
        self.assertEqual([new for _, new in differing], ["heel_rise.clear 17.5"])

    def test_an_operand_may_begin_with_a_dash(self):
        done = run("analyze", "--", "--absent.mp4")
        self.assertEqual(done.returncode, 3)
        self.assertIn("--absent.mp4", done.stderr)

    def test_doctor_and_models(self):
        doctor = run("doctor")
        self.assertEqual(doctor.returncode, 0, doctor.stdout)
        for word in ("sagitta", "FFmpeg", "OpenCV", "processor", "blazepose-full", "ready, "):
            self.assertIn(word, doctor.stdout)
        models = run("models", "--verbose")
        self.assertEqual(models.returncode, 0, models.stderr)
        for name in ("detector", "lite", "full", "heavy"):
            self.assertIn(f"blazepose-{name}", models.stdout)
        self.assertIn("Apache-2.0", models.stdout)

    def test_devices(self):
        done = run("devices")
        if list(pathlib.Path("/dev").glob("video[0-9]*")):
            self.assertIn(done.returncode, (0, 3))
        else:
            self.assertEqual((done.returncode, done.stdout), (3, ""))
            self.assertIn("there is no camera", done.stderr)
            self.assertIn("ls /dev/video*", done.stderr)

    def test_doctor_says_what_is_missing(self):
        done = run("doctor", "--models", self.folder)
        self.assertEqual(done.returncode, 4)
        self.assertIn("models/install.sh", done.stdout)


if __name__ == "__main__":
    main()
