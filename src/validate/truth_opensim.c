/*
 * OpenSim's files: .mot with joint angles, .trc with marker positions.
 *
 * A .mot has angles of a chain. In the sagittal plane rotations about the same axis add up, forward negative about z:
 * thigh = pelvis_tilt + hip_flexion from straight down, shank = thigh - knee_angle. So pelvis_tilt is posterior + and
 * lumbar_extension extension +: both are turned. Out-of-plane angles are ignored.
 * A .trc is Y up; its sagittal plane is the one across the horizontal line from the left hip to the right.
 */
#include "truth.h"

#include <math.h>
#include <string.h>

#include "angle.h"
#include "fail.h"

static sag_status out_of_memory(const sag__table *table, sag_error *err)
{
    return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", table->path);
}

/* Rows of values behind a header; lines without any cell at the end do not count. */
static size_t count_rows(const sag__table *table, size_t first)
{
    size_t end = table->line_count;
    while (end > first && sag__table_line(table, end - 1).length == 0) {
        end--;
    }
    return end - first;
}

/* The word behind `key=` on a header line of a .mot, compared without regard to case. */
static bool header_says(const sag__table *table, size_t line_count, const char *key, const char *value)
{
    size_t length = strlen(key);
    for (size_t i = 0; i < line_count; i++) {
        sag__cell line = sag__table_line(table, i);
        if (line.length > length && memcmp(line.text, key, length) == 0 && line.text[length] == '=') {
            sag__cell word = {line.text + length + 1, line.length - length - 1};
            return sag__cell_is(word, value);
        }
    }
    return false;
}

typedef struct mot_columns {
    size_t time;
    size_t pelvis_tilt;
    size_t lumbar_extension;
    size_t hip[SAG__TRUTH_SIDES];
    size_t knee[SAG__TRUTH_SIDES];
} mot_columns;

static sag_status add_mot_columns(sag_truth *truth, mot_columns *at, const sag__table *table, size_t names_line,
                                  sag_error *err)
{
    static const char *const hip[] = {"hip_flexion_l", "hip_flexion_r"};
    static const char *const knee[] = {"knee_angle_l", "knee_angle_r"};
    at->time = sag__table_find(table, "time");
    at->pelvis_tilt = sag__table_find(table, "pelvis_tilt");
    at->lumbar_extension = sag__table_find(table, "lumbar_extension");
    if (at->time == table->column_count) {
        return sag__table_refuse(table, names_line, "no column named time", err);
    }
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        at->hip[side] = sag__table_find(table, hip[side]);
        at->knee[side] = sag__table_find(table, knee[side]);
        bool has_knee = at->knee[side] < table->column_count;
        bool has_thigh = at->hip[side] < table->column_count && at->pelvis_tilt < table->column_count;
        bool has_pelvis = at->pelvis_tilt < table->column_count;
        bool has_lumbar = at->lumbar_extension < table->column_count;
        if ((has_pelvis && !sag__truth_add(truth, SAG_METRIC_PELVIC_TILT, (sag_side)side))
            || (has_lumbar && !sag__truth_add(truth, SAG_METRIC_LUMBAR_FLEXION, (sag_side)side))
            || (has_knee && !sag__truth_add(truth, SAG_METRIC_KNEE_FLEXION, (sag_side)side))
            || (has_thigh && !sag__truth_add(truth, SAG_METRIC_THIGH_INCLINATION, (sag_side)side))
            || (has_thigh && has_knee && !sag__truth_add(truth, SAG_METRIC_SHANK_INCLINATION, (sag_side)side))) {
            return out_of_memory(table, err);
        }
    }
    return SAG_STATUS_OK;
}

static double cell_value(const sag__table *table, size_t column, bool *good)
{
    double value = NAN;
    if (column < table->column_count) {
        *good = sag__cell_number(table->cell[column], &value) && *good;
    }
    return value;
}

/* Set a value of a metric, if the truth has it. */
static void set_value(sag_truth *truth, sag_metric metric, int side, size_t row, double value)
{
    if (truth->value[metric][side] != NULL) {
        truth->value[metric][side][row] = value;
    }
}

