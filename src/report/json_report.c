/*
 * json_report.c - report.json: program, models, parameters, source, metrics with units and signs, clip, repetitions.
 *
 * The document holds no path, date or host: two runs on the same data give the same bytes.
 */
#include <sagitta/report.h>

#include <math.h>

#include <sagitta/version.h>

#include "angle.h"
#include "json.h"
#include "present.h"
#include "utf8.h"

static const char conventions[] =
    "Angles are projections of joint-centre lines on the picture plane, not joint coordinate system angles. "
    "Left and right are the person's own. Pictures are upright and not mirrored; x points right, y down. "
    "se is one standard error in the unit of its value. Times are seconds since the first frame, in the time of the "
    "real movement. Frames are counted from 0.";

static void add_text(sag__json *parent, const char *key, const char *text)
{
    char clean[SAG__UTF8_CLEAN_BYTES(SAG_MOTION_TEXT_BYTES)];
    sag__utf8_clean(clean, sizeof clean, text);
    sag__json_add_string(parent, key, clean);
}

static void add_models(sag__json *root, const sag_motion_facts *facts)
{
    sag__json *models = sag__json_add_array(root, "models");
    sag__json *detector = sag__json_add_object(models, NULL);
    sag__json_add_string(detector, "role", "person detector");
    add_text(detector, "name", facts->detector_name);
    add_text(detector, "sha256", facts->detector_sha256);
    sag__json *landmarks = sag__json_add_object(models, NULL);
    sag__json_add_string(landmarks, "role", "landmarks");
    add_text(landmarks, "name", facts->model_name);
    add_text(landmarks, "sha256", facts->model_sha256);
}

static void add_parameters(sag__json *root, const sag_motion_facts *facts, const sag_analysis_options *options)
{
    sag_analysis_options defaults;
    sag_analysis_options_init(&defaults);
    const sag_analysis_options *used = options != NULL ? options : &defaults;
    sag__json *parameters = sag__json_add_object(root, "parameters");
    sag__json_add_number(parameters, "cutoff_hz", used->cutoff_hz, 3);
    sag__json_add_number(parameters, "visibility_min", used->visibility_min, 3);
    sag__json_add_number(parameters, "slow_motion_ratio", facts->slow_motion_ratio, 6);
    sag__json_add_number(parameters, "image_rate_hz", facts->image_rate_hz, 6);
}

static void add_source(sag__json *root, const sag_motion_facts *facts, const sag_analysis *analysis)
{
    const sag_source_info *info = &facts->source;
    const char *kind = sag__present_kind_name(info->kind);
    sag__json *source = sag__json_add_object(root, "source");
    add_text(source, "name", facts->source_name);
    sag__json_add_string(source, "kind", kind != NULL ? kind : "unknown");
    sag__json_add_integer(source, "width_px", info->width_px);
    sag__json_add_integer(source, "height_px", info->height_px);
    sag__json_add_integer(source, "rotation_applied_deg", info->rotation_deg);
    sag__json_add_bool(source, "flip_applied", info->flipped);
    add_text(source, "codec", info->codec);
    add_text(source, "pixel_format", info->pixel_format);
    sag__json_add_number(source, "nominal_rate_hz", info->nominal_rate_hz, 3);
    sag__json_add_number(source, "measured_rate_hz", analysis->sample_rate_hz, 3);
    sag__json_add_bool(source, "variable_rate", info->variable_rate);
    sag__json_add_integer(source, "frame_count", info->frame_count);
    sag__json_add_number(source, "duration_s", sag__present_s(info->duration_ns), 3);
    sag__json_add_bool(source, "interrupted", facts->interrupted);
    sag__json_add_bool(source, "damaged", info->damaged);
    add_text(source, "damage", info->damage);
}

static void add_metrics(sag__json *root, const sag_analysis *analysis)
{
    sag__json *metrics = sag__json_add_array(root, "metrics");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        sag_reason reason = analysis->clip_reason[m];
        sag__json *metric = sag__json_add_object(metrics, NULL);
        sag__json_add_string(metric, "name", info->name);
        sag__json_add_string(metric, "title", info->title);
        sag__json_add_string(metric, "unit", sag__present_unit(info->unit));
        sag__json_add_string(metric, "sign", info->sign);
        sag__json_add_string(metric, "definition", info->definition);
        sag__json_add_string(metric, "source", info->source);
        sag__json *views = sag__json_add_array(metric, "views");
        for (int v = 0; v < SAG_VIEW_COUNT; v++) {
            if ((info->views & (1u << v)) != 0) {
                sag__json_add_string(views, NULL, sag_view_name((sag_view)v));
            }
        }
        sag__json_add_bool(metric, "measured", reason == SAG_REASON_NONE);
        if (reason != SAG_REASON_NONE) {
            sag__json_add_string(metric, "reason", sag__present_reason_key(reason));
            sag__json_add_string(metric, "reason_text", sag_reason_text(reason));
        }
    }
}

/* Lengths of 0 mean unknown and become null. */
static void add_length(sag__json *parent, const char *key, double length_px)
{
    if (length_px > 0.0) {
        sag__json_add_number(parent, key, length_px, 1);
    } else {
        sag__json_add_null(parent, key);
    }
}

