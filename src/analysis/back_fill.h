/*
 * back_fill.h - what the back's series mean: gates, numbers with errors, and what may be said, of frames and
 * repetitions.
 *
 * A shut gate of the clip leaves no number anywhere; one of a repetition none of that repetition. Where the outline
 * can still be looked at, through clothes say, a lower back that turns from hollow or straight to round before the
 * bottom is said to be visible, without a number.
 */
#ifndef SAGITTA_ANALYSIS_BACK_FILL_H
#define SAGITTA_ANALYSIS_BACK_FILL_H

#include "back_clip.h"

/* Judge the gates of the clip; fill out->back, the three metrics of the back in every frame, and their errors. */
sag_status sag__back_fill_frames(sag_analysis *out, const sag__back_clip *back);

/* Judge the gates of every repetition and fill its metrics of the back and what may be said; then out->back.state. */
void sag__back_fill_reps(sag_analysis *out, const sag__back_clip *back, const sag_thresholds *thresholds);

/* The state of a gate at a value; UNKNOWN for NaN. */
sag_gate_state sag__back_gate_state(sag_back_gate gate, double value);

/*
 * Judge the gates from ARM on, into result; the others stay. Over the frames first .. end - 1; where among is given, over
 * those of them that it marks.
 */
void sag__back_gate_frames(sag_gate_result result[SAG_BACK_GATE_COUNT], const sag__back_clip *back, size_t first,
                           size_t end, const bool *among);

/* The reason of the first gate that keeps numbers back, or NONE. */
sag_reason sag__back_gate_reason(const sag_gate_result result[SAG_BACK_GATE_COUNT]);

/* Whether the outline may be looked at all the same: the view, the person and the gates of a repetition's frames but
 * for leaps and disagreement let it. */
bool sag__back_gate_is_visible(const sag_gate_result result[SAG_BACK_GATE_COUNT]);

/* Standard error of the thorax's inclination: its tangent lies on the long straight part, wherever the rules put it. */
double sag__back_error_thorax(const sag_analysis *out, const sag__back_clip *back);

/* Standard error of a change of lumbar flexion or pelvic tilt by so much. */
double sag__back_error(const sag_analysis *out, const sag__back_clip *back, double change_rad, double spread_rad);

#endif
