#include "recording_batch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "number_read.h"
#include "recording_facts.h"
#include "recording_line.h"
#include "thread.h"

/* Shorter files are read in less time than a thread takes to start. */
#define FILE_BYTES_MIN (1 << 20)
/* A piece of the file, and the frames in it that wait to be appended: both stay in a core's own cache. */
#define PIECE_BYTES (1 << 18)
#define STAGE_FRAMES 64

typedef struct shared {
    sag__recording_batch *batch;
    atomic_bool is_over;      /* nothing more is taken */
    pthread_mutex_t reading;  /* of the two below */
    int64_t next_bytes;       /* where the next piece begins */
    size_t next_piece;        /* its number */
    pthread_mutex_t taking;   /* of the one below, and of what the batch takes */
    size_t turn;              /* number of the piece whose lines are appended next */
    pthread_cond_t turn_came;
} shared;

/* A frame with its outline, or an outline whose frame was appended before. */
typedef struct staged {
    bool has_frame;
    bool has_outline;
    size_t frame_end; /* in the piece: behind the frame's line, and behind the last line */
    size_t end;
    sag_skeleton skeleton;
    sag_outline outline;
} staged;

/* What one thread works on. */
typedef struct worker {
    shared *all;
    size_t piece; /* its number */
    int64_t offset_bytes;
    size_t size_bytes;  /* whole lines */
    size_t begin;       /* first line that is not staged */
    size_t taken_bytes; /* behind the last line that was appended */
    bool is_stopped;    /* the line there is not plainly good */
    size_t staged_count;
    staged stage[STAGE_FRAMES];
    char text[PIECE_BYTES + SAG__NUMBER_READ_BEYOND];
} worker;

/* Read the next piece. Returns: whether it holds a line. */
static bool read_piece(worker *self)
{
    size_t size = 0;
    ssize_t step = 1;
    while (size < PIECE_BYTES && (step > 0 || (step < 0 && errno == EINTR))) {
        step = pread(self->all->batch->descriptor, self->text + size, PIECE_BYTES - size,
                     (off_t)self->all->next_bytes + (off_t)size);
        size += step > 0 ? (size_t)step : 0;
    }
    while (size > 0 && self->text[size - 1] != '\n') {
        size--;
    }
    self->piece = self->all->next_piece++;
    self->offset_bytes = self->all->next_bytes;
    self->size_bytes = size;
    self->begin = 0;
    self->taken_bytes = 0;
    self->staged_count = 0;
    self->is_stopped = false;
    self->all->next_bytes += (int64_t)size;
    return size > 0;
}

/* The next line of the piece, terminated. Returns: NULL if it is too long or holds a zero byte. */
static const char *next_line(worker *self, size_t *end)
{
    char *line = self->text + self->begin;
    char *feed = memchr(line, '\n', self->size_bytes - self->begin);
    size_t length = (size_t)(feed - line);
    *end = self->begin + length + 1;
    *feed = '\0';
    return length < SAG__RECORDING_LINE_BYTES && strlen(line) == length ? line : NULL;
}

/* Parse lines until the stage is full, the piece ends, or a line is not plainly good. */
static void fill_stage(worker *self)
{
    self->staged_count = 0;
    staged *newest = NULL;
    while (!self->is_stopped && self->begin < self->size_bytes) {
        size_t end = 0;
        const char *line = next_line(self, &end);
        bool is_outline = line != NULL && self->all->batch->version >= 3 && sag__recording_take_word(&line, "outline");
        if (line == NULL || (is_outline && newest != NULL && newest->has_outline)) {
            self->is_stopped = true;
            break;
        }
        if (!is_outline || newest == NULL) {
            if (self->staged_count == STAGE_FRAMES) {
                self->text[end - 1] = '\n';
                break;
            }
            newest = &self->stage[self->staged_count];
            newest->has_frame = !is_outline;
            newest->has_outline = false;
        }
        if (is_outline) {
            self->is_stopped = sag__recording_parse_outline(line, &newest->outline) != NULL;
            newest->has_outline = !self->is_stopped;
        } else {
            self->is_stopped = sag__recording_parse_frame(line, &newest->skeleton) != NULL;
            newest->frame_end = end;
        }
        if (!self->is_stopped) {
            self->staged_count += !is_outline || !newest->has_frame ? 1 : 0;
            newest->end = end;
            self->begin = end;
        }
    }
}

