#include "camera_stream.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/videodev2.h>

#include "camera_mode.h"
#include "camera_probe.h"
#include "fail.h"

/* The colour that the driver states, by the rules of V4L2 where it leaves something open. */
static void fill_tables(sag__camera_stream *stream, const struct v4l2_pix_format *pix)
{
    bool const stated = pix->priv == V4L2_PIX_FMT_PRIV_MAGIC;
    uint32_t encoding = stated ? pix->ycbcr_enc : V4L2_YCBCR_ENC_DEFAULT;
    uint32_t range = stated ? pix->quantization : V4L2_QUANTIZATION_DEFAULT;
    if (encoding == V4L2_YCBCR_ENC_DEFAULT) {
        encoding = V4L2_MAP_YCBCR_ENC_DEFAULT(pix->colorspace);
    }
    if (range == V4L2_QUANTIZATION_DEFAULT) {
        /* Sensors without colour use all values, whatever the rules for YCbCr say. */
        bool const all = stream->format == SAG_CAMERA_FORMAT_GREY || pix->colorspace == V4L2_COLORSPACE_JPEG;
        range = all ? V4L2_QUANTIZATION_FULL_RANGE : V4L2_QUANTIZATION_LIM_RANGE;
    }
    sag__camera_matrix matrix = SAG__CAMERA_MATRIX_601;
    switch (encoding) {
    case V4L2_YCBCR_ENC_709:
    case V4L2_YCBCR_ENC_XV709: matrix = SAG__CAMERA_MATRIX_709; break;
    case V4L2_YCBCR_ENC_BT2020:
    case V4L2_YCBCR_ENC_BT2020_CONST_LUM: matrix = SAG__CAMERA_MATRIX_2020; break;
    case V4L2_YCBCR_ENC_SMPTE240M: matrix = SAG__CAMERA_MATRIX_240M; break;
    default: break;
    }
    sag__camera_tables_fill(&stream->tables, matrix, range == V4L2_QUANTIZATION_FULL_RANGE);
}

/* Work out where the pixels lie in a buffer. Returns false for what cannot be. */
static bool lay_out(sag__camera_stream *stream, const struct v4l2_pix_format *pix)
{
    if (pix->width < 1 || pix->height < 1 || pix->width > SAG_FRAME_SIDE_MAX_PX ||
        pix->height > SAG_FRAME_SIDE_MAX_PX) {
        return false;
    }
    size_t const width = pix->width;
    size_t const height = pix->height;
    size_t row = 0;
    switch (stream->format) {
    case SAG_CAMERA_FORMAT_YUYV: row = (width + 1) / 2 * 4; break;
    case SAG_CAMERA_FORMAT_RGB24: row = width * 3; break;
    case SAG_CAMERA_FORMAT_NV12: row = (width + 1) / 2 * 2; break;
    case SAG_CAMERA_FORMAT_GREY: row = width; break;
    case SAG_CAMERA_FORMAT_MJPEG:
    case SAG_CAMERA_FORMAT_ANY: break;
    }
    size_t const stride = pix->bytesperline > row ? pix->bytesperline : row;
    if (stride > 16 * (size_t)SAG_FRAME_SIDE_MAX_PX) {
        return false;
    }
    size_t const rows = height + (stream->format == SAG_CAMERA_FORMAT_NV12 ? (height + 1) / 2 : 0);
    bool const plain = row > 0;
    stream->width_px = (int)pix->width;
    stream->height_px = (int)pix->height;
    stream->stride_bytes = plain ? (ptrdiff_t)stride : 0;
    stream->picture_bytes = plain ? stride * (rows - 1) + row : 1;
    return true;
}

