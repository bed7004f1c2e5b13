#include <sagitta/source.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fail.h"
#include "reader.h"

/* Container times beyond this (11 days) are nonsense; the limit keeps the slow-motion product within 64 bits. */
#define FILE_TIME_MAX_NS 1000000000000000
/* The interval assumed when a container gives neither times nor a rate. */
#define DEFAULT_INTERVAL_NS 40000000
#define THREAD_COUNT_MAX 16
#define SLOW_MOTION_RATIO_MIN 0.001
#define SLOW_MOTION_RATIO_MAX 1000.0

struct sag_source {
    const sag__reader_kind *kind;
    sag__reader *reader;
    double slow_motion_ratio;
    bool ended;
    int kept_count;           /* newest frames whose pixels stay valid */
    int next_place;           /* of the buffer for the next frame's pixels */
    int64_t base_ns;          /* reader's time of the first frame */
    int64_t last_file_ns;     /* newest frame, since the first, before slow motion */
    int64_t interval_min_ns;  /* of file times */
    int64_t interval_max_ns;
    sag_source_info info;
};

void sag_source_options_init(sag_source_options *options)
{
    *options = (sag_source_options){.slow_motion_ratio = 1.0, .image_rate_hz = 30.0, .thread_count = 1};
}

static sag_status check_options(const sag_source_options *options, sag_error *err)
{
    if (!(options->slow_motion_ratio >= SLOW_MOTION_RATIO_MIN &&
          options->slow_motion_ratio <= SLOW_MOTION_RATIO_MAX)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "slow motion ratio %g is outside %g to %g",
                         options->slow_motion_ratio, SLOW_MOTION_RATIO_MIN, SLOW_MOTION_RATIO_MAX);
    }
    if (!(options->image_rate_hz >= 0.001 && options->image_rate_hz <= 1e6)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "image rate %g Hz is outside 0.001 to 1000000",
                         options->image_rate_hz);
    }
    if (options->thread_count < 1 || options->thread_count > THREAD_COUNT_MAX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "%d decoder threads are outside 1 to %d", options->thread_count,
                         THREAD_COUNT_MAX);
    }
    return SAG_STATUS_OK;
}

/* Pick the kind of reader by what lies at path. */
static sag_status open_reader(sag_source *source, const char *path, const sag_source_options *options,
                              sag_error *err)
{
    struct stat facts;
    if (stat(path, &facts) != 0) {
        if (strstr(path, "://") != NULL) {
            return sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot open %s: only local files and folders are read",
                             path);
        }
        sag_status status = errno == ENOENT || errno == ENOTDIR ? SAG_STATUS_NOT_FOUND : SAG_STATUS_IO;
        return sag__fail(err, status, "cannot open %s: %s", path, strerror(errno));
    }
    if (S_ISDIR(facts.st_mode)) {
        source->kind = &sag__reader_folder;
        return sag__reader_open_folder(&source->reader, path, options->image_rate_hz, &source->info, err);
    }
    if (S_ISREG(facts.st_mode)) {
        source->kind = &sag__reader_video;
        return sag__reader_open_video(&source->reader, path, options->thread_count, &source->info, err);
    }
    return sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot open %s: not a regular file or folder", path);
}

sag_status sag_source_open(sag_source **out, const char *path, const sag_source_options *options, sag_error *err)
{
    *out = NULL;
    sag_source_options defaults;
    if (options == NULL) {
        sag_source_options_init(&defaults);
        options = &defaults;
    }
    if (path == NULL || path[0] == '\0') {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "the path of the source is empty");
    }
    sag_status status = check_options(options, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    }
    source->slow_motion_ratio = options->slow_motion_ratio;
    source->interval_min_ns = INT64_MAX;
    source->kept_count = 1;
    status = open_reader(source, path, options, err);
    if (status != SAG_STATUS_OK) {
        free(source);
        return status;
    }
    *out = source;
    return SAG_STATUS_OK;
}

sag_status sag_source_keep(sag_source *source, int count, sag_error *err)
{
    if (count < 1 || count > SAG_SOURCE_KEPT_MAX || source->info.frame_count > 0) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot keep %d frames of a source after %lld", count,
                         (long long)source->info.frame_count);
    }
    sag_status status = source->kind->keep(source->reader, count);
    if (status != SAG_STATUS_OK) {
        return sag__fail(err, status, "cannot keep %d frames of a source: out of memory", count);
    }
    source->kept_count = count;
    return SAG_STATUS_OK;
}

/* Time of a picture since the first frame, before slow motion. */
static int64_t file_time_ns(sag_source *source, int64_t reader_ns)
{
    const sag_source_info *info = &source->info;
    bool known = reader_ns >= -FILE_TIME_MAX_NS && reader_ns <= FILE_TIME_MAX_NS;
    if (info->frame_count == 0) {
        source->base_ns = known ? reader_ns : 0;
        return 0;
    }
    if (known) {
        return reader_ns - source->base_ns;
    }
    bool sane_rate = info->nominal_rate_hz >= 0.001 && info->nominal_rate_hz <= 1e6;
    return source->last_file_ns + (sane_rate ? llround(1e9 / info->nominal_rate_hz) : DEFAULT_INTERVAL_NS);
}

static void watch_interval(sag_source *source, int64_t interval_ns)
{
    if (interval_ns < source->interval_min_ns) {
        source->interval_min_ns = interval_ns;
    }
    if (interval_ns > source->interval_max_ns) {
        source->interval_max_ns = interval_ns;
    }
    int64_t spread_ns = source->interval_max_ns - source->interval_min_ns;
    source->info.variable_rate = spread_ns > 1500000 && spread_ns > source->interval_min_ns / 20;
}

/* The next frame whose time increases, with or without its pixels. */
static sag_status advance(sag_source *source, sag_frame *out, bool with_pixels, sag_error *err)
{
    sag_source_info *info = &source->info;
    while (!source->ended) {
        int place = with_pixels ? source->next_place : SAG__READER_NO_PIXELS;
        sag_status status = source->kind->step(source->reader, out, place, info, err);
        if (status != SAG_STATUS_OK) {
            source->ended = status == SAG_STATUS_END;
            return status;
        }
        bool first = info->frame_count == 0;
        int64_t file_ns = file_time_ns(source, out->t_ns);
        int64_t t_ns = file_ns;
        if (source->slow_motion_ratio != 1.0) {
            t_ns = llround((double)file_ns / source->slow_motion_ratio);
        }
        if (!first && (file_ns <= source->last_file_ns || t_ns <= info->duration_ns)) {
            sag__reader_note_damage(info, "skipped a picture after frame %lld: its time does not increase",
                                    (long long)(info->frame_count - 1));
            continue;
        }
        if (!first) {
            watch_interval(source, file_ns - source->last_file_ns);
        }
        source->last_file_ns = file_ns;
        out->t_ns = t_ns;
        out->index = info->frame_count;
        info->duration_ns = t_ns;
        info->frame_count++;
        if (with_pixels) {
            source->next_place = (source->next_place + 1) % source->kept_count;
        }
        return SAG_STATUS_OK;
    }
    return SAG_STATUS_END;
}

sag_status sag_source_step(sag_source *source, sag_frame *out, sag_error *err)
{
    return advance(source, out, true, err);
}

sag_status sag_source_skip(sag_source *source, sag_frame *out, sag_error *err)
{
    *out = (sag_frame){0};
    return advance(source, out, false, err);
}

const sag_source_info *sag_source_get_info(const sag_source *source)
{
    return &source->info;
}

void sag_source_close(sag_source *source)
{
    if (source != NULL) {
        source->kind->close(source->reader);
        free(source);
    }
}
