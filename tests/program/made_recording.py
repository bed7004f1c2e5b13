"""A pose recording made of a truth file of sagitta-synth: the joints where the truth sees them, with the noise of a
pose network, in the form that `sagitta replay` reads. It can be mirrored and turned without the noise changing."""

import math
import random
import struct

SIDES = ("left", "right")
NAMES = ["nose", *(f"{side}_eye{part}" for side in SIDES for part in ("_inner", "", "_outer")), "left_ear", "right_ear",
         "mouth_left", "mouth_right",
         *(f"{side}_{joint}" for joint in ("shoulder", "elbow", "wrist", "pinky", "index", "thumb", "hip", "knee",
                                           "ankle", "heel", "foot_index") for side in SIDES)]
HEAD = """sagitta-recording 1
program_version "0.1.0"
source_name "made.mp4"
source_kind video
width_px {width}
height_px {height}
rotation_deg 0
flipped 0
codec "h264"
pixel_format "yuv420p"
nominal_rate_hz {rate}
frame_count_hint {count}
frame_count {count}
duration_ns {duration}
variable_rate 0
damaged 0
damage ""
slow_motion_ratio 1
image_rate_hz 30
cutoff_hz 6
visibility_min 0.5
model_name "blazepose-full"
model_sha256 "{zeros}"
detector_name "blazepose-detector"
detector_sha256 "{zeros}"
interrupted 0
joints {names}
frames
"""


def truth_name(joint):
    """The truth's name of a joint of the recording, or of the nearest that it has."""
    if joint.startswith("mouth"):
        return "nose"
    for short in ("_inner", "_outer"):
        joint = joint.removesuffix(short)
    return joint.replace("pinky", "index").replace("thumb", "index") if "foot" not in joint else joint


def single(value):
    """As a 32 bit float, which is what a recording holds."""
    return struct.unpack("f", struct.pack("f", value))[0]


class Recording:
    """frames: for each (t_ns, {joint: (x, y) px}, {joint: (x, y, z) m}). clearer: the side that is seen better."""

    def __init__(self, truth, noise_px, seed=1):
        number = random.Random(seed)
        self.width = int(truth.parameter["width_px"])
        self.height = int(truth.parameter["height_px"])
        self.rate = truth.rate_hz
        self.clearer = truth.parameter["facing"]
        self.frames = []
        yaw = math.radians(float(truth.parameter["camera_yaw_deg"]))
        facing = 1.0 if truth.parameter["facing"] == "right" else -1.0
        away = (-math.sin(yaw), -facing * math.cos(yaw))  # the camera's axis over the floor, forward and right
        across = (-away[1], away[0])
        noise_m = noise_px * 1.75 / (0.65 * self.height)
        for row in truth.row:
            pixels, world = {}, {}
            middle = [0.5 * (row[f"left_hip_{axis}_m"] + row[f"right_hip_{axis}_m"]) for axis in "xyz"]
            for joint in NAMES:
                at = truth_name(joint)
                pixels[joint] = tuple(row[f"{at}_{axis}_px"] + number.gauss(0.0, noise_px) for axis in "uv")
                x, y, z = (row[f"{at}_{axis}_m"] - middle[i] for i, axis in enumerate("xyz"))
                place = (x * across[0] + z * across[1], -y, x * away[0] + z * away[1])
                world[joint] = tuple(value + number.gauss(0.0, noise_m) for value in place)
            self.frames.append((round(row["t_s"] * 1e9), pixels, world))

    def change(self, pixel, point, name=lambda joint: joint):
        """Another recording whose joints are moved by the first two functions and renamed by the third."""
        other = Recording.__new__(Recording)
        other.width, other.height, other.rate = self.width, self.height, self.rate
        other.clearer = name(f"{self.clearer}_hip").removesuffix("_hip")
        other.frames = [(t_ns, {name(joint): pixel(*at) for joint, at in pixels.items()},
                         {name(joint): point(*at) for joint, at in world.items()})
                        for t_ns, pixels, world in self.frames]
        return other

    def mirror(self):
        """As the picture's mirror image shows it: the left hand is a right one."""
        swap = {**{a: a.replace("left", "right") for a in NAMES if "left" in a},
                **{a: a.replace("right", "left") for a in NAMES if "right" in a}}
        return self.change(lambda x, y: (self.width - x, y), lambda x, y, z: (-x, y, z), lambda a: swap.get(a, a))

    def roll(self, degrees):
        """As a camera turned clockwise by that sees it: the picture turns counterclockwise about its middle."""
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        u, v = 0.5 * self.width, 0.5 * self.height
        return self.change(lambda x, y: (u + c * (x - u) + s * (y - v), v - s * (x - u) + c * (y - v)),
                           lambda x, y, z: (c * x + s * y, -s * x + c * y, z))

    def write(self, path):
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(HEAD.format(width=self.width, height=self.height, rate=f"{self.rate:g}", count=len(self.frames),
                                   duration=self.frames[-1][0], zeros="0" * 64, names=" ".join(NAMES)))
            for index, (t_ns, pixels, world) in enumerate(self.frames):
                numbers = [1.0, 0.5 * self.width, 0.5 * self.height, float(self.height), 0.0]
                for joint in NAMES:
                    numbers += [*pixels[joint], 0.0, 0.99 if joint.startswith(self.clearer) else 0.98, 0.99]
                for joint in NAMES:
                    numbers += world[joint]
                file.write(f"{index} {t_ns} 1 {' '.join(f'{single(value):.9g}' for value in numbers)}\n")
            file.write(f"end {len(self.frames)}\n")
