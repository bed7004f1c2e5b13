/*
 * Runs a fuzz target on files without libFuzzer: each file as it is, then the given number of mutations of each. The
 * mutations come from a fixed sequence, so a run can be repeated; an input that ends the process can be made again with
 * --keep, which writes each input to a file before it is used.
 *
 *   fuzz_NAME [--rounds N] [--seed N] [--keep FILE] [--ending TEXT] FILE-OR-FOLDER...
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz_target.h"

#define PATH_BYTES 4096
#define FILE_BYTES_MAX ((size_t)1 << 24)
#define CHANGES_MAX 4
#define CHUNK_BYTES_MAX 64
#define GROWTH_BYTES ((size_t)1 << 17)

typedef struct options {
    long rounds;
    uint32_t seed;
    const char *keep;
    const char *ending; /* of files in folders */
} options;

/* Room for one input and what mutations add to it. */
typedef struct input {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
} input;

static long input_count;

static void die(const char *what, const char *subject)
{
    printf("FAILED: %s %s\n", what, subject);
    exit(EXIT_FAILURE);
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* 0 .. limit - 1; 0 if limit is 0. */
static size_t below(uint32_t *state, size_t limit)
{
    return limit > 0 ? next_random(state) % limit : 0;
}

/* ---- mutations ---- */

static void flip_bits(input *in, uint32_t *state)
{
    size_t count = 1 + below(state, 3);
    for (size_t i = 0; i < count && in->size > 0; i++) {
        in->bytes[below(state, in->size)] ^= (uint8_t)(1u << below(state, 8));
    }
}

static void set_byte(input *in, uint32_t *state)
{
    static const uint8_t extremes[] = {0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x12};
    if (in->size > 0) {
        in->bytes[below(state, in->size)] = extremes[below(state, sizeof extremes)];
    }
}

static void cut_end(input *in, uint32_t *state)
{
    in->size = below(state, in->size + 1);
}

static void cut_middle(input *in, uint32_t *state)
{
    size_t at = below(state, in->size);
    size_t length = 1 + below(state, CHUNK_BYTES_MAX);
    length = length < in->size - at ? length : in->size - at;
    memmove(in->bytes + at, in->bytes + at + length, in->size - at - length);
    in->size -= length;
}

/* Make room for length bytes at a place. Returns false if there is none. */
static bool open_gap(input *in, size_t at, size_t length)
{
    if (length > in->capacity - in->size) {
        return false;
    }
    memmove(in->bytes + at + length, in->bytes + at, in->size - at);
    in->size += length;
    return true;
}

/* A field's length, one of its dimensions or another number a little or a lot larger or smaller than it was. */
static void change_varint(input *in, uint32_t *state)
{
    if (in->size == 0) {
        return;
    }
    size_t at = below(state, in->size);
    switch (below(state, 4)) {
    case 0:
        in->bytes[at]++;
        break;
    case 1:
        in->bytes[at]--;
        break;
    case 2: /* one byte more, which belongs to the number */
        if (open_gap(in, at, 1)) {
            in->bytes[at] = (uint8_t)(0x80 | next_random(state));
        }
        break;
    default: { /* the largest of some size */
        size_t length = 1 + below(state, 10);
        if (open_gap(in, at, length)) {
            memset(in->bytes + at, 0xff, length - 1);
            in->bytes[at + length - 1] = 0x7f;
        }
        break;
    }
    }
}

/* A number of the right form in place of another: message lengths stay as they are. */
static void set_varint(input *in, uint32_t *state)
{
    size_t at = below(state, in->size);
    for (size_t i = at; i < in->size; i++) {
        bool last = in->bytes[i] < 0x80;
        in->bytes[i] = (uint8_t)((last ? 0 : 0x80) | (next_random(state) & 0x7f));
        if (last || i - at > 9) {
            return;
        }
    }
}

static void copy_chunk(input *in, uint32_t *state)
{
    uint8_t chunk[CHUNK_BYTES_MAX];
    size_t from = below(state, in->size);
    size_t length = 1 + below(state, sizeof chunk);
    length = length < in->size - from ? length : in->size - from;
    memcpy(chunk, in->bytes + from, length);
    size_t to = below(state, in->size + 1);
    if (below(state, 2) == 0) { /* over what is there */
        length = length < in->size - to ? length : in->size - to;
        memcpy(in->bytes + to, chunk, length);
    } else if (open_gap(in, to, length)) {
        memcpy(in->bytes + to, chunk, length);
    }
}

static void swap_chunks(input *in, uint32_t *state)
{
    size_t length = 1 + below(state, CHUNK_BYTES_MAX);
    if (in->size < 2 * length) {
        return;
    }
    size_t a = below(state, in->size - length + 1);
    size_t b = below(state, in->size - length + 1);
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = in->bytes[a + i];
        in->bytes[a + i] = in->bytes[b + i];
        in->bytes[b + i] = byte;
    }
}

