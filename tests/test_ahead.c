/*
 * Reading ahead under a made origin that is slow, fails, ends or stops in any order: what comes out is
 * the same with and without the thread. A program of its own, since Criterion cannot run under ThreadSanitizer.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ahead.h"
#include "counted_check.h"
#include "fail.h"

#define FRAME_BYTES 4096

/* Frames with known pixels: all bytes of frame n are its mark, and a buffer is used again as a source does it. */
typedef struct made_origin {
    int frame_count;
    sag_status last; /* what comes behind the last frame */
    int step_us;     /* what a step takes */
    int skip_every;  /* every so many frames one has no pixels; 0: none */
    int pixel_count; /* frames with pixels so far */
    int calls_behind_the_end;
    bool is_over;
    sag_source_info info;
    uint8_t pixels[SAG__AHEAD_KEPT][FRAME_BYTES];
} made_origin;

static void rest(int time_us)
{
    if (time_us > 0) {
        struct timespec pause = {time_us / 1000000, time_us % 1000000 * 1000L};
        nanosleep(&pause, NULL);
    }
}

static uint8_t mark(int64_t index)
{
    return (uint8_t)(index * 37 + 11);
}

static sag_status step_made(void *context, sag_frame *out, sag_error *err)
{
    made_origin *made = context;
    rest(made->step_us);
    made->calls_behind_the_end += made->is_over;
    if (made->info.frame_count == made->frame_count) {
        made->is_over = true;
        made->info.damaged = true;
        snprintf(made->info.damage, sizeof made->info.damage, "over after %d", made->frame_count);
        return made->last == SAG_STATUS_END ? SAG_STATUS_END
                                            : sag__fail(err, made->last, "no frame %d", made->frame_count);
    }
    *out = (sag_frame){.index = made->info.frame_count, .t_ns = made->info.frame_count * 1000};
    if (made->skip_every == 0 || out->index % made->skip_every != 0) {
        uint8_t *pixels = made->pixels[made->pixel_count++ % SAG__AHEAD_KEPT];
        memset(pixels, mark(out->index), FRAME_BYTES);
        out->rgb = pixels;
        out->width_px = FRAME_BYTES / 3;
        out->height_px = 1;
    }
    made->info.frame_count++;
    made->info.duration_ns = out->t_ns;
    return SAG_STATUS_OK;
}

static const sag_source_info *get_made_info(void *context)
{
    made_origin *made = context;
    return &made->info;
}

/* A walk through the frames. */
typedef struct walk {
    int frame_count;
    sag_status last;
    int step_us;
    int look_us;    /* what looking at a frame takes */
    int stop_after; /* frames; -1: go to the end and one step beyond */
    int skip_every;
} walk;

static void check_frame(const sag_frame *frame, const sag_source_info *info, int i, const walk *how)
{
    CHECK(frame->index == i && frame->t_ns == i * 1000, "frame %d is %lld", i, (long long)frame->index);
    CHECK(info->frame_count == i + 1 && info->duration_ns == i * 1000 && !info->damaged,
          "the facts behind frame %d are of %lld", i, (long long)info->frame_count);
    bool has_pixels = how->skip_every == 0 || i % how->skip_every != 0;
    CHECK((frame->rgb != NULL) == has_pixels, "pixels of frame %d", i);
    for (int b = 0; frame->rgb != NULL && b < FRAME_BYTES; b++) {
        if (frame->rgb[b] != mark(i)) {
            CHECK(false, "frame %d lost its pixels while it was looked at", i);
            return;
        }
    }
}

