/*
 * csv.h - writing a large table without committing it.
 */
#ifndef SAGITTA_REPORT_CSV_H
#define SAGITTA_REPORT_CSV_H

#include <sagitta/report.h>

#include "outfile.h"

/*
 * As sag_report_write_frames_csv, up to the commit.
 * Ownership: *out is transferred on success, ends with sag__outfile_commit or _discard; NULL on failure.
 */
sag_status sag__csv_begin_frames(sag__outfile **out, const char *path, const sag_motion *motion,
                                 const sag_analysis *analysis, sag_error *err);

#endif
