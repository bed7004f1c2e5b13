#include "fake_camera.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <linux/videodev2.h>

#define FIRST_FD 100

void fake_camera_push(fake_camera *fake, fake_kind kind, int64_t value)
{
    if (fake->event_count == FAKE_EVENTS) {
        abort();
    }
    fake->event[fake->event_count++] = (fake_event){kind, value};
}

void fake_camera_frames(fake_camera *fake, int count)
{
    for (int i = 0; i < count; i++) {
        fake_camera_push(fake, FAKE_FRAME, 0);
    }
}

static bool is_there(fake_camera *fake, int node)
{
    if (fake->plugged < 0 && fake->back_ns >= 0 && fake->now_ns >= fake->back_ns) {
        fake->plugged = fake->back_as;
    }
    bool const is_camera = node == 0 || node == fake->back_as;
    return fake->node[node].path != NULL && (!is_camera || node == fake->plugged);
}

static int fake_open(void *context, const char *path)
{
    fake_camera *fake = context;
    for (int i = 0; i < FAKE_NODES; i++) {
        if (!is_there(fake, i) || strcmp(fake->node[i].path, path) != 0) {
            continue;
        }
        if (fake->node[i].open_errno != 0) {
            errno = fake->node[i].open_errno;
            return -1;
        }
        fake->open_count++;
        fake->opened_ever++;
        return FIRST_FD + i;
    }
    errno = ENOENT;
    return -1;
}

static int fake_close(void *context, int fd)
{
    fake_camera *fake = context;
    fake->open_count--;
    if (fd == FIRST_FD + fake->fd_node) {
        fake->is_on = false;
        fake->is_dead = false;
        fake->is_hung_up = false;
    }
    return 0;
}

static int fail(int reason)
{
    errno = reason;
    return -1;
}

static const fake_mode *find_mode(const fake_node *node, uint32_t code, int index)
{
    for (int i = 0; i < node->mode_count; i++) {
        if (node->modes[i].code == code && index-- == 0) {
            return &node->modes[i];
        }
    }
    return NULL;
}

/* The codes of a node, each once. */
static int list_format(const fake_node *node, struct v4l2_fmtdesc *out)
{
    uint32_t index = out->index;
    for (int i = 0; i < node->mode_count; i++) {
        if (find_mode(node, node->modes[i].code, 0) == &node->modes[i] && index-- == 0) {
            out->pixelformat = node->modes[i].code;
            out->flags = node->modes[i].flags;
            return 0;
        }
    }
    return fail(EINVAL);
}

static int list_size(const fake_node *node, struct v4l2_frmsizeenum *out)
{
    const fake_mode *mode = find_mode(node, out->pixel_format, (int)out->index);
    if (mode == NULL) {
        return fail(EINVAL);
    }
    out->type = mode->width_max > 0 ? V4L2_FRMSIZE_TYPE_STEPWISE : V4L2_FRMSIZE_TYPE_DISCRETE;
    if (mode->width_max > 0) {
        out->stepwise = (struct v4l2_frmsize_stepwise){(uint32_t)mode->width, (uint32_t)mode->width_max,
                                                       (uint32_t)mode->step, (uint32_t)mode->height,
                                                       (uint32_t)mode->height_max, (uint32_t)mode->step};
    } else {
        out->discrete = (struct v4l2_frmsize_discrete){(uint32_t)mode->width, (uint32_t)mode->height};
    }
    return 0;
}

static bool has_size(const fake_mode *mode, uint32_t width, uint32_t height)
{
    int const width_max = mode->width_max > 0 ? mode->width_max : mode->width;
    int const height_max = mode->height_max > 0 ? mode->height_max : mode->height;
    return (int)width >= mode->width && (int)width <= width_max && (int)height >= mode->height &&
           (int)height <= height_max;
}

static int list_rate(const fake_node *node, struct v4l2_frmivalenum *out)
{
    for (int i = 0; i < node->mode_count; i++) {
        const fake_mode *mode = &node->modes[i];
        if (mode->code != out->pixel_format || !has_size(mode, out->width, out->height)) {
            continue;
        }
        if (out->index >= 4 || mode->rates[out->index] <= 0.0) {
            return fail(EINVAL);
        }
        out->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        out->discrete = (struct v4l2_fract){1000, (uint32_t)(mode->rates[out->index] * 1000.0 + 0.5)};
        return 0;
    }
    return fail(EINVAL);
}

static int row_bytes(const fake_mode *mode)
{
    switch (mode->code) {
    case V4L2_PIX_FMT_YUYV: return mode->width * 2;
    case V4L2_PIX_FMT_RGB24: return mode->width * 3;
    case V4L2_PIX_FMT_MJPEG: return 0;
    default: return mode->width;
    }
}

