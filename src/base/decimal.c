#include "decimal.h"

#include <assert.h>
#include <math.h>

double sag__decimal_round(double value, int decimals)
{
    static const double steps[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    assert(decimals >= 0 && decimals <= 9);
    double rounded = round(value * steps[decimals]) / steps[decimals];
    return rounded == 0.0 ? 0.0 : rounded;
}
