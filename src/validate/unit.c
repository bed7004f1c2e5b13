#include "unit.h"

#include <assert.h>

#include "angle.h"

static const struct {
    const char *name;
    double scale;
    int decimals;
} units[] = {
    [SAG_UNIT_ANGLE] = {"deg", SAG__DEG(1.0), 1},
    [SAG_UNIT_RATIO] = {"ratio", 1.0, 3},
    [SAG_UNIT_PERCENT] = {"percent", 100.0, 1},
    [SAG_UNIT_SECOND] = {"s", 1.0, 3},
    [SAG_UNIT_LEGS_PER_S] = {"legs_per_s", 1.0, 3},
};
static_assert(sizeof units / sizeof units[0] == SAG_UNIT_COUNT, "a row for every unit");

const char *sag__unit_name(sag_unit unit)
{
    return units[unit].name;
}

double sag__unit_scale(sag_unit unit)
{
    return units[unit].scale;
}

int sag__unit_decimals(sag_unit unit)
{
    return units[unit].decimals;
}
