/*
 * Memory: after the first frames nothing of ours allocates while frames are stepped, and every failed allocation of
 * an open ends in a clean error.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sagitta/pose.h>
#include <sagitta/skeleton.h>
#include <sagitta/source.h>

#include "ahead.h"
#include "failing_allocation.h"

#define FRAMES 300

void *__real__Znwm(size_t size);
void *__real__Znam(size_t size);
void *__wrap__Znwm(size_t size);
void *__wrap__Znam(size_t size);

/* operator new never returns NULL, so these only count. */
void *__wrap__Znwm(size_t size)
{
    allocation_count++;
    return __real__Znwm(size);
}

void *__wrap__Znam(size_t size)
{
    allocation_count++;
    return __real__Znam(size);
}

/* The path of a real clip; skips the test where the footage is absent. */
static void clip_path(char *path, size_t size)
{
    const char *shared = getenv("SAGITTA_SHARED");
    snprintf(path, size, "%s/data/clips/side_bodyweight_tshirt.mp4", shared != NULL ? shared : "");
    struct stat facts;
    if (stat(path, &facts) != 0) {
        cr_skip_test("SKIPPED: the clips of the folder 'shared' beside the checkout are absent");
    }
}

Test(allocation, none_while_frames_are_stepped)
{
    char path[4096];
    clip_path(path, sizeof path);
    sag_error err;
    sag_source *source = NULL;
    sag_tracker *tracker = NULL;
    sag_motion *motion = NULL;
    sag_tracker_options options;
    sag_tracker_options_init(&options);
    options.model_name = "lite";
    options.with_mask = true;
    cr_assert_eq(sag_source_open(&source, path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_tracker_open(&tracker, &options, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_motion_create(&motion, FRAMES, &err), SAG_STATUS_OK, "%s", err.text);

    int found_count = 0;
    int outline_count = 0;
    long before = 0;
    for (int i = 0; i < FRAMES; i++) {
        sag_frame frame;
        sag_skeleton skeleton;
        cr_assert_eq(sag_source_step(source, &frame, &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_eq(sag_tracker_step(tracker, &skeleton, &frame), SAG_STATUS_OK);
        cr_assert_eq(sag_motion_push(motion, &skeleton), SAG_STATUS_OK);
        found_count += skeleton.found;
        sag_outline outline;
        sag_tracker_trace_outline(tracker, &outline, &skeleton, &frame);
        if (outline.found) {
            cr_assert_eq(outline.facing, -1, "he looks to the left");
            cr_assert_eq(sag_motion_set_outline(motion, &outline), SAG_STATUS_OK);
            outline_count++;
        }
        if (i == 0) {
            before = allocation_count;
        }
    }
    cr_assert_eq(found_count, FRAMES, "the person must be seen, or the test proves nothing");
    cr_assert_eq(outline_count, FRAMES, "so must his back");
    cr_assert_gt(before, 0, "open allocates, so the counters work");
    cr_assert_eq(allocation_count, before, "%ld allocations in %d frames", allocation_count - before, FRAMES - 1);
    sag_motion_destroy(motion);
    sag_tracker_close(tracker);
    sag_source_close(source);
}

static sag_status step_source(void *context, sag_frame *out, sag_error *err)
{
    return sag_source_step(context, out, err);
}

static const sag_source_info *get_source_info(void *context)
{
    return sag_source_get_info(context);
}

Test(allocation, none_while_frames_are_read_ahead)
{
    char path[4096];
    clip_path(path, sizeof path);
    sag_error err;
    sag_source *source = NULL;
    sag_source *alone = NULL;
    cr_assert_eq(sag_source_open(&source, path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_source_open(&alone, path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert(sag__ahead_can_keep(source));
    sag__ahead *ahead = NULL;
    const sag__ahead_origin origin = {step_source, get_source_info, source};
    cr_assert_eq(sag__ahead_open(&ahead, &origin, true, &err), SAG_STATUS_OK);
    cr_assert(sag__ahead_has_thread(ahead));
    long before = allocation_count;
    for (int i = 0; i < FRAMES; i++) {
        sag_frame frame;
        sag_frame wanted;
        cr_assert_eq(sag__ahead_step(ahead, &frame, &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_eq(sag_source_step(alone, &wanted, &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_eq(frame.index, wanted.index);
        cr_assert_eq(frame.t_ns, wanted.t_ns);
        cr_assert_eq(frame.height_px, wanted.height_px);
        for (int y = 0; y < frame.height_px; y++) {
            cr_assert_eq(memcmp(frame.rgb + y * frame.stride_bytes, wanted.rgb + y * wanted.stride_bytes,
                                3 * (size_t)frame.width_px), 0, "frame %d, row %d", i, y);
        }
        cr_assert_eq(memcmp(sag__ahead_get_info(ahead), sag_source_get_info(alone), sizeof(sag_source_info)), 0);
    }
    cr_assert_eq(allocation_count, before, "%ld allocations in %d frames", allocation_count - before, FRAMES);
    cr_assert_gt(sag__ahead_close(ahead), 0);
    sag_source_close(alone);
    sag_source_close(source);
}

Test(allocation, every_failure_of_a_source_open_is_clean)
{
    char path[4096];
    clip_path(path, sizeof path);
    sag_status status = SAG_STATUS_NO_MEMORY;
    for (long n = 1; status != SAG_STATUS_OK && n < 1000; n++) {
        sag_error err = {0};
        sag_source *source = NULL;
        allocation_count = 0;
        fail_at = n;
        status = sag_source_open(&source, path, NULL, &err);
        if (status != SAG_STATUS_OK) {
            cr_assert_null(source);
            cr_assert_eq(status, SAG_STATUS_NO_MEMORY, "allocation %ld: %s", n, err.text);
            cr_assert_gt(strlen(err.text), 0);
        }
        sag_source_close(source);
    }
    cr_assert_eq(status, SAG_STATUS_OK);
}

Test(allocation, every_failure_of_a_tracker_open_is_clean)
{
    sag_tracker_options options;
    sag_tracker_options_init(&options);
    options.model_name = "lite";
    sag_status status = SAG_STATUS_NO_MEMORY;
    for (long n = 1; status != SAG_STATUS_OK && n < 1000; n++) {
        sag_error err = {0};
        sag_tracker *tracker = NULL;
        allocation_count = 0;
        fail_at = n;
        status = sag_tracker_open(&tracker, &options, &err);
        if (status != SAG_STATUS_OK) {
            cr_assert_null(tracker);
            cr_assert_gt(strlen(err.text), 0);
        }
        sag_tracker_close(tracker);
    }
    cr_assert_eq(status, SAG_STATUS_OK);
}
