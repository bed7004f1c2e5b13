/*
 * overlay.h - draws what was measured onto a frame: PNG snapshots and the frames of an annotated video.
 *
 * One renderer makes all of them. Sizes scale with the picture, so numbers are readable on a 360 px clip and on 4K. A
 * snapshot whose smaller side is below 540 px is enlarged by a whole factor; the factor is in the file's facts. The
 * frames of a video keep their size.
 * Angles are drawn only where they were measured; a metric that the view cannot carry is named with its reason. Of the
 * lower back the change from standing is drawn, green or yellow by its state; without a number where it has a reason.
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

/*
 * Draw the evidence of a finding, the frame that shows it most, and write it as PNG with the facts as above.
 * frame: the picture at finding->frame. finding: an element of analysis->finding.
 * Returns as sag_overlay_write_rep_png.
 */
SAG_API sag_status sag_overlay_write_finding_png(const char *path, const sag_frame *frame, const sag_motion *motion,
                                                 const sag_analysis *analysis, const sag_finding *finding,
                                                 sag_error *err);

/*
 * Draws the frames of an annotated video: skeleton, angles, the lower back, depth gauge, counter, findings, chart of
 * depth and lumbar flexion.
 */
typedef struct sag_overlay sag_overlay;

/*
 * Prepare for frames of one size; what stays the same over the video (the chart) is drawn here, once.
 * motion, analysis: borrowed until close.
 * Returns SAG_STATUS_OK, _ARGUMENT (size), _NO_MEMORY. Ownership: *out transferred, release with sag_overlay_close.
 */
SAG_API sag_status sag_overlay_open(sag_overlay **out, int width_px, int height_px, const sag_motion *motion,
                                    const sag_analysis *analysis, sag_error *err);

/*
 * Draw one frame of the motion, in the motion's order.
 * i: position in the motion. frame: its picture. out: the annotated picture, same size, index and time.
 * Returns SAG_STATUS_OK, _ARGUMENT (the frame is not that of position i), _NO_MEMORY.
 * Ownership: the pixels of out are borrowed until the next draw or close.
 */
SAG_API sag_status sag_overlay_draw(sag_overlay *overlay, sag_frame *out, const sag_frame *frame, size_t i,
                                    sag_error *err);

/* Release everything. Accepts NULL. */
SAG_API void sag_overlay_close(sag_overlay *overlay);

#ifdef __cplusplus
}
#endif
#endif
