#include "camera_on.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "camera_mode.h"
#include "camera_probe.h"
#include "camera_stream.h"
#include "fail.h"
#include "memory.h"

#define TIMEOUT_MAX_NS INT64_C(60000000000)
#define WARM_UP_MAX_NS INT64_C(60000000000)
#define RATE_MAX_HZ 1000.0
#define DEFAULT_WARM_UP_NS INT64_C(1500000000)
/* A driver's time that lies further in the future than this is none. */
#define FUTURE_NS INT64_C(1000000000)
/* The reason of a stream's end that is no errno. */
#define SILENT (-1)
/* Means are in 1/16 of a value. */
#define BLACK_16 (16 * 16)

struct sag_camera {
    sag__camera_device device;
    sag_camera_request request;
    char wanted_device[SAG_CAMERA_PATH_BYTES]; /* what request.device points to */
    sag__camera_stream stream;
    sag__jpeg_decoder *decoder;
    sag_camera_facts facts;
    sag_camera_stats stats;
    char note[SAG_CAMERA_TEXT_BYTES];
    uint8_t *rgb; /* request.kept_count pictures */
    ptrdiff_t rgb_stride_bytes;
    bool is_away;
    int64_t away_since_ns;
    bool is_missing;      /* away, and not merely between two streams; counted as a disconnect */
    int64_t look_ns;      /* when to look for it next; of a camera that is away */
    int64_t looked_ns;    /* when it was looked for last */
    int64_t heard_ns;     /* arrival of the newest buffer, or the start of the stream */
    int64_t last_t_ns;    /* of the newest frame delivered, absolute */
    /* Of the present stream. */
    bool has_sequence;
    uint32_t last_sequence;
    bool is_warm;
    int64_t first_t_ns;   /* absolute; of its first picture */
    int last_mean_16;     /* -1 before the first */
};

void sag_camera_request_init(sag_camera_request *request)
{
    *request = (sag_camera_request){
        .width_px = 640,
        .height_px = 480,
        .rate_hz = 30.0,
        .format = SAG_CAMERA_FORMAT_ANY,
        .kept_count = 1,
        .warm_up_ns = DEFAULT_WARM_UP_NS,
    };
}

static sag_status check_request(const sag_camera_request *request, sag_error *err)
{
    int const width = request->width_px;
    int const height = request->height_px;
    bool const no_size = width == 0 && height == 0;
    bool const size = width > 0 && height > 0 && width <= SAG_FRAME_SIDE_MAX_PX && height <= SAG_FRAME_SIDE_MAX_PX;
    if (!no_size && !size) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "%dx%d is no picture size for a camera", width, height);
    }
    if (!(request->rate_hz >= 0.0 && request->rate_hz <= RATE_MAX_HZ)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "a camera's rate of %g Hz is outside 0 to %g", request->rate_hz,
                         RATE_MAX_HZ);
    }
    if (request->format < SAG_CAMERA_FORMAT_ANY || request->format > SAG_CAMERA_FORMAT_GREY) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "%d is no format of a camera", (int)request->format);
    }
    if (request->kept_count < 1 || request->kept_count > SAG_CAMERA_KEPT_MAX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "a camera cannot keep %d frames", request->kept_count);
    }
    if (request->warm_up_ns < 0 || request->warm_up_ns > WARM_UP_MAX_NS) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "a camera's warm-up of %g s is outside 0 to 60",
                         (double)request->warm_up_ns / 1e9);
    }
    if (request->device != NULL &&
        (request->device[0] == '\0' || strlen(request->device) >= SAG_CAMERA_PATH_BYTES)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "the name of the camera is empty or too long");
    }
    return SAG_STATUS_OK;
}

static int64_t now_ns(const sag_camera *camera)
{
    return camera->device.now_ns(camera->device.context);
}

static void note(sag_camera *camera, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void note(sag_camera *camera, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(camera->note, sizeof camera->note, format, arguments) < 0) {
        camera->note[0] = '\0';
    }
    va_end(arguments);
    sag__fail_keep_one_line(camera->note);
    camera->stats.note_count++;
}

/* A stream has begun: nothing of the one before holds. */
static void begin(sag_camera *camera)
{
    camera->is_away = false;
    camera->is_missing = false;
    camera->heard_ns = now_ns(camera);
    camera->has_sequence = false;
    camera->is_warm = camera->request.warm_up_ns == 0;
    camera->last_mean_16 = -1;
}

