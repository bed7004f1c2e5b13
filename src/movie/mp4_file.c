#include "mp4_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libavformat/avformat.h>
#include <libavutil/avstring.h>

#include <sagitta/version.h>

#include "fail.h"
#include "outfile.h"

/* By which a file says who wrote it. */
#define COMMENT_KEY "comment"
#define COMMENT_BEGIN "Sagitta "

#define BUFFER_BYTES 65536

/* The bytes a callback is given to write became constant in libavformat 61. */
#if LIBAVFORMAT_VERSION_MAJOR >= 61
typedef const uint8_t written_byte;
#else
typedef uint8_t written_byte;
#endif

struct sag__mp4 {
    char *path;
    sag__outfile *file; /* NULL once it has its name */
    int64_t write_offset_bytes;
    int64_t read_offset_bytes;
    int64_t size_bytes;
    AVIOContext *output;
    AVFormatContext *container;
    AVStream *picture; /* borrowed from container */
    AVStream *sound;   /* borrowed from container, NULL if silent */
};

static int write_bytes(void *opaque, written_byte *bytes, int size_bytes)
{
    sag__mp4 *mp4 = opaque;
    sag__outfile_write(mp4->file, bytes, (size_t)size_bytes);
    mp4->write_offset_bytes += size_bytes;
    if (mp4->write_offset_bytes > mp4->size_bytes) {
        mp4->size_bytes = mp4->write_offset_bytes;
    }
    int const reason = sag__outfile_get_errno(mp4->file);
    return reason != 0 ? AVERROR(reason) : size_bytes;
}

static int64_t target_offset(const sag__mp4 *mp4, int64_t here_bytes, int64_t offset_bytes, int whence)
{
    switch (whence & ~AVSEEK_FORCE) {
    case SEEK_SET:
        return offset_bytes;
    case SEEK_CUR:
        return here_bytes + offset_bytes;
    case SEEK_END:
        return mp4->size_bytes + offset_bytes;
    default:
        return AVERROR(EINVAL);
    }
}

static int64_t seek_for_writing(void *opaque, int64_t offset_bytes, int whence)
{
    sag__mp4 *mp4 = opaque;
    if ((whence & AVSEEK_SIZE) != 0) {
        return mp4->size_bytes;
    }
    int64_t const target_bytes = target_offset(mp4, mp4->write_offset_bytes, offset_bytes, whence);
    if (target_bytes >= 0) {
        mp4->write_offset_bytes = target_bytes;
        sag__outfile_seek(mp4->file, target_bytes);
    }
    return target_bytes;
}

static int read_bytes(void *opaque, uint8_t *bytes, int size_bytes)
{
    sag__mp4 *mp4 = opaque;
    int64_t const got = sag__outfile_read_back(mp4->file, mp4->read_offset_bytes, bytes, (size_t)size_bytes);
    if (got < 0) {
        return AVERROR(sag__outfile_get_errno(mp4->file));
    }
    mp4->read_offset_bytes += got;
    return got == 0 ? AVERROR_EOF : (int)got;
}

static int64_t seek_for_reading(void *opaque, int64_t offset_bytes, int whence)
{
    sag__mp4 *mp4 = opaque;
    if ((whence & AVSEEK_SIZE) != 0) {
        return mp4->size_bytes;
    }
    int64_t const target_bytes = target_offset(mp4, mp4->read_offset_bytes, offset_bytes, whence);
    if (target_bytes >= 0) {
        mp4->read_offset_bytes = target_bytes;
    }
    return target_bytes;
}

/* Release an input or output context and the buffer it has by now. Accepts NULL. */
static void free_io(AVIOContext *io)
{
    if (io != NULL) {
        av_freep(&io->buffer);
        avio_context_free(&io);
    }
}

