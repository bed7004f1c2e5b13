/* The tables of one recording: frames.csv, reps.csv, findings.csv. */
#include "csv.h"

#include <math.h>
#include <stdbool.h>

#include "csv_cell.h"
#include "number_write.h"
#include "outfile.h"
#include "present.h"

static void put_frames_header(sag__outfile *file)
{
    sag__outfile_printf(file, "frame,source_frame,t_s,found,presence_ratio");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        const char *unit = sag__present_unit(info->unit);
        sag__outfile_printf(file, ",%s_%s,%s_se_%s", info->name, unit, info->name, unit);
    }
    sag__outfile_printf(file, ",rep,phase\n");
}

/* Where a frame stands, and whether somebody is in it. */
static void put_frame_place(sag__outfile *file, size_t i, const sag_skeleton *skeleton)
{
    char *text = sag__outfile_reserve(file, 3 * SAG__NUMBER_WRITE_BYTES + 8);
    text = sag__number_write_int64(text, (int64_t)i);
    *text++ = ',';
    text = sag__number_write_int64(text, skeleton->frame_index);
    *text++ = ',';
    text = sag__number_write_fixed(text, sag__present_s(skeleton->t_ns), 6);
    *text++ = ',';
    *text++ = skeleton->found ? '1' : '0';
    sag__outfile_take(file, text);
}

/* The repetition that a frame belongs to, NULL for none, and the phase. */
static void put_frame_rep(sag__outfile *file, const sag_rep *rep, int64_t t_ns)
{
    char *text = sag__outfile_reserve(file, SAG__NUMBER_WRITE_BYTES + 8);
    *text++ = ',';
    text = rep != NULL ? sag__number_write_int64(text, rep->number) : text;
    *text++ = ',';
    sag__outfile_take(file, text);
    sag__csv_text(file, rep != NULL ? sag__present_phase(rep, t_ns) : "");
    sag__outfile_write(file, "\n", 1);
}

static void put_frame_metrics(sag__outfile *file, const sag_analysis *analysis, size_t i)
{
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag_unit unit = sag_metric_get_info((sag_metric)m)->unit;
        const double *series = i < analysis->frame_count ? analysis->series[m] : NULL;
        const double *series_se = i < analysis->frame_count ? analysis->series_se[m] : NULL;
        bool measured = series != NULL && isfinite(series[i]);
        sag__csv_value(file, unit, measured ? series[i] : NAN);
        sag__csv_value(file, unit, measured && series_se != NULL ? series_se[i] : NAN);
    }
}

sag_status sag__csv_begin_frames(sag__outfile **out, const char *path, const sag_motion *motion,
                                 const sag_analysis *analysis, sag_error *err)
{
    *out = NULL;
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    put_frames_header(file);
    size_t r = 0;
    for (size_t i = 0; i < sag_motion_get_count(motion); i++) {
        const sag_skeleton *skeleton = sag_motion_get(motion, i);
        put_frame_place(file, i, skeleton);
        sag__csv_number(file, skeleton->found ? (double)skeleton->presence_ratio : NAN, 3);
        put_frame_metrics(file, analysis, i);
        /* Where one repetition ends on the frame on which the next begins, the frame belongs to the earlier one. */
        while (r < analysis->rep_count && analysis->rep[r].end_frame < i) {
            r++;
        }
        bool inside = r < analysis->rep_count && analysis->rep[r].start_frame <= i;
        put_frame_rep(file, inside ? &analysis->rep[r] : NULL, skeleton->t_ns);
    }
    *out = file;
    return SAG_STATUS_OK;
}

sag_status sag_report_write_frames_csv(const char *path, const sag_motion *motion, const sag_analysis *analysis,
                                       sag_error *err)
{
    sag__outfile *file = NULL;
    sag_status status = sag__csv_begin_frames(&file, path, motion, analysis, err);
    return status == SAG_STATUS_OK ? sag__outfile_commit(file, err) : status;
}

/* The three columns of a measure. */
static void put_measure_names(sag__outfile *file, const char *prefix, const sag_metric_info *info)
{
    const char *unit = sag__present_unit(info->unit);
    sag__outfile_printf(file, ",%s_%s_%s,%s_%s_se_%s,%s_%s_reason", prefix, info->name, unit, prefix, info->name, unit,
                        prefix, info->name);
}