static sag_status take_mot_row(sag_truth *truth, const mot_columns *at, sag__table *table, size_t line, size_t row,
                               double unit_rad, sag_error *err)
{
    sag_status status = sag__table_split(table, line, err);
    if (status == SAG_STATUS_OK && table->cell_count != table->column_count) {
        status = sag__table_refuse(table, line, "not as many values as there are columns", err);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    bool good = true;
    double t_s = cell_value(table, at->time, &good);
    double tilt = unit_rad * cell_value(table, at->pelvis_tilt, &good);
    double lumbar = unit_rad * cell_value(table, at->lumbar_extension, &good);
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        double knee = unit_rad * cell_value(table, at->knee[side], &good);
        double thigh = tilt + unit_rad * cell_value(table, at->hip[side], &good);
        set_value(truth, SAG_METRIC_PELVIC_TILT, side, row, -tilt);
        set_value(truth, SAG_METRIC_LUMBAR_FLEXION, side, row, -lumbar);
        set_value(truth, SAG_METRIC_KNEE_FLEXION, side, row, knee);
        set_value(truth, SAG_METRIC_THIGH_INCLINATION, side, row, SAG__PI / 2 - thigh);
        set_value(truth, SAG_METRIC_SHANK_INCLINATION, side, row, knee - thigh);
    }
    return good ? sag__truth_set_time(truth, row, t_s, table, line, err)
                : sag__table_refuse(table, line, "a damaged number", err);
}

sag_status sag__truth_read_mot(sag_truth *truth, sag__table *table, size_t end_of_header, sag_error *err)
{
    size_t names_line = end_of_header + 1;
    if (names_line >= table->line_count) {
        return sag__table_refuse(table, end_of_header, "nothing behind endheader", err);
    }
    bool degrees = header_says(table, end_of_header, "inDegrees", "yes");
    if (!degrees && !header_says(table, end_of_header, "inDegrees", "no")) {
        return sag__table_refuse(table, end_of_header, "the header does not say inDegrees=yes or inDegrees=no", err);
    }
    table->separator = ' ';
    sag_status status = sag__table_take_names(table, names_line, err);
    mot_columns at = {0};
    if (status == SAG_STATUS_OK) {
        status = sag__truth_reserve(truth, count_rows(table, names_line + 1), table->path, err);
    }
    if (status == SAG_STATUS_OK) {
        status = add_mot_columns(truth, &at, table, names_line, err);
    }
    for (size_t row = 0; status == SAG_STATUS_OK && row < truth->row_count; row++) {
        status = take_mot_row(truth, &at, table, names_line + 1 + row, row, degrees ? SAG__RAD(1.0) : 1.0, err);
    }
    return status;
}

/* Markers of one side, in this order up the leg. */
enum { MARKER_ANKLE, MARKER_KNEE, MARKER_HIP, MARKER_SHOULDER, MARKER_COUNT };
static const char *const markers[SAG__TRUTH_SIDES][MARKER_COUNT] = {
    {"LAnkle", "LKnee", "LHip", "LShoulder"},
    {"RAnkle", "RKnee", "RHip", "RShoulder"},
};

/* First of a marker's three cells in a row of values; the names stand over the first of three columns. */
typedef size_t marker_columns[SAG__TRUTH_SIDES][MARKER_COUNT];

static bool take_marker(const sag__table *table, size_t column, double position[3])
{
    bool good = true;
    for (size_t axis = 0; axis < 3; axis++) {
        position[axis] = NAN;
        if (column + axis < table->cell_count) {
            good = sag__cell_number(table->cell[column + axis], &position[axis]) && good;
        }
    }
    return good;
}

