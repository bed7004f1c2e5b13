#include <sagitta/skeleton.h>

#include <string.h>

static const char *const joint_names[SAG_JOINT_COUNT] = {
    "nose",           "left_eye_inner",  "left_eye",       "left_eye_outer", "right_eye_inner", "right_eye",
    "right_eye_outer", "left_ear",       "right_ear",      "mouth_left",     "mouth_right",     "left_shoulder",
    "right_shoulder", "left_elbow",      "right_elbow",    "left_wrist",     "right_wrist",     "left_pinky",
    "right_pinky",    "left_index",      "right_index",    "left_thumb",     "right_thumb",     "left_hip",
    "right_hip",      "left_knee",       "right_knee",     "left_ankle",     "right_ankle",     "left_heel",
    "right_heel",     "left_foot_index", "right_foot_index",
};

const char *sag_joint_name(sag_joint joint)
{
    return (unsigned)joint < SAG_JOINT_COUNT ? joint_names[joint] : NULL;
}

sag_joint sag_joint_find(const char *name)
{
    for (int i = 0; i < SAG_JOINT_COUNT; i++) {
        if (strcmp(joint_names[i], name) == 0) {
            return (sag_joint)i;
        }
    }
    return SAG_JOINT_COUNT;
}
