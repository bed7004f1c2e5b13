/* A row of the table over several recordings, from the report of one. The report is data from outside. */
#include <sagitta/report.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "json.h"
#include "utf8.h"

#define COUNT_MAX 1e15
#define VALUE_MAX 1e9

static void empty_row(sag_report_row *row)
{
    row->failure[0] = '\0';
    row->reported = false;
    row->movement = SAG_MOVEMENT_SQUAT;
    row->view[0] = '\0';
    row->duration_s = NAN;
    row->frame_count = 0;
    row->found_count = 0;
    row->rep_count = 0;
    row->depth_class[0] = '\0';
    row->thigh_median_deg = NAN;
    row->knee_median_deg = NAN;
    row->trunk_median_deg = NAN;
    row->eccentric_median_s = NAN;
    row->concentric_median_s = NAN;
    row->clear_count = 0;
    row->possible_count = 0;
    row->findings[0] = '\0';
}

/* A text without control characters; false if there is none. */
static bool take_text(char *out, size_t size, const sag__json *value)
{
    char raw[SAG__UTF8_CLEAN_BYTES(SAG_MOTION_TEXT_BYTES)];
    if (!sag__json_string(value, raw, sizeof raw)) {
        return false;
    }
    sag__utf8_clean(out, size, raw);
    return true;
}

static bool take_count(int64_t *count, const sag__json *value)
{
    double number = 0.0;
    if (!sag__json_number(value, &number, 0.0, COUNT_MAX) || number != floor(number)) {
        return false;
    }
    *count = (int64_t)number;
    return true;
}

static double number_or_nan(const sag__json *value)
{
    double number = NAN;
    return sag__json_number(value, &number, -VALUE_MAX, VALUE_MAX) ? number : NAN;
}

static double set_median(const sag__json *values, const char *name)
{
    return number_or_nan(sag__json_member(sag__json_member(sag__json_member(values, name), "median"), "value"));
}

typedef struct depth {
    double thigh_deg;
    const sag__json *name;
} depth;

static int by_thigh(const void *a, const void *b)
{
    const depth *first = a;
    const depth *second = b;
    return (first->thigh_deg > second->thigh_deg) - (first->thigh_deg < second->thigh_deg);
}

/* The class of the squat in the middle by depth; of two the deeper one. Partial ones do not count. */
static bool take_depth_class(sag_report_row *row, const sag__json *list)
{
    size_t size = sag__json_size(list);
    depth *of_rep = calloc(size + 1, sizeof *of_rep);
    if (of_rep == NULL) {
        return false;
    }
    size_t count = 0;
    for (size_t r = 0; r < size && r < SAG_REP_COUNT_MAX; r++) {
        const sag__json *rep = sag__json_element(list, r);
        const char *name = sag_metric_get_info(SAG_METRIC_THIGH_INCLINATION)->name;
        const sag__json *thigh = sag__json_member(sag__json_member(rep, "at_bottom"), name);
        double thigh_deg = number_or_nan(sag__json_member(thigh, "value"));
        if (isfinite(thigh_deg) && !sag__json_is_true(sag__json_member(rep, "partial"))) {
            of_rep[count++] = (depth){thigh_deg, sag__json_member(rep, "depth_class")};
        }
    }
    if (count > 0 && row->movement == SAG_MOVEMENT_SQUAT) {
        qsort(of_rep, count, sizeof *of_rep, by_thigh);
        take_text(row->depth_class, sizeof row->depth_class, of_rep[(count - 1) / 2].name);
    }
    free(of_rep);
    return true;
}

static bool take_findings(sag_report_row *row, const sag__json *list)
{
    static const char more[] = ", ...";
    for (size_t f = 0; f < sag__json_size(list); f++) {
        const sag__json *finding = sag__json_element(list, f);
        char title[128];
        char side[16] = "";
        char severity[16];
        if (!take_text(title, sizeof title, sag__json_member(finding, "title"))
            || !take_text(severity, sizeof severity, sag__json_member(finding, "severity"))) {
            return false;
        }
        take_text(side, sizeof side, sag__json_member(finding, "side"));
        row->clear_count += strcmp(severity, sag_severity_name(SAG_SEVERITY_CLEAR)) == 0;
        row->likely_count += strcmp(severity, sag_severity_name(SAG_SEVERITY_LIKELY)) == 0;
        row->possible_count += strcmp(severity, sag_severity_name(SAG_SEVERITY_POSSIBLE)) == 0;
        char item[192];
        snprintf(item, sizeof item, "%s%s%s%s (%s)", f > 0 ? ", " : "", title, side[0] != '\0' ? " " : "", side,
                 severity);
        size_t used = strlen(row->findings);
        bool cut = used >= sizeof more && strcmp(row->findings + used - (sizeof more - 1), more) == 0;
        if (!cut && used + strlen(item) + sizeof more <= sizeof row->findings) {
            strcpy(row->findings + used, item);
        } else if (!cut) {
            strcpy(row->findings + used, more);
        }
    }
    return true;
}

