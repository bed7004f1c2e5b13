/*
 * The video and image reader on FFmpeg's libraries.
 *
 * The file is opened here and handed to libavformat as bytes: no path, no URL and no other file ever reaches it, so
 * neither a playlist nor a reference inside a container can lead anywhere. Only the container formats in `formats`
 * are accepted. By default the decoder runs in one thread: concealment of damage stays the same from run to run.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/display.h>
#include <libavutil/log.h>
#include <libavutil/pixdesc.h>

#include "fail.h"
#include "orient.h"
#include "picture.h"
#include "reader.h"

/* Containers and pictures that are read. None of them opens a second file. */
static const char formats[] =
    "mov,matroska,avi,mpegts,mpeg,mpegvideo,m4v,h263,h264,hevc,av1,obu,ivf,flv,asf,ogg,mjpeg,mjpeg_2000,mxf,nut,dv,"
    "gxf,wtv,rm,vc1,yuv4mpegpipe,gif,apng,bmp_pipe,exr_pipe,gif_pipe,j2k_pipe,jpeg_pipe,jpegls_pipe,jpegxl_pipe,"
    "pam_pipe,pbm_pipe,pgm_pipe,pgmyuv_pipe,png_pipe,ppm_pipe,qoi_pipe,tiff_pipe,webp_pipe";

#define INPUT_BUFFER_BYTES 65536
/* A decoder that fails this often in a row, with nothing left to feed it, is given up. */
#define DRAIN_FAILURES_MAX 1000

typedef struct video {
    int descriptor;
    int thread_count; /* of the decoder */
    int64_t size_bytes;
    AVIOContext *input;
    AVFormatContext *container;
    AVStream *stream; /* borrowed from container */
    AVCodecContext *decoder;
    AVPacket *packet;
    AVFrame *frame;
    sag__picture *picture;
    sag__orient orient;
    bool is_image;
    bool first_pending; /* frame holds the first picture, decoded by open */
    bool draining;      /* the end of the file was told to the decoder */
    bool cut_short;     /* the container points behind the end of the file */
    bool ended;
    int64_t base_ticks; /* time stamp of the first picture in the stream's time base */
    bool base_known;
    int64_t packet_count; /* of the stream, read so far */
    int64_t reached_us;   /* latest end of a packet of any stream */
    int64_t decoded_count;
} video;

static video *inner(sag__reader *reader)
{
    return (video *)(void *)reader;
}

static pthread_once_t silence_once = PTHREAD_ONCE_INIT;

/* FFmpeg logs to stderr, a library must not. Once only: a program that wants the log can turn it on again. */
static void silence(void)
{
    av_log_set_level(AV_LOG_QUIET);
}

static int read_input(void *opaque, uint8_t *bytes, int size_bytes)
{
    const video *self = opaque;
    ssize_t got = 0;
    do {
        got = read(self->descriptor, bytes, (size_t)size_bytes);
    } while (got < 0 && errno == EINTR);
    return got == 0 ? AVERROR_EOF : got < 0 ? AVERROR(errno) : (int)got;
}

static int64_t seek_input(void *opaque, int64_t offset_bytes, int whence)
{
    video *self = opaque;
    if ((whence & AVSEEK_SIZE) != 0) {
        return self->size_bytes;
    }
    self->cut_short = self->cut_short || ((whence & ~AVSEEK_FORCE) == SEEK_SET && offset_bytes > self->size_bytes);
    off_t position = lseek(self->descriptor, (off_t)offset_bytes, whence & ~AVSEEK_FORCE);
    return position < 0 ? AVERROR(errno) : (int64_t)position;
}

static int refuse_second_file(AVFormatContext *container, AVIOContext **out, const char *url, int flags,
                              AVDictionary **options)
{
    (void)container;
    (void)url;
    (void)flags;
    (void)options;
    *out = NULL;
    return AVERROR(EACCES);
}

