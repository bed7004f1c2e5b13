#include "stance.h"

#include <math.h>

#include "angle.h"
#include "stats.h"

/* Standing: knee flexion and trunk inclination in the picture below these, hips slower than this in leg lengths/s. */
#define KNEE_MAX_DEG 25.0
#define TRUNK_MAX_DEG 30.0
#define SPEED_MAX_LEGS_PER_S 0.15

/* Where hinges are looked for, a trunk that is inclined further is on its way: a held shallow hinge is no standing. */
#define HINGE_TRUNK_MAX_DEG 20.0

/* Stillness that lasts shorter is the turning point of a movement. */
#define STANDING_MIN_S 0.1
#define STANDING_MIN_FRAMES 3

/*
 * A quiet phase: standing frames with breaks no longer than this, for at least so long when the hips have not been down
 * before, and longer later, where standing is a rest between repetitions.
 */
#define QUIET_BREAK_S 0.15
#define QUIET_MIN_S 0.5
#define QUIET_LATER_MIN_S 1.5

/*
 * Of a quiet phase its last seconds are used: the arms are where they stay during the set. The model's hip points move
 * by several hundredths of a leg when the arms come up.
 */
#define QUIET_USED_S 2.0

/* Within a quiet phase the hips stay this near to its level, in leg lengths: its ends may be a beginning movement. */
#define QUIET_LEVEL_LEGS 0.02

/* Hips that come down by this, in leg lengths, begin a movement. */
#define MOVED_LEGS 0.2

/* Without standing the longest measured leg stands in for the standing one: this quantile leaves room for outliers. */
#define LONGEST_QUANTILE 0.95

bool sag__stance_is_side(sag_view view)
{
    return view == SAG_VIEW_SIDE || view == SAG_VIEW_SIDE_REDUCED;
}

double sag__stance_segment(const sag__clip *clip, sag_side side, sag__part a, sag__part b, size_t i)
{
    const sag__track *from = &clip->track[side][a];
    const sag__track *to = &clip->track[side][b];
    return hypot(to->x_px[i] - from->x_px[i], to->y_px[i] - from->y_px[i]);
}

double sag__stance_knee_flexion(const sag__clip *clip, sag_side side, size_t i)
{
    const sag__track *track = clip->track[side];
    double thigh_x = track[SAG__PART_HIP].x_px[i] - track[SAG__PART_KNEE].x_px[i];
    double thigh_y = track[SAG__PART_HIP].y_px[i] - track[SAG__PART_KNEE].y_px[i];
    double shank_x = track[SAG__PART_ANKLE].x_px[i] - track[SAG__PART_KNEE].x_px[i];
    double shank_y = track[SAG__PART_ANKLE].y_px[i] - track[SAG__PART_KNEE].y_px[i];
    return SAG__PI - sag__angle_between(thigh_x, thigh_y, shank_x, shank_y);
}

static double side_height(const sag__clip *clip, sag_side side, size_t i)
{
    return clip->track[side][SAG__PART_ANKLE].y_px[i] - clip->track[side][SAG__PART_HIP].y_px[i];
}

/* Mean of a value of both sides, or that of the near side alone. */
static double leg_mean(const sag__stance *stance, sag_side near_side, double left, double right)
{
    if (stance->near_only) {
        return near_side == SAG_SIDE_LEFT ? left : right;
    }
    return 0.5 * (left + right);
}

static double thigh_length(const sag__stance *stance, const sag__clip *clip, sag_side near_side, size_t i)
{
    return leg_mean(stance, near_side, sag__stance_segment(clip, SAG_SIDE_LEFT, SAG__PART_HIP, SAG__PART_KNEE, i),
                    sag__stance_segment(clip, SAG_SIDE_RIGHT, SAG__PART_HIP, SAG__PART_KNEE, i));
}

static double shank_length(const sag__stance *stance, const sag__clip *clip, sag_side near_side, size_t i)
{
    return leg_mean(stance, near_side, sag__stance_segment(clip, SAG_SIDE_LEFT, SAG__PART_KNEE, SAG__PART_ANKLE, i),
                    sag__stance_segment(clip, SAG_SIDE_RIGHT, SAG__PART_KNEE, SAG__PART_ANKLE, i));
}

