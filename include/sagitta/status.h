/*
 * status.h - how every Sagitta call says whether it worked.
 *
 * A call returns a sag_status: positive values steer the flow, zero is success, negative values are failures.
 * Calls that can fail for reasons outside the program also take a caller-owned sag_error and fill it with one
 * line for people, written where the failure was detected. The library never prints and never exits.
 * Thread: values only; safe everywhere.
 */
#ifndef SAGITTA_STATUS_H
#define SAGITTA_STATUS_H

#include <sagitta/export.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sag_status {
    SAG_STATUS_END = 2,          /* no more data: the normal end of a source */
    SAG_STATUS_AGAIN = 1,        /* nothing yet, call again */
    SAG_STATUS_OK = 0,
    SAG_STATUS_NO_MEMORY = -1,
    SAG_STATUS_NOT_FOUND = -2,   /* file, model or device is absent */
    SAG_STATUS_IO = -3,          /* the system refused to read or write */
    SAG_STATUS_FORMAT = -4,      /* data is damaged or not what it says it is */
    SAG_STATUS_UNSUPPORTED = -5, /* data is sound, but not handled */
    SAG_STATUS_MODEL = -6,       /* a network could not be loaded or run */
    SAG_STATUS_ARGUMENT = -7,    /* a parameter is outside its documented range */
    SAG_STATUS_LIMIT = -8        /* a documented maximum is exceeded */
} sag_status;

/* Longest error line in bytes, the terminating zero included. Longer lines are cut, always zero-terminated. */
#define SAG_ERROR_TEXT_BYTES 512

/* One failure for people: one line with its subject, without a trailing newline or a hint. */
typedef struct sag_error {
    sag_status status;
    char text[SAG_ERROR_TEXT_BYTES];
} sag_error;

/*
 * Name a status in lower case words, e.g. "not found".
 * Returns: a static string, never NULL.
 */
SAG_API const char *sag_status_name(sag_status status);

#ifdef __cplusplus
}
#endif
#endif
