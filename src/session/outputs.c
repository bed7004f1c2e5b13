#include "outputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sagitta/overlay.h>

#include "fail.h"
#include "outfile.h"

#define PATH_BYTES 4352

static sag_status join(char *path, const char *folder, const char *name, sag_error *err)
{
    int length = snprintf(path, PATH_BYTES, "%s/%s", folder, name);
    if (length < 0 || length >= PATH_BYTES) {
        return sag__fail(err, SAG_STATUS_LIMIT, "cannot write to %.200s...: the path is too long", folder);
    }
    return SAG_STATUS_OK;
}

/* Create a folder and its parents. */
static sag_status make_folders(const char *folder, sag_error *err)
{
    char path[PATH_BYTES];
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

sag_status sag__outputs_prepare(const char *folder, sag_error *err)
{
    sag_status status = make_folders(folder, err);
    char path[PATH_BYTES];
    if (status == SAG_STATUS_OK) {
        status = join(path, folder, "report.json", err);
    }
    sag__outfile *probe = NULL;
    if (status == SAG_STATUS_OK) {
        status = sag__outfile_open(&probe, path, err);
    }
    sag__outfile_discard(probe);
    return status;
}

/* True for rep-NN.png and rep-NNN...png. */
static bool is_rep_png(const char *name)
{
    if (strncmp(name, "rep-", 4) != 0) {
        return false;
    }
    size_t digits = strspn(name + 4, "0123456789");
    return digits >= 2 && strcmp(name + 4 + digits, ".png") == 0;
}

/* Remove what an earlier run left and this one would not overwrite. */
static void remove_stale(const char *folder)
{
    char path[PATH_BYTES];
    if (join(path, folder, "report.json", NULL) == SAG_STATUS_OK) {
        unlink(path);
    }
    DIR *list = opendir(folder);
    if (list == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (is_rep_png(entry->d_name) && join(path, folder, entry->d_name, NULL) == SAG_STATUS_OK) {
            unlink(path);
        }
    }
    closedir(list);
}

/* Read the video a second time and write the picture of each repetition's bottom. */
static sag_status write_pictures(const char *folder, const sag_session_result *result,
                                 const sag_source_options *source_options, const char *video_path, sag_error *err)
{
    const sag_analysis *analysis = &result->analysis;
    sag_source *source = NULL;
    sag_status status = sag_source_open(&source, video_path, source_options, err);
    size_t next = 0;
    while (status == SAG_STATUS_OK && next < analysis->rep_count) {
        const sag_rep *rep = &analysis->rep[next];
        int64_t wanted = sag_motion_get(result->motion, rep->bottom_frame)->frame_index;
        sag_frame frame;
        status = sag_source_step(source, &frame, err);
        if (status == SAG_STATUS_END) {
            status = sag__fail(err, SAG_STATUS_FORMAT, "cannot read frame %lld of %s a second time",
                               (long long)wanted, video_path);
        }
        if (status == SAG_STATUS_OK && frame.index == wanted) {
            char name[32];
            char path[PATH_BYTES];
            snprintf(name, sizeof name, "rep-%02d.png", rep->number);
            status = join(path, folder, name, err);
            if (status == SAG_STATUS_OK) {
                status = sag_overlay_write_rep_png(path, &frame, result->motion, analysis, rep, err);
            }
            next++;
        }
    }
    sag_source_close(source);
    return status;
}

sag_status sag__outputs_write(const char *folder, const sag_session_result *result,
                              const sag_session_options *options, const char *video_path, sag_error *err)
{
    remove_stale(folder);
    char path[PATH_BYTES];
    sag_status status = join(path, folder, "pose.txt", err);
    if (status == SAG_STATUS_OK) {
        status = sag_recording_write(path, result->motion, err);
    }
    if (status == SAG_STATUS_OK) {
        status = join(path, folder, "frames.csv", err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_frames_csv(path, result->motion, &result->analysis, err);
    }
    if (status == SAG_STATUS_OK) {
        status = join(path, folder, "reps.csv", err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_reps_csv(path, &result->analysis, err);
    }
    if (status == SAG_STATUS_OK && video_path != NULL && options->with_png) {
        status = write_pictures(folder, result, &options->source, video_path, err);
    }
    if (status == SAG_STATUS_OK) {
        status = join(path, folder, "report.json", err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_json(path, result->motion, &result->analysis, &options->analysis, err);
    }
    return status;
}
