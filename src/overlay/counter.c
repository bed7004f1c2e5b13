#include "counter.h"

#include <math.h>

#include "brush.h"
#include "decimal.h"
#include "story.h"

/* Letter sizes of the repetition's number and of small print; the panel's inner edge. */
#define NUMBER_FONTS 2.3
#define SMALL_FONTS 0.84
#define INNER_FONTS 0.6
/* Repetitions whose words are measured beforehand; the panel of a longer set may cut a late long line. */
#define MEASURED_REPS_MAX 128

static const int findings_max[SAG__DETAIL_COUNT] = {3, 2, 0};

/* Widest line of text on a panel. */
static double width_limit(const sag__canvas *canvas, double width_fonts)
{
    return fmin(width_fonts * canvas->font_px, 0.9 * canvas->width_px) - 2.0 * INNER_FONTS * canvas->font_px;
}

static void append_time(char *markup, const char *title, int64_t time_ns, bool known, bool over)
{
    if (over && known) {
        SAG__WORDS_APPEND(markup, "%s\u00a0<b>%.1f</b>", title, sag__decimal_round((double)time_ns / 1e9, 1));
    } else {
        SAG__WORDS_APPEND(markup, "%s\u00a0–", title);
    }
}

static void append_tempo(char *markup, const sag__moment *moment)
{
    const sag_rep *rep = moment->rep;
    SAG__WORDS_APPEND(markup, "\n");
    append_time(markup, "down", rep->eccentric_ns, !rep->start_cut, moment->down_over);
    append_time(markup, "  hold", rep->pause_ns, true, moment->pause_over);
    append_time(markup, "  up", rep->concentric_ns, !rep->end_cut, moment->up_over);
    SAG__WORDS_APPEND(markup, "%s", moment->down_over ? "\u00a0s" : "");
}

static void append_depth(char *markup, const sag_rep *rep, bool known)
{
    if (rep->depth_class == SAG_DEPTH_UNKNOWN) {
        return;
    }
    SAG__WORDS_APPEND(markup, "\n");
    if (known) {
        sag__color color = sag__palette_depth(rep->depth_class);
        SAG__WORDS_APPEND(markup, "<span foreground=\"#%02x%02x%02x\">●</span> <b>%s</b>",
                          (unsigned)(255.0 * color.red), (unsigned)(255.0 * color.green),
                          (unsigned)(255.0 * color.blue), sag_depth_class_name(rep->depth_class));
        if (rep->depth_class_other != rep->depth_class) {
            SAG__WORDS_APPEND(markup, " or %s", sag_depth_class_name(rep->depth_class_other));
        }
    } else {
        SAG__WORDS_APPEND(markup, "depth –");
    }
}

static void append_findings(char *markup, const sag_analysis *analysis, const sag_rep *rep, int limit)
{
    int count = 0;
    for (size_t i = 0; i < analysis->finding_count; i++) {
        count += sag__words_finding_has(&analysis->finding[i], analysis, rep) ? 1 : 0;
    }
    int told = 0;
    for (size_t i = 0; i < analysis->finding_count && told < limit; i++) {
        if (sag__words_finding_has(&analysis->finding[i], analysis, rep)) {
            SAG__WORDS_APPEND(markup, "\n");
            sag__words_append_finding(markup, &analysis->finding[i], "");
            told++;
        }
    }
    if (count > told && limit > 0) {
        SAG__WORDS_APPEND(markup, " +\u00a0%d\u00a0more", count - told);
    }
}

/* The words of a moment. */
static void fill(char *markup, const sag__canvas *canvas, const sag_analysis *analysis, const sag__moment *moment,
                 sag__detail detail)
{
    markup[0] = '\0';
    if (analysis->rep_count == 0) {
        bool standing = analysis->movement == SAG_MOVEMENT_STANDING;
        SAG__WORDS_APPEND(markup, "<b>%s%s</b>", standing ? "" : "no ", sag_movement_words(analysis->movement, 0));
        if (analysis->rep_reason != SAG_REASON_NONE && !standing && detail != SAG__DETAIL_LEAST) {
            SAG__WORDS_APPEND(markup, ": ");
            sag__words_append_plain(markup, sag_reason_text(analysis->rep_reason));
        }
        return;
    }
    SAG__WORDS_APPEND(markup, "<span size=\"%d\"><b>%d</b></span> of %zu   <b>%s</b>",
                      sag__canvas_markup_size(canvas, NUMBER_FONTS), moment->rep != NULL ? moment->rep->number : 0,
                      analysis->rep_count, sag__story_phase_text(moment->phase));
    if (moment->rep == NULL || detail == SAG__DETAIL_LEAST) {
        return;
    }
    if (detail == SAG__DETAIL_FULL) {
        append_tempo(markup, moment);
    }
    append_depth(markup, moment->rep, moment->down_over);
    append_findings(markup, analysis, moment->rep, findings_max[detail]);
}

