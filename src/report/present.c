#include "present.h"

#include <assert.h>
#include <stddef.h>

#include "angle.h"

double sag__present_s(int64_t time_ns)
{
    return (double)time_ns / 1e9;
}

double sag__present_value(sag_unit unit, double value)
{
    return unit == SAG_UNIT_ANGLE ? SAG__DEG(value) : value;
}

const char *sag__present_unit(sag_unit unit)
{
    return unit == SAG_UNIT_ANGLE ? "deg" : "ratio";
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
