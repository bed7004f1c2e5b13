/*
 * backend.h - what an inference engine offers to net.c: the functions of net.h without the choice between engines.
 */
#ifndef SAGITTA_NET_BACKEND_H
#define SAGITTA_NET_BACKEND_H

#include "net.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sag__net_backend {
    const char *title; /* name and version of the library */
    /* As sag__net_open. *unfit: set if the failure is that this engine cannot run a network which may be a good one. */
    sag_status (*open)(void **out, bool *unfit, const sag__net_options *options, sag_error *err);
    float *(*input)(void *self);
    sag_status (*run)(void *self, int stage, sag_error *err);
    const float *(*get_output)(const void *self, size_t i);
    bool (*is_interleaved)(const void *self, int port); /* output number, or -1: the input */
    size_t (*get_step_count)(const void *self);
    sag__net_step (*get_step)(const void *self, size_t i);
    sag_status (*profile)(void *self, int stage, sag_error *err);
    void (*close)(void *self);
} sag__net_backend;

/* NULL where oneDNN was not built in. */
const sag__net_backend *sag__net_backend_onednn(void);
const sag__net_backend *sag__net_backend_opencv(void);

#ifdef __cplusplus
}
#endif
#endif
