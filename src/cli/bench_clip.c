#include "bench_clip.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sagitta/session.h>

#include "bench_print.h"
#include "options.h"
#include "session_command.h"

/* Analyses of the clip, each followed by the networks alone; with fewer rounds than this, as many as rounds. */
#define PASSES_MAX 3

#define PATH_BYTES 4096

/* One analysis and what the networks alone took. */
typedef struct pass {
    int64_t whole_ns;
    int64_t whole_cpu_ns;
    int64_t bare_ns;
    int64_t bare_cpu_ns;
    size_t frame_count;
    sag_session_times times;
} pass;

static int64_t now_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static bool is_stopped(const sag_bench_options *options)
{
    return options->stop != NULL && *options->stop != 0;
}

/* Remove a folder of files. */
static void remove_folder(const char *path)
{
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        char file[PATH_BYTES + 300];
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlink(file);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    rmdir(path);
}

/* Analyze the clip once, as `analyze --out` does. Returns whether its times say something; *code: what it ended with. */
static bool analyze(pass *out, const char *path, const char *folder, const sag_bench_options *options, exit_code *code)
{
    sag_session_options session;
    sag_session_options_init(&session);
    session.tracker.model_folder = options->model_folder;
    session.tracker.model_name = options->model_name;
    session.tracker.thread_count = options->thread_count;
    session.tracker.engine = options->engine;
    session.out_folder = folder;
    session.stop = options->stop;
    sag_session_result result;
    sag_error err = {0};
    int64_t start_ns = now_ns(CLOCK_MONOTONIC);
    int64_t start_cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    sag_status status = sag_session_run(&result, path, &session, &err);
    out->whole_ns = now_ns(CLOCK_MONOTONIC) - start_ns;
    out->whole_cpu_ns = now_ns(CLOCK_PROCESS_CPUTIME_ID) - start_cpu_ns;
    out->times = result.times;
    out->frame_count = result.motion != NULL ? sag_motion_get_count(result.motion) : 0;
    char text[SAG_ERROR_TEXT_BYTES + 256];
    const char *name = result.motion != NULL ? sag_motion_view_facts(result.motion)->source_name : NULL;
    exit_code before = *code;
    *code = session_command_judge(text, sizeof text, &result, status, &err, name, false);
    if (text[0] != '\0' && *code != before) {
        bench_print_clear();
        fputs("sagitta: ", stderr);
        options_print_clean(stderr, text);
        fputc('\n', stderr);
    }
    sag_session_result_release(&result);
    bool is_whole = *code == EXIT_CODE_OK || *code == EXIT_CODE_NO_PERSON || *code == EXIT_CODE_DAMAGED;
    return is_whole && out->frame_count > 0;
}

static void print_part(const char *name, int64_t time_ns, const pass *best)
{
    printf("  %-36s%10.1f%12.3f%9.1f\n", name, 1e-6 * (double)time_ns,
           1e-6 * (double)time_ns / (double)best->frame_count, 100.0 * (double)time_ns / (double)best->whole_ns);
}

static int compare_doubles(const void *a, const void *b)
{
    const double *first = a;
    const double *second = b;
    return (*first > *second) - (*first < *second);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare_doubles);
    return count % 2 != 0 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