/* One line on the mode, and on what was asked for where it differs. */
static void describe(sag_camera *camera)
{
    sag_camera_facts *facts = &camera->facts;
    const sag_camera_request *request = &camera->request;
    char asked[96] = "";
    bool const size = request->width_px > 0 &&
                      (request->width_px != facts->width_px || request->height_px != facts->height_px);
    bool const rate = request->rate_hz > 0.0 && facts->rate_hz > 0.0 &&
                      !sag__camera_rate_reaches(facts->rate_hz, request->rate_hz);
    if (size) {
        snprintf(asked, sizeof asked, ", not %dx%d at %g Hz", request->width_px, request->height_px, request->rate_hz);
    } else if (rate) {
        snprintf(asked, sizeof asked, ", not %g Hz", request->rate_hz);
    }
    char speed[48] = "";
    if (facts->rate_hz > 0.0) {
        snprintf(speed, sizeof speed, " at %.4g Hz", facts->rate_hz);
    }
    snprintf(facts->text, sizeof facts->text, "%s (%s): %dx%d %s%s%s%s", facts->name, facts->path, facts->width_px,
             facts->height_px, sag_camera_format_name(facts->format), facts->is_converted ? " by libv4l2" : "", speed,
             asked);
}

static void take_facts(sag_camera *camera, const sag_camera_info *info)
{
    sag_camera_facts *facts = &camera->facts;
    memcpy(facts->path, info->path, sizeof facts->path);
    memcpy(facts->name, info->name, sizeof facts->name);
    memcpy(facts->bus, info->bus, sizeof facts->bus);
    memcpy(facts->driver, info->driver, sizeof facts->driver);
    facts->format = camera->stream.format;
    facts->is_converted = camera->stream.is_converted;
    facts->width_px = camera->stream.width_px;
    facts->height_px = camera->stream.height_px;
    facts->rate_hz = camera->stream.rate_hz;
    facts->buffer_count = camera->stream.buffer_count;
    describe(camera);
}

/* Open the first device that is a camera with a mode that we can read (on the bus, unless it is NULL). */
static sag_status open_first(sag__camera_stream *stream, sag_camera_info *info, const sag__camera_device *device,
                             const char *bus, const sag_camera_request *request,
                             const sag__camera_setting *again, sag_error *err)
{
    sag__camera_path paths[SAG__CAMERA_PATHS_MAX];
    size_t const count = device->list(device->context, paths, SAG__CAMERA_PATHS_MAX);
    sag_error first = {0}; /* of a device that may be the camera, or is one of which nothing can be read */
    for (size_t i = 0; i < count; i++) {
        sag_error reason = {0};
        sag_status status = sag__camera_stream_open(stream, info, device, paths[i], bus, request, again, &reason);
        if (status == SAG_STATUS_OK) {
            return status;
        }
        if (stream->captures || status == SAG_STATUS_NO_MEMORY) {
            return sag__fail(err, status, "%s", reason.text);
        }
        bool const may_be = status == SAG_STATUS_IO || stream->is_camera;
        if (first.status == SAG_STATUS_OK && may_be) {
            first = reason;
        }
    }
    if (first.status != SAG_STATUS_OK) {
        return sag__fail(err, first.status, "%s", first.text);
    }
    if (bus != NULL) {
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "there is no camera on bus %s", bus);
    }
    if (count == 0) {
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "there is no camera: no device /dev/video*");
    }
    return sag__fail(err, SAG_STATUS_NOT_FOUND, "there is no camera: none of %zu devices /dev/video* captures video",
                     count);
}

static sag_status open_stream(sag_camera *camera, sag_error *err)
{
    sag_camera_info info = {0};
    const char *wanted = camera->request.device;
    sag_status status = SAG_STATUS_OK;
    if (wanted != NULL && wanted[0] == '/') {
        status = sag__camera_stream_open(&camera->stream, &info, &camera->device, wanted, NULL, &camera->request, NULL,
                                         err);
    } else {
        status = open_first(&camera->stream, &info, &camera->device, wanted, &camera->request, NULL, err);
    }
    if (status == SAG_STATUS_OK) {
        take_facts(camera, &info);
    }
    return status;
}

