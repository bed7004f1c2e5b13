#include "present.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include "angle.h"
#include "decimal.h"

/* Beyond it the analysis takes no roll. */
#define ROLL_GIVEN_MAX_DEG 45.0

double sag__present_s(int64_t time_ns)
{
    return (double)time_ns / 1e9;
}

double sag__present_value(sag_unit unit, double value)
{
    return unit == SAG_UNIT_ANGLE ? SAG__DEG(value) : unit == SAG_UNIT_PERCENT ? 100.0 * value : value;
}

const char *sag__present_unit(sag_unit unit)
{
    static const char *const names[] = {
        [SAG_UNIT_ANGLE] = "deg",
        [SAG_UNIT_RATIO] = "ratio",
        [SAG_UNIT_PERCENT] = "percent",
        [SAG_UNIT_SECOND] = "s",
        [SAG_UNIT_LEGS_PER_S] = "legs_per_s",
    };
    static_assert(sizeof names / sizeof names[0] == SAG_UNIT_COUNT, "a name for every unit");
    return (unsigned)unit < SAG_UNIT_COUNT ? names[unit] : "ratio";
}

int sag__present_decimals(sag_unit unit)
{
    return unit == SAG_UNIT_ANGLE || unit == SAG_UNIT_PERCENT ? 1 : 3;
}

/* How a unit stands behind a number in a sentence, and the decimals that the errors allow there. */
typedef struct sentence_unit {
    const char *symbol;
    int decimals;
} sentence_unit;

static sentence_unit sentence_unit_of(sag_unit unit)
{
    static const sentence_unit units[] = {
        [SAG_UNIT_ANGLE] = {"°", 0},    [SAG_UNIT_RATIO] = {"", 2},
        [SAG_UNIT_PERCENT] = {" %", 0}, [SAG_UNIT_SECOND] = {" s", 1},
        [SAG_UNIT_LEGS_PER_S] = {" legs/s", 2},
    };
    static_assert(sizeof units / sizeof units[0] == SAG_UNIT_COUNT, "words for every unit");
    return (unsigned)unit < SAG_UNIT_COUNT ? units[unit] : units[SAG_UNIT_RATIO];
}

void sag__present_measure(char *text, size_t size, sag_unit unit, const sag_measure *measure, bool with_plus)
{
    if (measure->reason != SAG_REASON_NONE || !isfinite(measure->value)) {
        snprintf(text, size, "-");
        return;
    }
    sentence_unit words = sentence_unit_of(unit);
    double se = sag__present_value(unit, measure->se);
    bool with_se = isfinite(se);
    /* An error that is not nothing does not look like nothing. */
    int decimals = words.decimals + (with_se && se > 0.0 && sag__decimal_round(se, words.decimals) == 0.0 ? 1 : 0);
    double value = sag__decimal_round(sag__present_value(unit, measure->value), decimals);
    int length = snprintf(text, size, "%s%.*f%s", with_plus && value > 0.0 ? "+" : "", decimals, value, words.symbol);
    if (with_se && length > 0 && (size_t)length < size) {
        snprintf(text + length, size - (size_t)length, " ± %.*f%s", decimals, sag__decimal_round(se, decimals),
                 words.symbol);
    }
}

void sag__present_number(char *text, size_t size, sag_unit unit, double value)
{
    sentence_unit words = sentence_unit_of(unit);
    snprintf(text, size, "%.*f%s", words.decimals,
             sag__decimal_round(sag__present_value(unit, value), words.decimals), words.symbol);
}

const char *sag__present_check_unit(sag_check check)
{
    static const char *const units[] = {
        [SAG_CHECK_WHOLE_BODY] = "percent", [SAG_CHECK_FEET] = "percent", [SAG_CHECK_BODY_HEIGHT] = "px",
        [SAG_CHECK_CAMERA_ROLL] = "deg",    [SAG_CHECK_LIGHT] = "percent", [SAG_CHECK_FRAME_RATE] = "hz",
        [SAG_CHECK_STANDING] = "s",         [SAG_CHECK_ALONE] = "people",
    };
    static_assert(sizeof units / sizeof units[0] == SAG_CHECK_COUNT, "a unit for every check");
    return (unsigned)check < SAG_CHECK_COUNT ? units[check] : "";
}

