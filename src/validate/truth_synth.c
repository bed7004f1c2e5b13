/* The truth of the synthetic human: comment lines with parameters and squats, then one row a frame. */
#include "truth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "angle.h"
#include "fail.h"
#include "synth_body.h"

/* Share of the way down up to which the person stands upright. */
#define UPRIGHT_RATIO 0.001

/* A column of the file and where it goes; side < 0 stands for both. */
typedef struct source_column {
    const char *name;
    sag_metric metric;
    int side;
} source_column;

static const source_column angle_columns[] = {
    {"knee_flexion_sagittal_left_deg", SAG_METRIC_KNEE_FLEXION, SAG_SIDE_LEFT},
    {"knee_flexion_sagittal_right_deg", SAG_METRIC_KNEE_FLEXION, SAG_SIDE_RIGHT},
    {"thigh_inclination_left_deg", SAG_METRIC_THIGH_INCLINATION, SAG_SIDE_LEFT},
    {"thigh_inclination_right_deg", SAG_METRIC_THIGH_INCLINATION, SAG_SIDE_RIGHT},
    {"shank_inclination_left_deg", SAG_METRIC_SHANK_INCLINATION, SAG_SIDE_LEFT},
    {"shank_inclination_right_deg", SAG_METRIC_SHANK_INCLINATION, SAG_SIDE_RIGHT},
    {"trunk_inclination_deg", SAG_METRIC_TRUNK_INCLINATION, -1},
    {"lateral_trunk_lean_deg", SAG_METRIC_LATERAL_TRUNK_LEAN, -1},
    /* from another zero than the measured ones: see validate.h */
    {"lumbar_flexion_deg", SAG_METRIC_LUMBAR_FLEXION, -1},
    {"pelvic_tilt_deg", SAG_METRIC_PELVIC_TILT, -1},
};

#define ANGLE_COUNT (sizeof angle_columns / sizeof angle_columns[0])

/* Heights in metres, for depth and the drop of the hips. */
enum { HEIGHT_HIP, HEIGHT_KNEE, HEIGHT_ANKLE, HEIGHT_COUNT };
static const char *const height_columns[SAG__TRUTH_SIDES][HEIGHT_COUNT] = {
    {"left_hip_y_m", "left_knee_y_m", "left_ankle_y_m"},
    {"right_hip_y_m", "right_knee_y_m", "right_ankle_y_m"},
};

/* Metrics that count from standing. */
static const sag_metric from_standing[] = {
    SAG_METRIC_HIP_DROP,  SAG_METRIC_FOOT_PITCH,       SAG_METRIC_HEEL_RISE,
    SAG_METRIC_HIP_SHIFT, SAG_METRIC_PELVIC_OBLIQUITY, SAG_METRIC_LATERAL_TRUNK_LEAN,
};

typedef struct synth_head {
    size_t names_line;
    double thigh_m;
    double shank_m;
} synth_head;

static bool starts_with(sag__cell line, const char *start)
{
    size_t length = strlen(start);
    return line.length >= length && memcmp(line.text, start, length) == 0;
}

static size_t find_cell(const sag__cell *names, size_t count, const char *name)
{
    size_t c = 0;
    while (c < count && !sag__cell_is(names[c], name)) {
        c++;
    }
    return c;
}