/* Fill the row. Returns: NULL, or the part that is missing or damaged. */
static const char *take_report(sag_report_row *row, const sag__json *root)
{
    const sag__json *source = sag__json_member(root, "source");
    const sag__json *clip = sag__json_member(root, "clip");
    const sag__json *repetitions = sag__json_member(root, "repetitions");
    const sag__json *set = sag__json_member(root, "set");
    char name[SAG_MOTION_TEXT_BYTES];
    if (!take_text(name, sizeof name, sag__json_member(source, "name"))) {
        return "source.name";
    }
    if (row->source[0] == '\0') {
        memcpy(row->source, name, sizeof row->source);
    }
    row->duration_s = number_or_nan(sag__json_member(source, "duration_s"));
    if (!take_text(row->view, sizeof row->view, sag__json_member(clip, "view"))) {
        return "clip.view";
    }
    if (!take_count(&row->frame_count, sag__json_member(clip, "frame_count"))) {
        return "clip.frame_count";
    }
    if (!take_count(&row->found_count, sag__json_member(clip, "frames_with_person"))) {
        return "clip.frames_with_person";
    }
    if (!take_text(name, sizeof name, sag__json_member(repetitions, "movement"))
        || !sag_movement_from_name(&row->movement, name)) {
        return "repetitions.movement";
    }
    if (!take_count(&row->rep_count, sag__json_member(repetitions, "count"))) {
        return "repetitions.count";
    }
    const sag__json *bottom = sag__json_member(set, "at_bottom");
    const sag__json *whole = sag__json_member(set, "whole");
    row->thigh_median_deg = set_median(bottom, sag_metric_get_info(SAG_METRIC_THIGH_INCLINATION)->name);
    row->knee_median_deg = set_median(bottom, sag_metric_get_info(SAG_METRIC_KNEE_FLEXION)->name);
    row->trunk_median_deg = set_median(bottom, sag_metric_get_info(SAG_METRIC_TRUNK_INCLINATION)->name);
    row->eccentric_median_s = set_median(whole, sag_rep_metric_get_info(SAG_REP_METRIC_ECCENTRIC_TIME)->name);
    row->concentric_median_s = set_median(whole, sag_rep_metric_get_info(SAG_REP_METRIC_CONCENTRIC_TIME)->name);
    return take_findings(row, sag__json_member(root, "findings")) ? NULL : "findings";
}

sag_status sag_report_read_row(sag_report_row *out, const char *path, sag_error *err)
{
    empty_row(out);
    sag__json *root = NULL;
    sag_status status = sag__json_read(&root, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    double schema = 0.0;
    if (!sag__json_number(sag__json_member(root, "schema"), &schema, 0.0, VALUE_MAX)) {
        status = sag__fail(err, SAG_STATUS_FORMAT, "%s: not a report", path);
    } else if (schema != SAG_REPORT_SCHEMA) {
        status = sag__fail(err, SAG_STATUS_FORMAT, "%s: a report of schema %.0f; this program reads schema %d", path,
                           schema, SAG_REPORT_SCHEMA);
    } else {
        const char *problem = take_report(out, root);
        if (problem != NULL) {
            status = sag__fail(err, SAG_STATUS_FORMAT, "%s: %s is missing or damaged", path, problem);
        } else if (!take_depth_class(out, sag__json_member(sag__json_member(root, "repetitions"), "list"))) {
            status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
        }
    }
    sag__json_destroy(root);
    if (status == SAG_STATUS_OK) {
        out->reported = true;
    } else {
        empty_row(out);
    }
    return status;
}