static sag_status make_buffers(sag_camera *camera)
{
    size_t const used = (size_t)camera->stream.width_px * 3;
    size_t const row = (used + SAG__ALIGN_BYTES - 1) / SAG__ALIGN_BYTES * SAG__ALIGN_BYTES;
    camera->rgb_stride_bytes = (ptrdiff_t)row;
    camera->rgb = sag__memory_alloc((size_t)camera->stream.height_px * (size_t)camera->request.kept_count, row);
    if (camera->stream.format == SAG_CAMERA_FORMAT_MJPEG) {
        camera->decoder = sag__jpeg_decoder_create();
    }
    bool const decodes = camera->stream.format != SAG_CAMERA_FORMAT_MJPEG || camera->decoder != NULL;
    return camera->rgb != NULL && decodes ? SAG_STATUS_OK : SAG_STATUS_NO_MEMORY;
}

sag_status sag__camera_open_on(sag_camera **out, const sag_camera_request *request, const sag__camera_device *device,
                               sag_error *err)
{
    *out = NULL;
    sag_camera_request defaults;
    if (request == NULL) {
        sag_camera_request_init(&defaults);
        request = &defaults;
    }
    sag_status status = check_request(request, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    sag_camera *camera = calloc(1, sizeof *camera);
    if (camera == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open a camera: out of memory");
    }
    camera->device = *device;
    camera->request = *request;
    camera->stream.fd = -1;
    if (request->device != NULL) {
        snprintf(camera->wanted_device, sizeof camera->wanted_device, "%s", request->device);
        camera->request.device = camera->wanted_device;
    }
    status = open_stream(camera, err);
    if (status == SAG_STATUS_OK && make_buffers(camera) != SAG_STATUS_OK) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open camera %s: out of memory", camera->facts.path);
    }
    if (status != SAG_STATUS_OK) {
        sag_camera_close(camera);
        return status;
    }
    begin(camera);
    *out = camera;
    return SAG_STATUS_OK;
}

sag_status sag_camera_open(sag_camera **out, const sag_camera_request *request, sag_error *err)
{
    return sag__camera_open_on(out, request, sag__camera_device_system(), err);
}

static void miss(sag_camera *camera)
{
    camera->is_missing = true;
    camera->stats.disconnect_count++;
    note(camera, "camera %s (%s) is gone; looking for it on bus %s", camera->facts.name, camera->facts.path,
         camera->facts.bus);
}

/* The stream is over. reason: SILENT or an errno; ENODEV and its like mean that the camera is gone. */
static void lose(sag_camera *camera, int reason)
{
    bool const gone = reason == ENODEV || reason == ENXIO || reason == ENOENT;
    sag__camera_stream_close(&camera->stream);
    camera->is_away = true;
    camera->away_since_ns = now_ns(camera);
    /* A stream that merely failed is started again at once, unless it fails all the time. */
    camera->look_ns = gone ? camera->away_since_ns + SAG__CAMERA_LOOK_NS : camera->away_since_ns;
    if (camera->looked_ns > 0 && camera->look_ns < camera->looked_ns + SAG__CAMERA_LOOK_NS) {
        camera->look_ns = camera->looked_ns + SAG__CAMERA_LOOK_NS;
    }
    if (gone) {
        miss(camera);
    } else {
        camera->stats.restart_count++;
        bool const silent = reason == SILENT;
        note(camera, "camera %s (%s) %s: %s; starting it again", camera->facts.name, camera->facts.path,
             silent ? "is silent" : "stopped", silent ? "no frame for 5 s" : strerror(reason));
    }
}

/* Look for the camera once. It has to give the pictures that it gave. */
static void look(sag_camera *camera)
{
    sag_camera_info info = {0};
    sag__camera_setting const again = camera->stream.wanted;
    bool const known = camera->facts.bus[0] != '\0';
    sag_error err = {0};
    sag_status status =
        known ? open_first(&camera->stream, &info, &camera->device, camera->facts.bus, &camera->request, &again, &err)
              : sag__camera_stream_open(&camera->stream, &info, &camera->device, camera->facts.path, NULL,
                                        &camera->request, &again, &err);
    camera->stream.wanted = again; /* also where no device was opened */
    int64_t const now = now_ns(camera);
    bool const same_size = status == SAG_STATUS_OK && camera->stream.width_px == camera->facts.width_px &&
                           camera->stream.height_px == camera->facts.height_px;
    bool const was_missing = camera->is_missing;
    camera->looked_ns = now;
    camera->look_ns = now + SAG__CAMERA_LOOK_NS;
    if (!same_size) {
        sag__camera_stream_close(&camera->stream);
        if (!was_missing) {
            miss(camera);
        }
        return;
    }
    take_facts(camera, &info);
    begin(camera);
    if (was_missing) {
        camera->stats.reconnect_count++;
        note(camera, "camera %s is back as %s after %.1f s", camera->facts.name, camera->facts.path,
             (double)(now - camera->away_since_ns) / 1e9);
    }
}

