/*
 * onnx_file.h - an ONNX model from its bytes, which are data from outside.
 *
 * The parsing is protobuf-c's, from the schema that Debian ships (onnx.proto). It has two gaps that are closed here:
 * nesting without limit, and memory that is many times the file's size.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_NET_ONNX_FILE_H
#define SAGITTA_NET_ONNX_FILE_H

#include <stddef.h>

#include <onnx.pb-c.h>

#include <sagitta/status.h>

/* Deepest nesting of messages. A model without subgraphs needs 7; each subgraph adds 3. */
#define SAG__ONNX_DEPTH_MAX 32

typedef struct sag__onnx sag__onnx;

/*
 * Parse a model. It has a graph with at least one node.
 * path: names the model in error lines.
 * Returns SAG_STATUS_OK, _MODEL (no ONNX model), _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__onnx_destroy; it does not need bytes any more.
 */
sag_status sag__onnx_parse(sag__onnx **out, const void *bytes, size_t size_bytes, const char *path, sag_error *err);

/* The message. Returns: borrowed until sag__onnx_destroy. */
Onnx__ModelProto *sag__onnx_get_model(const sag__onnx *onnx);

/* Release everything. Accepts NULL. */
void sag__onnx_destroy(sag__onnx *onnx);

#endif
