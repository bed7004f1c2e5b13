/*
 * summary.c - the report as a terminal shows it: at most 80 columns of plain UTF-8 text.
 */
#include <sagitta/report.h>

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "decimal.h"
#include "present.h"
#include "utf8.h"

#define COLUMNS 80
#define LINE_BYTES 1024
/* Columns left for the name of the source in the headline. */
#define NAME_COLUMNS 34

/* Text that grows in a caller's buffer; length counts on where the buffer ends. */
typedef struct writer {
    char *text;
    size_t size;
    size_t length;
} writer;

static void put_bytes(writer *out, const char *bytes, size_t count)
{
    if (out->length + 1 < out->size) {
        size_t room = out->size - out->length - 1;
        size_t copied = count < room ? count : room;
        memcpy(out->text + out->length, bytes, copied);
        out->text[out->length + copied] = '\0';
    }
    out->length += count;
}

static void put(writer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Append one formatted piece of less than LINE_BYTES. */
static void put(writer *out, const char *format, ...)
{
    char piece[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length > 0) {
        put_bytes(out, piece, strlen(piece));
    }
}

/* Columns of a well-formed text, one for each character. */
static size_t columns(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return count;
}

/* Append text in a field of some columns, to its left or right end; printf's widths count bytes. */
static void put_field(writer *out, const char *text, int width, bool to_right)
{
    int fill = width - (int)columns(text, strlen(text));
    if (to_right && fill > 0) {
        put(out, "%*s", fill, "");
    }
    put(out, "%s", text);
    if (!to_right && fill > 0) {
        put(out, "%*s", fill, "");
    }
}

/* Append a paragraph, broken between words; lines after the first are indented. */
static void put_paragraph(writer *out, const char *text)
{
    static const char indent[] = "  ";
    size_t used = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        size_t width = columns(text, length);
        if (used > 0 && used + 1 + width > COLUMNS) {
            put(out, "\n%s", indent);
            used = sizeof indent - 1;
        } else if (used > 0) {
            put(out, " ");
            used++;
        }
        put_bytes(out, text, length);
        used += width;
        text += length;
        text += strspn(text, " ");
    }
    put(out, "\n");
}

static const char *view_words(sag_view view)
{
    static const char *const words[] = {
        [SAG_VIEW_UNKNOWN] = "view not known",        [SAG_VIEW_SIDE] = "side view",
        [SAG_VIEW_SIDE_REDUCED] = "almost side view", [SAG_VIEW_OBLIQUE] = "oblique view",
        [SAG_VIEW_FRONT] = "front view",              [SAG_VIEW_BACK] = "back view",
    };
    static_assert(sizeof words / sizeof words[0] == SAG_VIEW_COUNT, "words for every view");
    return (unsigned)view < SAG_VIEW_COUNT ? words[view] : words[SAG_VIEW_UNKNOWN];
}

/* Shorten a clean name in its middle so that its beginning and its ending stay readable. */
static void shorten(char *name)
{
    static const char gap[] = "...";
    size_t length = strlen(name);
    size_t excess = columns(name, length);
    if (excess <= NAME_COLUMNS) {
        return;
    }
    size_t keep = (NAME_COLUMNS - (sizeof gap - 1)) / 2;
    size_t head = 0;
    for (size_t c = 0; c < keep; c++) {
        head += sag__utf8_length(name + head);
    }
    size_t tail = length;
    while (columns(name + tail, length - tail) < keep) {
        tail--;
    }
    memmove(name + head + sizeof gap - 1, name + tail, length - tail + 1);
    memcpy(name + head, gap, sizeof gap - 1);
}

static void put_headline(writer *out, const sag_motion_facts *facts, const sag_analysis *analysis)
{
    char name[SAG__UTF8_CLEAN_BYTES(SAG_MOTION_TEXT_BYTES)];
    sag__utf8_clean(name, sizeof name, facts->source_name);
    shorten(name);
    char subject[sizeof name + 2];
    snprintf(subject, sizeof subject, "%s%s", name, name[0] != '\0' ? ": " : "");
    char line[LINE_BYTES];
    if (analysis->found_count == 0) {
        snprintf(line, sizeof line, "%snobody was found in the picture", subject);
        put_paragraph(out, line);
        return;
    }
    char count[64] = "no squats";
    if (analysis->rep_reason != SAG_REASON_NONE) {
        snprintf(count, sizeof count, "squats not counted");
    } else if (analysis->rep_count > 0) {
        snprintf(count, sizeof count, "%zu %s", analysis->rep_count, analysis->rep_count == 1 ? "squat" : "squats");
    }
    bool faces = analysis->facing == SAG_FACING_LEFT || analysis->facing == SAG_FACING_RIGHT;
    snprintf(line, sizeof line, "%s%s, %s%s%s", subject, count, view_words(analysis->view), faces ? ", facing " : "",
             faces ? sag_facing_name(analysis->facing) : "");
    put_paragraph(out, line);
}

