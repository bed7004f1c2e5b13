/*
 * onnx_edit.h - fit an ONNX model, as bytes, to the network library that will run it.
 *
 *   nodes that no wanted output needs are dropped: OpenCV runs all of a graph, asked for or not
 *   Clip with constant bounds as inputs (operator set 11) becomes Clip with attributes: OpenCV 4.6 reads no other
 *
 * Everything else stays. The bytes are data from outside.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_NET_ONNX_EDIT_H
#define SAGITTA_NET_ONNX_EDIT_H

#include <stddef.h>

#include "net.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Make the edited copy of a model.
 * outputs: the output_count outputs that must stay, at least one.
 * path: names the model in error lines.
 * Returns SAG_STATUS_OK, _MODEL (no ONNX model, or an output is not in it), _NO_MEMORY.
 * Ownership: *edited is owned by the caller, release with free.
 */
sag_status sag__onnx_edit(char **edited, size_t *edited_bytes, const char *model, size_t model_bytes,
                          const sag__net_output *outputs, size_t output_count, const char *path, sag_error *err);

#ifdef __cplusplus
}
#endif
#endif
