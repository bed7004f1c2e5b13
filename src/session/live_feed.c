#include "live_feed.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sagitta/movie.h>

#include "clock.h"
#include "fail.h"
#include "memory.h"
#include "newest.h"
#include "outputs.h"
#include "thread.h"

/* The camera is asked again when nothing came for so long: whoever wants to stop is not kept waiting. */
#define STEP_NS 200000000

struct sag__live_feed {
    const sag_live_session_options *options;
    sag_camera *camera;
    sag_source *source;
    sag_movie *movie;           /* the camera's video, kept if that was asked for; the thread's */
    sag_source_info info;
    char name[SAG_CAMERA_NAME_BYTES + 32];
    sag__newest newest;
    bool has_newest;
    uint8_t *rgb[SAG__NEWEST_SLOTS];
    sag__live_shot shot[SAG__NEWEST_SLOTS];
    pthread_t thread;
    bool has_thread;
    atomic_bool stopping;
    pthread_mutex_t mutex; /* of the note */
    bool has_mutex;
    char note[SAG_CAMERA_TEXT_BYTES];
    bool has_note;
    /* the thread's until it is joined */
    int64_t frame_count;
    int64_t note_count;
    int64_t offset_ns;          /* of a file that is played again */
    sag_status status;          /* why the source is over */
    sag_error err;
};

static void set_note(sag__live_feed *self, const char *line)
{
    pthread_mutex_lock(&self->mutex);
    snprintf(self->note, sizeof self->note, "%s", line);
    self->has_note = true;
    pthread_mutex_unlock(&self->mutex);
}

bool sag__live_feed_take_note(sag__live_feed *self, char *line, size_t line_bytes)
{
    pthread_mutex_lock(&self->mutex);
    bool any = self->has_note;
    if (any) {
        snprintf(line, line_bytes, "%s", self->note);
        self->has_note = false;
    }
    pthread_mutex_unlock(&self->mutex);
    return any;
}

/* A video that cannot be kept is told once; the set goes on. */
static void keep_frame(sag__live_feed *self, const sag_frame *frame)
{
    sag_error err = {0};
    if (self->movie != NULL && sag_movie_step(self->movie, frame, &err) < 0) {
        sag_movie_close(self->movie);
        self->movie = NULL;
        set_note(self, err.text);
    }
}

/* Copy a frame into a slot and hand it over. Returns: false when nobody wants it any more. */
static bool hand_over(sag__live_feed *self, const sag_frame *frame, int64_t taken_ns)
{
    if (self->options->fast && self->source != NULL && !sag__newest_wait(&self->newest)) {
        return false;
    }
    int slot = sag__newest_begin(&self->newest);
    ptrdiff_t row_bytes = 3 * (ptrdiff_t)frame->width_px;
    for (int y = 0; y < frame->height_px; y++) {
        memcpy(self->rgb[slot] + y * row_bytes, frame->rgb + y * frame->stride_bytes, (size_t)row_bytes);
    }
    self->shot[slot] = (sag__live_shot){
        .frame = {.rgb = self->rgb[slot], .stride_bytes = row_bytes, .width_px = frame->width_px,
                  .height_px = frame->height_px, .index = self->frame_count, .t_ns = frame->t_ns},
        .taken_ns = taken_ns};
    self->frame_count++;
    bool wanted = sag__newest_publish(&self->newest);
    keep_frame(self, &self->shot[slot].frame);
    return wanted;
}

