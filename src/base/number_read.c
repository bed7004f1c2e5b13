#include "number_read.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "c_locale.h"

/*
 * Eight characters are looked at as one integer, the first in its lowest byte. A run of up to seven digits is moved to
 * the upper end, which puts zeros in front of it, and becomes a number in three multiplications.
 */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define RUN 8

static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

static uint64_t load(const char *text)
{
    uint64_t bytes = 0;
    memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* Digits at the beginning of eight characters: 0..8, and their value. */
static int take_run(const char *text, uint64_t *value)
{
    uint64_t bytes = load(text) ^ EACH('0');
    /* The upper bit of a byte above 9. A carry only spoils bytes behind one that is no digit. */
    uint64_t others = ((bytes + EACH(0x76)) | bytes) & EACH(0x80);
    int count = others == 0 ? RUN : __builtin_ctzll(others) / 8;
    bytes = count == 0 ? 0 : bytes << (8 * (RUN - count));
    bytes = bytes * 10 + (bytes >> 8);
    const uint64_t pair = UINT64_C(0x000000ff000000ff);
    *value = ((bytes & pair) * (100 + (UINT64_C(1000000) << 32)) +
              ((bytes >> 16) & pair) * (1 + (UINT64_C(10000) << 32))) >> 32;
    return count;
}

/* Whether a decimal number begins here. */
static bool number_begins(const char *text)
{
    text += *text == '-' ? 1 : 0;
    return *text >= '0' && *text <= '9' && text[1] != 'x' && text[1] != 'X';
}

bool sag__number_read_int64(const char **cursor, int64_t *value)
{
    const char *text = *cursor;
    bool minus = *text == '-';
    uint64_t size = 0;
    int count = take_run(text + minus, &size);
    const char *behind = text + minus + count;
    if (count == RUN) {
        uint64_t run = 0;
        count = take_run(behind, &run);
        size = size * powers[count] + run;
        behind += count;
    }
    if (count < RUN && behind > text + minus) {
        *cursor = behind;
        *value = minus ? -(int64_t)size : (int64_t)size;
        return true;
    }
    if (!number_begins(text)) {
        return false;
    }
    char *end = NULL;
    errno = 0;
    *value = strtoll(text, &end, 10);
    *cursor = end;
    return errno == 0;
}

/* A number as it is written: mantissa * 10^exponent. */
typedef struct parts {
    bool minus;
    uint64_t mantissa;
    int exponent;
    const char *end;
} parts;

/* An exponent of one to three digits behind text[0], an e. Returns: whether there is one. */
static bool take_exponent(parts *out, const char *text)
{
    const char *digits = text + 1;
    bool minus = *digits == '-';
    digits += minus || *digits == '+' ? 1 : 0;
    uint64_t run = 0;
    int count = take_run(digits, &run);
    out->exponent += minus ? -(int)run : (int)run;
    out->end = digits + count;
    return count >= 1 && count <= 3;
}

/* Take apart the usual forms. Returns false where there is another one, or none. */
static bool take_parts(parts *out, const char *text)
{
    out->minus = *text == '-';
    text += out->minus;
    uint64_t run = 0;
    int count = take_run(text, &out->mantissa);
    if (count == 0 || count == RUN) {
        return false;
    }
    text += count;
    out->exponent = 0;
    if (*text == '.') {
        text++;
        count = take_run(text, &run);
        out->mantissa = out->mantissa * powers[count] + run;
        out->exponent = -count;
        text += count;
        if (count == RUN) {
            count = take_run(text, &run);
            /* Seven digits in front, eight and seven behind would be more than 64 bits hold. */
            if (count == RUN || out->mantissa >= UINT64_C(100000000000)) {
                return false;
            }
            out->mantissa = out->mantissa * powers[count] + run;
            out->exponent -= count;
            text += count;
        }
    }
    out->end = text;
    return (*text != 'e' && *text != 'E') || take_exponent(out, text);
}

/*
 * Both the mantissa and the power of ten are doubles without an error, so the one operation between them rounds
 * correctly (W. D. Clinger, How to read floating point numbers accurately, 1990). Returns false where they are not.
 */
static bool to_double(double *out, const parts *number)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int exponent = number->exponent;
    if (FLT_EVAL_METHOD != 0 || number->mantissa > UINT64_C(1) << 53 || exponent < -22 || exponent > 22) {
        return false;
    }
    double mantissa = (double)number->mantissa;
    double size = exponent < 0 ? mantissa / exact[-exponent] : mantissa * exact[exponent];
    *out = number->minus ? -size : size;
    return true;
}

/*
 * Whether rounding a correctly rounded double once more, to float, gives what one rounding of the written number gives.
 * It does unless the double lies in the middle between two floats, where the written number may lie beside it; middles
 * are doubles, so no other double has one between itself and the written number. Where floats are denormal or end, the
 * middles are elsewhere.
 */
static bool rounds_once(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    const uint64_t below_float = (UINT64_C(1) << (DBL_MANT_DIG - FLT_MANT_DIG)) - 1;
    double size = fabs(value);
    bool in_range = (size >= (double)FLT_MIN && size <= (double)FLT_MAX) || size == 0.0;
    return in_range && (bits & below_float) != (below_float >> 1) + 1;
}

bool sag__number_read_float(const char **cursor, float *value)
{
    parts number;
    double wide = 0.0;
    if (take_parts(&number, *cursor) && to_double(&wide, &number) && rounds_once(wide)) {
        *cursor = number.end;
        *value = (float)wide;
        return true;
    }
    sag__c_locale c_locale;
    bool begins = number_begins(*cursor);
    if (begins) {
        char *end = NULL;
        sag__c_locale_enter(&c_locale);
        *value = strtof(*cursor, &end);
        sag__c_locale_leave(&c_locale);
        *cursor = end;
    }
    return begins && isfinite(*value);
}

bool sag__number_read_double(const char **cursor, double *value)
{
    parts number;
    if (take_parts(&number, *cursor) && to_double(value, &number)) {
        *cursor = number.end;
        return true;
    }
    sag__c_locale c_locale;
    bool begins = number_begins(*cursor);
    if (begins) {
        char *end = NULL;
        sag__c_locale_enter(&c_locale);
        *value = strtod(*cursor, &end);
        sag__c_locale_leave(&c_locale);
        *cursor = end;
    }
    return begins && isfinite(*value);
}
