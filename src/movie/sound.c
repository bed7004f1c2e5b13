#include "sound.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavformat/avformat.h>
#include <libavutil/avstring.h>

#include "outfile.h"

/* Containers that can hold sound beside pictures. None of them opens a second file. */
static const char formats[] = "mov,matroska,avi,mpegts,mpeg,flv,asf,ogg,mxf,nut,dv,gxf,wtv,rm";

#define INPUT_BUFFER_BYTES 65536

/*
 * Sound is kept from this long before the first picture. The decoders of AAC and Opus need up to 80 ms before they
 * give true sound; the file tells players not to play what comes before time 0.
 */
#define PREROLL_S 0.1

/* A decoder that gives no picture for this many packets is given up. */
#define FIRST_PICTURE_PACKETS_MAX 1000

/* A file opened for reading. */
typedef struct medium {
    int descriptor;
    int64_t size_bytes;
    AVIOContext *input;
    AVFormatContext *container;
} medium;

struct sag__sound {
    medium medium;
    AVStream *stream; /* borrowed from the medium */
    AVPacket *packet;
    bool has_packet;
    bool ended;
    bool damaged;
    AVRational clock;
    int64_t zero_ticks;  /* time of the first picture in the source, in units of zero_base */
    AVRational zero_base;
    int64_t smooth_ticks; /* state of the conversion from a coarse clock */
    int64_t next_ticks;   /* where the sound so far ends, in the clock; AV_NOPTS_VALUE before the first packet */
    int64_t last_ticks;
};

static int read_input(void *opaque, uint8_t *bytes, int size_bytes)
{
    const medium *self = opaque;
    ssize_t got = 0;
    do {
        got = read(self->descriptor, bytes, (size_t)size_bytes);
    } while (got < 0 && errno == EINTR);
    return got == 0 ? AVERROR_EOF : got < 0 ? AVERROR(errno) : (int)got;
}