static void sleep_until(int64_t at_ns)
{
    const struct timespec at = {.tv_sec = (time_t)(at_ns / 1000000000), .tv_nsec = (long)(at_ns % 1000000000)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {
    }
}

/* Play a file once, at its own pace unless it is wanted fast. Returns SAG_STATUS_END behind its last frame. */
static sag_status play(sag__live_feed *self, int64_t start_ns)
{
    sag_status status = SAG_STATUS_OK;
    int64_t last_ns = 0;
    int64_t step_ns = 33333333;
    while (status == SAG_STATUS_OK && !atomic_load(&self->stopping)) {
        sag_frame frame;
        status = sag_source_step(self->source, &frame, &self->err);
        if (status != SAG_STATUS_OK) {
            break;
        }
        step_ns = frame.t_ns > last_ns ? frame.t_ns - last_ns : step_ns;
        last_ns = frame.t_ns;
        frame.t_ns += self->offset_ns;
        int64_t due_ns = start_ns + frame.t_ns;
        if (!self->options->fast) {
            sleep_until(due_ns);
        }
        if (!hand_over(self, &frame, self->options->fast ? sag__clock_wall_ns() : due_ns)) {
            return SAG_STATUS_END;
        }
    }
    self->offset_ns += last_ns + step_ns;
    return status;
}

static void play_all(sag__live_feed *self)
{
    int64_t start_ns = sag__clock_wall_ns();
    self->status = play(self, start_ns);
    for (int i = 1; i < self->options->play_count && self->status == SAG_STATUS_END && !atomic_load(&self->stopping); i++) {
        sag_source_close(self->source);
        self->source = NULL;
        self->status = sag_source_open(&self->source, self->options->file_path, NULL, &self->err);
        self->status = self->status == SAG_STATUS_OK ? play(self, start_ns) : self->status;
    }
}

static void watch_camera(sag__live_feed *self)
{
    while (self->status == SAG_STATUS_OK && !atomic_load(&self->stopping)) {
        sag_frame frame;
        sag_status status = sag_camera_step(self->camera, &frame, STEP_NS);
        const sag_camera_stats *stats = sag_camera_get_stats(self->camera);
        if (stats->note_count != self->note_count) {
            self->note_count = stats->note_count;
            set_note(self, sag_camera_get_note(self->camera));
        }
        if (status == SAG_STATUS_OK) {
            const sag_camera_facts *facts = sag_camera_get_facts(self->camera);
            int64_t now_ns = sag__clock_wall_ns();
            int64_t taken_ns = facts->start_ns + frame.t_ns;
            bool is_known = !facts->has_arrival_times && taken_ns <= now_ns;
            if (!hand_over(self, &frame, is_known ? taken_ns : now_ns)) {
                return;
            }
        } else if (status < 0) {
            self->status = sag__fail(&self->err, status, "cannot go on: %s", sag_camera_get_note(self->camera));
        }
    }
}

static void *run(void *context)
{
    sag__live_feed *self = context;
    if (self->camera != NULL) {
        watch_camera(self);
    } else {
        play_all(self);
    }
    sag__newest_close(&self->newest);
    return NULL;
}

static sag_status open_source(sag__live_feed *self, sag_error *err)
{
    const sag_live_session_options *options = self->options;
    if (options->file_path != NULL) {
        sag_status status = sag_source_open(&self->source, options->file_path, NULL, err);
        if (status == SAG_STATUS_OK) {
            self->info = *sag_source_get_info(self->source);
            const char *slash = strrchr(options->file_path, '/');
            snprintf(self->name, sizeof self->name, "%.*s", (int)sizeof self->name - 1,
                     slash != NULL ? slash + 1 : options->file_path);
        }
        return status;
    }
    sag_status status = sag_camera_open(&self->camera, &options->camera, err);
    if (status == SAG_STATUS_OK) {
        const sag_camera_facts *facts = sag_camera_get_facts(self->camera);
        self->info = (sag_source_info){.kind = SAG_SOURCE_KIND_VIDEO, .width_px = facts->width_px,
                                       .height_px = facts->height_px, .nominal_rate_hz = facts->rate_hz};
        snprintf(self->info.codec, sizeof self->info.codec, "v4l2");
        snprintf(self->info.pixel_format, sizeof self->info.pixel_format, "%s", sag_camera_format_name(facts->format));
        snprintf(self->name, sizeof self->name, "%s", facts->name);
        set_note(self, facts->text);
    }
    return status;
}

static sag_status open_movie(sag__live_feed *self, sag_error *err)
{
    if (!self->options->record) {
        return SAG_STATUS_OK;
    }
    char path[SAG__OUTPUTS_PATH_BYTES];
    sag_movie_options options;
    sag_movie_options_init(&options);
    options.rate_hint_hz = self->info.nominal_rate_hz;
    options.thread_count = 1;
    sag_status status = sag__outputs_join(path, self->options->out_folder, "camera.mp4", err);
    return status == SAG_STATUS_OK
               ? sag_movie_open(&self->movie, path, self->info.width_px, self->info.height_px, &options, err)
               : status;
}

sag_status sag__live_feed_open(sag__live_feed **out, const sag_live_session_options *options, sag_error *err)
{
    *out = NULL;
    sag__live_feed *self = sag__memory_alloc(1, sizeof *self);
    if (self == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: out of memory");
    }
    self->options = options;
    self->has_mutex = pthread_mutex_init(&self->mutex, NULL) == 0;
    self->has_newest = sag__newest_init(&self->newest);
    sag_status status = self->has_mutex && self->has_newest ? open_source(self, err) : SAG_STATUS_NO_MEMORY;
    if (status == SAG_STATUS_OK) {
        status = open_movie(self, err);
    }
    for (int i = 0; status == SAG_STATUS_OK && i < SAG__NEWEST_SLOTS; i++) {
        self->rgb[i] = sag__memory_alloc((size_t)self->info.height_px, 3 * (size_t)self->info.width_px);
        status = self->rgb[i] != NULL ? status : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: out of memory");
    }
    if (status == SAG_STATUS_OK) {
        self->has_thread = sag__thread_start(&self->thread, run, self);
        status = self->has_thread ? status : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: no thread");
    }
    if (status != SAG_STATUS_OK) {
        sag__live_feed_close(self);
        return status;
    }
    *out = self;
    return SAG_STATUS_OK;
}

const sag_source_info *sag__live_feed_get_info(const sag__live_feed *self)
{
    return &self->info;
}

const char *sag__live_feed_get_name(const sag__live_feed *self)
{
    return self->name;
}

sag_status sag__live_feed_fetch(sag__live_feed *self, sag__live_shot *out, int64_t timeout_ns, sag_error *err)
{
    bool closed = sag__newest_is_closed(&self->newest); /* asked first: what waits is fetched all the same */
    int slot = sag__newest_fetch(&self->newest, timeout_ns);
    if (slot >= 0) {
        *out = self->shot[slot];
        return SAG_STATUS_OK;
    }
    if (!closed) {
        return SAG_STATUS_AGAIN;
    }
    /* Closed by the thread as its last deed. */
    if (self->status < 0 && err != NULL) {
        *err = self->err;
    }
    return self->status < 0 ? self->status : SAG_STATUS_END;
}

void sag__live_feed_stop(sag__live_feed *self)
{
    atomic_store(&self->stopping, true);
    sag__newest_close(&self->newest);
}

static void join(sag__live_feed *self)
{
    if (self->has_thread) {
        pthread_join(self->thread, NULL);
        self->has_thread = false;
    }
}

void sag__live_feed_count(sag__live_feed *self, sag_live_stats *stats)
{
    join(self);
    stats->frame_count = self->frame_count;
    stats->dropped_count = sag__newest_get_dropped(&self->newest);
    if (self->camera != NULL) {
        stats->camera = *sag_camera_get_stats(self->camera);
    }
}

void sag__live_feed_close(sag__live_feed *self)
{
    if (self == NULL) {
        return;
    }
    if (self->has_newest) {
        sag__live_feed_stop(self);
        join(self);
        sag__newest_destroy(&self->newest);
    }
    if (self->movie != NULL) {
        sag_error err = {0};
        sag_movie_finish(self->movie, &err);
        sag_movie_close(self->movie);
    }
    sag_camera_close(self->camera);
    sag_source_close(self->source);
    for (int i = 0; i < SAG__NEWEST_SLOTS; i++) {
        sag__memory_free(self->rgb[i]);
    }
    if (self->has_mutex) {
        pthread_mutex_destroy(&self->mutex);
    }
    sag__memory_free(self);
}
