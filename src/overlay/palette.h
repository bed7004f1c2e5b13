/*
 * palette.h - the colours of everything drawn, told apart by people with any colour vision (Okabe and Ito's set).
 *
 * Blue is the skeleton, orange is what was measured, vermilion is what a finding points at; lines carry an outline of
 * the other brightness, so that they stand out on white and on black.
 */
#ifndef SAGITTA_OVERLAY_PALETTE_H
#define SAGITTA_OVERLAY_PALETTE_H

#include <sagitta/analysis.h>

typedef struct sag__color {
    double red, green, blue, alpha; /* 0..1 */
} sag__color;

extern const sag__color sag__palette_near;
extern const sag__color sag__palette_far;
extern const sag__color sag__palette_measure;
extern const sag__color sag__palette_finding;
extern const sag__color sag__palette_light; /* outline of dark lines */
extern const sag__color sag__palette_dark;  /* outline of light lines and letters */
extern const sag__color sag__palette_text;
extern const sag__color sag__palette_quiet; /* text and lines of less weight, on a panel */
extern const sag__color sag__palette_panel;
extern const sag__color sag__palette_second; /* a second curve beside a white one, on a panel */

/* The colour of a depth class on a panel. It only repeats what the words beside it say. */
sag__color sag__palette_depth(sag_depth_class depth);

/* The same for a severity. */
sag__color sag__palette_severity(sag_severity severity);

/*
 * The lower back: green where nothing was detected, yellow where it may round or rounds, pale where it was not
 * measured. No angle line has these colours, and yellow is much the lighter: they part without any sense of red and
 * green.
 */
sag__color sag__palette_back(sag_back_state state);

#endif
