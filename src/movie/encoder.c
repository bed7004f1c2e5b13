#include "encoder.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/opt.h>
#include <libswscale/swscale.h>

#include "fail.h"

/* From this size on players take BT.709 for granted, below it BT.601. */
#define HD_WIDTH_PX 1280
#define HD_HEIGHT_PX 720

/* A picture that can be jumped to, this often. */
#define KEY_INTERVAL_S 2.0

/* One encoder and how to make it give good lines and letters, in the order of preference. */
typedef struct encoder_choice {
    const char *name;
    int odd_format;     /* for an odd width or height, AV_PIX_FMT_NONE: cannot */
    int clock_max_hz;
    const char *preset; /* NULL: has none */
    const char *crf;    /* constant quality; NULL: by quantizer or bit rate */
    int quantizer;      /* 0: not used */
    double bits_per_pixel;
} encoder_choice;

/*
 * H.264 in 4:2:0 can only cut off an even number of pixels, so odd sizes are kept in 4:4:4.
 * veryfast: a third to a sixth of the bytes of ultrafast for about twice the time; slower ones gain nothing more.
 */
static const encoder_choice choices[] = {
    {"libx264", AV_PIX_FMT_YUV444P, INT32_MAX, "veryfast", "20", 0, 0.0},
    {"libopenh264", AV_PIX_FMT_NONE, INT32_MAX, NULL, NULL, 0, 0.15},
    {"mpeg4", AV_PIX_FMT_YUV420P, 60000, NULL, NULL, 3, 0.0},
};
#define CHOICE_COUNT (sizeof choices / sizeof choices[0])

struct sag__encoder {
    AVCodecContext *codec;
    struct SwsContext *converter;
    AVFrame *picture;
    AVRational clock; /* of the times outside; the codec may have a coarser one */
};

static int pixel_format(const encoder_choice *choice, const sag__encoder_options *options)
{
    bool const odd = options->width_px % 2 != 0 || options->height_px % 2 != 0;
    return odd ? choice->odd_format : AV_PIX_FMT_YUV420P;
}

static void set_colours(AVCodecContext *codec)
{
    bool const hd = codec->width >= HD_WIDTH_PX || codec->height >= HD_HEIGHT_PX;
    codec->color_range = AVCOL_RANGE_MPEG;
    codec->colorspace = hd ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    codec->color_primaries = hd ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M;
    codec->color_trc = hd ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M;
    codec->chroma_sample_location = codec->pix_fmt == AV_PIX_FMT_YUV420P ? AVCHROMA_LOC_LEFT : AVCHROMA_LOC_UNSPECIFIED;
}

/* Returns NULL when out of memory. */
static AVCodecContext *configure(const encoder_choice *choice, const AVCodec *kind,
                                 const sag__encoder_options *options)
{
    AVCodecContext *codec = avcodec_alloc_context3(kind);
    if (codec == NULL) {
        return NULL;
    }
    codec->width = options->width_px;
    codec->height = options->height_px;
    codec->pix_fmt = (enum AVPixelFormat)pixel_format(choice, options);
    codec->sample_aspect_ratio = (AVRational){1, 1};
    codec->time_base =
        (AVRational){1, options->clock_hz < choice->clock_max_hz ? options->clock_hz : choice->clock_max_hz};
    codec->framerate = av_d2q(options->rate_hz, 60000);
    codec->gop_size = (int)fmax(1.0, round(KEY_INTERVAL_S * options->rate_hz));
    /* No reordering: decoding times equal presentation times, and no player needs a correction to show frame 0 at 0. */
    codec->max_b_frames = 0;
    codec->thread_count = options->thread_count;
    codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    if (choice->quantizer > 0) {
        codec->flags |= AV_CODEC_FLAG_QSCALE;
        codec->global_quality = FF_QP2LAMBDA * choice->quantizer;
    }
    if (choice->bits_per_pixel > 0.0) {
        double const pixels_per_s = (double)options->width_px * options->height_px * options->rate_hz;
        codec->bit_rate = (int64_t)(choice->bits_per_pixel * pixels_per_s);
    }
    set_colours(codec);
    return codec;
}