/* What a person would look for in this view and does not find, once for each reason. */
static void fill_note(char *note, const sag_analysis *analysis, sag__detail detail)
{
    static const struct {
        sag_metric metric;
        const char *title;
        bool frontal;
    } sought[] = {
        {SAG_METRIC_THIGH_INCLINATION, "thigh", false},
        {SAG_METRIC_KNEE_FLEXION, "knee flexion", false},
        {SAG_METRIC_TRUNK_INCLINATION, "trunk", false},
        {SAG_METRIC_KNEE_TO_FOOT_LEFT, "knees over feet", true},
        {SAG_METRIC_HIP_SHIFT, "hip shift", true},
        {SAG_METRIC_LUMBAR_FLEXION, "lumbar flexion", false},
    };
    bool side = analysis->view == SAG_VIEW_SIDE || analysis->view == SAG_VIEW_SIDE_REDUCED;
    note[0] = '\0';
    for (int reason = SAG_REASON_NONE + 1; reason < SAG_REASON_COUNT && detail != SAG__DETAIL_LEAST; reason++) {
        int told = 0;
        for (size_t i = 0; i < sizeof sought / sizeof sought[0]; i++) {
            if ((int)analysis->clip_reason[sought[i].metric] == reason && !(side && sought[i].frontal)) {
                const char *before = told > 0 ? ", " : note[0] != '\0' ? "\nnot measured: " : "not measured: ";
                SAG__WORDS_APPEND(note, "%s%s", before, sought[i].title);
                told++;
            }
        }
        if (told > 0) {
            SAG__WORDS_APPEND(note, " (");
            sag__words_append_plain(note, sag_reason_text((sag_reason)reason));
            SAG__WORDS_APPEND(note, ")");
        }
    }
}

static void set_note(sag__canvas *canvas, const char *note, double width_fonts, sag__box *box)
{
    char markup[SAG__WORDS_BYTES] = "";
    SAG__WORDS_APPEND(markup, "<span size=\"%d\">%s</span>", sag__canvas_markup_size(canvas, SMALL_FONTS), note);
    sag__canvas_set_text(canvas, markup, width_limit(canvas, width_fonts), 0.0, box);
}

void sag__counter_measure(sag__canvas *canvas, const sag_analysis *analysis, sag__detail detail, double width_fonts,
                         sag__box *box)
{
    char text[SAG__WORDS_BYTES];
    double inner = INNER_FONTS * canvas->font_px;
    box->width_px = 0.0;
    box->height_px = 0.0;
    for (size_t i = 0; i == 0 || (i < analysis->rep_count && i < MEASURED_REPS_MAX); i++) {
        /* "standing" is the longest phase. */
        const sag_rep *rep = analysis->rep_count > 0 ? &analysis->rep[i] : NULL;
        sag__moment moment = {rep, SAG__PHASE_STANDING, true, true, true};
        sag__box here = {0};
        fill(text, canvas, analysis, &moment, detail);
        sag__canvas_set_text(canvas, text, width_limit(canvas, width_fonts), 0.0, &here);
        box->width_px = fmax(box->width_px, here.width_px);
        box->height_px = fmax(box->height_px, here.height_px);
    }
    fill_note(text, analysis, detail);
    if (text[0] != '\0') {
        sag__box note = {0};
        set_note(canvas, text, width_fonts, &note);
        box->width_px = fmax(box->width_px, note.width_px);
        box->height_px += note.height_px + 0.4 * canvas->font_px;
    }
    box->width_px = ceil(box->width_px + 2.0 * inner);
    box->height_px = ceil(box->height_px + 2.0 * inner);
}

bool sag__counter_open(sag__counter *counter, const sag__box *box, const sag_analysis *analysis, sag__detail detail,
                       double width_fonts)
{
    counter->width_fonts = width_fonts;
    counter->detail = detail;
    counter->drawn = false;
    fill_note(counter->note, analysis, detail);
    return sag__plate_open(&counter->plate, box);
}

void sag__counter_draw(sag__counter *counter, sag__canvas *canvas, const sag_motion *motion,
                       const sag_analysis *analysis, size_t frame)
{
    char markup[SAG__WORDS_BYTES];
    sag__moment moment = sag__story_at(motion, analysis, frame);
    fill(markup, canvas, analysis, &moment, counter->detail);
    if (!counter->drawn || strcmp(markup, counter->markup) != 0) {
        double inner = INNER_FONTS * canvas->font_px;
        double width_fonts = counter->width_fonts;
        strcpy(counter->markup, markup);
        counter->drawn = true;
        sag__plate_begin(&counter->plate, canvas);
        sag__box text = {inner, inner, 0.0, 0.0};
        sag__canvas_set_text(canvas, markup, width_limit(canvas, width_fonts), 0.0, &text);
        sag__canvas_draw_text(canvas, &text, sag__palette_text, sag__palette_panel, 0.0);
        if (counter->note[0] != '\0') {
            set_note(canvas, counter->note, width_fonts, &text);
            text.y_px = counter->plate.box.height_px - inner - text.height_px;
            sag__canvas_draw_text(canvas, &text, sag__palette_quiet, sag__palette_panel, 0.0);
        }
        sag__plate_end(&counter->plate, canvas);
    }
    sag__plate_draw(&counter->plate, canvas);
}

void sag__counter_close(sag__counter *counter)
{
    sag__plate_close(&counter->plate);
}
