/*
 * summary.c - the report as a terminal shows it: at most 80 columns of plain UTF-8 text.
 *
 * Order: whom and what it shows; what to change about the set-up; the posture or the repetitions; findings; what is
 * missing and why.
 */
#include <sagitta/report.h>

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "c_locale.h"
#include "decimal.h"
#include "metric.h"
#include "page.h"
#include "present.h"
#include "summary_parts.h"
#include "utf8.h"

/* Columns left for the name of the source in the headline. */
#define NAME_COLUMNS 34
/* Names in a list of missing metrics before it is cut. */
#define MISSING_NAME_MAX 3

/* A trunk that goes further forward without a squat may have done another movement. */
#define BENT_DEG 45.0

static const char *view_words(sag_view view)
{
    static const char *const words[] = {
        [SAG_VIEW_UNKNOWN] = "view not known",        [SAG_VIEW_SIDE] = "side view",
        [SAG_VIEW_SIDE_REDUCED] = "almost side view", [SAG_VIEW_OBLIQUE] = "oblique view",
        [SAG_VIEW_FRONT] = "front view",              [SAG_VIEW_BACK] = "back view",
    };
    static_assert(sizeof words / sizeof words[0] == SAG_VIEW_COUNT, "words for every view");
    return (unsigned)view < SAG_VIEW_COUNT ? words[view] : words[SAG_VIEW_UNKNOWN];
}

static void put_headline(sag__page *page, const sag_motion_facts *facts, const sag_analysis *analysis)
{
    char name[SAG__UTF8_CLEAN_BYTES(SAG_MOTION_TEXT_BYTES)];
    sag__utf8_clean(name, sizeof name, facts->source_name);
    sag__page_shorten(name, NAME_COLUMNS);
    char line[SAG__PAGE_LINE_BYTES];
    snprintf(line, sizeof line, "%s%s", name, name[0] != '\0' ? ": " : "");
    if (analysis->found_count == 0) {
        sag__line_add(line, sizeof line, "nobody was found in the picture");
        sag__page_paragraph(page, line, 0, 2);
        return;
    }
    const char *words = sag_movement_words(analysis->movement, analysis->rep_count);
    if (analysis->movement == SAG_MOVEMENT_STANDING) {
        sag__line_add(line, sizeof line, "%s%s", analysis->standing_found ? "" : "no ", words);
    } else if (analysis->rep_reason != SAG_REASON_NONE) {
        sag__line_add(line, sizeof line, "%s not counted", words);
    } else if (analysis->rep_count > 0) {
        sag__line_add(line, sizeof line, "%zu %s", analysis->rep_count, words);
    } else {
        sag__line_add(line, sizeof line, "no %s", words);
    }
    sag__line_add(line, sizeof line, ", %s", view_words(analysis->view));
    if (analysis->facing == SAG_FACING_LEFT || analysis->facing == SAG_FACING_RIGHT) {
        sag__line_add(line, sizeof line, ", facing %s", sag_facing_name(analysis->facing));
    }
    sag__page_paragraph(page, line, 0, 2);
}

/* What each check saw: words before and behind its value, and the decimals of the value. */
typedef struct check_words {
    const char *before;
    const char *behind;
    const char *unit;
    int decimals;
} check_words;

static const check_words words_of_check[SAG_CHECK_COUNT] = {
    [SAG_CHECK_WHOLE_BODY] = {"the whole body is in ", " of the frames", " %", 0},
    [SAG_CHECK_FEET] = {"the feet are seen in ", " of the frames", " %", 0},
    [SAG_CHECK_BODY_HEIGHT] = {"the body is ", " high", " px", 0},
    [SAG_CHECK_CAMERA_ROLL] = {"the picture is turned by ", "", "°", 0},
    [SAG_CHECK_LIGHT] = {"the body is ", " bright", " %", 0},
    [SAG_CHECK_FRAME_RATE] = {"", " a second", " frames", 0},
    [SAG_CHECK_STANDING] = {"", " of quiet standing", " s", 1},
    [SAG_CHECK_ALONE] = {"", " in the picture", " people", 0},
};

/* "1 time", "2 times" */
static void add_times(char *line, size_t size, int count)
{
    sag__line_add(line, size, "%d %s", count, count == 1 ? "time" : "times");
}

