#include "figure.h"

#include <locale.h>
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