/* "-4° ± 5°" or "-". Whole degrees: the error allows no more. */
static void angle_text(char *out, size_t size, const sag_measure *measure, bool with_plus)
{
    if (measure->reason != SAG_REASON_NONE) {
        snprintf(out, size, "-");
        return;
    }
    double value_deg = sag__decimal_round(SAG__DEG(measure->value), 0);
    double se_deg = sag__decimal_round(SAG__DEG(measure->se), 0);
    snprintf(out, size, "%s%.0f° ± %.0f°", with_plus && value_deg > 0.0 ? "+" : "", value_deg, se_deg);
}

static void put_rep(writer *out, const sag_rep *rep)
{
    char text[128];
    snprintf(text, sizeof text, "%d", rep->number);
    put_field(out, text, 4, true);
    snprintf(text, sizeof text, "%.2f s", sag__present_s(rep->bottom_ns));
    put_field(out, text, 11, true);
    put(out, "  ");
    if (rep->depth_class == SAG_DEPTH_UNKNOWN) {
        snprintf(text, sizeof text, "not measured");
    } else {
        bool clear = rep->depth_class_other == rep->depth_class;
        snprintf(text, sizeof text, "%s%s%s", sag_depth_class_name(rep->depth_class), clear ? "" : " or ",
                 clear ? "" : sag_depth_class_name(rep->depth_class_other));
    }
    put_field(out, text, 26, false);
    angle_text(text, sizeof text, &rep->at_bottom[SAG_METRIC_THIGH_INCLINATION], true);
    put_field(out, text, 11, true);
    angle_text(text, sizeof text, &rep->at_bottom[SAG_METRIC_KNEE_FLEXION], false);
    put_field(out, text, 12, true);
    char down[32] = "?";
    char up[32] = "?";
    if (!rep->start_cut) {
        snprintf(down, sizeof down, "%.1f", sag__present_s(rep->eccentric_ns));
    }
    if (!rep->end_cut) {
        snprintf(up, sizeof up, "%.1f", sag__present_s(rep->concentric_ns));
    }
    snprintf(text, sizeof text, "%s-%.1f-%s", down, sag__present_s(rep->pause_ns), up);
    put_field(out, text, 14, true);
    put(out, "\n");
    if (rep->partial) {
        put(out, "      partial: less than half as deep as the others\n");
    }
    if (rep->start_cut) {
        put(out, "      the recording begins inside this squat: its start is not known\n");
    }
    if (rep->end_cut) {
        put(out, "      the recording ends inside this squat: its end is not known\n");
    }
}

static void put_reps(writer *out, const sag_analysis *analysis)
{
    if (analysis->rep_count == 0) {
        return;
    }
    put(out, "\n rep     bottom  depth                           thigh        knee         tempo\n");
    for (size_t r = 0; r < analysis->rep_count; r++) {
        put_rep(out, &analysis->rep[r]);
    }
    bool with_angles = analysis->clip_reason[SAG_METRIC_THIGH_INCLINATION] == SAG_REASON_NONE
                       || analysis->clip_reason[SAG_METRIC_KNEE_FLEXION] == SAG_REASON_NONE;
    put(out, "\n");
    put_paragraph(out, with_angles ? "thigh: inclination at the bottom, 0° is horizontal, + hip above the knee. "
                                     "knee: flexion at the bottom, 0° is straight. ± one standard error. "
                                     "tempo: seconds down-pause-up."
                                   : "tempo: seconds down-pause-up");
}

/* What to do so that the metric can be measured the next time. */
static const char *advice(sag_reason reason, unsigned views)
{
    switch (reason) {
    case SAG_REASON_NO_PERSON: return "film the whole body from head to feet";
    case SAG_REASON_VIEW:
        return (views & (1u << SAG_VIEW_SIDE)) != 0 ? "film from the side" : "film from straight ahead or behind";
    case SAG_REASON_HIDDEN: return "keep the shoulder, hip, knee and foot nearest to the camera in sight";
    case SAG_REASON_NO_STANDING: return "stand upright and still for a second before the first squat";
    case SAG_REASON_TOO_SHORT: return "record for longer";
    case SAG_REASON_NONE:
    case SAG_REASON_COUNT: break;
    }
    return NULL;
}