/* E.g. "the body is 210 px high (good from 300 px)". */
static void add_check(char *line, size_t size, sag_check check, const sag_analysis *analysis,
                      const sag_motion_facts *facts)
{
    const sag_check_result *result = &analysis->check[check];
    if (check == SAG_CHECK_ALONE && result->value <= result->limit) {
        sag__line_add(line, size, "somebody else came in between ");
        add_times(line, size, facts->takeover_count);
        return;
    }
    const check_words *words = &words_of_check[check];
    double value = fabs(sag__present_check_value(check, result->value));
    double limit = sag__present_check_value(check, result->limit);
    bool looks_good = sag__decimal_round(value, words->decimals) == sag__decimal_round(limit, words->decimals);
    int decimals = words->decimals + (looks_good ? 1 : 0);
    sag__line_add(line, size, "%s%.*f%s", words->before, decimals, value, words->unit);
    if (check == SAG_CHECK_CAMERA_ROLL) {
        sag__line_add(line, size, " ± %.0f°", sag__present_check_value(check, result->se));
    }
    sag__line_add(line, size, "%s", words->behind);
    if (check == SAG_CHECK_STANDING && analysis->movement != SAG_MOVEMENT_STANDING) {
        sag__line_add(line, size, " before the first %s", sag_movement_words(analysis->movement, 1));
    }
    sag__line_add(line, size, " (good %s %.*f%s)", value < limit ? "from" : "up to", decimals, limit,
                  check == SAG_CHECK_ALONE || check == SAG_CHECK_FRAME_RATE ? "" : words->unit);
}

/* What to change about the set-up, what prevents a measurement first. */
static void put_set_up(sag__page *page, const sag_motion_facts *facts, const sag_analysis *analysis)
{
    static const sag_check_state order[] = {SAG_CHECK_BAD, SAG_CHECK_POOR};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        for (int c = 0; c < SAG_CHECK_COUNT; c++) {
            const sag_check_result *result = &analysis->check[c];
            if (result->state == order[i]) {
                char line[SAG__PAGE_LINE_BYTES] = "set-up: ";
                char advice[SAG__PRESENT_ADVICE_BYTES];
                add_check(line, sizeof line, (sag_check)c, analysis, facts);
                sag__present_check_advice(advice, sizeof advice, analysis, (sag_check)c);
                sag__line_add(line, sizeof line, " - %s", advice);
                sag__page_paragraph(page, line, 0, 2);
            }
        }
    }
}

static void put_not_counted(sag__page *page, const sag_analysis *analysis)
{
    bool standing = analysis->movement == SAG_MOVEMENT_STANDING;
    /* That standing has no repetitions is nothing to report. */
    if (analysis->rep_reason == SAG_REASON_NONE || (standing && analysis->rep_reason == SAG_REASON_MOVEMENT)) {
        return;
    }
    const char *hint = sag__summary_advice(analysis->movement, analysis->rep_reason, 1u << SAG_VIEW_SIDE);
    char line[SAG__PAGE_LINE_BYTES] = "";
    if (analysis->found_count > 0) {
        sag__line_add(line, sizeof line, "%s%s: %s%s", standing ? "posture" : sag_movement_words(analysis->movement, 2),
                      standing ? " not measured" : " not counted", sag_reason_text(analysis->rep_reason),
                      hint != NULL ? "; " : "");
    }
    sag__line_add(line, sizeof line, "%s", hint != NULL ? hint : "");
    if (line[0] != '\0') {
        sag__page_paragraph(page, line, 0, 2);
    }
}

/* Movements that were seen but are none of those that were looked for. */
static void put_rejected(sag__page *page, const sag_analysis *analysis)
{
    for (int r = SAG_REJECTION_NONE + 1; r < SAG_REJECTION_COUNT; r++) {
        size_t count = analysis->rejected_count[r];
        if (count > 0) {
            char line[SAG__PAGE_LINE_BYTES];
            bool hinge = analysis->movement == SAG_MOVEMENT_HINGE;
            snprintf(line, sizeof line, "not a %s: %zu other %s of the %s - %s",
                     sag_movement_words(analysis->movement, 1), count, count == 1 ? "movement" : "movements",
                     hinge ? "trunk forward and back" : "hips down and up",
                     sag_rejection_text(analysis->movement, (sag_rejection)r));
            sag__page_paragraph(page, line, 0, 2);
        }
    }
}