static int picture_bytes(const fake_camera *fake)
{
    int const rows = fake->set.code == V4L2_PIX_FMT_NV12 ? fake->set.height * 3 / 2 : fake->set.height;
    return (row_bytes(&fake->set) + fake->padding_bytes) * rows;
}

static int set_format(fake_camera *fake, int node, struct v4l2_format *format)
{
    const fake_node *here = &fake->node[node];
    if (here->format_errno != 0) {
        return fail(here->format_errno);
    }
    for (int i = 0; i < here->mode_count; i++) {
        struct v4l2_pix_format *pix = &format->fmt.pix;
        if (here->modes[i].code == pix->pixelformat && has_size(&here->modes[i], pix->width, pix->height)) {
            fake->set = here->modes[i];
            fake->set.width = (int)pix->width;
            fake->set.height = (int)pix->height;
            fake->rate = here->modes[i].rates[0] > 0.0 ? here->modes[i].rates[0] : 30.0;
            pix->bytesperline = (uint32_t)(row_bytes(&fake->set) > 0 ? row_bytes(&fake->set) + fake->padding_bytes : 0);
            pix->sizeimage = (uint32_t)picture_bytes(fake);
            pix->priv = V4L2_PIX_FMT_PRIV_MAGIC;
            pix->colorspace = fake->colorspace;
            pix->ycbcr_enc = fake->encoding;
            pix->quantization = fake->quantization;
            fake->format_set_count++;
            return 0;
        }
    }
    return fail(EINVAL);
}

static int set_rate(fake_camera *fake, struct v4l2_streamparm *parm, bool set)
{
    parm->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    if (set) {
        struct v4l2_fract const wanted = parm->parm.capture.timeperframe;
        fake->rate = (double)wanted.denominator / wanted.numerator;
    }
    parm->parm.capture.timeperframe = (struct v4l2_fract){1000, (uint32_t)(fake->rate * 1000.0 + 0.5)};
    return 0;
}

static int take_buffer(fake_camera *fake, struct v4l2_buffer *buffer)
{
    if (fake->failing != 0) {
        return fail(fake->failing);
    }
    if (fake->is_dead) {
        return fail(fake->is_hung_up ? EAGAIN : ENODEV);
    }
    if (fake->ready_count == 0) {
        return fail(EAGAIN);
    }
    buffer->index = (uint32_t)fake->ready[0].index;
    buffer->bytesused = (uint32_t)fake->ready[0].used;
    buffer->sequence = fake->no_sequence ? 0 : fake->ready[0].sequence;
    buffer->flags = (fake->no_monotonic ? V4L2_BUF_FLAG_TIMESTAMP_UNKNOWN : V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) |
                    (fake->ready[0].flagged ? V4L2_BUF_FLAG_ERROR : 0);
    buffer->timestamp.tv_sec = fake->ready[0].t_ns / 1000000000;
    buffer->timestamp.tv_usec = fake->ready[0].t_ns / 1000 % 1000000;
    fake->ready_count--;
    memmove(&fake->ready[0], &fake->ready[1], (size_t)fake->ready_count * sizeof fake->ready[0]);
    return 0;
}

static int start_stream(fake_camera *fake, int node)
{
    if (fake->node[node].start_errno != 0) {
        return fail(fake->node[node].start_errno);
    }
    fake->is_on = true;
    fake->is_dead = false;
    fake->is_hung_up = false;
    fake->failing = 0;
    fake->fd_node = node;
    fake->sequence = fake->first_sequence;
    fake->ready_count = 0;
    fake->next_ns = fake->now_ns + (int64_t)(1e9 / fake->rate);
    return 0;
}

static int query(const fake_node *node, struct v4l2_capability *out)
{
    if (node->is_no_video) {
        return fail(ENOTTY);
    }
    snprintf((char *)out->driver, sizeof out->driver, "fakevideo");
    snprintf((char *)out->card, sizeof out->card, "%s", node->card);
    snprintf((char *)out->bus_info, sizeof out->bus_info, "%s", node->bus);
    out->device_caps = (node->is_output ? V4L2_CAP_META_CAPTURE : V4L2_CAP_VIDEO_CAPTURE) | V4L2_CAP_STREAMING;
    out->capabilities = out->device_caps | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

static int fake_ioctl(void *context, int fd, unsigned long request, void *argument)
{
    fake_camera *fake = context;
    int const node = fd - FIRST_FD;
    if (fake->interrupts > 0) {
        fake->interrupts--;
        return fail(EINTR);
    }
    if (fake->is_dead && node == fake->fd_node && request != VIDIOC_DQBUF) {
        return fail(ENODEV);
    }
    switch (request) {
    case VIDIOC_QUERYCAP: return query(&fake->node[node], argument);
    case VIDIOC_ENUM_FMT: return list_format(&fake->node[node], argument);
    case VIDIOC_ENUM_FRAMESIZES: return list_size(&fake->node[node], argument);
    case VIDIOC_ENUM_FRAMEINTERVALS: return list_rate(&fake->node[node], argument);
    case VIDIOC_S_FMT: return set_format(fake, node, argument);
    case VIDIOC_G_PARM: return set_rate(fake, argument, false);
    case VIDIOC_S_PARM: return set_rate(fake, argument, true);
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *wanted = argument;
        int const count = (int)wanted->count;
        fake->buffer_count = count < fake->buffer_count_max ? count : fake->buffer_count_max;
        wanted->count = (uint32_t)fake->buffer_count;
        return 0;
    }
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = argument;
        buffer->length = FAKE_BUFFER_BYTES;
        buffer->m.offset = buffer->index;
        return 0;
    }
    case VIDIOC_QBUF: {
        const struct v4l2_buffer *buffer = argument;
        fake->queued[buffer->index] = true;
        return 0;
    }
    case VIDIOC_DQBUF: return take_buffer(fake, argument);
    case VIDIOC_STREAMON: return start_stream(fake, node);
    case VIDIOC_STREAMOFF: fake->is_on = false; return 0;
    default: return fail(ENOTTY);
    }
}

