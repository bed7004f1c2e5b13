#include "clip.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "fail.h"
#include "filter.h"
#include "memory.h"
#include "stats.h"
#include "swap.h"

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

/*
 * The noise around a frame: from the samples within this time, together with as many samples' worth of the clip's
 * noise, so that a few residuals which happen to be small are not believed.
 */
#define LOCAL_NOISE_S 0.25
#define CLIP_NOISE_SAMPLES 8.0

/* A standard deviation of an axis in medians of the root mean square over two normal axes: 1 / sqrt(ln 2). */
#define SD_PER_MEDIAN_RMS 1.2011

/* The error is taken to grow as visibility falls, to ten times at most. */
#define VISIBILITY_FLOOR 0.1

/*
 * A line drawn through a gap misses what the joint did in it: a / 2 * (time since) * (time until). Hips that move by
 * half a metre in a second and stop at both ends are accelerated by about 2.5 m/s^2.
 */
#define ACCELERATION_TRUNKS_PER_S2 5.0

sag_joint sag__clip_joint(sag_side side, sag__part part)
{
    static const sag_joint left[SAG__PART_COUNT] = {
        [SAG__PART_SHOULDER] = SAG_JOINT_LEFT_SHOULDER,
        [SAG__PART_HIP] = SAG_JOINT_LEFT_HIP,
        [SAG__PART_KNEE] = SAG_JOINT_LEFT_KNEE,
        [SAG__PART_ANKLE] = SAG_JOINT_LEFT_ANKLE,
        [SAG__PART_HEEL] = SAG_JOINT_LEFT_HEEL,
        [SAG__PART_TOE] = SAG_JOINT_LEFT_FOOT_INDEX,
    };
    return (sag_joint)((int)left[part] + (int)side);
}

static void exchange(sag_skeleton *skeleton, sag__swap_group group)
{
    for (int left = (int)sag__swap_first(group); left <= (int)sag__swap_last(group); left += 2) {
        sag_keypoint point = skeleton->joint[left];
        skeleton->joint[left] = skeleton->joint[left + 1];
        skeleton->joint[left + 1] = point;
        sag_world_point world = skeleton->world[left];
        skeleton->world[left] = skeleton->world[left + 1];
        skeleton->world[left + 1] = world;
    }
}

/* Clockwise as seen in the picture, about the origin. */
static void turn(float *x, float *y, double cosine, double sine)
{
    double across = (double)*x;
    double down = (double)*y;
    *x = (float)(cosine * across - sine * down);
    *y = (float)(sine * across + cosine * down);
}

