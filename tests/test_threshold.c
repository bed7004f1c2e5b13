#include <criterion/criterion.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/finding.h>

#include "comma_locale.h"

#define RAD (3.14159265358979323846 / 180.0)
#define HEEL_CLEAR SAG_THRESHOLD_CLEAR(SAG_COMPENSATION_HEEL_RISE)
#define SHIFT_POSSIBLE SAG_THRESHOLD_POSSIBLE(SAG_COMPENSATION_HIP_SHIFT)

static char path[64];

static void write_file(const void *bytes, size_t size)
{
    strcpy(path, "/tmp/sagitta_threshold_XXXXXX");
    int descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    cr_assert_eq(write(descriptor, bytes, size), (ssize_t)size);
    close(descriptor);
}

static sag_status read_bytes(sag_thresholds *out, const void *bytes, size_t size, sag_error *err)
{
    write_file(bytes, size);
    sag_status status = sag_thresholds_read(out, path, err);
    unlink(path);
    return status;
}

/* The text must be refused with "FILE:" and then says; nothing of it may be taken over. */
static void refused(const char *bytes, size_t size, const char *says)
{
    sag_error err = {0};
    sag_thresholds thresholds = {.value = {[SHIFT_POSSIBLE] = 0.07}};
    sag_thresholds before = thresholds;
    cr_assert_eq(read_bytes(&thresholds, bytes, size, &err), SAG_STATUS_FORMAT, "accepted: %s", bytes);
    size_t length = strlen(path);
    cr_assert_eq(strncmp(err.text, path, length), 0, "%s", err.text);
    cr_assert_str_eq(err.text + length, says);
    cr_assert_eq(memcmp(&before, &thresholds, sizeof before), 0, "half a file was taken over: %s", bytes);
    cr_assert_null(strchr(err.text, '\n'));
}

Test(threshold, table_is_whole_and_within_its_own_ranges)
{
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        const sag_threshold_info *info = sag_threshold_get_info(i);
        cr_assert_not_null(info->key, "threshold %d", i);
        cr_assert_eq(strspn(info->key, "abcdefghijklmnopqrstuvwxyz_."), strlen(info->key), "%s", info->key);
        cr_assert_gt(strlen(info->about), 10, "%s", info->key);
        cr_assert_gt(strlen(info->origin), 10, "%s", info->key);
        cr_assert_gt(info->min, 0.0, "%s: 0 means not set", info->key);
        cr_assert(info->value >= info->min && info->value <= info->max, "%s", info->key);
        for (int k = 0; k < i; k++) {
            cr_assert_str_neq(info->key, sag_threshold_get_info(k)->key);
        }
    }
    cr_assert_null(sag_threshold_get_info(-1));
    cr_assert_null(sag_threshold_get_info(SAG_THRESHOLD_COUNT));
}

Test(threshold, every_compensation_has_its_two_borders)
{
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        const sag_compensation_info *info = sag_compensation_get_info((sag_compensation)c);
        const sag_threshold_info *possible = sag_threshold_get_info(SAG_THRESHOLD_POSSIBLE(c));
        const sag_threshold_info *clear = sag_threshold_get_info(SAG_THRESHOLD_CLEAR(c));
        char key[64];
        snprintf(key, sizeof key, "%s.possible", info->name);
        cr_assert_str_eq(possible->key, key);
        snprintf(key, sizeof key, "%s.%s", info->name, c == SAG_COMPENSATION_LUMBAR_ROUNDING ? "likely" : "clear");
        cr_assert_str_eq(clear->key, key);
        cr_assert_eq(possible->unit, info->unit);
        cr_assert_eq(clear->unit, info->unit);
        cr_assert_lt(possible->value, clear->value, "%s", info->name);
        cr_assert_neq(info->views, 0U, "%s", info->name);
        cr_assert_eq(info->about[strlen(info->about) - 1], '.', "%s", info->name);
    }
    cr_assert_null(sag_compensation_get_info(SAG_COMPENSATION_COUNT));
    cr_assert_str_eq(sag_severity_name(SAG_SEVERITY_CLEAR), "clear");
    cr_assert_str_eq(sag_severity_name((sag_severity)99), "none");
    cr_assert_str_eq(sag_body_side_name(SAG_BODY_SIDE_RIGHT), "right");
    cr_assert_str_eq(sag_body_side_name((sag_body_side)99), "");
}