/* Speed of the hips in pixels a second, from the neighbouring frames. NaN at an end or beside a gap. */
static double hip_speed(const sag__clip *clip, sag_side side, size_t i)
{
    const sag__track *hip = &clip->track[side][SAG__PART_HIP];
    if (i == 0 || i + 1 >= clip->count) {
        return NAN;
    }
    return hypot(hip->x_px[i + 1] - hip->x_px[i - 1], hip->y_px[i + 1] - hip->y_px[i - 1]) /
           (clip->t_s[i + 1] - clip->t_s[i - 1]);
}

/* Inclination of the trunk in the picture to either side, >= 0. NaN if hidden. */
static double trunk_lean(const sag__clip *clip, sag_side side, size_t i)
{
    const sag__track *track = clip->track[side];
    return fabs(sag__angle_inclination(track[SAG__PART_SHOULDER].x_px[i] - track[SAG__PART_HIP].x_px[i],
                                       track[SAG__PART_HIP].y_px[i] - track[SAG__PART_SHOULDER].y_px[i]));
}

/* Whether the near side (better visible side) of the person stands upright and still in frame i. */
static bool is_standing(const sag__clip *clip, sag_side side, double trunk_max_rad, size_t i)
{
    const sag__track *track = clip->track[side];
    double trunk_rad = trunk_lean(clip, side, i);
    double leg_px = sag__stance_segment(clip, side, SAG__PART_HIP, SAG__PART_KNEE, i) +
                    sag__stance_segment(clip, side, SAG__PART_KNEE, SAG__PART_ANKLE, i);
    double lean_rad = fabs(sag__angle_inclination(track[SAG__PART_HIP].x_px[i] - track[SAG__PART_ANKLE].x_px[i],
                                                  side_height(clip, side, i)));
    /* Comparisons with NaN are false: a hidden joint is not standing. */
    return sag__stance_knee_flexion(clip, side, i) < SAG__RAD(KNEE_MAX_DEG) && trunk_rad < trunk_max_rad &&
           lean_rad < SAG__RAD(TRUNK_MAX_DEG) && hip_speed(clip, side, i) < SPEED_MAX_LEGS_PER_S * leg_px;
}

static double foot_length(const sag__stance *stance, const sag__clip *clip, sag_side near_side, size_t i)
{
    return stance->near_only ? sag__stance_segment(clip, near_side, SAG__PART_HEEL, SAG__PART_TOE, i) : NAN;
}

typedef double (*frame_length)(const sag__stance *stance, const sag__clip *clip, sag_side near_side, size_t i);

/* Quantile of a length over the standing frames, or over all frames if there are none. Returns: 0 without data. */
static double quantile_of(frame_length length, double share, const sag__stance *stance, const sag__clip *clip,
                          sag_side near_side)
{
    for (size_t i = 0; i < clip->count; i++) {
        bool wanted = !stance->found || stance->used[i];
        clip->scratch[i] = wanted ? length(stance, clip, near_side, i) : NAN;
    }
    double quantile = sag__stats_quantile(clip->scratch, clip->count, share, clip->scratch);
    return isnan(quantile) ? 0.0 : quantile;
}

/* Median of the hips' height over the used frames first .. last. */
static double median_height(const sag__stance *stance, const sag__clip *clip, const double *height_px, size_t first,
                            size_t last)
{
    size_t count = 0;
    for (size_t i = first; i <= last; i++) {
        if (stance->used[i]) {
            clip->scratch[count++] = height_px[i];
        }
    }
    return sag__stats_median(clip->scratch, count, clip->scratch);
}

/* The time that the used frames first .. last cover, and how many they are. A used frame has both neighbours. */
static double covered_time(const sag__stance *stance, const sag__clip *clip, size_t first, size_t last, size_t *count)
{
    double time_s = 0.0;
    *count = 0;
    for (size_t i = first; i <= last && i < clip->count; i++) {
        if (stance->used[i]) {
            time_s += 0.5 * (clip->t_s[i + 1] - clip->t_s[i - 1]);
            *count += 1;
        }
    }
    return time_s;
}

/* A stretch of standing frames, from its first to its last one. */
typedef struct stretch {
    size_t first;
    size_t last;
    bool later; /* the person was down before it */
    double duration_s;
} stretch;

