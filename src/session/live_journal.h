/*
 * live_journal.h - what a live set has measured so far, on the disk while it goes on.
 *
 * DIR/.set-in-progress.txt.XXXXXX is a whole recording at every second of the set. It goes when the set's own files are
 * there; where the program or the machine ends before, `sagitta replay` reads it.
 * Thread: used by one thread.
 */
#ifndef SAGITTA_SESSION_LIVE_JOURNAL_H
#define SAGITTA_SESSION_LIVE_JOURNAL_H

#include <stddef.h>

#include <sagitta/skeleton.h>
#include <sagitta/status.h>

typedef struct sag__live_journal sag__live_journal;

/*
 * Begin one in a folder that is there.
 * Returns SAG_STATUS_OK, _IO, _LIMIT, _NO_MEMORY. Ownership: *out transferred, ends with sag__live_journal_remove.
 */
sag_status sag__live_journal_open(sag__live_journal **out, const char *folder, sag_error *err);

/*
 * Keep what is new in a motion, at most once a second. A motion that begins anew is begun anew here.
 * Accepts NULL. A disk that takes no more is not told here: the report's own files will say it.
 */
void sag__live_journal_keep(sag__live_journal *journal, const sag_motion *motion);

/* Remove it. Accepts NULL. */
void sag__live_journal_remove(sag__live_journal *journal);

#endif
