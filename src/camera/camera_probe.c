#include "camera_probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/videodev2.h>

#include "camera_mode.h"
#include "fail.h"

/* The size for whose rates a range is asked in a list of cameras. */
#define LIST_WIDTH_PX 640
#define LIST_HEIGHT_PX 480

const char *sag_camera_format_name(sag_camera_format format)
{
    switch (format) {
    case SAG_CAMERA_FORMAT_ANY: return "any";
    case SAG_CAMERA_FORMAT_YUYV: return "YUYV";
    case SAG_CAMERA_FORMAT_NV12: return "NV12";
    case SAG_CAMERA_FORMAT_RGB24: return "RGB3";
    case SAG_CAMERA_FORMAT_MJPEG: return "MJPG";
    case SAG_CAMERA_FORMAT_GREY: return "GREY";
    }
    return "unknown";
}

static sag_camera_format format_of(uint32_t code)
{
    switch (code) {
    case V4L2_PIX_FMT_YUYV: return SAG_CAMERA_FORMAT_YUYV;
    case V4L2_PIX_FMT_NV12: return SAG_CAMERA_FORMAT_NV12;
    case V4L2_PIX_FMT_RGB24: return SAG_CAMERA_FORMAT_RGB24;
    case V4L2_PIX_FMT_MJPEG:
    case V4L2_PIX_FMT_JPEG: return SAG_CAMERA_FORMAT_MJPEG;
    case V4L2_PIX_FMT_GREY: return SAG_CAMERA_FORMAT_GREY;
    default: return SAG_CAMERA_FORMAT_ANY;
    }
}

/* Text from a driver: its end is looked for, not believed. */
static void copy_text(char *out, size_t size, const unsigned char *text, size_t length)
{
    size_t i = 0;
    for (; i < length && i + 1 < size && text[i] != '\0'; i++) {
        out[i] = (char)text[i];
    }
    out[i] = '\0';
    sag__fail_keep_one_line(out);
}

/* Drivers of USB cameras give the name twice: "Webcam: Webcam", the second one cut where there is no room. */
static void drop_repetition(char *name)
{
    char *colon = strstr(name, ": ");
    if (colon != NULL && strncmp(name, colon + 2, strlen(colon + 2)) == 0) {
        *colon = '\0';
    }
}

