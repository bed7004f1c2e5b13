#include "truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "angle.h"
#include "c_locale.h"
#include "fail.h"

/* Lines in which a header must end. */
#define HEADER_LINES_MAX 200
/* Times of frames.csv are rounded to microseconds; the first and last row still meet theirs. */
#define TIME_ROUNDING_S 1e-6
/* Range of knee flexion below which a recording without a list of squats has none. */
#define REP_RANGE_RAD SAG__RAD(40.0)

bool sag__truth_add(sag_truth *truth, sag_metric metric, sag_side side)
{
    double **column = &truth->value[metric][side];
    if (*column == NULL) {
        *column = malloc((truth->row_count + 1) * sizeof **column);
        for (size_t i = 0; *column != NULL && i < truth->row_count; i++) {
            (*column)[i] = NAN;
        }
    }
    return *column != NULL;
}

sag_status sag__truth_reserve(sag_truth *truth, size_t row_count, const char *path, sag_error *err)
{
    if (row_count < 2) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: fewer than two rows of values", path);
    }
    if (row_count > SAG_TRUTH_ROW_MAX) {
        return sag__fail(err, SAG_STATUS_LIMIT, "%s: more than %d rows", path, SAG_TRUTH_ROW_MAX);
    }
    truth->row_count = row_count;
    truth->t_s = calloc(row_count, sizeof *truth->t_s);
    return truth->t_s != NULL ? SAG_STATUS_OK
                              : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
}

sag_status sag__truth_set_time(sag_truth *truth, size_t row, double t_s, const sag__table *table, size_t line,
                               sag_error *err)
{
    if (!isfinite(t_s) || fabs(t_s) > 1e7) {
        return sag__table_refuse(table, line, "the time is missing or out of range", err);
    }
    if (row > 0 && t_s <= truth->t_s[row - 1]) {
        return sag__table_refuse(table, line, "the time is not later than that of the row before", err);
    }
    truth->t_s[row] = t_s;
    return SAG_STATUS_OK;
}

size_t sag__truth_find_endheader(const sag__table *table)
{
    for (size_t i = 0; i < table->line_count && i < HEADER_LINES_MAX; i++) {
        if (sag__cell_is(sag__table_line(table, i), "endheader")) {
            return i;
        }
    }
    return table->line_count;
}

double sag__truth_at(const sag_truth *truth, const double *column, double t_s, size_t *cursor)
{
    const double *t = truth->t_s;
    double last_s = t[truth->row_count - 1];
    if (!(t_s >= t[0] - TIME_ROUNDING_S && t_s <= last_s + TIME_ROUNDING_S)) {
        return NAN;
    }
    t_s = fmax(t[0], fmin(last_s, t_s));
    while (*cursor + 2 < truth->row_count && t[*cursor + 1] <= t_s) {
        (*cursor)++;
    }
    double share = (t_s - t[*cursor]) / (t[*cursor + 1] - t[*cursor]);
    if (share <= 0) {
        return column[*cursor];
    }
    return share >= 1 ? column[*cursor + 1] : column[*cursor] + share * (column[*cursor + 1] - column[*cursor]);
}

sag_depth_class sag__truth_depth_class(sag__cell name)
{
    for (int c = SAG_DEPTH_PARTIAL; c < SAG_DEPTH_COUNT; c++) {
        const char *word = sag_depth_class_name((sag_depth_class)c);
        size_t i = 0;
        while (i < name.length && (name.text[i] == word[i] || (name.text[i] == '_' && word[i] == ' '))) {
            i++;
        }
        if (i == name.length && word[i] == '\0') {
            return (sag_depth_class)c;
        }
    }
    return SAG_DEPTH_UNKNOWN;
}

/* Depth from knee flexion, for truths that do not list their squats: the part of the clip's range. */
static bool derive_depth(sag_truth *truth, const double *knee)
{
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < truth->row_count; i++) {
        low = fmin(low, knee[i]);
        high = fmax(high, knee[i]);
    }
    if (!(high - low >= REP_RANGE_RAD)) {
        return true;
    }
    truth->depth_ratio = calloc(truth->row_count, sizeof *truth->depth_ratio);
    for (size_t i = 0; truth->depth_ratio != NULL && i < truth->row_count; i++) {
        truth->depth_ratio[i] = (knee[i] - low) / (high - low);
    }
    return truth->depth_ratio != NULL;
}

/* Squats of a derived depth: the deepest instant of every stretch below half depth that begins and ends in the clip. */
static bool derive_reps(sag_truth *truth)
{
    truth->rep = calloc(truth->row_count / 2 + 1, sizeof *truth->rep);
    if (truth->rep == NULL) {
        return false;
    }
    const double *depth = truth->depth_ratio;
    size_t deepest = 0;
    bool inside = false;
    for (size_t i = 1; i < truth->row_count; i++) {
        if (!inside && depth[i - 1] <= 0.5 && depth[i] > 0.5) {
            inside = true;
            deepest = i;
        }
        if (inside && depth[i] > depth[deepest]) {
            deepest = i;
        }
        if (inside && depth[i] <= 0.5) {
            inside = false;
            double t_s = truth->t_s[deepest];
            truth->rep[truth->rep_count++] = (sag__truth_rep){NAN, t_s, t_s, NAN, SAG_DEPTH_UNKNOWN};
        }
    }
    return true;
}