static void *fake_map(void *context, int fd, size_t length, int64_t offset)
{
    fake_camera *fake = context;
    (void)fd;
    (void)length;
    fake->map_count++;
    return fake->memory[offset];
}

static int fake_unmap(void *context, void *start, size_t length)
{
    fake_camera *fake = context;
    (void)start;
    (void)length;
    fake->map_count--;
    return 0;
}

static size_t fill(fake_camera *fake, uint8_t *memory, const fake_event *event)
{
    if (fake->set.code == V4L2_PIX_FMT_MJPEG) {
        memcpy(memory, fake->jpeg, fake->jpeg_bytes);
        if (event->kind == FAKE_CORRUPT) {
            memset(memory + fake->jpeg_bytes / 2, 0x55, fake->jpeg_bytes / 4);
        }
        return fake->jpeg_bytes;
    }
    int const value = event->kind == FAKE_FRAME && event->value != 0 ? (int)event->value : fake->usual_value;
    size_t const bytes = (size_t)picture_bytes(fake);
    memset(memory, value, bytes);
    if (fake->set.code == V4L2_PIX_FMT_YUYV) {
        for (size_t i = 1; i < bytes; i += 2) {
            memory[i] = 128;
        }
    } else if (fake->set.code == V4L2_PIX_FMT_NV12) {
        memset(memory + bytes / 3 * 2, 128, bytes / 3);
    }
    return bytes;
}

static void deliver(fake_camera *fake, const fake_event *event)
{
    uint32_t const sequence = fake->sequence++;
    int index = 0;
    while (index < fake->buffer_count && !fake->queued[index]) {
        index++;
    }
    if (index == fake->buffer_count) {
        return;
    }
    fake->queued[index] = false;
    size_t used = fill(fake, fake->memory[index], event);
    switch (event->kind) {
    case FAKE_SHORT: used = fake->set.code == V4L2_PIX_FMT_MJPEG ? used / 2 : used - 1; break;
    case FAKE_EMPTY: used = 0; break;
    case FAKE_OVERFULL: used = FAKE_BUFFER_BYTES + 1; break;
    default: break;
    }
    int64_t t_ns = event->kind == FAKE_SAME_TIME ? fake->last_t_ns : fake->now_ns - 1000000;
    t_ns += event->kind == FAKE_FUTURE ? INT64_C(3600000000000) : 0;
    fake->last_t_ns = t_ns;
    fake->ready[fake->ready_count].index = index;
    fake->ready[fake->ready_count].used = used;
    fake->ready[fake->ready_count].flagged = event->kind == FAKE_FLAGGED;
    fake->ready[fake->ready_count].sequence = sequence;
    fake->ready[fake->ready_count].t_ns = t_ns;
    fake->ready_count++;
}

static void unplug(fake_camera *fake, int64_t away_ns)
{
    fake->is_dead = true;
    fake->plugged = -1;
    fake->back_ns = away_ns < 0 ? -1 : fake->now_ns + away_ns;
}

