/*
 * Merges the pictures of the encoder with the packets of the sound, in order of time, into the file.
 *
 * The file's clock is the played one: the frames' times, slowed down again as the file they came from is. Pictures
 * come out of the encoder in the order in which they went in, some frames later.
 */
#include <sagitta/movie.h>

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavutil/log.h>

#include "encoder.h"
#include "fail.h"
#include "mp4_file.h"
#include "sound.h"

#define NOTE_BYTES 200
#define THREADS_MAX 16

/* Assumed where no rate is known. */
#define RATE_DEFAULT_HZ 30.0
/* Containers claim impossible rates now and then. */
#define RATE_MIN_HZ 0.1
#define RATE_MAX_HZ 1000.0

struct sag_movie {
    char *path;
    int width_px;
    int height_px;
    double slow_motion_ratio;
    double rate_hint_hz; /* 0 unknown */
    sag__encoder *encoder;
    sag__mp4 *mp4;
    sag__sound *sound; /* NULL if there is none */
    AVPacket *packet;
    int64_t frame_count;   /* given */
    int64_t written_count; /* the encoder keeps some for a while */
    int64_t newest_t_ns;
    int64_t newest_ticks;
    int64_t newest_interval_ticks; /* 0 before the second frame */
    bool finished;     /* no more frames come */
    sag_status failed; /* what ended the movie early, OK if nothing did */
    char note[NOTE_BYTES];
};

static pthread_once_t silence_once = PTHREAD_ONCE_INIT;

/* FFmpeg logs to stderr, a library must not. Once only: a program that wants the log can turn it on again. */
static void silence(void)
{
    av_log_set_level(AV_LOG_QUIET);
}

void sag_movie_options_init(sag_movie_options *options)
{
    *options = (sag_movie_options){.slow_motion_ratio = 1.0};
}

const char *sag_movie_note(const sag_movie *movie)
{
    return movie->note;
}

bool sag_movie_is_ours(const char *path)
{
    pthread_once(&silence_once, silence);
    return sag__mp4_is_ours(path);
}

/* Append a remark; what does not fit is cut. */
static void add_note(sag_movie *movie, const char *text)
{
    size_t const length = strlen(movie->note);
    snprintf(movie->note + length, sizeof movie->note - length, "%s%s", length > 0 ? "; " : "", text);
}

static sag_status check_arguments(const char *path, int width_px, int height_px, const sag_movie_options *options,
                                  sag_error *err)
{
    if (width_px < 1 || height_px < 1 || width_px > SAG_FRAME_SIDE_MAX_PX || height_px > SAG_FRAME_SIDE_MAX_PX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: %d x %d pixels, 1 to %d a side are possible",
                         path, width_px, height_px, SAG_FRAME_SIDE_MAX_PX);
    }
    if (!(options->slow_motion_ratio >= 0.001 && options->slow_motion_ratio <= 1000.0)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: slow motion of %g is not in 0.001 to 1000", path,
                         options->slow_motion_ratio);
    }
    if (!(options->rate_hint_hz >= 0.0) || options->thread_count < 0) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: a rate or number of threads below 0", path);
    }
    struct stat facts;
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode)) {
        return sag__fail(err, SAG_STATUS_IO, "cannot write %s: it is there and is no file", path);
    }
    return SAG_STATUS_OK;
}

static int pick_thread_count(int wanted_count)
{
    long const count = wanted_count > 0 ? wanted_count : sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : (int)count;
}

static sag_status open_encoder(sag_movie *movie, const sag_movie_options *options, sag_error *err)
{
    sag__encoder_options facts = {
        .path = movie->path,
        .width_px = movie->width_px,
        .height_px = movie->height_px,
        .rate_hz = movie->rate_hint_hz > 0.0 ? movie->rate_hint_hz : RATE_DEFAULT_HZ,
        .thread_count = pick_thread_count(options->thread_count),
        .clock_hz = SAG__MP4_TICKS_HZ,
    };
    sag_status status = sag__encoder_open(&movie->encoder, &facts, err);
    if (status == SAG_STATUS_OK && sag__encoder_get_context(movie->encoder)->pix_fmt == AV_PIX_FMT_YUV444P) {
        add_note(movie, "odd size kept as 4:4:4 video, which some players cannot show");
    }
    return status;
}