/* Sequence numbers tell how many frames were lost before this one. Those that stand still tell nothing. */
static void count_gap(sag_camera *camera, uint32_t sequence)
{
    uint32_t const step = sequence - camera->last_sequence;
    if (camera->has_sequence && step > 1 && step < UINT32_MAX / 2) {
        camera->stats.gap_count += step - 1;
    }
    camera->has_sequence = true;
    camera->last_sequence = sequence;
}

/* When a buffer was filled: the driver's word if it can be believed, else the time of its arrival. */
static int64_t time_of(sag_camera *camera, const sag__camera_buffer *buffer)
{
    int64_t const arrival_ns = camera->heard_ns;
    bool const sane = buffer->t_ns > 0 && buffer->t_ns <= arrival_ns + FUTURE_NS;
    if (!camera->facts.has_arrival_times && (!buffer->is_monotonic || !sane)) {
        camera->facts.has_arrival_times = true;
        note(camera, "camera %s (%s) %s; frames carry the time of their arrival", camera->facts.name,
             camera->facts.path,
             buffer->is_monotonic ? "gives times that cannot be" : "does not give times of the monotonic clock");
    }
    return camera->facts.has_arrival_times ? arrival_ns : buffer->t_ns;
}

/* Whether the exposure has settled, by the rule of sag_camera_step. */
static bool is_settled(sag_camera *camera, const uint8_t *rgb, int64_t t_ns)
{
    if (camera->is_warm) {
        return true;
    }
    const sag_camera_facts *facts = &camera->facts;
    int const mean = sag__camera_mean_16(rgb, camera->rgb_stride_bytes, facts->width_px, facts->height_px);
    int const before = camera->last_mean_16;
    if (before < 0) {
        camera->first_t_ns = t_ns;
    }
    bool const late = t_ns - camera->first_t_ns > camera->request.warm_up_ns;
    bool const steady = before >= 0 && mean >= BLACK_16 && abs(mean - before) <= before / 16;
    camera->last_mean_16 = mean;
    camera->is_warm = late || steady;
    return camera->is_warm;
}

/* Make a frame of a buffer. Returns SAG_STATUS_OK, or _AGAIN for one that is left out and counted. */
static sag_status use_buffer(sag_camera *camera, sag_frame *out, const sag__camera_buffer *buffer)
{
    sag_camera_stats *stats = &camera->stats;
    count_gap(camera, buffer->sequence);
    if (buffer->is_flagged) {
        stats->flagged_count++;
        return SAG_STATUS_AGAIN;
    }
    if (!sag__camera_stream_is_whole(&camera->stream, buffer)) {
        stats->short_count++;
        return SAG_STATUS_AGAIN;
    }
    int64_t const t_ns = time_of(camera, buffer);
    if (stats->frame_count > 0 && t_ns <= camera->last_t_ns) {
        stats->backward_count++;
        return SAG_STATUS_AGAIN;
    }
    ptrdiff_t const place = (ptrdiff_t)(stats->frame_count % camera->request.kept_count);
    uint8_t *rgb = camera->rgb + place * camera->facts.height_px * camera->rgb_stride_bytes;
    if (sag__camera_stream_convert(&camera->stream, buffer, rgb, camera->rgb_stride_bytes, camera->decoder) !=
        SAG_STATUS_OK) {
        stats->broken_jpeg_count++;
        return SAG_STATUS_AGAIN;
    }
    if (!is_settled(camera, rgb, t_ns)) {
        stats->warm_up_count++;
        return SAG_STATUS_AGAIN;
    }
    if (stats->frame_count == 0) {
        camera->facts.start_ns = t_ns;
    }
    camera->last_t_ns = t_ns;
    *out = (sag_frame){
        .rgb = rgb,
        .stride_bytes = camera->rgb_stride_bytes,
        .width_px = camera->facts.width_px,
        .height_px = camera->facts.height_px,
        .index = stats->frame_count++,
        .t_ns = t_ns - camera->facts.start_ns,
    };
    return SAG_STATUS_OK;
}

