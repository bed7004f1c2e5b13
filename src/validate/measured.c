#include "measured.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "c_locale.h"
#include "fail.h"
#include "json.h"
#include "rep_value.h"
#include "table.h"
#include "truth.h"
#include "unit.h"

#define PATH_BYTES 4096

static sag_status out_of_memory(sag_error *err)
{
    return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot keep what was measured: out of memory");
}

/* Room for the frames and the squats. Returns false when out of memory. */
static bool reserve(sag_measured *measured, size_t frame_count, size_t rep_count)
{
    measured->frame_count = frame_count;
    measured->rep_count = rep_count;
    measured->t_s = calloc(frame_count + 1, sizeof *measured->t_s);
    measured->rep = calloc(rep_count + 1, sizeof *measured->rep);
    bool good = measured->t_s != NULL && measured->rep != NULL;
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        measured->series[m] = malloc((frame_count + 1) * sizeof *measured->series[m]);
        measured->series_se[m] = malloc((frame_count + 1) * sizeof *measured->series_se[m]);
        good = good && measured->series[m] != NULL && measured->series_se[m] != NULL;
        for (size_t i = 0; good && i < frame_count; i++) {
            measured->series[m][i] = NAN;
            measured->series_se[m][i] = NAN;
        }
    }
    return good;
}

static void note_presence(sag_measured *measured, double presence)
{
    measured->found_count++;
    measured->presence_min = isnan(measured->presence_min) ? presence : fmin(measured->presence_min, presence);
}

static bool is_stretch(sag_baseline_kind kind)
{
    return kind == SAG_BASELINE_QUIET || kind == SAG_BASELINE_GIVEN;
}

static void take_series(sag_measured *measured, const sag_analysis *analysis, int m)
{
    size_t size = measured->frame_count * sizeof(double);
    memcpy(measured->series[m], analysis->series[m], size);
    if (analysis->series_se[m] != NULL) {
        memcpy(measured->series_se[m], analysis->series_se[m], size);
    }
}

static void take_rep(sag__measured_rep *out, const sag_rep *rep)
{
    *out = (sag__measured_rep){
        .start_s = rep->start_cut ? NAN : (double)rep->start_ns / 1e9,
        .bottom_s = (double)rep->bottom_ns / 1e9,
        .end_s = rep->end_cut ? NAN : (double)rep->end_ns / 1e9,
        .depth_class = rep->depth_class,
        .depth_class_other = rep->depth_class_other,
        .start_frame = rep->start_frame,
        .bottom_frame = rep->bottom_frame,
        .end_frame = rep->end_frame,
    };
    for (int v = 0; v < SAG__REP_VALUE_COUNT; v++) {
        const sag_measure *measure = &rep->whole[sag__rep_value_metric((sag__rep_value)v)];
        bool there = measure->reason == SAG_REASON_NONE;
        out->value[v] = there ? measure->value : NAN;
        out->se[v] = there ? measure->se : NAN;
    }
}

sag_status sag_measured_create(sag_measured **out, const sag_motion *motion, const sag_analysis *analysis,
                               sag_error *err)
{
    *out = NULL;
    sag_measured *measured = calloc(1, sizeof *measured);
    if (measured == NULL || !reserve(measured, sag_motion_get_count(motion), analysis->rep_count)) {
        sag_measured_destroy(measured);
        return out_of_memory(err);
    }
    measured->presence_min = NAN;
    measured->view = analysis->view;
    measured->near_side = analysis->near_side;
    measured->movement = analysis->movement;
    measured->standing_known = is_stretch(analysis->baseline.kind);
    measured->standing_first = analysis->baseline.first_frame;
    measured->standing_last = analysis->baseline.last_frame;
    for (size_t i = 0; i < measured->frame_count; i++) {
        const sag_skeleton *skeleton = sag_motion_get(motion, i);
        measured->t_s[i] = (double)skeleton->t_ns / 1e9;
        if (skeleton->found) {
            note_presence(measured, (double)skeleton->presence_ratio);
        }
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        if (analysis->clip_reason[m] != SAG_REASON_NONE) {
            snprintf(measured->reason[m], sizeof measured->reason[m], "%s", sag_reason_text(analysis->clip_reason[m]));
        } else if (analysis->series[m] != NULL && analysis->frame_count == measured->frame_count) {
            take_series(measured, analysis, m);
        }
    }
    for (size_t r = 0; r < measured->rep_count; r++) {
        take_rep(&measured->rep[r], &analysis->rep[r]);
    }
    *out = measured;
    return SAG_STATUS_OK;
}

