/*
 * camera.h - frames from a camera of this machine: which there are, and a stream of one of them.
 *
 * open / step / close. A camera is read through V4L2. Each frame carries the time at which the driver took it, on the
 * monotonic clock, never the time of its arrival unless the driver does not say the other. A camera that is unplugged
 * is looked for by its bus name and goes on when it is back; step never waits longer than it was told.
 * Frames come in a fixed size, upright as the camera gives them, 8-bit RGB, never mirrored.
 * Thread: one sag_camera is used by one thread.
 */
#ifndef SAGITTA_CAMERA_H
#define SAGITTA_CAMERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/frame.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sizes of texts, the terminating zero included, and most rates of one size. */
#define SAG_CAMERA_NAME_BYTES 64
#define SAG_CAMERA_PATH_BYTES 256
#define SAG_CAMERA_TEXT_BYTES 512
#define SAG_CAMERA_RATES_MAX 24
/* Most frames of a camera that can stay valid at a time. */
#define SAG_CAMERA_KEPT_MAX 8

/* The pixel formats that are read. */
typedef enum sag_camera_format {
    SAG_CAMERA_FORMAT_ANY = 0, /* in a request: whichever is best */
    SAG_CAMERA_FORMAT_YUYV = 1,
    SAG_CAMERA_FORMAT_NV12 = 2,
    SAG_CAMERA_FORMAT_RGB24 = 3,
    SAG_CAMERA_FORMAT_MJPEG = 4,
    SAG_CAMERA_FORMAT_GREY = 5
} sag_camera_format;

/* The driver's four letters of a format, "YUYV", "MJPG", ...; "any". Returns: static. */
SAG_API const char *sag_camera_format_name(sag_camera_format format);

/* One size of one format, or a range of sizes, with its rates. */
typedef struct sag_camera_mode {
    sag_camera_format format;
    uint32_t code;     /* the driver's four letters */
    bool is_converted; /* the camera does not have the format, libv4l2 makes it of another one */
    int width_px;      /* the smallest of a range */
    int height_px;
    int width_max_px;  /* as width_px for a single size */
    int height_max_px;
    int width_step_px; /* between the sizes of a range; 0 for a single size */
    int height_step_px;
    bool rate_is_range; /* any rate from rate_hz[1] up to rate_hz[0] */
    int rate_count;     /* 0: the driver does not say */
    double rate_hz[SAG_CAMERA_RATES_MAX]; /* descending; of a range of sizes: near the size that was wanted */
} sag_camera_mode;

/* A device that captures video, or one that could not be asked whether it does. */
typedef struct sag_camera_info {
    char path[SAG_CAMERA_PATH_BYTES];  /* "/dev/video0" */
    char name[SAG_CAMERA_NAME_BYTES];
    char bus[SAG_CAMERA_NAME_BYTES];   /* where it is plugged in; the same when it comes back under another path */
    char driver[SAG_CAMERA_NAME_BYTES];
    char problem[SAG_CAMERA_TEXT_BYTES]; /* one line why it could not be asked, else "" */
    char other_formats[SAG_CAMERA_TEXT_BYTES]; /* formats that are not read, by their letters: "H264 BGR3" */
    sag_camera_mode *mode;             /* of the formats that are read */
    int mode_count;
} sag_camera_info;

/*
 * List the cameras, by the number of their paths. Devices that capture no video (metadata, outputs) are left out.
 * Returns SAG_STATUS_OK, also with a *count of 0, or _NO_MEMORY.
 * Ownership: *out is owned by the caller, release with sag_camera_list_free; NULL with a *count of 0.
 */
SAG_API sag_status sag_camera_list(sag_camera_info **out, size_t *count, sag_error *err);

/* Release a list. Accepts NULL. */
SAG_API void sag_camera_list_free(sag_camera_info *list, size_t count);

/* What is wanted of a camera. The nearest mode that it has is taken: see sag_camera_open. */
typedef struct sag_camera_request {
    const char *device; /* a path (begins with '/') or a bus name; NULL: the first with a format that is read. Copied */
    int width_px;       /* up to SAG_FRAME_SIDE_MAX_PX; both 0: the largest picture that reaches the rate */
    int height_px;
    double rate_hz;     /* up to 1000; 0: the highest of the size */
    sag_camera_format format;
    int kept_count;     /* 1 to SAG_CAMERA_KEPT_MAX: of how many frames the pixels stay valid at a time */
    int64_t warm_up_ns; /* how long at most frames are left out while the exposure settles; 0: none is left out */
} sag_camera_request;

/* Fill a request with the defaults: the first camera, 640x480 at 30 Hz, any format, one frame kept, 1.5 s. */
SAG_API void sag_camera_request_init(sag_camera_request *request);

typedef struct sag_camera sag_camera;