/* Nobody squatted, but the trunk went far forward: other movements want to be named. */
static void put_other_movement(sag__page *page, const sag_analysis *analysis)
{
    if (analysis->movement != SAG_MOVEMENT_SQUAT || analysis->rep_count > 0 ||
        analysis->clip_reason[SAG_METRIC_TRUNK_INCLINATION] != SAG_REASON_NONE) {
        return;
    }
    double most_rad = 0.0;
    for (size_t i = 0; i < analysis->frame_count; i++) {
        most_rad = fmax(most_rad, analysis->series[SAG_METRIC_TRUNK_INCLINATION][i]); /* passes over NaN */
    }
    if (most_rad >= SAG__RAD(BENT_DEG)) {
        sag__page_put(page, "the trunk goes forward to %.0f°: hinges are counted with --movement hinge\n",
                      sag__decimal_round(SAG__DEG(most_rad), 0));
    }
}

/* Length of a metric's title without its side: both sides are named once. */
static size_t title_length(const char *title)
{
    size_t length = strcspn(title, ",");
    bool is_side = strcmp(title + length, ", left") == 0 || strcmp(title + length, ", right") == 0;
    return is_side ? length : strlen(title);
}

/* The metrics that are missing for the reason and with the advice that metric first has, as one paragraph. */
static void put_missing_group(sag__page *page, const sag_analysis *analysis, int first, bool *told)
{
    sag_reason reason = analysis->clip_reason[first];
    unsigned views = sag_metric_get_info((sag_metric)first)->views;
    const char *hint = sag__summary_advice(analysis->movement, reason, views);
    char line[SAG__PAGE_LINE_BYTES] = "";
    sag__line_add(line, sizeof line, reason == SAG_REASON_VIEW ? "not measured from this view:" : "not measured:");
    const char *before = "";
    int count = 0;
    for (int m = first; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        if (analysis->clip_reason[m] != reason || sag__summary_advice(analysis->movement, reason, info->views) != hint) {
            continue;
        }
        size_t length = title_length(info->title);
        bool named = title_length(before) == length && strncmp(before, info->title, length) == 0;
        if (!named && count < MISSING_NAME_MAX) {
            sag__line_add(line, sizeof line, "%s %.*s", count > 0 ? "," : "", (int)length, info->title);
        }
        count += named ? 0 : 1;
        before = info->title;
        told[m] = true;
    }
    if (count > MISSING_NAME_MAX) {
        sag__line_add(line, sizeof line, " and %d more", count - MISSING_NAME_MAX);
    }
    if (reason != SAG_REASON_VIEW) {
        sag__line_add(line, sizeof line, " - %s", sag_reason_text(reason));
    }
    if (hint != NULL) {
        sag__line_add(line, sizeof line, " (%s)", hint);
    }
    sag__page_paragraph(page, line, 0, 2);
}

static void put_missing(sag__page *page, const sag_analysis *analysis)
{
    bool told[SAG_METRIC_COUNT] = {false};
    for (int m = 0; analysis->found_count > 0 && m < SAG_METRIC_COUNT; m++) {
        bool elsewhere = sag__metric_is_of_back((sag_metric)m) && sag__summary_has_back(analysis);
        if (analysis->clip_reason[m] != SAG_REASON_NONE && !told[m] && !elsewhere) {
            put_missing_group(page, analysis, m, told);
        }
    }
}

static void put_view(sag__page *page, const sag_analysis *analysis)
{
    bool reduced = analysis->view == SAG_VIEW_SIDE_REDUCED;
    bool other = analysis->view_other != analysis->view && analysis->view_other != SAG_VIEW_UNKNOWN;
    if (analysis->view == SAG_VIEW_UNKNOWN || !(reduced || other)) {
        return;
    }
    char line[SAG__PAGE_LINE_BYTES] = "";
    sag__line_add(line, sizeof line, "view: the camera stands %.0f° ± %.0f° off the side view",
                  SAG__DEG(analysis->view_off_side_rad), SAG__DEG(analysis->view_off_side_se_rad));
    if (reduced) {
        sag__line_add(line, sizeof line, "; the errors are wider");
    }
    if (other) {
        sag__line_add(line, sizeof line, "; it may be %s instead of %s", view_words(analysis->view_other),
                      view_words(analysis->view));
    }
    sag__page_paragraph(page, line, 0, 2);
}

