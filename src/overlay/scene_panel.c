#include "scene.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>

#include "angle.h"
#include "brush.h"
#include "decimal.h"
#include "story.h"
#include "words.h"

/* Where numbers begin, in letter sizes: behind "lumbar flexion" and a gap. */
#define TAB_FONTS 8.6
/* Widest panel, in letter sizes. */
#define WIDTH_FONTS 24.0

/* A line of the panel of a repetition: the metric, and the words for its sign where a sign is a side. */
typedef struct panel_line {
    sag_metric metric;
    const char *title;
    const char *plus;  /* NULL: the sign is written */
    const char *minus;
} panel_line;

static const panel_line side_lines[] = {
    {SAG_METRIC_THIGH_INCLINATION, "thigh", NULL, NULL},
    {SAG_METRIC_KNEE_FLEXION, "knee flexion", NULL, NULL},
    {SAG_METRIC_TRUNK_INCLINATION, "trunk", NULL, NULL},
    {SAG_METRIC_SHANK_INCLINATION, "shank", NULL, NULL},
};

static const panel_line frontal_lines[] = {
    {SAG_METRIC_HIP_SHIFT, "hip shift", " right", " left"},
    {SAG_METRIC_KNEE_TO_FOOT_LEFT, "left knee", " in", " out"},
    {SAG_METRIC_KNEE_TO_FOOT_RIGHT, "right knee", " in", " out"},
    {SAG_METRIC_LATERAL_TRUNK_LEAN, "lateral lean", " right", " left"},
    {SAG_METRIC_HIP_DROP, "hips down", NULL, NULL},
};

/* Nothing but the hips' way down can be told from between the views. */
static const panel_line oblique_lines[] = {{SAG_METRIC_HIP_DROP, "hips down", NULL, NULL}};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const panel_line *lines_of(size_t *count, const sag_analysis *analysis)
{
    if (sag__scene_is_side(analysis)) {
        *count = COUNT(side_lines);
        return side_lines;
    }
    if (analysis->view == SAG_VIEW_FRONT || analysis->view == SAG_VIEW_BACK) {
        *count = COUNT(frontal_lines);
        return frontal_lines;
    }
    *count = COUNT(oblique_lines);
    return oblique_lines;
}

static void append_depth(char *markup, const sag_rep *rep)
{
    if (rep->depth_class == SAG_DEPTH_UNKNOWN) {
        return;
    }
    SAG__WORDS_APPEND(markup, "\n<b>%s</b>", sag_depth_class_name(rep->depth_class));
    if (rep->depth_class_other != rep->depth_class) {
        SAG__WORDS_APPEND(markup, " or %s", sag_depth_class_name(rep->depth_class_other));
    }
}

static void append_line(char *markup, const panel_line *line, const sag_measure *measure)
{
    /* The drop of the hips is a share of the leg: percent reads easier. */
    sag_unit unit = line->metric == SAG_METRIC_HIP_DROP ? SAG_UNIT_PERCENT : sag_metric_get_info(line->metric)->unit;
    char value[32];
    char se[32];
    double shown = line->plus != NULL ? fabs(measure->value) : measure->value;
    sag__words_value(value, sizeof value, unit, shown);
    sag__words_value(se, sizeof se, unit, measure->se);
    bool zero = sag__decimal_round(sag__words_outside(unit, measure->value), 0) == 0.0;
    const char *sign = line->metric == SAG_METRIC_THIGH_INCLINATION && !zero && measure->value > 0.0 ? "+" : "";
    const char *side = line->plus == NULL || zero ? "" : measure->value > 0.0 ? line->plus : line->minus;
    SAG__WORDS_APPEND(markup, "\n%s\t<b>%s%s%s</b> ± %s", line->title, sign, value, side, se);
}

static void append_change(char *markup, const char *title, const sag_measure *measure, const char *from)
{
    if (measure->reason != SAG_REASON_NONE) {
        return;
    }
    char value[32];
    char se[32];
    sag__words_value(value, sizeof value, SAG_UNIT_ANGLE, measure->value);
    sag__words_value(se, sizeof se, SAG_UNIT_ANGLE, measure->se);
    const char *sign = sag__decimal_round(SAG__DEG(measure->value), 0) > 0.0 ? "+" : "";
    SAG__WORDS_APPEND(markup, "\n%s\t<b>%s%s</b> ± %s%s", title, sign, value, se, from);
}

