#include "figure.h"

#include <assert.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

void sag__figure_text(char *out, size_t size_bytes, const char *format, ...)
{
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = uselocale(c_locale);
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(out, size_bytes, format, arguments) < 0) {
        out[0] = '\0';
    }
    va_end(arguments);
    uselocale(before);
    if (c_locale != (locale_t)0) {
        freelocale(c_locale);
    }
}

double sag__figure_deg(double angle_rad)
{
    return angle_rad * (180.0 / 3.14159265358979323846);
}

double sag__figure_round(double value, int decimals)
{
    static const double steps[] = {1e0, 1e1, 1e2, 1e3};
    assert(decimals >= 0 && decimals <= 3);
    double rounded = round(value * steps[decimals]) / steps[decimals];
    return rounded == 0.0 ? 0.0 : rounded;
}
