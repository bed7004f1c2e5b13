#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "json.h"

Test(json, prints_fixed_decimals)
{
    sag__json *root = sag__json_create_object();
    sag__json_add_number(root, "a", 1.0 / 3.0, 3);
    sag__json_add_number(root, "minus_zero", -0.0001, 2);
    sag__json_add_number(root, "nothing", NAN, 2);
    sag__json_add_integer(root, "big", INT64_MAX);
    sag__json *array = sag__json_add_array(root, "list");
    sag__json_add_bool(array, NULL, true);
    sag__json_add_string(array, NULL, "a\"b");
    char *text = sag__json_print(root);
    cr_assert_str_eq(text, "{\n\t\"a\":\t0.333,\n\t\"minus_zero\":\t0.00,\n\t\"nothing\":\tnull,\n"
                           "\t\"big\":\t9223372036854775807,\n\t\"list\":\t[true, \"a\\\"b\"]\n}\n");
    free(text);
    sag__json_destroy(root);
}

Test(json, reads_with_checks)
{
    char path[] = "/tmp/sagitta-json-XXXXXX";
    int descriptor = mkstemp(path);
    cr_assert(descriptor >= 0);
    cr_assert(write(descriptor, "{\"n\": 3, \"s\": \"text\",\n\"a\": [1, 2]}", 35) == 35);
    sag_error err;
    sag__json *root = NULL;
    cr_assert_eq(sag__json_read(&root, path, &err), SAG_STATUS_OK);
    double number = 0;
    char text[5];
    cr_assert(sag__json_number(sag__json_member(root, "n"), &number, 0, 10));
    cr_assert(!sag__json_number(sag__json_member(root, "n"), &number, 0, 2));
    cr_assert(!sag__json_number(sag__json_member(root, "absent"), &number, 0, 2));
    cr_assert(sag__json_string(sag__json_member(root, "s"), text, 5));
    cr_assert(!sag__json_string(sag__json_member(root, "s"), text, 4));
    cr_assert_eq(sag__json_size(sag__json_member(root, "a")), 2);
    cr_assert_null(sag__json_element(sag__json_member(root, "a"), 2));
    sag__json_destroy(root);

    cr_assert(write(descriptor, "x", 1) == 1);
    cr_assert_eq(sag__json_read(&root, path, &err), SAG_STATUS_FORMAT);
    char expected[64];
    snprintf(expected, sizeof expected, "%s:2: not valid JSON", path);
    cr_assert_str_eq(err.text, expected);
    close(descriptor);
    unlink(path);
}
