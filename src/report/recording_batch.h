/*
 * recording_batch.h - takes the frames of a long recording, line by line, in two threads.
 *
 * Both threads do the same: read the next piece of the file, as far as its lines are whole, parse it beside the other,
 * and append what they found when the pieces before are appended. That ends at the first line that is not plainly good:
 * the trailer, a line that is damaged, out of order or more than is read, one that the file does not hold whole, and at
 * any failure. The caller goes on there, one line after the other, and says what is wrong. So what is read, and every
 * refusal, is the same as without this file.
 *
 * Thread: one call is made by one thread, which is one of the two; the other is gone when it returns. Where the system
 * gives no other thread, this one does all.
 */
#ifndef SAGITTA_REPORT_RECORDING_BATCH_H
#define SAGITTA_REPORT_RECORDING_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/skeleton.h>

typedef struct sag__recording_batch {
    int descriptor;         /* of a regular file */
    int version;            /* of the recording */
    size_t frame_count_max; /* that the motion may hold */
    sag_motion *motion;     /* gets the frames and outlines */
    int64_t offset_bytes;   /* in: where the first line begins; out: behind the last line that was taken */
    size_t line_count;      /* in: 0; out: lines that were taken */
} sag__recording_batch;

/* Take lines. Returns: whether any was taken. A file that is short from there on is left alone. */
bool sag__recording_batch_read(sag__recording_batch *batch);

#endif
