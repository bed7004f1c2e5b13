#include "recorder.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "outfile.h"
#include "thread.h"

struct sag__recorder {
    const char *path;
    const sag_motion *motion;
    const sag__recording_origin *origin;
    bool has_thread;
    pthread_t thread;
    sag__outfile *file; /* this and the rest are the thread's until it is joined */
    sag_status status;
    sag_error err;
};

static void write_file(sag__recorder *self)
{
    self->status = sag__recording_fill(self->file, self->path, self->motion, self->origin, &self->err);
    if (self->status == SAG_STATUS_OK) {
        sag__outfile_sync(self->file);
    }
}

static void *run(void *context)
{
    write_file(context);
    return NULL;
}

sag__recorder *sag__recorder_start(const char *path, const sag_motion *motion, const sag__recording_origin *origin)
{
    sag__recorder *self = calloc(1, sizeof *self);
    if (self != NULL) {
        self->path = path;
        self->motion = motion;
        self->origin = origin;
        /* Opened here: it changes the process's umask for a moment. */
        self->status = sag__outfile_open(&self->file, path, &self->err);
        self->has_thread = self->status == SAG_STATUS_OK && sag__thread_start(&self->thread, run, self);
    }
    return self;
}

sag_status sag__recorder_keep(sag__recorder *self, sag_error *err)
{
    if (self->has_thread) {
        pthread_join(self->thread, NULL);
    } else if (self->status == SAG_STATUS_OK) {
        write_file(self);
    }
    sag_status status = self->status;
    if (status == SAG_STATUS_OK) {
        status = sag__outfile_commit(self->file, err);
    } else {
        sag__outfile_discard(self->file);
        if (err != NULL) {
            *err = self->err;
        }
    }
    free(self);
    return status;
}

void sag__recorder_drop(sag__recorder *self)
{
    if (self == NULL) {
        return;
    }
    if (self->has_thread) {
        pthread_join(self->thread, NULL);
    }
    sag__outfile_discard(self->file);
    free(self);
}