static void go(const walk *how, bool with_thread)
{
    made_origin *made = calloc(1, sizeof *made);
    if (made == NULL) {
        abort();
    }
    made->frame_count = how->frame_count;
    made->last = how->last;
    made->step_us = how->step_us;
    made->skip_every = how->skip_every;
    sag__ahead *ahead = NULL;
    const sag__ahead_origin origin = {step_made, get_made_info, made};
    sag_error err = {SAG_STATUS_OK, "untouched"};
    CHECK(sag__ahead_open(&ahead, &origin, with_thread, &err) == SAG_STATUS_OK, "open");
    CHECK(sag__ahead_has_thread(ahead) == with_thread, "a thread that was asked for, or not");
    CHECK(sag__ahead_get_info(ahead)->frame_count == 0, "facts before the first step");
    int end = how->stop_after >= 0 ? how->stop_after : how->frame_count;
    for (int i = 0; i < end; i++) {
        sag_frame frame;
        sag_status status = sag__ahead_step(ahead, &frame, i % 2 == 0 ? &err : NULL);
        CHECK(status == SAG_STATUS_OK, "frame %d: status %d", i, (int)status);
        rest(how->look_us);
        check_frame(&frame, sag__ahead_get_info(ahead), i, how);
    }
    CHECK(strcmp(err.text, "untouched") == 0, "an error text without an error: %s", err.text);
    for (int i = 0; how->stop_after < 0 && i < 3; i++) {
        sag_frame frame;
        sag_error last_err = {SAG_STATUS_OK, ""};
        sag_status status = sag__ahead_step(ahead, &frame, i == 1 ? NULL : &last_err);
        CHECK(status == how->last, "status %d behind the last frame", (int)status);
        char wanted[64] = "";
        if (how->last < SAG_STATUS_OK && i != 1) {
            snprintf(wanted, sizeof wanted, "no frame %d", how->frame_count);
            CHECK(last_err.status == how->last, "status %d in the error", (int)last_err.status);
        }
        CHECK(strcmp(last_err.text, wanted) == 0, "error text: %s", last_err.text);
        const sag_source_info *info = sag__ahead_get_info(ahead);
        CHECK(info->damaged && info->frame_count == how->frame_count, "facts behind the last frame");
    }
    int64_t read_ns = sag__ahead_close(ahead);
    int64_t steps = made->info.frame_count;
    CHECK(read_ns >= steps * how->step_us * 1000, "reading %lld frames in %lld ns", (long long)steps,
          (long long)read_ns);
    CHECK(steps <= end + SAG__AHEAD_KEPT, "%lld frames read, %d looked at", (long long)steps, end);
    CHECK(made->calls_behind_the_end == 0, "the origin was called behind its end");
    free(made);
}

int main(void)
{
    const walk walks[] = {
        {1000, SAG_STATUS_END, 0, 0, -1, 0},    /* as quick as can be */
        {1000, SAG_STATUS_END, 0, 0, -1, 3},    /* some without pixels */
        {100, SAG_STATUS_END, 0, 300, -1, 0},   /* slow to look at: the ring is full */
        {100, SAG_STATUS_END, 300, 0, -1, 0},   /* slow to read: the ring is empty */
        {100, SAG_STATUS_END, 100, 100, -1, 0},
        {0, SAG_STATUS_END, 0, 0, -1, 0},
        {0, SAG_STATUS_IO, 0, 0, -1, 0},        /* fails at once */
        {1, SAG_STATUS_END, 0, 0, -1, 0},
        {SAG__AHEAD_KEPT, SAG_STATUS_NO_MEMORY, 0, 100, -1, 0},
        {50, SAG_STATUS_FORMAT, 0, 100, -1, 0}, /* fails while earlier frames are still to be looked at */
        {50, SAG_STATUS_FORMAT, 100, 0, -1, 0},
        {1000, SAG_STATUS_END, 0, 0, 0, 0},     /* closed before the first frame */
        {1000, SAG_STATUS_END, 0, 0, 10, 0},    /* closed in the middle */
        {1000, SAG_STATUS_END, 2000, 0, 2, 0},  /* closed while a frame is being read */
        {1000, SAG_STATUS_END, 0, 2000, 5, 0},  /* closed while the reading waits for a free place */
        {50, SAG_STATUS_IO, 0, 1000, 49, 0},    /* closed with a failure nobody has seen */
    };
    int count = 0;
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < sizeof walks / sizeof walks[0]; i++) {
            go(&walks[i], true);
            count++;
            if (round == 0) {
                go(&walks[i], false);
                count++;
            }
        }
    }
    CHECK(sag__ahead_close(NULL) == 0, "closing nothing");
    CHECK(!sag__ahead_has_thread(NULL), "nothing has no thread");
    printf("%d walks, %d failures\n", count, failure_count);
    return failure_count == 0 ? 0 : 1;
}
