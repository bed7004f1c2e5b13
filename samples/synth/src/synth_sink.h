/*
 * Where frames go: a video file through the ffmpeg program, raw RGB24 on standard output ("-"), or PNG files.
 */
#ifndef SYNTH_SINK_H
#define SYNTH_SINK_H

#include <stdint.h>

typedef struct synth_sink synth_sink;

/* Open a sink by name: "-" is raw RGB24 on standard output, anything else a video file. Returns NULL with a line in error[SYNTH_ERROR_MAX]. */
synth_sink *synth_sink_open(const char *path, int width, int height, double fps_hz, int crf, char *error);

/* Add a frame. Returns 0, or -1 with a line in error. */
int synth_sink_push(synth_sink *s, const uint8_t *rgb, char *error);

/* Finish; accepts NULL. Returns 0, or -1 with a line in error when the file is not whole. */
int synth_sink_close(synth_sink *s, char *error);

/* Write one frame as PNG (stored, not compressed). Returns 0, or -1 with a line in error. */
int synth_sink_png(const char *path, const uint8_t *rgb, int width, int height, char *error);

#endif
