#include <criterion/criterion.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decimal.h"
#include "fail.h"
#include "memory.h"
#include "outfile.h"
#include "sha256.h"

Test(fail, keeps_one_line)
{
    sag_error err;
    cr_assert_eq(sag__fail(&err, SAG_STATUS_IO, "cannot open %s", "a\nb"), SAG_STATUS_IO);
    cr_assert_str_eq(err.text, "cannot open a?b");
    cr_assert_eq(sag__fail(NULL, SAG_STATUS_IO, "nobody listens"), SAG_STATUS_IO);
}

Test(fail, cuts_a_long_line)
{
    char long_name[2 * SAG_ERROR_TEXT_BYTES];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    sag_error err;
    sag__fail(&err, SAG_STATUS_IO, "%s", long_name);
    cr_assert_eq(strlen(err.text), SAG_ERROR_TEXT_BYTES - 1);
}

Test(memory, is_aligned_zeroed_and_checked)
{
    unsigned char *memory = sag__memory_alloc(3, 5);
    cr_assert_not_null(memory);
    cr_assert_eq((uintptr_t)memory % SAG__ALIGN_BYTES, 0);
    for (int i = 0; i < 15 + SAG__ALIGN_BYTES; i++) {
        cr_assert_eq(memory[i], 0);
    }
    sag__memory_free(memory);
    cr_assert_null(sag__memory_alloc(SIZE_MAX / 2, 3));
    cr_assert_null(sag__memory_alloc(SIZE_MAX, 1));
}

Test(outfile, is_whole_or_absent)
{
    char folder[] = "/tmp/sagitta-test-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    char path[64];
    snprintf(path, sizeof path, "%s/file.txt", folder);
    sag_error err;
    sag__outfile *file = NULL;

    cr_assert_eq(sag__outfile_open(&file, path, &err), SAG_STATUS_OK);
    sag__outfile_printf(file, "%.2f", 1.5);
    cr_assert_neq(access(path, F_OK), 0, "not there before commit");
    cr_assert_eq(sag__outfile_commit(file, &err), SAG_STATUS_OK);

    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(sag__file_read(&text, &size, path, 100, &err), SAG_STATUS_OK);
    cr_assert_str_eq(text, "1.50");
    free(text);
    cr_assert_eq(sag__file_read(&text, &size, path, 3, &err), SAG_STATUS_LIMIT);

    cr_assert_eq(sag__outfile_open(&file, path, &err), SAG_STATUS_OK);
    sag__outfile_printf(file, "other");
    sag__outfile_discard(file);
    cr_assert_eq(sag__file_read(&text, &size, path, 100, &err), SAG_STATUS_OK);
    cr_assert_str_eq(text, "1.50", "a discarded file leaves the old one");
    free(text);
    unlink(path);
    cr_assert_eq(rmdir(folder), 0, "no temporary file is left");
}

Test(outfile, goes_back_and_reads_back)
{
    char path[] = "/tmp/sagitta-test-XXXXXX";
    cr_assert_eq(close(mkstemp(path)), 0);
    sag_error err;
    sag__outfile *file = NULL;
    cr_assert_eq(sag__outfile_open(&file, path, &err), SAG_STATUS_OK);
    sag__outfile_write(file, "0123456789", 10);
    sag__outfile_seek(file, 2);
    sag__outfile_write(file, "ab", 2);
    char bytes[8] = "";
    cr_assert_eq(sag__outfile_read_back(file, 1, bytes, 4), 4);
    cr_assert_eq(memcmp(bytes, "1ab4", 4), 0, "%s", bytes);
    cr_assert_eq(sag__outfile_read_back(file, 10, bytes, 4), 0, "the end");
    sag__outfile_write(file, "c", 1);
    cr_assert_eq(sag__outfile_get_errno(file), 0);
    cr_assert_eq(sag__outfile_commit(file, &err), SAG_STATUS_OK);
    char *text = NULL;
    size_t size = 0;
    cr_assert_eq(sag__file_read(&text, &size, path, 100, &err), SAG_STATUS_OK);
    cr_assert_str_eq(text, "01abc56789");
    free(text);
    unlink(path);
}

Test(outfile, keeps_a_failure_until_commit)
{
    char path[] = "/tmp/sagitta-test-XXXXXX";
    cr_assert_eq(close(mkstemp(path)), 0);
    sag_error err;
    sag__outfile *file = NULL;
    cr_assert_eq(sag__outfile_open(&file, path, &err), SAG_STATUS_OK);
    sag__outfile_seek(file, -1);
    cr_assert_neq(sag__outfile_get_errno(file), 0);
    char byte = 0;
    cr_assert_eq(sag__outfile_read_back(file, 0, &byte, 1), -1);
    cr_assert_eq(sag__outfile_commit(file, &err), SAG_STATUS_IO);
    unlink(path);
}

Test(outfile, names_the_missing_folder)
{
    sag_error err;
    sag__outfile *file = NULL;
    cr_assert_eq(sag__outfile_open(&file, "/nonexistent/file.txt", &err), SAG_STATUS_IO);
    cr_assert_not_null(strstr(err.text, "/nonexistent/file.txt"));
    cr_assert_null(file);
}

Test(decimal, rounds_without_a_negative_zero)
{
    cr_assert_float_eq(sag__decimal_round(1.25, 1), 1.3, 1e-12);
    cr_assert_float_eq(sag__decimal_round(-2.5, 0), -3.0, 1e-12);
    cr_assert_float_eq(sag__decimal_round(0.1234567891, 9), 0.123456789, 1e-12);
    cr_assert_eq(signbit(sag__decimal_round(-0.004, 2)), 0);
}

Test(sha256, knows_the_empty_file)
{
    char hex[65];
    sag_error err;
    cr_assert_eq(sag__sha256_file(hex, "/dev/null", &err), SAG_STATUS_OK);
    cr_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    cr_assert_eq(sag__sha256_file(hex, "/nonexistent", &err), SAG_STATUS_NOT_FOUND);
}