static void put_reps_header(sag__outfile *file)
{
    sag__outfile_printf(file, "rep,start_s,bottom_s,end_s,start_frame,bottom_frame,end_frame,"
                              "eccentric_s,pause_s,concentric_s,start_cut,end_cut,partial,"
                              "depth_class,depth_class_other,back_state,back_reason");
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        put_measure_names(file, "bottom", sag_metric_get_info((sag_metric)m));
    }
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        put_measure_names(file, "whole", sag_rep_metric_get_info((sag_rep_metric)m));
    }
    sag__outfile_printf(file, "\n");
}

static void put_rep(sag__outfile *file, const sag_rep *rep)
{
    sag__outfile_printf(file, "%d", rep->number);
    sag__csv_number(file, sag__present_s(rep->start_ns), 3);
    sag__csv_number(file, sag__present_s(rep->bottom_ns), 3);
    sag__csv_number(file, sag__present_s(rep->end_ns), 3);
    sag__outfile_printf(file, ",%zu,%zu,%zu", rep->start_frame, rep->bottom_frame, rep->end_frame);
    sag__csv_number(file, rep->start_cut ? NAN : sag__present_s(rep->eccentric_ns), 3);
    sag__csv_number(file, sag__present_s(rep->pause_ns), 3);
    sag__csv_number(file, rep->end_cut ? NAN : sag__present_s(rep->concentric_ns), 3);
    sag__outfile_printf(file, ",%d,%d,%d,", rep->start_cut, rep->end_cut, rep->partial);
    sag__csv_text(file, sag_depth_class_name(rep->depth_class));
    sag__outfile_printf(file, ",");
    if (rep->depth_class_other != rep->depth_class) {
        sag__csv_text(file, sag_depth_class_name(rep->depth_class_other));
    }
    sag__outfile_printf(file, ",%s,%s", sag_back_state_name(rep->back.state),
                        sag__present_reason_key(rep->back.reason));
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag__csv_measure(file, sag_metric_get_info((sag_metric)m)->unit, &rep->at_bottom[m]);
    }
    for (int m = 0; m < SAG_REP_METRIC_COUNT; m++) {
        sag__csv_measure(file, sag_rep_metric_get_info((sag_rep_metric)m)->unit, &rep->whole[m]);
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

static void put_finding(sag__outfile *file, const sag_analysis *analysis, size_t f)
{
    const sag_finding *finding = &analysis->finding[f];
    const sag_compensation_info *info = sag_compensation_get_info(finding->compensation);
    sag__outfile_printf(file, "%zu,%s,", f + 1, info->name);
    sag__csv_text(file, info->title);
    sag__outfile_printf(file, ",%s,%s,%s", sag_body_side_name(finding->side), sag_severity_name(finding->severity),
                        sag__present_unit(info->unit));
    bool measured = finding->size.reason == SAG_REASON_NONE;
    sag__csv_value(file, info->unit, measured ? finding->size.value : NAN);
    sag__csv_value(file, info->unit, measured ? finding->size.se : NAN);
    sag__csv_value(file, info->unit, finding->possible);
    sag__csv_value(file, info->unit, finding->clear);
    sag__outfile_printf(file, ",");
    for (size_t i = 0; i < finding->rep_count; i++) {
        sag__outfile_printf(file, "%s%d", i > 0 ? " " : "", analysis->rep[finding->rep[i]].number);
    }
    char picture[SAG__PRESENT_PICTURE_BYTES];
    sag__present_picture(picture, f, finding);
    sag__outfile_printf(file, ",%zu,%zu,%d,%zu", finding->rep_count, finding->judged_count,
                        analysis->rep[finding->worst_rep].number, finding->frame);
    sag__csv_number(file, sag__present_s(finding->t_ns), 3);
    sag__outfile_printf(file, ",%s\n", picture);
}

sag_status sag_report_write_findings_csv(const char *path, const sag_analysis *analysis, sag_error *err)
{
    sag__outfile *file = NULL;
    sag_status status = sag__outfile_open(&file, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag__outfile_printf(file, "finding,name,title,side,severity,unit,size,size_se,possible,clear,reps,rep_count,"
                              "judged_count,worst_rep,frame,t_s,picture\n");
    for (size_t f = 0; f < analysis->finding_count; f++) {
        put_finding(file, analysis, f);
    }
    return sag__outfile_commit(file, err);
}