/* Metrics of one side of a row from its markers, projected on forward and up. */
static void project_leg(sag_truth *truth, size_t row, int side, double marker[MARKER_COUNT][3], const double forward[3])
{
    double line[MARKER_COUNT - 1][2]; /* shank, thigh, trunk: forward and up */
    for (int i = 0; i < MARKER_COUNT - 1; i++) {
        line[i][0] = 0;
        for (int axis = 0; axis < 3; axis++) {
            line[i][0] += (marker[i + 1][axis] - marker[i][axis]) * forward[axis];
        }
        line[i][1] = marker[i + 1][1] - marker[i][1];
    }
    truth->value[SAG_METRIC_SHANK_INCLINATION][side][row] = sag__angle_inclination(line[0][0], line[0][1]);
    truth->value[SAG_METRIC_THIGH_INCLINATION][side][row] = sag__angle_elevation(line[1][0], line[1][1]);
    truth->value[SAG_METRIC_TRUNK_INCLINATION][side][row] = sag__angle_inclination(line[2][0], line[2][1]);
    truth->value[SAG_METRIC_KNEE_FLEXION][side][row] =
        sag__angle_between(line[0][0], line[0][1], line[1][0], line[1][1]);
}

static sag_status take_trc_row(sag_truth *truth, marker_columns at, sag__table *table, size_t line, size_t row,
                               sag_error *err)
{
    sag_status status = sag__table_split(table, line, err);
    double t_s = NAN;
    if (status == SAG_STATUS_OK && (table->cell_count < 2 || !sag__cell_number(table->cell[1], &t_s))) {
        status = sag__table_refuse(table, line, "no time in the second column", err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag__truth_set_time(truth, row, t_s, table, line, err);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    double marker[SAG__TRUTH_SIDES][MARKER_COUNT][3];
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        for (int i = 0; i < MARKER_COUNT; i++) {
            if (!take_marker(table, at[side][i], marker[side][i])) {
                return sag__table_refuse(table, line, "a damaged number", err);
            }
        }
    }
    /* Forward is up crossed with the horizontal line of the hips to the right. */
    double right_x = marker[SAG_SIDE_RIGHT][MARKER_HIP][0] - marker[SAG_SIDE_LEFT][MARKER_HIP][0];
    double right_z = marker[SAG_SIDE_RIGHT][MARKER_HIP][2] - marker[SAG_SIDE_LEFT][MARKER_HIP][2];
    double width = hypot(right_x, right_z);
    if (width > 0) {
        double forward[3] = {right_z / width, 0, -right_x / width};
        for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
            project_leg(truth, row, side, marker[side], forward);
        }
    }
    return SAG_STATUS_OK;
}

sag_status sag__truth_read_trc(sag_truth *truth, sag__table *table, sag_error *err)
{
    enum { NAMES_LINE = 3, AXES_LINE = 4 };
    if (table->line_count <= AXES_LINE) {
        return sag__table_refuse(table, table->line_count - 1, "the header is cut short", err);
    }
    table->separator = '\t';
    sag_status status = sag__table_take_names(table, NAMES_LINE, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    marker_columns at;
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        for (int i = 0; i < MARKER_COUNT; i++) {
            at[side][i] = sag__table_find(table, markers[side][i]);
            if (at[side][i] == table->column_count) {
                return sag__fail(err, SAG_STATUS_FORMAT, "%s:%d: no marker %s", table->path, NAMES_LINE + 1,
                                 markers[side][i]);
            }
        }
    }
    size_t first = AXES_LINE + 1;
    while (first < table->line_count && sag__table_line(table, first).length == 0) {
        first++;
    }
    status = sag__truth_reserve(truth, count_rows(table, first), table->path, err);
    for (int side = 0; status == SAG_STATUS_OK && side < SAG__TRUTH_SIDES; side++) {
        static const sag_metric metrics[] = {SAG_METRIC_KNEE_FLEXION, SAG_METRIC_THIGH_INCLINATION,
                                             SAG_METRIC_TRUNK_INCLINATION, SAG_METRIC_SHANK_INCLINATION};
        for (size_t m = 0; m < sizeof metrics / sizeof metrics[0]; m++) {
            if (!sag__truth_add(truth, metrics[m], (sag_side)side)) {
                return out_of_memory(table, err);
            }
        }
    }
    for (size_t row = 0; status == SAG_STATUS_OK && row < truth->row_count; row++) {
        status = take_trc_row(truth, at, table, first + row, row, err);
    }
    return status;
}
