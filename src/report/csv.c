#include <sagitta/report.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "decimal.h"
#include "outfile.h"
#include "present.h"

/* A text cell by RFC 4180: quoted when it holds a comma, a quote or a line break. */
static void put_text(sag__outfile *file, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        sag__outfile_printf(file, "%s", text);
        return;
    }
    sag__outfile_printf(file, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        sag__outfile_printf(file, "%s%c", *c == '"' ? "\"" : "", *c);
    }
    sag__outfile_printf(file, "\"");
}

/* A cell after a comma, empty when the value is not a number. */
static void put_number(sag__outfile *file, double value, int decimals)
{
    if (isfinite(value)) {
        sag__outfile_printf(file, ",%.*f", decimals, sag__decimal_round(value, decimals));
    } else {
        sag__outfile_printf(file, ",");
    }
}

static void put_frames_header(sag__outfile *file)
{
    sag__outfile_printf(file, "frame,source_frame,t_s,found,presence_ratio");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        sag__outfile_printf(file, ",%s_%s", info->name, sag__present_unit(info->unit));
    }
    sag__outfile_printf(file, ",rep,phase\n");
}

sag_status sag_report_write_frames_csv(const char *path, const sag_motion *motion, const sag_analysis *analysis,
                                       sag_error *err)
{
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    put_frames_header(file);
    size_t r = 0;
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        const sag_skeleton *skeleton = sag_motion_get(motion, i);
        sag__outfile_printf(file, "%zu,%lld,%.6f,%d", i, (long long)skeleton->frame_index,
                            sag__present_s(skeleton->t_ns), skeleton->found ? 1 : 0);
        put_number(file, skeleton->found ? (double)skeleton->presence_ratio : NAN, 3);
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            bool measured = analysis->series[m] != NULL && i < analysis->frame_count;
            sag_unit unit = sag_metric_get_info((sag_metric)m)->unit;
            put_number(file, measured ? sag__present_value(unit, analysis->series[m][i]) : NAN, 3);
        }
        /* Where one repetition ends on the frame on which the next begins, the frame belongs to the earlier one. */
        while (r < analysis->rep_count && analysis->rep[r].end_frame < i) {
            r++;
        }
        if (r < analysis->rep_count && analysis->rep[r].start_frame <= i) {
            sag__outfile_printf(file, ",%d,%s\n", analysis->rep[r].number,
                                sag__present_phase(&analysis->rep[r], skeleton->t_ns));
        } else {
            sag__outfile_printf(file, ",,\n");
        }
    }
    return sag__outfile_commit(file, err);
}

static void put_reps_header(sag__outfile *file)
{
    sag__outfile_printf(file, "rep,start_s,bottom_s,end_s,start_frame,bottom_frame,end_frame,"
                              "eccentric_s,pause_s,concentric_s,start_cut,end_cut,partial,"
                              "depth_class,depth_class_other");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        const char *unit = sag__present_unit(info->unit);
        sag__outfile_printf(file, ",%s_%s,%s_se_%s,%s_reason", info->name, unit, info->name, unit, info->name);
    }
    sag__outfile_printf(file, "\n");
}

static void put_rep(sag__outfile *file, const sag_rep *rep)
{
    sag__outfile_printf(file, "%d", rep->number);
    put_number(file, sag__present_s(rep->start_ns), 3);
    put_number(file, sag__present_s(rep->bottom_ns), 3);
    put_number(file, sag__present_s(rep->end_ns), 3);
    sag__outfile_printf(file, ",%zu,%zu,%zu", rep->start_frame, rep->bottom_frame, rep->end_frame);
    put_number(file, rep->start_cut ? NAN : sag__present_s(rep->eccentric_ns), 3);
    put_number(file, sag__present_s(rep->pause_ns), 3);
    put_number(file, rep->end_cut ? NAN : sag__present_s(rep->concentric_ns), 3);
    sag__outfile_printf(file, ",%d,%d,%d,", rep->start_cut, rep->end_cut, rep->partial);
    put_text(file, sag_depth_class_name(rep->depth_class));
    sag__outfile_printf(file, ",");
    if (rep->depth_class_other != rep->depth_class) {
        put_text(file, sag_depth_class_name(rep->depth_class_other));
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_measure *measure = &rep->at_bottom[m];
        bool measured = measure->reason == SAG_REASON_NONE;
        sag_unit unit = sag_metric_get_info((sag_metric)m)->unit;
        put_number(file, measured ? sag__present_value(unit, measure->value) : NAN, 3);
        put_number(file, measured ? sag__present_value(unit, measure->se) : NAN, 3);
        sag__outfile_printf(file, ",%s", sag__present_reason_key(measure->reason));
    }
    sag__outfile_printf(file, "\n");
}

sag_status sag_report_write_reps_csv(const char *path, const sag_analysis *analysis, sag_error *err)
{
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    put_reps_header(file);
    for (size_t r = 0; r < analysis->rep_count; r++) {
        put_rep(file, &analysis->rep[r]);
    }
    return sag__outfile_commit(file, err);
}