static void print_passes(const char *path, const pass *passes, size_t count)
{
    const pass *best = &passes[0];
    double ratio[PASSES_MAX];
    double cpu_ratio[PASSES_MAX];
    for (size_t i = 0; i < count; i++) {
        best = passes[i].whole_ns < best->whole_ns ? &passes[i] : best;
        ratio[i] = (double)passes[i].whole_ns / (double)passes[i].bare_ns;
        cpu_ratio[i] = (double)passes[i].whole_cpu_ns / (double)passes[i].bare_cpu_ns;
    }
    const sag_session_times *times = &best->times;
    const sag_tracker_times *tracker = &times->tracker;
    int64_t infer_ns = tracker->detect_ns + tracker->body_ns + tracker->mask_ns;
    int64_t body_ns = times->pose_ns + times->outline_ns - infer_ns - tracker->crop_ns;
    int64_t told_ns = times->wait_ns + times->pose_ns + times->outline_ns + times->analyze_ns + times->write_ns;
    bench_print_clear();
    fputs("\nThe whole analysis of ", stdout);
    options_print_clean(stdout, path);
    printf(", %zu frames, the quickest of %zu times:\n", best->frame_count, count);
    printf("  %-36s%10s%12s%9s\n", "", "ms", "ms/frame", "%");
    print_part(times->read_ahead ? "wait for frames" : "decode", times->wait_ns, best);
    print_part("crop", tracker->crop_ns, best);
    print_part("infer", infer_ns, best);
    char line[64];
    snprintf(line, sizeof line, "  detector, %lld runs", (long long)tracker->detect_count);
    print_part(line, tracker->detect_ns, best);
    snprintf(line, sizeof line, "  body, %lld runs", (long long)tracker->body_count);
    print_part(line, tracker->body_ns, best);
    snprintf(line, sizeof line, "  mask, %lld runs", (long long)tracker->mask_count);
    print_part(line, tracker->mask_ns, best);
    print_part("skeleton and outline of the back", body_ns, best);
    print_part("analyze", times->analyze_ns, best);
    print_part("write", times->write_ns, best);
    print_part("load, and what has no clock", best->whole_ns - told_ns, best);
    print_part("whole", best->whole_ns, best);
    print_part("the same runs of the networks alone", best->bare_ns, best);
    if (times->read_ahead) {
        print_part("decode, in a thread of its own", times->read_ns, best);
    }
    double median_ratio = median(ratio, count); /* sorts */
    double median_cpu_ratio = median(cpu_ratio, count);
    printf("Whole : networks alone, on the wall: median %.3f, least %.3f; of CPU time: median %.3f, least %.3f\n",
           median_ratio, ratio[0], median_cpu_ratio, cpu_ratio[0]);
    fflush(stdout);
}

/* The passes, as long as they go well. Returns how many are whole. */
static size_t run_passes(pass *passes, sag_bench_bare *bare, const char *path, const char *folder,
                         const sag_bench_options *options, exit_code *code)
{
    size_t wanted = options->run_count < PASSES_MAX ? (size_t)options->run_count : PASSES_MAX;
    size_t count = 0;
    while (count < wanted && !is_stopped(options)) {
        if (options->progress != NULL) {
            sag_bench_progress progress = {"the whole analysis", (int)count + 1, (int)wanted};
            options->progress(options->progress_context, &progress);
        }
        pass *now = &passes[count];
        if (!analyze(now, path, folder, options, code)) {
            break;
        }
        sag_error err = {0};
        sag_status status = sag_bench_bare_run(bare, &now->bare_ns, &now->bare_cpu_ns, &now->times.tracker,
                                               options->stop, &err);
        if (status != SAG_STATUS_OK) {
            bench_print_clear();
            fprintf(stderr, "sagitta: %s\n", err.text);
            *code = EXIT_CODE_MODEL;
            break;
        }
        count += !is_stopped(options);
    }
    return count;
}

exit_code bench_clip(const char *path, const sag_bench_options *options)
{
    const char *temporary = getenv("TMPDIR");
    char folder[PATH_BYTES];
    char out[PATH_BYTES + 8];
    int length = snprintf(folder, sizeof folder, "%s/sagitta-bench-XXXXXX",
                          temporary != NULL && temporary[0] != '\0' ? temporary : "/tmp");
    if (length < 0 || (size_t)length >= sizeof folder || mkdtemp(folder) == NULL) {
        perror("sagitta: cannot make a temporary folder");
        return EXIT_CODE_OUTPUT;
    }
    snprintf(out, sizeof out, "%s/out", folder);
    sag_bench_bare *bare = NULL;
    sag_error err = {0};
    exit_code code = EXIT_CODE_OK;
    if (sag_bench_bare_open(&bare, options, &err) != SAG_STATUS_OK) {
        bench_print_clear();
        fprintf(stderr, "sagitta: %s\n", err.text);
        code = err.status == SAG_STATUS_ARGUMENT ? EXIT_CODE_USAGE : EXIT_CODE_MODEL;
    } else {
        pass passes[PASSES_MAX] = {{0}};
        size_t count = run_passes(passes, bare, path, out, options, &code);
        if (count > 0) {
            print_passes(path, passes, count);
        }
    }
    sag_bench_bare_close(bare);
    remove_folder(out);
    remove_folder(folder);
    return code;
}
