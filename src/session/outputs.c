#include "outputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv.h"
#include "fail.h"
#include "outfile.h"
#include "pictures.h"

sag_status sag__outputs_join(char *path, const char *folder, const char *name, sag_error *err)
{
    int length = snprintf(path, SAG__OUTPUTS_PATH_BYTES, "%s/%s", folder, name);
    if (length < 0 || length >= SAG__OUTPUTS_PATH_BYTES) {
        return sag__fail(err, SAG_STATUS_LIMIT, "cannot write to %.200s...: the path is too long", folder);
    }
    return SAG_STATUS_OK;
}

/* Create a folder and its parents. */
static sag_status make_folders(const char *folder, sag_error *err)
{
    char path[SAG__OUTPUTS_PATH_BYTES];
    size_t length = strlen(folder);
    if (length == 0 || length >= sizeof path) {
        return sag__fail(err, SAG_STATUS_IO, "cannot create folder '%.200s': %s", folder,
                         length == 0 ? "empty name" : "the path is too long");
    }
    memcpy(path, folder, length + 1);
    for (char *c = path + 1;; c++) {
        if (*c != '/' && *c != '\0') {
            continue;
        }
        char kept = *c;
        *c = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST) {
            return sag__fail(err, SAG_STATUS_IO, "cannot create folder %s: %s", path, strerror(errno));
        }
        if (kept == '\0') {
            break;
        }
        *c = kept;
    }
    struct stat facts;
    if (stat(path, &facts) != 0 || !S_ISDIR(facts.st_mode)) {
        return sag__fail(err, SAG_STATUS_IO, "cannot write to %s: not a folder", folder);
    }
    return SAG_STATUS_OK;
}

/* The files of every run; pictures come and go. */
static const char *const file_names[] = {"pose.txt", "frames.csv", "reps.csv", "findings.csv", "report.json"};
#define FILE_COUNT (sizeof file_names / sizeof file_names[0])

static bool is_same_file(const char *a, const char *b)
{
    struct stat of_a;
    struct stat of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

/* Refuse to write where the input lies in the way: a folder of pictures, or a file with a name of ours. */
static sag_status check_input(const char *folder, const char *input_path, sag_error *err)
{
    if (input_path == NULL) {
        return SAG_STATUS_OK;
    }
    if (is_same_file(folder, input_path)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write to %s: its pictures are the input", folder);
    }
    DIR *list = opendir(folder);
    bool in_the_way = false;
    char path[SAG__OUTPUTS_PATH_BYTES];
    for (struct dirent *entry = list != NULL ? readdir(list) : NULL; entry != NULL && !in_the_way;
         entry = readdir(list)) {
        in_the_way = sag__pictures_is_name(entry->d_name) &&
                     sag__outputs_join(path, folder, entry->d_name, NULL) == SAG_STATUS_OK &&
                     is_same_file(path, input_path);
    }
    if (list != NULL) {
        closedir(list);
    }
    if (in_the_way) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write to %s: the input there has the name of a result",
                         folder);
    }
    return SAG_STATUS_OK;
}

sag_status sag__outputs_prepare(sag__outputs_task *task, sag_error *err)
{
    const char *folder = task->options->out_folder;
    sag_status status = make_folders(folder, err);
    if (status == SAG_STATUS_OK) {
        status = check_input(folder, task->input_path, err);
    }
    if (status == SAG_STATUS_OK && !task->is_recording && task->options->with_video) {
        status = sag__pictures_check_video(folder, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag__outputs_join(task->recording_path, folder, file_names[0], err);
    }
    char path[SAG__OUTPUTS_PATH_BYTES];
    for (size_t i = 0; status == SAG_STATUS_OK && i < FILE_COUNT; i++) {
        struct stat facts;
        status = sag__outputs_join(path, folder, file_names[i], err);
        if (status == SAG_STATUS_OK && stat(path, &facts) == 0 && !S_ISREG(facts.st_mode)) {
            status = sag__fail(err, SAG_STATUS_IO, "cannot write %s: it is there and is no file", path);
        }
    }
    sag__outfile *probe = NULL;
    if (status == SAG_STATUS_OK) {
        status = sag__outfile_open(&probe, path, err);
    }
    sag__outfile_discard(probe);
    return status;
}

/* What a batch wrote about an earlier report goes with that report. */
static void remove_batch_files(const char *folder)
{
    char path[SAG__OUTPUTS_PATH_BYTES];
    if (sag__outputs_join(path, folder, "made_from.txt", NULL) == SAG_STATUS_OK && unlink(path) == 0 &&
        sag__outputs_join(path, folder, "summary.txt", NULL) == SAG_STATUS_OK) {
        unlink(path);
    }
}

sag__recorder *sag__outputs_start_recording(const sag_session_result *result, const sag__outputs_task *task)
{
    return sag__recorder_start(task->recording_path, result->motion, task->origin);
}

/* Write the tables, the large one beside the recording, which appears before it. Takes the recorder. */
static sag_status write_tables(const sag_session_result *result, const char *const *path, sag__recorder *recorder,
                               sag_error *err)
{
    sag_error frames_err = {0};
    sag__outfile *frames = NULL;
    sag_status frames_status = sag__csv_begin_frames(&frames, path[0], result->motion, &result->analysis, &frames_err);
    sag_status status = sag__recorder_keep(recorder, err);
    if (status != SAG_STATUS_OK) {
        sag__outfile_discard(frames);
        return status;
    }
    if (frames_status != SAG_STATUS_OK) {
        if (err != NULL) {
            *err = frames_err;
        }
        return frames_status;
    }
    status = sag__outfile_commit(frames, err);
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_reps_csv(path[1], &result->analysis, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_findings_csv(path[2], &result->analysis, err);
    }
    return status;
}

sag_status sag__outputs_write(sag_session_result *result, const sag__outputs_task *task, sag__recorder *recorder,
                              sag_error *err)
{
    const char *folder = task->options->out_folder;
    char path[FILE_COUNT][SAG__OUTPUTS_PATH_BYTES];
    sag_status status = SAG_STATUS_OK;
    for (size_t i = 0; status == SAG_STATUS_OK && i < FILE_COUNT; i++) {
        status = sag__outputs_join(path[i], folder, file_names[i], err);
    }
    if (status == SAG_STATUS_OK && recorder == NULL) {
        status = sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot write %s: out of memory", path[0]);
    }
    if (status != SAG_STATUS_OK) {
        sag__recorder_drop(recorder);
        return status;
    }
    const char *report = path[4];
    bool pictures_hold = task->is_recording && task->is_same_analysis && is_same_file(path[0], task->input_path);
    unlink(report);
    remove_batch_files(folder);
    if (!pictures_hold) {
        sag__pictures_remove(folder);
    }
    status = write_tables(result, (const char *const[]){path[1], path[2], path[3]}, recorder, err);
    if (status == SAG_STATUS_OK && !task->is_recording) {
        status = sag__pictures_write(result, task, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_json(report, result->motion, &result->analysis, &task->options->analysis, err);
    }
    return status;
}
