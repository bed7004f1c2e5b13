/*
 * recording_read.h - reading a recording with another limit on the frames than the documented one, for tests.
 */
#ifndef SAGITTA_REPORT_RECORDING_READ_H
#define SAGITTA_REPORT_RECORDING_READ_H

#include <stddef.h>

#include <sagitta/report.h>

/* As sag_recording_read, with at most frame_count_max frames. */
sag_status sag__recording_read_limited(sag_motion **out, const char *path, size_t frame_count_max, sag_error *err);

#endif
