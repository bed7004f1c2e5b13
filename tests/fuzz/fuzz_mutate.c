#include "fuzz_mutate.h"

#include <stdbool.h>
#include <string.h>

#define DEPTH_MAX 12
#define VARINT_BYTES_MAX 10
#define PIECE_BYTES_MAX 65536

/* Protocol buffers wire types. */
enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5 };

/* A field: where it begins, its length if it has one, its payload, its end. */
typedef struct field {
    unsigned wire;
    size_t begin;
    size_t length_at;
    size_t payload;
    size_t end;
} field;

/* A field and the fields that it lies in, outermost first. */
typedef struct path {
    field step[DEPTH_MAX];
    int depth;
} path;

typedef struct message {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
    uint32_t state;
} message;

static uint32_t next_random(message *m)
{
    m->state ^= m->state << 13;
    m->state ^= m->state >> 17;
    m->state ^= m->state << 5;
    return m->state;
}

static size_t below(message *m, size_t limit)
{
    return limit > 0 ? next_random(m) % limit : 0;
}

static bool read_varint(const uint8_t *bytes, size_t end, size_t *at, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
        uint8_t byte = bytes[(*at)++];
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return true;
        }
    }
    return false;
}

static size_t write_varint(uint8_t *out, uint64_t value)
{
    size_t size = 0;
    for (; value > 0x7f; value >>= 7) {
        out[size++] = (uint8_t)(0x80 | (value & 0x7f));
    }
    out[size++] = (uint8_t)value;
    return size;
}

static bool read_field(const uint8_t *bytes, size_t at, size_t end, field *out)
{
    uint64_t value = 0;
    *out = (field){.begin = at};
    if (!read_varint(bytes, end, &at, &value) || value >> 3 == 0) {
        return false;
    }
    out->wire = (unsigned)(value & 7);
    out->length_at = out->payload = at;
    switch (out->wire) {
    case WIRE_VARINT:
        if (!read_varint(bytes, end, &at, &value)) {
            return false;
        }
        out->end = at;
        return true;
    case WIRE_BYTES:
        if (!read_varint(bytes, end, &at, &value) || value > end - at) {
            return false;
        }
        out->payload = at;
        out->end = at + (size_t)value;
        return true;
    case WIRE_FIXED64:
    case WIRE_FIXED32:
        out->end = at + (out->wire == WIRE_FIXED64 ? 8 : 4);
        return out->end <= end;
    default:
        return false;
    }
}

/* The number of fields in a stretch; 0 if it is not made of fields. */
static size_t count_fields(const uint8_t *bytes, size_t begin, size_t end)
{
    size_t count = 0;
    field f;
    for (size_t at = begin; at < end; at = f.end, count++) {
        if (!read_field(bytes, at, end, &f)) {
            return 0;
        }
    }
    return count;
}

/* Go down from the message to some field. Returns false if it is not made of fields. */
static bool choose_field(message *m, size_t begin, path *out)
{
    out->depth = 0;
    size_t end = m->size;
    while (out->depth < DEPTH_MAX) {
        size_t count = count_fields(m->bytes, begin, end);
        if (count == 0) {
            break;
        }
        field *f = &out->step[out->depth++];
        size_t chosen = below(m, count);
        for (size_t at = begin, i = 0; i <= chosen; i++, at = f->end) {
            if (!read_field(m->bytes, at, end, f)) {
                return false;
            }
        }
        if (f->wire != WIRE_BYTES || below(m, 8) == 0) {
            break;
        }
        begin = f->payload;
        end = f->end;
    }
    return out->depth > 0;
}

/* Put a piece in the place of another. Returns false if there is no room. */
static bool splice(message *m, size_t begin, size_t end, const uint8_t *piece, size_t piece_bytes)
{
    if (piece_bytes > end - begin && piece_bytes - (end - begin) > m->capacity - m->size) {
        return false;
    }
    memmove(m->bytes + begin + piece_bytes, m->bytes + end, m->size - end);
    if (piece_bytes > 0) {
        memcpy(m->bytes + begin, piece, piece_bytes);
    }
    m->size = m->size - (end - begin) + piece_bytes;
    return true;
}

