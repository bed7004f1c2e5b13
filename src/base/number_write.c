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

/* Write count digits, with zeros in front. */
static void put_digits(char *out, uint64_t value, int count)
{
    for (; count >= 2; count -= 2) {
        memcpy(out + count - 2, &pairs[2 * (value % 100)], 2);
        value /= 100;
    }
    if (count == 1) {
        *out = (char)('0' + value % 10);
    }
}

static int count_digits(uint64_t value)
{
    int count = 1;
    for (; value >= 10; value /= 10) {
        count++;
    }
    return count;
}

char *sag__number_write_int64(char *out, int64_t value)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    *out = '-';
    out += value < 0;
    int count = count_digits(size);
    put_digits(out, size, count);
    return out + count;
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
    int count = count_digits(whole);
    put_digits(out, whole, count);
    out += count;
    if (decimals > 0) {
        *out = '.';
        put_digits(out + 1, steps - whole * per_unit[decimals], decimals);
        out += 1 + decimals;
    }
    return out;
}

/*
 * Nine digits of a float and their exponent: size = digits * 10^(exponent - 8), rounded to even as printf does. All is
 * done in whole numbers: 24 bits of the float times a power of five of up to 40 bits. Returns false where those do not
 * do, for a size below 1e-9 or from 1e9 on.
 */
static bool to_nine_digits(uint64_t *digits, int *exponent, float size)
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
    /* log10 of 2 in 1/65536: the exponent, or one less. */
    for (int guess = (binary * 19728) >> 16;; guess++) {
        int ten = FLOAT_DIGITS - 1 - guess;
        if (ten > 17) {
            return false;
        }
        /* size * 10^ten = mantissa * 5^ten * 2^(binary - 23 + ten) */
        uint64_t product = mantissa * fives[ten];
        int right = 23 - binary - ten;
        if (right > 0) {
            uint64_t rest = product & ((UINT64_C(1) << right) - 1);
            uint64_t middle = UINT64_C(1) << (right - 1);
            product >>= right;
            product += rest > middle || (rest == middle && product % 2 == 1) ? 1 : 0;
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
    char text[FLOAT_DIGITS + 1];
    put_digits(text, digits, FLOAT_DIGITS);
    int count = FLOAT_DIGITS;
    while (text[count - 1] == '0') {
        count--;
    }
    if (exponent >= 0) {
        int whole = exponent + 1;
        memcpy(out, text, FLOAT_DIGITS);
        if (count <= whole) {
            return out + whole;
        }
        out[whole] = '.';
        memcpy(out + whole + 1, text + whole, FLOAT_DIGITS - (size_t)whole);
        return out + count + 1;
    }
    if (exponent >= -4) {
        memcpy(out, "0.000", 5);
        memcpy(out + 1 - exponent, text, FLOAT_DIGITS);
        return out + 1 - exponent + count;
    }
    out[0] = text[0];
    out[1] = '.';
    memcpy(out + 2, text + 1, FLOAT_DIGITS - 1);
    out += count > 1 ? count + 1 : 1;
    memcpy(out, "e-", 2);
    put_digits(out + 2, (uint64_t)-exponent, 2);
    return out + 4;
}