Test(threshold, what_is_not_set_is_the_default)
{
    sag_thresholds none = {{0}};
    cr_assert_float_eq(sag_thresholds_get(&none, HEEL_CLEAR), 12.0 * RAD, 1e-15);
    none.value[HEEL_CLEAR] = 0.3;
    cr_assert_eq(sag_thresholds_get(&none, HEEL_CLEAR), 0.3);
}

Test(threshold, a_file_as_people_write_it)
{
    static const struct {
        const char *text;
        double heel_clear_deg;
        double shift_possible_percent;
    } good[] = {
        {"heel_rise.clear 15\nhip_shift.possible 6.5\n", 15.0, 6.5},
        {"# all\n\n  heel_rise.clear\t15   # here\nhip_shift.possible 6.5", 15.0, 6.5},
        {"heel_rise.clear 15\r\nhip_shift.possible 6.5\r\n", 15.0, 6.5},
        {"hip_shift.possible 6.5\r\nheel_rise.clear 1.5e1", 15.0, 6.5},
        {"", 0.0, 0.0},
        {"# nothing\n", 0.0, 0.0},
        {"\n\n\n", 0.0, 0.0},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        sag_error err = {0};
        sag_thresholds thresholds = {.value = {[SAG_THRESHOLD_HEEL_RISE_HEIGHT] = 0.2}};
        sag_status status = read_bytes(&thresholds, good[i].text, strlen(good[i].text), &err);
        cr_assert_eq(thresholds.value[SAG_THRESHOLD_HEEL_RISE_HEIGHT], 0.2, "a key that is not there was changed");
        cr_assert_eq(status, SAG_STATUS_OK, "%zu: %s", i, err.text);
        cr_assert_float_eq(thresholds.value[HEEL_CLEAR], good[i].heel_clear_deg * RAD, 1e-15, "%zu", i);
        cr_assert_float_eq(thresholds.value[SHIFT_POSSIBLE], good[i].shift_possible_percent / 100.0, 1e-15, "%zu", i);
        cr_assert_eq(thresholds.value[SAG_THRESHOLD_REP_SHARE], 0.0, "a key that is not there was set");
    }
}

Test(threshold, each_mistake_is_one_line_with_its_place)
{
    static const struct {
        const char *text;
        const char *says;
    } bad[] = {
        {"heel_rise.clear 15\nheel_rise.claer 15\n", ":2: there is no threshold 'heel_rise.claer'"},
        {"heel_rise.clear\n", ":1: no value after 'heel_rise.clear'"},
        {"heel_rise.clear # 15\n", ":1: no value after 'heel_rise.clear'"},
        {"heel_rise.clear 15 16\n", ":1: one value is enough; what is '16'"},
        {"heel_rise.clear 15 deg\n", ":1: one value is enough; what is 'deg'"},
        {"heel_rise.clear = 15\n", ":1: not a number: '='"},
        {"heel_rise.clear 15deg\n", ":1: not a number: '15deg'"},
        {"heel_rise.clear nan\n", ":1: not a number: 'nan'"},
        {"heel_rise.clear inf\n", ":1: not a number: 'inf'"},
        {"heel_rise.clear -inf\n", ":1: not a number: '-inf'"},
        {"heel_rise.clear 0x10\n", ":1: not a number: '0x10'"},
        {"heel_rise.clear 1e999\n", ":1: not a number: '1e999'"},
        {"heel_rise.clear 12,5\n", ":1: not a number: '12,5'"},
        {"heel_rise.clear 0\n", ":1: heel_rise.clear 0 is not within 0.5 to 90 deg"},
        {"heel_rise.clear -3\n", ":1: heel_rise.clear -3 is not within 0.5 to 90 deg"},
        {"heel_rise.clear 1e300\n", ":1: heel_rise.clear 1e300 is not within 0.5 to 90 deg"},
        {"rep_share 120\n", ":1: rep_share 120 is not within 0.5 to 100 %"},
        {"\n\nheel_rise.clear 15\n\nheel_rise.clear 15\n", ":5: heel_rise.clear stands in line 3 already"},
        {"heel_rise.possible 13\n", ":1: heel_rise.clear would be below heel_rise.possible"},
        {"heel_rise.possible 20\n#\nheel_rise.clear 19\n", ":3: heel_rise.clear would be below heel_rise.possible"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        refused(bad[i].text, strlen(bad[i].text), bad[i].says);
    }
}

Test(threshold, hostile_bytes_are_refused)
{
    static const char zero[] = "heel_rise.clear 15\0\n";
    refused(zero, sizeof zero - 1, ": holds zero bytes, not a threshold file");
    static char text[70000];
    memset(text, 'x', sizeof text);
    refused(text, sizeof text - 1, ": longer than 65536 bytes, not a threshold file");
    text[60000] = '\0';
    refused(text, 60000, ":1: there is no threshold 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'");
    refused("\x1b[31m\x07 1\n", 8, ":1: there is no threshold '?[31m?'");
    refused("\xff\xfe" "h\n", 4, ":1: there is no threshold '\xff\xfeh'");
    sag_error err = {0};
    sag_thresholds thresholds = {{0}};
    cr_assert_eq(sag_thresholds_read(&thresholds, "/nowhere/t", &err), SAG_STATUS_NOT_FOUND);
    cr_assert_eq(sag_thresholds_read(&thresholds, "/tmp", &err), SAG_STATUS_IO);
}

/* A table written and read again is the same bit for bit, whatever decimals a person chose. */
static void round_trip(const sag_thresholds *thresholds)
{
    static char text[32768];
    size_t length = sag_thresholds_format(text, sizeof text, thresholds);
    cr_assert_lt(length, sizeof text);
    cr_assert_eq(length, strlen(text));
    sag_error err = {0};
    sag_thresholds again = {{0}};
    cr_assert_eq(read_bytes(&again, text, length, &err), SAG_STATUS_OK, "%s", err.text);
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        cr_assert_eq(again.value[i], sag_thresholds_get(thresholds, i), "%s", sag_threshold_get_info(i)->key);
    }
}