/* The sequence that LLVMFuzzerMutate goes on with. */
static uint32_t mutate_state;

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t size_max)
{
    static void (*const mutations[])(input *, uint32_t *) = {
        flip_bits, set_byte, cut_end, cut_middle, change_varint, change_varint, set_varint, copy_chunk, swap_chunks,
    };
    input in = {data, size, size_max};
    mutations[below(&mutate_state, sizeof mutations / sizeof mutations[0])](&in, &mutate_state);
    return in.size;
}

static void mutate(input *in, uint32_t *state)
{
    size_t count = 1 + below(state, CHANGES_MAX);
    for (size_t i = 0; i < count; i++) {
        mutate_state = next_random(state);
        in->size = LLVMFuzzerCustomMutator(in->bytes, in->size, in->capacity, next_random(state));
    }
}

/* ---- files ---- */

static void write_file(const char *path, const input *in)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(in->bytes, 1, in->size, file) != in->size || fclose(file) != 0) {
        die("cannot write", path);
    }
}

/* On an exact copy on the heap, so that the sanitizer sees a read behind the end. */
static void use(const input *in, const options *o)
{
    if (o->keep != NULL) {
        write_file(o->keep, in);
    }
    uint8_t *copy = malloc(in->size + (in->size == 0));
    if (copy == NULL) {
        die("out of memory", "");
    }
    memcpy(copy, in->bytes, in->size);
    LLVMFuzzerTestOneInput(copy, in->size);
    free(copy);
    input_count++;
}

static void run_file(const char *path, const options *o)
{
    FILE *file = fopen(path, "rb");
    struct stat facts;
    if (file == NULL || fstat(fileno(file), &facts) != 0 || (size_t)facts.st_size > FILE_BYTES_MAX) {
        die("cannot read", path);
    }
    size_t size = (size_t)facts.st_size;
    input in = {.capacity = size + GROWTH_BYTES};
    in.bytes = malloc(in.capacity);
    uint8_t *original = malloc(size + 1);
    if (in.bytes == NULL || original == NULL || fread(original, 1, size, file) != size) {
        die("cannot read", path);
    }
    fclose(file);
    uint32_t state = o->seed;
    for (const char *c = strrchr(path, '/') != NULL ? strrchr(path, '/') : path; *c != '\0'; c++) {
        state = (state ^ (unsigned char)*c) * 16777619u;
    }
    state |= state == 0;
    for (long round = 0; round <= o->rounds; round++) {
        memcpy(in.bytes, original, size);
        in.size = size;
        if (round > 0) {
            mutate(&in, &state);
        }
        use(&in, o);
    }
    free(in.bytes);
    free(original);
}

static bool has_ending(const char *name, const char *ending)
{
    size_t length = strlen(ending);
    return strlen(name) >= length && strcmp(name + strlen(name) - length, ending) == 0;
}

static void run_folder(const char *path, const options *o)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        die("cannot list", path);
    }
    for (int i = 0; i < count; i++) {
        char file[PATH_BYTES];
        struct stat facts;
        snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        if (has_ending(file, o->ending) && stat(file, &facts) == 0 && S_ISREG(facts.st_mode)) {
            run_file(file, o);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    options o = {.seed = 1, .ending = ""};
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        struct stat facts;
        if (more && strcmp(argv[i], "--rounds") == 0) {
            o.rounds = strtol(argv[++i], NULL, 10);
        } else if (more && strcmp(argv[i], "--seed") == 0) {
            o.seed = (uint32_t)strtoul(argv[++i], NULL, 10);
        } else if (more && strcmp(argv[i], "--keep") == 0) {
            o.keep = argv[++i];
        } else if (more && strcmp(argv[i], "--ending") == 0) {
            o.ending = argv[++i];
        } else if (stat(argv[i], &facts) != 0) {
            die("there is no", argv[i]);
        } else if (S_ISDIR(facts.st_mode)) {
            run_folder(argv[i], &o);
        } else {
            run_file(argv[i], &o);
        }
    }
    printf("Tested: %ld inputs\n", input_count);
    return input_count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
