/* The table over several recordings as a terminal shows it. */
#include <sagitta/report.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "c_locale.h"
#include "decimal.h"
#include "page.h"
#include "utf8.h"

/* Columns of the table; the findings stand below their row. */
#define NAME_COLUMNS 20
#define VIEW_COLUMNS 15
#define REPS_COLUMNS 4
#define DEPTH_COLUMNS 16
#define COUNT_COLUMNS 7
#define INDENT_COLUMNS 4

/* The name of a row: the source's, or the folder's where two sources have the same name. */
static void row_name(char *out, size_t size, const sag_report_row *row, size_t count, size_t r)
{
    const char *name = row[r].source;
    for (size_t other = 0; other < count && row[r].folder[0] != '\0'; other++) {
        if (other != r && strcmp(row[other].source, row[r].source) == 0) {
            name = row[r].folder;
            break;
        }
    }
    sag__utf8_clean(out, size, name);
    sag__page_shorten(out, NAME_COLUMNS - 1);
}

/* Text of any length below its row, nothing if it is empty. */
static void put_below(sag__page *page, const char *text)
{
    char clean[SAG__UTF8_CLEAN_BYTES(sizeof ((sag_report_row *)0)->findings)];
    if (text[0] != '\0') {
        sag__utf8_clean(clean, sizeof clean, text);
        sag__page_put(page, "%*s", INDENT_COLUMNS, "");
        sag__page_paragraph(page, clean, INDENT_COLUMNS, INDENT_COLUMNS);
    }
}

/* How far the repetitions went: the class of squats, the trunk's inclination of hinges. */
static void depth_words(char *text, size_t size, const sag_report_row *row)
{
    if (row->movement == SAG_MOVEMENT_HINGE && isfinite(row->trunk_median_deg)) {
        snprintf(text, size, "trunk %.0f°", sag__decimal_round(row->trunk_median_deg, 0));
    } else {
        sag__utf8_clean(text, size, row->depth_class[0] != '\0' ? row->depth_class : "-");
    }
}

static void put_row(sag__page *page, const sag_report_row *row, size_t count, size_t r)
{
    char name[SAG__UTF8_CLEAN_BYTES(SAG_MOTION_TEXT_BYTES)];
    char text[64];
    row_name(name, sizeof name, row, count, r);
    sag__page_put(page, "%s", row[r].skipped ? "=" : " ");
    sag__page_field(page, name, NAME_COLUMNS, false);
    if (row[r].reported) {
        sag__utf8_clean(text, sizeof text, row[r].found_count > 0 ? row[r].view : "nobody found");
        sag__page_field(page, text, VIEW_COLUMNS, false);
        snprintf(text, sizeof text, "%lld", (long long)row[r].rep_count);
        sag__page_field(page, text, REPS_COLUMNS, true);
        depth_words(text, sizeof text, &row[r]);
        sag__page_put(page, "  ");
        sag__page_field(page, text, DEPTH_COLUMNS, false);
        snprintf(text, sizeof text, "%lld", (long long)row[r].clear_count);
        sag__page_field(page, text, COUNT_COLUMNS - 1, true);
        snprintf(text, sizeof text, "%lld", (long long)row[r].likely_count);
        sag__page_field(page, text, COUNT_COLUMNS, true);
        snprintf(text, sizeof text, "%lld", (long long)row[r].possible_count);
        sag__page_field(page, text, COUNT_COLUMNS + 2, true);
        sag__page_put(page, "\n");
        put_below(page, row[r].findings);
    } else {
        sag__page_put(page, "not analyzed\n");
    }
    put_below(page, row[r].failure);
}

