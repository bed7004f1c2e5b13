"""Check that the house stands: floors.py ROOT prints one line for each violation and exits 1 if there is one.

Includes and CMake's BELOW lists point only to lower floors, public headers belong to rooms, names are unique, each
third-party library is touched in one place, one file is C++, no file is too long.
"""

import pathlib
import re
import sys

FLOORS = {
    "base": 0,
    "json": 1, "simd": 1,
    "geom": 2, "image": 2, "net": 2,
    "capture": 3, "camera": 3, "pose": 3, "analysis": 3, "movie": 3, "window": 3,
    "overlay": 4, "report": 4, "history": 4, "validate": 4, "bench": 4,
    "session": 5,
    "cli": 6,
}

# The room that implements a public header.
PUBLIC = {
    "export.h": "base", "frame.h": "base", "status.h": "base", "version.h": "base",
    "cpu.h": "simd",
    "outline.h": "geom", "skeleton.h": "geom",
    "source.h": "capture",
    "camera.h": "camera",
    "model.h": "pose", "pose.h": "pose",
    "analysis.h": "analysis", "back.h": "analysis", "finding.h": "analysis", "metric.h": "analysis",
    "live.h": "analysis", "setup.h": "analysis",
    "movie.h": "movie",
    "live_view.h": "overlay", "overlay.h": "overlay",
    "report.h": "report",
    "validate.h": "validate",
    "bench.h": "bench",
    "live_session.h": "session", "session.h": "session",
}

# What an include of a third-party library looks like, and the one file or the folders (with /) that may have it.
LIBRARIES = [
    (r"opencv2?/", "src/net/net_opencv.cpp"),
    (r"oneapi/|dnnl", "src/net/onednn.h"),
    (r"omp\.h", "src/net/exec.c"),
    (r"protobuf-c|onnx\.pb-c", "src/net/onnx_file.h"),
    (r"lib(av|sw)[a-z]+/", ("src/capture/", "src/movie/")),
    (r"libv4l|linux/videodev2", "src/camera/"),
    (r"jpeglib|jerror|jmorecfg|turbojpeg", "src/image/jpeg_decoder.c"),
    (r"png\.h|libpng", "src/image/png_file.c"),
    (r"(cairo|pango|fontconfig|glib|ft2build)", "src/overlay/"),
    (r"cjson/|cJSON\.h", "src/json/json.c"),
    (r"SDL", "src/window/"),
    (r"espeak", "src/window/voice.c"),
    (r"nettle/", "src/base/sha256.c"),
]

CPP_FILE = "src/net/net_opencv.cpp"
LINES_MAX = 900
VAGUE_NAMES = {"util", "utils", "common", "types", "misc", "helper", "helpers"}
# Of C and of POSIX.
SYSTEM_HEADERS = set("""
    assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic
    stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype
    aio cpio dirent dlfcn fcntl fmtmsg fnmatch ftw glob grp iconv langinfo libgen monetary mqueue ndbm netdb nl_types
    poll pthread pwd regex sched search semaphore spawn strings stropts syslog tar termios trace ulimit unistd utime
    utmpx wordexp
""".split())

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
SOURCE_ENDINGS = {".c", ".h", ".cpp", ".cc", ".cxx", ".hpp", ".hh", ".hxx", ".inc"}


def sees(room, other):
    """Whether a file of a room may include a header of another."""
    return room == other or FLOORS[room] > FLOORS[other]


def place(room):
    return f"{room} (floor {FLOORS[room]})"


