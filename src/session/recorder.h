/*
 * recorder.h - writes a recording in a thread of its own, while the motion is analyzed.
 *
 * The file stays hidden until it is kept. Where the system gives no thread, the recording is written when it is kept.
 * Thread: one recorder is used by one thread, beside its own. The motion is only read until keep or drop.
 */
#ifndef SAGITTA_SESSION_RECORDER_H
#define SAGITTA_SESSION_RECORDER_H

#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#include "recording_write.h"

typedef struct sag__recorder sag__recorder;

/*
 * Begin to write. path, motion and origin (or NULL, see recording_write.h): borrowed until keep or drop.
 * Returns: NULL without memory. Ownership: ends with sag__recorder_keep or sag__recorder_drop.
 */
sag__recorder *sag__recorder_start(const char *path, const sag_motion *motion, const sag__recording_origin *origin);

/* Wait for the file and give it its name. Returns as sag_recording_write; on failure nothing of the file remains. */
sag_status sag__recorder_keep(sag__recorder *recorder, sag_error *err);

/* Wait, and remove what was written. Accepts NULL. */
void sag__recorder_drop(sag__recorder *recorder);

#endif
