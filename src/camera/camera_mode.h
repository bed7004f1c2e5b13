/*
 * camera_mode.h - which of a camera's modes comes nearest to what is wanted.
 *
 * Pure: no device is asked. The order in which modes are compared is in sag_camera_open (camera.h).
 */
#ifndef SAGITTA_CAMERA_MODE_H
#define SAGITTA_CAMERA_MODE_H

#include <stdbool.h>

#include <sagitta/camera.h>

typedef struct sag__camera_choice {
    int mode; /* place in the list */
    int width_px;
    int height_px;
    double rate_hz; /* 0: the driver does not say its rates */
} sag__camera_choice;

/*
 * Choose the best mode. Of several that are equal the first is taken.
 * request: its sizes, rate and format. Returns false if the list has no mode of the format.
 */
bool sag__camera_mode_choose(sag__camera_choice *out, const sag_camera_mode *modes, int count,
                             const sag_camera_request *request);

/* Whether a rate is as good as the one wanted: 29.97 Hz are 30. */
bool sag__camera_rate_reaches(double rate_hz, double wanted_hz);

/* The size in the range of a mode that is nearest to another one, which is 0 for the largest. */
void sag__camera_mode_fit(int *width_px, int *height_px, const sag_camera_mode *mode, int wanted_width_px,
                          int wanted_height_px);

#endif