/* The container has the last word on the sound: where it refuses, the movie is silent. */
static sag_status begin_file(sag_movie *movie, sag_error *err)
{
    const AVCodecContext *picture = sag__encoder_get_context(movie->encoder);
    if (movie->sound != NULL) {
        const AVCodecParameters *facts = sag__sound_get_parameters(movie->sound);
        sag_error failure;
        sag_status status = sag__mp4_begin(movie->mp4, picture, facts, &failure);
        if (status == SAG_STATUS_OK) {
            sag__sound_set_clock(movie->sound, sag__mp4_get_sound_clock(movie->mp4));
            return status;
        }
        if (status != SAG_STATUS_UNSUPPORTED) {
            return sag__fail(err, status, "%s", failure.text);
        }
        char text[NOTE_BYTES];
        snprintf(text, sizeof text, "sound left out: MP4 cannot carry this %s", avcodec_get_name(facts->codec_id));
        add_note(movie, text);
        sag__sound_close(movie->sound);
        movie->sound = NULL;
    }
    return sag__mp4_begin(movie->mp4, picture, NULL, err);
}

static void open_sound(sag_movie *movie, const char *sound_path)
{
    char text[NOTE_BYTES];
    movie->sound = sag__sound_open(sound_path, text, sizeof text);
    if (text[0] != '\0') {
        add_note(movie, text);
    }
}

sag_status sag_movie_open(sag_movie **out, const char *path, int width_px, int height_px,
                          const sag_movie_options *options, sag_error *err)
{
    *out = NULL;
    pthread_once(&silence_once, silence);
    sag_movie_options defaults;
    sag_movie_options_init(&defaults);
    options = options != NULL ? options : &defaults;
    sag_status status = check_arguments(path, width_px, height_px, options, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag_movie *movie = calloc(1, sizeof *movie);
    if (movie != NULL) {
        movie->path = strdup(path);
        movie->packet = av_packet_alloc();
    }
    if (movie == NULL || movie->path == NULL || movie->packet == NULL) {
        sag_movie_close(movie);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    }
    movie->width_px = width_px;
    movie->height_px = height_px;
    movie->slow_motion_ratio = options->slow_motion_ratio;
    bool const believable = options->rate_hint_hz >= RATE_MIN_HZ && options->rate_hint_hz <= RATE_MAX_HZ;
    movie->rate_hint_hz = believable ? options->rate_hint_hz : 0.0;
    status = sag__mp4_create(&movie->mp4, path, err);
    if (status == SAG_STATUS_OK) {
        status = open_encoder(movie, options, err);
    }
    if (status == SAG_STATUS_OK && options->sound_path != NULL) {
        open_sound(movie, options->sound_path);
    }
    if (status == SAG_STATUS_OK) {
        status = begin_file(movie, err);
    }
    if (status != SAG_STATUS_OK) {
        sag_movie_close(movie);
        return status;
    }
    *out = movie;
    return SAG_STATUS_OK;
}

/* Write the sound that begins before a time of the pictures. Only a failing file is a failure. */
static sag_status write_sound_until(sag_movie *movie, int64_t ticks, sag_error *err)
{
    AVRational const picture_clock = {1, SAG__MP4_TICKS_HZ};
    while (movie->sound != NULL) {
        AVPacket *packet = sag__sound_peek(movie->sound);
        if (packet == NULL) {
            break;
        }
        AVRational const clock = sag__mp4_get_sound_clock(movie->mp4);
        if (av_compare_ts(packet->dts, clock, ticks, picture_clock) >= 0) {
            break;
        }
        sag_error failure;
        sag_status status = sag__mp4_write_sound(movie->mp4, packet, &failure);
        sag__sound_pop(movie->sound, status == SAG_STATUS_OK);
        if (status != SAG_STATUS_OK && status != SAG_STATUS_FORMAT) {
            return sag__fail(err, status, "%s", failure.text);
        }
    }
    return SAG_STATUS_OK;
}

static int64_t last_duration_ticks(const sag_movie *movie)
{
    if (movie->rate_hint_hz > 0.0) {
        return llround(SAG__MP4_TICKS_HZ / movie->rate_hint_hz);
    }
    return movie->newest_interval_ticks > 0 ? movie->newest_interval_ticks
                                            : llround(SAG__MP4_TICKS_HZ / RATE_DEFAULT_HZ);
}

static sag_status fail_encoder(const sag_movie *movie, sag_status status, sag_error *err)
{
    return status == SAG_STATUS_NO_MEMORY
               ? sag__fail(err, status, "cannot write %s: out of memory", movie->path)
               : sag__fail(err, SAG_STATUS_IO, "cannot write %s: the encoder %s failed", movie->path,
                           sag__encoder_get_context(movie->encoder)->codec->name);
}

/* Write the pictures that the encoder has ready, each after the sound that begins before it. */
static sag_status write_ready(sag_movie *movie, sag_error *err)
{
    for (;;) {
        AVPacket *packet = movie->packet;
        sag_status status = sag__encoder_receive(movie->encoder, packet);
        if (status == SAG_STATUS_AGAIN || status == SAG_STATUS_END) {
            return SAG_STATUS_OK;
        }
        if (status != SAG_STATUS_OK) {
            return fail_encoder(movie, status, err);
        }
        /* The others last until the next one. */
        movie->written_count++;
        bool const is_last = movie->finished && movie->written_count == movie->frame_count;
        packet->duration = is_last ? last_duration_ticks(movie) : 0;
        status = write_sound_until(movie, packet->dts, err);
        if (status == SAG_STATUS_OK) {
            status = sag__mp4_write_picture(movie->mp4, packet, err);
            status = status == SAG_STATUS_FORMAT ? SAG_STATUS_IO : status;
        }
        av_packet_unref(packet);
        if (status != SAG_STATUS_OK) {
            return status;
        }
    }
}

static sag_status check_frame(const sag_movie *movie, const sag_frame *frame, sag_error *err)
{
    if (movie->finished || movie->failed != SAG_STATUS_OK) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: the movie has ended", movie->path);
    }
    if (frame->width_px != movie->width_px || frame->height_px != movie->height_px) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: a frame of %d x %d pixels in a movie of %d x %d",
                         movie->path, frame->width_px, frame->height_px, movie->width_px, movie->height_px);
    }
    if (frame->t_ns < 0 || (movie->frame_count > 0 && frame->t_ns <= movie->newest_t_ns)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: the time of frame %lld does not increase",
                         movie->path, (long long)movie->frame_count);
    }
    return SAG_STATUS_OK;
}

