/* sagitta-synth: the command line. Results on stdout, messages on stderr; exit 0 fine, 1 failed, 2 misuse or bad scenario. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "synth_check.h"
#include "synth_person.h"
#include "synth_render.h"
#include "synth_sink.h"
#include "synth_truth.h"

enum { EXIT_MISUSE = 2, THREADS_MAX = 64 };

static const char help_text[] =
    "usage: sagitta-synth <command> [options]\n"
    "\n"
    "  render SCENARIO --out CLIP [--truth TRUTH.csv] [--frames A-B] [--threads N] [--png-every N DIR]\n"
    "      draw the scenario's clip; CLIP is a video file made by the ffmpeg program, or - for raw RGB24 on\n"
    "      standard output; --frames draws frames A to B only (counted from 0, both included);\n"
    "      --png-every writes every N-th frame into DIR as PNG; without --out only those are made\n"
    "  truth SCENARIO [--truth TRUTH.csv] [--frames A-B]\n"
    "      write the truth alone, to standard output or a file\n"
    "  check TRUTH.csv\n"
    "      compute the angles again from the written joint positions; exit 1 if one differs by more than 1e-3\n"
    "  help, --help\n"
    "      this text\n";

typedef struct options {
    const char *scenario, *out, *truth, *png_dir;
    int png_every, threads, first, last; /* last -1: the end */
} options;

static int fail(const char *text)
{
    fprintf(stderr, "sagitta-synth: %s\n", text);
    return EXIT_FAILURE;
}

static int misuse(const char *reason, const char *subject)
{
    fprintf(stderr, "sagitta-synth: %s%s%s\nsee sagitta-synth --help\n", reason, subject ? ": " : "", subject ? subject : "");
    return EXIT_MISUSE;
}

static int parse_count(const char *text, int lo, int hi, int *out)
{
    char *end;
    errno = 0;
    long v = strtol(text, &end, 10);
    if (end == text || *end || errno || v < lo || v > hi)
        return -1;
    *out = (int)v;
    return 0;
}

static int parse_frames(const char *text, options *o)
{
    char first[16];
    size_t n = strcspn(text, "-");
    if (n == 0 || n >= sizeof first || text[n] != '-')
        return -1;
    memcpy(first, text, n);
    first[n] = '\0';
    return parse_count(first, 0, 10000000, &o->first) || parse_count(text + n + 1, o->first, 10000000, &o->last) ? -1 : 0;
}

static int parse_options(int argc, char **argv, options *o, int renders)
{
    *o = (options){.threads = 1, .last = -1};
    for (int i = 0; i < argc; i++) {
        const char *a = argv[i];
        int left = argc - i - 1;
        if (strcmp(a, "--truth") == 0 && left >= 1) {
            o->truth = argv[++i];
        } else if (strcmp(a, "--frames") == 0 && left >= 1) {
            if (parse_frames(argv[++i], o))
                return misuse("--frames wants A-B with A <= B", argv[i]);
        } else if (renders && strcmp(a, "--out") == 0 && left >= 1) {
            o->out = argv[++i];
        } else if (renders && strcmp(a, "--threads") == 0 && left >= 1) {
            if (parse_count(argv[++i], 1, THREADS_MAX, &o->threads))
                return misuse("--threads wants 1..64", argv[i]);
        } else if (renders && strcmp(a, "--png-every") == 0 && left >= 2) {
            if (parse_count(argv[++i], 1, 1000000, &o->png_every))
                return misuse("--png-every wants a count from 1", argv[i]);
            o->png_dir = argv[++i];
        } else if (a[0] == '-' && a[1]) {
            return misuse("unknown or unfinished option", a);
        } else if (o->scenario) {
            return misuse("more than one scenario", a);
        } else {
            o->scenario = a;
        }
    }
    return o->scenario ? 0 : misuse("no scenario given", NULL);
}

static int load(const options *o, synth_person *p, int *last)
{
    char error[SYNTH_ERROR_MAX];
    synth_scenario s;
    if (synth_scenario_load(&s, o->scenario, error)) {
        fprintf(stderr, "%s\n", error);
        return EXIT_MISUSE;
    }
    synth_person_init(p, &s);
    *last = o->last < 0 || o->last >= p->timeline.frame_count ? p->timeline.frame_count - 1 : o->last;
    if (o->first > *last)
        return misuse("--frames begins after the clip's end", NULL);
    return 0;
}

static FILE *open_truth(const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f)
        fprintf(stderr, "sagitta-synth: cannot create %s: %s\n", path, strerror(errno));
    return f;
}

static int close_truth(FILE *f, const char *path)
{
    int bad = ferror(f) != 0;
    bad |= f == stdout ? fflush(f) != 0 : fclose(f) != 0;
    if (bad)
        fprintf(stderr, "sagitta-synth: cannot write %s: %s\n", path, strerror(errno));
    return bad ? EXIT_FAILURE : 0;
}

