#include "reader.h"

#include <stdarg.h>
#include <stdio.h>

#include "fail.h"

void sag__reader_note_damage(sag_source_info *info, const char *format, ...)
{
    if (info->damaged) {
        return;
    }
    info->damaged = true;
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(info->damage, sizeof info->damage, format, arguments) < 0) {
        info->damage[0] = '\0';
    }
    va_end(arguments);
    sag__fail_keep_one_line(info->damage);
}
