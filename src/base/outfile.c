#define _GNU_SOURCE /* sync_file_range */

#include "outfile.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"

/* What is kept before it is written. */
#define BUFFER_BYTES 131072
/* What is written before the disk is told to begin. */
#define BEGIN_BYTES ((int64_t)1 << 23)

struct sag__outfile {
    int descriptor;
    locale_t c_locale;
    int first_errno; /* of the first failed write, 0 if none */
    char *path;
    char *temporary_path;
    bool is_synced;
    int64_t written_bytes;
    int64_t begun_bytes; /* those of them that the disk was told of */
    size_t used_bytes;   /* of the buffer */
    char buffer[BUFFER_BYTES];
};
static_assert(BUFFER_BYTES >= SAG__OUTFILE_RESERVE_BYTES_MAX, "the buffer has room for what is reserved");

static void outfile_free(sag__outfile *file)
{
    if (file == NULL) {
        return;
    }
    if (file->c_locale != (locale_t)0) {
        freelocale(file->c_locale);
    }
    free(file->path);
    free(file->temporary_path);
    free(file);
}

/* "folder/name" -> "folder/.name.XXXXXX". Returns NULL when out of memory. */
static char *temporary_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t folder_length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    size_t size = strlen(path) + sizeof "..XXXXXX";
    char *name = malloc(size);
    if (name != NULL) {
        snprintf(name, size, "%.*s.%s.XXXXXX", (int)folder_length, path, path + folder_length);
    }
    return name;
}

sag_status sag__outfile_open(sag__outfile **out, const char *path, sag_error *err)
{
    *out = NULL;
    sag__outfile *file = malloc(sizeof *file);
    if (file == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    }
    file->first_errno = 0;
    file->is_synced = false;
    file->written_bytes = 0;
    file->begun_bytes = 0;
    file->used_bytes = 0;
    file->path = strdup(path);
    file->temporary_path = temporary_name(path);
    file->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (file->path == NULL || file->temporary_path == NULL || file->c_locale == (locale_t)0) {
        outfile_free(file);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    }
    file->descriptor = mkstemp(file->temporary_path);
    if (file->descriptor < 0) {
        int reason = errno;
        outfile_free(file);
        return sag__fail(err, SAG_STATUS_IO, "cannot write %s: %s", path, strerror(reason));
    }
    /* mkstemp makes private files; give the rights that an ordinary new file would have. */
    mode_t mask = umask(0);
    umask(mask);
    (void)fchmod(file->descriptor, 0666 & ~mask);
    *out = file;
    return SAG_STATUS_OK;
}

/* Write bytes behind the buffer's, which are written before. */
static void write_out(sag__outfile *file, const char *bytes, size_t size_bytes)
{
    while (file->first_errno == 0 && size_bytes > 0) {
        ssize_t step = write(file->descriptor, bytes, size_bytes);
        if (step >= 0) {
            bytes += step;
            size_bytes -= (size_t)step;
            file->written_bytes += step;
            file->is_synced = false;
        } else if (errno != EINTR) {
            file->first_errno = errno;
        }
    }
    /* The disk works beside the program, and sync waits for less. */
    if (file->written_bytes - file->begun_bytes >= BEGIN_BYTES) {
        (void)sync_file_range(file->descriptor, (off_t)file->begun_bytes,
                              (off_t)(file->written_bytes - file->begun_bytes), SYNC_FILE_RANGE_WRITE);
        file->begun_bytes = file->written_bytes;
    }
}

static void flush(sag__outfile *file)
{
    write_out(file, file->buffer, file->used_bytes);
    file->used_bytes = 0;
}

char *sag__outfile_reserve(sag__outfile *file, size_t size_bytes)
{
    assert(size_bytes <= SAG__OUTFILE_RESERVE_BYTES_MAX);
    if (BUFFER_BYTES - file->used_bytes < size_bytes) {
        flush(file);
    }
    return file->buffer + file->used_bytes;
}

void sag__outfile_take(sag__outfile *file, const char *end)
{
    file->used_bytes = (size_t)(end - file->buffer);
}

/* Format into the buffer, if there is room behind what it holds. Returns: what vsnprintf returns. */
static int format_into(sag__outfile *file, const char *format, va_list arguments)
{
    size_t room = BUFFER_BYTES - file->used_bytes;
    locale_t before = uselocale(file->c_locale);
    int length = vsnprintf(file->buffer + file->used_bytes, room, format, arguments);
    if (length < 0) {
        file->first_errno = errno;
    }
    uselocale(before);
    file->used_bytes += length > 0 && (size_t)length < room ? (size_t)length : 0;
    return length;
}

void sag__outfile_printf(sag__outfile *file, const char *format, ...)
{
    if (file->first_errno != 0) {
        return;
    }
    size_t room = BUFFER_BYTES - file->used_bytes;
    va_list arguments;
    va_start(arguments, format);
    int length = format_into(file, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length < room) {
        return;
    }
    flush(file);
    va_start(arguments, format);
    length = format_into(file, format, arguments);
    va_end(arguments);
    if (length >= BUFFER_BYTES && file->first_errno == 0) {
        file->first_errno = EOVERFLOW;
    }
}

