#include "clip.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "fail.h"
#include "filter.h"
#include "memory.h"
#include "stats.h"

/* Longest gap that is filled; at low rates a few frames more. */
#define GAP_S 0.2
#define GAP_FRAMES 2.5

/* A low-pass nearer to half the rate than this removes nothing. */
#define CUTOFF_MAX_RATIO 0.4

/*
 * One person's mid-hip and mid-shoulder cannot move faster: in trunk lengths, a constant for the model's jitter plus
 * a speed. 8 trunk lengths a second are about 4 m/s; a squat's hips reach 2 m/s.
 */
#define JUMP_TRUNKS 0.5
#define JUMP_TRUNKS_PER_S 8.0

/* Smallest deviation that the outlier filter repairs, in trunk lengths: about 1 cm. */
#define OUTLIER_FLOOR_TRUNKS 0.02

sag_joint sag__clip_joint(sag_side side, sag__part part)
{
    static const sag_joint left[SAG__PART_COUNT] = {
        [SAG__PART_SHOULDER] = SAG_JOINT_LEFT_SHOULDER,
        [SAG__PART_HIP] = SAG_JOINT_LEFT_HIP,
        [SAG__PART_KNEE] = SAG_JOINT_LEFT_KNEE,
        [SAG__PART_ANKLE] = SAG_JOINT_LEFT_ANKLE,
    };
    return (sag_joint)((int)left[part] + (int)side);
}

/* Middle of a pair of joints, left given. */
static void middle(const sag_skeleton *skeleton, sag_joint left, double *x_px, double *y_px)
{
    *x_px = 0.5 * ((double)skeleton->joint[left].x_px + (double)skeleton->joint[left + 1].x_px);
    *y_px = 0.5 * ((double)skeleton->joint[left].y_px + (double)skeleton->joint[left + 1].y_px);
}

/* Whether a could have become b, later by step_s. */
static bool is_same_person(const sag_skeleton *a, const sag_skeleton *b, double step_s)
{
    double ax, ay, bx, by, trunk[2][2];
    middle(a, SAG_JOINT_LEFT_SHOULDER, &trunk[0][0], &trunk[0][1]);
    middle(b, SAG_JOINT_LEFT_SHOULDER, &trunk[1][0], &trunk[1][1]);
    middle(a, SAG_JOINT_LEFT_HIP, &ax, &ay);
    middle(b, SAG_JOINT_LEFT_HIP, &bx, &by);
    double length = fmax(hypot(trunk[0][0] - ax, trunk[0][1] - ay), hypot(trunk[1][0] - bx, trunk[1][1] - by));
    double limit = length * (JUMP_TRUNKS + JUMP_TRUNKS_PER_S * step_s);
    return hypot(bx - ax, by - ay) <= limit &&
           hypot(trunk[1][0] - trunk[0][0], trunk[1][1] - trunk[0][1]) <= limit;
}

/* Times, their median rate, and where one person's frames join. */
static void read_times(sag__clip *clip)
{
    int64_t first_ns = clip->count > 0 ? sag_motion_get(clip->motion, 0)->t_ns : 0;
    size_t last_found = SIZE_MAX;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *skeleton = sag_motion_get(clip->motion, i);
        clip->t_s[i] = (double)(skeleton->t_ns - first_ns) * 1e-9;
        if (!skeleton->found) {
            continue;
        }
        clip->found_count++;
        clip->joined[i] = last_found != SIZE_MAX && is_same_person(sag_motion_get(clip->motion, last_found), skeleton,
                                                                   clip->t_s[i] - clip->t_s[last_found]);
        last_found = i;
    }
    if (clip->count < 2) {
        return;
    }
    for (size_t i = 0; i + 1 < clip->count; i++) {
        clip->scratch[i] = clip->t_s[i + 1] - clip->t_s[i];
    }
    clip->rate_hz = 1.0 / sag__stats_median(clip->scratch, clip->count - 1, clip->scratch);
}

/* Median distance between mid-shoulder and mid-hip over the frames with a person. NaN without one. */
static double trunk_length(const sag__clip *clip)
{
    size_t count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *skeleton = sag_motion_get(clip->motion, i);
        if (skeleton->found) {
            double shoulder_x, shoulder_y, hip_x, hip_y;
            middle(skeleton, SAG_JOINT_LEFT_SHOULDER, &shoulder_x, &shoulder_y);
            middle(skeleton, SAG_JOINT_LEFT_HIP, &hip_x, &hip_y);
            clip->scratch[count++] = hypot(shoulder_x - hip_x, shoulder_y - hip_y);
        }
    }
    return sag__stats_median(clip->scratch, count, clip->scratch);
}

