/*
 * batch_input.h - the inputs of a batch, one by one, from files, folders and lists; and the name of each one's folder.
 *
 * Names depend on the inputs and their order alone: with the same inputs a later run finds its folders again.
 */
#ifndef SAGITTA_CLI_BATCH_INPUT_H
#define SAGITTA_CLI_BATCH_INPUT_H

#include <stdbool.h>
#include <stddef.h>

/* The folder inside --out is named like the input, and a summary of all lies beside these folders. */
#define BATCH_SUMMARY_NAME "summary.csv"

typedef struct batch_input {
    char *path; /* as given, or inside the folder or beside the list that names it */
    char *name; /* of its folder: safe as a file name, unlike all others also where case does not count */
} batch_input;

/* The names that are taken, by a hash of them without case. */
typedef struct batch_names {
    struct batch_taken_name *place; /* free where its name is NULL */
    size_t place_count;             /* a power of two, or 0 */
    size_t taken_count;
} batch_names;

typedef struct batch_inputs {
    batch_input *item;
    size_t count;
    size_t capacity;
    batch_names names;
} batch_inputs;

/* Whether a path is a folder that holds a video, by the endings of the files directly in it. */
bool batch_input_is_folder_of_videos(const char *path);

/*
 * Add a path: a folder of videos as each video in it (by name, not in folders below), all else as it is; whether it
 * can be read is found out later. Returns false with errno when out of memory, or when the folder cannot be listed.
 */
bool batch_input_add(batch_inputs *inputs, const char *path);

/*
 * Add what a list names: one path a line, relative to the list's folder, '#' begins a comment line. "-" is stdin.
 * reason: filled with one line on failure. Returns false when the list cannot be read or is no text.
 */
bool batch_input_add_list(batch_inputs *inputs, const char *list_path, char *reason, size_t reason_size);

void batch_input_release(batch_inputs *inputs);

#endif
