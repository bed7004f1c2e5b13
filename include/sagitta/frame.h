/*
 * frame.h - one picture on its way from a source to the pose model, a region of it, and the facts of its source.
 *
 * A frame is a value that travels; its pixels belong to the source that made it and stay valid until the next
 * step of that source, unless it was asked to keep some frames longer. Pixels are upright (rotation metadata already
 * applied) and never mirrored.
 */
#ifndef SAGITTA_FRAME_H
#define SAGITTA_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Largest width and height accepted from outside, in pixels. */
#define SAG_FRAME_SIDE_MAX_PX 16384

/* How the bytes of a picture lie. Y is luma, U and V are the chroma Cb and Cr. */
typedef enum sag_pixel_format {
    SAG_PIXEL_FORMAT_RGB24 = 0, /* R G B, full range */
    SAG_PIXEL_FORMAT_BGR24,     /* B G R, full range */
    SAG_PIXEL_FORMAT_YUYV,      /* Y U Y V for two pixels (YUY2); rows of whole groups, also of an odd width */
    SAG_PIXEL_FORMAT_NV12,      /* a plane of Y; a plane of U V, one pair for 2 x 2 pixels, odd sides rounded up */
    SAG_PIXEL_FORMAT_GREY       /* Y alone */
} sag_pixel_format;

#define SAG_PIXEL_FORMAT_COUNT 5

/*
 * What Y, U, V mean, all of 0 .. 255: with y = (Y - luma_zero) * luma_gain, u = U - 128 and v = V - 128,
 * R = y + red_v * v, G = y + green_u * u + green_v * v, B = y + blue_u * u, each clamped to 0 .. 255.
 * The chroma sample k of a row (column) lies at 2 * (k + chroma_x) (chroma_y) pixels from the first luma sample, where
 * it is halved in that direction: 0 on a luma sample (MPEG-2 across), 0.25 between two (what V4L2 says of its formats).
 */
typedef struct sag_colours {
    float luma_zero;
    float luma_gain;
    float red_v;
    float green_u;
    float green_v;
    float blue_u;
    float chroma_x; /* 0 .. 0.5 */
    float chroma_y; /* 0 .. 0.5 */
} sag_colours;

/* A picture as its source stores it. */
typedef struct sag_raw {
    const uint8_t *plane[2]; /* first byte of the top row; [1]: NULL for formats of one plane */
    ptrdiff_t stride_bytes[2];
    sag_pixel_format format;
    sag_colours colours; /* not read for RGB24 and BGR24 */
} sag_raw;

/* 8-bit RGB, three bytes a pixel, full range. */
typedef struct sag_frame {
    const uint8_t *rgb;     /* first byte of the top row; borrowed from the source */
    ptrdiff_t stride_bytes; /* distance between rows */
    int width_px;
    int height_px;
    int64_t index; /* 0, 1, 2, ... in presentation order, counting decoded frames */
    int64_t t_ns;  /* presentation time since the first frame, after --slow-motion */
    sag_raw raw;   /* the same picture, upright and of the same size, before rgb was made of it, for the networks;
                      borrowed like rgb. All zero: there is none */
} sag_frame;

/* The rotated square of the picture that the landmark network saw. */
typedef struct sag_region {
    float center_x_px;
    float center_y_px;
    float side_px;
    float rotation_rad; /* of the square's x axis against the picture's, positive toward y: clockwise on screen */
} sag_region;

typedef enum sag_source_kind {
    SAG_SOURCE_KIND_VIDEO = 0,
    SAG_SOURCE_KIND_IMAGE = 1,
    SAG_SOURCE_KIND_FOLDER = 2
} sag_source_kind;

/* What is known of a source. Facts that are learned on the way are final once step has returned SAG_STATUS_END. */
typedef struct sag_source_info {
    sag_source_kind kind;
    int width_px;             /* upright size of the first frame */
    int height_px;
    int rotation_deg;         /* clockwise rotation that was applied: 0, 90, 180 or 270 */
    bool flipped;             /* the metadata also asked for a mirror image and it was applied */
    char codec[32];           /* "h264", "png", ... */
    char pixel_format[32];    /* as stored, e.g. "yuv420p" */
    double nominal_rate_hz;   /* what the container claims; 0 unknown */
    int64_t frame_count_hint; /* 0 unknown; a hint for progress, never for time */
    int64_t frame_count;      /* frames delivered so far */
    int64_t duration_ns;      /* time of the newest frame delivered */
    bool variable_rate;       /* frame intervals seen so far differ by more than 1.5 ms and 5 % */
    bool damaged;             /* something could not be decoded; what could was delivered */
    char damage[160];         /* one line on the first damage, "" if none */
} sag_source_info;

#ifdef __cplusplus
}
#endif
#endif
