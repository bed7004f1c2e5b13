/* Options of the analysis: their defaults, their limits, and how they travel in the facts of a motion. */
#include "analysis_options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "fail.h"

#define KEY_MOVEMENT "movement"
#define KEY_ROLL "camera_roll_rad"
#define KEY_BASELINE_FROM "baseline_from_ns"
#define KEY_BASELINE_TO "baseline_to_ns"
#define KEY_THRESHOLD "threshold."

#define ROLL_MAX_DEG 45.0

void sag_analysis_options_init(sag_analysis_options *options)
{
    *options = (sag_analysis_options){.cutoff_hz = 6.0, .visibility_min = 0.5};
}

static void put(sag_motion_facts *facts, const char *key, double value)
{
    if (facts->parameter_count < SAG_MOTION_PARAMETER_MAX) {
        sag_motion_parameter *parameter = &facts->parameter[facts->parameter_count++];
        snprintf(parameter->key, sizeof parameter->key, "%s", key);
        parameter->value = value;
    }
}

void sag_analysis_options_store(const sag_analysis_options *options, sag_motion_facts *facts)
{
    facts->cutoff_hz = options->cutoff_hz;
    facts->visibility_min = options->visibility_min;
    facts->parameter_count = 0;
    if (options->movement != SAG_MOVEMENT_SQUAT) {
        put(facts, KEY_MOVEMENT, (double)options->movement);
    }
    if (options->camera_roll_given) {
        put(facts, KEY_ROLL, options->camera_roll_rad);
    }
    if (options->baseline_to_ns > 0) {
        put(facts, KEY_BASELINE_FROM, (double)options->baseline_from_ns);
        put(facts, KEY_BASELINE_TO, (double)options->baseline_to_ns);
    }
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        if (options->thresholds.value[i] != 0.0) {
            char key[sizeof facts->parameter[0].key];
            snprintf(key, sizeof key, KEY_THRESHOLD "%s", sag_threshold_get_info(i)->key);
            put(facts, key, options->thresholds.value[i]);
        }
    }
}

/* Value of a parameter, 0 if the facts have none of that name. */
static double find(const sag_motion_facts *facts, const char *key, bool *found)
{
    for (int i = 0; i < facts->parameter_count; i++) {
        if (strcmp(facts->parameter[i].key, key) == 0) {
            *found = true;
            return facts->parameter[i].value;
        }
    }
    *found = false;
    return 0.0;
}

/* Facts come from a file: what no time can be becomes 0. */
static int64_t time_of(double value_ns)
{
    return value_ns > 0.0 && value_ns < 1e18 ? (int64_t)value_ns : 0;
}

/* As time_of: what names no movement is a squat. */
static sag_movement movement_of(double value)
{
    for (int m = 0; m < SAG_MOVEMENT_COUNT; m++) {
        if (value == (double)m) {
            return (sag_movement)m;
        }
    }
    return SAG_MOVEMENT_SQUAT;
}

void sag_analysis_options_fill(sag_analysis_options *options, const sag_motion *motion)
{
    const sag_motion_facts *facts = sag_motion_view_facts(motion);
    sag_analysis_options known;
    sag_analysis_options_init(&known);
    if (facts->cutoff_hz > 0.0) {
        known.cutoff_hz = facts->cutoff_hz;
        known.visibility_min = facts->visibility_min;
    }
    options->cutoff_hz = options->cutoff_hz == 0.0 ? known.cutoff_hz : options->cutoff_hz;
    options->visibility_min = options->visibility_min == 0.0 ? known.visibility_min : options->visibility_min;
    bool found = false;
    if (!options->movement_given) {
        options->movement = movement_of(find(facts, KEY_MOVEMENT, &found));
        options->movement_given = found;
    }
    if (!options->camera_roll_given) {
        options->camera_roll_rad = find(facts, KEY_ROLL, &found);
        options->camera_roll_given = found;
    }
    if (options->baseline_to_ns == 0) {
        options->baseline_from_ns = time_of(find(facts, KEY_BASELINE_FROM, &found));
        options->baseline_to_ns = time_of(find(facts, KEY_BASELINE_TO, &found));
    }
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        if (options->thresholds.value[i] == 0.0) {
            char key[sizeof facts->parameter[0].key];
            snprintf(key, sizeof key, KEY_THRESHOLD "%s", sag_threshold_get_info(i)->key);
            options->thresholds.value[i] = find(facts, key, &found);
        }
    }
}

/* Comparisons are written so that NaN fails. */
sag_status sag__options_check(const sag_analysis_options *options, sag_error *err)
{
    if ((unsigned)options->movement >= SAG_MOVEMENT_COUNT) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "there is no movement %d", (int)options->movement);
    }
    if (!(options->cutoff_hz > 0.0 && options->cutoff_hz <= 100.0)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cutoff %g Hz is not within 0 to 100", options->cutoff_hz);
    }
    if (!(options->visibility_min >= 0.0 && options->visibility_min <= 1.0)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "smallest visibility %g is not within 0 to 1",
                         options->visibility_min);
    }
    if (options->camera_roll_given && !(fabs(options->camera_roll_rad) <= SAG__RAD(ROLL_MAX_DEG))) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "camera roll %g deg is not within -45 to 45",
                         SAG__DEG(options->camera_roll_rad));
    }
    if (options->baseline_to_ns != 0 &&
        !(options->baseline_from_ns >= 0 && options->baseline_from_ns < options->baseline_to_ns)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "baseline from %g s to %g s is no stretch of time",
                         (double)options->baseline_from_ns * 1e-9, (double)options->baseline_to_ns * 1e-9);
    }
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        const sag_threshold_info *info = sag_threshold_get_info(i);
        double value = options->thresholds.value[i];
        if (value != 0.0 && !(value >= info->min && value <= info->max)) {
            return sag__fail(err, SAG_STATUS_ARGUMENT, "threshold %s is out of range", info->key);
        }
    }
    return SAG_STATUS_OK;
}