class House:
    def __init__(self, root):
        self.root = root
        self.violations = []
        files = sorted(path for path in (root / "src").rglob("*") if path.is_file())
        self.sources = [path for path in files if path.suffix in SOURCE_ENDINGS]
        self.public = sorted((root / "include").rglob("*.h"))
        self.room_of_header = {path.name: self.room(path) for path in self.sources if path.suffix == ".h"}

    def say(self, path, line, text):
        name = path.relative_to(self.root).as_posix() if isinstance(path, pathlib.Path) else path
        self.violations.append(f"{name}:{line}: {text}" if line else f"{name}: {text}")

    def room(self, path):
        """The room a source file lies in; None for one that lies in no known room."""
        parts = path.relative_to(self.root / "src").parts
        return parts[0] if len(parts) == 2 and parts[0] in FLOORS else None

    def includes(self, path):
        """Yield (line, whether in angle brackets, name) of each include."""
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            yield text.count("\n", 0, match.start(1)) + 1, match[1] == "<", match[2]

    def check_rooms(self):
        for folder in sorted((self.root / "src").iterdir()):
            if folder.is_dir() and folder.name not in FLOORS:
                self.say(folder, 0, "this room is on no floor")
        for path in self.sources:
            if self.room(path) is None and path.parent.parent != self.root / "src":
                self.say(path, 0, "a source file lies directly in a room's folder")

    def check_includes(self):
        for path in self.sources:
            room = self.room(path)
            if room is None:
                continue
            for line, angle, name in self.includes(path):
                if name.startswith("sagitta/"):
                    self.check_public_include(path, line, room, name, angle)
                elif not angle:
                    self.check_private_include(path, line, room, name)
                if angle or name not in self.room_of_header:
                    self.check_library(path, line, name)
        for path in self.public:
            room = PUBLIC.get(path.name)
            if room is None or path.parent != self.root / "include" / "sagitta":
                self.say(path, 0, "this public header belongs to no room")
                continue
            for line, angle, name in self.includes(path):
                if name.startswith("sagitta/"):
                    self.check_public_include(path, line, room, name, angle)
                elif not angle:
                    self.say(path, line, f'a public header includes <sagitta/...>, not "{name}"')
                self.check_library(path, line, name)

    def check_public_include(self, path, line, room, name, angle):
        owner = PUBLIC.get(name[len("sagitta/"):])
        if owner is None:
            self.say(path, line, f"<{name}> belongs to no room")
        elif not sees(room, owner):
            self.say(path, line, f"{place(room)} includes <{name}> of {place(owner)}")
        if not angle:
            self.say(path, line, f"public headers are included as <{name}>")

    def check_private_include(self, path, line, room, name):
        owner = self.room_of_header.get(name)
        if owner is None:
            self.say(path, line, f'no room has a header "{name}"')
        elif room == "cli" and owner != "cli":
            self.say(path, line, f'cli sees only <sagitta/*.h>, not "{name}" of {owner}')
        elif not sees(room, owner):
            self.say(path, line, f'{place(room)} includes "{name}" of {place(owner)}')

    def check_library(self, path, line, name):
        for pattern, home in LIBRARIES:
            if not re.match(pattern, name):
                continue
            here = path.relative_to(self.root).as_posix()
            homes = (home,) if isinstance(home, str) else home
            if not any(here == one or (one.endswith("/") and here.startswith(one)) for one in homes):
                self.say(path, line, f"<{name}> is touched only in {' and '.join(homes)}")

    def check_names(self):
        first = {}
        for path in self.sources + self.public:
            if path.stem in VAGUE_NAMES:
                self.say(path, 0, "a name that says nothing")
            if path.suffix == ".h" and path.stem in SYSTEM_HEADERS and path not in self.public:
                self.say(path, 0, "named like a system header")
        for path in self.sources:
            if path.name in first:
                self.say(path, 0, f"the name is taken by {first[path.name].relative_to(self.root).as_posix()}")
            first.setdefault(path.name, path)

    def check_languages(self):
        cpp = [path for path in self.sources if path.suffix not in {".c", ".h", ".inc"}]
        for path in cpp:
            if path.relative_to(self.root).as_posix() != CPP_FILE:
                self.say(path, 0, f"the one C++ file is {CPP_FILE}")
        if not (self.root / CPP_FILE).is_file():
            self.say(CPP_FILE, 0, "the one C++ file is missing")

    def check_lengths(self):
        tests = sorted(path for path in (self.root / "tests").rglob("*") if path.suffix in SOURCE_ENDINGS)
        for path in self.sources + self.public + tests:
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > LINES_MAX:
                self.say(path, 0, f"{lines} lines, more than {LINES_MAX}")

    def check_cmake(self):
        for path in sorted((self.root / "src").glob("*/CMakeLists.txt")):
            folder = path.parent.name
            text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
            for call in re.finditer(r"sagitta_room\(([^)]*)\)", text):
                name, *words = call[1].split()
                line = text.count("\n", 0, call.start()) + 1
                if name != folder:
                    self.say(path, line, f"the room {name} lies in the folder {folder}")
                elif folder in FLOORS:
                    self.check_below(path, line, folder, words)

    def check_below(self, path, line, room, words):
        below = words[words.index("BELOW") + 1:] if "BELOW" in words else []
        for other in below[:below.index("USES")] if "USES" in below else below:
            if other not in FLOORS:
                self.say(path, line, f"BELOW names {other}, which is on no floor")
            elif FLOORS[room] <= FLOORS[other]:
                self.say(path, line, f"BELOW of {place(room)} names {place(other)}")

    def check(self):
        self.check_rooms()
        self.check_includes()
        self.check_names()
        self.check_languages()
        self.check_lengths()
        self.check_cmake()
        return self.violations


def main(root):
    violations = House(pathlib.Path(root).resolve()).check()
    for violation in violations:
        print(violation)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