/* The lower back: what may be said, and its size where that may be said too. */
static void append_back(char *markup, const sag_analysis *analysis, const sag_rep *rep)
{
    sag__back_telling telling = sag__story_back_of_rep(rep);
    if (telling.state == SAG_BACK_NOT_MEASURED) {
        return;
    }
    if (!telling.numbered) {
        SAG__WORDS_APPEND(markup, "\nrounding visible, no number: ");
        sag__words_append_plain(markup, sag_reason_text(rep->back.reason));
        return;
    }
    append_change(markup, "lumbar flexion", &rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_BOTTOM], " from standing");
    append_change(markup, "late", &rep->whole[SAG_REP_METRIC_LUMBAR_FLEXION_LATE], "");
    const char *late = analysis->movement == SAG_MOVEMENT_HINGE ? "" : "late ";
    double least_deg = sag_back_detectable_deg(&analysis->back);
    if (telling.state >= SAG_BACK_POSSIBLE) {
        SAG__WORDS_APPEND(markup, "\n%srounding in this one: %s", late,
                          telling.state == SAG_BACK_LIKELY ? "likely" : "possible");
    } else if (least_deg > 0.0) {
        SAG__WORDS_APPEND(markup, "\nno %srounding larger than %.0f° detected", late, least_deg);
    } else {
        SAG__WORDS_APPEND(markup, "\n%s", sag_back_state_text(analysis->movement, SAG_BACK_NO_CHANGE));
    }
}

/* One of the things that are missing for the same reason; the first one begins the list. */
static void append_title(char *markup, const char *title, int *told)
{
    SAG__WORDS_APPEND(markup, "%s%s", (*told)++ == 0 ? "\n<span size=\"smaller\">not measured: " : ", ", title);
}

/* What a person would look for and does not find, once for each reason. */
static void append_missing(char *markup, const sag_rep *rep, const panel_line *lines, size_t count)
{
    for (int reason = SAG_REASON_NONE + 1; reason < SAG_REASON_COUNT; reason++) {
        int told = 0;
        if ((int)rep->at_bottom[SAG_METRIC_THIGH_INCLINATION].reason == reason
            && lines[0].metric != SAG_METRIC_THIGH_INCLINATION) {
            append_title(markup, "depth, knee flexion, trunk", &told);
        }
        for (size_t i = 0; i < count; i++) {
            if ((int)rep->at_bottom[lines[i].metric].reason == reason) {
                append_title(markup, lines[i].title, &told);
            }
        }
        if (rep->back.state == SAG_BACK_NOT_MEASURED && (int)rep->back.reason == reason) {
            append_title(markup, "lumbar flexion", &told);
        }
        if (told > 0) {
            SAG__WORDS_APPEND(markup, " (");
            sag__words_append_plain(markup, sag_reason_text((sag_reason)reason));
            SAG__WORDS_APPEND(markup, ")</span>");
        }
    }
}

static void fill_rep(char *markup, const sag__scene *scene)
{
    const sag_rep *rep = scene->rep;
    const sag_analysis *analysis = scene->analysis;
    const char *word = sag_movement_words(analysis->movement, 1);
    SAG__WORDS_APPEND(markup, "%c%s %d of %zu\t%.2f s", toupper(word[0]), word + 1, rep->number, analysis->rep_count,
                      (double)rep->bottom_ns / 1e9);
    append_depth(markup, rep);
    size_t count = 0;
    const panel_line *lines = lines_of(&count, analysis);
    for (size_t i = 0; i < count; i++) {
        if (rep->at_bottom[lines[i].metric].reason == SAG_REASON_NONE) {
            append_line(markup, &lines[i], &rep->at_bottom[lines[i].metric]);
        }
    }
    append_back(markup, analysis, rep);
    if (rep->partial) {
        SAG__WORDS_APPEND(markup, "\npartial %s", sag_movement_words(analysis->movement, 1));
    }
    for (size_t i = 0; i < analysis->finding_count; i++) {
        if (sag__words_finding_has(&analysis->finding[i], analysis, rep)) {
            SAG__WORDS_APPEND(markup, "\n");
            sag__words_append_finding(markup, &analysis->finding[i], "");
        }
    }
    append_missing(markup, rep, lines, count);
}

