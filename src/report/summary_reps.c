/* The table of repetitions on a terminal. Its columns depend on what the view can show. */
#include <stdio.h>

#include "present.h"
#include "summary_parts.h"

/* A column with a number of a repetition: of its bottom frame, or of the whole (rep_metric). */
typedef struct table_column {
    const char *title;
    int width;
    bool is_whole;
    int metric;
    bool with_plus;
} table_column;

#define COLUMN_MAX 4

/* The columns of a view between depth and tempo, ended by a width of 0. */
typedef struct table_layout {
    bool with_depth; /* the class of depth */
    table_column column[COLUMN_MAX];
    const char *legend;
} table_layout;

static const table_layout side_layout = {
    .with_depth = true,
    .column = {{"thigh", 11, false, SAG_METRIC_THIGH_INCLINATION, true},
               {"knee", 12, false, SAG_METRIC_KNEE_FLEXION, false}},
    .legend = "thigh: inclination at the bottom, 0° is horizontal, + hip above the knee. knee: flexion at the bottom, "
              "0° is straight. tempo: seconds down-pause-up.",
};

/* Hinges are counted from the side alone. */
static const table_layout hinge_layout = {
    .column = {{"trunk", 12, false, SAG_METRIC_TRUNK_INCLINATION, false},
               {"knee", 12, false, SAG_METRIC_KNEE_FLEXION, false}},
    .legend = "trunk: inclination at the bottom, 0° is upright, 90° is horizontal. knee: flexion at the bottom, 0° is "
              "straight. tempo: seconds down-pause-up.",
};

static const table_layout frontal_layout = {
    .column = {{"hips down", 12, false, SAG_METRIC_HIP_DROP, false},
               {"hip shift", 13, true, SAG_REP_METRIC_HIP_SHIFT_BOTTOM, true},
               {"left knee in", 13, false, SAG_METRIC_KNEE_TO_FOOT_LEFT, true},
               {"right", 13, false, SAG_METRIC_KNEE_TO_FOOT_RIGHT, true}},
    .legend = "All at the bottom. hips down: drop of the hips in leg lengths. hip shift: from standing, + to the right, "
              "in % of the distance of the ankles. knee in: inside the toe, in % of the leg's length, - is outside. "
              "tempo: seconds down-pause-up.",
};

static const table_layout other_layout = {
    .column = {{"hips down", 14, false, SAG_METRIC_HIP_DROP, false}},
    .legend = "hips down: drop of the hips at the bottom in leg lengths. tempo: seconds down-pause-up.",
};

static const table_layout *layout_of(const sag_analysis *analysis)
{
    if (analysis->movement == SAG_MOVEMENT_HINGE) {
        return &hinge_layout;
    }
    switch (analysis->view) {
    case SAG_VIEW_SIDE:
    case SAG_VIEW_SIDE_REDUCED: return &side_layout;
    case SAG_VIEW_FRONT:
    case SAG_VIEW_BACK: return &frontal_layout;
    case SAG_VIEW_UNKNOWN:
    case SAG_VIEW_OBLIQUE:
    case SAG_VIEW_COUNT: break;
    }
    return &other_layout;
}

static void put_head(sag__page *page, const table_layout *layout)
{
    sag__page_put(page, "\n rep     bottom");
    if (layout->with_depth) {
        sag__page_put(page, "  ");
        sag__page_field(page, "depth", 26, false);
    }
    for (const table_column *c = layout->column; c < layout->column + COLUMN_MAX && c->width > 0; c++) {
        sag__page_field(page, c->title, c->width, true);
    }
    sag__page_field(page, "tempo", 14, true);
    sag__page_put(page, "\n");
}

static void put_depth(sag__page *page, const sag_rep *rep)
{
    char text[64] = "not measured";
    if (rep->depth_class != SAG_DEPTH_UNKNOWN) {
        bool clear = rep->depth_class_other == rep->depth_class;
        snprintf(text, sizeof text, "%s%s%s", sag_depth_class_name(rep->depth_class), clear ? "" : " or ",
                 clear ? "" : sag_depth_class_name(rep->depth_class_other));
    }
    sag__page_put(page, "  ");
    sag__page_field(page, text, 26, false);
}

static void put_rep(sag__page *page, const table_layout *layout, const sag_analysis *analysis, const sag_rep *rep)
{
    const char *words = sag_movement_words(analysis->movement, 1);
    char text[64];
    snprintf(text, sizeof text, "%d", rep->number);
    sag__page_field(page, text, 4, true);
    snprintf(text, sizeof text, "%.2f s", sag__present_s(rep->bottom_ns));
    sag__page_field(page, text, 11, true);
    if (layout->with_depth) {
        put_depth(page, rep);
    }
    for (const table_column *c = layout->column; c < layout->column + COLUMN_MAX && c->width > 0; c++) {
        const sag_measure *measure = c->is_whole ? &rep->whole[c->metric] : &rep->at_bottom[c->metric];
        sag_unit unit = c->is_whole ? sag_rep_metric_get_info((sag_rep_metric)c->metric)->unit
                                    : sag_metric_get_info((sag_metric)c->metric)->unit;
        sag__present_measure(text, sizeof text, unit, measure, c->with_plus);
        sag__page_field(page, text, c->width, true);
    }
    char down[32] = "?";
    char up[32] = "?";
    if (!rep->start_cut) {
        snprintf(down, sizeof down, "%.1f", sag__present_s(rep->eccentric_ns));
    }
    if (!rep->end_cut) {
        snprintf(up, sizeof up, "%.1f", sag__present_s(rep->concentric_ns));
    }
    snprintf(text, sizeof text, "%.16s-%.1f-%.16s", down, sag__present_s(rep->pause_ns), up);
    sag__page_field(page, text, 14, true);
    sag__page_put(page, "\n");
    if (rep->partial) {
        sag__page_put(page, "      partial: less than half as %s as the others\n",
                      analysis->movement == SAG_MOVEMENT_HINGE ? "far" : "deep");
    }
    if (rep->start_cut) {
        sag__page_put(page, "      the recording begins inside this %s: its start is not known\n", words);
    }
    if (rep->end_cut) {
        sag__page_put(page, "      the recording ends inside this %s: its end is not known\n", words);
    }
}

void sag__summary_reps(sag__page *page, const sag_analysis *analysis)
{
    if (analysis->rep_count == 0) {
        return;
    }
    const table_layout *layout = layout_of(analysis);
    put_head(page, layout);
    for (size_t r = 0; r < analysis->rep_count; r++) {
        put_rep(page, layout, analysis, &analysis->rep[r]);
    }
    sag__page_put(page, "\n");
    sag__page_paragraph(page, layout->legend, 0, 2);
    char line[SAG__PAGE_LINE_BYTES] = "± is one standard error: two times out of three the true value lies within it";
    sag__line_add(line, sizeof line, "%s.", analysis->movement != SAG_MOVEMENT_SQUAT ? ""
                  : "; a compensation of less than about two of its errors is not called a finding, even beyond its "
                    "border");
    sag__page_paragraph(page, line, 0, 2);
}