/* The next stretch at or behind frame `from`. Returns: false at the end of the clip. */
static bool next_stretch(stretch *out, const sag__stance *stance, const sag__clip *clip, size_t from)
{
    while (from < clip->count && !stance->used[from]) {
        from++;
    }
    if (from == clip->count) {
        return false;
    }
    out->first = out->last = from;
    for (size_t i = from + 1; i < clip->count && clip->t_s[i] - clip->t_s[out->last] <= QUIET_BREAK_S; i++) {
        out->last = stance->used[i] ? i : out->last;
    }
    out->duration_s = clip->t_s[out->last] - clip->t_s[out->first];
    return true;
}

/* What tells that the movement has begun: the hips of a squat are lower, the trunk of a hinge leans further. */
typedef struct down_rule {
    const double *height_px;
    double height_max_px;
    sag_side side;
    bool hinge;
} down_rule;

static bool is_down(const down_rule *down, const sag__clip *clip, size_t i)
{
    return down->hinge ? trunk_lean(clip, down->side, i) > SAG__RAD(HINGE_TRUNK_MAX_DEG)
                       : down->height_px[i] < down->height_max_px;
}

/*
 * The quiet phase before the set: the last stretch before the person first goes down; if there is none that is long
 * enough, the last of the later ones from which the person goes down again. quiet_s: all quiet standing before the
 * movement.
 * Returns: false if there is none.
 */
static bool find_quiet(stretch *quiet, double *quiet_s, const sag__stance *stance, const sag__clip *clip,
                       const down_rule *down)
{
    bool moved = false;
    bool any = false;
    size_t i = 0;
    stretch at;
    while (next_stretch(&at, stance, clip, i)) {
        for (; i < at.first; i++) {
            moved = moved || is_down(down, clip, i);
        }
        if (moved && any && !quiet->later) {
            break;
        }
        at.later = moved;
        bool moves_again = !moved;
        for (size_t k = at.last; k < clip->count && !moves_again; k++) {
            moves_again = is_down(down, clip, k);
        }
        *quiet_s = moved ? at.duration_s : *quiet_s + at.duration_s;
        if (moves_again && at.duration_s >= (moved ? QUIET_LATER_MIN_S : QUIET_MIN_S)) {
            *quiet = at;
            any = true;
        }
        i = at.last + 1;
    }
    if (any && quiet->later) {
        *quiet_s = quiet->duration_s;
    }
    return any;
}

/* Of a recording of quiet standing: its longest stretch. Returns: false if there is none that is long enough. */
static bool find_longest(stretch *quiet, double *quiet_s, const sag__stance *stance, const sag__clip *clip)
{
    stretch at;
    *quiet = (stretch){.duration_s = -1.0};
    for (size_t i = 0; next_stretch(&at, stance, clip, i); i = at.last + 1) {
        *quiet = at.duration_s > quiet->duration_s ? at : *quiet;
    }
    *quiet_s = quiet->duration_s;
    return quiet->duration_s >= QUIET_MIN_S;
}

/*
 * Leave only the last frames of a stretch, used_s long, in use; of them only those at their own level, if these are
 * enough.
 */
static void keep_stretch(sag__stance *stance, const sag__clip *clip, const double *height_px, const stretch *kept,
                         double used_s, double leg_px)
{
    size_t first = kept->first;
    while (clip->t_s[kept->last] - clip->t_s[first] > used_s) {
        first++;
    }
    double level_px = median_height(stance, clip, height_px, first, kept->last);
    double limit_px = QUIET_LEVEL_LEGS * leg_px;
    size_t level_count = 0;
    for (size_t i = first; i <= kept->last; i++) {
        level_count += stance->used[i] && fabs(height_px[i] - level_px) <= limit_px;
    }
    bool trim = level_count >= STANDING_MIN_FRAMES;
    for (size_t i = 0; i < clip->count; i++) {
        bool inside = i >= first && i <= kept->last;
        bool level = !trim || fabs(height_px[i] - level_px) <= limit_px;
        stance->used[i] = stance->used[i] && inside && level;
    }
}

/* Leave only the frames in use that the user named. */
static void keep_given(sag__stance *stance, const sag__clip *clip, const sag_analysis_options *options)
{
    for (size_t i = 0; i < clip->count; i++) {
        int64_t t_ns = sag_motion_get(clip->motion, i)->t_ns;
        stance->used[i] = stance->used[i] && t_ns >= options->baseline_from_ns && t_ns <= options->baseline_to_ns;
    }
}

