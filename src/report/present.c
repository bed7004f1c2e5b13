#include "present.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

double sag__present_deg(double angle_rad)
{
    return angle_rad * (180.0 / 3.14159265358979323846);
}

double sag__present_s(int64_t time_ns)
{
    return (double)time_ns / 1e9;
}

double sag__present_value(sag_unit unit, double value)
{
    return unit == SAG_UNIT_ANGLE ? sag__present_deg(value) : value;
}

const char *sag__present_unit(sag_unit unit)
{
    return unit == SAG_UNIT_ANGLE ? "deg" : "ratio";
}

double sag__present_round(double value, int decimals)
{
    static const double steps[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    assert(decimals >= 0 && decimals <= 9);
    double rounded = round(value * steps[decimals]) / steps[decimals];
    return rounded == 0.0 ? 0.0 : rounded;
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
    };
    static_assert(sizeof keys / sizeof keys[0] == SAG_REASON_COUNT, "a key for every reason");
    return (unsigned)reason < SAG_REASON_COUNT ? keys[reason] : "unknown";
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