/* Fails with the reason that errno has. Returns _IO, or _NOT_FOUND for a device that is gone. */
static sag_status refuse(sag_error *err, const sag_camera_info *info, const char *what)
{
    int const reason = errno;
    if (reason == EBUSY) {
        return sag__fail(err, SAG_STATUS_IO, "camera %s (%s) is in use by another program", info->path, info->name);
    }
    if (reason == ENOSPC) {
        return sag__fail(err, SAG_STATUS_IO, "cannot %s camera %s (%s): its bus has no bandwidth left", what,
                         info->path, info->name);
    }
    return sag__fail(err, reason == ENODEV ? SAG_STATUS_NOT_FOUND : SAG_STATUS_IO, "cannot %s camera %s (%s): %s", what,
                     info->path, info->name, strerror(reason));
}

static void set_rate(sag__camera_stream *stream, double rate_hz)
{
    struct v4l2_streamparm parm;
    memset(&parm, 0, sizeof parm);
    parm.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    stream->rate_hz = 0.0;
    if (sag__camera_ioctl(stream->device, stream->fd, VIDIOC_G_PARM, &parm) != 0) {
        return;
    }
    if ((parm.parm.capture.capability & V4L2_CAP_TIMEPERFRAME) != 0 && rate_hz > 0.0) {
        bool const whole = fabs(rate_hz - round(rate_hz)) < 1e-6;
        struct v4l2_fract const interval = {whole ? 1 : 1000, (uint32_t)lround(rate_hz * (whole ? 1 : 1000))};
        struct v4l2_streamparm const before = parm;
        parm.parm.capture.timeperframe = interval;
        if (sag__camera_ioctl(stream->device, stream->fd, VIDIOC_S_PARM, &parm) != 0) {
            parm = before;
        }
    }
    struct v4l2_fract const got = parm.parm.capture.timeperframe;
    if (got.numerator > 0 && got.denominator > 0) {
        stream->rate_hz = (double)got.denominator / got.numerator;
    }
}

/* Set what stream->wanted says. */
static sag_status set_mode(sag__camera_stream *stream, const sag_camera_info *info, sag_error *err)
{
    const sag__camera_setting *wanted = &stream->wanted;
    struct v4l2_format format;
    memset(&format, 0, sizeof format);
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    format.fmt.pix.width = (uint32_t)wanted->width_px;
    format.fmt.pix.height = (uint32_t)wanted->height_px;
    format.fmt.pix.pixelformat = wanted->code;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    char what[64];
    snprintf(what, sizeof what, "set %dx%d %s on", wanted->width_px, wanted->height_px,
             sag_camera_format_name(wanted->format));
    if (sag__camera_ioctl(stream->device, stream->fd, VIDIOC_S_FMT, &format) != 0) {
        return refuse(err, info, what);
    }
    stream->format = wanted->format;
    stream->is_converted = wanted->is_converted;
    if (format.fmt.pix.pixelformat != wanted->code || !lay_out(stream, &format.fmt.pix)) {
        return sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot %s camera %s (%s): it does not take the mode it lists",
                         what, info->path, info->name);
    }
    fill_tables(stream, &format.fmt.pix);
    set_rate(stream, wanted->rate_hz);
    return SAG_STATUS_OK;
}

static struct v4l2_buffer empty_buffer(int index)
{
    struct v4l2_buffer buffer;
    memset(&buffer, 0, sizeof buffer);
    buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer.memory = V4L2_MEMORY_MMAP;
    buffer.index = (uint32_t)index;
    return buffer;
}

