"""The command line: help goes to stdout with exit 0, misuse to stderr with exit 2."""

from program import ProgramTest, main, run

COMMANDS = ("analyze", "replay", "validate", "models", "doctor")


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
        for word in (*COMMANDS, "0  done", "130"):
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
        self.refuse("analyze", "a", "b", contains="'b' is one argument too many")
        self.refuse("analyze", "a", "--fast", contains="no option '--fast'")
        self.refuse("analyze", "a", "-x", contains="no option '-x'")
        self.refuse("analyze", "a", "--out", contains="--out needs a value")
        self.refuse("analyze", "a", "--out=", contains="--out needs a value that is not empty")
        self.refuse("analyze", "a", "--cutoff", "fast", contains="--cutoff wants a number")
        self.refuse("analyze", "a", "--cutoff", "nan", contains="--cutoff wants a number")
        self.refuse("analyze", "a", "--slow-motion", "0", contains="--slow-motion wants a number")
        self.refuse("analyze", "a", "--threads", "1.5", contains="--threads wants a whole number")
        self.refuse("analyze", "a", "--no-png=1", contains="--no-png takes no value")
        self.refuse("replay", contains="which recording?")
        self.refuse("validate", contains="which recording or folder, and which truth?")
        self.refuse("validate", "a", contains="which truth?")
        self.refuse("validate", "a", "b", "--align", "best", contains="--align is none or auto")
        self.refuse("models", "x", contains="one argument too many")

    def test_an_operand_may_begin_with_a_dash(self):
        done = run("analyze", "--", "--absent.mp4")
        self.assertEqual(done.returncode, 3)
        self.assertIn("--absent.mp4", done.stderr)

    def test_doctor_and_models(self):
        doctor = run("doctor")
        self.assertEqual(doctor.returncode, 0, doctor.stdout)
        for word in ("sagitta", "FFmpeg", "OpenCV", "processor", "blazepose-full", "ready"):
            self.assertIn(word, doctor.stdout)
        models = run("models", "--verbose")
        self.assertEqual(models.returncode, 0, models.stderr)
        for name in ("detector", "lite", "full", "heavy"):
            self.assertIn(f"blazepose-{name}", models.stdout)
        self.assertIn("Apache-2.0", models.stdout)

    def test_doctor_says_what_is_missing(self):
        done = run("doctor", "--models", self.folder)
        self.assertEqual(done.returncode, 4)
        self.assertIn("models/install.sh", done.stdout)


if __name__ == "__main__":
    main()
