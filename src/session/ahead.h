/*
 * ahead.h - reads frames ahead of whoever looks at them, in a thread of its own.
 *
 * The frames come from a function that is called in one thread only, the reading one, until ahead is closed. Up to
 * SAG__AHEAD_KEPT frames are out at a time: the one that is looked at, those that are ready and the one that is being
 * read; so the pixels of that many must stay valid. What sag__ahead_step gives, frame by frame, does not depend on
 * whether there is a thread: frames, status, error text and the facts of the source as they were behind that frame.
 * Thread: one ahead is used by one thread, beside its own.
 */
#ifndef SAGITTA_SESSION_AHEAD_H
#define SAGITTA_SESSION_AHEAD_H

#include <stdbool.h>
#include <stdint.h>

#include <sagitta/frame.h>
#include <sagitta/source.h>
#include <sagitta/status.h>

#define SAG__AHEAD_KEPT 3

/*
 * Let a source that has not been stepped keep as many frames as are out at once. Returns false where that is not worth
 * it, for a single picture or for very large ones, or where there is no memory for them.
 */
bool sag__ahead_can_keep(sag_source *source);

/* Where the frames come from. */
typedef struct sag__ahead_origin {
    /* As sag_source_step. Not called again once it returned anything but SAG_STATUS_OK. */
    sag_status (*step)(void *context, sag_frame *out, sag_error *err);
    /* As sag_source_get_info; called behind each step in the same thread, and once by open. */
    const sag_source_info *(*get_info)(void *context);
    void *context;
} sag__ahead_origin;

typedef struct sag__ahead sag__ahead;

/*
 * Begin to read. Where the system gives no thread, or none is wanted, each step reads.
 * Returns SAG_STATUS_OK or _NO_MEMORY.
 * Ownership: *out is transferred on success, release with sag__ahead_close; NULL on failure. The origin's context is
 *   borrowed until then.
 */
sag_status sag__ahead_open(sag__ahead **out, const sag__ahead_origin *origin, bool with_thread, sag_error *err);

/*
 * Give the next frame, waiting for it.
 * Returns what the origin returned for it; behind an end or a failure the same again.
 * Ownership: the pixels are borrowed until the next step or close.
 */
sag_status sag__ahead_step(sag__ahead *ahead, sag_frame *out, sag_error *err);

/* Whether there is a thread. Accepts NULL. */
bool sag__ahead_has_thread(const sag__ahead *ahead);

/* Returns: the facts of the source behind the newest step, those at open before the first; borrowed until close. */
const sag_source_info *sag__ahead_get_info(const sag__ahead *ahead);

/* Stop reading, wait for the thread, release everything. Accepts NULL. Returns: what all steps of the origin took. */
int64_t sag__ahead_close(sag__ahead *ahead);

#endif
