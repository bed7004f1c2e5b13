/*
 * number_read.h - numbers from text, fast: what strtoll, strtof and strtod of the C locale give, bit for bit.
 *
 * A number is an optional '-', at least one digit, and what strto* take behind it; blanks and '+' in front, inf, nan
 * and hexadecimal numbers are not taken. The usual forms are converted here; where the quick way is not proven to round
 * correctly, the library function is called.
 *
 * The text ends with a byte that is part of no number, and SAG__NUMBER_READ_BEYOND bytes behind that can be read,
 * whatever they hold. The cursor moves behind the number; where there is none it stays.
 * Thread: any.
 */
#ifndef SAGITTA_BASE_NUMBER_READ_H
#define SAGITTA_BASE_NUMBER_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAG__NUMBER_READ_BEYOND 64

/* A whole number. Returns: whether there was one that int64_t holds. */
bool sag__number_read_int64(const char **cursor, int64_t *value);

/* A number. Returns: whether there was a finite one. */
bool sag__number_read_float(const char **cursor, float *value);
bool sag__number_read_double(const char **cursor, double *value);

/*
 * A row of count numbers, each behind one blank; the text ends with a zero byte. Behind each number stands a blank or
 * that end. Returns: whether all are there, finite, and the whole ones within int32_t. If not, the cursor stays.
 */
bool sag__number_read_int32_row(const char **cursor, int32_t *values, size_t count);
bool sag__number_read_float_row(const char **cursor, float *values, size_t count);

#endif
