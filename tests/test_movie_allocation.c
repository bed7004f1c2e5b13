/*
 * Memory of a movie: stepping frames allocates nothing of ours, and every failed allocation of an open ends in a clean
 * error that leaves no file.
 */
#include <criterion/criterion.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/movie.h>

#include "failing_allocation.h"

#define WIDTH_PX 64
#define HEIGHT_PX 48
#define FRAMES 300

static char folder[] = "/tmp/sagitta-movie-XXXXXX";
static uint8_t pixels[HEIGHT_PX + 1][3 * WIDTH_PX];
static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    unlink("a.mp4");
    if (chdir("/") != 0 || rmdir(folder) != 0) {
        abort(); /* a file was left behind */
    }
}

TestSuite(movie_allocation, .init = make_folder, .fini = remove_folder);

Test(movie_allocation, none_while_frames_are_stepped)
{
    sag_error err;
    sag_movie *movie = NULL;
    cr_assert_eq(sag_movie_open(&movie, "a.mp4", WIDTH_PX, HEIGHT_PX, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    long const before = allocation_count;
    cr_assert_gt(before, 0, "open allocates, so the counters work");
    for (int i = 0; i < FRAMES; i++) {
        memset(pixels[i % HEIGHT_PX], i, sizeof pixels[0]);
        sag_frame frame = {.rgb = pixels[0], .stride_bytes = sizeof pixels[0], .width_px = WIDTH_PX,
                           .height_px = HEIGHT_PX, .t_ns = i * INT64_C(40000000)};
        cr_assert_eq(sag_movie_step(movie, &frame, &err), SAG_STATUS_OK, "%s", err.text);
    }
    cr_assert_eq(sag_movie_finish(movie, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(allocation_count, before, "%ld allocations in %d frames", allocation_count - before, FRAMES);
    sag_movie_close(movie);
}

Test(movie_allocation, every_failure_of_an_open_is_clean)
{
    sag_status status = SAG_STATUS_NO_MEMORY;
    long n = 1;
    for (; status != SAG_STATUS_OK && n < 1000; n++) {
        sag_error err = {0};
        sag_movie *movie = NULL;
        allocation_count = 0;
        fail_at = n;
        status = sag_movie_open(&movie, "a.mp4", WIDTH_PX, HEIGHT_PX, NULL, &err);
        if (status != SAG_STATUS_OK) {
            cr_assert_null(movie);
            cr_assert_eq(status, SAG_STATUS_NO_MEMORY, "allocation %ld: %s", n, err.text);
            cr_assert_str_eq(err.text, "cannot write a.mp4: out of memory");
        }
        sag_movie_close(movie);
    }
    cr_assert_eq(status, SAG_STATUS_OK);
    cr_assert_gt(n, 4, "there were allocations to fail");
}
