/*
 * recording_write.h - writing a recording into a file that somebody else opens and commits.
 */
#ifndef SAGITTA_REPORT_RECORDING_WRITE_H
#define SAGITTA_REPORT_RECORDING_WRITE_H

#include <sys/stat.h>

#include <sagitta/report.h>

#include "outfile.h"

/* The recording that a motion was read from: its frames can be copied instead of written. */
typedef struct sag__recording_origin {
    const char *path; /* NULL: there is none */
    struct stat state; /* of the file before it was read */
} sag__recording_origin;

/* Note the file that will be read. Its path is borrowed. */
sag__recording_origin sag__recording_note_origin(const char *path);

/*
 * Write a recording into a file that was opened for path. The frames are copied from the origin as they are, if it is
 * unchanged and of this version; otherwise, and if origin is NULL, they are written.
 * Returns as sag_recording_write; _IO too if the origin cannot be read to its end.
 */
sag_status sag__recording_fill(sag__outfile *file, const char *path, const sag_motion *motion,
                               const sag__recording_origin *origin, sag_error *err);

/*
 * The same piece by piece, while a motion grows: all before the first frame, from the motion's facts as they are; a
 * frame; and an end that the next frame replaces, on the disk: until then the file is a whole recording.
 * begin returns as sag_recording_write; append false for a frame that cannot be written.
 */
sag_status sag__recording_begin(sag__outfile *file, const char *path, const sag_motion *motion, sag_error *err);
bool sag__recording_append(sag__outfile *file, const sag_motion *motion, size_t i);
void sag__recording_end_for_now(sag__outfile *file, size_t frame_count);

#endif