/* Append what one place of the stage holds. Returns: whether all of it was. */
static bool append(worker *self, const staged *one)
{
    sag__recording_batch *batch = self->all->batch;
    if (one->has_frame) {
        if (sag_motion_get_count(batch->motion) >= batch->frame_count_max ||
            sag_motion_push(batch->motion, &one->skeleton) != SAG_STATUS_OK) {
            return false;
        }
        batch->line_count++;
        self->taken_bytes = one->frame_end;
    }
    if (one->has_outline) {
        if (!sag__recording_wants_outline(batch->motion) ||
            sag_motion_set_outline(batch->motion, &one->outline) != SAG_STATUS_OK) {
            return false;
        }
        batch->line_count++;
        self->taken_bytes = one->end;
    }
    return true;
}

/* Append the lines of the piece when it is their turn. */
static void take_piece(worker *self)
{
    shared *all = self->all;
    pthread_mutex_lock(&all->taking);
    while (all->turn != self->piece) {
        pthread_cond_wait(&all->turn_came, &all->taking);
    }
    bool goes_on = !atomic_load(&all->is_over);
    while (goes_on) {
        for (size_t i = 0; goes_on && i < self->staged_count; i++) {
            goes_on = append(self, &self->stage[i]);
        }
        if (!goes_on || self->is_stopped) {
            atomic_store(&all->is_over, true);
        }
        goes_on = goes_on && !self->is_stopped && self->begin < self->size_bytes;
        if (goes_on) {
            fill_stage(self);
        }
    }
    if (self->taken_bytes > 0) {
        all->batch->offset_bytes = self->offset_bytes + (int64_t)self->taken_bytes;
    }
    all->turn++;
    pthread_cond_broadcast(&all->turn_came);
    pthread_mutex_unlock(&all->taking);
}

static void *take_all(void *context)
{
    worker *self = context;
    shared *all = self->all;
    bool goes_on = true;
    while (goes_on) {
        pthread_mutex_lock(&all->reading);
        goes_on = !atomic_load(&all->is_over) && read_piece(self);
        pthread_mutex_unlock(&all->reading);
        if (goes_on) {
            fill_stage(self);
            take_piece(self);
        }
    }
    return NULL;
}

static worker *create_worker(shared *all)
{
    worker *self = malloc(sizeof *self);
    if (self != NULL) {
        self->all = all;
        memset(self->text + PIECE_BYTES, 0, SAG__NUMBER_READ_BEYOND);
    }
    return self;
}

bool sag__recording_batch_read(sag__recording_batch *batch)
{
    struct stat facts;
    if (fstat(batch->descriptor, &facts) != 0 || facts.st_size - (off_t)batch->offset_bytes < FILE_BYTES_MIN) {
        return false;
    }
    shared all = {.batch = batch, .next_bytes = batch->offset_bytes};
    pthread_mutex_init(&all.reading, NULL);
    pthread_mutex_init(&all.taking, NULL);
    pthread_cond_init(&all.turn_came, NULL);
    worker *own = create_worker(&all);
    worker *other = create_worker(&all);
    pthread_t thread;
    bool has_thread = own != NULL && other != NULL && sag__thread_start(&thread, take_all, other);
    if (own != NULL) {
        take_all(own);
    }
    if (has_thread) {
        pthread_join(thread, NULL);
    }
    free(own);
    free(other);
    pthread_cond_destroy(&all.turn_came);
    pthread_mutex_destroy(&all.taking);
    pthread_mutex_destroy(&all.reading);
    return batch->line_count > 0;
}