static sag_status open_input(video *self, const char *path, sag_error *err)
{
    struct stat facts;
    self->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (self->descriptor < 0) {
        sag_status status = errno == ENOENT || errno == ENOTDIR ? SAG_STATUS_NOT_FOUND : SAG_STATUS_IO;
        return sag__fail(err, status, "cannot open %s: %s", path, strerror(errno));
    }
    if (fstat(self->descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot open %s: not a regular file", path);
    }
    if (facts.st_size == 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "cannot read %s: the file is empty", path);
    }
    self->size_bytes = (int64_t)facts.st_size;
    uint8_t *buffer = av_malloc(INPUT_BUFFER_BYTES);
    self->input = buffer == NULL ? NULL
                                 : avio_alloc_context(buffer, INPUT_BUFFER_BYTES, 0, self, read_input, NULL,
                                                      seek_input);
    if (self->input == NULL) {
        av_free(buffer);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    }
    return SAG_STATUS_OK;
}

static sag_status open_container(video *self, const char *path, sag_error *err)
{
    const AVInputFormat *format = NULL;
    /* Without a name, the content alone decides. */
    if (av_probe_input_buffer2(self->input, &format, NULL, NULL, 0, 0) < 0 || format == NULL ||
        av_match_list(format->name, formats, ',') == 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "cannot read %s: not a video or picture", path);
    }
    size_t name_length = strlen(format->name);
    self->is_image = name_length > 5 && strcmp(format->name + name_length - 5, "_pipe") == 0;
    self->container = avformat_alloc_context();
    if (self->container == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    }
    self->container->pb = self->input;
    self->container->io_open = refuse_second_file;
    int failure = avformat_open_input(&self->container, NULL, format, NULL);
    if (failure >= 0) {
        failure = avformat_find_stream_info(self->container, NULL);
    }
    if (failure == AVERROR(ENOMEM)) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    }
    if (failure < 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "cannot read %s: the %s file is damaged or cut short", path,
                         format->long_name != NULL ? format->long_name : format->name);
    }
    return SAG_STATUS_OK;
}

static sag_status open_decoder(video *self, const char *path, sag_error *err)
{
    int index = av_find_best_stream(self->container, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (index < 0 || (self->container->streams[index]->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "cannot read %s: there is no video in it", path);
    }
    self->stream = self->container->streams[index];
    const AVCodecParameters *facts = self->stream->codecpar;
    if (facts->width > SAG_FRAME_SIDE_MAX_PX || facts->height > SAG_FRAME_SIDE_MAX_PX) {
        return sag__fail(err, SAG_STATUS_LIMIT, "cannot read %s: %d x %d pixels, the limit is %d a side", path,
                         facts->width, facts->height, SAG_FRAME_SIDE_MAX_PX);
    }
    const AVCodec *codec = avcodec_find_decoder(facts->codec_id);
    if (codec == NULL) {
        return sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot decode %s: no decoder for %s", path,
                         avcodec_get_name(facts->codec_id));
    }
    self->decoder = avcodec_alloc_context3(codec);
    if (self->decoder == NULL || avcodec_parameters_to_context(self->decoder, facts) < 0) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    }
    self->decoder->pkt_timebase = self->stream->time_base;
    self->decoder->thread_count = self->thread_count;
    if (avcodec_open2(self->decoder, codec, NULL) < 0) {
        return sag__fail(err, SAG_STATUS_FORMAT, "cannot decode %s: damaged %s parameters", path,
                         avcodec_get_name(facts->codec_id));
    }
    return SAG_STATUS_OK;
}

const char *sag_source_engine(void)
{
    return "FFmpeg libavformat " AV_STRINGIFY(LIBAVFORMAT_VERSION) ", libavcodec " AV_STRINGIFY(LIBAVCODEC_VERSION);
}

static const int32_t *stream_matrix(const AVStream *stream)
{
    size_t size_bytes = 0;
    const uint8_t *data = NULL;
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
    const AVPacketSideData *side =
        av_packet_side_data_get(stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data,
                                AV_PKT_DATA_DISPLAYMATRIX);
    if (side != NULL) {
        data = side->data;
        size_bytes = side->size;
    }
#else
    data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size_bytes);