/* Whom the numbers belong to, and against which posture they are. */
static void put_person(sag__page *page, const sag_motion *motion, const sag_analysis *analysis)
{
    const sag_motion_facts *facts = sag_motion_view_facts(motion);
    char line[SAG__PAGE_LINE_BYTES];
    if (analysis->found_count > 0 && analysis->found_count < analysis->frame_count) {
        sag__page_put(page, "person: found in %zu of %zu frames\n", analysis->found_count, analysis->frame_count);
    }
    if (facts->takeover_count > 0) {
        snprintf(line, sizeof line, "person: somebody else came in between ");
        add_times(line, sizeof line, facts->takeover_count);
        sag__line_add(line, sizeof line, "; the first person was looked for again");
        sag__page_paragraph(page, line, 0, 2);
    }
    if (analysis->swap_count > 0) {
        sag__page_put(page, "left and right: exchanged back in %zu %s\n", analysis->swap_count,
                      analysis->swap_count == 1 ? "frame" : "frames");
    }
    if (analysis->camera_roll_rad != 0.0) {
        double roll_deg = SAG__DEG(analysis->camera_roll_rad);
        sag__page_put(page, "camera: the picture was turned by %.1f° %s before measuring\n", fabs(roll_deg),
                      roll_deg > 0.0 ? "clockwise" : "counterclockwise");
    }
    const sag_baseline *base = &analysis->baseline;
    bool stretch = base->kind == SAG_BASELINE_QUIET || base->kind == SAG_BASELINE_GIVEN;
    if (stretch && base->last_frame < sag_motion_get_count(motion)) {
        snprintf(line, sizeof line, "standing: changes are against the posture from %.1f s to %.1f s%s",
                 sag__present_s(sag_motion_get(motion, base->first_frame)->t_ns),
                 sag__present_s(sag_motion_get(motion, base->last_frame)->t_ns),
                 base->kind == SAG_BASELINE_GIVEN ? ", as given" : "");
        sag__page_paragraph(page, line, 0, 2);
    } else if (base->refused) {
        sag__page_put(page, "standing: in the given baseline nobody stands upright and still\n");
    } else if (base->kind == SAG_BASELINE_MOMENTS) {
        snprintf(line, sizeof line, "standing: changes are against %zu upright moments of the whole recording, because "
                 "no quiet standing was found", base->frame_count);
        sag__page_paragraph(page, line, 0, 2);
    }
}

static void put_source_facts(sag__page *page, const sag_motion_facts *facts)
{
    const sag_source_info *source = &facts->source;
    char line[SAG__PAGE_LINE_BYTES];
    char clean[SAG__UTF8_CLEAN_BYTES(sizeof source->damage)];
    if (source->damaged) {
        sag__utf8_clean(clean, sizeof clean, source->damage);
        snprintf(line, sizeof line, "damaged: %s; what could be read was analyzed",
                 clean[0] != '\0' ? clean : "parts of the source could not be read");
        sag__page_paragraph(page, line, 0, 2);
    }
    if (facts->interrupted) {
        sag__page_put(page, "interrupted: the first %.1f s were analyzed\n", sag__present_s(source->duration_ns));
    }
    if (source->rotation_deg != 0 || source->flipped) {
        snprintf(line, sizeof line, "rotation: the picture was turned by %d° clockwise%s, as its metadata asks",
                 source->rotation_deg, source->flipped ? " and mirrored" : "");
        sag__page_paragraph(page, line, 0, 2);
    }
    if (source->variable_rate) {
        sag__page_put(page, "frame rate: variable; every time is the frame's own\n");
    }
    if (facts->slow_motion_ratio > 0.0 && facts->slow_motion_ratio != 1.0) {
        snprintf(line, sizeof line, "slow motion: %g times slower than real; times are those of the real movement",
                 facts->slow_motion_ratio);
        sag__page_paragraph(page, line, 0, 2);
    }
}

size_t sag_report_format_summary(char *text, size_t size, const sag_motion *motion, const sag_analysis *analysis)
{
    sag__page page = sag__page_begin(text, size);
    sag__c_locale c_locale;
    sag__c_locale_enter(&c_locale);
    const sag_motion_facts *facts = sag_motion_view_facts(motion);
    put_headline(&page, facts, analysis);
    put_not_counted(&page, analysis);
    put_set_up(&page, facts, analysis);
    sag__summary_posture(&page, analysis);
    sag__summary_reps(&page, analysis);
    sag__summary_back(&page, analysis);
    sag__summary_findings(&page, analysis);
    sag__summary_trends(&page, analysis);
    if (analysis->rep_count > 0) {
        sag__page_put(&page, "\n");
    }
    put_rejected(&page, analysis);
    put_other_movement(&page, analysis);
    put_missing(&page, analysis);
    put_view(&page, analysis);
    put_person(&page, motion, analysis);
    put_source_facts(&page, facts);
    sag__c_locale_leave(&c_locale);
    return page.length;
}
