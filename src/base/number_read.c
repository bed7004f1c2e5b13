#include "number_read.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "c_locale.h"

/*
 * Eight characters are looked at as one integer, the first in its lowest byte. A run of up to eight digits is moved to
 * the upper end, which puts zeros in front of it, and becomes a number in three multiplications.
 */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
#define RUN 8

/* The quick way is one loop's body; a call for each run of digits would cost as much as the run. */
#define QUICK static inline __attribute__((always_inline))

static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

QUICK uint64_t load(const char *text)
{
    uint64_t bytes = 0;
    memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* The upper bit of each byte that is zero. */
QUICK uint64_t zero_bytes(uint64_t bytes)
{
    return ~(((bytes & EACH(0x7f)) + EACH(0x7f)) | bytes) & EACH(0x80);
}

/* The upper bits of bytes above 9. Exact up to the first; what is behind it may be spoilt by a carry. */
QUICK uint64_t no_digits(uint64_t bytes)
{
    return ((bytes + EACH(0x76)) | bytes) & EACH(0x80);
}

/* The number of eight digits, each 0..9. */
QUICK uint64_t join_digits(uint64_t bytes)
{
    const uint64_t pair = UINT64_C(0x000000ff000000ff);
    bytes = bytes * 10 + (bytes >> 8);
    return ((bytes & pair) * (100 + (UINT64_C(1000000) << 32)) +
            ((bytes >> 16) & pair) * (1 + (UINT64_C(10000) << 32))) >> 32;
}

/* Digits at the beginning of eight characters: 0..8, and their value. */
QUICK int take_run(const char *text, uint64_t *value)
{
    uint64_t bytes = load(text) ^ EACH('0');
    uint64_t others = no_digits(bytes);
    int count = others == 0 ? RUN : __builtin_ctzll(others) / 8;
    *value = join_digits(count == 0 ? 0 : bytes << (8 * (RUN - count)));
    return count;
}

/* The value of exactly count characters, 1..8. Bits in others if one of them is no digit. */
QUICK uint64_t take_count(const char *text, unsigned count, uint64_t *others)
{
    uint64_t bytes = (load(text) ^ EACH('0')) << (8 * (RUN - count));
    *others |= no_digits(bytes);
    return join_digits(bytes);
}

/*
 * Where the values of a row end: a bit for each blank and zero byte among the next 64 characters. One value's end need
 * not wait for the one before to be read.
 */
typedef struct row_ends {
    const char *base;
    uint64_t bits;
} row_ends;

static uint64_t find_ends(const char *base)
{
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t ends = zero_bytes(load(base + 8 * i) & EACH(0xdf)) >> 7;
        /* Gathers the lowest bits of the bytes in the highest byte. */
        bits |= (ends * UINT64_C(0x0102040810204080)) >> 56 << (8 * i);
    }
    return bits;
}

/* The next end; there is one, for a line ends with a zero byte. */
QUICK const char *take_end(row_ends *ends)
{
    while (ends->bits == 0) {
        ends->base += 64;
        ends->bits = find_ends(ends->base);
    }
    const char *end = ends->base + __builtin_ctzll(ends->bits);
    ends->bits &= ends->bits - 1;
    return end;
}

/* Whether a decimal number begins here. */
static bool number_begins(const char *text)
{
    text += *text == '-' ? 1 : 0;
    return *text >= '0' && *text <= '9' && text[1] != 'x' && text[1] != 'X';
}

/* A whole number of up to 15 digits. Returns false where there is another one, or none. */
QUICK bool take_whole(const char **cursor, int64_t *value)
{
    bool minus = **cursor == '-';
    const char *text = *cursor + minus;
    uint64_t size = 0;
    int count = take_run(text, &size);
    if (count == RUN) {
        uint64_t run = 0;
        text += RUN;
        count = take_run(text, &run);
        size = size * powers[count] + run;
    } else if (count == 0) {
        return false;
    }
    *cursor = text + count;
    *value = ((int64_t)size ^ -(int64_t)minus) + minus;
    return count < RUN;
}

/* Any whole number. */
static bool read_whole(const char **cursor, int64_t *value)
{
    if (!number_begins(*cursor)) {
        return false;
    }
    char *end = NULL;
    errno = 0;
    *value = strtoll(*cursor, &end, 10);
    *cursor = end;
    return errno == 0;
}

bool sag__number_read_int64(const char **cursor, int64_t *value)
{
    const char *behind = *cursor;
    if (take_whole(&behind, value)) {
        *cursor = behind;
        return true;
    }
    return read_whole(cursor, value);
}

