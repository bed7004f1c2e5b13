/* The parts of report.json with the numbers: what they mean, and what they are in each repetition and over the set. */
#include "json_parts.h"

#include <math.h>

#include "present.h"

void sag__json_add_reason(sag__json *parent, sag_reason reason)
{
    if (reason != SAG_REASON_NONE) {
        sag__json_add_string(parent, "reason", sag__present_reason_key(reason));
        sag__json_add_string(parent, "reason_text", sag_reason_text(reason));
    }
}

void sag__json_add_views(sag__json *parent, unsigned views)
{
    sag__json *list = sag__json_add_array(parent, "views");
    for (int v = 0; v < SAG_VIEW_COUNT; v++) {
        if ((views & (1u << v)) != 0) {
            sag__json_add_string(list, NULL, sag_view_name((sag_view)v));
        }
    }
}

sag__json *sag__json_add_measure(sag__json *parent, const char *key, sag_unit unit, const sag_measure *measure)
{
    sag__json *item = sag__json_add_object(parent, key);
    if (measure->reason != SAG_REASON_NONE) {
        sag__json_add_string(item, "reason", sag__present_reason_key(measure->reason));
        return item;
    }
    int decimals = sag__present_decimals(unit);
    sag__json_add_number(item, "value", sag__present_value(unit, measure->value), decimals);
    sag__json_add_number(item, "se", sag__present_value(unit, measure->se), decimals);
    return item;
}

static sag__json *add_metric(sag__json *list, const sag_metric_info *info)
{
    sag__json *metric = sag__json_add_object(list, NULL);
    sag__json_add_string(metric, "name", info->name);
    sag__json_add_string(metric, "title", info->title);
    sag__json_add_string(metric, "unit", sag__present_unit(info->unit));
    sag__json_add_string(metric, "sign", info->sign);
    sag__json_add_string(metric, "definition", info->definition);
    sag__json_add_string(metric, "source", info->source);
    sag__json_add_views(metric, info->views);
    return metric;
}

/* The reason that all repetitions give for the absence of a metric: that of the first, if none has it. */
static sag_reason rep_metric_reason(const sag_analysis *analysis, int m)
{
    for (size_t r = 0; r < analysis->rep_count; r++) {
        if (analysis->rep[r].whole[m].reason == SAG_REASON_NONE) {
            return SAG_REASON_NONE;
        }
    }
    sag_reason without = analysis->rep_reason != SAG_REASON_NONE ? analysis->rep_reason : SAG_REASON_ABSENT;
    return analysis->rep_count > 0 ? analysis->rep[0].whole[m].reason : without;
}

void sag__json_add_metrics(sag__json *root, const sag_analysis *analysis)
{
    sag__json *metrics = sag__json_add_array(root, "metrics");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag__json *metric = add_metric(metrics, sag_metric_get_info((sag_metric)m));
        sag__json_add_bool(metric, "measured", analysis->clip_reason[m] == SAG_REASON_NONE);
        sag__json_add_reason(metric, analysis->clip_reason[m]);
    }
    sag__json *of_reps = sag__json_add_array(root, "repetition_metrics");
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        sag__json *metric = add_metric(of_reps, sag_rep_metric_get_info((sag_rep_metric)m));
        sag_reason reason = rep_metric_reason(analysis, m);
        sag__json_add_bool(metric, "measured", reason == SAG_REASON_NONE);
        sag__json_add_reason(metric, reason);
    }
}