/* To put the index first, the muxer opens its own file for reading and moves the media back. Nothing else is opened. */
static int open_for_reading(AVFormatContext *container, AVIOContext **out, const char *url, int flags,
                            AVDictionary **options)
{
    (void)url;
    (void)options;
    *out = NULL;
    if ((flags & AVIO_FLAG_WRITE) != 0) {
        return AVERROR(EACCES);
    }
    sag__mp4 *mp4 = container->opaque;
    uint8_t *buffer = av_malloc(BUFFER_BYTES);
    mp4->read_offset_bytes = 0;
    *out = buffer == NULL ? NULL
                          : avio_alloc_context(buffer, BUFFER_BYTES, 0, mp4, read_bytes, NULL, seek_for_reading);
    if (*out == NULL) {
        av_free(buffer);
        return AVERROR(ENOMEM);
    }
    return 0;
}

static int close_after_reading(AVFormatContext *container, AVIOContext *io)
{
    (void)container;
    free_io(io);
    return 0;
}

static sag_status fail_memory(const sag__mp4 *mp4, sag_error *err)
{
    return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", mp4->path);
}

/* The file's own failure goes before what the muxer made of it; refused: what a refusal by the muxer means. */
static sag_status fail(const sag__mp4 *mp4, int result, sag_status refused, sag_error *err)
{
    int const reason = sag__outfile_get_errno(mp4->file);
    if (reason != 0) {
        return sag__fail(err, SAG_STATUS_IO, "cannot write %s: %s", mp4->path, strerror(reason));
    }
    if (result == AVERROR(ENOMEM)) {
        return fail_memory(mp4, err);
    }
    return sag__fail(err, refused, "cannot write %s: MP4 cannot carry this stream", mp4->path);
}

static void close_container(sag__mp4 *mp4)
{
    avformat_free_context(mp4->container);
    mp4->container = NULL;
    mp4->picture = NULL;
    mp4->sound = NULL;
    free_io(mp4->output);
    mp4->output = NULL;
}

static bool make_container(sag__mp4 *mp4)
{
    uint8_t *buffer = av_malloc(BUFFER_BYTES);
    mp4->output = buffer == NULL ? NULL
                                 : avio_alloc_context(buffer, BUFFER_BYTES, 1, mp4, NULL, write_bytes,
                                                      seek_for_writing);
    if (mp4->output == NULL) {
        av_free(buffer);
        return false;
    }
    if (avformat_alloc_output_context2(&mp4->container, NULL, "mp4", NULL) < 0) {
        return false;
    }
    mp4->container->pb = mp4->output;
    mp4->container->opaque = mp4;
    mp4->container->io_open = open_for_reading;
    mp4->container->io_close2 = close_after_reading;
    /* No time of writing and no version of the library: equal input gives equal bytes. */
    mp4->container->flags |= AVFMT_FLAG_BITEXACT;
    /* FLAC in MP4 has a specification of its own; older libraries still call it an experiment. */
    mp4->container->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;
    return av_dict_set(&mp4->container->metadata, COMMENT_KEY, COMMENT_BEGIN SAG_VERSION, 0) >= 0;
}

static bool add_picture_stream(sag__mp4 *mp4, const AVCodecContext *picture)
{
    mp4->picture = avformat_new_stream(mp4->container, NULL);
    if (mp4->picture == NULL || avcodec_parameters_from_context(mp4->picture->codecpar, picture) < 0) {
        return false;
    }
    mp4->picture->codecpar->codec_tag = 0;
    mp4->picture->time_base = (AVRational){1, SAG__MP4_TICKS_HZ};
    mp4->picture->avg_frame_rate = picture->framerate;
    mp4->picture->sample_aspect_ratio = (AVRational){1, 1};
    return true;
}

static bool add_sound_stream(sag__mp4 *mp4, const AVCodecParameters *sound)
{
    mp4->sound = avformat_new_stream(mp4->container, NULL);
    if (mp4->sound == NULL || avcodec_parameters_copy(mp4->sound->codecpar, sound) < 0) {
        return false;
    }
    mp4->sound->codecpar->codec_tag = 0;
    mp4->sound->time_base = (AVRational){1, sound->sample_rate};
    return true;
}