/* The frame's place on the played clock. Times closer than a tick are set apart. */
static int64_t ticks_of(const sag_movie *movie, int64_t t_ns)
{
    double const played_s = (double)t_ns * movie->slow_motion_ratio / 1e9;
    int64_t const ticks = llround(fmin(played_s * SAG__MP4_TICKS_HZ, 9e15));
    return movie->frame_count > 0 && ticks <= movie->newest_ticks ? movie->newest_ticks + 1 : ticks;
}

sag_status sag_movie_step(sag_movie *movie, const sag_frame *frame, sag_error *err)
{
    sag_status status = check_frame(movie, frame, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    int64_t const ticks = ticks_of(movie, frame->t_ns);
    status = sag__encoder_step(movie->encoder, frame, ticks);
    if (status != SAG_STATUS_OK) {
        movie->failed = fail_encoder(movie, status, err);
        return movie->failed;
    }
    movie->newest_interval_ticks = movie->frame_count > 0 ? ticks - movie->newest_ticks : 0;
    movie->newest_ticks = ticks;
    movie->newest_t_ns = frame->t_ns;
    movie->frame_count++;
    movie->failed = write_ready(movie, err);
    return movie->failed;
}

sag_status sag_movie_finish(sag_movie *movie, sag_error *err)
{
    if (movie->finished || movie->failed != SAG_STATUS_OK) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: the movie has ended", movie->path);
    }
    if (movie->frame_count == 0) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write %s: no frame was given", movie->path);
    }
    movie->finished = true;
    sag_status status = sag__encoder_end(movie->encoder);
    if (status != SAG_STATUS_OK) {
        return fail_encoder(movie, status, err);
    }
    status = write_ready(movie, err);
    if (status == SAG_STATUS_OK) {
        status = write_sound_until(movie, movie->newest_ticks + last_duration_ticks(movie), err);
    }
    if (movie->sound != NULL && sag__sound_is_damaged(movie->sound)) {
        add_note(movie, "damaged sound left out in places");
    }
    if (status == SAG_STATUS_OK) {
        status = sag__mp4_finish(movie->mp4, err);
    }
    return status;
}

void sag_movie_close(sag_movie *movie)
{
    if (movie != NULL) {
        sag__sound_close(movie->sound);
        sag__mp4_destroy(movie->mp4);
        sag__encoder_close(movie->encoder);
        av_packet_free(&movie->packet);
        free(movie->path);
        free(movie);
    }
}