#endif
    return size_bytes >= 9 * sizeof(int32_t) ? (const int32_t *)(const void *)data : NULL;
}

/* From the container, else from the coded picture, else from a photograph's Exif data. */
static void find_orientation(video *self, sag_source_info *info)
{
    const int32_t *matrix = stream_matrix(self->stream);
    const AVFrameSideData *side = av_frame_get_side_data(self->frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (matrix == NULL && side != NULL && side->size >= 9 * sizeof(int32_t)) {
        matrix = (const int32_t *)(const void *)side->data;
    }
    const AVDictionaryEntry *exif = av_dict_get(self->frame->metadata, "Orientation", NULL, 0);
    if (matrix != NULL) {
        if (!sag__orient_from_matrix(&self->orient, matrix[0], matrix[1], matrix[3], matrix[4])) {
            sag__reader_note_damage(info, "left out a rotation that is no quarter turn");
        }
    } else {
        sag__orient_from_exif(&self->orient, exif != NULL ? strtol(exif->value, NULL, 10) : 1);
    }
}

/* Hand one packet, or the end of the file, to the decoder. Returns false when the decoder cannot go on. */
static bool feed_decoder(video *self, sag_source_info *info)
{
    int result = av_read_frame(self->container, self->packet);
    if (result < 0) {
        if (result != AVERROR_EOF) {
            sag__reader_note_damage(info, "stopped early after %lld frames: the file is damaged or cut short",
                                    (long long)self->decoded_count);
        }
        self->draining = true;
        return avcodec_send_packet(self->decoder, NULL) >= 0;
    }
    /* AV_NOPTS_VALUE is the smallest number. With reordered pictures the last one's dts lies far before its pts. */
    int64_t const last_ticks = self->packet->pts > self->packet->dts ? self->packet->pts : self->packet->dts;
    int64_t const end_ticks = last_ticks != AV_NOPTS_VALUE ? last_ticks : 0;
    int64_t const packet_us = av_rescale_q(av_sat_add64(end_ticks, self->packet->duration),
                                           self->container->streams[self->packet->stream_index]->time_base,
                                           AV_TIME_BASE_Q);
    self->reached_us = packet_us > self->reached_us ? packet_us : self->reached_us;
    if (self->packet->stream_index == self->stream->index) {
        bool const flagged = (self->packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
        if (flagged && avio_feof(self->input)) {
            /* The last packet lacks its end; the note about the early stop follows. */
            av_packet_unref(self->packet);
            return true;
        }
        self->packet_count++;
        if (avcodec_send_packet(self->decoder, self->packet) < 0 || flagged) {
            sag__reader_note_damage(info, "damaged data before frame %lld", (long long)self->decoded_count);
        }
    }
    av_packet_unref(self->packet);
    return true;
}

/*
 * A cut shows where a container announces what is then missing: the MP4 family lists its pictures, Matroska gives
 * the time of its longest stream, AVI points to an index at its end.
 */
static void check_completeness(const video *self, sag_source_info *info)
{
    int64_t const listed_count = avformat_index_get_entries_count(self->stream);
    const char *name = self->container->iformat->name;
    if (strncmp(name, "mov", 3) == 0 && self->packet_count < listed_count) {
        sag__reader_note_damage(info, "stopped early: %lld of %lld frames could be read",
                                (long long)self->decoded_count, (long long)listed_count);
    }
    bool const lacks_time = strncmp(name, "matroska", 8) == 0 && self->container->duration > 0 &&
                            self->reached_us < self->container->duration - AV_TIME_BASE;
    if (self->cut_short || lacks_time) {
        sag__reader_note_damage(info, "stopped early after %lld frames: the file is cut short",
                                (long long)self->decoded_count);
    }
}

/* Decode into self->frame. Returns SAG_STATUS_OK, _END or _NO_MEMORY. */
static sag_status decode_next(video *self, sag_source_info *info)
{
    int failure_count = 0;
    while (!self->ended) {
        int result = avcodec_receive_frame(self->decoder, self->frame);
        if (result >= 0) {
            if (self->frame->decode_error_flags != 0 || (self->frame->flags & AV_FRAME_FLAG_CORRUPT) != 0) {
                sag__reader_note_damage(info, "frame %lld is damaged", (long long)self->decoded_count);
            }
            self->decoded_count++;
            return SAG_STATUS_OK;
        }
        if (result == AVERROR(ENOMEM)) {
            return SAG_STATUS_NO_MEMORY;
        }
        if (result == AVERROR(EAGAIN) && !self->draining) {
            self->ended = !feed_decoder(self, info);
        } else if (result == AVERROR_EOF || (self->draining && ++failure_count > DRAIN_FAILURES_MAX)) {
            self->ended = true;
        } else {
            sag__reader_note_damage(info, "damaged data before frame %lld", (long long)self->decoded_count);
            if (!self->draining) {
                self->ended = !feed_decoder(self, info);
            }
        }
    }
    check_completeness(self, info);
    return SAG_STATUS_END;
}

static int64_t frame_time_ns(video *self)
{
    int64_t ticks = self->frame->best_effort_timestamp;
    if (ticks == AV_NOPTS_VALUE) {
        return SAG__READER_TIME_UNKNOWN;
    }
    if (!self->base_known) {
        self->base_known = true;
        self->base_ticks = ticks;
    }
    int64_t since_ticks = 0;
    if (__builtin_sub_overflow(ticks, self->base_ticks, &since_ticks)) {
        return SAG__READER_TIME_UNKNOWN;
    }
    return av_rescale_q(since_ticks, self->stream->time_base, (AVRational){1, 1000000000});
}

static void describe(const video *self, sag_source_info *info)
{
    const AVStream *stream = self->stream;
    info->kind = self->is_image ? SAG_SOURCE_KIND_IMAGE : SAG_SOURCE_KIND_VIDEO;
    info->rotation_deg = sag__orient_get_rotation_deg(self->orient, &info->flipped);
    snprintf(info->codec, sizeof info->codec, "%s", avcodec_get_name(stream->codecpar->codec_id));
    const char *format = av_get_pix_fmt_name(self->frame->format);
    snprintf(info->pixel_format, sizeof info->pixel_format, "%s", format != NULL ? format : "unknown");
    if (self->is_image) {
        info->frame_count_hint = 1;
        return;
    }
    AVRational rate = stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;
    info->nominal_rate_hz = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0.0;
    double duration_s = stream->duration > 0          ? (double)stream->duration * av_q2d(stream->time_base)
                        : self->container->duration > 0 ? (double)self->container->duration / AV_TIME_BASE
                                                        : 0.0;
    double estimate = duration_s * info->nominal_rate_hz;
    info->frame_count_hint = stream->nb_frames > 0 ? stream->nb_frames : estimate < 1e12 ? llround(estimate) : 0;
}

static void close_file(video *self)
{
    avcodec_free_context(&self->decoder);
    avformat_close_input(&self->container);
    self->stream = NULL;
    if (self->input != NULL) {
        av_freep(&self->input->buffer);
        avio_context_free(&self->input);
    }
    if (self->descriptor >= 0) {
        close(self->descriptor);
        self->descriptor = -1;
    }
}

/* Open path and decode its first picture. On failure the caller closes. */
static sag_status open_file(video *self, const char *path, sag_source_info *info, sag_error *err)
{
    self->first_pending = false;
    self->draining = false;
    self->cut_short = false;
    self->ended = false;
    self->base_known = false;
    self->packet_count = 0;
    self->reached_us = 0;
    self->decoded_count = 0;
    sag_status status = open_input(self, path, err);
    if (status == SAG_STATUS_OK) {
        status = open_container(self, path, err);
    }
    if (status == SAG_STATUS_OK) {
        status = open_decoder(self, path, err);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    status = decode_next(self, info);
    if (status == SAG_STATUS_END) {
        return sag__fail(err, SAG_STATUS_FORMAT, "cannot decode %s: no picture in it can be read", path);
    }
    if (status != SAG_STATUS_OK) {
        return sag__fail(err, status, "cannot decode %s: out of memory", path);
    }
    find_orientation(self, info);
    self->first_pending = true;
    return SAG_STATUS_OK;
}

static sag_status convert(video *self, sag_frame *out, int place)
{
    AVRational shape = av_guess_sample_aspect_ratio(self->container, self->stream, self->frame);
    return sag__picture_convert(self->picture, out, place, self->frame, self->orient, shape);
}

static void video_close(sag__reader *reader)
{
    if (reader == NULL) {
        return;
    }
    video *self = inner(reader);
    close_file(self);
    sag__picture_destroy(self->picture);
    av_frame_free(&self->frame);
    av_packet_free(&self->packet);
    free(self);
}

sag_status sag__reader_open_video(sag__reader **out, const char *path, int thread_count, sag_source_info *info,
                                  sag_error *err)
{
    *out = NULL;
    pthread_once(&silence_once, silence);
    video *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    }
    sag__reader *reader = (sag__reader *)(void *)self;
    self->descriptor = -1;
    self->thread_count = thread_count;
    self->packet = av_packet_alloc();
    self->frame = av_frame_alloc();
    self->picture = sag__picture_create();
    sag_status status = SAG_STATUS_OK;
    if (self->packet == NULL || self->frame == NULL || self->picture == NULL) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    } else {
        status = open_file(self, path, info, err);
    }
    if (status == SAG_STATUS_OK) {
        /* Fixes the size; the first step repeats it from the same frame. */
        sag_frame first;
        status = convert(self, &first, 0);
        if (status == SAG_STATUS_OK) {
            info->width_px = first.width_px;
            info->height_px = first.height_px;
        } else {
            status = sag__fail(err, status, "cannot read %s: its pictures cannot be converted (%s)", path,
                               sag_status_name(status));
        }
    }
    if (status != SAG_STATUS_OK) {
        video_close(reader);
        return status;
    }
    describe(self, info);
    *out = reader;
    return SAG_STATUS_OK;
}

sag_status sag__reader_next_video(sag__reader *reader, const char *path, sag_source_info *info, sag_error *err)
{
    video *self = inner(reader);
    close_file(self);
    sag_status status = open_file(self, path, info, err);
    self->ended = self->ended || status != SAG_STATUS_OK;
    return status;
}

/* Pictures that cannot be converted are left out; the first one could, or open would have failed. */
static sag_status video_step(sag__reader *reader, sag_frame *out, int place, sag_source_info *info,
                             sag_error *err)
{
    video *self = inner(reader);
    for (;;) {
        if (self->is_image && !self->first_pending) {
            return SAG_STATUS_END;
        }
        sag_status status = self->first_pending ? SAG_STATUS_OK : decode_next(self, info);
        self->first_pending = false;
        if (status == SAG_STATUS_OK) {
            status = place != SAG__READER_NO_PIXELS ? convert(self, out, place) : SAG_STATUS_OK;
            out->t_ns = frame_time_ns(self);
        } else if (status == SAG_STATUS_END) {
            return status;
        }
        if (status == SAG_STATUS_OK) {
            return status;
        }
        if (status == SAG_STATUS_NO_MEMORY) {
            return sag__fail(err, status, "cannot decode frame %lld: out of memory", (long long)info->frame_count);
        }
        sag__reader_note_damage(info, "left out picture %lld: %s", (long long)self->decoded_count - 1,
                                sag_status_name(status));
    }
}

static sag_status video_keep(sag__reader *reader, int count)
{
    return sag__picture_keep(inner(reader)->picture, count);
}

const sag__reader_kind sag__reader_video = {video_step, video_keep, video_close};
