#include "number_write.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "c_locale.h"

/* Digits of a float that give its bits back. */
#define FLOAT_DIGITS 9

static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                            "25262728293031323334353637383940414243444546474849"
                            "50515253545556575859606162636465666768697071727374"
                            "75767778798081828384858687888990919293949596979899";

/*
 * Digits of a number below 10^8 as the bytes of an integer, the first in the lowest: halves, pairs and digits are split
 * beside each other, each quotient by a multiplication that is exact in its range.
 */
static inline uint64_t split_digits(uint32_t value)
{
    uint64_t halves = value / 10000 | (uint64_t)(value % 10000) << 32;
    uint64_t hundreds = (halves * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
    uint64_t twos = hundreds | (halves - 100 * hundreds) << 16;
    uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000f000f000f000f);
    return tens | (twos - 10 * tens) << 8;
}

/* Write eight characters of digits. */
static inline void store_digits(char *out, uint64_t digits)
{
    digits += UINT64_C(0x3030303030303030);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(out, &digits, sizeof digits);
}

/* Write a number below 10^8; eight bytes of out are touched. */
static inline char *put_short(char *out, uint32_t value)
{
    uint64_t digits = split_digits(value);
    int zeros = __builtin_ctzll(digits | UINT64_C(1) << 56) / 8;
    store_digits(out, digits >> (8 * zeros));
    return out + 8 - zeros;
}

/* Write count digits, with zeros in front. */
static void put_digits(char *out, uint64_t value, int count)
{
    while (count > 0) {
        out[--count] = (char)('0' + value % 10);
        value /= 10;
    }
}

static inline char *put_whole(char *out, uint64_t value)
{
    if (value < 100) {
        memcpy(out, value < 10 ? &pairs[2 * value + 1] : &pairs[2 * value], 2);
        return out + (value < 10 ? 1 : 2);
    }
    if (value < 100000000) {
        return put_short(out, (uint32_t)value);
    }
    int count = 9;
    for (uint64_t rest = value / 1000000000; rest > 0; rest /= 10) {
        count++;
    }
    put_digits(out, value, count);
    return out + count;
}