/* A squat from its line; the columns' names were kept as the table's names. */
static sag_status take_event(sag_truth *truth, sag__table *table, size_t line, sag_error *err)
{
    sag_status status = sag__table_split(table, line, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    static const char *const wanted[] = {"down5_s", "bottom_start_s", "bottom_end_s", "up5_s"};
    double value[4];
    for (size_t i = 0; i < 4; i++) {
        size_t c = sag__table_find(table, wanted[i]);
        if (c >= table->cell_count || c == table->column_count || !sag__cell_number(table->cell[c], &value[i])) {
            return sag__table_refuse(table, line, "a time of the event is missing or damaged", err);
        }
    }
    if (!(value[2] >= value[1])) {
        return sag__table_refuse(table, line, "the bottom of the event ends before it begins", err);
    }
    if (truth->rep_count > 0 && value[1] <= truth->rep[truth->rep_count - 1].bottom_end_s) {
        return sag__table_refuse(table, line, "the event is not later than the one before", err);
    }
    size_t c = sag__table_find(table, "depth_class");
    if (c >= table->cell_count) {
        return sag__table_refuse(table, line, "the depth class of the event is missing", err);
    }
    if (sag__cell_is(table->cell[c], "none")) {
        return SAG_STATUS_OK; /* not a squat */
    }
    truth->rep[truth->rep_count++] =
        (sag__truth_rep){value[0], value[1], value[2], value[3], sag__truth_depth_class(table->cell[c])};
    return SAG_STATUS_OK;
}

/* The comment lines: sizes of the body, squats. */
static sag_status read_head(sag_truth *truth, sag__table *table, synth_head *head, sag_error *err)
{
    size_t event_count = 0;
    for (size_t i = 0; i < table->line_count; i++) {
        event_count += starts_with(sag__table_line(table, i), "# event,");
    }
    truth->rep = calloc(event_count + 1, sizeof *truth->rep);
    if (truth->rep == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", table->path);
    }
    truth->reps_known = true;
    size_t i = 0;
    for (sag__cell line = {0}; i < table->line_count && starts_with(line = sag__table_line(table, i), "#"); i++) {
        sag_status status = SAG_STATUS_OK;
        static const char thigh[] = "# derived,thigh_m,";
        static const char shank[] = "# derived,shank_m,";
        if (starts_with(line, thigh) || starts_with(line, shank)) {
            double *size_m = starts_with(line, thigh) ? &head->thigh_m : &head->shank_m;
            sag__cell number = {line.text + sizeof thigh - 1, line.length - (sizeof thigh - 1)};
            if (!sag__cell_number(number, size_m) || !(*size_m > 0)) {
                status = sag__table_refuse(table, i, "the length is damaged", err);
            }
        } else if (starts_with(line, "# event_columns,")) {
            status = sag__table_take_names(table, i, err);
        } else if (starts_with(line, "# event,")) {
            status = take_event(truth, table, i, err);
        }
        if (status != SAG_STATUS_OK) {
            return status;
        }
    }
    head->names_line = i;
    return i < table->line_count ? sag__table_take_names(table, i, err)
                                 : sag__fail(err, SAG_STATUS_FORMAT, "%s: no rows", table->path);
}

/* Heights of a row that make depth and the drop; NaN where a column is missing. */
static bool take_heights(const sag__table *table, size_t side, double *height_m)
{
    for (size_t h = 0; h < HEIGHT_COUNT; h++) {
        size_t c = find_cell(table->name, table->column_count, height_columns[side][h]);
        height_m[h] = NAN;
        if (c < table->column_count && !sag__cell_number(table->cell[c], &height_m[h])) {
            return false;
        }
    }
    return true;
}

/* The angles of the table, and what follows from two of them. Returns false if a number is damaged. */
static bool take_angles(sag_truth *truth, const sag__table *table, size_t row)
{
    for (size_t a = 0; a < ANGLE_COUNT; a++) {
        const source_column *column = &angle_columns[a];
        size_t c = sag__table_find(table, column->name);
        double value = NAN;
        if (c < table->column_count && !sag__cell_number(table->cell[c], &value)) {
            return false;
        }
        for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
            bool wanted = column->side < 0 || column->side == side;
            if (wanted && truth->value[column->metric][side] != NULL) {
                truth->value[column->metric][side][row] = SAG__RAD(value);
            }
        }
    }
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        truth->value[SAG_METRIC_TRUNK_SHANK][side][row] = truth->value[SAG_METRIC_TRUNK_INCLINATION][side][row]
                                                          - truth->value[SAG_METRIC_SHANK_INCLINATION][side][row];
    }
    return true;
}