/* What waiting came to. */
typedef enum wake { WAKE_READY, WAKE_TIME, WAKE_SIGNAL } wake;

static wake wait_for(const sag_camera *camera, int fd, int64_t wait_ns, short *events)
{
    int const wait_ms = wait_ns > 0 ? (int)((wait_ns + 999999) / 1000000) : 0;
    *events = 0;
    int const result = camera->device.poll(camera->device.context, fd, wait_ms, events);
    if (result < 0 && errno == EINTR) {
        return WAKE_SIGNAL;
    }
    if (result < 0) {
        *events = POLLERR;
        return WAKE_READY;
    }
    return result > 0 ? WAKE_READY : WAKE_TIME;
}

/* Take what the device has after a poll said so. Returns SAG_STATUS_OK with a frame, else _AGAIN. */
static sag_status receive(sag_camera *camera, sag_frame *out, short events)
{
    sag__camera_buffer buffer;
    int reason = sag__camera_stream_take(&camera->stream, &buffer);
    if (reason == EAGAIN && (events & (POLLERR | POLLHUP | POLLNVAL)) != 0) {
        reason = (events & POLLHUP) != 0 ? ENODEV : EIO;
    }
    if (reason == EAGAIN) {
        return SAG_STATUS_AGAIN;
    }
    if (reason != 0) {
        lose(camera, reason);
        return SAG_STATUS_AGAIN;
    }
    camera->heard_ns = now_ns(camera);
    sag_status const status = use_buffer(camera, out, &buffer);
    reason = sag__camera_stream_give(&camera->stream, buffer.index);
    if (reason != 0) {
        lose(camera, reason);
    }
    return status;
}

sag_status sag_camera_step(sag_camera *camera, sag_frame *out, int64_t timeout_ns)
{
    *out = (sag_frame){0};
    int64_t const begin_ns = now_ns(camera);
    int64_t const wanted_ns = timeout_ns < TIMEOUT_MAX_NS ? timeout_ns : TIMEOUT_MAX_NS;
    int64_t const end_ns = begin_ns + (wanted_ns > 0 ? wanted_ns : 0);
    bool heard = false;
    /* Each turn looks for the camera, or takes a buffer, or waits; the last one at the end of the time. */
    for (int64_t now = begin_ns;; now = now_ns(camera)) {
        bool const last = now >= end_ns;
        if (camera->is_away && now >= camera->look_ns) {
            look(camera);
        }
        int64_t until_ns = camera->is_away ? camera->look_ns : camera->heard_ns + SAG__CAMERA_SILENCE_NS;
        until_ns = until_ns < end_ns ? until_ns : end_ns;
        short events = 0;
        wake const woken = wait_for(camera, camera->is_away ? -1 : camera->stream.fd, until_ns - now, &events);
        if (woken == WAKE_SIGNAL) {
            return SAG_STATUS_AGAIN;
        }
        if (woken == WAKE_READY && !camera->is_away) {
            heard = true;
            if (receive(camera, out, events) == SAG_STATUS_OK) {
                return SAG_STATUS_OK;
            }
        } else if (!camera->is_away && now_ns(camera) - camera->heard_ns >= SAG__CAMERA_SILENCE_NS) {
            lose(camera, SILENT);
        }
        if (last) {
            break;
        }
    }
    if (!heard && !camera->is_away && wanted_ns > 0) {
        camera->stats.timeout_count++;
    }
    return SAG_STATUS_AGAIN;
}

const sag_camera_stats *sag_camera_get_stats(const sag_camera *camera)
{
    return &camera->stats;
}

const sag_camera_facts *sag_camera_get_facts(const sag_camera *camera)
{
    return &camera->facts;
}

bool sag_camera_is_away(const sag_camera *camera)
{
    return camera->is_away;
}

const char *sag_camera_get_note(const sag_camera *camera)
{
    return camera->note;
}

void sag_camera_close(sag_camera *camera)
{
    if (camera != NULL) {
        sag__camera_stream_close(&camera->stream);
        sag__jpeg_decoder_destroy(camera->decoder);
        sag__memory_free(camera->rgb);
        free(camera);
    }
}
