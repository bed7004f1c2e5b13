#include "picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>

#include "memory.h"

#define PIXEL_BYTES 3

/* What the scaler and the buffers were made for. */
typedef struct layout {
    int source_width_px;
    int source_height_px;
    int format;
    int colour_space;
    int range;
    sag__orient orient;
    AVRational sample_aspect;
} layout;

/* Where a delivered picture lies. */
typedef struct target_buffer {
    uint8_t *upright; /* NULL: there is none */
    bool is_black;    /* around the place of the present layout */
} target_buffer;

struct sag__picture {
    struct SwsContext *scaler; /* NULL until a layout is set */
    layout layout;
    int width_px; /* of what is delivered; 0 until the first frame */
    int height_px;
    target_buffer target[SAG_SOURCE_KEPT_MAX];
    ptrdiff_t upright_stride_bytes;
    uint8_t *scaled; /* before turning or placing; NULL while the scaler can write into upright */
    ptrdiff_t scaled_stride_bytes;
    int scaled_width_px;
    int scaled_height_px;
    ptrdiff_t place_bytes; /* where in upright the picture begins */
    bool whole;     /* the picture fills upright */
    bool direct;    /* the scaler writes into upright */
};

sag__picture *sag__picture_create(void)
{
    return calloc(1, sizeof(sag__picture));
}

void sag__picture_destroy(sag__picture *picture)
{
    if (picture != NULL) {
        sws_freeContext(picture->scaler);
        for (int i = 0; i < SAG_SOURCE_KEPT_MAX; i++) {
            sag__memory_free(picture->target[i].upright);
        }
        sag__memory_free(picture->scaled);
        free(picture);
    }
}

/* Rows padded so that the scaler's vector code may write beyond the last pixel. */
static ptrdiff_t stride_for(int width_px)
{
    size_t bytes = (size_t)width_px * PIXEL_BYTES + SAG__ALIGN_BYTES;
    return (ptrdiff_t)((bytes + SAG__ALIGN_BYTES - 1) / SAG__ALIGN_BYTES * SAG__ALIGN_BYTES);
}

static uint8_t *make_buffer(ptrdiff_t *stride_bytes, int width_px, int height_px)
{
    *stride_bytes = stride_for(width_px);
    return sag__memory_alloc((size_t)height_px, (size_t)*stride_bytes);
}

sag_status sag__picture_keep(sag__picture *picture, int count)
{
    for (int i = 0; i < count; i++) {
        target_buffer *buffer = &picture->target[i];
        if (buffer->upright == NULL) {
            buffer->upright = make_buffer(&picture->upright_stride_bytes, picture->width_px, picture->height_px);
        }
        if (buffer->upright == NULL) {
            return SAG_STATUS_NO_MEMORY;
        }
    }
    return SAG_STATUS_OK;
}

/* The frame's size with square pixels, before turning, in pixels. */
static void square_size(double *width, double *height, const layout *wanted)
{
    *width = wanted->source_width_px;
    *height = wanted->source_height_px;
    AVRational shape = wanted->sample_aspect;
    double ratio = shape.num > 0 && shape.den > 0 ? (double)shape.num / shape.den : 1.0;
    if (!(ratio >= 0.1 && ratio <= 10.0) || fabs(ratio - 1.0) <= 0.01) {
        return;
    }
    if (ratio > 1.0) {
        *width = round(*width * ratio);
    } else {
        *height = round(*height / ratio);
    }
}