/* The third metric of the back from two: thorax inclination = sagittal pelvic tilt + lumbar flexion. */
static bool complete_back(sag_truth *truth)
{
    for (int side = 0; side < SAG__TRUTH_SIDES; side++) {
        static const sag_metric metrics[] = {SAG_METRIC_LUMBAR_FLEXION, SAG_METRIC_PELVIC_TILT,
                                             SAG_METRIC_THORAX_INCLINATION};
        size_t missing = 0;
        size_t missing_count = 0;
        for (size_t m = 0; m < 3; m++) {
            bool absent = truth->value[metrics[m]][side] == NULL;
            missing = absent ? m : missing;
            missing_count += absent;
        }
        if (missing_count != 1) {
            continue;
        }
        if (!sag__truth_add(truth, metrics[missing], (sag_side)side)) {
            return false;
        }
        double *lumbar = truth->value[SAG_METRIC_LUMBAR_FLEXION][side];
        double *pelvis = truth->value[SAG_METRIC_PELVIC_TILT][side];
        double *thorax = truth->value[SAG_METRIC_THORAX_INCLINATION][side];
        for (size_t i = 0; i < truth->row_count; i++) {
            double third[] = {thorax[i] - pelvis[i], thorax[i] - lumbar[i], pelvis[i] + lumbar[i]};
            truth->value[metrics[missing]][side][i] = third[missing];
        }
    }
    return true;
}

static sag_status finish(sag_truth *truth, const char *path, sag_error *err)
{
    bool any = false;
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        any = any || truth->value[m][SAG_SIDE_LEFT] != NULL || truth->value[m][SAG_SIDE_RIGHT] != NULL;
    }
    if (!any) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: no column can be compared", path);
    }
    const double *knee = truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_RIGHT];
    if (knee == NULL) {
        knee = truth->value[SAG_METRIC_KNEE_FLEXION][SAG_SIDE_LEFT];
    }
    bool good = complete_back(truth);
    if (good && !truth->reps_known && knee != NULL) {
        good = derive_depth(truth, knee) && (truth->depth_ratio == NULL || derive_reps(truth));
        truth->reps_known = true;
    }
    return good ? SAG_STATUS_OK : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
}

static sag_status read_kind(sag_truth *truth, sag__table *table, const char *map_path, sag_error *err)
{
    if (map_path != NULL) {
        return sag__truth_read_mapped(truth, table, map_path, err);
    }
    if (table->line_count == 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: the file is empty", table->path);
    }
    sag__cell first = sag__table_line(table, 0);
    static const char synth[] = "# sagitta-synth truth,";
    static const char trc[] = "PathFileType";
    if (first.length >= sizeof synth - 1 && memcmp(first.text, synth, sizeof synth - 1) == 0) {
        return sag__truth_read_synth(truth, table, err);
    }
    if (first.length >= sizeof trc - 1 && memcmp(first.text, trc, sizeof trc - 1) == 0) {
        return sag__truth_read_trc(truth, table, err);
    }
    size_t end_of_header = sag__truth_find_endheader(table);
    if (end_of_header < table->line_count) {
        return sag__truth_read_mot(truth, table, end_of_header, err);
    }
    return sag__fail(err, SAG_STATUS_UNSUPPORTED,
                     "%s: neither a sagitta-synth truth nor OpenSim .mot or .trc; a column map is needed", table->path);
}

sag_status sag_truth_read(sag_truth **out, const char *path, const char *map_path, sag_error *err)
{
    *out = NULL;
    sag_truth *truth = calloc(1, sizeof *truth);
    sag__c_locale c_locale;
    bool with_point = sag__c_locale_enter(&c_locale);
    sag_status status = SAG_STATUS_OK;
    if (truth == NULL || !with_point) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
    } else {
        sag__table table;
        status = sag__table_open(&table, path, err);
        if (status == SAG_STATUS_OK) {
            status = read_kind(truth, &table, map_path, err);
        }
        if (status == SAG_STATUS_OK) {
            status = finish(truth, path, err);
        }
        sag__table_close(&table);
    }
    sag__c_locale_leave(&c_locale);
    if (status != SAG_STATUS_OK) {
        sag_truth_destroy(truth);
        return status;
    }
    *out = truth;
    return SAG_STATUS_OK;
}

void sag_truth_destroy(sag_truth *truth)
{
    if (truth == NULL) {
        return;
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        free(truth->value[m][SAG_SIDE_LEFT]);
        free(truth->value[m][SAG_SIDE_RIGHT]);
    }
    free(truth->t_s);
    free(truth->depth_ratio);
    free(truth->rep);
    free(truth);
}