static sag_status map_buffers(sag__camera_stream *stream, const sag_camera_info *info, sag_error *err)
{
    const sag__camera_device *device = stream->device;
    struct v4l2_requestbuffers wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.count = SAG__CAMERA_BUFFERS;
    wanted.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    wanted.memory = V4L2_MEMORY_MMAP;
    if (sag__camera_ioctl(device, stream->fd, VIDIOC_REQBUFS, &wanted) != 0) {
        return refuse(err, info, "get buffers of");
    }
    if (wanted.count < 2) {
        return sag__fail(err, SAG_STATUS_IO, "camera %s (%s) has no memory for 2 buffers", info->path, info->name);
    }
    int const count = wanted.count < SAG__CAMERA_BUFFERS ? (int)wanted.count : SAG__CAMERA_BUFFERS;
    for (int i = 0; i < count; i++) {
        char what[32];
        snprintf(what, sizeof what, "map buffer %d of", i);
        struct v4l2_buffer buffer = empty_buffer(i);
        if (sag__camera_ioctl(device, stream->fd, VIDIOC_QUERYBUF, &buffer) != 0) {
            return refuse(err, info, what);
        }
        stream->buffer[i].start = device->map(device->context, stream->fd, buffer.length, buffer.m.offset);
        if (stream->buffer[i].start == NULL) {
            return refuse(err, info, what);
        }
        stream->buffer[i].length = buffer.length;
        stream->buffer_count = i + 1;
        if (buffer.length < stream->picture_bytes) {
            return sag__fail(err, SAG_STATUS_IO, "camera %s (%s) has buffers smaller than its picture", info->path,
                             info->name);
        }
    }
    return SAG_STATUS_OK;
}