/* Rows behind the names; the writer leaves no empty lines. */
static size_t count_rows(const sag__table *table)
{
    return table->line_count > 0 ? table->line_count - 1 : 0;
}

/* A number under a column's name in the row split last. Returns false if column or number is damaged. */
static bool take_number(const sag__table *table, const char *name, double *value)
{
    size_t c = sag__table_find(table, name);
    return c < table->column_count && sag__cell_number(table->cell[c], value);
}

/* As take_number of a column that folders of earlier versions lack: NaN there, and true. */
static bool take_newer(const sag__table *table, const char *name, double *value)
{
    *value = NAN;
    return sag__table_find(table, name) == table->column_count || take_number(table, name, value);
}

static sag_status take_row_cells(sag__table *table, size_t line, sag_error *err)
{
    sag_status status = sag__table_split(table, line, err);
    if (status == SAG_STATUS_OK && table->cell_count + 1 < table->column_count) {
        return sag__table_refuse(table, line, "too few columns", err);
    }
    for (size_t c = table->cell_count; c < table->column_count; c++) {
        table->cell[c] = (sag__cell){"", 0};
    }
    return status;
}

static sag_status read_frame(sag_measured *measured, sag__table *table, size_t i, sag_error *err)
{
    sag_status status = take_row_cells(table, i + 1, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    double found = 0;
    double presence = NAN;
    if (!take_number(table, "t_s", &measured->t_s[i]) || !isfinite(measured->t_s[i])
        || !take_number(table, "found", &found) || !take_number(table, "presence_ratio", &presence)) {
        return sag__table_refuse(table, i + 1, "t_s, found or presence_ratio is missing or damaged", err);
    }
    if (i > 0 && measured->t_s[i] <= measured->t_s[i - 1]) {
        return sag__table_refuse(table, i + 1, "the time is not later than that of the row before", err);
    }
    if (found > 0) {
        note_presence(measured, presence);
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        char name[96];
        char se_name[96];
        snprintf(name, sizeof name, "%s_%s", info->name, sag__unit_name(info->unit));
        snprintf(se_name, sizeof se_name, "%s_se_%s", info->name, sag__unit_name(info->unit));
        double value = NAN;
        double se = NAN;
        if (!take_newer(table, name, &value) || !take_newer(table, se_name, &se)) {
            return sag__table_refuse(table, i + 1, "the number of a metric is missing or damaged", err);
        }
        measured->series[m][i] = value / sag__unit_scale(info->unit);
        measured->series_se[m][i] = se / sag__unit_scale(info->unit);
    }
    return SAG_STATUS_OK;
}

/* Limits of a repetition as frames, in their order; 0 where the columns are absent. */
static bool take_rep_frames(sag__measured_rep *rep, const sag__table *table, size_t frame_count)
{
    double start = NAN;
    double bottom = NAN;
    double end = NAN;
    if (!take_newer(table, "start_frame", &start) || !take_newer(table, "bottom_frame", &bottom)
        || !take_newer(table, "end_frame", &end)) {
        return false;
    }
    if (isnan(start) && isnan(bottom) && isnan(end)) {
        return true;
    }
    if (!(start >= 0 && start <= bottom && bottom <= end && end < (double)frame_count)) {
        return false;
    }
    rep->start_frame = (size_t)start;
    rep->bottom_frame = (size_t)bottom;
    rep->end_frame = (size_t)end;
    return true;
}

static bool take_rep_values(sag__measured_rep *rep, const sag__table *table)
{
    for (int v = 0; v < SAG__REP_VALUE_COUNT; v++) {
        const sag_metric_info *info = sag_rep_metric_get_info(sag__rep_value_metric((sag__rep_value)v));
        char name[96];
        char se_name[96];
        snprintf(name, sizeof name, "whole_%s_%s", info->name, sag__unit_name(info->unit));
        snprintf(se_name, sizeof se_name, "whole_%s_se_%s", info->name, sag__unit_name(info->unit));
        if (!take_newer(table, name, &rep->value[v]) || !take_newer(table, se_name, &rep->se[v])) {
            return false;
        }
        rep->value[v] /= sag__unit_scale(info->unit);
        rep->se[v] /= sag__unit_scale(info->unit);
    }
    return true;
}

static sag_status read_rep(sag__measured_rep *rep, sag__table *table, size_t line, size_t frame_count, sag_error *err)
{
    sag_status status = take_row_cells(table, line, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    double start_cut = 0;
    double end_cut = 0;
    size_t class_column = sag__table_find(table, "depth_class");
    size_t other_column = sag__table_find(table, "depth_class_other");
    if (!take_number(table, "start_s", &rep->start_s) || !take_number(table, "bottom_s", &rep->bottom_s)
        || !take_number(table, "end_s", &rep->end_s) || !take_number(table, "start_cut", &start_cut)
        || !take_number(table, "end_cut", &end_cut) || class_column == table->column_count
        || other_column == table->column_count || !isfinite(rep->bottom_s)
        || !take_rep_frames(rep, table, frame_count) || !take_rep_values(rep, table)) {
        return sag__table_refuse(table, line, "a value of the repetition is missing or damaged", err);
    }
    rep->start_s = start_cut > 0 ? NAN : rep->start_s;
    rep->end_s = end_cut > 0 ? NAN : rep->end_s;
    rep->depth_class = sag__truth_depth_class(table->cell[class_column]);
    rep->depth_class_other = sag__truth_depth_class(table->cell[other_column]);
    if (rep->depth_class_other == SAG_DEPTH_UNKNOWN) {
        rep->depth_class_other = rep->depth_class;
    }
    return SAG_STATUS_OK;
}

static sag_status read_tables(sag_measured *measured, sag__table *frames, sag__table *reps, sag_error *err)
{
    if (frames->line_count == 0 || reps->line_count == 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: the file is empty",
                         frames->line_count == 0 ? frames->path : reps->path);
    }
    sag_status status = sag__table_take_names(frames, 0, err);
    if (status == SAG_STATUS_OK) {
        status = sag__table_take_names(reps, 0, err);
    }
    if (status == SAG_STATUS_OK && !reserve(measured, count_rows(frames), count_rows(reps))) {
        status = out_of_memory(err);
    }
    measured->presence_min = NAN;
    for (size_t i = 0; status == SAG_STATUS_OK && i < measured->frame_count; i++) {
        status = read_frame(measured, frames, i, err);
    }
    for (size_t r = 0; status == SAG_STATUS_OK && r < measured->rep_count; r++) {
        status = read_rep(&measured->rep[r], reps, r + 1, measured->frame_count, err);
    }
    return status;
}

/* The stretch of standing, and what the person does: a squat where an earlier version does not say. */
static void read_standing(sag_measured *measured, const sag__json *root)
{
    char word[32];
    const sag__json *baseline = sag__json_member(root, "baseline");
    double first = 0;
    double last = 0;
    if (sag__json_string(sag__json_member(baseline, "kind"), word, sizeof word)
        && sag__json_number(sag__json_member(baseline, "from_frame"), &first, 0, SAG_TRUTH_ROW_MAX)
        && sag__json_number(sag__json_member(baseline, "to_frame"), &last, 0, SAG_TRUTH_ROW_MAX)) {
        for (int k = 0; k < SAG_BASELINE_COUNT; k++) {
            bool named = strcmp(word, sag_baseline_name((sag_baseline_kind)k)) == 0;
            measured->standing_known = measured->standing_known || (named && is_stretch((sag_baseline_kind)k));
        }
        measured->standing_first = (size_t)first;
        measured->standing_last = (size_t)last;
    }
    const sag__json *movement = sag__json_member(sag__json_member(root, "repetitions"), "movement");
    if (sag__json_string(movement, word, sizeof word)) {
        sag_movement_from_name(&measured->movement, word);
    }
}

/* View, near side, standing, and why metrics are absent. */
static sag_status read_report(sag_measured *measured, const char *path, sag_error *err)
{
    sag__json *root = NULL;
    sag_status status = sag__json_read(&root, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const sag__json *clip = sag__json_member(root, "clip");
    char view[32];
    char side[16];
    measured->view = SAG_VIEW_COUNT;
    if (sag__json_string(sag__json_member(clip, "view"), view, sizeof view)
        && sag__json_string(sag__json_member(clip, "near_side"), side, sizeof side)) {
        for (int v = 0; v < SAG_VIEW_COUNT; v++) {
            measured->view = strcmp(view, sag_view_name((sag_view)v)) == 0 ? (sag_view)v : measured->view;
        }
        measured->near_side = strcmp(side, sag_side_name(SAG_SIDE_RIGHT)) == 0 ? SAG_SIDE_RIGHT : SAG_SIDE_LEFT;
    }
    if (measured->view == SAG_VIEW_COUNT) {
        status = sag__fail(err, SAG_STATUS_FORMAT, "%s: clip.view or clip.near_side is missing or unknown", path);
    }
    read_standing(measured, root);
    const sag__json *metrics = sag__json_member(root, "metrics");
    for (size_t i = 0; i < sag__json_size(metrics); i++) {
        const sag__json *entry = sag__json_element(metrics, i);
        char name[64];
        if (!sag__json_string(sag__json_member(entry, "name"), name, sizeof name)) {
            continue;
        }
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            char *reason = measured->reason[m];
            if (strcmp(name, sag_metric_get_info((sag_metric)m)->name) == 0
                && !sag__json_string(sag__json_member(entry, "reason_text"), reason, sizeof measured->reason[m])) {
                reason[0] = '\0';
            }
        }
    }
    sag__json_destroy(root);
    return status;
}

sag_status sag_measured_read(sag_measured **out, const char *folder, sag_error *err)
{
    *out = NULL;
    char path[3][PATH_BYTES];
    static const char *const names[] = {"report.json", "frames.csv", "reps.csv"};
    for (int i = 0; i < 3; i++) {
        if (snprintf(path[i], sizeof path[i], "%s/%s", folder, names[i]) >= (int)sizeof path[i]) {
            return sag__fail(err, SAG_STATUS_ARGUMENT, "%.200s...: the path is too long", folder);
        }
    }
    sag_measured *measured = calloc(1, sizeof *measured);
    sag__c_locale c_locale;
    bool with_point = sag__c_locale_enter(&c_locale);
    sag_status status = SAG_STATUS_OK;
    if (measured == NULL || !with_point) {
        status = out_of_memory(err);
    } else {
        sag__table frames = {0};
        sag__table reps = {0};
        status = read_report(measured, path[0], err);
        if (status == SAG_STATUS_OK) {
            status = sag__table_open(&frames, path[1], err);
        }
        if (status == SAG_STATUS_OK) {
            status = sag__table_open(&reps, path[2], err);
        }
        if (status == SAG_STATUS_OK) {
            status = read_tables(measured, &frames, &reps, err);
        }
        sag__table_close(&frames);
        sag__table_close(&reps);
    }
    sag__c_locale_leave(&c_locale);
    if (status != SAG_STATUS_OK) {
        sag_measured_destroy(measured);
        return status;
    }
    *out = measured;
    return SAG_STATUS_OK;
}

void sag_measured_destroy(sag_measured *measured)
{
    if (measured == NULL) {
        return;
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        free(measured->series[m]);
        free(measured->series_se[m]);
    }
    free(measured->t_s);
    free(measured->rep);
    free(measured);
}
