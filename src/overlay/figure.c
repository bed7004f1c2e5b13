#include "figure.h"

#include <stdarg.h>
#include <stdio.h>

#include "c_locale.h"

void sag__figure_text(char *out, size_t size_bytes, const char *format, ...)
{
    sag__c_locale c_locale;
    sag__c_locale_enter(&c_locale);
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(out, size_bytes, format, arguments) < 0) {
        out[0] = '\0';
    }
    va_end(arguments);
    sag__c_locale_leave(&c_locale);
}
