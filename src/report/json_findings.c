/* The parts of report.json that judge: the thresholds in force, what lies beyond them, what could not be judged. */
#include "json_parts.h"

#include "present.h"

void sag__json_add_thresholds(sag__json *root, const sag_thresholds *thresholds)
{
    sag__json *list = sag__json_add_array(root, "thresholds");
    for (int t = 0; t < SAG_THRESHOLD_COUNT; t++) {
        const sag_threshold_info *info = sag_threshold_get_info(t);
        int decimals = sag__present_decimals(info->unit);
        sag__json *item = sag__json_add_object(list, NULL);
        sag__json_add_string(item, "key", info->key);
        sag__json_add_string(item, "about", info->about);
        sag__json_add_string(item, "unit", sag__present_unit(info->unit));
        sag__json_add_number(item, "value", sag__present_value(info->unit, sag_thresholds_get(thresholds, t)),
                             decimals);
        sag__json_add_string(item, "set_by", thresholds->value[t] != 0.0 ? "user" : "default");
        sag__json_add_number(item, "default", sag__present_value(info->unit, info->value), decimals);
        sag__json_add_string(item, "origin", info->origin);
    }
}

static void add_finding(sag__json *list, const sag_analysis *analysis, size_t f)
{
    const sag_finding *finding = &analysis->finding[f];
    const sag_compensation_info *info = sag_compensation_get_info(finding->compensation);
    int decimals = sag__present_decimals(info->unit);
    sag__json *item = sag__json_add_object(list, NULL);
    sag__json_add_string(item, "name", info->name);
    sag__json_add_string(item, "title", info->title);
    if (finding->side == SAG_BODY_SIDE_NONE) {
        sag__json_add_null(item, "side");
    } else {
        sag__json_add_string(item, "side", sag_body_side_name(finding->side));
    }
    sag__json_add_string(item, "severity", sag_severity_name(finding->severity));
    sag__json_add_measure(item, "size", info->unit, &finding->size);
    sag__json_add_string(item, "unit", sag__present_unit(info->unit));
    sag__json *thresholds = sag__json_add_object(item, "thresholds");
    sag__json_add_number(thresholds, "possible", sag__present_value(info->unit, finding->possible), decimals);
    sag__json_add_number(thresholds, "clear", sag__present_value(info->unit, finding->clear), decimals);
    sag__json *reps = sag__json_add_array(item, "reps");
    for (size_t i = 0; i < finding->rep_count; i++) {
        sag__json_add_integer(reps, NULL, analysis->rep[finding->rep[i]].number);
    }
    sag__json_add_integer(item, "judged_reps", (int64_t)finding->judged_count);
    sag__json_add_integer(item, "worst_rep", analysis->rep[finding->worst_rep].number);
    sag__json_add_integer(item, "frame", (int64_t)finding->frame);
    sag__json_add_number(item, "time_s", sag__present_s(finding->t_ns), 3);
    sag__json_add_string(item, "about", info->about);
    int border = finding->severity >= SAG_SEVERITY_LIKELY ? SAG_THRESHOLD_CLEAR(finding->compensation)
                                                         : SAG_THRESHOLD_POSSIBLE(finding->compensation);
    sag__json_add_string(item, "origin", sag_threshold_get_info(border)->origin);
    char picture[SAG__PRESENT_PICTURE_BYTES];
    sag__present_picture(picture, f, finding);
    sag__json_add_string(item, "picture", picture);
}

void sag__json_add_findings(sag__json *root, const sag_analysis *analysis)
{
    sag__json *list = sag__json_add_array(root, "findings");
    for (size_t f = 0; f < analysis->finding_count; f++) {
        add_finding(list, analysis, f);
    }
}

void sag__json_add_not_judged(sag__json *root, const sag_analysis *analysis)
{
    sag__json *list = sag__json_add_array(root, "not_judged");
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        if (analysis->unjudged[c] == SAG_REASON_NONE) {
            continue;
        }
        const sag_compensation_info *info = sag_compensation_get_info((sag_compensation)c);
        sag__json *item = sag__json_add_object(list, NULL);
        sag__json_add_string(item, "name", info->name);
        sag__json_add_string(item, "title", info->title);
        sag__json_add_views(item, info->views);
        sag__json_add_string(item, "reason", sag__present_reason_key(analysis->unjudged[c]));
        sag__json_add_string(item, "reason_text", sag__present_unjudged_text(analysis->unjudged[c]));
    }
}
