/*
 * fail.h - fill a sag_error where a failure is detected.
 */
#ifndef SAGITTA_BASE_FAIL_H
#define SAGITTA_BASE_FAIL_H

#include <sagitta/status.h>

/*
 * Write one line into err (may be NULL) and return status, so that a caller can end with `return sag__fail(...)`.
 * The finished line is one line whatever the names in it hold.
 */
sag_status sag__fail(sag_error *err, sag_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Turn control characters into '?': text with names from outside stays one line. */
void sag__fail_keep_one_line(char *text);

#endif
