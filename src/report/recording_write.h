/*
 * recording_write.h - writing a recording into a file that somebody else opens and commits.
 */
#ifndef SAGITTA_REPORT_RECORDING_WRITE_H
#define SAGITTA_REPORT_RECORDING_WRITE_H

#include <sagitta/report.h>

#include "outfile.h"

/* Write a recording into a file that was opened for path. Returns as sag_recording_write. */
sag_status sag__recording_fill(sag__outfile *file, const char *path, const sag_motion *motion, sag_error *err);

#endif