/* Metrics that are missing for the same reason and with the same advice share one paragraph. */
static void put_missing(writer *out, const sag_analysis *analysis)
{
    char line[LINE_BYTES];
    if (analysis->rep_reason != SAG_REASON_NONE && analysis->found_count > 0) {
        const char *hint = advice(analysis->rep_reason, 1u << SAG_VIEW_SIDE);
        snprintf(line, sizeof line, "squats not counted: %s%s%s", sag_reason_text(analysis->rep_reason),
                 hint != NULL ? "; " : "", hint != NULL ? hint : "");
        put_paragraph(out, line);
    }
    bool told[SAG_METRIC_COUNT] = {false};
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag_reason reason = analysis->clip_reason[m];
        if (reason == SAG_REASON_NONE || told[m]) {
            continue;
        }
        const char *hint = advice(reason, sag_metric_get_info((sag_metric)m)->views);
        snprintf(line, sizeof line, "not measured:");
        for (int other = m; other < SAG_METRIC_COUNT; other++) {
            const sag_metric_info *info = sag_metric_get_info((sag_metric)other);
            if (analysis->clip_reason[other] == reason && advice(reason, info->views) == hint) {
                size_t length = strlen(line);
                snprintf(line + length, sizeof line - length, "%s %s", other > m ? "," : "", info->title);
                told[other] = true;
            }
        }
        size_t length = strlen(line);
        snprintf(line + length, sizeof line - length, " - %s%s%s", sag_reason_text(reason),
                 hint != NULL ? "; " : "", hint != NULL ? hint : "");
        put_paragraph(out, line);
    }
}

/* Movements of the hips that were seen but are no squats. */
static void put_rejected(writer *out, const sag_analysis *analysis)
{
    for (int r = SAG_REJECTION_NONE + 1; r < SAG_REJECTION_COUNT; r++) {
        size_t count = analysis->rejected_count[r];
        if (count > 0) {
            char line[LINE_BYTES];
            snprintf(line, sizeof line, "not a squat: %zu other %s of the hips down and up - %s", count,
                     count == 1 ? "movement" : "movements", sag_rejection_text((sag_rejection)r));
            put_paragraph(out, line);
        }
    }
}

static void put_source_facts(writer *out, const sag_motion_facts *facts, const sag_analysis *analysis)
{
    const sag_source_info *source = &facts->source;
    char line[LINE_BYTES];
    char clean[SAG__UTF8_CLEAN_BYTES(sizeof source->damage)];
    if (analysis->view == SAG_VIEW_SIDE_REDUCED) {
        snprintf(line, sizeof line, "view: the camera stands %.0f° ± %.0f° off the side view; the errors are wider",
                 SAG__DEG(analysis->view_off_side_rad), SAG__DEG(analysis->view_off_side_se_rad));
        put_paragraph(out, line);
    }
    if (analysis->found_count > 0 && analysis->found_count < analysis->frame_count) {
        put(out, "person: found in %zu of %zu frames\n", analysis->found_count, analysis->frame_count);
    }
    if (source->damaged) {
        sag__utf8_clean(clean, sizeof clean, source->damage);
        snprintf(line, sizeof line, "damaged: %s; what could be read was analyzed",
                 clean[0] != '\0' ? clean : "parts of the source could not be read");
        put_paragraph(out, line);
    }
    if (facts->interrupted) {
        put(out, "interrupted: the first %.1f s were analyzed\n", sag__present_s(source->duration_ns));
    }
    if (source->rotation_deg != 0 || source->flipped) {
        snprintf(line, sizeof line, "rotation: the picture was turned by %d° clockwise%s, as its metadata asks",
                 source->rotation_deg, source->flipped ? " and mirrored" : "");
        put_paragraph(out, line);
    }
    if (source->variable_rate) {
        put(out, "frame rate: variable; every time is the frame's own\n");
    }
    if (facts->slow_motion_ratio > 0.0 && facts->slow_motion_ratio != 1.0) {
        snprintf(line, sizeof line, "slow motion: %g times slower than real; times are those of the real movement",
                 facts->slow_motion_ratio);
        put_paragraph(out, line);
    }
}

size_t sag_report_format_summary(char *text, size_t size, const sag_motion *motion, const sag_analysis *analysis)
{
    writer out = {.text = text, .size = size};
    if (size > 0) {
        text[0] = '\0';
    }
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = uselocale(c_locale);
    const sag_motion_facts *facts = sag_motion_view_facts(motion);
    put_headline(&out, facts, analysis);
    put_reps(&out, analysis);
    put_rejected(&out, analysis);
    put_missing(&out, analysis);
    put_source_facts(&out, facts, analysis);
    uselocale(before);
    if (c_locale != (locale_t)0) {
        freelocale(c_locale);
    }
    return out.length;
}
