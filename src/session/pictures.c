#include "pictures.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/movie.h>
#include <sagitta/overlay.h>

#include "ahead.h"
#include "fail.h"
#include "memory.h"
#include "outputs.h"
#include "png_file.h"
#include "present.h"

#define VIDEO_NAME "annotated.mp4"

#define DECODER_THREADS 2

/* Frames that are passed over before a request to stop is looked for again. */
#define FRAMES_PASSED_MAX 32

/* Fixed: the encoder's bytes depend on it. */
#define ENCODER_THREADS 2

/* How the pictures' text chunk "Software" begins. */
#define OUR_SOFTWARE "Sagitta"

/* Behind "rep" or "finding": at least two digits, then the ending or a dash and a word. */
static bool is_numbered(const char *rest, bool with_word)
{
    if (*rest != '-') {
        return false;
    }
    size_t digits = strspn(rest + 1, "0123456789");
    const char *ending = rest + 1 + digits;
    if (with_word && *ending == '-') {
        ending += 1 + strspn(ending + 1, "abcdefghijklmnopqrstuvwxyz_");
    }
    return digits >= 2 && strcmp(ending, ".png") == 0;
}

static bool is_png_name(const char *name)
{
    return (strncmp(name, "rep", 3) == 0 && is_numbered(name + 3, false)) ||
           (strncmp(name, "finding", 7) == 0 && is_numbered(name + 7, true));
}

bool sag__pictures_is_name(const char *name)
{
    return is_png_name(name) || strcmp(name, VIDEO_NAME) == 0;
}

/* Whether a picture says of itself that this program made it. */
static bool is_our_png(const char *path)
{
    sag__png picture;
    if (sag__png_read_texts(&picture, path, NULL) != SAG_STATUS_OK) {
        return false;
    }
    bool ours = false;
    for (size_t i = 0; i < picture.text_count; i++) {
        ours = ours || (strcmp(picture.text[i].key, "Software") == 0 &&
                        strncmp(picture.text[i].value, OUR_SOFTWARE, strlen(OUR_SOFTWARE)) == 0);
    }
    sag__png_release(&picture);
    return ours;
}

void sag__pictures_remove(const char *folder)
{
    DIR *list = opendir(folder);
    if (list == NULL) {
        return;
    }
    char path[SAG__OUTPUTS_PATH_BYTES];
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (sag__pictures_is_name(entry->d_name) &&
            sag__outputs_join(path, folder, entry->d_name, NULL) == SAG_STATUS_OK &&
            (is_png_name(entry->d_name) ? is_our_png(path) : sag_movie_is_ours(path))) {
            unlink(path);
        }
    }
    closedir(list);
}

/* A PNG to be drawn from one frame: of a repetition or of a finding. */
typedef struct shot {
    size_t frame; /* position in the motion */
    const sag_rep *rep;
    const sag_finding *finding;
    char name[SAG__PRESENT_PICTURE_BYTES];
} shot;

static int compare_shots(const void *a, const void *b)
{
    const shot *first = a;
    const shot *second = b;
    int by_frame = (first->frame > second->frame) - (first->frame < second->frame);
    return by_frame != 0 ? by_frame : strcmp(first->name, second->name);
}

/* All PNG of an analysis in the order of time. Returns: as many as count says, NULL without memory. */
static shot *list_shots(size_t *count, const sag_analysis *analysis)
{
    *count = 0;
    shot *list = sag__memory_alloc(analysis->rep_count + analysis->finding_count + 1, sizeof *list);
    if (list == NULL) {
        return NULL;
    }
    for (size_t r = 0; r < analysis->rep_count; r++) {
        shot *item = &list[(*count)++];
        *item = (shot){.frame = analysis->rep[r].bottom_frame, .rep = &analysis->rep[r]};
        snprintf(item->name, sizeof item->name, "rep-%02d.png", analysis->rep[r].number);
    }
    for (size_t f = 0; f < analysis->finding_count; f++) {
        const sag_finding *finding = &analysis->finding[f];
        shot *item = &list[(*count)++];
        *item = (shot){.frame = finding->frame, .finding = finding};
        sag__present_picture(item->name, f, finding);
    }
    qsort(list, *count, sizeof *list, compare_shots);
    return list;
}

