/* The parts of report.json about the lower back: what may be said, and the gates that let it through or not. */
#include "json_parts.h"

#include <math.h>

#include "angle.h"
#include "present.h"

/* The standing outline's own angle is a posture, which no outline can tell: only whether it lets a number through. */
static bool is_told(int gate)
{
    return gate != SAG_BACK_GATE_BASELINE_SHAPE;
}

static void add_gates(sag__json *parent, const sag_gate_result gate[SAG_BACK_GATE_COUNT], int first)
{
    sag__json *list = sag__json_add_array(parent, "gates");
    for (int g = first; g < SAG_BACK_GATE_COUNT; g++) {
        const sag_back_gate_info *info = sag_back_gate_get_info((sag_back_gate)g);
        bool known = gate[g].state != SAG_GATE_UNKNOWN && is_told(g);
        sag__json *item = sag__json_add_object(list, NULL);
        sag__json_add_string(item, "name", info->name);
        sag__json_add_string(item, "state", sag_gate_state_name(gate[g].state));
        sag__json_add_number(item, "value", known ? info->scale * gate[g].value : NAN, 2);
        sag__json_add_string(item, "unit", info->unit);
    }
}

static void add_reason(sag__json *parent, sag_reason reason)
{
    if (reason == SAG_REASON_NONE) {
        sag__json_add_null(parent, "reason");
        return;
    }
    const char *advice = sag_back_advice(reason);
    sag__json_add_reason(parent, reason);
    if (advice != NULL) {
        sag__json_add_string(parent, "advice", advice);
    }
}

/* Infinite limits are none. */
static void add_range(sag__json *parent, const char *key, double scale, double low, double high)
{
    sag__json *range = sag__json_add_array(parent, key);
    sag__json_add_number(range, NULL, isfinite(low) ? scale * low : NAN, 2);
    sag__json_add_number(range, NULL, isfinite(high) ? scale * high : NAN, 2);
}

void sag__json_add_back(sag__json *root, const sag_analysis *analysis)
{
    const sag_back *back = &analysis->back;
    sag__json *item = sag__json_add_object(root, "back");
    sag__json_add_string(item, "state", sag_back_state_name(back->state));
    bool nothing_done = back->state == SAG_BACK_NOT_MEASURED && back->reason == SAG_REASON_NONE;
    add_reason(item, nothing_done ? SAG_REASON_ABSENT : back->reason);
    double detectable_deg = SAG__DEG(back->detectable_rad);
    sag__json_add_number(item, "detectable_change_deg", detectable_deg > 0.0 ? detectable_deg : NAN, 1);
    sag__json_add_number(item, "judged_repetitions", (double)back->judged_count, 0);
    sag__json_add_number(item, "possible_repetitions", (double)back->possible_count, 0);
    sag__json_add_number(item, "likely_repetitions", (double)back->likely_count, 0);
    sag__json_add_number(item, "arm_rise_deg", SAG__DEG(back->arm_rise_rad), 0);
    add_gates(item, back->gate, 0);
    sag__json *limits = sag__json_add_array(item, "gate_limits");
    for (int g = 0; g < SAG_BACK_GATE_COUNT; g++) {
        const sag_back_gate_info *info = sag_back_gate_get_info((sag_back_gate)g);
        sag__json *gate = sag__json_add_object(limits, NULL);
        sag__json_add_string(gate, "name", info->name);
        sag__json_add_string(gate, "about", info->about);
        sag__json_add_string(gate, "unit", info->unit);
        add_range(gate, "good", info->scale, info->caution_low, info->caution_high);
        add_range(gate, "caution", info->scale, info->refuse_low, info->refuse_high);
        sag__json_add_bool(gate, "caution_hides_number", info->hides_number);
    }
}

void sag__json_add_rep_back(sag__json *rep, const sag_back_rep *back)
{
    sag__json *item = sag__json_add_object(rep, "back");
    sag__json_add_string(item, "state", sag_back_state_name(back->state));
    add_reason(item, back->reason);
    add_gates(item, back->gate, SAG_BACK_GATE_ARM);
}
