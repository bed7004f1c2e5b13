"""sagitta validate from outside: exit codes, one line for what is wrong, the same numbers in every run."""

import json
import pathlib

from program import ProgramTest, main, run

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "samples"
FRAMES_HEAD = ("frame,source_frame,t_s,found,presence_ratio,knee_flexion_deg,thigh_inclination_deg,depth_ratio,"
               "trunk_inclination_deg,shank_inclination_deg,hip_drop_ratio,rep,phase\n")
REPS_HEAD = "rep,start_s,bottom_s,end_s,start_cut,end_cut,depth_class,depth_class_other\n"


class Validate(ProgramTest):
    def setUp(self):
        super().setUp()
        self.out = self.folder / "out"
        self.out.mkdir()
        self.write("report.json", json.dumps({"clip": {"view": "side", "near_side": "right"}, "metrics": []}))
        self.write("frames.csv", FRAMES_HEAD + "".join(f"{i},{i},{i / 10},1,0.99,{10 + i},,,,,,,\n" for i in range(20)))
        self.write("reps.csv", REPS_HEAD + "1,1.3,2.3,3.1,0,0,parallel,\n")
        self.truth = SAMPLES / "squat_side.csv"

    def write(self, name, text):
        (self.out / name).write_text(text, encoding="utf-8")

    def refuse(self, *arguments, contains, code=3):
        done = run("validate", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assert_one_line(done.stderr)
        self.assertIn(contains, done.stderr)

    def test_table_csv_and_json_of_two_runs(self):
        results = []
        for name in ("a", "b"):
            files = [self.folder / f"{name}.{ending}" for ending in ("csv", "json")]
            done = run("validate", self.out, self.truth, "--csv", files[0], "--json", files[1])
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            results.append((done.stdout, *(file.read_bytes() for file in files)))
        self.assertEqual(results[0], results[1])
        self.assertIn("2 in the truth, 1 measured: 1 hits, 1 misses, 0 false alarms", results[0][0])
        self.assertIn(b"repetitions,repetitions,misses,1\n", results[0][1])
        self.assertEqual(json.loads(results[0][2])["depth_class"]["right"], 1)
        for line in results[0][0].splitlines():
            self.assertLessEqual(len(line), 100)

    def test_what_cannot_be_read_is_named(self):
        self.refuse(self.folder / "absent", self.truth, contains="absent")
        self.refuse(self.out, self.folder / "absent.csv", contains="absent.csv")
        self.refuse(self.truth, self.truth, contains="squat_side.csv:1:")
        self.refuse(self.out, self.out / "reps.csv", contains="a column map is needed")
        self.write("frames.csv", FRAMES_HEAD + "0,0,0.0,1,0.99,ten,,,,,,,\n")
        self.refuse(self.out, self.truth, contains="frames.csv:2: the number of a metric")
        self.write("frames.csv", "frame,t_s\n0,0\n")
        self.refuse(self.out, self.truth, contains="frames.csv:2: t_s, found or presence_ratio")
        self.write("report.json", "{}")
        self.refuse(self.out, self.truth, contains="report.json: clip.view")

    def test_an_output_that_cannot_be_written(self):
        self.refuse(self.out, self.truth, "--csv", self.folder / "none" / "a.csv", contains="a.csv", code=5)


if __name__ == "__main__":
    main()