double sag__present_check_value(sag_check check, double value)
{
    switch (check) {
    case SAG_CHECK_WHOLE_BODY:
    case SAG_CHECK_FEET:
    case SAG_CHECK_LIGHT: return 100.0 * value;
    case SAG_CHECK_CAMERA_ROLL: return SAG__DEG(value);
    case SAG_CHECK_BODY_HEIGHT:
    case SAG_CHECK_FRAME_RATE:
    case SAG_CHECK_STANDING:
    case SAG_CHECK_ALONE:
    case SAG_CHECK_COUNT: break;
    }
    return value;
}

void sag__present_check_advice(char *text, size_t size, const sag_analysis *analysis, sag_check check)
{
    double rest_rad = analysis->check[check].value;
    double roll_deg = sag__decimal_round(SAG__DEG(analysis->camera_roll_rad + rest_rad), 0);
    if (check == SAG_CHECK_CAMERA_ROLL && fabs(roll_deg) <= ROLL_GIVEN_MAX_DEG) {
        snprintf(text, size, "level the camera, or give --camera-roll %.0f", roll_deg);
    } else if (check == SAG_CHECK_STANDING && analysis->movement == SAG_MOVEMENT_STANDING) {
        snprintf(text, size, "stand upright and still for 3 seconds");
    } else {
        snprintf(text, size, "%s", sag_check_advice(check));
    }
}

void sag__present_picture(char *name, size_t f, const sag_finding *finding)
{
    snprintf(name, SAG__PRESENT_PICTURE_BYTES, "finding-%02zu-%.60s.png", f + 1,
             sag_compensation_get_info(finding->compensation)->name);
}

const char *sag__present_reason_key(sag_reason reason)
{
    static const char *const keys[] = {
        [SAG_REASON_NONE] = "",
        [SAG_REASON_NO_PERSON] = "no_person",
        [SAG_REASON_VIEW] = "view",
        [SAG_REASON_HIDDEN] = "hidden",
        [SAG_REASON_NO_STANDING] = "no_standing",
        [SAG_REASON_TOO_SHORT] = "too_short",
        [SAG_REASON_CUT] = "cut",
        [SAG_REASON_ABSENT] = "absent",
        [SAG_REASON_MOVEMENT] = "movement",
        [SAG_REASON_RELATIVE] = "relative",
        [SAG_REASON_NO_OUTLINE] = "no_outline",
        [SAG_REASON_OFF_SIDE] = "off_side",
        [SAG_REASON_UNSURE] = "unsure",
        [SAG_REASON_SMALL] = "small",
        [SAG_REASON_FEW_STANDING] = "few_standing",
        [SAG_REASON_CLOTHES] = "clothes",
        [SAG_REASON_UNSTEADY] = "unsteady",
        [SAG_REASON_SOFT_EDGE] = "soft_edge",
        [SAG_REASON_ARM] = "arm",
        [SAG_REASON_COVERED] = "covered",
    };
    static_assert(sizeof keys / sizeof keys[0] == SAG_REASON_COUNT, "a key for every reason");
    return (unsigned)reason < SAG_REASON_COUNT ? keys[reason] : "unknown";
}

const char *sag__present_unjudged_text(sag_reason reason)
{
    return reason == SAG_REASON_TOO_SHORT ? "too few repetitions" : sag_reason_text(reason);
}

const char *sag__present_kind_name(sag_source_kind kind)
{
    switch (kind) {
    case SAG_SOURCE_KIND_VIDEO: return "video";
    case SAG_SOURCE_KIND_IMAGE: return "image";
    case SAG_SOURCE_KIND_FOLDER: return "folder";
    }
    return NULL;
}

const char *sag__present_phase(const sag_rep *rep, int64_t t_ns)
{
    if (t_ns < rep->start_ns + rep->eccentric_ns) {
        return "eccentric";
    }
    return t_ns < rep->start_ns + rep->eccentric_ns + rep->pause_ns ? "pause" : "concentric";
}
