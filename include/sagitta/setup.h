/*
 * setup.h - whether the recording was made so that it can be measured: checks, each with an instruction.
 *
 * Thread: pure functions.
 */
#ifndef SAGITTA_SETUP_H
#define SAGITTA_SETUP_H

#include <sagitta/export.h>
#include <sagitta/metric.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sag_check {
    SAG_CHECK_WHOLE_BODY = 0, /* share of frames with head, hips and feet inside the picture */
    SAG_CHECK_FEET,           /* share of frames in which the feet that are needed are seen */
    SAG_CHECK_BODY_HEIGHT,    /* standing height in pixels */
    SAG_CHECK_CAMERA_ROLL,    /* rad, + clockwise, from the standing body and its feet; what is left of a given one */
    SAG_CHECK_LIGHT,          /* mean brightness of the body, 0 black .. 1 white */
    SAG_CHECK_FRAME_RATE,     /* hz */
    SAG_CHECK_STANDING,       /* seconds of quiet standing before the set */
    SAG_CHECK_ALONE,          /* people in the first picture that shows any */
    SAG_CHECK_COUNT
} sag_check;

typedef enum sag_check_state {
    SAG_CHECK_UNKNOWN = 0, /* could not be checked */
    SAG_CHECK_GOOD,
    SAG_CHECK_POOR,        /* measured, with a wider error than need be */
    SAG_CHECK_BAD,         /* something cannot be measured because of it */
    SAG_CHECK_STATE_COUNT
} sag_check_state;

typedef struct sag_check_result {
    sag_check_state state;
    double value; /* in the unit above; meaningless if UNKNOWN */
    double se;    /* of the camera roll; 0 for the others */
    double limit; /* the value that would be good */
} sag_check_result;

/* A check as a key, e.g. "camera_roll". Returns: static, never NULL. */
SAG_API const char *sag_check_name(sag_check check);

/* "unknown", "good", "poor", "bad". Returns: static. */
SAG_API const char *sag_check_state_name(sag_check_state state);

/* What to do, one instruction a person can follow, e.g. "step back until head and feet are in the picture". */
SAG_API const char *sag_check_advice(sag_check check);

#ifdef __cplusplus
}
#endif
#endif
