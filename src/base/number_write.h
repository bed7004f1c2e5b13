/*
 * number_write.h - numbers into text, fast: what printf writes in the C locale, byte for byte.
 *
 * Each function writes to a place with room for SAG__NUMBER_WRITE_BYTES and returns the place behind the text, where
 * it may have written more; nothing terminates the text. Where the quick way is not proven to give printf's digits,
 * snprintf is called.
 * Thread: any.
 */
#ifndef SAGITTA_BASE_NUMBER_WRITE_H
#define SAGITTA_BASE_NUMBER_WRITE_H

#include <stdint.h>

/* The longest number: the largest double with nine decimals. */
#define SAG__NUMBER_WRITE_BYTES 336

/* As "%lld". */
char *sag__number_write_int64(char *out, int64_t value);

/* As "%.*f" with 0..9 decimals. value: finite. */
char *sag__number_write_fixed(char *out, double value, int decimals);

/* As "%.9g", which gives a float's bits back. value: finite. */
char *sag__number_write_float(char *out, float value);

#endif