const sag_skeleton *sag__clip_skeleton(const sag__clip *clip, size_t i, sag_skeleton *room)
{
    const sag_skeleton *recorded = sag_motion_get(clip->motion, i);
    bool turned = clip->roll_rad != 0.0 && recorded->found;
    if (!turned && !clip->swapped[SAG__SWAP_LEGS][i] && !clip->swapped[SAG__SWAP_SHOULDERS][i]) {
        return recorded;
    }
    *room = *recorded;
    for (int group = 0; group < SAG__SWAP_GROUP_COUNT; group++) {
        if (clip->swapped[group][i]) {
            exchange(room, (sag__swap_group)group);
        }
    }
    if (turned) {
        double cosine = cos(clip->roll_rad);
        double sine = sin(clip->roll_rad);
        for (int joint = 0; joint < SAG_JOINT_COUNT; joint++) {
            turn(&room->joint[joint].x_px, &room->joint[joint].y_px, cosine, sine);
            turn(&room->world[joint].x_m, &room->world[joint].y_m, cosine, sine);
        }
    }
    return room;
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

enum { TRACK_COUNT = 2 * SAG__PART_COUNT, CHANNEL_COUNT = 2 * TRACK_COUNT };

static_assert(CHANNEL_COUNT <= SAG__FILTER_CHANNELS_MAX, "all coordinates are filtered side by side");

/* Working arrays of clip->count values each, and what the cleaning needs to know of the person. */
typedef struct workshop {
    double *raw[TRACK_COUNT][2];      /* coordinates as the model gave them, NaN where gated */
    double *visibility[TRACK_COUNT];
    bool *repaired[TRACK_COUNT];      /* nothing usable was measured on one of the axes */
    double *residual_px; /* root mean square over both axes of what cleaning changed; NaN where nothing was measured */
    double *window;      /* the residuals around a frame in their order */
    double *smooth;      /* of sag__filter_smooth */
    double trunk_px;
    double *memory;
    bool *flags;
} workshop;

static sag__track *track_of(sag__clip *clip, int t)
{
    return &clip->track[t / SAG__PART_COUNT][t % SAG__PART_COUNT];
}

/* The raw coordinates of all tracks. */
static void read_raw(const sag__clip *clip, workshop *work)
{
    sag_joint joint[TRACK_COUNT];
    for (int t = 0; t < TRACK_COUNT; t++) {
        joint[t] = sag__clip_joint((sag_side)(t / SAG__PART_COUNT), (sag__part)(t % SAG__PART_COUNT));
    }
    for (size_t i = 0; i < clip->count; i++) {
        sag_skeleton room;
        const sag_skeleton *skeleton = sag__clip_skeleton(clip, i, &room);
        for (int t = 0; t < TRACK_COUNT; t++) {
            const sag_keypoint *point = &skeleton->joint[joint[t]];
            double visibility = (double)point->visibility_ratio;
            bool usable = skeleton->found && visibility >= clip->visibility_min;
            work->raw[t][0][i] = usable ? (double)point->x_px : NAN;
            work->raw[t][1][i] = usable ? (double)point->y_px : NAN;
            work->visibility[t][i] = visibility;
        }
    }
}

/* Clean all tracks between the frames first .. end - 1, which show one person. */
static void clean_stretch(sag__clip *clip, workshop *work, size_t first, size_t end)
{
    double *channel[CHANNEL_COUNT];
    for (int t = 0; t < TRACK_COUNT; t++) {
        for (int axis = 0; axis < 2; axis++) {
            const double *raw = work->raw[t][axis];
            double *out = axis == 0 ? track_of(clip, t)->x_px : track_of(clip, t)->y_px;
            sag__filter_hampel(out + first, raw + first, end - first, OUTLIER_FLOOR_TRUNKS * work->trunk_px,
                               clip->kernels);
            for (size_t i = first; i < end; i++) {
                work->repaired[t][i] = work->repaired[t][i] || isnan(raw[i]) || out[i] != raw[i];
            }
            sag__filter_fill(out + first, clip->t_s + first, end - first, clip->gap_s);
            channel[2 * t + axis] = out + first;
        }
    }
    if (clip->cutoff_hz > 0.0) {
        sag__filter_smooth(channel, CHANNEL_COUNT, clip->t_s + first, end - first, clip->rate_hz, clip->cutoff_hz,
                           clip->gap_s, work->smooth, clip->kernels);
    }
}

/* Fill work->residual_px of a track. Returns: the robust standard deviation of an axis, 0 without data. */
static double measure_residuals(const sag__clip *clip, workshop *work, const sag__track *track, int t)
{
    double median_px[2];
    for (int axis = 0; axis < 2; axis++) {
        const double *out = axis == 0 ? track->x_px : track->y_px;
        for (size_t i = 0; i < clip->count; i++) {
            clip->scratch[i] = fabs(work->raw[t][axis][i] - out[i]);
        }
        median_px[axis] = sag__stats_median(clip->scratch, clip->count, clip->scratch);
    }
    for (size_t i = 0; i < clip->count; i++) {
        double x = work->raw[t][0][i] - track->x_px[i];
        double y = work->raw[t][1][i] - track->y_px[i];
        work->residual_px[i] = work->repaired[t][i] ? NAN : sqrt(0.5 * (x * x + y * y));
    }
    double residual = sqrt(0.5 * (median_px[0] * median_px[0] + median_px[1] * median_px[1]));
    return isnan(residual) ? 0.0 : SAG__SD_PER_MAD * residual;
}

/* Take a value out of an ascending list of n that holds it. */
static void list_remove(double *list, size_t n, double value)
{
    size_t k = 0;
    while (list[k] < value) {
        k++;
    }
    memmove(list + k, list + k + 1, (n - k - 1) * sizeof *list);
}

/* Noise of the residuals in an ordered list together with that of the clip. */
static double local_noise(const sag__track *track, const double *list, size_t count)
{
    double median = count == 0 ? 0.0 : 0.5 * (list[(count - 1) / 2] + list[count / 2]);
    double local = SD_PER_MEDIAN_RMS * median;
    double weight = (double)count / ((double)count + CLIP_NOISE_SAMPLES);
    return sqrt(weight * local * local + (1.0 - weight) * track->noise_px * track->noise_px);
}

/* Fill track->sd_px from the residuals. */
static void fill_noise(const sag__clip *clip, sag__track *track, const workshop *work, const double *visibility)
{
    size_t first = 0;
    size_t end = 0;
    size_t listed = 0; /* of the frames first .. end - 1, those that were measured */
    size_t before = SIZE_MAX; /* measured samples around the frame */
    size_t after = 0;
    for (size_t i = 0; i < clip->count; i++) {
        for (; clip->t_s[first] < clip->t_s[i] - LOCAL_NOISE_S; first++) {
            if (!isnan(work->residual_px[first])) {
                list_remove(work->window, listed--, work->residual_px[first]);
            }
        }
        for (; end < clip->count && clip->t_s[end] <= clip->t_s[i] + LOCAL_NOISE_S; end++) {
            if (!isnan(work->residual_px[end])) {
                sag__stats_insert(work->window, listed++, work->residual_px[end]);
            }
        }
        bool measured = !isnan(work->residual_px[i]);
        before = measured ? i : before;
        for (after = after > i ? after : i; after < clip->count && isnan(work->residual_px[after]);) {
            after++;
        }
        if (isnan(track->x_px[i]) || isnan(track->y_px[i])) {
            track->sd_px[i] = NAN;
            continue;
        }
        track->sd_px[i] = local_noise(track, work->window, listed);
        if (measured) {
            track->sd_px[i] /= fmax(visibility[i], VISIBILITY_FLOOR);
        } else {
            double since_s = before == SIZE_MAX ? clip->gap_s : clip->t_s[i] - clip->t_s[before];
            double until_s = after == clip->count ? clip->gap_s : clip->t_s[after] - clip->t_s[i];
            double missed_px = 0.5 * ACCELERATION_TRUNKS_PER_S2 * since_s * until_s * work->trunk_px;
            track->sd_px[i] = hypot(track->sd_px[i], missed_px);
        }
    }
}

static double ankle_middle(const sag__clip *clip)
{
    double sum_px = 0.0;
    for (int side = 0; side < 2; side++) {
        sum_px += sag__stats_median(clip->track[side][SAG__PART_ANKLE].x_px, clip->count, clip->scratch);
    }
    return 0.5 * sum_px;
}

/* Undo exchanges, then clean all tracks. memory: room for three arrays of a track each. */
static void read_tracks(sag__clip *clip, double *memory, workshop *work)
{
    work->trunk_px = trunk_length(clip);
    sag__swap_find(clip, work->trunk_px);
    read_raw(clip, work);
    for (int t = 0; t < TRACK_COUNT; t++) {
        sag__track *track = track_of(clip, t);
        track->x_px = memory;
        track->y_px = memory + clip->count;
        track->sd_px = memory + 2 * clip->count;
        memory += 3 * clip->count;
    }
    for (size_t first = 0; first < clip->count;) {
        size_t end = first + 1;
        while (end < clip->count && (clip->joined[end] || !sag_motion_get(clip->motion, end)->found)) {
            end++;
        }
        clean_stretch(clip, work, first, end);
        first = end;
    }
    for (int t = 0; t < TRACK_COUNT; t++) {
        sag__track *track = track_of(clip, t);
        track->noise_px = measure_residuals(clip, work, track, t);
        fill_noise(clip, track, work, work->visibility[t]);
    }
    clip->ankle_middle_px = ankle_middle(clip);
}

/* Take the memory of all arrays. smooth_count: values for the filter. Returns: false without memory. */
static bool workshop_open(workshop *work, size_t n, size_t smooth_count)
{
    enum { ARRAYS = 3 * TRACK_COUNT + 2 };
    *work = (workshop){
        .memory = sag__memory_alloc(ARRAYS * n + 1 + smooth_count, sizeof *work->memory),
        .flags = sag__memory_alloc(TRACK_COUNT * n + 1, sizeof *work->flags),
    };
    if (work->memory == NULL || work->flags == NULL) {
        return false;
    }
    double *free_values = work->memory;
    for (size_t t = 0; t < TRACK_COUNT; t++) {
        work->raw[t][0] = free_values;
        work->raw[t][1] = free_values + n;
        work->visibility[t] = free_values + 2 * n;
        work->repaired[t] = work->flags + t * n;
        free_values += 3 * n;
    }
    work->residual_px = free_values;
    work->window = free_values + n;
    work->smooth = free_values + 2 * n;
    return true;
}

static void workshop_close(workshop *work)
{
    sag__memory_free(work->memory);
    sag__memory_free(work->flags);
}

sag_status sag__clip_open(sag__clip *clip, const sag_motion *motion, const sag_analysis_options *options,
                          sag_error *err)
{
    memset(clip, 0, sizeof *clip);
    clip->motion = motion;
    clip->count = sag_motion_get_count(motion);
    clip->kernels = sag__kernels_choose();
    clip->visibility_min = options->visibility_min;
    clip->roll_rad = options->camera_roll_given ? options->camera_roll_rad : 0.0;

    enum { ARRAYS = 2 /* times, statistics */ + 2 * SAG__PART_COUNT * 3 };
    size_t n = clip->count;
    clip->memory = sag__memory_alloc(ARRAYS * n + 1, sizeof *clip->memory);
    clip->joined = sag__memory_alloc(n + 1, sizeof *clip->joined);
    bool complete = clip->memory != NULL && clip->joined != NULL;
    for (int group = 0; group < SAG__SWAP_GROUP_COUNT; group++) {
        clip->swapped[group] = sag__memory_alloc(n + 1, sizeof *clip->swapped[group]);
        complete = complete && clip->swapped[group] != NULL;
    }
    workshop work = {0};
    if (complete) {
        clip->t_s = clip->memory;
        clip->scratch = clip->memory + n;
        read_times(clip);
        double step_s = clip->rate_hz > 0.0 ? 1.0 / clip->rate_hz : 0.0;
        clip->gap_s = fmax(GAP_S, GAP_FRAMES * step_s);
        clip->cutoff_hz = fmin(options->cutoff_hz, CUTOFF_MAX_RATIO * fmin(clip->rate_hz, SAG__FILTER_RATE_MAX_HZ));
        size_t room = clip->cutoff_hz > 0.0 ? sag__filter_smooth_scratch(clip->t_s, n, clip->rate_hz, clip->cutoff_hz,
                                                                         clip->gap_s) : 0;
        complete = workshop_open(&work, n, room);
    }
    if (complete) {
        read_tracks(clip, clip->memory + 2 * n, &work);
    }
    workshop_close(&work);
    if (!complete) {
        sag__clip_release(clip);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot analyze %zu frames: out of memory", n);
    }
    return SAG_STATUS_OK;
}

void sag__clip_release(sag__clip *clip)
{
    sag__memory_free(clip->memory);
    sag__memory_free(clip->joined);
    for (int group = 0; group < SAG__SWAP_GROUP_COUNT; group++) {
        sag__memory_free(clip->swapped[group]);
    }
    memset(clip, 0, sizeof *clip);
}
