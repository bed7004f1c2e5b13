/* The engine of our own over oneDNN: graph -> plan -> runs. */
#include "backend.h"

#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include "exec_build.h"
#include "fail.h"
#include "memory.h"
#include "outfile.h"

#define STRINGIFY(x) #x
#define VERSION_TEXT(major, minor, patch) "oneDNN " STRINGIFY(major) "." STRINGIFY(minor) "." STRINGIFY(patch)

typedef struct exec {
    char *path;
    sag__graph *graph; /* owns the names in the steps */
    sag__plan *plan;
    sag__exec_ports ports;
    int output_count;
    int thread_count;
} exec;

/*
 * oneDNN takes its threads from OpenMP, whose number of threads belongs to the calling thread: it is set around each
 * call and put back. With one thread no team is ever made.
 */
static int enter_threads(int thread_count)
{
    int before = omp_get_max_threads();
    omp_set_num_threads(thread_count);
    return before;
}

static void leave_threads(int before)
{
    omp_set_num_threads(before);
}

static sag_status run_stages(exec *e, int first, int last, bool timed, sag_error *err)
{
    int before = enter_threads(e->thread_count);
    bool good = true;
    for (int i = first; i <= last && good; i++) {
        good = sag__plan_run(e->plan, i, timed);
    }
    leave_threads(before);
    return good ? SAG_STATUS_OK : sag__fail(err, SAG_STATUS_MODEL, "cannot run the network %s", e->path);
}

static sag_status run(void *self, int stage, sag_error *err)
{
    return run_stages(self, stage, stage, false, err);
}

static sag_status profile(void *self, int stage, sag_error *err)
{
    return run_stages(self, 0, stage, true, err);
}

static float *input(void *self)
{
    exec *e = self;
    return sag__plan_data(e->plan, e->ports.input);
}

static const float *get_output(const void *self, size_t i)
{
    const exec *e = self;
    return i < (size_t)e->output_count ? sag__plan_data(e->plan, e->ports.output[i]) : NULL;
}

static bool is_interleaved(const void *self, int port)
{
    const exec *e = self;
    return port < 0 ? e->ports.input_interleaved : e->ports.output_interleaved[port];
}

static size_t get_step_count(const void *self)
{
    return (size_t)((const exec *)self)->plan->step_count;
}

static sag__net_step get_step(const void *self, size_t i)
{
    return ((const exec *)self)->plan->step[i].info;
}

static void close_exec(void *self)
{
    exec *e = self;
    if (e != NULL) {
        sag__plan_destroy(e->plan);
        sag__graph_destroy(e->graph);
        sag__memory_free(e->path);
        sag__memory_free(e);
    }
}

static sag_status read_graph(exec *e, bool *unfit, const sag__net_options *options, sag_error *err)
{
    char *bytes = NULL;
    size_t size_bytes = 0;
    sag_status status = sag__file_read(&bytes, &size_bytes, options->path, SAG__NET_FILE_BYTES_MAX, err);
    if (status == SAG_STATUS_OK) {
        status = sag__graph_read(&e->graph, unfit, bytes, size_bytes, options, err);
    }
    free(bytes);
    return status;
}

static sag_status build(exec *e, bool *unfit, const sag__net_options *options, sag_error *err)
{
    e->plan = sag__plan_create();
    if (e->plan == NULL) {
        *unfit = true;
        return sag__fail(err, SAG_STATUS_MODEL, "cannot load %s: oneDNN does not start", options->path);
    }
    int before = enter_threads(e->thread_count);
    sag_status status = sag__exec_build(e->plan, &e->ports, unfit, e->graph, options, err);
    leave_threads(before);
    return status;
}

static sag_status open_exec(void **out, bool *unfit, const sag__net_options *options, sag_error *err)
{
    *out = NULL;
    *unfit = false;
    exec *e = sag__memory_alloc(1, sizeof *e);
    size_t path_bytes = strlen(options->path) + 1;
    char *path = sag__memory_alloc(1, path_bytes);
    if (e == NULL || path == NULL) {
        sag__memory_free(path);
        sag__memory_free(e);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot load %s: out of memory", options->path);
    }
    memcpy(path, options->path, path_bytes);
    e->path = path;
    int cores = omp_get_num_procs();
    int all = cores < SAG__NET_THREADS_MAX ? cores : SAG__NET_THREADS_MAX;
    e->thread_count = options->thread_count > 0 ? options->thread_count : all;
    e->output_count = (int)options->output_count;
    sag_status status = read_graph(e, unfit, options, err);
    if (status == SAG_STATUS_OK) {
        status = build(e, unfit, options, err);
    }
    if (status == SAG_STATUS_OK) {
        size_t pixel_count = (size_t)options->height_px * (size_t)options->width_px;
        memset(input(e), 0, (size_t)options->channel_count * pixel_count * sizeof(float));
        status = run_stages(e, 0, SAG__NET_OUTPUTS_MAX - 1, false, err);
        *unfit = status != SAG_STATUS_OK;
    }
    if (status != SAG_STATUS_OK) {
        close_exec(e);
        return status;
    }
    *out = e;
    return SAG_STATUS_OK;
}

const sag__net_backend *sag__net_backend_onednn(void)
{
    static const sag__net_backend backend = {
        .title = VERSION_TEXT(DNNL_VERSION_MAJOR, DNNL_VERSION_MINOR, DNNL_VERSION_PATCH),
        .open = open_exec,
        .input = input,
        .run = run,
        .get_output = get_output,
        .is_interleaved = is_interleaved,
        .get_step_count = get_step_count,
        .get_step = get_step,
        .profile = profile,
        .close = close_exec,
    };
    return &backend;
}
