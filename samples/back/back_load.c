#include "back_load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sagitta/source.h>

#include "angle.h"
#include "back_cache.h"
#include "outline_snap.h"
#include "stats.h"

const char *const back_rule_name[SAG__BACK_RULE_COUNT] = {"polar", "arc", "axis", "apex", "standing"};

/* Where clips lie; the first folder also holds the caches. */
static const char *folder_of(const char *key, const char *otherwise)
{
    const char *value = getenv(key);
    return value != NULL ? value : otherwise;
}

static void *room(size_t count, size_t bytes)
{
    void *memory = calloc(count, bytes);
    if (memory == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return memory;
}

double back_now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static double scratch[BACK_FRAMES_MAX];

static double joint_y(const sag_skeleton *skeleton, sag_joint left)
{
    return 0.5 * (double)(skeleton->joint[left].y_px + skeleton->joint[left + 1].y_px);
}

static double joint_x(const sag_skeleton *skeleton, sag_joint left)
{
    return 0.5 * (double)(skeleton->joint[left].x_px + skeleton->joint[left + 1].x_px);
}

static int facing_of(const back_clip *clip)
{
    double votes = 0.0;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *s = &clip->skeleton[i];
        double toe = joint_x(s, SAG_JOINT_LEFT_FOOT_INDEX) - joint_x(s, SAG_JOINT_LEFT_HEEL);
        votes += s->found ? (toe > 0.0) - (toe < 0.0) : 0;
    }
    return votes < 0.0 ? -1 : 1;
}

/* Angle of the near upper arms from hanging along the trunk: 0 hanging, 90 forward. */
static double arm_deg(const sag_skeleton *s)
{
    double trunk_x = joint_x(s, SAG_JOINT_LEFT_HIP) - joint_x(s, SAG_JOINT_LEFT_SHOULDER);
    double trunk_y = joint_y(s, SAG_JOINT_LEFT_HIP) - joint_y(s, SAG_JOINT_LEFT_SHOULDER);
    double arm_x = joint_x(s, SAG_JOINT_LEFT_ELBOW) - joint_x(s, SAG_JOINT_LEFT_SHOULDER);
    double arm_y = joint_y(s, SAG_JOINT_LEFT_ELBOW) - joint_y(s, SAG_JOINT_LEFT_SHOULDER);
    return SAG__DEG(sag__angle_between(trunk_x, trunk_y, arm_x, arm_y));
}

static double lean_deg(const sag_skeleton *s)
{
    double forward = joint_x(s, SAG_JOINT_LEFT_SHOULDER) - joint_x(s, SAG_JOINT_LEFT_HIP);
    double up = joint_y(s, SAG_JOINT_LEFT_HIP) - joint_y(s, SAG_JOINT_LEFT_SHOULDER);
    return fabs(SAG__DEG(sag__angle_inclination(forward, up)));
}

/* Standing: the hips as high as they get; of these frames the ones with the arms as in the movement, if enough. */
static void find_standing(back_clip *clip)
{
    double height[BACK_FRAMES_MAX];
    double lean[BACK_FRAMES_MAX];
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *s = &clip->skeleton[i];
        lean[i] = s->found ? lean_deg(s) : NAN;
        height[i] = s->found ? joint_y(s, SAG_JOINT_LEFT_ANKLE) - joint_y(s, SAG_JOINT_LEFT_HIP) : NAN;
    }
    double top = sag__stats_quantile(height, clip->count, 0.95, scratch);
    double low = sag__stats_quantile(height, clip->count, 0.02, scratch);
    double upright = sag__stats_quantile(lean, clip->count, 0.1, scratch);
    size_t count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        if (height[i] < low + 0.6 * (top - low)) {
            scratch[count++] = arm_deg(&clip->skeleton[i]);
        }
    }
    double arm = sag__stats_median(scratch, count, scratch);
    size_t alike = 0;
    for (size_t i = 0; i < clip->count; i++) {
        clip->standing[i] = height[i] >= 0.97 * top && lean[i] <= upright + 6.0;
        alike += clip->standing[i] && fabs(arm_deg(&clip->skeleton[i]) - arm) < 35.0;
    }
    for (size_t i = 0; alike >= 8 && i < clip->count; i++) {
        clip->standing[i] = clip->standing[i] && fabs(arm_deg(&clip->skeleton[i]) - arm) < 35.0;
    }
}