static int64_t seek_input(void *opaque, int64_t offset_bytes, int whence)
{
    const medium *self = opaque;
    if ((whence & AVSEEK_SIZE) != 0) {
        return self->size_bytes;
    }
    off_t const position = lseek(self->descriptor, (off_t)offset_bytes, whence & ~AVSEEK_FORCE);
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

static void medium_close(medium *self)
{
    avformat_close_input(&self->container);
    if (self->input != NULL) {
        av_freep(&self->input->buffer);
        avio_context_free(&self->input);
    }
    if (self->descriptor >= 0) {
        close(self->descriptor);
    }
    self->descriptor = -1;
}

/* Returns false if the file cannot be read or is no container with sound. On failure nothing is left open. */
static bool medium_open(medium *self, const char *path)
{
    *self = (medium){.descriptor = -1};
    const AVInputFormat *format = NULL;
    uint8_t *buffer = NULL;
    if (sag__file_open(&self->descriptor, &self->size_bytes, path, NULL) != SAG_STATUS_OK) {
        return false;
    }
    buffer = av_malloc(INPUT_BUFFER_BYTES);
    self->input = buffer == NULL ? NULL
                                 : avio_alloc_context(buffer, INPUT_BUFFER_BYTES, 0, self, read_input, NULL,
                                                      seek_input);
    if (self->input == NULL) {
        av_free(buffer);
        medium_close(self);
        return false;
    }
    bool ready = av_probe_input_buffer2(self->input, &format, NULL, NULL, 0, 0) >= 0 && format != NULL &&
                 av_match_list(format->name, formats, ',') != 0;
    self->container = ready ? avformat_alloc_context() : NULL;
    if (self->container != NULL) {
        self->container->pb = self->input;
        self->container->io_open = refuse_second_file;
        ready = avformat_open_input(&self->container, NULL, format, NULL) >= 0 &&
                avformat_find_stream_info(self->container, NULL) >= 0;
    }
    if (self->container == NULL || !ready) {
        medium_close(self);
        return false;
    }
    return true;
}

static void read_only(const medium *self, const AVStream *wanted)
{
    for (unsigned i = 0; i < self->container->nb_streams; i++) {
        if (self->container->streams[i] != wanted) {
            self->container->streams[i]->discard = AVDISCARD_ALL;
        }
    }
}

/* Decode until there is a picture. Returns its time in the stream's units, AV_NOPTS_VALUE if there is none. */
static int64_t decode_first(AVFormatContext *container, const AVStream *stream, AVCodecContext *decoder,
                            AVPacket *packet, AVFrame *picture)
{
    bool draining = false;
    for (int i = 0; i < FIRST_PICTURE_PACKETS_MAX; i++) {
        if (avcodec_receive_frame(decoder, picture) >= 0) {
            return picture->best_effort_timestamp;
        }
        if (draining) {
            break;
        }
        draining = av_read_frame(container, packet) < 0;
        if (draining || packet->stream_index == stream->index) {
            /* Damage shows as a picture that does not come. */
            (void)avcodec_send_packet(decoder, draining ? NULL : packet);
        }
        av_packet_unref(packet);
    }
    return AV_NOPTS_VALUE;
}

/* When the first picture of a file is shown: the same picture that the video reader gives first. */
static bool find_zero(int64_t *ticks, AVRational *base, const char *path)
{
    medium file;
    if (!medium_open(&file, path)) {
        return false;
    }
    *ticks = AV_NOPTS_VALUE;
    int const index = av_find_best_stream(file.container, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    const AVStream *stream = index >= 0 ? file.container->streams[index] : NULL;
    const AVCodec *kind = stream != NULL ? avcodec_find_decoder(stream->codecpar->codec_id) : NULL;
    AVCodecContext *decoder = kind != NULL ? avcodec_alloc_context3(kind) : NULL;
    AVPacket *packet = av_packet_alloc();
    AVFrame *picture = av_frame_alloc();
    if (decoder != NULL && packet != NULL && picture != NULL &&
        avcodec_parameters_to_context(decoder, stream->codecpar) >= 0) {
        read_only(&file, stream);
        decoder->pkt_timebase = stream->time_base;
        decoder->thread_count = 1;
        if (avcodec_open2(decoder, kind, NULL) >= 0) {
            *ticks = decode_first(file.container, stream, decoder, packet, picture);
            *base = stream->time_base;
        }
    }
    av_frame_free(&picture);
    av_packet_free(&packet);
    avcodec_free_context(&decoder);
    medium_close(&file);
    return *ticks != AV_NOPTS_VALUE;
}

/* Whether MP4 has a place for the stream; a line on why not. */
static bool can_carry(const AVCodecParameters *facts, char *note, size_t note_bytes)
{
    const AVOutputFormat *mp4 = av_guess_format("mp4", NULL, NULL);
    if (mp4 == NULL || avformat_query_codec(mp4, facts->codec_id, FF_COMPLIANCE_NORMAL) != 1) {
        snprintf(note, note_bytes, "sound left out: MP4 cannot carry %s", avcodec_get_name(facts->codec_id));
        return false;
    }
    if (facts->sample_rate <= 0) {
        snprintf(note, note_bytes, "sound left out: it is damaged");
        return false;
    }
    return true;
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* Fill a zeroed sound. Returns false if there is none to copy. */
static bool sound_fill(sag__sound *sound, const char *path, char *note, size_t note_bytes)
{
    if (!medium_open(&sound->medium, path)) {
        if (access(path, R_OK) != 0) {
            snprintf(note, note_bytes, "sound left out: its file cannot be read");
        }
        return false;
    }
    AVFormatContext *container = sound->medium.container;
    int const index = av_find_best_stream(container, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0);
    if (index < 0) {
        return false;
    }
    sound->stream = container->streams[index];
    read_only(&sound->medium, sound->stream);
    if (!can_carry(sound->stream->codecpar, note, note_bytes)) {
        return false;
    }
    if (!find_zero(&sound->zero_ticks, &sound->zero_base, path)) {
        snprintf(note, note_bytes, "sound left out: the time of the first picture is not known");
        return false;
    }
    sound->packet = av_packet_alloc();
    if (sound->packet == NULL) {
        snprintf(note, note_bytes, "sound left out: out of memory");
        return false;
    }
    return true;
}

sag__sound *sag__sound_open(const char *path, char *note, size_t note_bytes)
{
    note[0] = '\0';
    if (is_folder(path)) {
        return NULL;
    }
    sag__sound *sound = calloc(1, sizeof *sound);
    if (sound == NULL) {
        snprintf(note, note_bytes, "sound left out: out of memory");
        return NULL;
    }
    sound->medium.descriptor = -1;
    sound->smooth_ticks = AV_NOPTS_VALUE;
    sound->next_ticks = AV_NOPTS_VALUE;
    sound->last_ticks = INT64_MIN;
    if (!sound_fill(sound, path, note, note_bytes)) {
        sag__sound_close(sound);
        return NULL;
    }
    return sound;
}

const AVCodecParameters *sag__sound_get_parameters(const sag__sound *sound)
{
    return sound->stream->codecpar;
}

void sag__sound_set_clock(sag__sound *sound, AVRational clock)
{
    sound->clock = clock;
}

/* Place the packet in the clock. Returns false if it has no place. */
static bool place_packet(sag__sound *sound)
{
    AVPacket *packet = sound->packet;
    AVStream *stream = sound->stream;
    int64_t const source_ticks = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
    int const sample_count = av_get_audio_frame_duration2(stream->codecpar, packet->size);
    AVRational const samples = {1, stream->codecpar->sample_rate};
    int64_t ticks = sound->next_ticks;
    if (source_ticks != AV_NOPTS_VALUE) {
        /* Some containers round to milliseconds; counting samples gives the true times back. */
        int64_t const zero_ticks = av_rescale_q(sound->zero_ticks, sound->zero_base, sound->clock);
        ticks = av_rescale_delta(stream->time_base, source_ticks, samples, sample_count, &sound->smooth_ticks,
                                 sound->clock);
        ticks = av_sat_sub64(ticks, zero_ticks);
    }
    if (ticks == AV_NOPTS_VALUE || ticks <= sound->last_ticks) {
        return false;
    }
    packet->duration = sample_count > 0 ? av_rescale_q(sample_count, samples, sound->clock)
                                        : av_rescale_q(packet->duration, stream->time_base, sound->clock);
    packet->pts = ticks;
    packet->dts = ticks;
    sound->last_ticks = ticks;
    sound->next_ticks = av_sat_add64(ticks, packet->duration);
    return true;
}

/* Whether the newest packet is to be copied. */
static bool is_wanted(sag__sound *sound)
{
    AVPacket *packet = sound->packet;
    if (packet->stream_index != sound->stream->index) {
        return false;
    }
    if (packet->size == 0 || (packet->flags & AV_PKT_FLAG_CORRUPT) != 0 || !place_packet(sound)) {
        sound->damaged = true;
        return false;
    }
    return (double)sound->next_ticks * av_q2d(sound->clock) > -PREROLL_S;
}

AVPacket *sag__sound_peek(sag__sound *sound)
{
    while (!sound->has_packet && !sound->ended) {
        int const result = av_read_frame(sound->medium.container, sound->packet);
        sound->ended = result < 0;
        sound->damaged = sound->damaged || (result < 0 && result != AVERROR_EOF);
        sound->has_packet = result >= 0 && is_wanted(sound);
        if (!sound->has_packet) {
            av_packet_unref(sound->packet);
        }
    }
    return sound->has_packet ? sound->packet : NULL;
}

void sag__sound_pop(sag__sound *sound, bool was_sound)
{
    sound->damaged = sound->damaged || !was_sound;
    av_packet_unref(sound->packet);
    sound->has_packet = false;
}

bool sag__sound_is_damaged(const sag__sound *sound)
{
    return sound->damaged;
}

void sag__sound_close(sag__sound *sound)
{
    if (sound != NULL) {
        av_packet_free(&sound->packet);
        medium_close(&sound->medium);
        free(sound);
    }
}
