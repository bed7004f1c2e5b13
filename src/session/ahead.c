/*
 * A ring of frames between two threads. The reading thread fills the place behind the last ready one, outside the
 * lock; the other takes the oldest ready one. A place is free again when the step after the one that gave it begins.
 */
#include "ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "fail.h"
#include "thread.h"

/* Larger frames are not kept: 100 MB each. */
#define KEPT_PX_MAX ((int64_t)7680 * 4320)

/* What one step of the origin gave. */
typedef struct step_result {
    sag_status status;
    sag_frame frame;
    sag_source_info info; /* behind it */
    sag_error err;        /* if it failed */
} step_result;

struct sag__ahead {
    sag__ahead_origin origin;
    int64_t read_ns; /* the reading thread's until it is joined */
    bool has_thread;
    pthread_t thread;
    pthread_mutex_t lock;        /* of the fields below, except for a place of the ring that is being filled */
    pthread_cond_t became_ready; /* a frame, or the end */
    pthread_cond_t became_free;  /* a place, or the reading is to stop */
    int first;       /* place of the frame that is looked at, or of the oldest ready one */
    int ready_count; /* including the one that is looked at */
    bool is_held;    /* the place `first` is looked at */
    bool is_stopped; /* nobody will look at what is read from now on */
    step_result ring[SAG__AHEAD_KEPT];
    sag_source_info first_info; /* as it was at open */
    const sag_source_info *info;
};

bool sag__ahead_can_keep(sag_source *source)
{
    const sag_source_info *info = sag_source_get_info(source);
    return info->kind != SAG_SOURCE_KIND_IMAGE && (int64_t)info->width_px * info->height_px <= KEPT_PX_MAX &&
           sag_source_keep(source, SAG__AHEAD_KEPT, NULL) == SAG_STATUS_OK;
}

static void read_one(sag__ahead *self, step_result *out)
{
    int64_t start_ns = sag__clock_wall_ns();
    out->err = (sag_error){0};
    out->frame = (sag_frame){0};
    out->status = self->origin.step(self->origin.context, &out->frame, &out->err);
    out->info = *self->origin.get_info(self->origin.context);
    self->read_ns += sag__clock_wall_ns() - start_ns;
}

static void *read_all(void *context)
{
    sag__ahead *self = context;
    bool goes_on = true;
    while (goes_on) {
        pthread_mutex_lock(&self->lock);
        while (self->ready_count == SAG__AHEAD_KEPT && !self->is_stopped) {
            pthread_cond_wait(&self->became_free, &self->lock);
        }
        step_result *next = &self->ring[(self->first + self->ready_count) % SAG__AHEAD_KEPT];
        goes_on = !self->is_stopped;
        pthread_mutex_unlock(&self->lock);
        if (goes_on) {
            read_one(self, next);
            goes_on = next->status == SAG_STATUS_OK;
            pthread_mutex_lock(&self->lock);
            self->ready_count++;
            pthread_cond_signal(&self->became_ready);
            pthread_mutex_unlock(&self->lock);
        }
    }
    return NULL;
}

sag_status sag__ahead_open(sag__ahead **out, const sag__ahead_origin *origin, bool with_thread, sag_error *err)
{
    *out = NULL;
    sag__ahead *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read frames: out of memory");
    }
    self->origin = *origin;
    self->first_info = *origin->get_info(origin->context);
    self->info = &self->first_info;
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->became_ready, NULL);
    pthread_cond_init(&self->became_free, NULL);
    self->has_thread = with_thread && sag__thread_start(&self->thread, read_all, self);
    *out = self;
    return SAG_STATUS_OK;
}

/* The next result of the reading thread; the place of the one before is free. */
static const step_result *wait_for_next(sag__ahead *self)
{
    pthread_mutex_lock(&self->lock);
    bool is_over = self->is_held && self->ring[self->first].status != SAG_STATUS_OK;
    if (self->is_held && !is_over) {
        self->first = (self->first + 1) % SAG__AHEAD_KEPT;
        self->ready_count--;
        self->is_held = false;
        pthread_cond_signal(&self->became_free);
    }
    while (self->ready_count == 0) {
        pthread_cond_wait(&self->became_ready, &self->lock);
    }
    self->is_held = true;
    const step_result *next = &self->ring[self->first];
    pthread_mutex_unlock(&self->lock);
    return next;
}

sag_status sag__ahead_step(sag__ahead *ahead, sag_frame *out, sag_error *err)
{
    const step_result *next = &ahead->ring[0];
    if (ahead->has_thread) {
        next = wait_for_next(ahead);
    } else if (next->status == SAG_STATUS_OK) {
        read_one(ahead, &ahead->ring[0]);
    }
    ahead->info = &next->info;
    *out = next->frame;
    if (next->status < SAG_STATUS_OK && err != NULL) {
        *err = next->err;
    }
    return next->status;
}

bool sag__ahead_has_thread(const sag__ahead *ahead)
{
    return ahead != NULL && ahead->has_thread;
}

const sag_source_info *sag__ahead_get_info(const sag__ahead *ahead)
{
    return ahead->info;
}

int64_t sag__ahead_close(sag__ahead *ahead)
{
    if (ahead == NULL) {
        return 0;
    }
    if (ahead->has_thread) {
        pthread_mutex_lock(&ahead->lock);
        ahead->is_stopped = true;
        pthread_cond_signal(&ahead->became_free);
        pthread_mutex_unlock(&ahead->lock);
        pthread_join(ahead->thread, NULL);
    }
    int64_t read_ns = ahead->read_ns;
    pthread_cond_destroy(&ahead->became_free);
    pthread_cond_destroy(&ahead->became_ready);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead);
    return read_ns;
}
