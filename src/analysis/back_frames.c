/* The back in every frame: gates of the clip, the three metrics with their errors, the tangents to draw. */
#include "back_fill.h"

#include <math.h>

#include "angle.h"
#include "memory.h"
#include "stats.h"

/*
 * Standard error of a change, against rendered people of other bodies than the constants were found on: a constant, a
 * share of the change, a part of the rules' disagreement, and a part of the angle to the side view. ACCURACY.md holds
 * the test of it. What people add is not known.
 */
#define ERROR_RAD SAG__RAD(1.6)
#define ERROR_SHARE 0.09
#define ERROR_PER_SPREAD 0.25
#define ERROR_PER_OFF_SIDE 0.7

/* How exactly people who are asked to film from the side do so; the estimate from the picture is no better. */
#define OFF_SIDE_PRIOR_RAD SAG__RAD(5.0)

/* Quantiles that stand for the least and the largest of many frames. */
#define LOW_SHARE 0.05
#define HIGH_SHARE 0.98

sag_gate_state sag__back_gate_state(sag_back_gate gate, double value)
{
    const sag_back_gate_info *info = sag_back_gate_get_info(gate);
    if (isnan(value)) {
        return SAG_GATE_UNKNOWN;
    }
    if (value >= info->caution_low && value <= info->caution_high) {
        return SAG_GATE_GOOD;
    }
    return value >= info->refuse_low && value <= info->refuse_high ? SAG_GATE_CAUTION : SAG_GATE_REFUSED;
}

static void set_gate(sag_gate_result *result, sag_back_gate gate, double value)
{
    result[gate] = (sag_gate_result){sag__back_gate_state(gate, value), isnan(value) ? 0.0 : value};
}

/* Frames first .. end - 1, or those of them that `among` marks. */
typedef struct frame_set {
    size_t first;
    size_t end;
    const bool *among; /* or NULL */
} frame_set;

static bool is_wanted(const frame_set *set, size_t i)
{
    return set->among == NULL || set->among[i];
}

static double quantile_of(const sag__back_clip *back, const double *series, double share, const frame_set *set)
{
    size_t count = 0;
    for (size_t i = set->first; i < set->end; i++) {
        if (is_wanted(set, i)) {
            back->series.scratch[count++] = series[i];
        }
    }
    return sag__stats_quantile(back->series.scratch, count, share, back->series.scratch);
}

void sag__back_gate_frames(sag_gate_result result[SAG_BACK_GATE_COUNT], const sag__back_clip *back, size_t first,
                           size_t end, const bool *among)
{
    const sag__back_series *s = &back->series;
    const frame_set set = {first, end, among};
    size_t count = 0;
    size_t found = 0;
    for (size_t i = first; i < end; i++) {
        count += is_wanted(&set, i);
        found += is_wanted(&set, i) && !isnan(s->lumbar_rad[i]);
    }
    set_gate(result, SAG_BACK_GATE_ARM, quantile_of(back, back->arm, LOW_SHARE, &set));
    set_gate(result, SAG_BACK_GATE_LEAP, quantile_of(back, s->leap_rad, HIGH_SHARE, &set));
    set_gate(result, SAG_BACK_GATE_JUMP, quantile_of(back, s->jump_rad, 1.0, &set));
    set_gate(result, SAG_BACK_GATE_SPREAD, quantile_of(back, s->spread_rad, 0.5, &set));
    set_gate(result, SAG_BACK_GATE_FOUND, count > 0 ? (double)found / (double)count : NAN);
}

sag_reason sag__back_gate_reason(const sag_gate_result result[SAG_BACK_GATE_COUNT])
{
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        const sag_back_gate_info *info = sag_back_gate_get_info((sag_back_gate)g);
        bool refused = result[g].state == SAG_GATE_REFUSED;
        if (refused || (result[g].state == SAG_GATE_CAUTION && info->hides_number)) {
            return info->reason;
        }
    }
    return SAG_REASON_NONE;
}

bool sag__back_gate_is_visible(const sag_gate_result result[SAG_BACK_GATE_COUNT])
{
    static const sag_back_gate needed[] = {SAG_BACK_GATE_VIEW,       SAG_BACK_GATE_PRESENCE, SAG_BACK_GATE_SIZE,
                                           SAG_BACK_GATE_EDGE_WIDTH, SAG_BACK_GATE_ARM,      SAG_BACK_GATE_FOUND};
    for (size_t k = 0; k < sizeof needed / sizeof *needed; k++) {
        if (result[needed[k]].state != SAG_GATE_GOOD && result[needed[k]].state != SAG_GATE_CAUTION) {
            return false;
        }
    }
    return true;
}

/* Root mean square of the angle to the side view that an estimate with its error stands for. */
static double expected_off_side(const sag_analysis *out)
{
    double prior = OFF_SIDE_PRIOR_RAD * OFF_SIDE_PRIOR_RAD;
    double error = out->view_off_side_se_rad * out->view_off_side_se_rad;
    double mean = prior / (prior + error) * out->view_off_side_rad;
    return sqrt(mean * mean + prior * error / (prior + error));
}

double sag__back_error_thorax(const sag_analysis *out, const sag__back_clip *back)
{
    double view = ERROR_PER_OFF_SIDE * expected_off_side(out);
    double noise = back->baseline.noise_rad;
    return sqrt(ERROR_RAD * ERROR_RAD + view * view + noise * noise);
}

double sag__back_error(const sag_analysis *out, const sag__back_clip *back, double change_rad, double spread_rad)
{
    double share = ERROR_SHARE * change_rad;
    double spread = ERROR_PER_SPREAD * (isnan(spread_rad) ? 0.0 : spread_rad);
    return hypot(sag__back_error_thorax(out, back), hypot(share, spread));
}

