/* What the repetitions show, in words: findings, what was not found, what could not be judged, trends. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "present.h"
#include "summary_parts.h"

/* A drift is told from this many of its standard errors on. */
#define DRIFT_SE_COUNT 2.0

const char *sag__summary_advice(sag_movement movement, sag_reason reason, unsigned views)
{
    static const char *const stand[SAG_MOVEMENT_COUNT] = {
        [SAG_MOVEMENT_SQUAT] = "stand upright and still before the first squat",
        [SAG_MOVEMENT_HINGE] = "stand upright and still before the first hinge",
        [SAG_MOVEMENT_STANDING] = "stand upright and still",
    };
    switch (reason) {
    case SAG_REASON_NO_PERSON: return "film the whole body from head to feet";
    case SAG_REASON_VIEW:
        if ((views & (1u << SAG_VIEW_SIDE)) != 0) {
            return "film from the side";
        }
        return (views & (1u << SAG_VIEW_FRONT)) != 0 ? "film from the front or from behind" : "film from behind";
    case SAG_REASON_HIDDEN: return "keep hips, knees and feet in sight";
    case SAG_REASON_NO_STANDING: return stand[movement];
    case SAG_REASON_TOO_SHORT: return "record for longer";
    case SAG_REASON_CUT: return "begin and end the recording standing";
    default: return sag_back_advice(reason);
    }
}

/* "rep 2 of 3" or "reps 1-3, 5 of 6": the numbers of the repetitions that show a finding. */
static void add_rep_list(char *line, size_t size, const sag_analysis *analysis, const sag_finding *finding)
{
    sag__line_add(line, size, finding->rep_count == 1 ? "rep " : "reps ");
    for (size_t i = 0; i < finding->rep_count;) {
        int first = analysis->rep[finding->rep[i]].number;
        size_t last = i;
        while (last + 1 < finding->rep_count
               && analysis->rep[finding->rep[last + 1]].number == analysis->rep[finding->rep[last]].number + 1) {
            last++;
        }
        bool is_run = last >= i + 2;
        sag__line_add(line, size, is_run ? "%s%d-%d" : "%s%d", i > 0 ? ", " : "", first,
                      analysis->rep[finding->rep[last]].number);
        i = is_run ? last + 1 : i + 1;
    }
    if (finding->judged_count == analysis->rep_count) {
        sag__line_add(line, size, " of %zu", finding->judged_count);
    } else {
        sag__line_add(line, size, " (%zu of %zu could be judged)", finding->judged_count, analysis->rep_count);
    }
}

static void put_finding(sag__page *page, const sag_analysis *analysis, const sag_finding *finding)
{
    const sag_compensation_info *info = sag_compensation_get_info(finding->compensation);
    char size_text[64];
    char border_text[64];
    bool clear = finding->severity >= SAG_SEVERITY_LIKELY;
    sag__present_measure(size_text, sizeof size_text, info->unit, &finding->size, false);
    sag__present_number(border_text, sizeof border_text, info->unit, clear ? finding->clear : finding->possible);
    char line[SAG__PAGE_LINE_BYTES] = "";
    sag__line_add(line, sizeof line, "%s: %s%s%s in ", sag_severity_name(finding->severity), info->title,
                  finding->side == SAG_BODY_SIDE_NONE ? "" : " ", sag_body_side_name(finding->side));
    add_rep_list(line, sizeof line, analysis, finding);
    if (finding->size.reason == SAG_REASON_NONE) {
        sag__line_add(line, sizeof line, " - up to %s (border %s), most in rep %d at %.2f s", size_text, border_text,
                      analysis->rep[finding->worst_rep].number, sag__present_s(finding->t_ns));
    } else {
        sag__line_add(line, sizeof line, " - visible, no number: %s", sag_reason_text(finding->size.reason));
    }
    sag__page_paragraph(page, line, 0, 2);
    if (info->about[0] != '\0') {
        sag__page_put(page, "  ");
        sag__page_paragraph(page, info->about, 2, 2);
    }
}

static bool is_found(const sag_analysis *analysis, int compensation)
{
    for (size_t f = 0; f < analysis->finding_count; f++) {
        if ((int)analysis->finding[f].compensation == compensation) {
            return true;
        }
    }
    return false;
}

/* Those that could be judged and were not found. */
static void put_not_found(sag__page *page, const sag_analysis *analysis)
{
    char line[SAG__PAGE_LINE_BYTES] = "";
    size_t count = 0;
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        /* the back says by itself how large a rounding would have been noticed */
        bool elsewhere = c == SAG_COMPENSATION_LUMBAR_ROUNDING;
        if (analysis->unjudged[c] == SAG_REASON_NONE && !is_found(analysis, c) && !elsewhere) {
            const char *start = analysis->finding_count > 0 ? "looked for and not found: "
                                                            : "no compensation was found among those this view can "
                                                              "show: ";
            sag__line_add(line, sizeof line, "%s%s", count == 0 ? start : ", ",
                          sag_compensation_get_info((sag_compensation)c)->title);
            count++;
        }
    }
    if (count > 0) {
        sag__page_paragraph(page, line, 0, 2);
    }
}

