#include "synth_body.h"

#include <math.h>
#include <stdio.h>

enum { POINT_HIP, POINT_KNEE, POINT_ANKLE, POINT_HEEL, POINT_TOE, POINT_COUNT };
static const char *const point_names[POINT_COUNT] = {"hip", "knee", "ankle", "heel", "foot_index"};

/* The world's axes: forward, up, to the person's right. */
enum { AXIS_X, AXIS_Y, AXIS_Z, AXIS_COUNT };

typedef double positions[SAG__TRUTH_SIDES][POINT_COUNT][AXIS_COUNT];

static const sag_metric metrics[] = {
    SAG_METRIC_ANKLE_DORSIFLEXION, SAG_METRIC_FOOT_PITCH,         SAG_METRIC_HEEL_RISE,
    SAG_METRIC_KNEE_TRAVEL,        SAG_METRIC_KNEE_MEDIAL_LEFT,   SAG_METRIC_KNEE_MEDIAL_RIGHT,
    SAG_METRIC_KNEE_TO_FOOT_LEFT,  SAG_METRIC_KNEE_TO_FOOT_RIGHT, SAG_METRIC_KNEE_SEPARATION,
    SAG_METRIC_HIP_SHIFT,          SAG_METRIC_PELVIC_OBLIQUITY,
};
#define METRIC_COUNT (sizeof metrics / sizeof metrics[0])

static void column_name(char *name, size_t size, int side, int point, int axis)
{
    snprintf(name, size, "%s_%s_%c_m", side == SAG_SIDE_LEFT ? "left" : "right", point_names[point], "xyz"[axis]);
}

static bool has_positions(const sag__table *table)
{
    char name[64];
    for (int i = 0; i < SAG__TRUTH_SIDES * POINT_COUNT * AXIS_COUNT; i++) {
        column_name(name, sizeof name, i % SAG__TRUTH_SIDES, i / SAG__TRUTH_SIDES % POINT_COUNT,
                    i / SAG__TRUTH_SIDES / POINT_COUNT);
        if (sag__table_find(table, name) == table->column_count) {
            return false;
        }
    }
    return true;
}

bool sag__synth_body_add(sag_truth *truth, const sag__table *table)
{
    bool good = true;
    for (size_t m = 0; m < METRIC_COUNT && has_positions(table); m++) {
        good = good && sag__truth_add(truth, metrics[m], SAG_SIDE_LEFT)
               && sag__truth_add(truth, metrics[m], SAG_SIDE_RIGHT);
    }
    return good;
}

static bool take_positions(positions at, const sag__table *table)
{
    char name[64];
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        for (int point = 0; point < POINT_COUNT; point++) {
            for (int axis = 0; axis < AXIS_COUNT; axis++) {
                column_name(name, sizeof name, side, point, axis);
                if (!sag__cell_number(table->cell[sag__table_find(table, name)], &at[side][point][axis])) {
                    return false;
                }
            }
        }
    }
    return true;
}

/* Whether the person walks or turns: the world's axes are not the body's then. */
static bool is_on_the_way(const sag__table *table)
{
    static const char *const phases[] = {"walk_in", "walk_out", "turn"};
    size_t c = sag__table_find(table, "phase");
    bool found = false;
    for (size_t i = 0; c < table->column_count && i < sizeof phases / sizeof phases[0]; i++) {
        found = found || sag__cell_is(table->cell[c], phases[i]);
    }
    return found;
}

/* What a side camera sees of one leg. */
static void take_sagittal(sag__synth_body *body, sag_truth *truth, positions at, int side, size_t row, bool upright)
{
    double (*p)[AXIS_COUNT] = at[side];
    double forward_m = p[POINT_TOE][AXIS_X] - p[POINT_HEEL][AXIS_X];
    double up_m = p[POINT_HEEL][AXIS_Y] - p[POINT_TOE][AXIS_Y];
    double pitch_rad = atan2(up_m, fabs(forward_m));
    double shank_rad = atan2(p[POINT_KNEE][AXIS_X] - p[POINT_ANKLE][AXIS_X],
                             p[POINT_KNEE][AXIS_Y] - p[POINT_ANKLE][AXIS_Y]);
    truth->value[SAG_METRIC_FOOT_PITCH][side][row] = pitch_rad;
    /* The change of the pitch is taken off in sag__synth_body_finish. */
    truth->value[SAG_METRIC_ANKLE_DORSIFLEXION][side][row] = shank_rad;
    truth->value[SAG_METRIC_HEEL_RISE][side][row] = up_m;
    truth->value[SAG_METRIC_KNEE_TRAVEL][side][row] = p[POINT_KNEE][AXIS_X] - p[POINT_TOE][AXIS_X];
    if (upright) {
        body->foot_sum_m[side] += hypot(forward_m, up_m);
        body->foot_count[side]++;
    }
}