/* Put a piece into the innermost field of a path, and set right the lengths of those around it. */
static void replace(message *m, const path *p, int level, size_t begin, size_t end, const uint8_t *piece,
                    size_t piece_bytes)
{
    if (m->capacity - m->size < piece_bytes + DEPTH_MAX * VARINT_BYTES_MAX ||
        !splice(m, begin, end, piece, piece_bytes)) {
        return;
    }
    /* Sizes grow and shrink: only differences, in the arithmetic of size_t. */
    size_t more = piece_bytes - (end - begin);
    for (int i = level - 1; i >= 0; i--) {
        const field *f = &p->step[i];
        uint8_t length[VARINT_BYTES_MAX];
        size_t length_bytes = write_varint(length, f->end - f->payload + more);
        if (!splice(m, f->length_at, f->payload, length, length_bytes)) {
            return;
        }
        more += length_bytes - (f->payload - f->length_at);
    }
}

static uint64_t odd_number(message *m, uint64_t old)
{
    static const uint64_t extremes[] = {
        0, 1, 2, 3, 7, 255, 65536, INT32_MAX, UINT32_MAX, (uint64_t)1 << 32, (uint64_t)1 << 62, INT64_MAX,
        (uint64_t)1 << 63, UINT64_MAX, UINT64_MAX - 1,
    };
    switch (below(m, 4)) {
    case 0:
        return old + 1;
    case 1:
        return old - 1;
    case 2:
        return below(m, 24);
    default:
        return extremes[below(m, sizeof extremes / sizeof extremes[0])];
    }
}

static void change_number(message *m, const path *p, const field *f)
{
    size_t at = f->payload;
    uint64_t old = 0;
    uint8_t piece[VARINT_BYTES_MAX];
    if (read_varint(m->bytes, f->end, &at, &old)) {
        size_t piece_bytes = write_varint(piece, odd_number(m, old));
        replace(m, p, p->depth - 1, f->payload, f->end, piece, piece_bytes);
    }
}

/* Text, raw numbers or packed ones. */
static void change_payload(message *m, const path *p, const field *f)
{
    static uint8_t piece[PIECE_BYTES_MAX];
    size_t size = f->end - f->payload;
    switch (below(m, 4)) {
    case 0: /* one number of 8 bytes */
        if (size >= 8) {
            uint64_t value = odd_number(m, m->bytes[f->payload]);
            memcpy(m->bytes + f->payload + below(m, size / 8) * 8, &value, 8);
        }
        break;
    case 1: /* one byte */
        if (size > 0) {
            m->bytes[f->payload + below(m, size)] = (uint8_t)next_random(m);
        }
        break;
    default: /* longer or shorter */
        size = size < sizeof piece - 16 ? size : sizeof piece - 16;
        memcpy(piece, m->bytes + f->payload, size);
        memset(piece + size, (int)below(m, 256), 16);
        replace(m, p, p->depth, f->payload, f->end, piece, below(m, 2) == 0 ? size + 1 + below(m, 16) : below(m, size));
        break;
    }
}

/* Another field, of the same or of another message, in the place of a field or before it. */
static void copy_field(message *m, size_t begin, const path *p, const field *f)
{
    static uint8_t piece[PIECE_BYTES_MAX];
    path other;
    if (!choose_field(m, begin, &other)) {
        return;
    }
    const field *from = &other.step[other.depth - 1];
    size_t size = from->end - from->begin;
    if (size <= sizeof piece) {
        memcpy(piece, m->bytes + from->begin, size);
        replace(m, p, p->depth - 1, f->begin, below(m, 2) == 0 ? f->end : f->begin, piece, size);
    }
}

size_t fuzz_mutate_message(uint8_t *bytes, size_t size, size_t capacity, size_t skip, uint32_t seed)
{
    message m = {bytes, size, capacity, seed | (seed == 0)};
    path p;
    if (skip >= size || !choose_field(&m, skip, &p)) {
        return size;
    }
    const field *f = &p.step[p.depth - 1];
    switch (below(&m, 8)) {
    case 0:
        replace(&m, &p, p.depth - 1, f->begin, f->end, NULL, 0);
        break;
    case 1:
    case 2:
        copy_field(&m, skip, &p, f);
        break;
    default:
        if (f->wire == WIRE_VARINT) {
            change_number(&m, &p, f);
        } else if (f->wire == WIRE_BYTES) {
            change_payload(&m, &p, f);
        } else {
            m.bytes[f->payload + below(&m, f->end - f->payload)] = (uint8_t)next_random(&m);
        }
        break;
    }
    return m.size;
}