static sag_status take_row(sag_truth *truth, sag__table *table, const synth_head *head, sag__synth_body *body,
                           size_t row, sag_error *err)
{
    size_t line = head->names_line + 1 + row;
    sag_status status = sag__table_split(table, line, err);
    /* A point behind the camera has empty cells, at the end of a row too: those are split off. */
    if (status == SAG_STATUS_OK && table->cell_count + 2 < table->column_count) {
        status = sag__table_refuse(table, line, "too few columns", err);
    }
    for (size_t c = table->cell_count; c < table->column_count; c++) {
        table->cell[c] = (sag__cell){"", 0};
    }
    double t_s = NAN;
    size_t time_column = sag__table_find(table, "t_s");
    if (status == SAG_STATUS_OK && (time_column == table->column_count
                                    || !sag__cell_number(table->cell[time_column], &t_s))) {
        status = sag__table_refuse(table, line, "no time in t_s", err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag__truth_set_time(truth, row, t_s, table, line, err);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    if (!take_angles(truth, table, row)) {
        return sag__table_refuse(table, line, "a damaged number", err);
    }
    for (size_t side = 0; side < SAG__TRUTH_SIDES; side++) {
        double height_m[HEIGHT_COUNT];
        if (!take_heights(table, side, height_m)) {
            return sag__table_refuse(table, line, "a damaged number", err);
        }
        truth->value[SAG_METRIC_DEPTH][side][row] = (height_m[HEIGHT_KNEE] - height_m[HEIGHT_HIP]) / head->thigh_m;
        truth->value[SAG_METRIC_HIP_DROP][side][row] =
            (height_m[HEIGHT_ANKLE] - height_m[HEIGHT_HIP]) / (head->thigh_m + head->shank_m);
    }
    size_t c = sag__table_find(table, "depth");
    if ((c < table->column_count && !sag__cell_number(table->cell[c], &truth->depth_ratio[row]))
        || !sag__synth_body_take(body, truth, table, row, truth->depth_ratio[row] < UPRIGHT_RATIO)) {
        return sag__table_refuse(table, line, "a damaged number", err);
    }
    return SAG_STATUS_OK;
}

/* Take the mean over the frames in which the person is upright from every value. */
static void take_standing_off(const sag_truth *truth, double *value)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < truth->row_count; i++) {
        if (truth->depth_ratio[i] < UPRIGHT_RATIO && isfinite(value[i])) {
            sum += value[i];
            count++;
        }
    }
    for (size_t i = 0; i < truth->row_count; i++) {
        value[i] = count > 0 ? value[i] - sum / (double)count : NAN;
    }
}

/* Columns for what every truth has, for the angles of this one, and for what rests on more positions. */
static bool add_columns(sag_truth *truth, const sag__table *table)
{
    static const sag_metric metrics[] = {
        SAG_METRIC_KNEE_FLEXION,      SAG_METRIC_THIGH_INCLINATION, SAG_METRIC_DEPTH,
        SAG_METRIC_TRUNK_INCLINATION, SAG_METRIC_SHANK_INCLINATION, SAG_METRIC_HIP_DROP,
        SAG_METRIC_TRUNK_SHANK,       SAG_METRIC_LATERAL_TRUNK_LEAN,
    };
    bool good = true;
    for (size_t m = 0; m < sizeof metrics / sizeof metrics[0]; m++) {
        good = good && sag__truth_add(truth, metrics[m], SAG_SIDE_LEFT)
               && sag__truth_add(truth, metrics[m], SAG_SIDE_RIGHT);
    }
    for (size_t a = 0; a < ANGLE_COUNT; a++) {
        const source_column *column = &angle_columns[a];
        bool there = sag__table_find(table, column->name) < table->column_count;
        for (int side = 0; there && side < SAG__TRUTH_SIDES; side++) {
            good = good && sag__truth_add(truth, column->metric, (sag_side)side);
        }
    }
    truth->depth_ratio = calloc(truth->row_count, sizeof *truth->depth_ratio);
    return good && truth->depth_ratio != NULL && sag__synth_body_add(truth, table);
}

sag_status sag__truth_read_synth(sag_truth *truth, sag__table *table, sag_error *err)
{
    synth_head head = {0, NAN, NAN};
    sag_status status = read_head(truth, table, &head, err);
    if (status == SAG_STATUS_OK) {
        status = sag__truth_reserve(truth, table->line_count - head.names_line - 1, table->path, err);
    }
    if (status == SAG_STATUS_OK && !add_columns(truth, table)) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", table->path);
    }
    sag__synth_body body = {.leg_m = head.thigh_m + head.shank_m};
    for (size_t row = 0; status == SAG_STATUS_OK && row < truth->row_count; row++) {
        status = take_row(truth, table, &head, &body, row, err);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    for (size_t m = 0; m < sizeof from_standing / sizeof from_standing[0]; m++) {
        for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
            if (truth->value[from_standing[m]][side] != NULL) {
                take_standing_off(truth, truth->value[from_standing[m]][side]);
            }
        }
    }
    sag__synth_body_finish(&body, truth);
    return SAG_STATUS_OK;
}
