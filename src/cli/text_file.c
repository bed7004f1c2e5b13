#include "text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool text_file_join(char *path, const char *folder, const char *name)
{
    int length = snprintf(path, TEXT_FILE_PATH_BYTES, "%s/%s", folder, name);
    if (length < 0 || length >= TEXT_FILE_PATH_BYTES) {
        errno = ENAMETOOLONG;
        return false;
    }
    return true;
}

const char *text_file_base_name(const char *path, int *length)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    *length = (int)(end - start);
    return path + start;
}

bool text_file_make_folder(const char *folder)
{
    char path[TEXT_FILE_PATH_BYTES];
    size_t length = strlen(folder);
    if (length == 0 || length >= sizeof path) {
        errno = length == 0 ? ENOENT : ENAMETOOLONG;
        return false;
    }
    memcpy(path, folder, length + 1);
    for (char *c = path + 1; *c != '\0'; c++) {
        if (*c == '/') {
            *c = '\0';
            if (mkdir(path, 0777) != 0 && errno != EEXIST) {
                return false;
            }
            *c = '/';
        }
    }
    struct stat facts;
    if (mkdir(path, 0777) != 0 && (errno != EEXIST || stat(path, &facts) != 0)) {
        return false;
    }
    if (stat(path, &facts) == 0 && !S_ISDIR(facts.st_mode)) {
        errno = ENOTDIR;
        return false;
    }
    return true;
}

bool text_file_can_write_in(const char *folder)
{
    char path[TEXT_FILE_PATH_BYTES];
    int probe = text_file_join(path, folder, ".sagitta-XXXXXX") ? mkstemp(path) : -1;
    if (probe < 0) {
        return false;
    }
    unlink(path);
    return close(probe) == 0;
}

static bool write_all(int file, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        ssize_t written = write(file, text, left);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        text += written;
        left -= (size_t)written;
    }
    return true;
}

bool text_file_write(const char *folder, const char *name, const char *text)
{
    char path[TEXT_FILE_PATH_BYTES];
    char part[TEXT_FILE_PATH_BYTES];
    char part_name[300];
    snprintf(part_name, sizeof part_name, ".%.200s.part", name);
    if (!text_file_join(path, folder, name) || !text_file_join(part, folder, part_name)) {
        return false;
    }
    int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0) {
        return false;
    }
    bool done = write_all(file, text) && fsync(file) == 0;
    int reason = errno;
    if (close(file) != 0 && done) {
        reason = errno;
        done = false;
    }
    if (done && rename(part, path) != 0) {
        reason = errno;
        done = false;
    }
    if (!done) {
        unlink(part);
        errno = reason;
    }
    return done;
}

char *text_file_read(const char *folder, const char *name, size_t limit_bytes)
{
    char path[TEXT_FILE_PATH_BYTES];
    struct stat facts;
    int file = text_file_join(path, folder, name) ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    if (file < 0) {
        return NULL;
    }
    char *text = NULL;
    if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size >= 0 &&
        (size_t)facts.st_size <= limit_bytes) {
        text = calloc((size_t)facts.st_size + 1, 1);
    }
    bool whole = text != NULL && read(file, text, (size_t)facts.st_size) == facts.st_size &&
                 strlen(text) == (size_t)facts.st_size;
    close(file);
    if (!whole) {
        free(text);
        errno = EINVAL;
        return NULL;
    }
    return text;
}
