/*
 * Every allocation of opening a network fails once: open says so, or what it opens computes the same as ever.
 *
 *   test_net_allocation FOLDER    of the graphs that net/make_graphs.py makes
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failing_allocation.h"
#include "net.h"

#define EVERY 5 /* of the graphs, one in so many */
#define ALLOCATIONS_MAX 5000

/* The sum of all outputs' bits for an input that is the same each time. Returns false if a run fails. */
static bool fingerprint(uint64_t *out, sag__net *net, const sag__net_options *options)
{
    sag__net_layout layout = sag__net_get_input_layout(net);
    size_t pixel_count = (size_t)options->height_px * (size_t)options->width_px;
    float *input = sag__net_input(net);
    for (size_t i = 0; i < (size_t)options->channel_count * pixel_count; i++) {
        input[i / pixel_count * layout.channel_step + i % pixel_count * layout.pixel_step] =
            (float)(i % 31) / 16.0f - 1.0f;
    }
    *out = 0;
    for (int stage = 0; stage < SAG__NET_OUTPUTS_MAX; stage++) {
        if (sag__net_run(net, stage, NULL) != SAG_STATUS_OK) {
            return false;
        }
    }
    for (size_t i = 0; i < options->output_count; i++) {
        const float *values = sag__net_get_output(net, i);
        for (size_t k = 0; k < options->output[i].value_count; k++) {
            uint32_t bits = 0;
            memcpy(&bits, &values[k], sizeof bits);
            *out = *out * 1099511628211u + bits;
        }
    }
    return true;
}

/* Returns: how many allocations opening takes; 0 if something is wrong or oneDNN does not take the graph. */
static long test_graph(const sag__net_options *options, const char *name)
{
    uint64_t expected = 0;
    long failing_max = ALLOCATIONS_MAX;
    for (long n = 0; n <= failing_max; n++) {
        sag__net *net = NULL;
        sag_error err = {0};
        allocation_count = 0;
        fail_at = n > 0 ? n : LONG_MAX;
        sag_status status = sag__net_open(&net, options, &err);
        fail_at = LONG_MAX;
        uint64_t got = 0;
        bool good = status == SAG_STATUS_OK ? fingerprint(&got, net, options) : err.text[0] != '\0' && net == NULL;
        sag__net_close(net);
        if (n == 0) {
            if (status != SAG_STATUS_OK || !good) {
                return 0;
            }
            expected = got;
            failing_max = allocation_count;
        } else if (!good || (status == SAG_STATUS_OK && got != expected)) {
            printf("FAILED: %s: allocation %ld fails, and %s\n", name, n,
                   status != SAG_STATUS_OK ? "open does not say so" : "it computes something else");
            return 0;
        }
    }
    return failing_max;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_net_allocation FOLDER\n");
        return 2;
    }
    char path[4096];
    snprintf(path, sizeof path, "%s/cases.txt", argv[1]);
    FILE *cases = fopen(path, "r");
    if (cases == NULL) {
        fprintf(stderr, "no file %s\n", path);
        return 2;
    }
    if (sag__net_describe_engine(SAG__NET_ENGINE_ONEDNN) == NULL) {
        puts("SKIPPED: built without oneDNN");
        fclose(cases);
        return 77;
    }
    static const char *const output_names[SAG__NET_OUTPUTS_MAX] = {"out0", "out1", "out2", "out3",
                                                                   "out4", "out5", "out6", "out7"};
    char line[1024];
    int graph_count = 0;
    int failure_count = 0;
    long allocation_sum = 0;
    for (int i = 0; fgets(line, sizeof line, cases) != NULL; i++) {
        char name[128];
        char onednn[64];
        int used = 0;
        sag__net_options options = {.input_name = "input", .thread_count = 1, .any_input_layout = true,
                                    .engine = SAG__NET_ENGINE_ONEDNN};
        if (i % EVERY != 0 ||
            sscanf(line, "%127s %d %d %d %63s %*s %zu%n", name, &options.channel_count, &options.height_px,
                   &options.width_px, onednn, &options.output_count, &used) != 6 ||
            strcmp(onednn, "run") != 0 || options.output_count > SAG__NET_OUTPUTS_MAX) {
            continue;
        }
        for (size_t k = 0; k < options.output_count; k++) {
            int more = 0;
            options.output[k].name = output_names[k];
            sscanf(line + used, " %zu:%d%n", &options.output[k].value_count, &options.output[k].stage, &more);
            used += more;
        }
        snprintf(path, sizeof path, "%s/%s.onnx", argv[1], name);
        options.path = path;
        long allocations = test_graph(&options, name);
        graph_count++;
        failure_count += allocations == 0;
        allocation_sum += allocations;
    }
    fclose(cases);
    printf("Tested: %d graphs, %ld allocations, %d failures\n", graph_count, allocation_sum, failure_count);
    return graph_count > 0 && failure_count == 0 ? 0 : 1;
}