static double standing_length(const back_clip *clip)
{
    size_t count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *s = &clip->skeleton[i];
        if (clip->standing[i] && s->found) {
            scratch[count++] = hypot(joint_x(s, SAG_JOINT_LEFT_SHOULDER) - joint_x(s, SAG_JOINT_LEFT_HIP),
                                     joint_y(s, SAG_JOINT_LEFT_SHOULDER) - joint_y(s, SAG_JOINT_LEFT_HIP));
        }
    }
    return sag__stats_median(scratch, count, scratch);
}

static FILE *open_cache(const char *name, const char *model)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s.cache", folder_of("BACK_WORK", "."), name, model);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(1);
    }
    return file;
}

static bool file_exists(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL) {
        fclose(file);
    }
    return file != NULL;
}

static sag_source *open_clip(const char *name, char *truth_path, size_t room_bytes)
{
    char path[512];
    snprintf(truth_path, room_bytes, "%s/%s/truth.csv", folder_of("BACK_WORK", "."), name);
    snprintf(path, sizeof path, "%s/%s/clip.mp4", folder_of("BACK_WORK", "."), name);
    if (!file_exists(path)) {
        snprintf(truth_path, room_bytes, "%s/%s/truth.csv", folder_of("BACK_SCENARIOS", "."), name);
        snprintf(path, sizeof path, "%s/%s/clip.mp4", folder_of("BACK_SCENARIOS", "."), name);
    }
    if (!file_exists(path)) {
        snprintf(path, sizeof path, "%s/%s.mp4", folder_of("BACK_CLIPS", "."), name);
    }
    sag_source *source = NULL;
    sag_error err = {0};
    if (sag_source_open(&source, path, NULL, &err) != SAG_STATUS_OK) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    return source;
}

const sag__back_model *back_model_of(const char *model)
{
    char name[64];
    snprintf(name, sizeof name, "blazepose-%s", model);
    const sag__back_model *found = sag__back_model_find(name);
    return found != NULL ? found : sag__back_model_find("blazepose-full");
}

sag_source *back_open_clip(const char *name)
{
    char truth_path[512];
    return open_clip(name, truth_path, sizeof truth_path);
}

void back_load(back_clip *clip, const char *name, const char *model, bool snap)
{
    static back_cache_frame cached;
    memset(clip, 0, sizeof *clip);
    snprintf(clip->name, sizeof clip->name, "%s", name);
    clip->skeleton = room(BACK_FRAMES_MAX, sizeof *clip->skeleton);
    clip->outline = room(BACK_FRAMES_MAX, sizeof *clip->outline);
    clip->truth = room(BACK_FRAMES_MAX, sizeof *clip->truth);
    clip->standing = room(BACK_FRAMES_MAX, sizeof *clip->standing);
    FILE *file = open_cache(name, model);
    while (clip->count < BACK_FRAMES_MAX && back_cache_read(file, &cached)) {
        clip->skeleton[clip->count++] = cached.skeleton;
    }
    clip->facing = facing_of(clip);
    find_standing(clip);
    clip->reference_px = standing_length(clip);
    rewind(file);

    char truth_path[512];
    sag_source *source = open_clip(name, truth_path, sizeof truth_path);
    clip->truth_count = back_truth_read(clip->truth, BACK_FRAMES_MAX, truth_path);
    double trace_us[BACK_FRAMES_MAX];
    double snap_us[BACK_FRAMES_MAX];
    for (size_t i = 0; i < clip->count && back_cache_read(file, &cached); i++) {
        sag_frame frame = {0};
        if (snap && sag_source_step(source, &frame, NULL) != SAG_STATUS_OK) {
            break;
        }
        sag__outline_axis axis;
        double start = back_now_us();
        if (cached.masked && sag__outline_axis_read(&axis, &cached.skeleton, clip->facing)) {
            sag__outline_trace(&clip->outline[i], cached.mask, BACK_CACHE_SIDE, &cached.skeleton.region, &axis);
        }
        double middle = back_now_us();
        if (snap && clip->outline[i].found) {
            sag__outline_snap(&clip->outline[i], &frame);
        }
        trace_us[i] = middle - start;
        snap_us[i] = back_now_us() - middle;
    }
    clip->trace_us = sag__stats_median(trace_us, clip->count, trace_us);
    clip->snap_us = sag__stats_median(snap_us, clip->count, snap_us);
    fclose(file);
    sag_source_close(source);
}
