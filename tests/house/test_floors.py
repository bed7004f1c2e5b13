"""The floor check must fail on each kind of bad house, by name, and stay silent on a good one."""

import pathlib
import tempfile
import unittest

import floors

GOOD = {
    "include/sagitta/status.h": "#include <sagitta/export.h>\n",
    "include/sagitta/export.h": "",
    "include/sagitta/skeleton.h": "#include <stddef.h>\n#include <sagitta/status.h>\n",
    "src/base/fail.h": "#include <sagitta/status.h>\n",
    "src/base/sha256.c": "#include <nettle/sha2.h>\n#include \"fail.h\"\n",
    "src/base/CMakeLists.txt": "sagitta_room(base sha256.c USES PkgConfig::NETTLE)\n",
    "src/geom/joint.c": "#include <sagitta/skeleton.h>\n#include \"fail.h\"\n",
    "src/geom/CMakeLists.txt": "sagitta_room(geom joint.c\n    BELOW base USES m) # BELOW session\n",
    "src/image/png_file.h": "",
    "src/image/png_file.c": "#include <png.h>\n#include \"png_file.h\"\n",
    "src/overlay/draw.c": "#include <cairo.h>\n#include \"png_file.h\"\n",
    "src/pose/region.h": "",
    "src/net/net.h": "",
    "src/net/net_opencv.cpp": "#include <opencv2/dnn.hpp>\n#include \"net.h\"\n",
    "src/cli/main.c": "#include <sagitta/skeleton.h>\n#include \"usage.h\"\n",
    "src/cli/usage.h": "",
}

# What is changed or added, and the one line that must come of it.
BAD = [
    ("src/base/up.c", '\n#include "net.h"\n', 'src/base/up.c:2: base (floor 0) includes "net.h" of net (floor 2)'),
    ("src/base/up.c", "# include <sagitta/skeleton.h>\n",
     "src/base/up.c:1: base (floor 0) includes <sagitta/skeleton.h> of geom (floor 2)"),
    ("src/analysis/side.c", '#include "region.h"\n',
     'src/analysis/side.c:1: analysis (floor 3) includes "region.h" of pose (floor 3)'),
    ("src/cli/deep.c", '#include "fail.h"\n', 'src/cli/deep.c:1: cli sees only <sagitta/*.h>, not "fail.h" of base'),
    ("src/geom/lost.c", '#include "lost.h"\n', 'src/geom/lost.c:1: no room has a header "lost.h"'),
    ("src/geom/quote.c", '#include "sagitta/status.h"\n',
     "src/geom/quote.c:1: public headers are included as <sagitta/status.h>"),
    ("src/geom/new.c", "#include <sagitta/new.h>\n", "src/geom/new.c:1: <sagitta/new.h> belongs to no room"),
    ("include/sagitta/export.h", "#include <sagitta/skeleton.h>\n",
     "include/sagitta/export.h:1: base (floor 0) includes <sagitta/skeleton.h> of geom (floor 2)"),
    ("include/sagitta/export.h", '#include "fail.h"\n',
     'include/sagitta/export.h:1: a public header includes <sagitta/...>, not "fail.h"'),
    ("include/sagitta/export.h", "#include <cairo.h>\n",
     "include/sagitta/export.h:1: <cairo.h> is touched only in src/overlay/"),
    ("include/sagitta/new.h", "", "include/sagitta/new.h: this public header belongs to no room"),
    ("src/pose/joint.c", "", "src/pose/joint.c: the name is taken by src/geom/joint.c"),
    ("src/geom/time.h", "", "src/geom/time.h: named like a system header"),
    ("src/geom/utils.c", "", "src/geom/utils.c: a name that says nothing"),
    ("src/attic/old.c", "", "src/attic: this room is on no floor"),
    ("src/geom/deep/old.c", "", "src/geom/deep/old.c: a source file lies directly in a room's folder"),
    ("src/geom/mat.cpp", "", "src/geom/mat.cpp: the one C++ file is src/net/net_opencv.cpp"),
    ("src/net/net_opencv.cpp", None, "src/net/net_opencv.cpp: the one C++ file is missing"),
    ("src/pose/other.c", "#include <opencv2/core.hpp>\n",
     "src/pose/other.c:1: <opencv2/core.hpp> is touched only in src/net/net_opencv.cpp"),
    ("src/pose/other.c", "#include <oneapi/dnnl/dnnl.h>\n",
     "src/pose/other.c:1: <oneapi/dnnl/dnnl.h> is touched only in src/net/onednn.h"),
    ("src/net/other.c", "#include <onnx.pb-c.h>\n",
     "src/net/other.c:1: <onnx.pb-c.h> is touched only in src/net/onnx_file.h"),
    ("src/pose/other.c", "#include <libavcodec/avcodec.h>\n",
     "src/pose/other.c:1: <libavcodec/avcodec.h> is touched only in src/capture/ and src/movie/"),
    ("src/image/jpeg.c", "#include <png.h>\n", "src/image/jpeg.c:1: <png.h> is touched only in src/image/png_file.c"),
    ("src/json/other.c", "#include <cjson/cJSON.h>\n",
     "src/json/other.c:1: <cjson/cJSON.h> is touched only in src/json/json.c"),
    ("src/base/other.c", "#include <nettle/sha2.h>\n",
     "src/base/other.c:1: <nettle/sha2.h> is touched only in src/base/sha256.c"),
    ("src/geom/long.c", "\n" * 901, "src/geom/long.c: 901 lines, more than 900"),
    ("tests/test_long.c", "\n" * 901, "tests/test_long.c: 901 lines, more than 900"),
    ("src/geom/CMakeLists.txt", "sagitta_room(geom joint.c\n    BELOW base pose)\n",
     "src/geom/CMakeLists.txt:1: BELOW of geom (floor 2) names pose (floor 3)"),
    ("src/geom/CMakeLists.txt", "\nsagitta_room(geom joint.c BELOW attic USES m)\n",
     "src/geom/CMakeLists.txt:2: BELOW names attic, which is on no floor"),
    ("src/geom/CMakeLists.txt", "sagitta_room(pose joint.c)\n",
     "src/geom/CMakeLists.txt:1: the room pose lies in the folder geom"),
]


def violations(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return floors.House(pathlib.Path(folder).resolve()).check()


class FloorCheck(unittest.TestCase):
    def test_good_house_is_silent(self):
        self.assertEqual(violations(GOOD), [])

    def test_bad_houses_fail(self):
        for name, text, line in BAD:
            files = {**GOOD, name: text}
            if text is None:
                del files[name]
            with self.subTest(line):
                self.assertEqual(violations(files), [line])


if __name__ == "__main__":
    unittest.main()