/* Returns SAG_STATUS_OK, _UNSUPPORTED (absent here, or does not take this size), _NO_MEMORY. */
static sag_status try_codec(sag__encoder *encoder, const encoder_choice *choice, const sag__encoder_options *options)
{
    const AVCodec *kind = avcodec_find_encoder_by_name(choice->name);
    if (kind == NULL || pixel_format(choice, options) == AV_PIX_FMT_NONE) {
        return SAG_STATUS_UNSUPPORTED;
    }
    encoder->codec = configure(choice, kind, options);
    if (encoder->codec == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    AVDictionary *details = NULL;
    if (choice->preset != NULL) {
        av_dict_set(&details, "preset", choice->preset, 0);
    }
    if (choice->crf != NULL) {
        av_dict_set(&details, "crf", choice->crf, 0);
    }
    int const result = avcodec_open2(encoder->codec, kind, &details);
    av_dict_free(&details);
    if (result >= 0) {
        return SAG_STATUS_OK;
    }
    avcodec_free_context(&encoder->codec);
    return result == AVERROR(ENOMEM) ? SAG_STATUS_NO_MEMORY : SAG_STATUS_UNSUPPORTED;
}

static sag_status open_codec(sag__encoder *encoder, const sag__encoder_options *options)
{
    sag_status status = SAG_STATUS_UNSUPPORTED;
    for (size_t i = 0; status == SAG_STATUS_UNSUPPORTED && i < CHOICE_COUNT; i++) {
        if (options->name == NULL || strcmp(options->name, choices[i].name) == 0) {
            status = try_codec(encoder, &choices[i], options);
        }
    }
    return status;
}

static bool make_converter(sag__encoder *encoder)
{
    const AVCodecContext *codec = encoder->codec;
    struct SwsContext *converter = sws_alloc_context();
    encoder->converter = converter;
    if (converter == NULL) {
        return false;
    }
    av_opt_set_int(converter, "srcw", codec->width, 0);
    av_opt_set_int(converter, "srch", codec->height, 0);
    av_opt_set_int(converter, "src_format", AV_PIX_FMT_RGB24, 0);
    av_opt_set_int(converter, "src_range", 1, 0);
    av_opt_set_int(converter, "dstw", codec->width, 0);
    av_opt_set_int(converter, "dsth", codec->height, 0);
    av_opt_set_int(converter, "dst_format", codec->pix_fmt, 0);
    av_opt_set_int(converter, "dst_range", 0, 0);
    /* Thin coloured lines keep their colour only if every pixel counts for the chroma. */
    av_opt_set_int(converter, "sws_flags", SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, 0);
    if (codec->pix_fmt == AV_PIX_FMT_YUV420P) {
        av_opt_set_int(converter, "dst_h_chr_pos", 0, 0);
        av_opt_set_int(converter, "dst_v_chr_pos", 128, 0);
    }
    if (sws_init_context(converter, NULL, NULL) < 0) {
        return false;
    }
    const int *matrix = sws_getCoefficients(codec->colorspace == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_SMPTE170M);
    return sws_setColorspaceDetails(converter, matrix, 1, matrix, 0, 0, 1 << 16, 1 << 16) >= 0;
}

static bool make_picture(sag__encoder *encoder)
{
    const AVCodecContext *codec = encoder->codec;
    AVFrame *picture = av_frame_alloc();
    encoder->picture = picture;
    if (picture == NULL) {
        return false;
    }
    picture->format = codec->pix_fmt;
    picture->width = codec->width;
    picture->height = codec->height;
    picture->color_range = codec->color_range;
    picture->colorspace = codec->colorspace;
    picture->color_primaries = codec->color_primaries;
    picture->color_trc = codec->color_trc;
    picture->chroma_location = codec->chroma_sample_location;
    picture->sample_aspect_ratio = codec->sample_aspect_ratio;
    return av_frame_get_buffer(picture, 0) >= 0;
}

sag_status sag__encoder_open(sag__encoder **out, const sag__encoder_options *options, sag_error *err)
{
    *out = NULL;
    sag__encoder *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", options->path);
    }
    encoder->clock = (AVRational){1, options->clock_hz};
    sag_status status = open_codec(encoder, options);
    if (status == SAG_STATUS_OK && (!make_picture(encoder) || !make_converter(encoder))) {
        status = SAG_STATUS_NO_MEMORY;
    }
    if (status != SAG_STATUS_OK) {
        sag__encoder_close(encoder);
        if (status == SAG_STATUS_NO_MEMORY) {
            return sag__fail(err, status, "cannot write %s: out of memory", options->path);
        }
        return sag__fail(err, status, "cannot write %s: no video encoder for %d x %d pixels on this machine",
                         options->path, options->width_px, options->height_px);
    }
    *out = encoder;
    return SAG_STATUS_OK;
}

const AVCodecContext *sag__encoder_get_context(const sag__encoder *encoder)
{
    return encoder->codec;
}

static sag_status status_of(int result)
{
    return result >= 0 ? SAG_STATUS_OK : result == AVERROR(ENOMEM) ? SAG_STATUS_NO_MEMORY : SAG_STATUS_UNSUPPORTED;
}

sag_status sag__encoder_step(sag__encoder *encoder, const sag_frame *frame, int64_t ticks)
{
    AVFrame *picture = encoder->picture;
    int result = av_frame_make_writable(picture);
    if (result < 0) {
        return status_of(result);
    }
    const uint8_t *const planes[4] = {frame->rgb, NULL, NULL, NULL};
    int const strides[4] = {(int)frame->stride_bytes, 0, 0, 0};
    result = sws_scale(encoder->converter, planes, strides, 0, frame->height_px, picture->data, picture->linesize);
    if (result < 0) {
        return status_of(result);
    }
    picture->pts = av_rescale_q(ticks, encoder->clock, encoder->codec->time_base);
    return status_of(avcodec_send_frame(encoder->codec, picture));
}

sag_status sag__encoder_end(sag__encoder *encoder)
{
    return status_of(avcodec_send_frame(encoder->codec, NULL));
}

sag_status sag__encoder_receive(sag__encoder *encoder, AVPacket *packet)
{
    int const result = avcodec_receive_packet(encoder->codec, packet);
    if (result >= 0) {
        av_packet_rescale_ts(packet, encoder->codec->time_base, encoder->clock);
    }
    return result == AVERROR(EAGAIN) ? SAG_STATUS_AGAIN : result == AVERROR_EOF ? SAG_STATUS_END : status_of(result);
}

void sag__encoder_close(sag__encoder *encoder)
{
    if (encoder != NULL) {
        sws_freeContext(encoder->converter);
        av_frame_free(&encoder->picture);
        avcodec_free_context(&encoder->codec);
        free(encoder);
    }
}