/* Of all standing frames in stance->used keep those of the baseline, and describe it. */
static void choose_baseline(sag__stance *stance, const sag__clip *clip, const double *height_px, sag_analysis *out,
                            const sag_analysis_options *options)
{
    sag_baseline *baseline = &out->baseline;
    size_t frames = 0;
    size_t last = clip->count > 0 ? clip->count - 1 : 0;
    bool given = options->baseline_to_ns > 0;
    if (given) {
        keep_given(stance, clip, options);
    }
    double time_s = covered_time(stance, clip, 0, last, &frames);
    stance->found = frames >= STANDING_MIN_FRAMES && time_s >= STANDING_MIN_S;
    *baseline = (sag_baseline){.kind = SAG_BASELINE_NONE, .refused = given && !stance->found};
    if (!stance->found) {
        return;
    }
    *baseline = (sag_baseline){.kind = given ? SAG_BASELINE_GIVEN : SAG_BASELINE_MOMENTS, .last_frame = last};
    double leg_px = quantile_of(thigh_length, 0.5, stance, clip, out->near_side) +
                    quantile_of(shank_length, 0.5, stance, clip, out->near_side);
    stretch quiet = {0};
    bool standing = options->movement == SAG_MOVEMENT_STANDING;
    down_rule down = {.height_px = height_px,
                      .height_max_px = median_height(stance, clip, height_px, 0, last) - MOVED_LEGS * leg_px,
                      .side = out->near_side,
                      .hinge = options->movement == SAG_MOVEMENT_HINGE};
    if (given) {
        stance->quiet_s = time_s;
    } else if (standing ? find_longest(&quiet, &stance->quiet_s, stance, clip)
                        : find_quiet(&quiet, &stance->quiet_s, stance, clip, &down)) {
        keep_stretch(stance, clip, height_px, &quiet, standing ? INFINITY : QUIET_USED_S, leg_px);
        baseline->kind = SAG_BASELINE_QUIET;
    } else {
        stance->quiet_s = 0.0;
    }
    if (baseline->kind != SAG_BASELINE_MOMENTS) {
        while (!stance->used[baseline->first_frame]) {
            baseline->first_frame++;
        }
        while (!stance->used[baseline->last_frame]) {
            baseline->last_frame--;
        }
    }
    baseline->duration_s = covered_time(stance, clip, 0, last, &baseline->frame_count);
}

void sag__stance_find(sag__stance *stance, double *height_px, const sag__clip *clip, sag_analysis *out,
                      const sag_analysis_options *options)
{
    sag_side side = out->near_side;
    bool hinge = options->movement == SAG_MOVEMENT_HINGE;
    double trunk_max_rad = SAG__RAD(hinge ? HINGE_TRUNK_MAX_DEG : TRUNK_MAX_DEG);
    *stance = (sag__stance){.near_only = sag__stance_is_side(out->view), .hip_height_px = NAN, .used = stance->used};
    for (size_t i = 0; i < clip->count; i++) {
        height_px[i] = leg_mean(stance, side, side_height(clip, SAG_SIDE_LEFT, i),
                                side_height(clip, SAG_SIDE_RIGHT, i));
        stance->used[i] = is_standing(clip, side, trunk_max_rad, i) && !isnan(height_px[i]);
    }
    choose_baseline(stance, clip, height_px, out, options);
    double share = stance->found ? 0.5 : LONGEST_QUANTILE;
    stance->thigh_length_px = quantile_of(thigh_length, share, stance, clip, side);
    double shank_px = quantile_of(shank_length, share, stance, clip, side);
    stance->leg_length_px = stance->thigh_length_px > 0.0 && shank_px > 0.0 ? stance->thigh_length_px + shank_px : 0.0;
    stance->foot_length_px = quantile_of(foot_length, share, stance, clip, side);
    if (stance->found) {
        stance->hip_height_px = median_height(stance, clip, height_px, 0, clip->count - 1);
        for (size_t i = 0; i < clip->count; i++) {
            clip->scratch[i] = stance->used[i] ? height_px[i] : NAN;
        }
        stance->hip_height_sd_px =
            SAG__SD_PER_MAD * sag__stats_mad(clip->scratch, clip->count, stance->hip_height_px, clip->scratch);
    }
}