static sag_status write_shot(const shot *item, const char *folder, const sag_frame *frame,
                             const sag_session_result *result, sag_error *err)
{
    char path[SAG__OUTPUTS_PATH_BYTES];
    sag_status status = sag__outputs_join(path, folder, item->name, err);
    if (status == SAG_STATUS_OK && access(path, F_OK) == 0) {
        return sag__fail(err, SAG_STATUS_IO, "cannot write %s: a picture not made by Sagitta has that name", path);
    }
    if (status == SAG_STATUS_OK && item->rep != NULL) {
        return sag_overlay_write_rep_png(path, frame, result->motion, &result->analysis, item->rep, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_overlay_write_finding_png(path, frame, result->motion, &result->analysis, item->finding, err);
    }
    return status;
}

sag_status sag__pictures_check_video(const char *folder, sag_error *err)
{
    char path[SAG__OUTPUTS_PATH_BYTES];
    sag_status status = sag__outputs_join(path, folder, VIDEO_NAME, err);
    if (status == SAG_STATUS_OK && access(path, F_OK) == 0 && !sag_movie_is_ours(path)) {
        status = sag__fail(err, SAG_STATUS_IO, "cannot write %s: a video not made by Sagitta has that name", path);
    }
    return status;
}

/* The annotated video on its way; both NULL without one. */
typedef struct video {
    sag_overlay *overlay;
    sag_movie *movie;
} video;

static sag_status open_video(video *out, const sag_session_result *result, const sag__outputs_task *task,
                             sag_error *err)
{
    char path[SAG__OUTPUTS_PATH_BYTES];
    sag_status status = sag__outputs_join(path, task->options->out_folder, VIDEO_NAME, err);
    if (status == SAG_STATUS_OK) {
        status = sag__pictures_check_video(task->options->out_folder, err);
    }
    const sag_source_info *info = &sag_motion_view_facts(result->motion)->source;
    if (status == SAG_STATUS_OK) {
        status = sag_overlay_open(&out->overlay, info->width_px, info->height_px, result->motion, &result->analysis,
                                  err);
    }
    if (status == SAG_STATUS_OK) {
        sag_movie_options how;
        sag_movie_options_init(&how);
        how.sound_path = info->kind == SAG_SOURCE_KIND_VIDEO ? task->input_path : NULL;
        how.slow_motion_ratio = task->options->source.slow_motion_ratio;
        how.rate_hint_hz = info->nominal_rate_hz;
        how.thread_count = ENCODER_THREADS;
        status = sag_movie_open(&out->movie, path, info->width_px, info->height_px, &how, err);
    }
    return status;
}

static sag_status draw_video_frame(video *out, const sag_frame *frame, size_t i, sag_error *err)
{
    sag_frame drawn;
    sag_status status = sag_overlay_draw(out->overlay, &drawn, frame, i, err);
    return status == SAG_STATUS_OK ? sag_movie_step(out->movie, &drawn, err) : status;
}

/* The second reading: where it is, and what it is to give. In the reading thread while frames are read ahead. */
typedef struct reading {
    sag_source *source;
    const sag_motion *motion;
    const shot *list; /* those of frame `next` and behind it */
    size_t count;
    bool all;         /* every frame is drawn, not only those in the list */
    size_t next;
    size_t end;       /* behind the last frame that is drawn */
} reading;

/* Give the next frame that is drawn; after FRAMES_PASSED_MAX others, one of these without its pixels. */
static sag_status step_wanted(void *context, sag_frame *out, sag_error *err)
{
    reading *self = context;
    bool wanted = false;
    for (int passed = 0; !wanted && passed < FRAMES_PASSED_MAX; passed++) {
        if (self->next == self->end) {
            return SAG_STATUS_END;
        }
        wanted = self->all || (self->count > 0 && self->list->frame == self->next);
        sag_status status = (wanted ? sag_source_step : sag_source_skip)(self->source, out, err);
        int64_t wanted_ns = sag_motion_get(self->motion, self->next)->t_ns;
        if (status == SAG_STATUS_END || (status == SAG_STATUS_OK && out->t_ns != wanted_ns)) {
            return sag__fail(err, SAG_STATUS_FORMAT, "cannot read frame %zu of %s a second time", self->next,
                             sag_motion_view_facts(self->motion)->source_name);
        }
        if (status != SAG_STATUS_OK) {
            return status;
        }
        for (; self->count > 0 && self->list->frame == self->next; self->count--) {
            self->list++;
        }
        self->next++;
    }
    return SAG_STATUS_OK;
}

static const sag_source_info *get_reading_info(void *context)
{
    const reading *self = context;
    return sag_source_get_info(self->source);
}

/* Draw the frames that are given until they end. */
static sag_status draw_frames(sag_session_result *result, sag__ahead *ahead, video *movie, const shot *list,
                              size_t count, const sag__outputs_task *task, sag_error *err)
{
    const sag_session_options *options = task->options;
    size_t frame_count = sag_motion_get_count(result->motion);
    size_t next = 0;
    for (;;) {
        if (options->stop != NULL && *options->stop != task->stop_before) {
            result->pictures_left_out = true;
            return SAG_STATUS_OK;
        }
        sag_frame frame;
        sag_status status = sag__ahead_step(ahead, &frame, err);
        if (status == SAG_STATUS_END) {
            return movie->movie != NULL ? sag_movie_finish(movie->movie, err) : SAG_STATUS_OK;
        }
        size_t i = (size_t)frame.index;
        for (; status == SAG_STATUS_OK && next < count && list[next].frame == i; next++) {
            status = write_shot(&list[next], options->out_folder, &frame, result, err);
        }
        if (status == SAG_STATUS_OK && movie->movie != NULL) {
            status = draw_video_frame(movie, &frame, i, err);
        }
        if (status != SAG_STATUS_OK) {
            return status;
        }
        if (movie->movie != NULL && options->progress != NULL) {
            sag_session_progress progress = {(int64_t)i + 1, (int64_t)frame_count, true};
            options->progress(options->progress_context, &progress);
        }
    }
}

/* Read the source to the last frame that is needed, and draw. */
static sag_status draw_all(sag_session_result *result, sag_source *source, video *movie, const shot *list,
                           size_t count, const sag__outputs_task *task, sag_error *err)
{
    reading second = {.source = source, .motion = result->motion, .list = list, .count = count,
                      .all = movie->movie != NULL};
    second.end = second.all ? sag_motion_get_count(result->motion) : count > 0 ? list[count - 1].frame + 1 : 0;
    const sag__ahead_origin origin = {step_wanted, get_reading_info, &second};
    sag__ahead *ahead = NULL;
    sag_status status =
        sag__ahead_open(&ahead, &origin, task->options->read_ahead && sag__ahead_can_keep(source), err);
    if (status == SAG_STATUS_OK) {
        status = draw_frames(result, ahead, movie, list, count, task, err);
    }
    sag__ahead_close(ahead);
    return status;
}

sag_status sag__pictures_write(sag_session_result *result, const sag__outputs_task *task, sag_error *err)
{
    const sag_session_options *options = task->options;
    size_t count = 0;
    shot *list = list_shots(&count, &result->analysis);
    if (list == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw pictures: out of memory");
    }
    count = options->with_png ? count : 0;
    sag_status status = SAG_STATUS_OK;
    video movie = {NULL, NULL};
    sag_source *source = NULL;
    if (count > 0 || options->with_video) {
        sag_source_options how = options->source;
        /* Nothing is concealed in a whole file, so threads cannot change what is seen. */
        how.thread_count = sag_motion_view_facts(result->motion)->source.damaged ? 1 : DECODER_THREADS;
        status = sag_source_open(&source, task->input_path, &how, err);
        if (status == SAG_STATUS_OK && options->with_video) {
            status = open_video(&movie, result, task, err);
        }
        if (status == SAG_STATUS_OK) {
            status = draw_all(result, source, &movie, list, count, task, err);
        }
        if (movie.movie != NULL) {
            snprintf(result->video_note, sizeof result->video_note, "%s", sag_movie_note(movie.movie));
        }
    }
    sag_movie_close(movie.movie);
    sag_overlay_close(movie.overlay);
    sag_source_close(source);
    sag__memory_free(list);
    return status;
}
