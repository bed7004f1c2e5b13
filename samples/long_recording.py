#!/usr/bin/env python3
"""Makes a long recording of a short one: its frames forward, backward, forward, ... so that the movement goes on
without a jump. Times rise by the true intervals between the frames; outlines stay with their frames. For timing
`sagitta replay`, not for numbers about people.

    samples/long_recording.py out/pose.txt 10000 > long.txt
"""

import sys


def read(path):
    """Returns the lines up to 'frames', and for each frame its time in ns and its lines without index and time."""
    head, frames = [], []
    with open(path, encoding="utf-8") as file:
        for line in file:
            head.append(line)
            if line == "frames\n":
                break
        for line in file:
            if line.startswith("end "):
                break
            if line.startswith("outline "):
                frames[-1][1].append(line)
            else:
                _, t_ns, rest = line.split(" ", 2)
                frames.append((int(t_ns), [rest]))
    return head, frames


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    head, frames = read(sys.argv[1])
    if len(frames) < 2:
        sys.exit(f"{sys.argv[1]}: too few frames")
    wanted = int(sys.argv[2])
    sys.stdout.writelines(head)
    at, step, t_ns = 0, 1, frames[0][0]
    for index in range(wanted):
        first, *others = frames[at][1]
        sys.stdout.write(f"{index} {t_ns} {first}")
        sys.stdout.writelines(others)
        if not 0 <= at + step < len(frames):
            step = -step
        t_ns += abs(frames[at + step][0] - frames[at][0])
        at += step
    sys.stdout.write(f"end {wanted}\n")


if __name__ == "__main__":
    main()