/* "23 squats in 4", "quiet standing in 2"; nothing of a movement that no report is of; without reports squats. */
static void add_movement(char *line, size_t size, const sag_report_row *row, size_t count, sag_movement movement)
{
    long long reps = 0;
    size_t recordings = 0;
    size_t with_reps = 0;
    size_t reported = 0;
    for (size_t r = 0; r < count; r++) {
        bool counts = row[r].reported && row[r].movement == movement;
        reported += row[r].reported ? 1 : 0;
        recordings += counts ? 1 : 0;
        with_reps += counts && row[r].rep_count > 0 ? 1 : 0;
        reps += counts ? (long long)row[r].rep_count : 0;
    }
    if (recordings == 0 && !(reported == 0 && movement == SAG_MOVEMENT_SQUAT)) {
        return;
    }
    const char *words = sag_movement_words(movement, (size_t)reps);
    if (movement == SAG_MOVEMENT_STANDING) {
        sag__line_add(line, size, "%s in %zu, ", words, recordings);
    } else {
        sag__line_add(line, size, "%lld %s in %zu, ", reps, words, with_reps);
    }
}

/* "6 recordings: 23 squats in 4, clear findings in 1, 1 failed, 1 interrupted, 2 not begun" */
static void put_total(sag__page *page, const sag_report_row *row, size_t count)
{
    size_t failed = 0;
    size_t interrupted = 0;
    size_t not_begun = 0;
    size_t skipped = 0;
    size_t with_clear = 0;
    size_t with_likely = 0;
    for (size_t r = 0; r < count; r++) {
        failed += !row[r].interrupted && !(row[r].reported && row[r].failure[0] == '\0') ? 1 : 0;
        interrupted += row[r].interrupted && row[r].reported ? 1 : 0;
        not_begun += row[r].interrupted && !row[r].reported ? 1 : 0;
        skipped += row[r].skipped ? 1 : 0;
        with_clear += row[r].reported && row[r].clear_count > 0 ? 1 : 0;
        with_likely += row[r].reported && row[r].likely_count > 0 ? 1 : 0;
    }
    char line[SAG__PAGE_LINE_BYTES];
    snprintf(line, sizeof line, "%zu %s: ", count, count == 1 ? "recording" : "recordings");
    for (int m = 0; m < SAG_MOVEMENT_COUNT; m++) {
        add_movement(line, sizeof line, row, count, (sag_movement)m);
    }
    sag__line_add(line, sizeof line, "clear findings in %zu, ", with_clear);
    if (with_likely > 0) {
        sag__line_add(line, sizeof line, "likely ones in %zu, ", with_likely);
    }
    sag__line_add(line, sizeof line, "%zu failed", failed);
    if (interrupted > 0) {
        sag__line_add(line, sizeof line, ", %zu interrupted", interrupted);
    }
    if (not_begun > 0) {
        sag__line_add(line, sizeof line, ", %zu not begun", not_begun);
    }
    if (skipped > 0) {
        sag__line_add(line, sizeof line, "; = marks %zu with the report of an earlier run", skipped);
    }
    sag__page_put(page, "\n");
    sag__page_paragraph(page, line, 0, 2);
}

size_t sag_report_format_rows(char *text, size_t size, const sag_report_row *row, size_t count)
{
    sag__page page = sag__page_begin(text, size);
    sag__c_locale c_locale;
    sag__c_locale_enter(&c_locale);
    sag__page_put(&page, " ");
    sag__page_field(&page, "recording", NAME_COLUMNS, false);
    sag__page_field(&page, "view", VIEW_COLUMNS, false);
    sag__page_field(&page, "reps", REPS_COLUMNS, true);
    sag__page_put(&page, "  ");
    sag__page_field(&page, "depth", DEPTH_COLUMNS, false);
    sag__page_field(&page, "clear", COUNT_COLUMNS - 1, true);
    sag__page_field(&page, "likely", COUNT_COLUMNS, true);
    sag__page_field(&page, "possible", COUNT_COLUMNS + 2, true);
    sag__page_put(&page, "\n");
    for (size_t r = 0; r < count; r++) {
        put_row(&page, row, count, r);
    }
    put_total(&page, row, count);
    sag__c_locale_leave(&c_locale);
    return page.length;
}
