"""The text check must find each forbidden kind once, and leave ordinary words alone."""

import pathlib
import tempfile
import unittest

import text

GOOD = "src/work/frame.c ~/work/ ../work/ network/root workhome, an open aid, the agent that cools; models\n"
BAD = [
    ("/" + "home/someone/video.mp4", "a machine's folder"),
    ('"/' + 'work/data"', "a machine's folder"),
    ("https://registry." + "npmjs.org/x", "a registry's host"),
    ("http://deb." + "debian.org/debian", "a registry's host"),
    ("written by an AI " + "assistant", "the making of the text"),
]


def lines(content):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "file.md").write_text("first\n" + content, encoding="utf-8")
        pathlib.Path(folder, "build").mkdir()
        pathlib.Path(folder, "build", "log").write_text(BAD[0][0], encoding="utf-8")
        return list(text.violations(pathlib.Path(folder).resolve()))


class TextCheck(unittest.TestCase):
    def test_good_text_is_silent(self):
        self.assertEqual(lines(GOOD), [])

    def test_bad_texts_fail(self):
        for content, what in BAD:
            with self.subTest(content):
                found = lines(content)
                self.assertEqual(len(found), 1, found)
                self.assertIn(f"file.md:2: names {what}", found[0])


if __name__ == "__main__":
    unittest.main()