/*
 * Open a camera and start its stream.
 * The mode: of the format that was asked for, then nearest in size, then reaching the rate (within 1 %) or coming
 * nearest to it, then not compressed before MJPEG before GREY before what libv4l2 has to convert.
 * request: NULL for the defaults.
 * Returns SAG_STATUS_OK, _NOT_FOUND (no such device, or no camera at all), _IO (refused, in use, or the driver failed),
 *   _UNSUPPORTED (no camera, or none of its formats can be read, or not the one that was asked for), _ARGUMENT,
 *   _LIMIT or _NO_MEMORY.
 * Ownership: *out is transferred on success, release with sag_camera_close; NULL on failure.
 */
SAG_API sag_status sag_camera_open(sag_camera **out, const sag_camera_request *request, sag_error *err);

/*
 * Wait for the next frame, up to a time.
 * timeout_ns: 0 takes only what is ready; in steps of 1 ms; negative is 0, above 60 s is 60 s.
 * out: index counts the frames delivered; t_ns is the driver's time since the first of them, and increases. While a
 *   camera is away nothing is delivered and the time goes on.
 * Returns SAG_STATUS_OK, or _AGAIN: nothing came in the time, a signal ended the waiting, or the camera is away (it is
 *   looked for about once a second, within these calls alone). A failure (< 0) would mean that nothing can come any
 *   more; there is no such case at present, and SAG_STATUS_END does not come.
 *   Left out and counted: buffers that the driver flags or fills in part, JPEG pictures that are broken, frames whose
 *   time does not increase, and the first ones after a start while the exposure settles: those that are black (mean
 *   below 16 of 255) and those whose mean differs from the one before by more than 1/16 of it, so at least one, but
 *   none that was taken later than request.warm_up_ns behind the first.
 * Ownership: the pixels are borrowed until close, or until the step after the one that delivers the last of
 *   request.kept_count frames, this one counted: with 1 until the next step.
 */
SAG_API sag_status sag_camera_step(sag_camera *camera, sag_frame *out, int64_t timeout_ns);

/* What has happened since the camera was opened. */
typedef struct sag_camera_stats {
    int64_t frame_count;       /* delivered */
    int64_t gap_count;         /* frames that were lost before they reached us, by the driver's sequence numbers */
    int64_t flagged_count;     /* buffers that the driver marked as damaged */
    int64_t short_count;       /* buffers with less than a picture in them */
    int64_t broken_jpeg_count;
    int64_t backward_count;    /* frames whose time did not increase */
    int64_t warm_up_count;     /* frames left out while the exposure settled */
    int64_t timeout_count;     /* steps that waited in vain for a camera that was there */
    int64_t disconnect_count;  /* times the camera went away */
    int64_t reconnect_count;   /* times it came back */
    int64_t restart_count;     /* times the stream failed or was silent for 5 s and was started again */
    int64_t note_count;        /* lines that sag_camera_get_note has shown or would have shown */
} sag_camera_stats;

/* Returns: borrowed until close; contents change with each step. */
SAG_API const sag_camera_stats *sag_camera_get_stats(const sag_camera *camera);

/* The mode of the stream. */
typedef struct sag_camera_facts {
    char path[SAG_CAMERA_PATH_BYTES];
    char name[SAG_CAMERA_NAME_BYTES];
    char bus[SAG_CAMERA_NAME_BYTES];
    char driver[SAG_CAMERA_NAME_BYTES];
    sag_camera_format format;
    bool is_converted;      /* by libv4l2, from a format of the camera that is not read */
    int width_px;
    int height_px;
    double rate_hz;         /* what the driver promises, seldom what comes; 0 unknown */
    int buffer_count;
    bool has_arrival_times; /* the driver does not give monotonic times: t_ns is the time of arrival, a little late */
    int64_t start_ns;       /* time of the first frame on CLOCK_MONOTONIC, t_ns counts from there; 0 before it */
    char text[SAG_CAMERA_TEXT_BYTES]; /* "NAME (/dev/video0): 640x480 YUYV at 30 Hz", and what differs from the wish */
} sag_camera_facts;

/* Returns: borrowed until close; the path changes when a camera comes back, start_ns and the clock with the frames. */
SAG_API const sag_camera_facts *sag_camera_get_facts(const sag_camera *camera);

/* Whether the camera is unplugged or otherwise gone, and looked for. */
SAG_API bool sag_camera_is_away(const sag_camera *camera);

/* The newest line about what happened to the camera: gone, back, started again, times of arrival; "" at first.
   note_count of the statistics tells whether it is a new one. Returns: borrowed until the next step or close. */
SAG_API const char *sag_camera_get_note(const sag_camera *camera);

/* Stop the stream and release everything. Accepts NULL. */
SAG_API void sag_camera_close(sag_camera *camera);

#ifdef __cplusplus
}
#endif
#endif