/* Clean one coordinate. raw: as the model gave it, NaN where gated. Returns the median absolute residual. */
static double clean_coordinate(const sag__clip *clip, double *out, const double *raw, double floor_px,
                               double *smooth_scratch)
{
    for (size_t first = 0; first < clip->count;) {
        size_t end = first + 1;
        while (end < clip->count && (clip->joined[end] || !sag_motion_get(clip->motion, end)->found)) {
            end++;
        }
        sag__filter_hampel(out + first, raw + first, end - first, floor_px);
        sag__filter_fill(out + first, clip->t_s + first, end - first, clip->gap_s);
        if (clip->cutoff_hz > 0.0) {
            sag__filter_smooth(out + first, clip->t_s + first, end - first, clip->rate_hz, clip->cutoff_hz,
                               clip->gap_s, smooth_scratch);
        }
        first = end;
    }
    for (size_t i = 0; i < clip->count; i++) {
        clip->scratch[i] = fabs(raw[i] - out[i]);
    }
    return sag__stats_median(clip->scratch, clip->count, clip->scratch);
}

/* Gate and clean both coordinates of a joint. raw: room for count values. */
static void read_track(sag__clip *clip, sag__track *track, sag_joint joint, double floor_px, double *raw,
                       double *smooth_scratch)
{
    double residual_px[2] = {0.0, 0.0};
    for (int axis = 0; axis < 2; axis++) {
        for (size_t i = 0; i < clip->count; i++) {
            const sag_skeleton *skeleton = sag_motion_get(clip->motion, i);
            const sag_keypoint *point = &skeleton->joint[joint];
            bool usable = skeleton->found && (double)point->visibility_ratio >= clip->visibility_min;
            raw[i] = !usable ? NAN : (double)(axis == 0 ? point->x_px : point->y_px);
        }
        residual_px[axis] =
            clean_coordinate(clip, axis == 0 ? track->x_px : track->y_px, raw, floor_px, smooth_scratch);
    }
    double residual = hypot(residual_px[0], residual_px[1]) / sqrt(2.0);
    track->noise_px = isnan(residual) ? 0.0 : SAG__SD_PER_MAD * residual;
}

sag_status sag__clip_open(sag__clip *clip, const sag_motion *motion, const sag_analysis_options *options,
                          sag_error *err)
{
    memset(clip, 0, sizeof *clip);
    clip->motion = motion;
    clip->count = sag_motion_get_count(motion);
    clip->visibility_min = options->visibility_min;

    enum { ARRAYS = 2 /* times, statistics */ + 2 * SAG__PART_COUNT * 2 };
    size_t n = clip->count;
    clip->memory = sag__memory_alloc(ARRAYS * n + 1, sizeof *clip->memory);
    clip->joined = sag__memory_alloc(n + 1, sizeof *clip->joined);
    double *raw = sag__memory_alloc(n + 1, sizeof *raw);
    double *smooth_scratch = NULL;
    sag_status status = SAG_STATUS_OK;
    if (clip->memory == NULL || clip->joined == NULL || raw == NULL) {
        status = SAG_STATUS_NO_MEMORY;
    } else {
        clip->t_s = clip->memory;
        clip->scratch = clip->memory + n;
        read_times(clip);
        double step_s = clip->rate_hz > 0.0 ? 1.0 / clip->rate_hz : 0.0;
        clip->gap_s = fmax(GAP_S, GAP_FRAMES * step_s);
        clip->cutoff_hz = fmin(options->cutoff_hz, CUTOFF_MAX_RATIO * fmin(clip->rate_hz, SAG__FILTER_RATE_MAX_HZ));
        size_t room = sag__filter_smooth_scratch(clip->t_s, n, clip->rate_hz, clip->gap_s);
        smooth_scratch = sag__memory_alloc(room, sizeof *smooth_scratch);
        status = smooth_scratch == NULL ? SAG_STATUS_NO_MEMORY : SAG_STATUS_OK;
    }
    if (status == SAG_STATUS_OK) {
        double floor_px = OUTLIER_FLOOR_TRUNKS * trunk_length(clip);
        double *next = clip->memory + 2 * n;
        for (int side = 0; side < 2; side++) {
            for (int part = 0; part < SAG__PART_COUNT; part++) {
                sag__track *track = &clip->track[side][part];
                track->x_px = next;
                track->y_px = next + n;
                next += 2 * n;
                read_track(clip, track, sag__clip_joint((sag_side)side, (sag__part)part), floor_px, raw,
                           smooth_scratch);
            }
        }
    }
    sag__memory_free(smooth_scratch);
    sag__memory_free(raw);
    if (status != SAG_STATUS_OK) {
        sag__clip_release(clip);
        return sag__fail(err, status, "cannot analyze %zu frames: out of memory", n);
    }
    return SAG_STATUS_OK;
}

void sag__clip_release(sag__clip *clip)
{
    sag__memory_free(clip->memory);
    sag__memory_free(clip->joined);
    memset(clip, 0, sizeof *clip);
}