/* Play one event at the time of its period. Returns whether poll ends, with *result and *events. */
static bool play(fake_camera *fake, int *result, short *events)
{
    fake_event const plain = {FAKE_FRAME, 0};
    fake_event const event = fake->event_next < fake->event_count ? fake->event[fake->event_next++] : plain;
    fake->next_ns += (int64_t)(1e9 / fake->rate);
    *result = 1;
    *events = POLLIN;
    switch (event.kind) {
    case FAKE_GAP:
        fake->sequence += (uint32_t)event.value;
        fake->next_ns += (event.value - 1) * (int64_t)(1e9 / fake->rate);
        return false;
    case FAKE_SILENCE: fake->next_ns += event.value; return false;
    case FAKE_HANG_UP:
        fake->is_hung_up = true;
        unplug(fake, event.value);
        *events = POLLIN | POLLERR | POLLHUP;
        return true;
    case FAKE_UNPLUG:
        unplug(fake, event.value);
        *events = POLLIN | POLLERR | POLLHUP;
        return true;
    case FAKE_IO_ERROR:
        fake->failing = event.value != 0 ? (int)event.value : EIO;
        *events = POLLIN | POLLERR;
        return true;
    case FAKE_SIGNAL:
        *result = -1;
        errno = EINTR;
        return true;
    case FAKE_INTERRUPT:
        fake->interrupts = 3;
        deliver(fake, &plain);
        return true;
    default: deliver(fake, &event); return fake->ready_count > 0;
    }
}

static int fake_poll(void *context, int fd, int timeout_ms, short *events)
{
    fake_camera *fake = context;
    int64_t const end_ns = fake->now_ns + (int64_t)timeout_ms * 1000000;
    *events = 0;
    if (fd >= 0 && (fake->is_dead || fake->failing != 0)) {
        *events = fake->is_dead ? POLLIN | POLLERR | POLLHUP : POLLIN | POLLERR;
        return 1;
    }
    if (fd >= 0 && fake->ready_count > 0) {
        *events = POLLIN;
        return 1;
    }
    while (fd >= 0 && fake->is_on && fake->next_ns <= end_ns) {
        fake->now_ns = fake->next_ns > fake->now_ns ? fake->next_ns : fake->now_ns;
        int result = 0;
        if (play(fake, &result, events)) {
            return result;
        }
    }
    *events = 0;
    fake->now_ns = end_ns;
    return 0;
}

static size_t fake_list(void *context, sag__camera_path *paths, size_t max)
{
    fake_camera *fake = context;
    size_t count = 0;
    for (int i = 0; i < FAKE_NODES && count < max; i++) {
        if (is_there(fake, i)) {
            snprintf(paths[count++], sizeof paths[0], "%s", fake->node[i].path);
        }
    }
    return count;
}

static int64_t fake_now_ns(void *context)
{
    fake_camera *fake = context;
    return fake->now_ns;
}

void fake_camera_init(fake_camera *fake)
{
    memset(fake, 0, sizeof *fake);
    fake->device = (sag__camera_device){fake_open, fake_close, fake_ioctl, fake_map,    fake_unmap,
                                        fake_poll, fake_list,  fake_now_ns, fake};
    fake->now_ns = INT64_C(1000000000000);
    fake->usual_value = 120;
    fake->buffer_count_max = FAKE_BUFFERS;
    fake->node[0] = (fake_node){
        .path = "/dev/video0",
        .card = "Fake Webcam",
        .bus = "usb-fake-1",
        .modes = {{.code = V4L2_PIX_FMT_YUYV, .width = 640, .height = 480, .rates = {30.0, 15.0}},
                  {.code = V4L2_PIX_FMT_YUYV, .width = 1280, .height = 720, .rates = {10.0}},
                  {.code = V4L2_PIX_FMT_MJPEG, .width = 640, .height = 480, .rates = {30.0}},
                  {.code = V4L2_PIX_FMT_MJPEG, .width = 1280, .height = 720, .rates = {30.0}},
                  {.code = V4L2_PIX_FMT_H264, .width = 640, .height = 480, .rates = {30.0}}},
        .mode_count = 5,
    };
}

size_t fake_camera_jpeg(uint8_t *out, size_t size, int width_px, int height_px, int value)
{
    struct jpeg_compress_struct state;
    struct jpeg_error_mgr errors;
    state.err = jpeg_std_error(&errors);
    jpeg_create_compress(&state);
    unsigned char *bytes = NULL;
    unsigned long count = 0;
    jpeg_mem_dest(&state, &bytes, &count);
    state.image_width = (JDIMENSION)width_px;
    state.image_height = (JDIMENSION)height_px;
    state.input_components = 3;
    state.in_color_space = JCS_RGB;
    jpeg_set_defaults(&state);
    jpeg_set_quality(&state, 98, TRUE);
    jpeg_start_compress(&state, TRUE);
    static uint8_t row[3 * 4096];
    /* Texture, so that there is data to damage. */
    for (int y = 0; y < height_px; y++) {
        for (int x = 0; x < 3 * width_px; x++) {
            row[x] = (uint8_t)(value + (x / 3 * 7 + y * 13) % 23 - 11);
        }
        JSAMPROW rows = row;
        jpeg_write_scanlines(&state, &rows, 1);
    }
    jpeg_finish_compress(&state);
    jpeg_destroy_compress(&state);
    if (count > size) {
        abort();
    }
    memcpy(out, bytes, count);
    free(bytes);
    return count;
}