void sag__outfile_write(sag__outfile *file, const void *bytes, size_t size_bytes)
{
    if (BUFFER_BYTES - file->used_bytes < size_bytes) {
        flush(file);
    }
    if (size_bytes > BUFFER_BYTES) {
        write_out(file, bytes, size_bytes);
    } else {
        memcpy(file->buffer + file->used_bytes, bytes, size_bytes);
        file->used_bytes += size_bytes;
    }
}

void sag__outfile_seek(sag__outfile *file, int64_t offset_bytes)
{
    flush(file);
    if (file->first_errno == 0 && lseek(file->descriptor, (off_t)offset_bytes, SEEK_SET) < 0) {
        file->first_errno = errno;
    }
}

int64_t sag__outfile_read_back(sag__outfile *file, int64_t offset_bytes, void *bytes, size_t size_bytes)
{
    flush(file);
    ssize_t got = -1;
    while (file->first_errno == 0 && got < 0) {
        got = pread(file->descriptor, bytes, size_bytes, (off_t)offset_bytes);
        if (got < 0 && errno != EINTR) {
            file->first_errno = errno;
        }
    }
    return got;
}

int sag__outfile_get_errno(const sag__outfile *file)
{
    return file->first_errno;
}

void sag__outfile_sync(sag__outfile *file)
{
    flush(file);
    if (file->first_errno == 0 && !file->is_synced) {
        if (fsync(file->descriptor) != 0 && errno != EINVAL) {
            file->first_errno = errno;
        }
        file->is_synced = true;
    }
}

void sag__outfile_checkpoint(sag__outfile *file, const char *text)
{
    flush(file);
    off_t here = lseek(file->descriptor, 0, SEEK_CUR);
    size_t length = strlen(text);
    bool good = here >= 0 && pwrite(file->descriptor, text, length, here) == (ssize_t)length &&
                (fdatasync(file->descriptor) == 0 || errno == EINVAL);
    if (file->first_errno == 0 && !good) {
        file->first_errno = errno;
    }
}

sag_status sag__outfile_commit(sag__outfile *file, sag_error *err)
{
    sag__outfile_sync(file);
    int reason = file->first_errno;
    if (close(file->descriptor) != 0 && reason == 0) {
        reason = errno;
    }
    if (reason == 0 && rename(file->temporary_path, file->path) != 0) {
        reason = errno;
    }
    sag_status status = SAG_STATUS_OK;
    if (reason != 0) {
        unlink(file->temporary_path);
        status = sag__fail(err, SAG_STATUS_IO, "cannot write %s: %s", file->path, strerror(reason));
    }
    outfile_free(file);
    return status;
}

void sag__outfile_discard(sag__outfile *file)
{
    if (file != NULL) {
        close(file->descriptor);
        unlink(file->temporary_path);
        outfile_free(file);
    }
}

sag_status sag__file_open(int *descriptor, int64_t *size_bytes, const char *path, sag_error *err)
{
    *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*descriptor < 0) {
        sag_status status = errno == ENOENT || errno == ENOTDIR ? SAG_STATUS_NOT_FOUND : SAG_STATUS_IO;
        return sag__fail(err, status, "cannot open %s: %s", path, strerror(errno));
    }
    struct stat facts;
    if (fstat(*descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        close(*descriptor);
        *descriptor = -1;
        return sag__fail(err, SAG_STATUS_IO, "cannot read %s: not a regular file", path);
    }
    if (size_bytes != NULL) {
        *size_bytes = (int64_t)facts.st_size;
    }
    return SAG_STATUS_OK;
}

sag_status sag__file_read(char **out, size_t *size_bytes, const char *path, size_t limit_bytes, sag_error *err)
{
    *out = NULL;
    *size_bytes = 0;
    int descriptor = -1;
    int64_t file_bytes = 0;
    sag_status status = sag__file_open(&descriptor, &file_bytes, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    if (file_bytes < 0 || (uint64_t)file_bytes > limit_bytes) {
        close(descriptor);
        return sag__fail(err, SAG_STATUS_LIMIT, "cannot read %s: larger than %zu bytes", path, limit_bytes);
    }
    size_t size = (size_t)file_bytes;
    char *text = malloc(size + 1);
    if (text == NULL) {
        close(descriptor);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read %s: out of memory", path);
    }
    size_t done = 0;
    while (done < size) {
        ssize_t step = read(descriptor, text + done, size - done);
        if (step < 0 && errno == EINTR) {
            continue;
        }
        if (step <= 0) {
            break; /* an error, or the file shrank while it was read */
        }
        done += (size_t)step;
    }
    int reason = errno;
    close(descriptor);
    if (done != size) {
        free(text);
        return sag__fail(err, SAG_STATUS_IO, "cannot read %s: %s", path, reason != 0 ? strerror(reason) : "cut short");
    }
    text[size] = '\0';
    *out = text;
    *size_bytes = size;
    return SAG_STATUS_OK;
}
