/* Numbers to and from text: against the C library, bit for bit. */
#include <criterion/criterion.h>

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decimal.h"
#include "number_read.h"
#include "number_write.h"

#define COUNT 1000000

static uint64_t next_random(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static float any_float(void)
{
    uint32_t bits = (uint32_t)(next_random() >> 20);
    float value;
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) ? value : (float)(bits & 0xffff);
}

static double any_double(void)
{
    uint64_t bits = next_random();
    double value;
    memcpy(&value, &bits, sizeof value);
    return isfinite(value) ? value : (double)(bits & 0xffffffff);
}

/* As a recording's: coordinates, ratios near 0 and 1, positions in metres. */
static double usual(void)
{
    static const double sizes[] = {1e-6, 1e-4, 1e-2, 1, 1, 10, 1000, 1000, 1e5};
    double value = (double)(int64_t)next_random() * 0x1p-63 * sizes[next_random() % (sizeof sizes / sizeof sizes[0])];
    return next_random() % 8 == 0 ? 1.0 - fabs(value) * 1e-3 : value;
}

/* The text in a block of exactly its size and what may be read behind it. */
static const char *place(char **block, const char *text, char behind)
{
    size_t length = strlen(text);
    *block = malloc(length + 1 + SAG__NUMBER_READ_BEYOND);
    memcpy(*block, text, length);
    memset(*block + length, behind, 1 + SAG__NUMBER_READ_BEYOND);
    if (behind != '\0') {
        (*block)[length] = ' ';
    }
    return *block;
}

static void assert_reads(const char *text)
{
    char *block = NULL;
    char *end = NULL;
    const char *begin = place(&block, text, next_random() % 2 == 0 ? '\0' : '7');
    size_t length = strlen(text);

    const char *cursor = begin;
    float narrow = -1.0f;
    float expected_narrow = strtof(text, &end);
    cr_assert_eq(sag__number_read_float(&cursor, &narrow), isfinite(expected_narrow), "%s", text);
    cr_assert_eq(cursor - begin, (ptrdiff_t)length, "%s", text);
    cr_assert(memcmp(&narrow, &expected_narrow, sizeof narrow) == 0, "%s: %a, not %a", text, (double)narrow,
              (double)expected_narrow);

    cursor = begin;
    double wide = -1.0;
    double expected_wide = strtod(text, &end);
    cr_assert_eq(sag__number_read_double(&cursor, &wide), isfinite(expected_wide), "%s", text);
    cr_assert_eq(cursor - begin, (ptrdiff_t)length, "%s", text);
    cr_assert(memcmp(&wide, &expected_wide, sizeof wide) == 0, "%s: %a, not %a", text, wide, expected_wide);
    free(block);
}

