#include "net.h"

#include <stdio.h>

#include "backend.h"
#include "fail.h"
#include "memory.h"

struct sag__net {
    const sag__net_backend *backend;
    void *engine; /* the backend's own */
    size_t channel_count;
    size_t pixel_count; /* of the input */
    size_t value_count[SAG__NET_OUTPUTS_MAX];
    char reason[sizeof((sag_error){0}.text)];
};

static const sag__net_backend *backend_of(sag__net_engine engine)
{
    const sag__net_backend *onednn = sag__net_backend_onednn();
    if (engine == SAG__NET_ENGINE_AUTO) {
        return onednn != NULL ? onednn : sag__net_backend_opencv();
    }
    return engine == SAG__NET_ENGINE_ONEDNN ? onednn : sag__net_backend_opencv();
}

static sag_status check(const sag__net_options *options, sag_error *err)
{
    bool good = options->output_count >= 1 && options->output_count <= SAG__NET_OUTPUTS_MAX &&
                options->channel_count >= 1 && options->height_px >= 1 && options->width_px >= 1;
    for (size_t i = 0; good && i < options->output_count; i++) {
        good = options->output[i].stage >= 0 && options->output[i].stage < SAG__NET_OUTPUTS_MAX;
    }
    if (!good) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot load %s: bad input shape or outputs", options->path);
    }
    if (options->thread_count < 0 || options->thread_count > SAG__NET_THREADS_MAX) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot load %s: %d inference threads are outside 0 to %d",
                         options->path, options->thread_count, SAG__NET_THREADS_MAX);
    }
    return SAG_STATUS_OK;
}

sag_status sag__net_open(sag__net **out, const sag__net_options *options, sag_error *err)
{
    *out = NULL;
    sag_status status = check(options, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const sag__net_backend *backend = backend_of(options->engine);
    if (backend == NULL) {
        return sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot load %s: this program was built without oneDNN",
                         options->path);
    }
    sag__net *net = sag__memory_alloc(1, sizeof *net);
    if (net == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot load %s: out of memory", options->path);
    }
    net->backend = backend;
    net->channel_count = (size_t)options->channel_count;
    net->pixel_count = (size_t)options->height_px * (size_t)options->width_px;
    for (size_t i = 0; i < options->output_count; i++) {
        net->value_count[i] = options->output[i].value_count;
    }
    bool unfit = false;
    sag_error reason = {0};
    status = backend->open(&net->engine, &unfit, options, &reason);
    if (status != SAG_STATUS_OK && unfit && options->engine == SAG__NET_ENGINE_AUTO &&
        backend != sag__net_backend_opencv()) {
        snprintf(net->reason, sizeof net->reason, "%s", reason.text);
        net->backend = sag__net_backend_opencv();
        status = net->backend->open(&net->engine, &unfit, options, &reason);
    }
    if (status != SAG_STATUS_OK) {
        if (err != NULL) {
            *err = reason;
        }
        sag__memory_free(net);
        return status;
    }
    *out = net;
    return SAG_STATUS_OK;
}

float *sag__net_input(sag__net *net)
{
    return net->backend->input(net->engine);
}

static sag__net_layout make_layout(bool interleaved, size_t channel_count, size_t pixel_count)
{
    return interleaved ? (sag__net_layout){1, channel_count} : (sag__net_layout){pixel_count, 1};
}

sag__net_layout sag__net_get_input_layout(const sag__net *net)
{
    return make_layout(net->backend->is_interleaved(net->engine, -1), net->channel_count, net->pixel_count);
}

sag__net_layout sag__net_get_output_layout(const sag__net *net, size_t i, size_t channel_count)
{
    return make_layout(net->backend->is_interleaved(net->engine, (int)i), channel_count,
                       net->value_count[i] / channel_count);
}

sag_status sag__net_run(sag__net *net, int stage, sag_error *err)
{
    return net->backend->run(net->engine, stage, err);
}

const float *sag__net_get_output(const sag__net *net, size_t i)
{
    return net->backend->get_output(net->engine, i);
}

const char *sag__net_get_engine(const sag__net *net)
{
    return net->backend->title;
}

const char *sag__net_get_reason(const sag__net *net)
{
    return net->reason;
}

const char *sag__net_describe_engine(sag__net_engine engine)
{
    const sag__net_backend *backend = backend_of(engine);
    return backend != NULL ? backend->title : NULL;
}

size_t sag__net_get_step_count(const sag__net *net)
{
    return net->backend->get_step_count(net->engine);
}

sag__net_step sag__net_get_step(const sag__net *net, size_t i)
{
    return net->backend->get_step(net->engine, i);
}

sag_status sag__net_profile(sag__net *net, int stage, sag_error *err)
{
    return net->backend->profile(net->engine, stage, err);
}

void sag__net_close(sag__net *net)
{
    if (net != NULL) {
        net->backend->close(net->engine);
        sag__memory_free(net);
    }
}
