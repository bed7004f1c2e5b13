/*
 * overlay.h - draws what was measured onto a frame, for PNG snapshots (later video and the live window).
 *
 * Sizes scale with the picture, so numbers are readable on a 360 px clip and on 4K. A picture whose smaller side is
 * below 540 px is enlarged by a whole factor; the factor is in the file's facts.
 * Angles are drawn only where they were measured; a metric that the view cannot carry is named with its reason.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_OVERLAY_H
#define SAGITTA_OVERLAY_H

#include <stddef.h>

#include <sagitta/analysis.h>
#include <sagitta/frame.h>
#include <sagitta/skeleton.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Draw the annotated snapshot of one repetition's bottom frame and write it as PNG. The facts are also in the
 * file's text chunks (Title, Source, Software and sagitta:* keys).
 * frame: the picture at rep->bottom_frame. rep: an element of analysis->rep.
 * Returns SAG_STATUS_OK, _IO, _ARGUMENT (frame does not fit the repetition), _NO_MEMORY.
 */
SAG_API sag_status sag_overlay_write_rep_png(const char *path, const sag_frame *frame, const sag_motion *motion,
                                             const sag_analysis *analysis, const sag_rep *rep, sag_error *err);

#ifdef __cplusplus
}
#endif
#endif
