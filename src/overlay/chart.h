/*
 * chart.h - depth over the whole clip, small: the curve, the repetitions with their bottoms in the colour of their
 * depth class, the findings' moments, a cursor at the present; and where it was measured and there is room for its
 * caption, lumbar flexion as a second, thinner curve.
 */
#ifndef SAGITTA_OVERLAY_CHART_H
#define SAGITTA_OVERLAY_CHART_H

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#include "plate.h"

typedef struct sag__chart {
    sag__plate plate; /* all but the cursor */
    sag__box field;   /* of the curve, on the plate */
    sag_metric metric;
    double top;       /* depth at the field's upper and lower edge */
    double deepest;
    bool measured;
    bool lumbar;      /* whether lumbar flexion is shown, and at the field's lower and upper edge */
    double lumbar_low;
    double lumbar_high;
    int64_t first_ns;
    int64_t last_ns;
} sag__chart;

/* Least height that a chart needs, in letter sizes. */
#define SAG__CHART_HEIGHT_FONTS_MIN 4.2

/* Draw all that does not move. Returns false when out of memory; end with sag__chart_close. */
bool sag__chart_open(sag__chart *chart, sag__canvas *canvas, const sag__box *box, const sag_motion *motion,
                     const sag_analysis *analysis);

/* Lay the chart onto the canvas, with the cursor at a frame. */
void sag__chart_draw(const sag__chart *chart, sag__canvas *canvas, const sag_motion *motion,
                     const sag_analysis *analysis, size_t frame);

void sag__chart_close(sag__chart *chart);

#endif
