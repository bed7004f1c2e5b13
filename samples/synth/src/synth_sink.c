#include "synth_sink.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "synth_scenario.h"

struct synth_sink {
    FILE *out;
    pid_t child;        /* 0: none */
    size_t frame_bytes;
    const char *path;   /* borrowed from the caller of open until close */
};

static void run_ffmpeg(const char *path, int width, int height, double fps_hz, int crf)
{
    char size[32], rate[32], quality[16];
    snprintf(size, sizeof size, "%dx%d", width, height);
    snprintf(rate, sizeof rate, "%.9g", fps_hz);
    snprintf(quality, sizeof quality, "%d", crf);
    execlp("ffmpeg", "ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", rate, "-i",
           "pipe:0", "-an", "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709", "-color_primaries", "bt709",
           "-color_trc", "bt709", "-c:v", "libx264", "-preset", "medium", "-crf", quality, "-pix_fmt", "yuv420p", "-threads", "1",
           "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart", path, (char *)NULL);
    fprintf(stderr, "sagitta-synth: cannot run ffmpeg: %s\n", strerror(errno));
    _exit(127);
}

static int start_ffmpeg(synth_sink *s, const char *path, int width, int height, double fps_hz, int crf, char *error)
{
    int ends[2];
    if (pipe(ends)) {
        snprintf(error, SYNTH_ERROR_MAX, "cannot open a pipe: %s", strerror(errno));
        return -1;
    }
    signal(SIGPIPE, SIG_IGN);
    s->child = fork();
    if (s->child == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        signal(SIGPIPE, SIG_DFL);
        run_ffmpeg(path, width, height, fps_hz, crf);
    }
    close(ends[0]);
    if (s->child < 0) {
        snprintf(error, SYNTH_ERROR_MAX, "cannot start ffmpeg: %s", strerror(errno));
        s->child = 0;
        close(ends[1]);
        return -1;
    }
    s->out = fdopen(ends[1], "wb");
    return s->out ? 0 : -1;
}

synth_sink *synth_sink_open(const char *path, int width, int height, double fps_hz, int crf, char *error)
{
    synth_sink *s = calloc(1, sizeof *s);
    if (!s) {
        snprintf(error, SYNTH_ERROR_MAX, "out of memory");
        return NULL;
    }
    s->frame_bytes = (size_t)width * (size_t)height * 3;
    s->path = path;
    if (strcmp(path, "-") == 0) {
        s->out = stdout;
        return s;
    }
    if (start_ffmpeg(s, path, width, height, fps_hz, crf, error)) {
        free(s);
        return NULL;
    }
    return s;
}

int synth_sink_push(synth_sink *s, const uint8_t *rgb, char *error)
{
    if (fwrite(rgb, 1, s->frame_bytes, s->out) == s->frame_bytes)
        return 0;
    snprintf(error, SYNTH_ERROR_MAX, "cannot write frames to %s: %s", s->path, strerror(errno));
    return -1;
}

int synth_sink_close(synth_sink *s, char *error)
{
    if (!s)
        return 0;
    int rc = 0, status = 0;
    if ((s->child ? fclose(s->out) : fflush(s->out)) != 0) {
        snprintf(error, SYNTH_ERROR_MAX, "cannot write frames to %s: %s", s->path, strerror(errno));
        rc = -1;
    }
    if (s->child) {
        while (waitpid(s->child, &status, 0) < 0 && errno == EINTR)
            continue;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            snprintf(error, SYNTH_ERROR_MAX, "ffmpeg did not finish %s (status %d)", s->path, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
            rc = -1;
        }
    }
    free(s);
    return rc;
}

/* ---- PNG ---- */

typedef struct png_writer {
    FILE *out;
    uint32_t crc, adler_a, adler_b;
} png_writer;

static void png_bytes(png_writer *w, const void *data, size_t count)
{
    const uint8_t *p = data;
    for (size_t i = 0; i < count; i++) {
        w->crc ^= p[i];
        for (int k = 0; k < 8; k++)
            w->crc = w->crc >> 1 ^ (0xEDB88320u & (0u - (w->crc & 1u)));
    }
    fwrite(data, 1, count, w->out);
}

static void png_u32(png_writer *w, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};
    png_bytes(w, b, sizeof b);
}

static void png_begin(png_writer *w, size_t length, const char *type)
{
    png_u32(w, (uint32_t)length);
    w->crc = 0xFFFFFFFFu;
    png_bytes(w, type, 4);
}

static void png_end(png_writer *w)
{
    png_u32(w, ~w->crc);
}

static void png_pixels(png_writer *w, const uint8_t *data, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        w->adler_a = (w->adler_a + data[i]) % 65521u;
        w->adler_b = (w->adler_b + w->adler_a) % 65521u;
    }
    png_bytes(w, data, count);
}

int synth_sink_png(const char *path, const uint8_t *rgb, int width, int height, char *error)
{
    png_writer w = {.out = fopen(path, "wb"), .adler_a = 1};
    if (!w.out) {
        snprintf(error, SYNTH_ERROR_MAX, "cannot create %s: %s", path, strerror(errno));
        return -1;
    }
    size_t pitch = (size_t)width * 3, row_bytes = pitch + 1; /* one stored block a row; rows are below 64 KiB */
    static const uint8_t magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    fwrite(magic, 1, sizeof magic, w.out);
    png_begin(&w, 13, "IHDR");
    png_u32(&w, (uint32_t)width);
    png_u32(&w, (uint32_t)height);
    png_bytes(&w, "\x08\x02\x00\x00\x00", 5);
    png_end(&w);
    png_begin(&w, 2 + (row_bytes + 5) * (size_t)height + 4, "IDAT");
    png_bytes(&w, "\x78\x01", 2);
    for (int y = 0; y < height; y++) {
        uint16_t n = (uint16_t)row_bytes, inverse = (uint16_t)~n;
        uint8_t block[5] = {y + 1 == height, (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)inverse, (uint8_t)(inverse >> 8)};
        png_bytes(&w, block, sizeof block);
        png_pixels(&w, (const uint8_t *)"", 1);
        png_pixels(&w, rgb + (size_t)y * pitch, pitch);
    }
    png_u32(&w, w.adler_b << 16 | w.adler_a);
    png_end(&w);
    png_begin(&w, 0, "IEND");
    png_end(&w);
    int bad = ferror(w.out) != 0;
    bad |= fclose(w.out) != 0;
    if (bad)
        snprintf(error, SYNTH_ERROR_MAX, "cannot write %s: %s", path, strerror(errno));
    return bad ? -1 : 0;
}
