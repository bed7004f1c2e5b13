#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"

struct sag__outfile {
    FILE *stream;
    locale_t c_locale;
    int first_errno; /* of the first failed write, 0 if none */
    char *path;
    char *temporary_path;
};

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
    sag__outfile *file = calloc(1, sizeof *file);
    if (file == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    }
    file->path = strdup(path);
    file->temporary_path = temporary_name(path);
    file->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (file->path == NULL || file->temporary_path == NULL || file->c_locale == (locale_t)0) {
        outfile_free(file);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path);
    }
    int descriptor = mkstemp(file->temporary_path);
    if (descriptor >= 0) {
        /* mkstemp makes private files; give the rights that an ordinary new file would have. */
        mode_t mask = umask(0);
        umask(mask);
        (void)fchmod(descriptor, 0666 & ~mask);
        file->stream = fdopen(descriptor, "w+b");
    }
    if (file->stream == NULL) {
        int reason = errno;
        if (descriptor >= 0) {
            close(descriptor);
            unlink(file->temporary_path);
        }
        outfile_free(file);
        return sag__fail(err, SAG_STATUS_IO, "cannot write %s: %s", path, strerror(reason));
    }
    *out = file;
    return SAG_STATUS_OK;
}

void sag__outfile_printf(sag__outfile *file, const char *format, ...)
{
    if (file->first_errno != 0) {
        return;
    }
    locale_t before = uselocale(file->c_locale);
    va_list arguments;
    va_start(arguments, format);
    if (vfprintf(file->stream, format, arguments) < 0) {
        file->first_errno = errno;
    }
    va_end(arguments);
    uselocale(before);
}

void sag__outfile_write(sag__outfile *file, const void *bytes, size_t size_bytes)
{
    if (file->first_errno == 0 && fwrite(bytes, 1, size_bytes, file->stream) != size_bytes) {
        file->first_errno = errno;
    }
}

void sag__outfile_seek(sag__outfile *file, int64_t offset_bytes)
{
    if (file->first_errno == 0 && fseeko(file->stream, (off_t)offset_bytes, SEEK_SET) != 0) {
        file->first_errno = errno;
    }
}

int64_t sag__outfile_read_back(sag__outfile *file, int64_t offset_bytes, void *bytes, size_t size_bytes)
{
    if (file->first_errno == 0 && fflush(file->stream) != 0) {
        file->first_errno = errno;
    }
    ssize_t got = -1;
    while (file->first_errno == 0 && got < 0) {
        got = pread(fileno(file->stream), bytes, size_bytes, (off_t)offset_bytes);
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

sag_status sag__outfile_commit(sag__outfile *file, sag_error *err)
{
    int reason = file->first_errno;
    if (reason == 0 && fflush(file->stream) != 0) {
        reason = errno;
    }
    if (reason == 0 && fsync(fileno(file->stream)) != 0 && errno != EINVAL) {
        reason = errno;
    }
    if (fclose(file->stream) != 0 && reason == 0) {
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
        fclose(file->stream);
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
