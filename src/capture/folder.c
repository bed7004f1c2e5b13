#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "fail.h"
#include "reader.h"

typedef struct folder {
    sag__reader *video; /* one reader goes through all files */
    char **name;        /* sorted, name_count of them */
    size_t name_count;
    size_t next;
    bool first_pending; /* file next - 1 is open and its picture not yet delivered */
    double image_rate_hz;
    sag_source_info file_info; /* of the open file */
    char *path;         /* room for the folder, a slash and the longest name */
    size_t path_size_bytes;
    size_t path_folder_length;
} folder;

static folder *inner(sag__reader *reader)
{
    return (folder *)(void *)reader;
}

static bool has_image_suffix(const char *name)
{
    static const char *const suffixes[] = {"png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "ppm", "pgm"};
    const char *dot = strrchr(name, '.');
    if (dot == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (strcasecmp(dot + 1, suffixes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Compare two runs of digits by value and step over them. */
static int compare_numbers(const char **a, const char **b)
{
    while (**a == '0') {
        ++*a;
    }
    while (**b == '0') {
        ++*b;
    }
    size_t a_length = strspn(*a, "0123456789");
    size_t b_length = strspn(*b, "0123456789");
    int order = a_length != b_length ? (a_length < b_length ? -1 : 1) : memcmp(*a, *b, a_length);
    *a += a_length;
    *b += b_length;
    return order;
}

/* By bytes, runs of digits by value; names equal that way ("1" and "01") by bytes alone. */
static int compare_names(const void *left, const void *right)
{
    const char *a = *(const char *const *)left;
    const char *b = *(const char *const *)right;
    const char *a_name = a;
    const char *b_name = b;
    while (*a != '\0' && *b != '\0') {
        if (is_digit(*a) && is_digit(*b)) {
            int order = compare_numbers(&a, &b);
            if (order != 0) {
                return order;
            }
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    if (*a != *b) {
        return *a == '\0' ? -1 : 1;
    }
    return strcmp(a_name, b_name);
}

static void folder_close(sag__reader *reader)
{
    if (reader == NULL) {
        return;
    }
    folder *self = inner(reader);
    sag__reader_video.close(self->video);
    for (size_t i = 0; i < self->name_count; i++) {
        free(self->name[i]);
    }
    free(self->name);
    free(self->path);
    free(self);
}

static const char *path_of(folder *self, const char *name)
{
    snprintf(self->path + self->path_folder_length, self->path_size_bytes - self->path_folder_length, "%s", name);
    return self->path;
}

/* Append a copy of name when it is an image file. Returns false when out of memory. */
static bool take_name(folder *self, const char *name, size_t *capacity)
{
    struct stat facts;
    if (name[0] == '.' || !has_image_suffix(name) || stat(path_of(self, name), &facts) != 0 ||
        !S_ISREG(facts.st_mode)) {
        return true;
    }
    if (self->name_count == *capacity) {
        size_t larger = *capacity == 0 ? 256 : 2 * *capacity;
        char **grown = realloc(self->name, larger * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        self->name = grown;
        *capacity = larger;
    }
    char *copy = strdup(name);
    if (copy == NULL) {
        return false;
    }
    self->name[self->name_count++] = copy;
    return true;
}

static sag_status list_names(folder *self, const char *path, sag_error *err)
{
    DIR *stream = opendir(path);
    if (stream == NULL) {
        return sag__fail(err, SAG_STATUS_IO, "cannot open %s: %s", path, strerror(errno));
    }
    size_t capacity = 0;
    sag_status status = SAG_STATUS_OK;
    const struct dirent *entry = NULL;
    while (status == SAG_STATUS_OK && (errno = 0, entry = readdir(stream)) != NULL) {
        if (!take_name(self, entry->d_name, &capacity)) {
            status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot list %s: out of memory", path);
        }
    }
    if (entry == NULL && errno != 0) {
        status = sag__fail(err, SAG_STATUS_IO, "cannot list %s: %s", path, strerror(errno));
    }
    closedir(stream);
    if (status == SAG_STATUS_OK && self->name_count == 0) {
        status = sag__fail(err, SAG_STATUS_FORMAT, "cannot read %s: no image files in this folder", path);
    }
    if (status == SAG_STATUS_OK) {
        qsort(self->name, self->name_count, sizeof *self->name, compare_names);
    }
    return status;
}

/* Go to the next file that can be opened; the ones passed over are noted. Returns END when there is none. */
static sag_status open_next(folder *self, sag_source_info *info, sag_error *err)
{
    while (self->next < self->name_count) {
        const char *name = self->name[self->next++];
        const char *path = path_of(self, name);
        self->file_info = (sag_source_info){0};
        sag_status status = self->video == NULL
                                ? sag__reader_open_video(&self->video, path, 1, &self->file_info, err)
                                : sag__reader_next_video(self->video, path, &self->file_info, err);
        if (status == SAG_STATUS_OK || status == SAG_STATUS_NO_MEMORY) {
            return status;
        }
        sag__reader_note_damage(info, "left out %s: not a readable picture", name);
    }
    return SAG_STATUS_END;
}

sag_status sag__reader_open_folder(sag__reader **out, const char *path, double image_rate_hz,
                                   sag_source_info *info, sag_error *err)
{
    *out = NULL;
    folder *self = calloc(1, sizeof *self);
    size_t const folder_length = strlen(path);
    size_t const size_bytes = folder_length + 2 + sizeof((struct dirent *)NULL)->d_name;
    char *buffer = malloc(size_bytes);
    if (self == NULL || buffer == NULL) {
        free(self);
        free(buffer);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open %s: out of memory", path);
    }
    snprintf(buffer, size_bytes, "%s/", path);
    self->path = buffer;
    self->path_size_bytes = size_bytes;
    self->path_folder_length = folder_length + 1;
    self->image_rate_hz = image_rate_hz;

    sag__reader *reader = (sag__reader *)(void *)self;
    sag_status status = list_names(self, path, err);
    if (status == SAG_STATUS_OK) {
        status = open_next(self, info, err);
        self->first_pending = status == SAG_STATUS_OK;
    }
    if (status == SAG_STATUS_END) {
        status = sag__fail(err, SAG_STATUS_FORMAT, "cannot read %s: none of its %zu image files is readable", path,
                           self->name_count);
    }
    if (status != SAG_STATUS_OK) {
        folder_close(reader);
        return status;
    }
    bool const damaged = info->damaged;
    char damage[sizeof info->damage];
    memcpy(damage, info->damage, sizeof damage);
    *info = self->file_info;
    info->damaged = damaged;
    memcpy(info->damage, damage, sizeof damage);
    info->kind = SAG_SOURCE_KIND_FOLDER;
    info->nominal_rate_hz = image_rate_hz;
    info->frame_count_hint = (int64_t)self->name_count;
    *out = reader;
    return SAG_STATUS_OK;
}

/* One picture a file. The time is the file's place in the folder, so a picture left out leaves its gap. */
static sag_status folder_step(sag__reader *reader, sag_frame *out, int place, sag_source_info *info,
                              sag_error *err)
{
    folder *self = inner(reader);
    for (;;) {
        if (!self->first_pending) {
            sag_status status = open_next(self, info, err);
            if (status != SAG_STATUS_OK) {
                return status;
            }
        }
        self->first_pending = false;
        sag_status status = sag__reader_video.step(self->video, out, place, &self->file_info, err);
        if (status == SAG_STATUS_OK) {
            if (self->file_info.damaged) {
                sag__reader_note_damage(info, "%s: %s", self->name[self->next - 1], self->file_info.damage);
            }
            out->t_ns = llround((double)(self->next - 1) * 1e9 / self->image_rate_hz);
        }
        if (status != SAG_STATUS_END) {
            return status;
        }
        sag__reader_note_damage(info, "left out %s: not a readable picture", self->name[self->next - 1]);
    }
}

static sag_status folder_keep(sag__reader *reader, int count)
{
    return sag__reader_video.keep(inner(reader)->video, count);
}

const sag__reader_kind sag__reader_folder = {folder_step, folder_keep, folder_close};
