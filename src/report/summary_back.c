/* The lower back on a terminal: a table of the repetitions, and in words what may be said. */
#include <math.h>
#include <stdio.h>

#include "angle.h"
#include "present.h"
#include "summary_parts.h"

#define COLUMN_COUNT 4

/* Arms that move further between standing and the bottom are told. */
#define ARM_RISE_DEG 40.0

static const struct {
    const char *title;
    int width;
    sag_rep_metric metric;
} column[COLUMN_COUNT] = {
    {"lumbar", 14, SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM},
    {"late", 14, SAG_REP_METRIC_LUMBAR_FLEXION_LATE},
    {"from depth", 14, SAG_REP_METRIC_LUMBAR_ONSET},
    {"pelvis", 14, SAG_REP_METRIC_PELVIC_TILT_BOTTOM},
};

bool sag__summary_has_back(const sag_analysis *analysis)
{
    bool side = analysis->view == SAG_VIEW_SIDE || analysis->view == SAG_VIEW_SIDE_REDUCED;
    return side && analysis->found_count > 0 && analysis->back.reason != SAG_REASON_NO_STANDING &&
           analysis->back.reason != SAG_REASON_TOO_SHORT;
}

static bool has_number(const sag_rep *rep)
{
    return rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM].reason == SAG_REASON_NONE;
}

static bool any_number(const sag_analysis *analysis)
{
    bool any = false;
    for (size_t r = 0; r < analysis->rep_count; r++) {
        any = any || has_number(&analysis->rep[r]);
    }
    return any;
}

static void put_table(sag__page *page, const sag_analysis *analysis)
{
    sag__page_put(page, "\n rep");
    for (int c = 0; c < COLUMN_COUNT; c++) {
        sag__page_field(page, column[c].title, column[c].width, true);
    }
    bool hinge = analysis->movement == SAG_MOVEMENT_HINGE;
    sag__page_put(page, "  %s\n", hinge ? "rounding" : "late rounding");
    for (size_t r = 0; r < analysis->rep_count; r++) {
        static const char *const words[SAG_BACK_STATE_COUNT] = {
            [SAG_BACK_NOT_MEASURED] = "not measured",
            [SAG_BACK_NO_CHANGE] = "none detected",
            [SAG_BACK_POSSIBLE] = "possible",
            [SAG_BACK_LIKELY] = "likely",
        };
        const sag_rep *rep = &analysis->rep[r];
        char text[64];
        snprintf(text, sizeof text, "%d", rep->number);
        sag__page_field(page, text, 4, true);
        for (int c = 0; c < COLUMN_COUNT; c++) {
            sag_rep_metric metric = column[c].metric;
            sag__present_measure(text, sizeof text, sag_rep_metric_get_info(metric)->unit, &rep->whole[metric], true);
            sag__page_field(page, text, column[c].width, true);
        }
        sag__page_put(page, "  %s\n", words[rep->back.state]);
    }
    sag__page_put(page, "\n");
    sag__page_paragraph(page,
                        hinge ? "Low back by its outline, as change from your standing: lumbar flexion at the bottom "
                                "(+ is rounder), the part of it that comes late, the trunk's inclination at which that "
                                "begins, pelvic tilt at the bottom (+ is anterior)."
                              : "Low back by its outline, as change from your standing: lumbar flexion at the bottom "
                                "(+ is rounder), the part of it that comes late on the way down, the thigh's "
                                "inclination at which that begins, pelvic tilt at the bottom (+ is anterior). Some "
                                "flexion is part of a deep squat: judged is what comes late.",
                        0, 2);
}

/* Shares of the pelvis and the lumbar spine in the bend in which the thorax turns furthest. */
static void put_shares(sag__page *page, const sag_analysis *analysis)
{
    const sag_rep *furthest = NULL;
    double most = 0.0;
    for (size_t r = 0; r < analysis->rep_count; r++) {
        const sag_measure *whole = analysis->rep[r].whole;
        double thorax = whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM].value +
                        whole[SAG_REP_METRIC_PELVIC_TILT_BOTTOM].value;
        if (whole[SAG_REP_METRIC_PELVIS_SHARE].reason == SAG_REASON_NONE && thorax > most) {
            furthest = &analysis->rep[r];
            most = thorax;
        }
    }
    if (furthest == NULL) {
        return;
    }
    const sag_measure *whole = furthest->whole;
    char of_pelvis[48], of_lumbar[48], of_both[48];
    sag__present_measure(of_pelvis, sizeof of_pelvis, SAG_UNIT_PERCENT, &whole[SAG_REP_METRIC_PELVIS_SHARE], false);
    sag__present_measure(of_lumbar, sizeof of_lumbar, SAG_UNIT_PERCENT, &whole[SAG_REP_METRIC_LUMBAR_SHARE], false);
    sag__present_measure(of_both, sizeof of_both, SAG_UNIT_RATIO, &whole[SAG_REP_METRIC_LUMBAR_PELVIC_RATIO], false);
    char line[SAG__PAGE_LINE_BYTES] = "";
    sag__line_add(line, sizeof line, "of the furthest bend, rep %d: pelvis %s, lumbar spine %s; lumbar to pelvic motion "
                  "%s", furthest->number, of_pelvis, of_lumbar, of_both);
    sag__page_paragraph(page, line, 0, 2);
}

/* "from thigh +12° ± 5° on (+21° ± 4° against your standing posture)" */
static void add_size(char *line, size_t size, const sag_analysis *analysis, const sag_rep *rep)
{
    char text[64];
    const sag_measure *onset = &rep->whole[SAG_REP_METRIC_LUMBAR_ONSET];
    if (onset->reason == SAG_REASON_NONE) {
        sag__present_measure(text, sizeof text, SAG_UNIT_ANGLE, onset, true);
        sag__line_add(line, size, ", from %s %s on", analysis->movement == SAG_MOVEMENT_HINGE ? "trunk" : "thigh",
                      text);
    }
    sag__present_measure(text, sizeof text, SAG_UNIT_ANGLE, &rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM], true);
    sag__line_add(line, size, " (%s against your standing posture)", text);
}

