/* The posture of quiet standing on a terminal: what holds for itself, not as a change from something. */
#include <math.h>
#include <stdio.h>

#include "present.h"
#include "summary_parts.h"

#define TITLE_COLUMNS 32
#define VALUE_COLUMNS 14

static const sag_metric shown[] = {
    SAG_METRIC_TRUNK_INCLINATION, SAG_METRIC_KNEE_FLEXION,       SAG_METRIC_SHANK_INCLINATION,
    SAG_METRIC_KNEE_MEDIAL_LEFT,  SAG_METRIC_KNEE_MEDIAL_RIGHT,  SAG_METRIC_KNEE_SEPARATION,
};

/*
 * The median over the standing frames with the error of one of them: what the model, the view and the camera's level do
 * to one frame they do to all. Its own error says only how still the person stood.
 */
static sag_measure posture_of(const sag_analysis *analysis, sag_metric metric)
{
    const sag_baseline *base = &analysis->baseline;
    sag_measure measure = base->standing[metric];
    double se = NAN;
    for (size_t i = base->first_frame; isnan(se) && i <= base->last_frame && i < analysis->frame_count; i++) {
        se = analysis->series_se[metric][i];
    }
    measure.se = hypot(measure.se, se);
    return measure;
}

static void put_metric(sag__page *page, const sag_analysis *analysis, sag_metric metric)
{
    const sag_metric_info *info = sag_metric_get_info(metric);
    sag_measure measure = posture_of(analysis, metric);
    char text[64];
    sag__page_put(page, "  ");
    sag__page_field(page, info->title, TITLE_COLUMNS, false);
    sag__present_measure(text, sizeof text, info->unit, &measure, false);
    sag__page_field(page, text, VALUE_COLUMNS, true);
    sag__page_put(page, "  ");
    sag__page_paragraph(page, info->sign, 2 + TITLE_COLUMNS + VALUE_COLUMNS + 2, 2 + TITLE_COLUMNS + VALUE_COLUMNS + 2);
}

void sag__summary_posture(sag__page *page, const sag_analysis *analysis)
{
    if (analysis->movement != SAG_MOVEMENT_STANDING) {
        return;
    }
    bool any = false;
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        if (analysis->baseline.standing[shown[i]].reason == SAG_REASON_NONE && analysis->standing_found) {
            if (!any) {
                sag__page_put(page, "\nposture, the median over %.1f s of standing:\n", analysis->baseline.duration_s);
            }
            any = true;
            put_metric(page, analysis, shown[i]);
        }
    }
    if (any) {
        sag__page_put(page, "± is one standard error: two times out of three the true value lies within it.\n\n");
    }
}
