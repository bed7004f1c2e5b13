/*
 * fail.h - fill a sag_error where a failure is detected.
 */
#ifndef SAGITTA_BASE_FAIL_H
#define SAGITTA_BASE_FAIL_H

#include <sagitta/status.h>

/*
 * Write one line into err (may be NULL) and return status, so that a caller can end with `return sag__fail(...)`.
 * Control characters in the finished line become '?': names from outside cannot break the one line.
 */
sag_status sag__fail(sag_error *err, sag_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