static int command_truth(int argc, char **argv)
{
    options o;
    synth_person p;
    int last, rc = parse_options(argc, argv, &o, 0);
    if (rc || (rc = load(&o, &p, &last)))
        return rc;
    FILE *out = o.truth ? open_truth(o.truth) : stdout;
    if (!out)
        return EXIT_FAILURE;
    synth_truth_head(out, &p, o.first, last);
    for (int frame = o.first; frame <= last; frame++) {
        synth_pose pose;
        synth_moment m;
        synth_person_pose(&p, frame / p.scenario.fps_hz, &pose, &m);
        synth_truth_row(out, &p, frame, &pose, &m);
    }
    return close_truth(out, o.truth ? o.truth : "standard output");
}

static int write_png(const options *o, const synth_person *p, const uint8_t *rgb, int frame, char *error)
{
    char path[1024];
    int n = snprintf(path, sizeof path, "%s/%s_%05d.png", o->png_dir, p->scenario.name, frame);
    if (n < 0 || (size_t)n >= sizeof path) {
        snprintf(error, SYNTH_ERROR_MAX, "path too long in %s", o->png_dir);
        return -1;
    }
    return synth_sink_png(path, rgb, p->scenario.width_px, p->scenario.height_px, error);
}

static void show_progress(int done, int count)
{
    if (isatty(STDERR_FILENO) && (done % 10 == 0 || done == count))
        fprintf(stderr, "\rframe %d of %d%s", done, count, done == count ? "\n" : "");
}

/* Draw the frames; returns 0 or -1 with a line in error. */
static int draw_frames(const options *o, const synth_person *p, int last, synth_render *render, uint8_t *rgb, synth_sink *sink,
                       FILE *truth, char *error)
{
    for (int frame = o->first; frame <= last; frame++) {
        synth_pose pose;
        synth_moment m;
        synth_person_pose(p, frame / p->scenario.fps_hz, &pose, &m);
        if (truth)
            synth_truth_row(truth, p, frame, &pose, &m);
        int wants_png = o->png_dir && (frame - o->first) % o->png_every == 0;
        if (sink || wants_png)
            synth_render_frame(render, rgb, &pose, &p->body, frame);
        if (wants_png && write_png(o, p, rgb, frame, error))
            return -1;
        if (sink && synth_sink_push(sink, rgb, error))
            return -1;
        show_progress(frame - o->first + 1, last - o->first + 1);
    }
    return 0;
}

static int command_render(int argc, char **argv)
{
    options o;
    synth_person p;
    char error[SYNTH_ERROR_MAX];
    int last, rc = parse_options(argc, argv, &o, 1);
    if (rc)
        return rc;
    if (!o.out && !o.png_dir)
        return misuse("render needs --out or --png-every", NULL);
    if ((rc = load(&o, &p, &last)))
        return rc;
    if (o.png_dir && mkdir(o.png_dir, 0777) && errno != EEXIST) {
        fprintf(stderr, "sagitta-synth: cannot create %s: %s\n", o.png_dir, strerror(errno));
        return EXIT_FAILURE;
    }
    const synth_scenario *s = &p.scenario;
    synth_render *render = synth_render_create(s, o.threads);
    uint8_t *rgb = malloc((size_t)s->width_px * (size_t)s->height_px * 3);
    FILE *truth = NULL;
    synth_sink *sink = NULL;
    rc = EXIT_FAILURE;
    if (!render || !rgb) {
        fail("out of memory");
        goto done;
    }
    if (o.truth && !(truth = open_truth(o.truth)))
        goto done;
    if (o.out && !(sink = synth_sink_open(o.out, s->width_px, s->height_px, s->fps_hz, s->crf, error))) {
        fail(error);
        goto done;
    }
    if (truth)
        synth_truth_head(truth, &p, o.first, last);
    rc = draw_frames(&o, &p, last, render, rgb, sink, truth, error) ? fail(error) : 0;
    if (synth_sink_close(sink, error))
        rc = fail(error);
done:
    if (truth && close_truth(truth, o.truth))
        rc = EXIT_FAILURE;
    free(rgb);
    synth_render_destroy(render);
    return rc;
}

static int command_check(int argc, char **argv)
{
    char error[SYNTH_ERROR_MAX];
    if (argc != 1)
        return misuse("check wants one truth file", NULL);
    int rc = synth_check_file(argv[0], stdout, error);
    return rc < 0 ? fail(error) : rc;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return misuse("no command given", NULL);
    const char *command = argv[1];
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            command = "help";
    if (strcmp(command, "help") == 0)
        return fputs(help_text, stdout) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    if (strcmp(command, "render") == 0)
        return command_render(argc - 2, argv + 2);
    if (strcmp(command, "truth") == 0)
        return command_truth(argc - 2, argv + 2);
    if (strcmp(command, "check") == 0)
        return command_check(argc - 2, argv + 2);
    return misuse("unknown command", command);
}