/* As sag__summary_advice, of a compensation. */
static const char *unjudged_advice(sag_reason reason, unsigned views)
{
    return reason == SAG_REASON_TOO_SHORT ? "do more of them in one set"
                                          : sag__summary_advice(SAG_MOVEMENT_SQUAT, reason, views);
}

/* Those that could not be judged; the same reason and the same advice share one paragraph. */
static void put_not_judged(sag__page *page, const sag_analysis *analysis)
{
    bool told[SAG_COMPENSATION_COUNT] = {false};
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        sag_reason reason = analysis->unjudged[c];
        bool elsewhere = c == SAG_COMPENSATION_LUMBAR_ROUNDING && sag__summary_has_back(analysis);
        if (reason == SAG_REASON_NONE || told[c] || elsewhere) {
            continue;
        }
        const char *hint = unjudged_advice(reason, sag_compensation_get_info((sag_compensation)c)->views);
        char line[SAG__PAGE_LINE_BYTES] = "";
        sag__line_add(line, sizeof line, reason == SAG_REASON_VIEW ? "not judged from this view:" : "not judged:");
        for (int other = c; other < SAG_COMPENSATION_COUNT; other++) {
            const sag_compensation_info *info = sag_compensation_get_info((sag_compensation)other);
            if (analysis->unjudged[other] == reason && unjudged_advice(reason, info->views) == hint) {
                sag__line_add(line, sizeof line, "%s %s", other > c ? "," : "", info->title);
                told[other] = true;
            }
        }
        if (reason != SAG_REASON_VIEW) {
            sag__line_add(line, sizeof line, " - %s", sag__present_unjudged_text(reason));
        }
        if (hint != NULL) {
            sag__line_add(line, sizeof line, " (%s)", hint);
        }
        sag__page_paragraph(page, line, 0, 2);
    }
}

void sag__summary_findings(sag__page *page, const sag_analysis *analysis)
{
    if (analysis->rep_count == 0) {
        return;
    }
    sag__page_put(page, "\n");
    if (analysis->movement != SAG_MOVEMENT_SQUAT) {
        sag__page_paragraph(page, "compensations are not judged: all of them are departures from a squat", 0, 2);
        return;
    }
    for (size_t f = 0; f < analysis->finding_count; f++) {
        put_finding(page, analysis, &analysis->finding[f]);
    }
    put_not_found(page, analysis);
    put_not_judged(page, analysis);
}

static void add_trend(char *line, size_t size, const sag_metric_info *info, const sag_set_value *value)
{
    const sag_measure *drift = &value->drift;
    if (drift->reason == SAG_REASON_NONE && fabs(drift->value) > DRIFT_SE_COUNT * drift->se) {
        char text[64];
        sag__present_measure(text, sizeof text, info->unit, drift, true);
        sag__line_add(line, size, "%s%s %s", line[0] != '\0' ? ", " : "", info->title, text);
    }
}

/* Few metrics: of many, some would change by chance. */
void sag__summary_trends(sag__page *page, const sag_analysis *analysis)
{
    static const sag_rep_metric whole[] = {
        SAG_REP_METRIC_TRUNK_PEAK,     SAG_REP_METRIC_FOOT_PITCH_PEAK,  SAG_REP_METRIC_HIP_SHIFT_BOTTOM,
        SAG_REP_METRIC_ECCENTRIC_TIME, SAG_REP_METRIC_CONCENTRIC_TIME,
    };
    char line[SAG__PAGE_LINE_BYTES] = "";
    bool with_thigh = analysis->set_at_bottom[SAG_METRIC_THIGH_INCLINATION].drift.reason == SAG_REASON_NONE;
    sag_metric depth = with_thigh ? SAG_METRIC_THIGH_INCLINATION : SAG_METRIC_HIP_DROP;
    if (analysis->movement == SAG_MOVEMENT_SQUAT) {
        add_trend(line, sizeof line, sag_metric_get_info(depth), &analysis->set_at_bottom[depth]);
    }
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        add_trend(line, sizeof line, sag_rep_metric_get_info(whole[i]), &analysis->set_whole[whole[i]]);
    }
    if (line[0] != '\0') {
        sag__page_put(page, "over the set, from the first to the last repetition:\n  ");
        sag__page_paragraph(page, line, 2, 2);
    }
}