static void add_clip(sag__json *root, const sag_analysis *analysis)
{
    sag__json *clip = sag__json_add_object(root, "clip");
    sag__json_add_integer(clip, "frame_count", (int64_t)analysis->frame_count);
    sag__json_add_integer(clip, "frames_with_person", (int64_t)analysis->found_count);
    sag__json_add_string(clip, "view", sag_view_name(analysis->view));
    if (analysis->view == SAG_VIEW_UNKNOWN) {
        sag__json_add_null(clip, "view_off_side_deg");
        sag__json_add_null(clip, "view_off_side_se_deg");
    } else {
        sag__json_add_number(clip, "view_off_side_deg", SAG__DEG(analysis->view_off_side_rad), 1);
        sag__json_add_number(clip, "view_off_side_se_deg", SAG__DEG(analysis->view_off_side_se_rad), 1);
    }
    sag__json_add_string(clip, "facing", sag_facing_name(analysis->facing));
    sag__json_add_string(clip, "near_side", sag_side_name(analysis->near_side));
    sag__json_add_number(clip, "filter_cutoff_hz", analysis->cutoff_hz, 3);
    sag__json_add_bool(clip, "standing_found", analysis->standing_found);
    add_length(clip, "leg_length_px", analysis->leg_length_px);
    add_length(clip, "thigh_length_px", analysis->thigh_length_px);
}

static void add_measure(sag__json *parent, const sag_metric_info *info, const sag_measure *measure)
{
    sag__json *item = sag__json_add_object(parent, info->name);
    if (measure->reason != SAG_REASON_NONE) {
        sag__json_add_string(item, "reason", sag__present_reason_key(measure->reason));
        return;
    }
    int decimals = info->unit == SAG_UNIT_ANGLE ? 1 : 3;
    sag__json_add_number(item, "value", sag__present_value(info->unit, measure->value), decimals);
    sag__json_add_number(item, "se", sag__present_value(info->unit, measure->se), decimals);
}

static void add_rep(sag__json *list, const sag_rep *rep)
{
    sag__json *item = sag__json_add_object(list, NULL);
    sag__json_add_integer(item, "rep", rep->number);
    sag__json_add_number(item, "start_s", sag__present_s(rep->start_ns), 3);
    sag__json_add_number(item, "bottom_s", sag__present_s(rep->bottom_ns), 3);
    sag__json_add_number(item, "end_s", sag__present_s(rep->end_ns), 3);
    sag__json_add_integer(item, "start_frame", (int64_t)rep->start_frame);
    sag__json_add_integer(item, "bottom_frame", (int64_t)rep->bottom_frame);
    sag__json_add_integer(item, "end_frame", (int64_t)rep->end_frame);
    sag__json *tempo = sag__json_add_object(item, "tempo");
    /* A phase that the recording cuts has no duration: not a number becomes null. */
    sag__json_add_number(tempo, "eccentric_s", rep->start_cut ? NAN : sag__present_s(rep->eccentric_ns), 3);
    sag__json_add_number(tempo, "pause_s", sag__present_s(rep->pause_ns), 3);
    sag__json_add_number(tempo, "concentric_s", rep->end_cut ? NAN : sag__present_s(rep->concentric_ns), 3);
    sag__json_add_bool(item, "start_cut", rep->start_cut);
    sag__json_add_bool(item, "end_cut", rep->end_cut);
    sag__json_add_bool(item, "partial", rep->partial);
    sag__json_add_string(item, "depth_class", sag_depth_class_name(rep->depth_class));
    if (rep->depth_class_other != rep->depth_class) {
        sag__json_add_string(item, "depth_class_other", sag_depth_class_name(rep->depth_class_other));
    } else {
        sag__json_add_null(item, "depth_class_other");
    }
    sag__json *bottom = sag__json_add_object(item, "at_bottom");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        add_measure(bottom, sag_metric_get_info((sag_metric)m), &rep->at_bottom[m]);
    }
}

static void add_repetitions(sag__json *root, const sag_analysis *analysis)
{
    sag__json *repetitions = sag__json_add_object(root, "repetitions");
    sag__json_add_string(repetitions, "movement", "squat");
    sag__json_add_integer(repetitions, "count", (int64_t)analysis->rep_count);
    if (analysis->rep_reason != SAG_REASON_NONE) {
        sag__json_add_string(repetitions, "reason", sag__present_reason_key(analysis->rep_reason));
        sag__json_add_string(repetitions, "reason_text", sag_reason_text(analysis->rep_reason));
    }
    sag__json *rejected = sag__json_add_array(repetitions, "not_counted");
    for (int r = SAG_REJECTION_NONE + 1; r < SAG_REJECTION_COUNT; r++) {
        if (analysis->rejected_count[r] > 0) {
            sag__json *item = sag__json_add_object(rejected, NULL);
            sag__json_add_string(item, "reason", sag_rejection_name((sag_rejection)r));
            sag__json_add_string(item, "reason_text", sag_rejection_text((sag_rejection)r));
            sag__json_add_integer(item, "count", (int64_t)analysis->rejected_count[r]);
        }
    }
    sag__json *list = sag__json_add_array(repetitions, "list");
    for (size_t r = 0; r < analysis->rep_count; r++) {
        add_rep(list, &analysis->rep[r]);
    }
}

sag_status sag_report_write_json(const char *path, const sag_motion *motion, const sag_analysis *analysis,
                                 const sag_analysis_options *options, sag_error *err)
{
    const sag_motion_facts *facts = sag_motion_view_facts(motion);
    sag__json *root = sag__json_create_object();
    sag__json_add_integer(root, "schema", SAG_REPORT_SCHEMA);
    sag__json *program = sag__json_add_object(root, "program");
    sag__json_add_string(program, "name", "sagitta");
    sag__json_add_string(program, "version", sag_version());
    add_text(program, "pose_measured_by_version", facts->program_version);
    add_models(root, facts);
    add_parameters(root, facts, options);
    add_source(root, facts, analysis);
    sag__json_add_string(root, "conventions", conventions);
    add_metrics(root, analysis);
    add_clip(root, analysis);
    add_repetitions(root, analysis);

    sag_status status = sag__json_write(path, root, err);
    sag__json_destroy(root);
    return status;
}
