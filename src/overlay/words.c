#include "words.h"

#include "angle.h"
#include "decimal.h"

/* Longer lists are told by their beginning and their length. */
#define LISTED_REPS_MAX 8

void sag__words_append_plain(char *markup, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '&') {
            SAG__WORDS_APPEND(markup, "&amp;");
        } else if (*c == '<') {
            SAG__WORDS_APPEND(markup, "&lt;");
        } else {
            SAG__WORDS_APPEND(markup, "%c", *c);
        }
    }
}

double sag__words_outside(sag_unit unit, double value)
{
    return unit == SAG_UNIT_ANGLE ? SAG__DEG(value) : unit == SAG_UNIT_PERCENT ? 100.0 * value : value;
}

void sag__words_value(char *out, size_t size_bytes, sag_unit unit, double value)
{
    double outside = sag__words_outside(unit, value);
    switch (unit) {
    case SAG_UNIT_ANGLE:
        sag__figure_text(out, size_bytes, "%.0f°", sag__decimal_round(outside, 0));
        return;
    case SAG_UNIT_PERCENT:
        sag__figure_text(out, size_bytes, "%.0f %%", sag__decimal_round(outside, 0));
        return;
    case SAG_UNIT_SECOND:
        sag__figure_text(out, size_bytes, "%.1f s", sag__decimal_round(outside, 1));
        return;
    case SAG_UNIT_RATIO:
    case SAG_UNIT_LEGS_PER_S:
    case SAG_UNIT_COUNT:
        break;
    }
    sag__figure_text(out, size_bytes, "%.2f", sag__decimal_round(outside, 2));
}

void sag__words_finding(char *out, size_t size_bytes, const sag_finding *finding)
{
    const char *side = sag_body_side_name(finding->side);
    sag__figure_text(out, size_bytes, "%s%s%s, %s", sag_compensation_get_info(finding->compensation)->title,
                     side[0] != '\0' ? ", " : "", side, sag_severity_name(finding->severity));
}

void sag__words_append_finding(char *markup, const sag_finding *finding, const char *attributes)
{
    char text[128];
    sag__color color = sag__palette_severity(finding->severity);
    sag__words_finding(text, sizeof text, finding);
    SAG__WORDS_APPEND(markup, "<span%s foreground=\"#%02x%02x%02x\"><b>", attributes, (unsigned)(255.0 * color.red),
                      (unsigned)(255.0 * color.green), (unsigned)(255.0 * color.blue));
    sag__words_append_plain(markup, text);
    SAG__WORDS_APPEND(markup, "</b></span>");
}

void sag__words_reps(char *out, size_t size_bytes, const sag_analysis *analysis, const sag_finding *finding)
{
    size_t listed = finding->rep_count < LISTED_REPS_MAX ? finding->rep_count : LISTED_REPS_MAX;
    out[0] = '\0';
    for (size_t i = 0; i < listed; i++) {
        size_t length = strlen(out);
        bool last = i + 1 == finding->rep_count && i > 0;
        sag__figure_text(out + length, size_bytes - length, "%s%d", i == 0 ? "" : last ? " and " : ", ",
                         analysis->rep[finding->rep[i]].number);
    }
    if (listed < finding->rep_count) {
        size_t length = strlen(out);
        sag__figure_text(out + length, size_bytes - length, " and %zu more", finding->rep_count - listed);
    }
}

bool sag__words_finding_has(const sag_finding *finding, const sag_analysis *analysis, const sag_rep *rep)
{
    for (size_t i = 0; i < finding->rep_count; i++) {
        if (&analysis->rep[finding->rep[i]] == rep) {
            return true;
        }
    }
    return false;
}
