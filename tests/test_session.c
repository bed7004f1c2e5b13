/*
 * A whole session, with and without the thread that reads ahead: every byte that is written is the same, also when the
 * clip is damaged and when a request to stop comes at a known frame.
 */
#include <criterion/criterion.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/session.h>

static char folder[] = "/tmp/sagitta-session-XXXXXX";

static void make_folder(void)
{
    if (mkdtemp(folder) == NULL) {
        abort();
    }
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command) != 0) {
        abort();
    }
}

TestSuite(session, .init = make_folder, .fini = remove_folder);

/* Ownership: released with free. */
static char *read_file(const char *path, size_t *size_bytes)
{
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file, "%s", path);
    fseek(file, 0, SEEK_END);
    *size_bytes = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*size_bytes + 1);
    cr_assert_not_null(bytes);
    cr_assert_eq(fread(bytes, 1, *size_bytes, file), *size_bytes, "%s", path);
    fclose(file);
    return bytes;
}

static void make_damaged(const char *path, const char *original)
{
    size_t size_bytes = 0;
    char *bytes = read_file(original, &size_bytes);
    memset(bytes + size_bytes / 2, 0x55, 3000);
    FILE *file = fopen(path, "wb");
    cr_assert_eq(fwrite(bytes, 1, size_bytes, file), size_bytes);
    fclose(file);
    free(bytes);
}

static int must_be_the_same(const char *one, const char *other)
{
    int count = 0;
    DIR *list = opendir(one);
    cr_assert_not_null(list);
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char path[2][512];
        snprintf(path[0], sizeof path[0], "%s/%s", one, entry->d_name);
        snprintf(path[1], sizeof path[1], "%s/%s", other, entry->d_name);
        size_t size_bytes[2] = {0, 0};
        char *bytes[2] = {read_file(path[0], &size_bytes[0]), read_file(path[1], &size_bytes[1])};
        cr_assert_eq(size_bytes[0], size_bytes[1], "%s", entry->d_name);
        cr_assert_eq(memcmp(bytes[0], bytes[1], size_bytes[0]), 0, "%s", entry->d_name);
        free(bytes[0]);
        free(bytes[1]);
        count++;
    }
    closedir(list);
    return count;
}

/* A request to stop when so many frames are measured. */
typedef struct stop_at {
    int64_t frame_count;
    int64_t seen_count;
    volatile sig_atomic_t stop;
} stop_at;

static void watch(void *context, const sag_session_progress *progress)
{
    stop_at *when = context;
    when->seen_count += !progress->drawing;
    cr_assert(progress->drawing || progress->frame_count == when->seen_count, "frame %lld after %lld",
              (long long)progress->frame_count, (long long)when->seen_count - 1);
    if (!progress->drawing && progress->frame_count == when->frame_count) {
        when->stop = when->stop + 1;
    }
}

static void run_both_ways(const char *path, int64_t stop_after, bool is_damaged)
{
    char out[2][256];
    for (int i = 0; i < 2; i++) {
        snprintf(out[i], sizeof out[i], "%s/out-%d", folder, i);
        stop_at when = {.frame_count = stop_after};
        sag_session_options options;
        sag_session_options_init(&options);
        cr_assert(options.read_ahead);
        options.read_ahead = i == 1;
        options.tracker.model_name = "lite";
        options.tracker.thread_count = 1;
        options.out_folder = out[i];
        options.stop = &when.stop;
        options.progress = watch;
        options.progress_context = &when;
        sag_session_result result;
        sag_error err;
        cr_assert_eq(sag_session_run(&result, path, &options, &err), SAG_STATUS_OK, "%s", err.text);
        const sag_motion_facts *facts = sag_motion_view_facts(result.motion);
        cr_assert_eq(facts->interrupted, stop_after > 0);
        cr_assert_eq(facts->source.damaged, is_damaged, "%s", facts->source.damage);
        cr_assert_eq(facts->source.frame_count, (int64_t)sag_motion_get_count(result.motion));
        cr_assert(stop_after == 0 || facts->source.frame_count == stop_after);
        cr_assert_eq(result.times.read_ahead, i == 1);
        cr_assert_gt(result.times.read_ns, 0);
        cr_assert(i == 1 || result.times.read_ns <= result.times.wait_ns);
        sag_session_result_release(&result);
    }
    cr_assert_geq(must_be_the_same(out[0], out[1]), 5);
    cr_assert_geq(must_be_the_same(out[1], out[0]), 5);
}

Test(session, reading_ahead_changes_nothing)
{
    run_both_ways(SAGITTA_SAMPLES "/squat_side.mp4", 0, false);
}

Test(session, a_stop_counts_what_was_measured)
{
    run_both_ways(SAGITTA_SAMPLES "/squat_side.mp4", 20, false);
}

Test(session, damage_is_told_alike)
{
    char path[256];
    snprintf(path, sizeof path, "%s/damaged.mp4", folder);
    make_damaged(path, SAGITTA_SAMPLES "/squat_side.mp4");
    run_both_ways(path, 0, true);
    run_both_ways(path, 10, false);
}
