/*
 * json_report.c - report.json: program, models, parameters and source; the other parts are in json_parts.h.
 *
 * The document holds no path, date or host: two runs on the same data give the same bytes.
 */
#include <sagitta/report.h>

#include <math.h>

#include <sagitta/version.h>

#include "angle.h"
#include "json.h"
#include "json_parts.h"
#include "present.h"
#include "utf8.h"

static const char conventions[] =
    "Angles are projections of joint-centre lines on the picture plane, not joint coordinate system angles. "
    "Left and right are the person's own. Pictures are upright and not mirrored; x points right, y down. "
    "se is one standard error in the unit of its value; reason stands where a value could not be measured. "
    "percent is a share of the length that the metric's sign or definition names. Times are seconds since the first "
    "frame, in the time of the real movement. Frames are counted from 0.";

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
    sag__json *parameters = sag__json_add_object(root, "parameters");
    bool with_baseline = options->baseline_to_ns > 0;
    sag__json_add_number(parameters, "cutoff_hz", options->cutoff_hz, 3);
    sag__json_add_number(parameters, "visibility_min", options->visibility_min, 3);
    sag__json_add_number(parameters, "slow_motion_ratio", facts->slow_motion_ratio, 6);
    sag__json_add_number(parameters, "image_rate_hz", facts->image_rate_hz, 6);
    sag__json_add_number(parameters, "camera_roll_deg",
                         options->camera_roll_given ? SAG__DEG(options->camera_roll_rad) : NAN, 3);
    sag__json_add_number(parameters, "baseline_from_s",
                         with_baseline ? sag__present_s(options->baseline_from_ns) : NAN, 3);
    sag__json_add_number(parameters, "baseline_to_s", with_baseline ? sag__present_s(options->baseline_to_ns) : NAN, 3);
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

sag_status sag_report_write_json(const char *path, const sag_motion *motion, const sag_analysis *analysis,
                                 const sag_analysis_options *options, sag_error *err)
{
    const sag_motion_facts *facts = sag_motion_view_facts(motion);
    sag_analysis_options defaults;
    sag_analysis_options_init(&defaults);
    options = options != NULL ? options : &defaults;
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
    sag__json_add_set_up(root, analysis);
    sag__json_add_clip(root, motion, analysis);
    sag__json_add_baseline(root, motion, analysis);
    sag__json_add_back(root, analysis);
    sag__json_add_findings(root, analysis);
    sag__json_add_not_judged(root, analysis);
    sag__json_add_repetitions(root, analysis);
    sag__json_add_set(root, analysis);
    sag__json_add_thresholds(root, &options->thresholds);
    sag__json_add_metrics(root, analysis);

    sag_status status = sag__json_write(path, root, err);
    sag__json_destroy(root);
    return status;
}