Test(threshold, round_trip_is_exact)
{
    sag_thresholds thresholds = {{0}};
    round_trip(&thresholds);
    for (int step = 1; step < 300; step++) {
        char text[128];
        int length = snprintf(text, sizeof text, "heel_rise.clear %.*f\nhip_shift.possible %.*f\n", step % 13,
                              12.0 + 0.037 * step, step % 11, 0.5 + 0.0291 * step);
        sag_error err = {0};
        cr_assert_eq(read_bytes(&thresholds, text, (size_t)length, &err), SAG_STATUS_OK, "%s", err.text);
        round_trip(&thresholds);
    }
}

Test(threshold, format_shows_the_numbers_that_people_know)
{
    static char text[32768];
    sag_thresholds none = {{0}};
    sag_thresholds_format(text, sizeof text, &none);
    cr_assert_not_null(strstr(text, "\nheel_rise.possible 8\n"));
    cr_assert_not_null(strstr(text, "\nhip_shift.clear 10\n"));
    cr_assert_not_null(strstr(text, "\nknee_in.separation_fall 15\n"));
    cr_assert_not_null(strstr(text, "\n# origin: proposal"));
}

Test(threshold, format_keeps_within_its_room)
{
    static char whole[32768];
    sag_thresholds none = {{0}};
    size_t length = sag_thresholds_format(whole, sizeof whole, &none);
    char some[100];
    memset(some, 'z', sizeof some);
    cr_assert_eq(sag_thresholds_format(some, 50, &none), length);
    cr_assert_eq(strlen(some), 49);
    cr_assert_eq(strncmp(some, whole, 49), 0);
    cr_assert_eq(some[50], 'z');
    cr_assert_eq(sag_thresholds_format(some, 0, &none), length);
    cr_assert_eq(sag_thresholds_format(some, 1, &none), length);
    cr_assert_eq(some[0], '\0');
}

Test(threshold, numbers_are_the_same_in_a_comma_locale)
{
    char folder[] = "/tmp/sagitta_threshold_XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    bool switched = set_comma_locale(folder);
    cr_assert_eq(rmdir(folder), 0);
    if (!switched) {
        cr_skip_test("this machine has no locale with a decimal comma");
    }
    sag_thresholds thresholds = {{0}};
    sag_error err = {0};
    cr_assert_eq(read_bytes(&thresholds, "heel_rise.clear 12.5\n", 21, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_float_eq(thresholds.value[HEEL_CLEAR], 12.5 * RAD, 1e-15);
    round_trip(&thresholds);
    cr_assert_eq(read_bytes(&thresholds, "heel_rise.clear 12,5\n", 21, &err), SAG_STATUS_FORMAT);
}
