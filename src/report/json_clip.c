/* The parts of report.json about the clip: was it filmed well, from where, whom does it show, how do they stand. */
#include "json_parts.h"

#include <math.h>

#include "angle.h"
#include "present.h"

/* Turn-out is coarse: it is told in steps of this size. */
#define TURN_OUT_STEP_DEG 10.0

void sag__json_add_set_up(sag__json *root, const sag_analysis *analysis)
{
    sag__json *list = sag__json_add_array(root, "set_up");
    for (int c = 0; c < SAG_CHECK_COUNT; c++) {
        const sag_check check = (sag_check)c;
        const sag_check_result *result = &analysis->check[c];
        bool known = result->state != SAG_CHECK_UNKNOWN;
        bool with_se = known && check == SAG_CHECK_CAMERA_ROLL;
        sag__json *item = sag__json_add_object(list, NULL);
        sag__json_add_string(item, "name", sag_check_name(check));
        sag__json_add_string(item, "state", sag_check_state_name(result->state));
        sag__json_add_string(item, "unit", sag__present_check_unit(check));
        sag__json_add_number(item, "value", known ? sag__present_check_value(check, result->value) : NAN, 3);
        sag__json_add_number(item, "se", with_se ? sag__present_check_value(check, result->se) : NAN, 3);
        sag__json_add_number(item, "limit", known ? sag__present_check_value(check, result->limit) : NAN, 3);
        if (result->state == SAG_CHECK_POOR || result->state == SAG_CHECK_BAD) {
            char advice[SAG__PRESENT_ADVICE_BYTES];
            sag__present_check_advice(advice, sizeof advice, analysis, check);
            sag__json_add_string(item, "advice", advice);
        } else {
            sag__json_add_null(item, "advice");
        }
    }
}

/* Lengths of 0 mean unknown and become null. */
static void add_length(sag__json *parent, const char *key, double length_px)
{
    sag__json_add_number(parent, key, length_px > 0.0 ? length_px : NAN, 1);
}

/* Counts below 0 mean unknown and become null. */
static void add_count(sag__json *parent, const char *key, int count)
{
    if (count >= 0) {
        sag__json_add_integer(parent, key, count);
    } else {
        sag__json_add_null(parent, key);
    }
}

static void add_view(sag__json *clip, const sag_analysis *analysis)
{
    bool known = analysis->view != SAG_VIEW_UNKNOWN;
    sag__json_add_string(clip, "view", sag_view_name(analysis->view));
    if (analysis->view_other != analysis->view && analysis->view_other != SAG_VIEW_UNKNOWN) {
        sag__json_add_string(clip, "view_other", sag_view_name(analysis->view_other));
    } else {
        sag__json_add_null(clip, "view_other");
    }
    sag__json_add_number(clip, "view_off_side_deg", known ? SAG__DEG(analysis->view_off_side_rad) : NAN, 1);
    sag__json_add_number(clip, "view_off_side_se_deg", known ? SAG__DEG(analysis->view_off_side_se_rad) : NAN, 1);
    sag__json_add_string(clip, "facing", sag_facing_name(analysis->facing));
    sag__json_add_string(clip, "near_side", sag_side_name(analysis->near_side));
}

/* What goes along with the movement and helps to read it. */
static void add_covariates(sag__json *clip, const sag_analysis *analysis)
{
    sag__json *covariates = sag__json_add_object(clip, "covariates");
    for (int side = SAG_SIDE_LEFT; side <= SAG_SIDE_RIGHT; side++) {
        sag_measure rounded = analysis->turn_out[side];
        double steps = round(SAG__DEG(rounded.value) / TURN_OUT_STEP_DEG);
        rounded.value = SAG__RAD(steps * TURN_OUT_STEP_DEG);
        sag__json *item = sag__json_add_measure(covariates,
                                                side == SAG_SIDE_LEFT ? "turn_out_left_deg" : "turn_out_right_deg",
                                                SAG_UNIT_ANGLE, &rounded);
        sag__json_add_bool(item, "coarse", true);
    }
    sag__json_add_measure(covariates, "stance_width_ratio", SAG_UNIT_RATIO, &analysis->stance_width);
}

void sag__json_add_clip(sag__json *root, const sag_motion *motion, const sag_analysis *analysis)
{
    const sag_motion_facts *facts = sag_motion_view_facts(motion);
    sag__json *clip = sag__json_add_object(root, "clip");
    sag__json_add_integer(clip, "frame_count", (int64_t)analysis->frame_count);
    sag__json_add_integer(clip, "frames_with_person", (int64_t)analysis->found_count);
    add_view(clip, analysis);
    sag__json_add_number(clip, "camera_roll_deg", SAG__DEG(analysis->camera_roll_rad), 2);
    sag__json_add_number(clip, "camera_roll_se_deg", SAG__DEG(analysis->camera_roll_se_rad), 2);
    sag__json_add_number(clip, "filter_cutoff_hz", analysis->cutoff_hz, 3);
    sag__json_add_bool(clip, "standing_found", analysis->standing_found);
    add_length(clip, "leg_length_px", analysis->leg_length_px);
    add_length(clip, "thigh_length_px", analysis->thigh_length_px);
    add_count(clip, "people_at_start", facts->person_count);
    add_count(clip, "taken_over_count", facts->takeover_count);
    sag__json_add_integer(clip, "left_right_swapped_frames", (int64_t)analysis->swap_count);
    sag__json_add_number(clip, "body_light_percent", facts->body_light >= 0.0 ? 100.0 * facts->body_light : NAN, 1);
    add_covariates(clip, analysis);
}

/* The time of a frame; not a number behind the end. */
static double frame_s(const sag_motion *motion, size_t i)
{
    return i < sag_motion_get_count(motion) ? sag__present_s(sag_motion_get(motion, i)->t_ns) : NAN;
}

void sag__json_add_baseline(sag__json *root, const sag_motion *motion, const sag_analysis *analysis)
{
    const sag_baseline *base = &analysis->baseline;
    sag__json *item = sag__json_add_object(root, "baseline");
    sag__json_add_string(item, "kind", sag_baseline_name(base->kind));
    if (base->kind == SAG_BASELINE_NONE) {
        return;
    }
    sag__json_add_integer(item, "from_frame", (int64_t)base->first_frame);
    sag__json_add_integer(item, "to_frame", (int64_t)base->last_frame);
    sag__json_add_number(item, "from_s", frame_s(motion, base->first_frame), 3);
    sag__json_add_number(item, "to_s", frame_s(motion, base->last_frame), 3);
    sag__json_add_integer(item, "frames_used", (int64_t)base->frame_count);
    sag__json_add_number(item, "duration_s", base->duration_s, 3);
    sag__json *standing = sag__json_add_object(item, "standing");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        sag__json_add_measure(standing, info->name, info->unit, &base->standing[m]);
    }
}