bool sag__number_read_int32_row(const char **cursor, int32_t *values, size_t count)
{
    row_ends ends = {*cursor, find_ends(*cursor)};
    const char *begin = take_end(&ends);
    if (begin != *cursor) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (*begin != ' ') {
            return false;
        }
        begin++;
        const char *end = take_end(&ends);
        unsigned minus = *begin == '-';
        size_t digits = (size_t)(end - begin) - minus;
        uint64_t others = digits - 1 < RUN ? 0 : 1;
        int64_t value = (int64_t)take_count(begin + minus, (unsigned)((digits - 1) % RUN) + 1, &others);
        value = (value ^ -(int64_t)minus) + minus;
        if (others != 0 && !(read_whole(&begin, &value) && begin == end)) {
            return false;
        }
        if (value < INT32_MIN || value > INT32_MAX) {
            return false;
        }
        values[i] = (int32_t)value;
        begin = end;
    }
    *cursor = begin;
    return true;
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
QUICK bool take_parts(parts *out, const char *text)
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
QUICK bool to_double(double *out, const parts *number)
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
QUICK bool rounds_once(double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    const uint64_t below_float = (UINT64_C(1) << (DBL_MANT_DIG - FLT_MANT_DIG)) - 1;
    double size = fabs(value);
    bool in_range = (size >= (double)FLT_MIN && size <= (double)FLT_MAX) || size == 0.0;
    return in_range && (bits & below_float) != (below_float >> 1) + 1;
}

/* A float of a usual form. Returns false where there is another one, or none. */
QUICK bool take_float(const char **cursor, float *value)
{
    parts number;
    double wide = 0.0;
    if (!take_parts(&number, *cursor) || !to_double(&wide, &number) || !rounds_once(wide)) {
        return false;
    }
    *cursor = number.end;
    *value = (float)wide;
    return true;
}

/* Any float. */
static bool read_float(const char **cursor, float *value)
{
    if (!number_begins(*cursor)) {
        return false;
    }
    char *end = NULL;
    sag__c_locale c_locale;
    sag__c_locale_enter(&c_locale);
    *value = strtof(*cursor, &end);
    sag__c_locale_leave(&c_locale);
    *cursor = end;
    return isfinite(*value);
}

bool sag__number_read_float(const char **cursor, float *value)
{
    return take_float(cursor, value) || read_float(cursor, value);
}

/*
 * A float of the most usual form, which ends at end: one to seven digits, a point, one to fifteen digits. The power of
 * ten is multiplied by its reciprocal, which is not exact: the double is off by two of its last bits at most, so it
 * must be farther than that from the middle between two floats. Returns false where there is another form.
 */
QUICK bool take_plain_float(float *value, const char *begin, const char *end)
{
    static const double tenths[] = {1e0,  1e-1, 1e-2,  1e-3,  1e-4,  1e-5,  1e-6,  1e-7,
                                    1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15};
    unsigned minus = *begin == '-';
    begin += minus;
    uint64_t points = zero_bytes(load(begin) ^ EACH('.'));
    if (points == 0) {
        return false;
    }
    unsigned whole = (unsigned)__builtin_ctzll(points) / 8;
    size_t rest = (size_t)(end - begin) - whole - 1;
    if (whole == 0 || rest - 1 >= 15 || whole + rest > 19) {
        return false;
    }
    const char *behind = begin + whole + 1;
    uint64_t others = 0;
    uint64_t mantissa = take_count(begin, whole, &others);
    unsigned count = (unsigned)rest;
    if (count > RUN) {
        mantissa = mantissa * powers[RUN] + take_count(behind, RUN, &others);
        behind += RUN;
        count -= RUN;
    }
    mantissa = mantissa * powers[count] + take_count(behind, count, &others);
    double size = (double)(int64_t)mantissa * tenths[rest];
    uint64_t bits = 0;
    memcpy(&bits, &size, sizeof bits);
    bits |= (uint64_t)minus << 63;
    memcpy(&size, &bits, sizeof size);
    const uint64_t below_float = (UINT64_C(1) << (DBL_MANT_DIG - FLT_MANT_DIG)) - 1;
    uint64_t beyond_middle = (bits & below_float) - (below_float >> 1) + 3;
    *value = (float)size;
    return FLT_EVAL_METHOD == 0 && others == 0 && mantissa - 1 < (UINT64_C(1) << 53) - 1 && beyond_middle > 8;
}

bool sag__number_read_float_row(const char **cursor, float *values, size_t count)
{
    row_ends ends = {*cursor, find_ends(*cursor)};
    const char *begin = take_end(&ends);
    if (begin != *cursor) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (*begin != ' ') {
            return false;
        }
        begin++;
        const char *end = take_end(&ends);
        if (!take_plain_float(&values[i], begin, end) &&
            !(sag__number_read_float(&begin, &values[i]) && begin == end)) {
            return false;
        }
        begin = end;
    }
    *cursor = begin;
    return true;
}

bool sag__number_read_double(const char **cursor, double *value)
{
    parts number;
    if (take_parts(&number, *cursor) && to_double(value, &number)) {
        *cursor = number.end;
        return true;
    }
    if (!number_begins(*cursor)) {
        return false;
    }
    char *end = NULL;
    sag__c_locale c_locale;
    sag__c_locale_enter(&c_locale);
    *value = strtod(*cursor, &end);
    sag__c_locale_leave(&c_locale);
    *cursor = end;
    return isfinite(*value);
}
