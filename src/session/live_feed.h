/*
 * live_feed.h - the camera's side of a live set: a thread that copies frames out of the camera, or out of a file in its
 * place, and hands over the newest.
 *
 * Thread: open and close in one thread, fetch in one other.
 */
#ifndef SAGITTA_SESSION_LIVE_FEED_H
#define SAGITTA_SESSION_LIVE_FEED_H

#include <sagitta/live_session.h>

typedef struct sag__live_feed sag__live_feed;

/* A frame with the moment at which it was taken, on CLOCK_MONOTONIC. */
typedef struct sag__live_shot {
    sag_frame frame;
    int64_t taken_ns;
} sag__live_shot;

/*
 * Open camera or file and start the thread.
 * Returns as sag_camera_open or sag_source_open. Ownership: *out transferred on success, release with
 *   sag__live_feed_close.
 */
sag_status sag__live_feed_open(sag__live_feed **out, const sag_live_session_options *options, sag_error *err);

/* What is known of the source; name: of the camera or the file. Size and rate hold from open on. */
const sag_source_info *sag__live_feed_get_info(const sag__live_feed *feed);
const char *sag__live_feed_get_name(const sag__live_feed *feed);

/*
 * Fetch the newest frame, waiting up to a time.
 * Returns SAG_STATUS_OK, _AGAIN (none came), _END (a file is over, or stop was called), or what the source failed with.
 * Ownership: the pixels are borrowed until the next fetch.
 */
sag_status sag__live_feed_fetch(sag__live_feed *feed, sag__live_shot *out, int64_t timeout_ns, sag_error *err);

/* A line about the camera that has not been told yet. Returns: false if there is none. Any thread. */
bool sag__live_feed_take_note(sag__live_feed *feed, char *line, size_t line_bytes);

/* End the thread; fetch gives what is left, then SAG_STATUS_END. Any thread. */
void sag__live_feed_stop(sag__live_feed *feed);

/* Counts: frames from the source, those that were dropped for a newer one, and the camera's own. Behind stop. */
void sag__live_feed_count(sag__live_feed *feed, sag_live_stats *stats);

/* Stop, wait, release everything. Accepts NULL. */
void sag__live_feed_close(sag__live_feed *feed);

#endif