/* Presence of the found frames, all but the worst. */
static double presence(const sag__back_clip *back)
{
    const sag__clip *clip = back->clip;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *skeleton = sag_motion_get(clip->motion, i);
        clip->scratch[i] = skeleton->found ? (double)skeleton->presence_ratio : NAN;
    }
    return sag__stats_quantile(clip->scratch, clip->count, LOW_SHARE, clip->scratch);
}

static void judge_clip(sag_analysis *out, const sag__back_clip *back)
{
    sag_gate_result *gate = out->back.gate;
    set_gate(gate, SAG_BACK_GATE_VIEW, out->view == SAG_VIEW_UNKNOWN ? NAN : out->view_off_side_rad);
    set_gate(gate, SAG_BACK_GATE_PRESENCE, presence(back));
    if (!back->laid) {
        return;
    }
    set_gate(gate, SAG_BACK_GATE_SIZE, back->reference_px);
    set_gate(gate, SAG_BACK_GATE_BASELINE_FRAMES, (double)back->baseline.count);
    set_gate(gate, SAG_BACK_GATE_BASELINE_SHAPE, back->baseline.shape_rad);
    set_gate(gate, SAG_BACK_GATE_BASELINE_NOISE, back->baseline.noise_rad);
    set_gate(gate, SAG_BACK_GATE_EDGE_WIDTH,
             sag__stats_median(back->series.width, back->series.count, back->series.scratch));
    sag__back_gate_frames(gate, back, 0, back->series.count, back->series.standing);
}

/* The tangents of a frame as lines in the recorded picture. */
static void fill_mark(sag_back_mark *mark, const sag__back_clip *back, size_t i)
{
    double thorax_x, thorax_y, sacrum_x, sacrum_y;
    mark->measured = sag__back_clip_locate(back, i, back->series.thorax_place[i], &thorax_x, &thorax_y) &&
                     sag__back_clip_locate(back, i, back->series.sacrum_place[i], &sacrum_x, &sacrum_y);
    if (!mark->measured) {
        return;
    }
    /* An inclination from the upright, forward +, as a direction in the picture before it was turned upright. */
    double roll_rad = back->clip->roll_rad;
    double thorax_rad = back->facing * back->series.thorax_tangent_rad[i] - 0.5 * SAG__PI - roll_rad;
    double sacrum_rad = back->facing * back->series.sacrum_tangent_rad[i] - 0.5 * SAG__PI - roll_rad;
    mark->thorax_x_px = (float)thorax_x;
    mark->thorax_y_px = (float)thorax_y;
    mark->thorax_rad = (float)remainder(thorax_rad, 2.0 * SAG__PI);
    mark->sacrum_x_px = (float)sacrum_x;
    mark->sacrum_y_px = (float)sacrum_y;
    mark->sacrum_rad = (float)remainder(sacrum_rad, 2.0 * SAG__PI);
}

/* The standing frame nearest to the middle of all standing frames, which are at 0. */
static size_t middle_of_standing(const sag__back_clip *back)
{
    size_t best = 0;
    double least = INFINITY;
    for (size_t i = 0; i < back->series.count; i++) {
        double away = fabs(back->series.lumbar_rad[i]) + fabs(back->series.pelvis_rad[i]);
        if (back->series.standing[i] && away < least) {
            least = away;
            best = i;
        }
    }
    return best;
}

/* Whether the number of a frame is to be believed by itself. */
static bool is_good_frame(const sag__back_clip *back, size_t i)
{
    return !isnan(back->series.lumbar_rad[i]) &&
           sag__back_gate_state(SAG_BACK_GATE_SPREAD, back->series.spread_rad[i]) == SAG_GATE_GOOD &&
           sag__back_gate_state(SAG_BACK_GATE_ARM, back->arm[i]) != SAG_GATE_REFUSED;
}

static void fill_numbers(sag_analysis *out, const sag__back_clip *back)
{
    const double *from[] = {back->series.lumbar_rad, back->series.pelvis_rad, back->series.thorax_rad};
    bool any = false;
    for (size_t i = 0; i < back->series.count; i++) {
        bool good = is_good_frame(back, i);
        any = any || good;
        for (int k = 0; k < 3; k++) {
            int metric = SAG_METRIC_LUMBAR_FLEXION + k;
            double value = good ? from[k][i] : NAN;
            double se = metric == SAG_METRIC_THORAX_INCLINATION
                            ? sag__back_error_thorax(out, back)
                            : sag__back_error(out, back, value, back->series.spread_rad[i]);
            out->series[metric][i] = value;
            out->series_se[metric][i] = good ? se : NAN;
        }
    }
    if (!any) {
        out->back.reason = SAG_REASON_COVERED;
    }
}

sag_status sag__back_fill_frames(sag_analysis *out, const sag__back_clip *back)
{
    judge_clip(out, back);
    out->back.reason = back->reason != SAG_REASON_NONE ? back->reason : sag__back_gate_reason(out->back.gate);
    if (out->back.reason == SAG_REASON_NONE) {
        fill_numbers(out, back);
    }
    for (int m = SAG_METRIC_LUMBAR_FLEXION; m <= SAG_METRIC_THORAX_INCLINATION; m++) {
        out->clip_reason[m] = out->back.reason;
    }
    if (back->reason != SAG_REASON_NONE || out->back.gate[SAG_BACK_GATE_VIEW].state == SAG_GATE_REFUSED) {
        return SAG_STATUS_OK;
    }
    out->back.mark = sag__memory_alloc(back->series.count + 1, sizeof *out->back.mark);
    if (out->back.mark == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < back->series.count; i++) {
        fill_mark(&out->back.mark[i], back, i);
    }
    out->back.standing_frame = middle_of_standing(back);
    return SAG_STATUS_OK;
}
