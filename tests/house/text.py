"""Check the texts of a checkout: text.py ROOT prints one line for each place that names a machine's folder, a package
registry's host, or the making of the text instead of its subject; exits 1 if there is one.

What git ignores is not looked at; without git, the folders that it would ignore are listed here.
"""

import pathlib
import re
import subprocess
import sys

# In pieces, so that this file does not find itself.
FORBIDDEN = [
    ("a machine's folder", r"(?<![\w.~-])/" + r"(work|root|home|Users)/"),
    ("a registry's host", r"registry\." + r"(npmjs|yarnpkg)|(deb|security|snapshot|ftp)\." + r"debian\.org|"
     + r"archive\." + r"ubuntu|pypi\." + r"org|files\.python" + r"hosted|npm\." + r"pkg\.dev"),
    ("the making of the text", r"\b(" + r"cla" + r"ude|anth" + r"ropic|chat" + r"gpt|open" + r"ai|copi" + r"lot|"
     + r"ai[- ](assis" + r"tant|age" + r"nt)|language mo" + r"del|generated wi" + r"th|co-auth" + r"ored-by)\b"),
]
IGNORED = {".git", "build", "out", "node_modules", "onnx", "__pycache__"}


def files(root):
    git = ["git", "-C", str(root), "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(git, capture_output=True, check=True).stdout
        return sorted({root / name.decode() for name in listing.split(b"\0") if name})
    except (OSError, subprocess.CalledProcessError):
        return sorted(path for path in root.rglob("*") if not IGNORED & set(path.relative_to(root).parts))


def violations(root):
    for path in files(root):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            for what, pattern in FORBIDDEN:
                found = re.search(pattern, line, re.IGNORECASE)
                if found:
                    yield f"{path.relative_to(root).as_posix()}:{number}: names {what}: {found[0]}"


def main(root):
    lines = list(violations(pathlib.Path(root).resolve()))
    for line in lines:
        print(line)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
