/*
 * net.h - a neural network from an ONNX file: floats in, floats out.
 *
 *   file -> graph of what the wanted outputs need -> engine -> input, run, outputs
 *
 * Two engines do the arithmetic: oneDNN, through an executor of our own (exec_*.c), and OpenCV DNN for a model that the
 * executor does not take. open runs the network once, so that everything that can be wrong with it shows there.
 *
 * Outputs come in stages. run(net, 0) computes the outputs of stage 0 from the input; run(net, 1) goes on from there to
 * those of stage 1, and so on; a stage that nobody asks for costs nothing. All stages share weights and buffers.
 * Thread: one network is used by one thread at a time. Networks may be opened in several threads at once. With OpenCV
 * the number of inference threads is shared by all networks of the process, the newest open decides.
 */
#ifndef SAGITTA_NET_NET_H
#define SAGITTA_NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Most outputs of one network, and the largest file loaded, in bytes. */
#define SAG__NET_OUTPUTS_MAX 8
#define SAG__NET_FILE_BYTES_MAX ((size_t)1 << 30)

/* Most inference threads of one network. */
#define SAG__NET_THREADS_MAX 64

typedef struct sag__net sag__net;

typedef enum sag__net_engine {
    SAG__NET_ENGINE_AUTO = 0, /* oneDNN where it was built in and takes the model, else OpenCV DNN */
    SAG__NET_ENGINE_ONEDNN,
    SAG__NET_ENGINE_OPENCV
} sag__net_engine;

typedef struct sag__net_output {
    const char *name;
    size_t value_count; /* floats it must have */
    int stage;          /* 0 to SAG__NET_OUTPUTS_MAX - 1 */
} sag__net_output;

/* How an image lies in memory: channel c of the pixel at row y and column x of w columns is value
   c * channel_step + (y * w + x) * pixel_step. */
typedef struct sag__net_layout {
    size_t channel_step;
    size_t pixel_step;
} sag__net_layout;

typedef struct sag__net_options {
    const char *path;
    const char *input_name;
    int channel_count; /* the input is 1 x channel_count x height_px x width_px floats */
    int height_px;
    int width_px;
    bool any_input_layout;      /* the caller asks how the input lies; otherwise plane after plane */
    unsigned any_output_layout; /* bit i: the same for output i */
    sag__net_output output[SAG__NET_OUTPUTS_MAX];
    size_t output_count;
    int thread_count; /* 0: as many as there are cores for this process */
    sag__net_engine engine;
} sag__net_options;

/* One step of a network: a primitive of the library behind it. */
typedef struct sag__net_step {
    const char *layer;          /* name of the ONNX node it belongs to */
    const char *operation;      /* ONNX operator, or "Reorder" */
    const char *implementation; /* what the library calls it, e.g. "jit_1x1:avx512_core" */
    int stage;
    int64_t mac_count; /* multiplications with addition, 0 where it has none to speak of */
    int64_t time_ns;   /* what the newest sag__net_profile took for it */
} sag__net_step;

/*
 * Load a network. options and what it points to: copied.
 * Returns SAG_STATUS_OK, _ARGUMENT, _NOT_FOUND, _IO, _LIMIT, _MODEL (not a network, not of this shape, or not for the
 *   engine that was asked for), _UNSUPPORTED (that engine was not built in), _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__net_close; NULL on failure.
 */
sag_status sag__net_open(sag__net **out, const sag__net_options *options, sag_error *err);

/* The input tensor, to be written before each run of stage 0. Returns: borrowed until close, always the same place. */
float *sag__net_input(sag__net *net);

/* How the input lies there. */
sag__net_layout sag__net_get_input_layout(const sag__net *net);

/*
 * Compute the outputs of one stage. Before stage n all stages below n have run on the same input; stage n runs at most
 * once after each run of stage 0, for it may overwrite what it reads.
 * Returns SAG_STATUS_OK or _MODEL.
 */
sag_status sag__net_run(sag__net *net, int stage, sag_error *err);

/* Output i of the options, value_count floats. Returns: borrowed until the next run of stage 0, or close. */
const float *sag__net_get_output(const sag__net *net, size_t i);

/* How output i, an image, lies there. channel_count: that of the output. */
sag__net_layout sag__net_get_output_layout(const sag__net *net, size_t i, size_t channel_count);

/* Name and version of the library behind this network, e.g. "oneDNN 2.6.3". Returns: static. */
const char *sag__net_get_engine(const sag__net *net);

/* Why AUTO did not take oneDNN, one line; "" if it did or was not asked to. Returns: borrowed until close. */
const char *sag__net_get_reason(const sag__net *net);

/* The library that an engine stands for, AUTO being the one tried first. Returns: static; NULL if not built in. */
const char *sag__net_describe_engine(sag__net_engine engine);

/* How many steps the network is made of in all stages; 0 if the engine does not tell. */
size_t sag__net_get_step_count(const sag__net *net);

/* Step i, in the order of their run. What it points to: borrowed until close. */
sag__net_step sag__net_get_step(const sag__net *net, size_t i);

/* Run stages 0 to stage with a clock around each step. The sum is above the time of a run. Returns as sag__net_run. */
sag_status sag__net_profile(sag__net *net, int stage, sag_error *err);

/* Release everything. Accepts NULL. */
void sag__net_close(sag__net *net);

#ifdef __cplusplus
}
#endif
#endif