sag_status sag__camera_probe_open(int *fd, sag_camera_info *out, const sag__camera_device *device, const char *path,
                                  sag_error *err)
{
    *fd = -1;
    memset(out, 0, sizeof *out);
    snprintf(out->path, sizeof out->path, "%s", path);
    int opened = device->open(device->context, path);
    if (opened < 0) {
        int const reason = errno;
        if (reason == ENOTTY || reason == EINVAL) {
            return sag__fail(err, SAG_STATUS_UNSUPPORTED, "%s is no video device", path);
        }
        if (reason == EBUSY) {
            return sag__fail(err, SAG_STATUS_IO, "camera %s is in use by another program", path);
        }
        bool const absent = reason == ENOENT || reason == ENODEV || reason == ENXIO || reason == ENOTDIR;
        return sag__fail(err, absent ? SAG_STATUS_NOT_FOUND : SAG_STATUS_IO, "cannot open camera %s: %s", path,
                         strerror(reason));
    }
    struct v4l2_capability facts;
    memset(&facts, 0, sizeof facts);
    if (sag__camera_ioctl(device, opened, VIDIOC_QUERYCAP, &facts) != 0) {
        int const reason = errno;
        device->close(device->context, opened);
        if (reason == ENOTTY || reason == EINVAL) {
            return sag__fail(err, SAG_STATUS_UNSUPPORTED, "%s is no video device", path);
        }
        return sag__fail(err, SAG_STATUS_IO, "cannot ask camera %s: %s", path, strerror(reason));
    }
    copy_text(out->name, sizeof out->name, facts.card, sizeof facts.card);
    drop_repetition(out->name);
    copy_text(out->bus, sizeof out->bus, facts.bus_info, sizeof facts.bus_info);
    copy_text(out->driver, sizeof out->driver, facts.driver, sizeof facts.driver);
    bool const own = (facts.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
    uint32_t const can = own ? facts.device_caps : facts.capabilities;
    if ((can & V4L2_CAP_VIDEO_CAPTURE) == 0 || (can & V4L2_CAP_STREAMING) == 0) {
        device->close(device->context, opened);
        return sag__fail(err, SAG_STATUS_UNSUPPORTED, "%s (%s, driver %s) captures no video%s", path, out->name,
                         out->driver, (can & V4L2_CAP_VIDEO_CAPTURE) != 0 ? " in streams" : "");
    }
    *fd = opened;
    return SAG_STATUS_OK;
}

static double rate_of(struct v4l2_fract interval)
{
    bool const sane = interval.numerator > 0 && interval.denominator > 0;
    double const rate = sane ? (double)interval.denominator / interval.numerator : 0.0;
    return rate >= 0.01 && rate <= 10000.0 ? rate : 0.0;
}

static int compare_rates(const void *a, const void *b)
{
    double const left = *(const double *)a;
    double const right = *(const double *)b;
    return (left < right) - (left > right);
}

static void read_rates(sag_camera_mode *mode, const sag__camera_device *device, int fd, int wanted_width_px,
                       int wanted_height_px)
{
    int width_px = 0;
    int height_px = 0;
    sag__camera_mode_fit(&width_px, &height_px, mode, wanted_width_px, wanted_height_px);
    while (mode->rate_count < SAG_CAMERA_RATES_MAX) {
        struct v4l2_frmivalenum one;
        memset(&one, 0, sizeof one);
        one.index = (uint32_t)mode->rate_count;
        one.pixel_format = mode->code;
        one.width = (uint32_t)width_px;
        one.height = (uint32_t)height_px;
        if (sag__camera_ioctl(device, fd, VIDIOC_ENUM_FRAMEINTERVALS, &one) != 0) {
            break;
        }
        if (one.type != V4L2_FRMIVAL_TYPE_DISCRETE) {
            double const highest = rate_of(one.stepwise.min);
            double const lowest = rate_of(one.stepwise.max);
            if (highest > 0.0 && lowest <= highest) {
                mode->rate_is_range = true;
                mode->rate_count = 2;
                mode->rate_hz[0] = highest;
                mode->rate_hz[1] = lowest;
            }
            return;
        }
        double const rate = rate_of(one.discrete);
        if (rate <= 0.0) {
            break;
        }
        mode->rate_hz[mode->rate_count++] = rate;
    }
    qsort(mode->rate_hz, (size_t)mode->rate_count, sizeof mode->rate_hz[0], compare_rates);
}

/* Fill in the size; false: it cannot be one. */
static bool read_size(sag_camera_mode *mode, const struct v4l2_frmsizeenum *one)
{
    bool const single = one->type == V4L2_FRMSIZE_TYPE_DISCRETE;
    uint32_t const width = single ? one->discrete.width : one->stepwise.min_width;
    uint32_t const height = single ? one->discrete.height : one->stepwise.min_height;
    uint32_t width_max = single ? width : one->stepwise.max_width;
    uint32_t height_max = single ? height : one->stepwise.max_height;
    width_max = width_max < SAG_FRAME_SIDE_MAX_PX ? width_max : SAG_FRAME_SIDE_MAX_PX;
    height_max = height_max < SAG_FRAME_SIDE_MAX_PX ? height_max : SAG_FRAME_SIDE_MAX_PX;
    if (width < 1 || height < 1 || width > width_max || height > height_max) {
        return false;
    }
    mode->width_px = (int)width;
    mode->height_px = (int)height;
    mode->width_max_px = (int)width_max;
    mode->height_max_px = (int)height_max;
    if (!single) {
        uint32_t const width_step = one->stepwise.step_width;
        uint32_t const height_step = one->stepwise.step_height;
        mode->width_step_px = width_step >= 1 && width_step <= width_max ? (int)width_step : 1;
        mode->height_step_px = height_step >= 1 && height_step <= height_max ? (int)height_step : 1;
    }
    return true;
}

/* The one size of a driver that lists none: what it would set if it were asked for the wanted one. */
static bool try_size(struct v4l2_frmsizeenum *one, const sag__camera_device *device, int fd, uint32_t code,
                     int wanted_width_px, int wanted_height_px)
{
    struct v4l2_format format;
    memset(&format, 0, sizeof format);
    format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    format.fmt.pix.width = wanted_width_px > 0 ? (uint32_t)wanted_width_px : SAG_FRAME_SIDE_MAX_PX;
    format.fmt.pix.height = wanted_height_px > 0 ? (uint32_t)wanted_height_px : SAG_FRAME_SIDE_MAX_PX;
    format.fmt.pix.pixelformat = code;
    format.fmt.pix.field = V4L2_FIELD_ANY;
    if (sag__camera_ioctl(device, fd, VIDIOC_TRY_FMT, &format) != 0 || format.fmt.pix.pixelformat != code) {
        return false;
    }
    memset(one, 0, sizeof *one);
    one->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    one->discrete.width = format.fmt.pix.width;
    one->discrete.height = format.fmt.pix.height;
    return true;
}

static void read_format(sag_camera_info *info, const sag__camera_device *device, int fd,
                        const struct v4l2_fmtdesc *format, int wanted_width_px, int wanted_height_px)
{
    for (uint32_t i = 0; i < SAG__CAMERA_SIZES_MAX && info->mode_count < SAG__CAMERA_MODES_MAX; i++) {
        struct v4l2_frmsizeenum one;
        memset(&one, 0, sizeof one);
        one.index = i;
        one.pixel_format = format->pixelformat;
        bool const listed = sag__camera_ioctl(device, fd, VIDIOC_ENUM_FRAMESIZES, &one) == 0;
        if (!listed && (i > 0 || !try_size(&one, device, fd, format->pixelformat, wanted_width_px, wanted_height_px))) {
            return;
        }
        sag_camera_mode *mode = &info->mode[info->mode_count];
        *mode = (sag_camera_mode){
            .format = format_of(format->pixelformat),
            .code = format->pixelformat,
            .is_converted = (format->flags & V4L2_FMT_FLAG_EMULATED) != 0,
        };
        if (read_size(mode, &one)) {
            read_rates(mode, device, fd, wanted_width_px, wanted_height_px);
            info->mode_count++;
        }
        if (!listed || one.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
            return;
        }
    }
}

static void add_other_format(sag_camera_info *info, uint32_t code)
{
    char letters[5] = {0};
    for (int i = 0; i < 4; i++) {
        char const letter = (char)(code >> 8 * i & 0x7f);
        letters[i] = letter == ' ' ? '\0' : letter; /* "Y10 " */
    }
    sag__fail_keep_one_line(letters);
    size_t const used = strlen(info->other_formats);
    if (used + sizeof letters < sizeof info->other_formats) {
        snprintf(info->other_formats + used, sizeof info->other_formats - used, "%s%s", used > 0 ? " " : "", letters);
    }
}

sag_status sag__camera_probe_modes(sag_camera_info *info, const sag__camera_device *device, int fd,
                                   int wanted_width_px, int wanted_height_px, sag_error *err)
{
    info->mode_count = 0;
    info->mode = calloc(SAG__CAMERA_MODES_MAX, sizeof *info->mode);
    if (info->mode == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot list the modes of camera %s: out of memory", info->path);
    }
    for (uint32_t i = 0; i < SAG__CAMERA_FORMATS_MAX; i++) {
        struct v4l2_fmtdesc format;
        memset(&format, 0, sizeof format);
        format.index = i;
        format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        if (sag__camera_ioctl(device, fd, VIDIOC_ENUM_FMT, &format) != 0) {
            break;
        }
        if (format_of(format.pixelformat) != SAG_CAMERA_FORMAT_ANY) {
            read_format(info, device, fd, &format, wanted_width_px, wanted_height_px);
        } else if ((format.flags & V4L2_FMT_FLAG_EMULATED) == 0) {
            add_other_format(info, format.pixelformat);
        }
    }
    return SAG_STATUS_OK;
}

/* One device of the list. *listed: whether it is a camera, or may be one. */
static sag_status list_one(sag_camera_info *out, bool *listed, const sag__camera_device *device, const char *path,
                           sag_error *err)
{
    int fd = -1;
    sag_error reason = {0};
    sag_status status = sag__camera_probe_open(&fd, out, device, path, &reason);
    *listed = status == SAG_STATUS_OK || status == SAG_STATUS_IO;
    if (status != SAG_STATUS_OK) {
        snprintf(out->problem, sizeof out->problem, "%s", reason.text);
        return SAG_STATUS_OK;
    }
    status = sag__camera_probe_modes(out, device, fd, LIST_WIDTH_PX, LIST_HEIGHT_PX, err);
    device->close(device->context, fd);
    return status;
}

sag_status sag__camera_list_on(sag_camera_info **out, size_t *count, const sag__camera_device *device,
                               sag_error *err)
{
    *out = NULL;
    *count = 0;
    sag__camera_path paths[SAG__CAMERA_PATHS_MAX];
    size_t const path_count = device->list(device->context, paths, SAG__CAMERA_PATHS_MAX);
    if (path_count == 0) {
        return SAG_STATUS_OK;
    }
    sag_camera_info *list = calloc(path_count, sizeof *list);
    if (list == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot list the cameras: out of memory");
    }
    size_t filled = 0;
    for (size_t i = 0; i < path_count; i++) {
        bool listed = false;
        sag_status status = list_one(&list[filled], &listed, device, paths[i], err);
        if (status != SAG_STATUS_OK) {
            sag_camera_list_free(list, filled);
            return status;
        }
        filled += listed ? 1 : 0;
    }
    if (filled == 0) {
        free(list);
        return SAG_STATUS_OK;
    }
    *out = list;
    *count = filled;
    return SAG_STATUS_OK;
}

sag_status sag_camera_list(sag_camera_info **out, size_t *count, sag_error *err)
{
    return sag__camera_list_on(out, count, sag__camera_device_system(), err);
}

void sag_camera_list_free(sag_camera_info *list, size_t count)
{
    for (size_t i = 0; list != NULL && i < count; i++) {
        free(list[i].mode);
    }
    free(list);
}