/* Nothing late was detected: how large it would have to be, and what is there at the bottom all the same. */
static void add_nothing(char *line, size_t size, const sag_analysis *analysis)
{
    const sag_back *back = &analysis->back;
    bool hinge = analysis->movement == SAG_MOVEMENT_HINGE;
    double detectable_deg = sag_back_detectable_deg(back);
    const char *late = hinge ? "" : "late ";
    if (back->possible_count > 0) {
        sag__line_add(line, size, "low back: %srounding larger than %.0f° in %zu of %zu repetitions only, which may be "
                      "noise", late, detectable_deg, back->possible_count, back->judged_count);
    } else {
        sag__line_add(line, size, "low back: no %srounding larger than %.0f° detected", late, detectable_deg);
    }
    const sag_set_value *bottom = &analysis->set_whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM];
    if (!hinge && bottom->median.reason == SAG_REASON_NONE && bottom->median.value >= back->detectable_rad) {
        char text[64];
        sag__present_measure(text, sizeof text, SAG_UNIT_ANGLE, &bottom->median, true);
        sag__line_add(line, size, "; at the bottom it is flexed by %s against your standing", text);
    }
}

/* In how many repetitions it is seen, where not in all. */
static void add_counts(char *line, size_t size, const sag_back *back)
{
    bool some_likely = back->state == SAG_BACK_POSSIBLE && back->likely_count > 0;
    if (back->possible_count < back->judged_count || some_likely) {
        sag__line_add(line, size, "; so in %zu of %zu repetitions", back->possible_count, back->judged_count);
    }
    if (some_likely) {
        sag__line_add(line, size, ", likely in %zu", back->likely_count);
    }
}

/* The other gates that are shut: whoever mends one alone would meet the next. */
static void add_other_reasons(char *line, size_t size, const sag_back *back)
{
    bool told[SAG_REASON_COUNT] = {false};
    told[back->reason] = true;
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        sag_reason reason = sag_back_gate_get_info((sag_back_gate)g)->reason;
        if (back->gate[g].state == SAG_GATE_REFUSED && !told[reason]) {
            sag__line_add(line, size, "; also, %s", sag_reason_text(reason));
            told[reason] = true;
        }
    }
}

/* What may be said, in the words of its state. */
static void put_state(sag__page *page, const sag_analysis *analysis)
{
    const sag_back *back = &analysis->back;
    const char *words = sag_back_state_text(analysis->movement, back->state);
    bool numbered = back->worst_rep < analysis->rep_count;
    char line[SAG__PAGE_LINE_BYTES] = "";
    if (back->state == SAG_BACK_NO_CHANGE) {
        add_nothing(line, sizeof line, analysis);
    } else if (back->state >= SAG_BACK_POSSIBLE && numbered) {
        sag__line_add(line, sizeof line, "%s", words);
        add_size(line, sizeof line, analysis, &analysis->rep[back->worst_rep]);
        add_counts(line, sizeof line, back);
    } else if (back->state >= SAG_BACK_POSSIBLE) {
        sag__line_add(line, sizeof line, "%s: its outline shows it, but there is no number, because %s", words,
                      sag_reason_text(back->reason));
    } else if (back->reason == SAG_REASON_CUT) {
        sag__line_add(line, sizeof line, "low back: no judgement of the set, because every repetition is cut or partial");
    } else {
        sag__line_add(line, sizeof line, "%s: %s", words, sag_reason_text(back->reason));
        add_other_reasons(line, sizeof line, back);
    }
    if (back->judged_count > 0 && back->judged_count < analysis->rep_count) {
        sag__line_add(line, sizeof line, "; judged in %zu of %zu repetitions", back->judged_count,
                      analysis->rep_count);
    }
    const char *advice = sag_back_advice(back->reason);
    if (advice != NULL) {
        sag__line_add(line, sizeof line, " (%s)", advice);
    }
    sag__page_paragraph(page, line, 0, 2);
}

/* Numbers against standing are less sure where the arms are elsewhere. */
static void put_arms(sag__page *page, const sag_analysis *analysis)
{
    double rise_deg = SAG__DEG(analysis->back.arm_rise_rad);
    if (any_number(analysis) && fabs(rise_deg) >= ARM_RISE_DEG) {
        char line[SAG__PAGE_LINE_BYTES] = "";
        sag__line_add(line, sizeof line, "since standing the arms were %s by %.0f°, which turns the back by itself: some "
                      "of the change against your standing is theirs (stand with the arms as in the movement)",
                      rise_deg > 0.0 ? "raised" : "lowered", fabs(rise_deg));
        sag__page_paragraph(page, line, 0, 2);
    }
}

void sag__summary_back(sag__page *page, const sag_analysis *analysis)
{
    if (!sag__summary_has_back(analysis)) {
        return;
    }
    if (analysis->back.state == SAG_BACK_NOT_MEASURED && analysis->back.reason == SAG_REASON_NONE) {
        /* it could be measured, but nothing was done that shows a change */
        sag__page_put(page, "low back: its outline can be measured; only its change in a movement is told\n");
        return;
    }
    if (any_number(analysis)) {
        put_table(page, analysis);
    } else {
        sag__page_put(page, "\n");
    }
    put_state(page, analysis);
    put_arms(page, analysis);
    if (analysis->movement == SAG_MOVEMENT_HINGE) {
        put_shares(page, analysis);
    }
}
