"""Makes docs/FAULTS.md from the folders that samples/faults.sh has filled: truth.csv, out/report.json.

faults_table.py --model NAME --fps HZ FOLDER...
"""

import argparse
import json
import pathlib

from faults_truth import Truth, all_sizes

WITHIN_SE = 2.0
HEAD = """# Compensations at known size

Rendered squats, each with one compensation whose size is known exactly (`samples/synth/faults`), through the whole
program: picture, network `{model}`, analysis; {fps} frames a second, 480 x 640. Made by `samples/faults.sh`.

*Rendered* is the size in the repetition that the finding names, from the joints' positions in space; *measured* the
size that the report gives, with its standard error; *within* whether they differ by at most {se:g} standard errors.
A rendered compensation that makes no finding stands as *not found*; what the report gives though it is not rendered
beyond the border to "possible" stands as *not rendered*. The networks never saw such a body: these figures say how the
parts work together, not how large the errors on people are.
The network does not see a mirror image as the mirror of what it saw, so a mirrored pair differs, within its errors.

| scenario | compensation | side | rendered | measured | within | severity | repetitions |
|---|---|---|---|---|---|---|---|
"""


def unit(name):
    return "%" if name in ("knee_in", "knee_asymmetry", "hip_shift") else "deg"


def size_in(truth, sizes, item):
    """Rendered size of a finding, None where nothing of its side was rendered."""
    values = sizes.get((item["name"], item["side"] or ""))
    if values is None:
        return None
    return values[0] if item["name"] == "depth_loss" else values[item["worst_rep"] - 1]


def row(scenario, name, side, rendered, item):
    if item is None:
        return [scenario, name, side, f"{rendered:.1f} {unit(name)}", "not found", "", "", ""]
    size = item["size"]
    within = rendered is not None and abs(size["value"] - rendered) <= WITHIN_SE * size["se"]
    return [scenario, name, side, "not rendered" if rendered is None else f"{rendered:.1f} {unit(name)}",
            f"{size['value']:.1f} ± {size['se']:.1f} {unit(name)}", "yes" if within else "**no**", item["severity"],
            f"{', '.join(map(str, item['reps']))} of {item['judged_reps']}"]


def rows_of(folder):
    scenario = folder.name.removeprefix("fault_")
    truth = Truth(folder / "truth.csv")
    sizes = all_sizes(truth)
    path = folder / "out" / "report.json"
    if not path.exists():
        return [[scenario, "", "", "", "no squat was found", "", "", ""]]
    with open(path, encoding="utf-8") as file:
        answer = json.load(file)
    border = {item["key"]: item["value"] for item in answer["thresholds"]}
    found = {(item["name"], item["side"] or ""): item for item in answer["findings"]}
    rows = []
    for (name, side), values in sizes.items():
        if max(values) > border[f"{name}.possible"]:
            item = found.pop((name, side), None)
            rows.append(row(scenario, name, side, max(values) if item is None else size_in(truth, sizes, item), item))
    for (name, side), item in found.items():
        rendered = size_in(truth, sizes, item)
        rows.append(row(scenario, name, side, rendered, item))
        rows[-1][3] = "not rendered" if rendered is None else f"not rendered ({rendered:.1f} {unit(name)})"
    if answer["repetitions"]["count"] != len(truth.rep):
        counted = f"{answer['repetitions']['count']} squats"
        rows.append([scenario, "", "", f"{len(truth.rep)} squats", counted, "**no**", "", ""])
    return rows or [[scenario, "none", "", "", "none", "yes", "", f"{len(truth.rep)} judged"]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--fps", required=True)
    parser.add_argument("folder", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    rows = [cells for folder in options.folder for cells in rows_of(folder)]
    print(HEAD.format(model=options.model, fps=options.fps, se=WITHIN_SE), end="")
    for cells in rows:
        print("| " + " | ".join(cells) + " |")
    real = [cells for cells in rows if cells[1] not in ("", "none") and not cells[3].startswith("not rendered")]
    hits = [cells for cells in real if cells[4] != "not found"]
    extra = [cells for cells in rows if cells[3].startswith("not rendered")]
    within = sum(cells[5] == "yes" for cells in hits)
    print(f"\n{len(hits)} of {len(real)} rendered compensations found, {within} of these within "
          f"{WITHIN_SE:g} standard errors; {len(extra)} findings of what was not rendered, "
          f"{sum(c[6] == 'clear' for c in extra)} of them clear.")


main()
