#include "recording_facts.h"

#include <math.h>
#include <string.h>

#define FIELD(member) offsetof(sag_motion_facts, member), sizeof((sag_motion_facts *)0)->member

static const sag__recording_fact table[] = {
    {"program_version", SAG__RECORDING_TEXT, FIELD(program_version), 0, 0, 1},
    {"source_name", SAG__RECORDING_TEXT, FIELD(source_name), 0, 0, 1},
    {"source_kind", SAG__RECORDING_KIND, FIELD(source.kind), 0, 0, 1},
    {"width_px", SAG__RECORDING_INT, FIELD(source.width_px), 0, SAG_FRAME_SIDE_MAX_PX, 1},
    {"height_px", SAG__RECORDING_INT, FIELD(source.height_px), 0, SAG_FRAME_SIDE_MAX_PX, 1},
    {"rotation_deg", SAG__RECORDING_INT, FIELD(source.rotation_deg), 0, 359, 1},
    {"flipped", SAG__RECORDING_BOOL, FIELD(source.flipped), 0, 0, 1},
    {"codec", SAG__RECORDING_TEXT, FIELD(source.codec), 0, 0, 1},
    {"pixel_format", SAG__RECORDING_TEXT, FIELD(source.pixel_format), 0, 0, 1},
    {"nominal_rate_hz", SAG__RECORDING_DOUBLE, FIELD(source.nominal_rate_hz), 0, 1e9, 1},
    {"frame_count_hint", SAG__RECORDING_INT64, FIELD(source.frame_count_hint), 0, 1e15, 1},
    {"frame_count", SAG__RECORDING_INT64, FIELD(source.frame_count), 0, 1e15, 1},
    {"duration_ns", SAG__RECORDING_INT64, FIELD(source.duration_ns), 0, (double)SAG__RECORDING_T_MAX_NS, 1},
    {"variable_rate", SAG__RECORDING_BOOL, FIELD(source.variable_rate), 0, 0, 1},
    {"damaged", SAG__RECORDING_BOOL, FIELD(source.damaged), 0, 0, 1},
    {"damage", SAG__RECORDING_TEXT, FIELD(source.damage), 0, 0, 1},
    {"slow_motion_ratio", SAG__RECORDING_DOUBLE, FIELD(slow_motion_ratio), 0, 1e9, 1},
    {"image_rate_hz", SAG__RECORDING_DOUBLE, FIELD(image_rate_hz), 0, 1e9, 1},
    {"cutoff_hz", SAG__RECORDING_DOUBLE, FIELD(cutoff_hz), 0, 1e9, 1},
    {"visibility_min", SAG__RECORDING_DOUBLE, FIELD(visibility_min), 0, 1, 1},
    {"model_name", SAG__RECORDING_TEXT, FIELD(model_name), 0, 0, 1},
    {"model_sha256", SAG__RECORDING_TEXT, FIELD(model_sha256), 0, 0, 1},
    {"detector_name", SAG__RECORDING_TEXT, FIELD(detector_name), 0, 0, 1},
    {"detector_sha256", SAG__RECORDING_TEXT, FIELD(detector_sha256), 0, 0, 1},
    {"interrupted", SAG__RECORDING_BOOL, FIELD(interrupted), 0, 0, 1},
    {"person_count", SAG__RECORDING_INT, FIELD(person_count), 0, 1e6, 2},
    {"takeover_count", SAG__RECORDING_INT, FIELD(takeover_count), 0, 1e9, 2},
    {"body_light", SAG__RECORDING_DOUBLE, FIELD(body_light), 0, 1, 2},
};

const sag__recording_fact *sag__recording_get_fact(size_t i)
{
    return i < sizeof table / sizeof table[0] ? &table[i] : NULL;
}

bool sag__recording_fact_allows(const sag__recording_fact *fact, double value)
{
    bool unknown = fact->since >= 2 && value == SAG__RECORDING_UNKNOWN;
    return unknown || (value >= fact->min && value <= fact->max);
}

const char *sag__recording_check_parameter(const sag_motion_facts *facts, int i)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";
    const sag_motion_parameter *parameter = &facts->parameter[i];
    const char *end = memchr(parameter->key, '\0', sizeof parameter->key);
    if (end == NULL || end == parameter->key || parameter->key + strspn(parameter->key, allowed) != end) {
        return "the key of a parameter is not 1 to 55 letters, digits, '_' or '.'";
    }
    for (int before = 0; before < i; before++) {
        if (strcmp(facts->parameter[before].key, parameter->key) == 0) {
            return "the parameter is there twice";
        }
    }
    return isfinite(parameter->value) ? NULL : "the value of the parameter is not a finite number";
}

const char *sag__recording_check_outline(const sag_outline *outline)
{
    if (!outline->found || (outline->facing != 1 && outline->facing != -1)) {
        return "the outline faces neither right nor left";
    }
    bool inside = outline->x >= -SAG_OUTLINE_PLACE_MAX && outline->x <= SAG_OUTLINE_PLACE_MAX &&
                  outline->y >= -SAG_OUTLINE_PLACE_MAX && outline->y <= SAG_OUTLINE_PLACE_MAX;
    return inside ? NULL : "the outline lies too far from the picture";
}

static bool is_ratio(float value)
{
    return value >= 0.0f && value <= 1.0f;
}

const char *sag__recording_check_frame(const sag_skeleton *skeleton)
{
    if (skeleton->frame_index < 0) {
        return "the frame index is negative";
    }
    if (skeleton->t_ns < 0 || skeleton->t_ns > SAG__RECORDING_T_MAX_NS) {
        return "the time is out of range";
    }
    if (!skeleton->found) {
        return NULL;
    }
    const sag_region *region = &skeleton->region;
    bool good = isfinite(region->center_x_px) && isfinite(region->center_y_px) && isfinite(region->side_px)
                && isfinite(region->rotation_rad);
    bool ratios = is_ratio(skeleton->presence_ratio);
    for (int j = 0; j < SAG_JOINT_COUNT; j++) {
        const sag_keypoint *joint = &skeleton->joint[j];
        const sag_world_point *world = &skeleton->world[j];
        good = good && isfinite(joint->x_px) && isfinite(joint->y_px) && isfinite(joint->z_px);
        good = good && isfinite(world->x_m) && isfinite(world->y_m) && isfinite(world->z_m);
        ratios = ratios && is_ratio(joint->visibility_ratio) && is_ratio(joint->presence_ratio);
    }
    if (!good) {
        return "a coordinate is not a finite number";
    }
    return ratios ? NULL : "a visibility or presence lies outside 0..1";
}
