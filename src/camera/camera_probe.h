/*
 * camera_probe.h - what an open device says about itself: whether it captures video, its names, its modes.
 */
#ifndef SAGITTA_CAMERA_PROBE_H
#define SAGITTA_CAMERA_PROBE_H

#include "camera_device.h"

/* Most modes kept of one camera, sizes of one format, and formats looked at: more are not looked at. */
#define SAG__CAMERA_MODES_MAX 192
#define SAG__CAMERA_SIZES_MAX 64
#define SAG__CAMERA_FORMATS_MAX 128

/*
 * Open a device and read its names: path, name, bus and driver of *out, the rest is zeroed.
 * Returns SAG_STATUS_OK with *fd; _UNSUPPORTED (no video device, or it captures no video), _NOT_FOUND, _IO.
 * Ownership: *fd is transferred on success, close it with the device's close; -1 on failure.
 */
sag_status sag__camera_probe_open(int *fd, sag_camera_info *out, const sag__camera_device *device, const char *path,
                                  sag_error *err);

/*
 * Read the modes of an open device into info.
 * wanted: the size near which a range of sizes is asked for its rates; 0 for the largest.
 * Returns SAG_STATUS_OK or _NO_MEMORY. Ownership: info->mode is transferred on success, release with free.
 */
sag_status sag__camera_probe_modes(sag_camera_info *info, const sag__camera_device *device, int fd,
                                   int wanted_width_px, int wanted_height_px, sag_error *err);

/* As sag_camera_list, on a given device table. */
sag_status sag__camera_list_on(sag_camera_info **out, size_t *count, const sag__camera_device *device,
                               sag_error *err);

#endif
