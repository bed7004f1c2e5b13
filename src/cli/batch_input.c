#include "batch_input.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "text_file.h"

/* Longest name of an input's folder: leaves room for "-NUMBER" and for what file systems allow, 255 bytes. */
#define NAME_BYTES_MAX 200

static bool has_video_ending(const char *name)
{
    static const char *const endings[] = {"mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "m2v", "mts",
                                          "m2ts", "ts", "vob", "3gp", "3g2", "ogv", "wmv", "flv", "mxf", "mjpeg"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof *endings; i++) {
        if (strcasecmp(dot + 1, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a folder's entry is a video: a regular file that is not hidden, with the ending of one. */
static bool is_video(const char *folder, const char *name)
{
    char path[TEXT_FILE_PATH_BYTES];
    struct stat facts;
    return name[0] != '.' && has_video_ending(name) && text_file_join(path, folder, name) &&
           stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
}

bool batch_input_is_folder_of_videos(const char *path)
{
    DIR *folder = opendir(path);
    bool found = false;
    if (folder != NULL) {
        for (struct dirent *entry = readdir(folder); entry != NULL && !found; entry = readdir(folder)) {
            found = is_video(path, entry->d_name);
        }
        closedir(folder);
    }
    return found;
}

typedef struct batch_taken_name {
    const char *name;   /* borrowed from the item that has it */
    size_t next_number; /* all smaller ones behind this name are taken */
} batch_taken_name;

/* The place of a name, free if it is not taken. There is a free place. */
static batch_taken_name *find_place(const batch_names *names, const char *name)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const char *c = name; *c != '\0'; c++) {
        hash = (hash ^ (uint64_t)tolower((unsigned char)*c)) * 1099511628211u;
    }
    size_t i = (size_t)(hash ^ hash >> 32) & (names->place_count - 1);
    while (names->place[i].name != NULL && strcasecmp(names->place[i].name, name) != 0) {
        i = (i + 1) & (names->place_count - 1);
    }
    return &names->place[i];
}

/* The name lives as long as the names. There is room. */
static void take_name(batch_names *names, const char *name)
{
    *find_place(names, name) = (batch_taken_name){.name = name, .next_number = 2};
    names->taken_count++;
}

/* Room for one more name. Returns false when out of memory. */
static bool make_room(batch_names *names)
{
    if (2 * (names->taken_count + 1) <= names->place_count) {
        return true;
    }
    batch_names larger = {.place_count = names->place_count == 0 ? 64 : 2 * names->place_count,
                          .taken_count = names->taken_count};
    larger.place = calloc(larger.place_count, sizeof *larger.place);
    if (larger.place == NULL) {
        return false;
    }
    for (size_t i = 0; i < names->place_count; i++) {
        if (names->place[i].name != NULL) {
            *find_place(&larger, names->place[i].name) = names->place[i];
        }
    }
    if (names->place_count == 0) {
        take_name(&larger, BATCH_SUMMARY_NAME);
    }
    free(names->place);
    *names = larger;
    return true;
}

/* The base name of a path without its ending; what is no sound part of a file name becomes '_'. */
static void copy_plain_name(char *name, const char *path)
{
    int whole = 0;
    const char *base = text_file_base_name(path, &whole);
    struct stat facts;
    bool is_folder = stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
    for (int i = whole - 1; !is_folder && i > 0; i--) {
        if (base[i] == '.') {
            whole = i;
            break;
        }
    }
    int length = whole < NAME_BYTES_MAX ? whole : NAME_BYTES_MAX;
    while (length > 0 && length < whole && ((unsigned char)base[length] & 0xc0) == 0x80) {
        length--; /* not in the middle of a character of several bytes */
    }
    memcpy(name, base, (size_t)length);
    name[length] = '\0';
    for (char *c = name; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f || strchr("<>:\"\\|?*", *c) != NULL) {
            *c = '_';
        }
    }
    if (name[0] == '.' || name[0] == '-') {
        name[0] = '_';
    }
    if (name[0] == '\0') {
        strcpy(name, "input");
    }
}

/* Copies the path. */
static bool add_one(batch_inputs *inputs, const char *path)
{
    if (inputs->count == inputs->capacity) {
        size_t larger = inputs->capacity == 0 ? 64 : 2 * inputs->capacity;
        batch_input *grown = realloc(inputs->item, larger * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        inputs->item = grown;
        inputs->capacity = larger;
    }
    char plain[NAME_BYTES_MAX + 8];
    char name[NAME_BYTES_MAX + 40];
    copy_plain_name(plain, path);
    if (!make_room(&inputs->names)) {
        return false;
    }
    snprintf(name, sizeof name, "%s", plain);
    batch_taken_name *known = find_place(&inputs->names, plain);
    while (find_place(&inputs->names, name)->name != NULL) {
        snprintf(name, sizeof name, "%s-%zu", plain, known->next_number++);
    }
    batch_input input = {.path = strdup(path), .name = strdup(name)};
    if (input.path == NULL || input.name == NULL) {
        free(input.path);
        free(input.name);
        return false;
    }
    inputs->item[inputs->count++] = input;
    take_name(&inputs->names, input.name);
    return true;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The paths of the videos in a folder, unsorted. Returns false with errno. */
static bool list_videos(char ***path, size_t *count, const char *folder_path)
{
    DIR *folder = opendir(folder_path);
    if (folder == NULL) {
        return false;
    }
    size_t capacity = 0;
    bool done = true;
    const struct dirent *entry = NULL;
    while (done && (errno = 0, entry = readdir(folder)) != NULL) {
        char joined[TEXT_FILE_PATH_BYTES];
        if (!is_video(folder_path, entry->d_name) || !text_file_join(joined, folder_path, entry->d_name)) {
            continue;
        }
        if (*count == capacity) {
            capacity = capacity == 0 ? 64 : 2 * capacity;
            char **grown = realloc(*path, capacity * sizeof *grown);
            if (grown == NULL) {
                done = false;
                break;
            }
            *path = grown;
        }
        (*path)[*count] = strdup(joined);
        done = (*path)[*count] != NULL;
        *count += done ? 1 : 0;
    }
    int reason = errno;
    done = done && reason == 0;
    closedir(folder);
    errno = reason;
    return done;
}

bool batch_input_add(batch_inputs *inputs, const char *path)
{
    if (!batch_input_is_folder_of_videos(path)) {
        return add_one(inputs, path);
    }
    char folder[TEXT_FILE_PATH_BYTES];
    if (strlen(path) >= sizeof folder) {
        errno = ENAMETOOLONG;
        return false;
    }
    strcpy(folder, path);
    for (size_t end = strlen(folder); end > 1 && folder[end - 1] == '/'; end--) {
        folder[end - 1] = '\0';
    }
    char **video = NULL;
    size_t count = 0;
    bool done = list_videos(&video, &count, folder);
    if (done) {
        qsort(video, count, sizeof *video, compare_paths);
    }
    for (size_t i = 0; i < count; i++) {
        done = done && add_one(inputs, video[i]);
        free(video[i]);
    }
    free(video);
    return done;
}

/* Cut blanks and line ends off both ends of a line. Returns: the first of what is left. */
static char *trim(char *line, size_t length)
{
    while (length > 0 && strchr(" \t\r\n", line[length - 1]) != NULL) {
        line[--length] = '\0';
    }
    return line + strspn(line, " \t");
}

/* Add the path of one line. Returns false with errno. */
static bool add_listed(batch_inputs *inputs, const char *path, const char *list_folder, size_t list_folder_length)
{
    char joined[TEXT_FILE_PATH_BYTES];
    if (path[0] == '/' || list_folder_length == 0) {
        return batch_input_add(inputs, path);
    }
    int length = snprintf(joined, sizeof joined, "%.*s%s", (int)list_folder_length, list_folder, path);
    if (length < 0 || length >= (int)sizeof joined) {
        errno = ENAMETOOLONG;
        return false;
    }
    return batch_input_add(inputs, joined);
}

bool batch_input_add_list(batch_inputs *inputs, const char *list_path, char *reason, size_t reason_size)
{
    bool is_stdin = strcmp(list_path, "-") == 0;
    const char *title = is_stdin ? "the list on standard input" : list_path;
    FILE *list = is_stdin ? stdin : fopen(list_path, "re");
    if (list == NULL) {
        snprintf(reason, reason_size, "cannot open %s: %s", title, strerror(errno));
        return false;
    }
    const char *slash = strrchr(list_path, '/');
    size_t folder_length = is_stdin || slash == NULL ? 0 : (size_t)(slash - list_path) + 1;
    size_t count_before = inputs->count;
    char *line = NULL;
    size_t size = 0;
    ssize_t length = 0;
    bool done = true;
    reason[0] = '\0';
    for (long number = 1; done && (errno = 0, length = getline(&line, &size, list)) >= 0; number++) {
        char *text = line;
        if (strlen(line) != (size_t)length) {
            snprintf(reason, reason_size, "%s:%ld: not text", title, number);
            done = false;
            break;
        }
        if (number == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0) {
            text += 3;
        }
        text = trim(text, strlen(text));
        if (text[0] != '\0' && text[0] != '#' && !add_listed(inputs, text, list_path, folder_length)) {
            snprintf(reason, reason_size, "%s:%ld: %s", title, number, strerror(errno));
            done = false;
        }
    }
    if (done && ferror(list)) {
        snprintf(reason, reason_size, "cannot read %s: %s", title, strerror(errno));
        done = false;
    } else if (done && inputs->count == count_before) {
        snprintf(reason, reason_size, "%s names no input", title);
        done = false;
    }
    free(line);
    if (!is_stdin) {
        fclose(list);
    }
    return done;
}

void batch_input_release(batch_inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        free(inputs->item[i].path);
        free(inputs->item[i].name);
    }
    free(inputs->names.place);
    free(inputs->item);
    *inputs = (batch_inputs){0};
}
