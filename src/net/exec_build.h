/*
 * exec_build.h - from the layers of a graph to the primitives of a plan.
 *
 * Each layer asks oneDNN for an implementation that takes its activations and sums along; where there is none but the
 * slow reference, fewer go along and the rest become steps of their own. A reference implementation is taken only where
 * its work is harmless; else the network is refused. A value is brought into another layout only where it must be.
 */
#ifndef SAGITTA_NET_EXEC_BUILD_H
#define SAGITTA_NET_EXEC_BUILD_H

#include "exec_plan.h"

/* What the caller needs of a plan beside running it. */
typedef struct sag__exec_ports {
    sag__place input;
    bool input_interleaved;
    sag__place output[SAG__NET_OUTPUTS_MAX];
    bool output_interleaved[SAG__NET_OUTPUTS_MAX];
} sag__exec_ports;

/*
 * Build the plan of a graph. plan: empty. options: of the graph. unfit: set when a layer has no implementation but a
 * slow one.
 * Returns SAG_STATUS_OK, _MODEL, _LIMIT, _NO_MEMORY.
 */
sag_status sag__exec_build(sag__plan *plan, sag__exec_ports *ports, bool *unfit, const sag__graph *graph,
                           const sag__net_options *options, sag_error *err);

#endif
