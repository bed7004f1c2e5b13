/*
 * camera_device.h - all that is asked of the system about cameras, as a table of functions that a test can replace.
 *
 * The functions of the table return what their namesakes of the system return, with errno.
 */
#ifndef SAGITTA_CAMERA_DEVICE_H
#define SAGITTA_CAMERA_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include <sagitta/camera.h>

#define SAG__CAMERA_PATHS_MAX 64

typedef char sag__camera_path[SAG_CAMERA_PATH_BYTES];

typedef struct sag__camera_device {
    /* Open for reading and writing without blocking; a path that is no character device fails with ENOTTY. */
    int (*open)(void *context, const char *path);
    int (*close)(void *context, int fd);
    int (*ioctl)(void *context, int fd, unsigned long request, void *argument);
    /* A buffer, shared with the driver. NULL: failed. */
    void *(*map)(void *context, int fd, size_t length, int64_t offset);
    int (*unmap)(void *context, void *start, size_t length);
    /* Wait until fd can be read. *events: as pollfd.revents. fd -1: wait only. Returns 1, 0 after the time, or -1. */
    int (*poll)(void *context, int fd, int timeout_ms, short *events);
    /* The paths /dev/video*, by their numbers. Returns how many. */
    size_t (*list)(void *context, sag__camera_path *paths, size_t max);
    int64_t (*now_ns)(void *context); /* CLOCK_MONOTONIC */
    void *context;
} sag__camera_device;

/* The cameras of this machine, through libv4l2. Returns: static. */
const sag__camera_device *sag__camera_device_system(void);

/* An ioctl, again when a signal interrupts it. */
int sag__camera_ioctl(const sag__camera_device *device, int fd, unsigned long request, void *argument);

#endif