sag_status sag__mp4_create(sag__mp4 **out, const char *path, sag_error *err)
{
    *out = NULL;
    sag__mp4 *mp4 = calloc(1, sizeof *mp4);
    if (mp4 != NULL) {
        mp4->path = strdup(path);
    }
    if (mp4 == NULL || mp4->path == NULL) {
        free(mp4);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    }
    sag_status status = sag__outfile_open(&mp4->file, path, err);
    if (status != SAG_STATUS_OK) {
        sag__mp4_destroy(mp4);
        return status;
    }
    *out = mp4;
    return SAG_STATUS_OK;
}

/* What an earlier begin left in the file is written over: it was less than what comes now. */
static void start_over(sag__mp4 *mp4)
{
    close_container(mp4);
    sag__outfile_seek(mp4->file, 0);
    mp4->write_offset_bytes = 0;
    mp4->size_bytes = 0;
}

sag_status sag__mp4_begin(sag__mp4 *mp4, const AVCodecContext *picture, const AVCodecParameters *sound, sag_error *err)
{
    start_over(mp4);
    if (!make_container(mp4) || !add_picture_stream(mp4, picture) ||
        (sound != NULL && !add_sound_stream(mp4, sound))) {
        return fail_memory(mp4, err);
    }
    AVDictionary *options = NULL;
    av_dict_set(&options, "movflags", "+faststart", 0);
    av_dict_set_int(&options, "video_track_timescale", SAG__MP4_TICKS_HZ, 0);
    /* Edit lists, which place the tracks against each other, count in the movie's clock. */
    av_dict_set_int(&options, "movie_timescale", SAG__MP4_TICKS_HZ, 0);
    int const result = avformat_write_header(mp4->container, &options);
    av_dict_free(&options);
    return result >= 0 ? SAG_STATUS_OK : fail(mp4, result, SAG_STATUS_UNSUPPORTED, err);
}

AVRational sag__mp4_get_sound_clock(const sag__mp4 *mp4)
{
    return mp4->sound->time_base;
}

static sag_status write_packet(sag__mp4 *mp4, AVPacket *packet, const AVStream *stream, sag_error *err)
{
    packet->stream_index = stream->index;
    packet->pos = -1;
    int const result = av_write_frame(mp4->container, packet);
    av_packet_unref(packet);
    if (result < 0 || sag__outfile_get_errno(mp4->file) != 0) {
        return fail(mp4, result, SAG_STATUS_FORMAT, err);
    }
    return SAG_STATUS_OK;
}

sag_status sag__mp4_write_picture(sag__mp4 *mp4, AVPacket *packet, sag_error *err)
{
    av_packet_rescale_ts(packet, (AVRational){1, SAG__MP4_TICKS_HZ}, mp4->picture->time_base);
    return write_packet(mp4, packet, mp4->picture, err);
}

sag_status sag__mp4_write_sound(sag__mp4 *mp4, AVPacket *packet, sag_error *err)
{
    return write_packet(mp4, packet, mp4->sound, err);
}

sag_status sag__mp4_finish(sag__mp4 *mp4, sag_error *err)
{
    int const result = av_write_trailer(mp4->container);
    avio_flush(mp4->output);
    if (result < 0) {
        return fail(mp4, result, SAG_STATUS_IO, err);
    }
    sag__outfile *file = mp4->file;
    mp4->file = NULL;
    return sag__outfile_commit(file, err);
}

void sag__mp4_destroy(sag__mp4 *mp4)
{
    if (mp4 != NULL) {
        close_container(mp4);
        sag__outfile_discard(mp4->file);
        free(mp4->path);
        free(mp4);
    }
}

bool sag__mp4_is_ours(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return false; /* opening a pipe would wait for its other end */
    }
    /* Behind "file:" no part of the path can be taken for a protocol. */
    char *url = av_asprintf("file:%s", path);
    AVFormatContext *container = NULL;
    bool ours = false;
    if (url != NULL && avformat_open_input(&container, url, av_find_input_format("mp4"), NULL) == 0) {
        const AVDictionaryEntry *comment = av_dict_get(container->metadata, COMMENT_KEY, NULL, 0);
        ours = comment != NULL && strncmp(comment->value, COMMENT_BEGIN, strlen(COMMENT_BEGIN)) == 0;
    }
    avformat_close_input(&container);
    av_free(url);
    return ours;
}