/* The first frame decides the delivered size. */
static sag_status fix_size(sag__picture *picture, double width, double height)
{
    if (width > SAG_FRAME_SIDE_MAX_PX || height > SAG_FRAME_SIDE_MAX_PX) {
        return SAG_STATUS_LIMIT;
    }
    uint8_t *upright = make_buffer(&picture->upright_stride_bytes, (int)width, (int)height);
    if (upright == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    picture->target[0].upright = upright;
    picture->width_px = (int)width;
    picture->height_px = (int)height;
    return SAG_STATUS_OK;
}

/* Decide where the frame goes: size after scaling, place in the delivered picture, buffer in between. */
static sag_status place_frame(sag__picture *picture, const layout *wanted)
{
    double width = 0.0;
    double height = 0.0;
    square_size(&width, &height, wanted);
    bool const turned = wanted->orient.transpose;
    double upright_width = turned ? height : width;
    double upright_height = turned ? width : height;
    if (picture->width_px == 0) {
        sag_status status = fix_size(picture, upright_width, upright_height);
        if (status != SAG_STATUS_OK) {
            return status;
        }
    }
    double fit = fmin(picture->width_px / upright_width, picture->height_px / upright_height);
    int fit_width_px = (int)fmax(1.0, fmin(picture->width_px, round(upright_width * fit)));
    int fit_height_px = (int)fmax(1.0, fmin(picture->height_px, round(upright_height * fit)));
    int left_px = (picture->width_px - fit_width_px) / 2;
    int top_px = (picture->height_px - fit_height_px) / 2;

    picture->whole = fit_width_px == picture->width_px && fit_height_px == picture->height_px;
    bool const as_is = !turned && !wanted->orient.reverse_x && !wanted->orient.reverse_y;
    picture->direct = picture->whole && as_is;
    picture->place_bytes = top_px * picture->upright_stride_bytes + (ptrdiff_t)left_px * PIXEL_BYTES;
    picture->scaled_width_px = turned ? fit_height_px : fit_width_px;
    picture->scaled_height_px = turned ? fit_width_px : fit_height_px;
    sag__memory_free(picture->scaled);
    picture->scaled = NULL;
    if (!picture->direct) {
        picture->scaled =
            make_buffer(&picture->scaled_stride_bytes, picture->scaled_width_px, picture->scaled_height_px);
        if (picture->scaled == NULL) {
            return SAG_STATUS_NO_MEMORY;
        }
    }
    for (int i = 0; i < SAG_SOURCE_KEPT_MAX; i++) {
        picture->target[i].is_black = false;
    }
    return SAG_STATUS_OK;
}

/* The settings of the scale filter that the ffmpeg program inserts. */
static struct SwsContext *make_scaler(const sag__picture *picture, const layout *wanted)
{
    struct SwsContext *scaler = sws_alloc_context();
    if (scaler == NULL) {
        return NULL;
    }
    av_opt_set_int(scaler, "srcw", wanted->source_width_px, 0);
    av_opt_set_int(scaler, "srch", wanted->source_height_px, 0);
    av_opt_set_int(scaler, "src_format", wanted->format, 0);
    av_opt_set_int(scaler, "dstw", picture->scaled_width_px, 0);
    av_opt_set_int(scaler, "dsth", picture->scaled_height_px, 0);
    av_opt_set_int(scaler, "dst_format", AV_PIX_FMT_RGB24, 0);
    av_opt_set_int(scaler, "sws_flags", SWS_BICUBIC, 0);
    if (wanted->format == AV_PIX_FMT_YUV420P) {
        /* Vertical chroma position in 1/256 of a luma row: half way between two rows, as MPEG-2 puts it. */
        av_opt_set_int(scaler, "src_v_chr_pos", 128, 0);
    }
    if (sws_init_context(scaler, NULL, NULL) < 0) {
        sws_freeContext(scaler);
        return NULL;
    }
    int *inverse_table = NULL;
    int *table = NULL;
    int source_full = 0;
    int target_full = 0;
    int brightness = 0;
    int contrast = 0;
    int saturation = 0;
    if (sws_getColorspaceDetails(scaler, &inverse_table, &source_full, &table, &target_full, &brightness, &contrast,
                                 &saturation) >= 0) {
        if (wanted->range != AVCOL_RANGE_UNSPECIFIED) {
            source_full = wanted->range == AVCOL_RANGE_JPEG;
        }
        const int *matrix = sws_getCoefficients(wanted->colour_space);
        sws_setColorspaceDetails(scaler, matrix, source_full, matrix, target_full, brightness, contrast, saturation);
    }
    return scaler;
}

static bool same_layout(const layout *a, const layout *b)
{
    return a->source_width_px == b->source_width_px && a->source_height_px == b->source_height_px &&
           a->format == b->format && a->colour_space == b->colour_space && a->range == b->range &&
           a->orient.transpose == b->orient.transpose && a->orient.reverse_x == b->orient.reverse_x &&
           a->orient.reverse_y == b->orient.reverse_y && a->sample_aspect.num == b->sample_aspect.num &&
           a->sample_aspect.den == b->sample_aspect.den;
}

static sag_status set_layout(sag__picture *picture, const layout *wanted)
{
    sws_freeContext(picture->scaler);
    picture->scaler = NULL;
    sag_status status = place_frame(picture, wanted);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    picture->scaler = make_scaler(picture, wanted);
    picture->layout = *wanted;
    return picture->scaler != NULL ? SAG_STATUS_OK : SAG_STATUS_UNSUPPORTED;
}

sag_status sag__picture_convert(sag__picture *picture, sag_frame *out, int target, const AVFrame *frame,
                                sag__orient orient, AVRational sample_aspect)
{
    layout wanted = {
        .source_width_px = frame->width,
        .source_height_px = frame->height,
        .format = frame->format,
        .colour_space = (int)frame->colorspace,
        .range = (int)frame->color_range,
        .orient = orient,
        .sample_aspect = sample_aspect,
    };
    if (frame->width < 1 || frame->height < 1 || frame->width > SAG_FRAME_SIDE_MAX_PX ||
        frame->height > SAG_FRAME_SIDE_MAX_PX) {
        return SAG_STATUS_LIMIT;
    }
    if (picture->scaler == NULL || !same_layout(&picture->layout, &wanted)) {
        sag_status status = set_layout(picture, &wanted);
        if (status != SAG_STATUS_OK) {
            return status;
        }
    }
    target_buffer *buffer = &picture->target[target];
    if (!picture->whole && !buffer->is_black) {
        memset(buffer->upright, 0, (size_t)picture->upright_stride_bytes * (size_t)picture->height_px);
        buffer->is_black = true;
    }
    uint8_t *const pixels = picture->direct ? buffer->upright : picture->scaled;
    ptrdiff_t const stride_bytes = picture->direct ? picture->upright_stride_bytes : picture->scaled_stride_bytes;
    uint8_t *const planes[4] = {pixels, NULL, NULL, NULL};
    int const strides[4] = {(int)stride_bytes, 0, 0, 0};
    if (sws_scale(picture->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, planes,
                  strides) < 0) {
        return SAG_STATUS_UNSUPPORTED;
    }
    if (!picture->direct) {
        sag__orient_apply(buffer->upright + picture->place_bytes, picture->upright_stride_bytes, picture->scaled,
                          picture->scaled_stride_bytes, picture->scaled_width_px, picture->scaled_height_px, orient);
    }
    out->rgb = buffer->upright;
    out->stride_bytes = picture->upright_stride_bytes;
    out->width_px = picture->width_px;
    out->height_px = picture->height_px;
    out->raw = (sag_raw){0};
    return SAG_STATUS_OK;
}
