"""Add up ctest's JUnit files: print `N passed, N failed, N skipped`, exit 1 on a failure or when no test ran.

A test that ctest did not start for another reason than a wish to skip (program missing, fixture failed) has failed.
"""

import sys
import xml.etree.ElementTree as ElementTree


def outcome(case):
    status = case.get("status")
    if status == "run":
        return "passed"
    skipped = case.find("skipped")
    wanted = skipped is not None and skipped.get("message", "").startswith("SKIP_")
    return "skipped" if status == "disabled" or wanted else "failed"


def main(paths):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for path in paths:
        try:
            cases = ElementTree.parse(path).getroot().iter("testcase")
        except FileNotFoundError:
            continue  # ctest writes no file when no test was selected
        for case in cases:
            count[outcome(case)] += 1
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**count))
    return 0 if count["passed"] and not count["failed"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
