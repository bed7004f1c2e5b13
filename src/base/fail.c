#include "fail.h"

#include <stdarg.h>
#include <stdio.h>

sag_status sag__fail(sag_error *err, sag_status status, const char *format, ...)
{
    if (err == NULL) {
        return status;
    }
    err->status = status;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(err->text, sizeof err->text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        err->text[0] = '\0';
    }
    sag__fail_keep_one_line(err->text);
    return status;
}

void sag__fail_keep_one_line(char *text)
{
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f) {
            *c = '?';
        }
    }
}

const char *sag_status_name(sag_status status)
{
    switch (status) {
    case SAG_STATUS_END: return "end";
    case SAG_STATUS_AGAIN: return "again";
    case SAG_STATUS_OK: return "ok";
    case SAG_STATUS_NO_MEMORY: return "out of memory";
    case SAG_STATUS_NOT_FOUND: return "not found";
    case SAG_STATUS_IO: return "input/output error";
    case SAG_STATUS_FORMAT: return "damaged data";
    case SAG_STATUS_UNSUPPORTED: return "not supported";
    case SAG_STATUS_MODEL: return "model failure";
    case SAG_STATUS_ARGUMENT: return "bad argument";
    case SAG_STATUS_LIMIT: return "limit exceeded";
    }
    return "unknown status";
}
