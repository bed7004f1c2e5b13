#include "made_from.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sagitta/finding.h>
#include <sagitta/source.h>
#include <sagitta/version.h>

#include "options.h"
#include "text_file.h"

#define FILE_BYTES_MAX 65536
#define END_KEY "ended "

/* FNV-1a, 64 bits. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* A folder's pictures: how many, how large, and one number of their names, sizes and times in any order. */
static bool describe_folder(FILE *out, const char *path)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return false;
    }
    size_t count = 0;
    int64_t size_bytes = 0;
    uint64_t sum = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        char file[TEXT_FILE_PATH_BYTES];
        struct stat facts;
        if (entry->d_name[0] != '.' && text_file_join(file, path, entry->d_name) && stat(file, &facts) == 0 &&
            S_ISREG(facts.st_mode)) {
            int64_t const number[3] = {facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
            uint64_t hash = mix(UINT64_C(0xcbf29ce484222325), entry->d_name, strlen(entry->d_name));
            sum += mix(hash, number, sizeof number);
            size_bytes += facts.st_size;
            count++;
        }
    }
    closedir(folder);
    fprintf(out, "input_files %zu\ninput_bytes %" PRId64 "\ninput_mark %016" PRIx64 "\n", count, size_bytes, sum);
    return true;
}

static bool describe_input(FILE *out, const char *path)
{
    struct stat facts;
    if (stat(path, &facts) != 0) {
        return false;
    }
    char name[SAG_MOTION_TEXT_BYTES];
    int length = 0;
    const char *base = text_file_base_name(path, &length);
    snprintf(name, sizeof name, "%.*s", length, base);
    fputs("input ", out);
    options_print_clean(out, name);
    fputc('\n', out);
    if (S_ISDIR(facts.st_mode)) {
        return describe_folder(out, path);
    }
    fprintf(out, "input_bytes %" PRId64 "\ninput_modified_s %" PRId64 ".%09ld\n", (int64_t)facts.st_size,
            (int64_t)facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec);
    return true;
}

static void describe_options(FILE *out, const sag_session_options *options)
{
    const sag_analysis_options *analysis = &options->analysis;
    fprintf(out, "slow_motion_ratio %.17g\nimage_rate_hz %.17g\n", options->source.slow_motion_ratio,
            options->source.image_rate_hz);
    fprintf(out, "person %d %.17g %.17g\n", (int)options->tracker.person, options->tracker.person_x_px,
            options->tracker.person_y_px);
    fprintf(out, "back %s\npictures %s\nvideo %s\n", options->with_back ? "yes" : "no",
            options->with_png ? "yes" : "no", options->with_video ? "yes" : "no");
    fprintf(out, "movement %s\n", sag_movement_name(analysis->movement));
    fprintf(out, "cutoff_hz %.17g\nvisibility_min %.17g\n", analysis->cutoff_hz, analysis->visibility_min);
    if (analysis->camera_roll_given) {
        fprintf(out, "camera_roll_rad %.17g\n", analysis->camera_roll_rad);
    }
    if (analysis->baseline_to_ns > 0) {
        fprintf(out, "baseline_ns %" PRId64 " %" PRId64 "\n", analysis->baseline_from_ns, analysis->baseline_to_ns);
    }
    for (int i = 0; i < SAG_THRESHOLD_COUNT; i++) {
        fprintf(out, "threshold %s %.17g%s\n", sag_threshold_get_info(i)->key,
                sag_thresholds_get(&analysis->thresholds, i), analysis->thresholds.value[i] != 0 ? " given" : "");
    }
}

/* What may run the networks: of AUTO also what it falls back to. */
static void describe_engine(FILE *out, sag_engine engine)
{
    const char *first = sag_engine_describe(engine);
    const char *second = sag_engine_describe(SAG_ENGINE_OPENCV);
    bool has_second = engine == SAG_ENGINE_AUTO && strcmp(first, second) != 0;
    fprintf(out, "inference %s%s%s\n", first, has_second ? ", else " : "", has_second ? second : "");
}

char *made_from_describe(const char *input_path, const sag_session_options *options, const sag_model *model,
                         const sag_model *detector)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    fprintf(out, "sagitta %s, report schema %d\ndecoding %s\n", sag_version(), SAG_REPORT_SCHEMA,
            sag_source_engine());
    describe_engine(out, options->tracker.engine);
    fprintf(out, "model %s %s\ndetector %s %s\n", model->name, model->sha256, detector->name, detector->sha256);
    describe_options(out, options);
    bool done = describe_input(out, input_path) && !ferror(out);
    if (fclose(out) != 0 || !done) {
        free(text);
        return NULL;
    }
    return text;
}

bool made_from_write(const char *folder, const char *description, const made_from_end *end)
{
    size_t size = strlen(description) + sizeof end->text + 64;
    char *text = malloc(size);
    if (text == NULL) {
        return false;
    }
    snprintf(text, size, "%s" END_KEY "%d %s\n", description, (int)end->code, end->text);
    bool done = text_file_write(folder, MADE_FROM_NAME, text);
    free(text);
    return done;
}

bool made_from_matches(made_from_end *end, const char *folder, const char *description)
{
    char *text = text_file_read(folder, MADE_FROM_NAME, FILE_BYTES_MAX);
    size_t length = strlen(description);
    bool same = text != NULL && strncmp(text, description, length) == 0 &&
                strncmp(text + length, END_KEY, strlen(END_KEY)) == 0;
    if (same) {
        char *rest = NULL;
        long code = strtol(text + length + strlen(END_KEY), &rest, 10);
        *end = (made_from_end){.code = (exit_code)code};
        rest[strcspn(rest, "\n")] = '\0';
        snprintf(end->text, sizeof end->text, "%.*s", (int)sizeof end->text - 1, rest + (*rest == ' ' ? 1 : 0));
        same = code == EXIT_CODE_OK || code == EXIT_CODE_NO_PERSON || code == EXIT_CODE_DAMAGED;
    }
    free(text);
    return same;
}