static sag_status start(sag__camera_stream *stream, const sag_camera_info *info, sag_error *err)
{
    sag_status status = map_buffers(stream, info, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    for (int i = 0; i < stream->buffer_count; i++) {
        int const reason = sag__camera_stream_give(stream, i);
        if (reason != 0) {
            errno = reason;
            return refuse(err, info, "queue a buffer of");
        }
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    if (sag__camera_ioctl(stream->device, stream->fd, VIDIOC_STREAMON, &type) != 0) {
        return refuse(err, info, "start");
    }
    stream->is_on = true;
    return SAG_STATUS_OK;
}

/* Let the best mode of the device be the one that is wanted. */
static sag_status choose(sag__camera_stream *stream, sag_camera_info *info, const sag_camera_request *request,
                         sag_error *err)
{
    sag_status status =
        sag__camera_probe_modes(info, stream->device, stream->fd, request->width_px, request->height_px, err);
    sag__camera_choice choice;
    if (status == SAG_STATUS_OK && sag__camera_mode_choose(&choice, info->mode, info->mode_count, request)) {
        const sag_camera_mode *mode = &info->mode[choice.mode];
        stream->wanted = (sag__camera_setting){mode->format,     mode->code,       mode->is_converted,
                                               choice.width_px, choice.height_px, choice.rate_hz};
        stream->captures = true;
    } else if (status == SAG_STATUS_OK && info->mode_count > 0) {
        status = sag__fail(err, SAG_STATUS_UNSUPPORTED, "camera %s (%s) has no %s", info->path, info->name,
                           sag_camera_format_name(request->format));
    } else if (status == SAG_STATUS_OK) {
        status = sag__fail(err, SAG_STATUS_UNSUPPORTED, "camera %s (%s) has no format that is read: %s", info->path,
                           info->name, info->other_formats[0] != '\0' ? info->other_formats : "it lists none");
    }
    free(info->mode);
    info->mode = NULL;
    info->mode_count = 0;
    return status;
}

sag_status sag__camera_stream_open(sag__camera_stream *stream, sag_camera_info *info, const sag__camera_device *device,
                                   const char *path, const char *bus, const sag_camera_request *request,
                                   const sag__camera_setting *again, sag_error *err)
{
    sag__camera_setting const setting = again != NULL ? *again : (sag__camera_setting){0};
    memset(stream, 0, sizeof *stream);
    stream->device = device;
    stream->wanted = setting;
    sag_status status = sag__camera_probe_open(&stream->fd, info, device, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    if (bus != NULL && strcmp(bus, info->bus) != 0) {
        sag__camera_stream_close(stream);
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "camera %s is not on bus %s", path, bus);
    }
    stream->is_camera = true;
    if (again == NULL) {
        status = choose(stream, info, request, err);
    }
    if (status == SAG_STATUS_OK) {
        status = set_mode(stream, info, err);
    }
    if (status == SAG_STATUS_OK) {
        status = start(stream, info, err);
    }
    if (status != SAG_STATUS_OK) {
        sag__camera_stream_close(stream);
    }
    return status;
}

int sag__camera_stream_take(const sag__camera_stream *stream, sag__camera_buffer *out)
{
    struct v4l2_buffer buffer = empty_buffer(0);
    if (sag__camera_ioctl(stream->device, stream->fd, VIDIOC_DQBUF, &buffer) != 0) {
        return errno != 0 ? errno : EIO;
    }
    if (buffer.index >= (uint32_t)stream->buffer_count) {
        return EPROTO;
    }
    *out = (sag__camera_buffer){
        .index = (int)buffer.index,
        .used_bytes = buffer.bytesused,
        .sequence = buffer.sequence,
        .is_flagged = (buffer.flags & V4L2_BUF_FLAG_ERROR) != 0,
        .is_monotonic = (buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC,
        .t_ns = (int64_t)buffer.timestamp.tv_sec * 1000000000 + (int64_t)buffer.timestamp.tv_usec * 1000,
    };
    return 0;
}

int sag__camera_stream_give(const sag__camera_stream *stream, int index)
{
    struct v4l2_buffer buffer = empty_buffer(index);
    if (sag__camera_ioctl(stream->device, stream->fd, VIDIOC_QBUF, &buffer) != 0) {
        return errno != 0 ? errno : EIO;
    }
    return 0;
}

bool sag__camera_stream_is_whole(const sag__camera_stream *stream, const sag__camera_buffer *buffer)
{
    return buffer->used_bytes >= stream->picture_bytes && buffer->used_bytes <= stream->buffer[buffer->index].length;
}

sag_status sag__camera_stream_convert(const sag__camera_stream *stream, const sag__camera_buffer *buffer, uint8_t *rgb,
                                      ptrdiff_t rgb_stride_bytes, sag__jpeg_decoder *decoder)
{
    const uint8_t *data = stream->buffer[buffer->index].start;
    ptrdiff_t const stride = stream->stride_bytes;
    int const width_px = stream->width_px;
    int const height_px = stream->height_px;
    switch (stream->format) {
    case SAG_CAMERA_FORMAT_YUYV:
        sag__camera_yuyv_to_rgb(&stream->tables, rgb, rgb_stride_bytes, data, stride, width_px, height_px);
        return SAG_STATUS_OK;
    case SAG_CAMERA_FORMAT_NV12:
        sag__camera_nv12_to_rgb(&stream->tables, rgb, rgb_stride_bytes, data, data + height_px * stride, stride,
                                width_px, height_px);
        return SAG_STATUS_OK;
    case SAG_CAMERA_FORMAT_RGB24:
        sag__camera_rgb_copy(rgb, rgb_stride_bytes, data, stride, width_px, height_px);
        return SAG_STATUS_OK;
    case SAG_CAMERA_FORMAT_GREY:
        sag__camera_grey_to_rgb(&stream->tables, rgb, rgb_stride_bytes, data, stride, width_px, height_px);
        return SAG_STATUS_OK;
    case SAG_CAMERA_FORMAT_MJPEG:
        return sag__jpeg_decode(decoder, rgb, rgb_stride_bytes, width_px, height_px, data, buffer->used_bytes);
    case SAG_CAMERA_FORMAT_ANY: break;
    }
    return SAG_STATUS_FORMAT;
}

void sag__camera_stream_close(sag__camera_stream *stream)
{
    if (stream->fd < 0) {
        return;
    }
    const sag__camera_device *device = stream->device;
    if (stream->is_on) {
        int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        sag__camera_ioctl(device, stream->fd, VIDIOC_STREAMOFF, &type);
        stream->is_on = false;
    }
    for (int i = 0; i < stream->buffer_count; i++) {
        device->unmap(device->context, stream->buffer[i].start, stream->buffer[i].length);
        stream->buffer[i].start = NULL;
    }
    stream->buffer_count = 0;
    device->close(device->context, stream->fd);
    stream->fd = -1;
}