static void set_both(sag_truth *truth, sag_metric metric, size_t row, double value)
{
    truth->value[metric][SAG_SIDE_LEFT][row] = value;
    truth->value[metric][SAG_SIDE_RIGHT][row] = value;
}

/* What a front camera sees. */
static void take_frontal(const sag__synth_body *body, sag_truth *truth, positions at, size_t row)
{
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        double (*p)[AXIS_COUNT] = at[side];
        double medial = side == SAG_SIDE_LEFT ? 1.0 : -1.0; /* in Z */
        double leg_z = p[POINT_HIP][AXIS_Z] - p[POINT_ANKLE][AXIS_Z];
        double leg_y = p[POINT_HIP][AXIS_Y] - p[POINT_ANKLE][AXIS_Y];
        double knee_z = p[POINT_KNEE][AXIS_Z] - p[POINT_ANKLE][AXIS_Z];
        double knee_y = p[POINT_KNEE][AXIS_Y] - p[POINT_ANKLE][AXIS_Y];
        double off_m = medial * (leg_y * knee_z - leg_z * knee_y) / hypot(leg_z, leg_y);
        double to_foot_m = medial * (p[POINT_KNEE][AXIS_Z] - p[POINT_TOE][AXIS_Z]);
        bool left = side == SAG_SIDE_LEFT;
        set_both(truth, left ? SAG_METRIC_KNEE_MEDIAL_LEFT : SAG_METRIC_KNEE_MEDIAL_RIGHT, row, off_m / body->leg_m);
        set_both(truth, left ? SAG_METRIC_KNEE_TO_FOOT_LEFT : SAG_METRIC_KNEE_TO_FOOT_RIGHT, row,
                 to_foot_m / body->leg_m);
    }
    double (*l)[AXIS_COUNT] = at[SAG_SIDE_LEFT];
    double (*r)[AXIS_COUNT] = at[SAG_SIDE_RIGHT];
    double stance_m = fabs(r[POINT_ANKLE][AXIS_Z] - l[POINT_ANKLE][AXIS_Z]);
    double hips_z = 0.5 * (l[POINT_HIP][AXIS_Z] + r[POINT_HIP][AXIS_Z]);
    double feet_z = 0.5 * (l[POINT_ANKLE][AXIS_Z] + r[POINT_ANKLE][AXIS_Z]);
    set_both(truth, SAG_METRIC_KNEE_SEPARATION, row, fabs(r[POINT_KNEE][AXIS_Z] - l[POINT_KNEE][AXIS_Z]) / stance_m);
    set_both(truth, SAG_METRIC_HIP_SHIFT, row, (hips_z - feet_z) / stance_m);
    set_both(truth, SAG_METRIC_PELVIC_OBLIQUITY, row,
             atan2(l[POINT_HIP][AXIS_Y] - r[POINT_HIP][AXIS_Y], fabs(r[POINT_HIP][AXIS_Z] - l[POINT_HIP][AXIS_Z])));
}

bool sag__synth_body_take(sag__synth_body *body, sag_truth *truth, const sag__table *table, size_t row, bool upright)
{
    if (truth->value[SAG_METRIC_FOOT_PITCH][SAG_SIDE_LEFT] == NULL || is_on_the_way(table)) {
        return true;
    }
    positions at;
    if (!take_positions(at, table)) {
        return false;
    }
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        take_sagittal(body, truth, at, side, row, upright);
    }
    take_frontal(body, truth, at, row);
    return true;
}

void sag__synth_body_finish(const sag__synth_body *body, sag_truth *truth)
{
    if (truth->value[SAG_METRIC_FOOT_PITCH][SAG_SIDE_LEFT] == NULL) {
        return;
    }
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        double foot_m = body->foot_count[side] > 0 ? body->foot_sum_m[side] / (double)body->foot_count[side] : NAN;
        for (size_t row = 0; row < truth->row_count; row++) {
            truth->value[SAG_METRIC_ANKLE_DORSIFLEXION][side][row] -= truth->value[SAG_METRIC_FOOT_PITCH][side][row];
            truth->value[SAG_METRIC_HEEL_RISE][side][row] /= foot_m;
            truth->value[SAG_METRIC_KNEE_TRAVEL][side][row] /= foot_m;
        }
    }
}
