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
    /* Large pieces come in other pages. */
    for (size_t size = (1 << 20) - 200; size < (1 << 20) + 200; size++) {
        memory = sag__memory_alloc(1, size);
        cr_assert_not_null(memory);
        cr_assert_eq((uintptr_t)memory % SAG__ALIGN_BYTES, 0);
        cr_assert(memory[0] == 0 && memory[size - 1] == 0 && memory[size + 63] == 0);
        memset(memory, 0xff, size + 64);
        sag__memory_free(memory);
    }
    cr_assert_null(sag__memory_alloc(SIZE_MAX / 2, 3));
    cr_assert_null(sag__memory_alloc(SIZE_MAX - 200, 1));
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

/* Pieces of every size, past the buffer and past what the disk is told of, come out in their order. */
Test(outfile, appends_pieces_of_every_size)
{
    char path[] = "/tmp/sagitta-test-XXXXXX";
    cr_assert_eq(close(mkstemp(path)), 0);
    size_t size = 0;
    char *expected = malloc((size_t)12 << 20);
    char *block = malloc(300000);
    memset(block, 'b', 300000);
    sag__outfile *file = NULL;
    cr_assert_eq(sag__outfile_open(&file, path, NULL), SAG_STATUS_OK);
    for (size_t i = 0; size < (size_t)11 << 20; i++) {
        size_t piece = i % 100 == 0 ? 300000 : i % 7 == 0 ? SAG__OUTFILE_RESERVE_BYTES_MAX : i % 1000;
        if (i % 3 == 0) {
            sag__outfile_write(file, block, piece);
            memset(expected + size, 'b', piece);
        } else if (i % 3 == 1 && piece <= SAG__OUTFILE_RESERVE_BYTES_MAX) {
            char *place = sag__outfile_reserve(file, piece);
            memset(place, 'r', piece);
            sag__outfile_take(file, place + piece);
            memset(expected + size, 'r', piece);
        } else {
            piece = 1 + i % 100000;
            sag__outfile_printf(file, "%*d", (int)piece, 7);
            memset(expected + size, ' ', piece - 1);
            expected[size + piece - 1] = '7';
        }
        size += piece;
        if (i % 50 == 0) {
            sag__outfile_sync(file);
        }
    }
    cr_assert_eq(sag__outfile_get_errno(file), 0);
    cr_assert_eq(sag__outfile_commit(file, NULL), SAG_STATUS_OK);
    char *text = NULL;
    size_t read_size = 0;
    cr_assert_eq(sag__file_read(&text, &read_size, path, (size_t)12 << 20, NULL), SAG_STATUS_OK);
    cr_assert_eq(read_size, size);
    cr_assert(memcmp(text, expected, size) == 0);
    free(text);
    free(block);
    free(expected);
    unlink(path);
}

Test(outfile, keeps_a_failure_of_too_long_a_text)
{
    char path[] = "/tmp/sagitta-test-XXXXXX";
    cr_assert_eq(close(mkstemp(path)), 0);
    sag__outfile *file = NULL;
    sag_error err;
    cr_assert_eq(sag__outfile_open(&file, path, &err), SAG_STATUS_OK);
    sag__outfile_printf(file, "%200000d", 7);
    cr_assert_neq(sag__outfile_get_errno(file), 0);
    cr_assert_eq(sag__outfile_commit(file, &err), SAG_STATUS_IO);
    unlink(path);
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
