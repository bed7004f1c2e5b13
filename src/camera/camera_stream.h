/*
 * camera_stream.h - an open device that fills buffers in a mode, and the pictures in them.
 *
 * Memory of the driver is mapped, not copied: buffers travel between the driver and us. A stream has no notion of what
 * to do when it fails; camera.c decides that.
 */
#ifndef SAGITTA_CAMERA_STREAM_H
#define SAGITTA_CAMERA_STREAM_H

#include "camera_device.h"
#include "camera_pixels.h"

#include "jpeg_decoder.h"

#define SAG__CAMERA_BUFFERS 4

/* What a device is set to. */
typedef struct sag__camera_setting {
    sag_camera_format format;
    uint32_t code;
    bool is_converted;
    int width_px;
    int height_px;
    double rate_hz; /* 0: the driver's own */
} sag__camera_setting;

typedef struct sag__camera_stream {
    const sag__camera_device *device;
    int fd; /* -1: no stream */
    bool is_camera; /* as far as it was opened: it captures video, on the bus that was wanted */
    bool captures;  /* and has a mode that can be read */
    sag__camera_setting wanted; /* of the device; what it took follows */
    sag_camera_format format;
    bool is_converted;
    int width_px;
    int height_px;
    ptrdiff_t stride_bytes; /* of the source's rows; 0 for JPEG */
    size_t picture_bytes;   /* the least that holds a picture */
    double rate_hz;
    sag__camera_tables tables;
    struct {
        uint8_t *start; /* NULL: not mapped */
        size_t length;
    } buffer[SAG__CAMERA_BUFFERS];
    int buffer_count;
    bool is_on; /* the driver fills buffers */
} sag__camera_stream;

/* What came with a buffer. */
typedef struct sag__camera_buffer {
    int index;
    size_t used_bytes;
    uint32_t sequence;
    bool is_flagged;      /* the driver says that it is damaged */
    bool is_monotonic;    /* t_ns is of CLOCK_MONOTONIC */
    int64_t t_ns;
} sag__camera_buffer;

/*
 * Open a device, set a mode and start the stream.
 * info: what the device is; without modes.
 * bus: the device must be on this bus; NULL: on any.
 * request: the mode is the best one for it. again: if it is not NULL this setting is taken, without asking the device
 *   for its modes, which can take long.
 * Returns as sag_camera_open. stream->fd is -1 on failure and nothing is left open.
 */
sag_status sag__camera_stream_open(sag__camera_stream *stream, sag_camera_info *info, const sag__camera_device *device,
                                   const char *path, const char *bus, const sag_camera_request *request,
                                   const sag__camera_setting *again, sag_error *err);

/* Take a filled buffer without waiting. Returns 0, or errno: EAGAIN there is none, anything else the stream is over. */
int sag__camera_stream_take(const sag__camera_stream *stream, sag__camera_buffer *out);

/* Give a buffer back to the driver. Returns 0 or errno. */
int sag__camera_stream_give(const sag__camera_stream *stream, int index);

/* Whether a buffer holds a whole picture, as far as its size tells. */
bool sag__camera_stream_is_whole(const sag__camera_stream *stream, const sag__camera_buffer *buffer);

/* Convert a whole buffer. decoder: for JPEG. Returns SAG_STATUS_OK, or _FORMAT for a broken JPEG. */
sag_status sag__camera_stream_convert(const sag__camera_stream *stream, const sag__camera_buffer *buffer, uint8_t *rgb,
                                      ptrdiff_t rgb_stride_bytes, sag__jpeg_decoder *decoder);

/* Stop, unmap, close. Also for a stream that failed or has been closed. */
void sag__camera_stream_close(sag__camera_stream *stream);

#endif