char *sag__number_write_int64(char *out, int64_t value)
{
    *out = '-';
    return put_whole(out + (value < 0), value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

/* What printf writes; out has room for SAG__NUMBER_WRITE_BYTES. */
static char *write_slowly(char *out, const char *format, int precision, double value)
{
    sag__c_locale c_locale;
    sag__c_locale_enter(&c_locale);
    int length = snprintf(out, SAG__NUMBER_WRITE_BYTES, format, precision, value);
    sag__c_locale_leave(&c_locale);
    assert(length > 0 && length < SAG__NUMBER_WRITE_BYTES);
    return out + length;
}

/*
 * The size of the value in steps of its last decimal, rounded as printf rounds. The product is off by half a bit of a
 * double at most; where it is farther than a whole bit from the middle between two steps, the exact one lies on the
 * same side. Returns false where it is not.
 */
static bool to_steps(uint64_t *steps, double size, int decimals)
{
    static const double per_unit[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    double product = size * per_unit[decimals];
    if (FLT_EVAL_METHOD != 0 || !(product < 1e15)) {
        return false;
    }
    int64_t below = (int64_t)product;
    double beyond_middle = product - (double)below - 0.5;
    *steps = (uint64_t)below + (beyond_middle > 0.0 ? 1 : 0);
    return fabs(beyond_middle) > product * DBL_EPSILON;
}

char *sag__number_write_fixed(char *out, double value, int decimals)
{
    assert(decimals >= 0 && decimals <= 9);
    static const uint64_t per_unit[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
    uint64_t steps = 0;
    if (!to_steps(&steps, fabs(value), decimals)) {
        return write_slowly(out, "%.*f", decimals, value);
    }
    *out = '-';
    out += signbit(value) ? 1 : 0;
    uint64_t whole = steps / per_unit[decimals];
    uint64_t rest = steps - whole * per_unit[decimals];
    out = put_whole(out, whole);
    if (decimals == 9) {
        *out = '.';
        put_digits(out + 1, rest, decimals);
    } else if (decimals > 0) {
        *out = '.';
        store_digits(out + 1, split_digits((uint32_t)(rest * per_unit[8 - decimals])));
    }
    return out + (decimals > 0 ? 1 + decimals : 0);
}

/*
 * Nine digits of a float and their exponent: size = digits * 10^(exponent - 8), rounded to even as printf does. All is
 * done in whole numbers: 24 bits of the float times a power of five of up to 40 bits. Returns false where those do not
 * do, for a size below 1e-9 or from 1e9 on.
 */
static inline bool to_nine_digits(uint64_t *digits, int *exponent, float size)
{
    static const uint64_t fives[] = {1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125, 9765625, 48828125,
                                     244140625, 1220703125, 6103515625, 30517578125, 152587890625, 762939453125};
    if (!(size >= 1e-9f && size < 1e9f)) {
        return false;
    }
    uint32_t bits = 0;
    memcpy(&bits, &size, sizeof bits);
    uint64_t mantissa = (bits & 0x7fffff) | 0x800000;
    int binary = (int)(bits >> 23) - 127;
    /* log10 of 2 in 1/65536: the exponent, or one less; that it is less is nearly always seen at once. */
    static const float tens[] = {1e-9f, 1e-8f, 1e-7f, 1e-6f, 1e-5f, 1e-4f, 1e-3f, 1e-2f, 1e-1f, 1e0f,
                                 1e1f,  1e2f,  1e3f,  1e4f,  1e5f,  1e6f,  1e7f,  1e8f,  1e9f};
    int guess = (binary * 19728) >> 16;
    guess += size > tens[guess + 10] ? 1 : 0;
    for (;; guess++) {
        int ten = FLOAT_DIGITS - 1 - guess;
        if (ten > 17) {
            return false;
        }
        /* size * 10^ten = mantissa * 5^ten * 2^(binary - 23 + ten) */
        uint64_t product = mantissa * fives[ten];
        int right = 23 - binary - ten;
        if (right > 0) {
            uint64_t is_odd = product >> right & 1;
            product = (product + (UINT64_C(1) << (right - 1)) - 1 + is_odd) >> right;
        } else {
            product <<= -right;
        }
        if (product < 1000000000) {
            *digits = product;
            *exponent = guess;
            return true;
        }
    }
}

char *sag__number_write_float(char *out, float value)
{
    uint64_t digits = 0;
    int exponent = 0;
    if (!to_nine_digits(&digits, &exponent, fabsf(value))) {
        return write_slowly(out, "%.*g", FLOAT_DIGITS, (double)value);
    }
    *out = '-';
    out += value < 0.0f;
    char first = (char)('0' + digits / 100000000);
    uint64_t others = split_digits((uint32_t)(digits % 100000000));
    /* Zeros at the end are not written. Only stores from here on: reading back what was just stored would wait. */
    int count = others == 0 ? 1 : FLOAT_DIGITS - __builtin_clzll(others) / 8;
    if (exponent >= 0) {
        int whole = exponent + 1;
        out[0] = first;
        store_digits(out + 1, others);
        out[whole] = '.';
        store_digits(out + whole + 1, others >> 4 * exponent >> 4 * exponent);
        return out + (count > whole ? count + 1 : whole);
    }
    if (exponent >= -4) {
        memcpy(out, "0.000", 5);
        out += 1 - exponent;
        out[0] = first;
        store_digits(out + 1, others);
        return out + count;
    }
    out[0] = first;
    out[1] = '.';
    store_digits(out + 2, others);
    out += count > 1 ? count + 1 : 1;
    memcpy(out, "e-", 2);
    put_digits(out + 2, (uint64_t)-exponent, 2);
    return out + 4;
}
