/*
 * camera_on.h - a camera on a given table of device functions: what sag_camera_open does on that of the system.
 */
#ifndef SAGITTA_CAMERA_ON_H
#define SAGITTA_CAMERA_ON_H

#include "camera_device.h"

/* How long a camera may be silent before its stream is started again: a stalled one does not recover otherwise. */
#define SAG__CAMERA_SILENCE_NS INT64_C(5000000000)
/* How long to wait between two looks for a camera that is away. */
#define SAG__CAMERA_LOOK_NS INT64_C(1000000000)

/* As sag_camera_open. Ownership: the table is copied, its context borrowed until close. */
sag_status sag__camera_open_on(sag_camera **out, const sag_camera_request *request, const sag__camera_device *device,
                               sag_error *err);

#endif
