/*
 * net.h - a neural network from a file: floats in, floats out.
 *
 * open reads an ONNX file, keeps of it what the wanted outputs need, and runs it once, so that everything that can
 * be wrong with it shows there. The caller writes into the network's own input tensor, runs, and reads the outputs.
 * Which library does the arithmetic is known to the implementation only.
 * Thread: one network is used by one thread at a time; the number of inference threads is shared by all networks
 * of the process, the newest open decides.
 */
#ifndef SAGITTA_POSE_NET_H
#define SAGITTA_POSE_NET_H

#include <stddef.h>

#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Most outputs of one network, and the largest file loaded, in bytes. */
#define SAG__NET_OUTPUTS_MAX 8
#define SAG__NET_FILE_BYTES_MAX ((size_t)1 << 30)

typedef struct sag__net sag__net;

typedef struct sag__net_output {
    const char *name;
    size_t value_count; /* floats it must have */
} sag__net_output;

typedef struct sag__net_options {
    const char *path;
    const char *input_name;
    int channel_count; /* the input is 1 x channel_count x height_px x width_px floats, planar */
    int height_px;
    int width_px;
    sag__net_output output[SAG__NET_OUTPUTS_MAX];
    size_t output_count;
    int thread_count; /* 0: as many as the machine has cores */
} sag__net_options;

/*
 * Load a network. options and what it points to: copied.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _LIMIT, _MODEL (not a network, or not of this shape), _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__net_close; NULL on failure.
 */
sag_status sag__net_open(sag__net **out, const sag__net_options *options, sag_error *err);

/* The input tensor, to be written before each run. Returns: borrowed until close, always the same place. */
float *sag__net_input(sag__net *net);

/* Compute the outputs. Returns SAG_STATUS_OK or _MODEL. */
sag_status sag__net_run(sag__net *net, sag_error *err);

/* Output i of the options, value_count floats. Returns: borrowed until the next run or close. */
const float *sag__net_get_output(const sag__net *net, size_t i);

/* Name and version of the library behind it, e.g. "OpenCV DNN 4.6.0". Returns: static. */
const char *sag__net_engine(void);

/* Release everything. Accepts NULL. */
void sag__net_close(sag__net *net);

#ifdef __cplusplus
}
#endif
#endif
