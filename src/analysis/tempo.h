/*
 * tempo.h - how fast and how smoothly a repetition goes: times of its phases, speeds of the hips, sticking region.
 *
 * Everything rests on the frames' own times and, of squats, on the height of the hips over the ankles.
 */
#ifndef SAGITTA_ANALYSIS_TEMPO_H
#define SAGITTA_ANALYSIS_TEMPO_H

#include <stddef.h>

#include <sagitta/analysis.h>

#include "clip.h"
#include "stance.h"

/*
 * Fill the metrics of every view in whole[] of a repetition.
 * rep: position in out->rep. height_px: of sag__stance_find, looked at for squats alone. Uses clip->scratch.
 */
void sag__tempo_fill(sag_analysis *out, size_t rep, const sag__clip *clip, const sag__stance *stance,
                     const double *height_px);

/* First frame of first .. last at or behind a time, else last. */
size_t sag__tempo_frame_at(const sag__clip *clip, size_t first, size_t last, int64_t t_ns);

/*
 * Spectral arc length of a speed profile, 0 smoothest, more negative less smooth (Balasubramanian et al., J NeuroEng
 * Rehabil 2015, 12:112): the length of the amplitude spectrum, normalised to its value at 0 Hz, up to the last
 * frequency at which it exceeds 0.05, and no further than limit_hz.
 * speed: n values >= 0 at the times t_s, which need not be uniform. limit_hz: > 0. NaN with n < 4 or without movement.
 */
double sag__tempo_spectral_arc_length(const double *speed, const double *t_s, size_t n, double limit_hz);

#endif