static void assert_reads_printed(const char *format, ...)
{
    char text[1500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_reads(text);
}

Test(number_read, reads_what_printf_writes)
{
    for (int i = 0; i < COUNT; i++) {
        assert_reads_printed("%.9g", (double)any_float());
        assert_reads_printed("%.9g", usual());
        assert_reads_printed("%.17g", i % 2 == 0 ? any_double() : usual());
        assert_reads_printed("%.*f", i % 10, usual());
        assert_reads_printed("%.*g", 1 + i % 12, i % 2 == 0 ? (double)any_float() : usual());
    }
}

/* The middle between two floats, and texts a little beside it: rounding twice would go wrong. */
Test(number_read, rounds_once)
{
    for (int i = 0; i < COUNT / 4; i++) {
        float low = i % 2 == 0 ? any_float() : (float)usual();
        float high = nextafterf(low, INFINITY);
        if (!isfinite(high)) {
            continue;
        }
        double middle = (double)low + ((double)high - (double)low) / 2.0;
        assert_reads_printed("%.*g", 9 + i % 20, middle);
        assert_reads_printed("%.17g", nextafter(middle, INFINITY));
        assert_reads_printed("%.17g", nextafter(middle, -INFINITY));
        assert_reads_printed("%.60g1", middle);
    }
    assert_reads("16777217");
    assert_reads("16777217.00000001");
    assert_reads("16777216.99999999");
}

Test(number_read, reads_the_ends_of_the_range)
{
    static const char *const texts[] = {
        "0", "-0", "0.0", "-0.000", "00", "007", "5.", "-5.", "0e5", "1e0", "1E5", "1e+5", "1e-5", "1e005",
        "3.40282347e+38", "3.40282357e+38", "3.40282356779733661637539395458142568447e+38", "3.5e38", "-3.5e38", "1e39",
        "1.17549435e-38", "1.17549421e-38", "1.40129846e-45", "7.00649232e-46", "7.00649233e-46", "1e-46", "1e-400",
        "1e999", "-1e999", "1e-999", "1e0000000000000001", "1e-0000000000000001", "1e99999999999999999999",
        "1.7976931348623157e+308", "1.7976931348623159e+308", "4.9406564584124654e-324", "2.4703282292062327e-324",
        "2.2250738585072011e-308", "9007199254740992", "9007199254740993", "9007199254740993.5", "1234567", "12345678",
        "123456789", "12345678.5", "1234567.12345678", "1234567.123456789", "99999.999999999999999",
        "9999999.999999999999999", "0.12345678901234567", "0.00000000000000000000000000000001", "1234567e22",
        "1234567e23", "1234567e-22", "1234567e-23", "0.1e1", "9.99999999e22", "100000000000000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_reads(texts[i]);
    }
}

Test(number_read, stops_behind_the_number)
{
    static const struct {
        const char *text;
        int taken; /* 0: no number */
    } cases[] = {
        {"1.5.5", 3}, {"1,5", 1},  {"1-", 1},  {"1e", 1},   {"1e+", 1},  {"1ex", 1}, {"1.5e-", 3}, {"12x", 2},
        {"", 0},      {"-", 0},    {"+1", 0},  {"--1", 0},  {".5", 0},   {"e5", 0},  {"inf", 0},   {"nan", 0},
        {"-inf", 0},  {"\t1", 0},  {"- 1", 0}, {"/", 0},    {":", 0},    {"-x", 0},  {"1:", 1},    {"1/", 1},
        {"1\x80", 1}, {"\xb0", 0}, {"1.\xb0", 2}, {"123456789:", 9}, {"12345678:", 8}, {"1234567:", 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *block = NULL;
        const char *begin = place(&block, cases[i].text, '\0');
        const char *cursor = begin;
        float narrow = 0.0f;
        cr_expect_eq(sag__number_read_float(&cursor, &narrow), cases[i].taken > 0, "%s", cases[i].text);
        cr_expect_eq(cursor - begin, cases[i].taken, "%s", cases[i].text);
        cursor = begin;
        double wide = 0.0;
        cr_expect_eq(sag__number_read_double(&cursor, &wide), cases[i].taken > 0, "%s", cases[i].text);
        cr_expect_eq(cursor - begin, cases[i].taken, "%s", cases[i].text);
        free(block);
    }
}

/* The text behind blanks, as a row. Reads another number before and behind it. */
static void assert_reads_in_a_row(const char *text)
{
    char line[1600];
    char *block = NULL;
    int length = snprintf(line, sizeof line, " -0.25 %s 16.5 9", text);
    const char *begin = place(&block, line, '\0');
    const char *cursor = begin;
    float values[3] = {0.0f, 0.0f, 0.0f};
    float expected = strtof(text, NULL);
    bool good = sag__number_read_float_row(&cursor, values, 3);
    cr_assert_eq(good, isfinite(expected), "%s", text);
    cr_assert_eq(cursor - begin, good ? length - 2 : 0, "%s", text);
    cr_assert(!good || (memcmp(&values[1], &expected, sizeof expected) == 0 && values[0] == -0.25f &&
                        values[2] == 16.5f),
              "%s: %a, not %a", text, (double)values[1], (double)expected);
    free(block);
}

static void assert_reads_printed_in_a_row(const char *format, ...)
{
    char text[1500];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_reads_in_a_row(text);
}

Test(number_read, reads_a_row_of_floats)
{
    for (int i = 0; i < COUNT / 2; i++) {
        assert_reads_printed_in_a_row("%.9g", usual());
        assert_reads_printed_in_a_row("%.9g", (double)any_float());
        assert_reads_printed_in_a_row("%.*f", i % 17, usual());
        float low = (float)usual();
        double middle = (double)low + ((double)nextafterf(low, INFINITY) - (double)low) / 2.0;
        assert_reads_printed_in_a_row("%.*g", 8 + i % 12, middle);
        assert_reads_printed_in_a_row("%.17g", nextafter(middle, i % 2 == 0 ? INFINITY : -INFINITY));
        assert_reads_printed_in_a_row("%.40g", middle);
    }
    static const char *const texts[] = {"0", "-0", "0.0", "-0.000", "5.", "7", "1234567.123456789012",
                                        "1234567.123456789012345", "12345678.5", "0.000000000000001",
                                        "0.0000000000000001", "9999999.999999999999", "1e5", "1.5e-7", "1.5E+7",
                                        "1e99"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_reads_in_a_row(texts[i]);
    }
}

Test(number_read, refuses_a_bad_row)
{
    static const char *const rows[] = {
        "", " ", "1.5 2.5", " 1.5", " 1.5 ", " 1.5  2.5", " 1.5 +2.5", " 1.5 .5", " 1.5 2.5.5", " 1.5 2,5", " 1.5 -",
        " 1.5 --2.5", " 1.5\t2.5", " 1.5 2.5x", " 1.5 2x.5", " 1.5 x.5", " 1.5 0x1.5", " 1.5 inf", " 1.5 nan",
        " 1.5 1e99", " 1.5 2.5e", " 1.5 2.:", " 1.5 :.5", " 1.5 2./", "x 1.5 2.5", " 1.5 1 ", " 1.5 12345678901x",
        " 1.5 2.123456789:", " 1.5 2.12345678:",
    };
    static const bool good_floats[sizeof rows / sizeof rows[0]] = {[25] = true};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *block = NULL;
        const char *begin = place(&block, rows[i], '\0');
        const char *cursor = begin;
        float values[2];
        cr_expect_eq(sag__number_read_float_row(&cursor, values, 2), good_floats[i], "'%s'", rows[i]);
        cr_expect_eq(cursor == begin, !good_floats[i], "'%s'", rows[i]);
        cursor = begin;
        int32_t whole[2];
        cr_expect(!sag__number_read_int32_row(&cursor, whole, 2) && cursor == begin, "'%s'", rows[i]);
        free(block);
    }
}

Test(number_read, reads_a_row_of_integers)
{
    char line[128];
    for (int i = 0; i < COUNT; i++) {
        int64_t value = (int64_t)next_random() >> (next_random() % 64);
        int length = snprintf(line, sizeof line, " %d %lld -%07d 5", i, (long long)value, i % 3);
        char *block = NULL;
        const char *begin = place(&block, line, '\0');
        const char *cursor = begin;
        int32_t values[3] = {0, 0, 0};
        bool good = value >= INT32_MIN && value <= INT32_MAX;
        cr_assert_eq(sag__number_read_int32_row(&cursor, values, 3), good, "%s", line);
        cr_assert_eq(cursor - begin, good ? length - 2 : 0, "%s", line);
        cr_assert(!good || (values[0] == i && values[1] == value && values[2] == -(i % 3)), "%s", line);
        free(block);
    }
}

static void assert_reads_integer(const char *text, bool good, int64_t expected, int taken)
{
    char *block = NULL;
    const char *begin = place(&block, text, next_random() % 2 == 0 ? '\0' : '7');
    const char *cursor = begin;
    int64_t value = 0;
    cr_assert_eq(sag__number_read_int64(&cursor, &value), good, "%s", text);
    cr_assert(!good || value == expected, "%s", text);
    cr_assert(!good || cursor - begin == taken, "%s", text);
    free(block);
}

Test(number_read, reads_integers)
{
    char text[64];
    for (int i = 0; i < COUNT; i++) {
        int64_t value = (int64_t)next_random() >> (next_random() % 64);
        int length = snprintf(text, sizeof text, "%lld", (long long)value);
        assert_reads_integer(text, true, value, length);
    }
    assert_reads_integer("9223372036854775807", true, INT64_MAX, 19);
    assert_reads_integer("-9223372036854775808", true, INT64_MIN, 20);
    assert_reads_integer("9223372036854775808", false, 0, 0);
    assert_reads_integer("-9223372036854775809", false, 0, 0);
    assert_reads_integer("000000000000000000000000007", true, 7, 27);
    assert_reads_integer("-0", true, 0, 2);
    assert_reads_integer("1.5", true, 1, 1);
    assert_reads_integer("12345678x", true, 12345678, 8);
    assert_reads_integer("-", false, 0, 0);
    assert_reads_integer("", false, 0, 0);
    assert_reads_integer("+1", false, 0, 0);
    assert_reads_integer("--1", false, 0, 0);
}

/* A place of exactly the promised size. */
static char *written;

static void allocate_place(void)
{
    written = malloc(SAG__NUMBER_WRITE_BYTES);
}

static void free_place(void)
{
    free(written);
}

TestSuite(number_write, .init = allocate_place, .fini = free_place);

static void assert_written(const char *end, const char *format, ...)
{
    char text[SAG__NUMBER_WRITE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cr_assert(length == end - written && memcmp(text, written, (size_t)length) == 0, "%.*s, not %s",
              (int)(end - written), written, text);
}

static void assert_fixed(double value, int decimals)
{
    assert_written(sag__number_write_fixed(written, value, decimals), "%.*f", decimals, value);
    double rounded = sag__decimal_round(value, decimals);
    if (isfinite(rounded)) {
        assert_written(sag__number_write_fixed(written, rounded, decimals), "%.*f", decimals, rounded);
    }
}

Test(number_write, writes_fixed_decimals_as_printf)
{
    static const double steps[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    for (int i = 0; i < COUNT; i++) {
        int decimals = i % 10;
        assert_fixed(usual(), decimals);
        assert_fixed((double)(int64_t)(next_random() >> (4 + next_random() % 60)) / 1e9, decimals);
        /* Middles between two texts, and their neighbours. */
        double middle = ((double)(int64_t)(next_random() >> (14 + next_random() % 50)) + 0.5) / steps[decimals];
        assert_fixed(middle, decimals);
        assert_fixed(nextafter(-middle, i % 2 == 0 ? 0.0 : -INFINITY), decimals);
        if (i % 16 == 0) {
            assert_fixed(any_double(), decimals);
        }
    }
    static const double ends[] = {0.0, 0.5, 1.5, 2.5, 0.125, 0.0005, 999.9995, 9.9999999999, 1e15, 1e16,
                                  4503599627370496.5, 1e22, 1e23, DBL_MAX, DBL_MIN, DBL_TRUE_MIN, 1.0, 1e9, 999999.5};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        for (int decimals = 0; decimals <= 9; decimals++) {
            assert_fixed(ends[i], decimals);
            assert_fixed(-ends[i], decimals);
        }
    }
}

static void assert_float(float value)
{
    assert_written(sag__number_write_float(written, value), "%.9g", (double)value);
}

Test(number_write, writes_floats_as_printf)
{
    for (int i = 0; i < COUNT; i++) {
        assert_float(any_float());
        assert_float((float)usual());
        assert_float((float)(int32_t)next_random() / (float)(1 << (i % 24)));
    }
    for (float value = FLT_TRUE_MIN; isfinite(value); value *= 2.0f) {
        assert_float(value);
        assert_float(-nextafterf(value, 0.0f));
        assert_float(nextafterf(value, INFINITY));
    }
    for (double power = 1e-45; power < 1e38; power *= 10.0) {
        assert_float((float)power);
        assert_float(nextafterf((float)power, 0.0f));
        assert_float(-nextafterf((float)power, INFINITY));
    }
    assert_float(0.0f);
    assert_float(-0.0f);
    assert_float(FLT_MAX);
}

Test(number_write, writes_integers_as_printf)
{
    for (int i = 0; i < COUNT; i++) {
        int64_t value = (int64_t)next_random() >> (next_random() % 64);
        assert_written(sag__number_write_int64(written, value), "%lld", (long long)value);
    }
    assert_written(sag__number_write_int64(written, INT64_MIN), "%lld", (long long)INT64_MIN);
    assert_written(sag__number_write_int64(written, INT64_MAX), "%lld", (long long)INT64_MAX);
    assert_written(sag__number_write_int64(written, 0), "0");
}