static void add_rep(sag__json *list, const sag_rep *rep)
{
    sag__json *item = sag__json_add_object(list, NULL);
    sag__json_add_integer(item, "rep", rep->number);
    sag__json_add_number(item, "start_s", sag__present_s(rep->start_ns), 3);
    sag__json_add_number(item, "bottom_s", sag__present_s(rep->bottom_ns), 3);
    sag__json_add_number(item, "end_s", sag__present_s(rep->end_ns), 3);
    sag__json_add_integer(item, "start_frame", (int64_t)rep->start_frame);
    sag__json_add_integer(item, "bottom_frame", (int64_t)rep->bottom_frame);
    sag__json_add_integer(item, "end_frame", (int64_t)rep->end_frame);
    sag__json *tempo = sag__json_add_object(item, "tempo");
    /* A phase that the recording cuts has no duration: not a number becomes null. */
    sag__json_add_number(tempo, "eccentric_s", rep->start_cut ? NAN : sag__present_s(rep->eccentric_ns), 3);
    sag__json_add_number(tempo, "pause_s", sag__present_s(rep->pause_ns), 3);
    sag__json_add_number(tempo, "concentric_s", rep->end_cut ? NAN : sag__present_s(rep->concentric_ns), 3);
    sag__json_add_bool(item, "start_cut", rep->start_cut);
    sag__json_add_bool(item, "end_cut", rep->end_cut);
    sag__json_add_bool(item, "partial", rep->partial);
    sag__json_add_string(item, "depth_class", sag_depth_class_name(rep->depth_class));
    if (rep->depth_class_other != rep->depth_class) {
        sag__json_add_string(item, "depth_class_other", sag_depth_class_name(rep->depth_class_other));
    } else {
        sag__json_add_null(item, "depth_class_other");
    }
    sag__json_add_rep_back(item, &rep->back);
    sag__json *bottom = sag__json_add_object(item, "at_bottom");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        sag__json_add_measure(bottom, info->name, info->unit, &rep->at_bottom[m]);
    }
    sag__json *whole = sag__json_add_object(item, "whole");
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_rep_metric_get_info((sag_rep_metric)m);
        sag__json_add_measure(whole, info->name, info->unit, &rep->whole[m]);
    }
}

void sag__json_add_repetitions(sag__json *root, const sag_analysis *analysis)
{
    sag__json *repetitions = sag__json_add_object(root, "repetitions");
    sag__json_add_string(repetitions, "movement", sag_movement_name(analysis->movement));
    sag__json_add_integer(repetitions, "count", (int64_t)analysis->rep_count);
    sag__json_add_reason(repetitions, analysis->rep_reason);
    sag__json *rejected = sag__json_add_array(repetitions, "not_counted");
    for (int r = SAG_REJECTION_NONE + 1; r < SAG_REJECTION_COUNT; r++) {
        if (analysis->rejected_count[r] > 0) {
            sag__json *item = sag__json_add_object(rejected, NULL);
            sag__json_add_string(item, "reason", sag_rejection_name((sag_rejection)r));
            sag__json_add_string(item, "reason_text", sag_rejection_text(analysis->movement, (sag_rejection)r));
            sag__json_add_integer(item, "count", (int64_t)analysis->rejected_count[r]);
        }
    }
    sag__json *list = sag__json_add_array(repetitions, "list");
    for (size_t r = 0; r < analysis->rep_count; r++) {
        add_rep(list, &analysis->rep[r]);
    }
}

static void add_set_value(sag__json *parent, const sag_metric_info *info, const sag_set_value *value)
{
    sag__json *item = sag__json_add_object(parent, info->name);
    sag__json_add_integer(item, "reps", (int64_t)value->rep_count);
    sag__json_add_measure(item, "median", info->unit, &value->median);
    sag__json_add_measure(item, "spread", info->unit, &value->spread);
    sag__json_add_measure(item, "drift", info->unit, &value->drift);
}

void sag__json_add_set(sag__json *root, const sag_analysis *analysis)
{
    sag__json *set = sag__json_add_object(root, "set");
    sag__json *bottom = sag__json_add_object(set, "at_bottom");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        add_set_value(bottom, sag_metric_get_info((sag_metric)m), &analysis->set_at_bottom[m]);
    }
    sag__json *whole = sag__json_add_object(set, "whole");
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        add_set_value(whole, sag_rep_metric_get_info((sag_rep_metric)m), &analysis->set_whole[m]);
    }
}
