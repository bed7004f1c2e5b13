#include "onnx_file.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "fail.h"

/*
 * Memory for the parsed message: what large models need for their many small parts, and for the bytes of their weights
 * twice the file, for a list of numbers may be stored denser than it is kept.
 */
#define SPARE_BYTES ((size_t)16 << 20)
#define BYTES_FOR_A_BYTE 2

#define ALIGN_BYTES ((size_t)16)

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

/* The message lives in one block, which is taken from front to back and released as a whole. */
struct sag__onnx {
    Onnx__ModelProto *model;
    size_t size_bytes;
    size_t used_bytes;
    uint8_t *block;
};

static void *take(void *context, size_t size_bytes)
{
    sag__onnx *onnx = context;
    size_t left_bytes = onnx->size_bytes - onnx->used_bytes;
    if (size_bytes > left_bytes || left_bytes - size_bytes < ALIGN_BYTES) {
        return NULL;
    }
    void *place = onnx->block + onnx->used_bytes;
    onnx->used_bytes += (size_bytes + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
    return place;
}

static void give_back(void *context, void *place)
{
    (void)context;
    (void)place;
}

/* Take a number off the front. Returns false at damage. */
static bool next_number(uint64_t *value, const uint8_t **at, const uint8_t *end)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
        uint8_t byte = *(*at)++;
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

/* Whether a message is whole and its messages lie no deeper in each other than depth levels. */
static bool is_shallow(const ProtobufCMessageDescriptor *kind, const uint8_t *at, const uint8_t *end, int depth)
{
    while (at < end) {
        uint64_t tag = 0;
        uint64_t size = 0;
        if (!next_number(&tag, &at, end)) {
            return false;
        }
        switch (tag & 7) {
        case WIRE_VARINT:
            if (!next_number(&size, &at, end)) {
                return false;
            }
            continue;
        case WIRE_FIXED64:
            size = 8;
            break;
        case WIRE_FIXED32:
            size = 4;
            break;
        case WIRE_BYTES:
            if (!next_number(&size, &at, end)) {
                return false;
            }
            break;
        default:
            return false;
        }
        if (size > (uint64_t)(end - at)) {
            return false;
        }
        const ProtobufCFieldDescriptor *field =
            tag >> 3 <= UINT32_MAX ? protobuf_c_message_descriptor_get_field(kind, (unsigned)(tag >> 3)) : NULL;
        if ((tag & 7) == WIRE_BYTES && field != NULL && field->type == PROTOBUF_C_TYPE_MESSAGE &&
            (depth == 0 || !is_shallow(field->descriptor, at, at + size, depth - 1))) {
            return false;
        }
        at += size;
    }
    return true;
}

sag_status sag__onnx_parse(sag__onnx **out, const void *bytes, size_t size_bytes, const char *path, sag_error *err)
{
    *out = NULL;
    const uint8_t *at = bytes;
    if (size_bytes == 0 || size_bytes > (SIZE_MAX - SPARE_BYTES) / BYTES_FOR_A_BYTE ||
        !is_shallow(&onnx__model_proto__descriptor, at, at + size_bytes, SAG__ONNX_DEPTH_MAX)) {
        return sag__fail(err, SAG_STATUS_MODEL, "%s is not an ONNX model", path);
    }
    sag__onnx *onnx = calloc(1, sizeof *onnx);
    size_t block_bytes = BYTES_FOR_A_BYTE * size_bytes + SPARE_BYTES;
    if (onnx != NULL) {
        /* Not zeroed: pages that the message does not reach are never touched. */
        onnx->block = malloc(block_bytes);
    }
    if (onnx == NULL || onnx->block == NULL) {
        sag__onnx_destroy(onnx);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot load %s: out of memory", path);
    }
    onnx->size_bytes = block_bytes;
    ProtobufCAllocator allocator = {take, give_back, onnx};
    onnx->model = onnx__model_proto__unpack(&allocator, size_bytes, bytes);
    if (onnx->model == NULL || onnx->model->graph == NULL || onnx->model->graph->n_node == 0) {
        sag__onnx_destroy(onnx);
        return sag__fail(err, SAG_STATUS_MODEL, "%s is not an ONNX model", path);
    }
    *out = onnx;
    return SAG_STATUS_OK;
}

Onnx__ModelProto *sag__onnx_get_model(const sag__onnx *onnx)
{
    return onnx->model;
}

void sag__onnx_destroy(sag__onnx *onnx)
{
    if (onnx != NULL) {
        free(onnx->block);
        free(onnx);
    }
}