/* The size against its borders, or why there is none. */
static void append_size(char *markup, const sag__scene *scene)
{
    const sag_finding *finding = scene->finding;
    const sag_compensation_info *info = sag_compensation_get_info(finding->compensation);
    bool lumbar = finding->compensation == SAG_COMPENSATION_LUMBAR_ROUNDING;
    sag_reason reason = finding->size.reason;
    if (reason == SAG_REASON_NONE && lumbar) {
        reason = scene->rep->back.reason;
    }
    if (reason != SAG_REASON_NONE) {
        SAG__WORDS_APPEND(markup, "\n<b>visible</b>, no number: ");
        sag__words_append_plain(markup, sag_reason_text(reason));
        return;
    }
    char value[32], se[32], possible[32], clear[32];
    sag__words_value(value, sizeof value, info->unit, finding->size.value);
    sag__words_value(se, sizeof se, info->unit, finding->size.se);
    sag__words_value(possible, sizeof possible, info->unit, finding->possible);
    sag__words_value(clear, sizeof clear, info->unit, finding->clear);
    SAG__WORDS_APPEND(markup, "\n<b>%s</b> ± %s\nborders: possible %s, %s %s", value, se, possible,
                      sag_severity_name(lumbar ? SAG_SEVERITY_LIKELY : SAG_SEVERITY_CLEAR), clear);
}

static void fill_finding(char *markup, const sag__scene *scene)
{
    const sag_finding *finding = scene->finding;
    char reps[96];
    sag__words_reps(reps, sizeof reps, scene->analysis, finding);
    sag__words_append_finding(markup, finding, " size=\"larger\"");
    append_size(markup, scene);
    sag_movement movement = scene->analysis->movement;
    SAG__WORDS_APPEND(markup, "\nin %s %s (%zu of %zu judged)", sag_movement_words(movement, finding->rep_count), reps,
                      finding->rep_count, finding->judged_count);
    SAG__WORDS_APPEND(markup, "\nhere: %s %d at %.2f s", sag_movement_words(movement, 1), scene->rep->number,
                      (double)finding->t_ns / 1e9);
    SAG__WORDS_APPEND(markup, "\n<span size=\"smaller\">");
    sag__words_append_plain(markup, sag_compensation_get_info(finding->compensation)->about);
    SAG__WORDS_APPEND(markup, "</span>");
}

void sag__scene_draw_panel(sag__canvas *canvas, const sag__scene *scene, sag__clutter *clutter)
{
    double font = canvas->font_px;
    double edge = 0.6 * font;
    double inner = 0.6 * font;
    char markup[SAG__WORDS_BYTES] = "";
    if (scene->kind == SAG__SCENE_FINDING) {
        fill_finding(markup, scene);
    } else {
        fill_rep(markup, scene);
    }
    double limit = fmin(WIDTH_FONTS * font, 0.62 * canvas->width_px);
    sag__box text = {0};
    sag__canvas_set_text(canvas, markup, limit, TAB_FONTS * font, &text);
    sag__box box = {.width_px = text.width_px + 2.0 * inner, .height_px = text.height_px + 2.0 * inner};
    if (box.width_px + 2.0 * edge > canvas->width_px || box.height_px + 2.0 * edge > canvas->height_px) {
        return;
    }
    double right = canvas->width_px - edge - box.width_px;
    double bottom = canvas->height_px - edge - box.height_px;
    const sag__point corners[4] = {{edge, edge}, {right, edge}, {edge, bottom}, {right, bottom}};
    sag__clutter_place(clutter, &box, corners, 4);
    sag__clutter_add_box(clutter, &box);

    cairo_new_path(canvas->cairo);
    sag__brush_add_round_box(canvas, &box, 0.5 * font);
    sag__brush_set_color(canvas, sag__palette_panel);
    cairo_fill(canvas->cairo);
    text.x_px = box.x_px + inner;
    text.y_px = box.y_px + inner;
    sag__canvas_draw_text(canvas, &text, sag__palette_text, sag__palette_panel, 0.0);
}
