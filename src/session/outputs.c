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
#include "png_file.h"

#define PATH_BYTES 4352

/* How the pictures' text chunk "Software" begins. */
#define OUR_SOFTWARE "Sagitta"

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

/* True for rep-NN.png and rep-NNN...png. */
static bool is_rep_png(const char *name)
{
    if (strncmp(name, "rep-", 4) != 0) {
        return false;
    }
    size_t digits = strspn(name + 4, "0123456789");
    return digits >= 2 && strcmp(name + 4 + digits, ".png") == 0;
}

/* The files of every run; pictures come and go. */
static const char *const file_names[] = {"pose.txt", "frames.csv", "reps.csv", "report.json"};
#define FILE_COUNT (sizeof file_names / sizeof file_names[0])

static bool is_same_file(const char *a, const char *b)
{
    struct stat of_a;
    struct stat of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

/* Refuse to write where the input lies in the way: a folder of pictures, or a picture with a name of ours. */
static sag_status check_input(const char *folder, const char *input_path, sag_error *err)
{
    if (is_same_file(folder, input_path)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write to %s: its pictures are the input", folder);
    }
    const char *slash = strrchr(input_path, '/');
    const char *name = slash == NULL ? input_path : slash + 1;
    char path[PATH_BYTES];
    if (is_rep_png(name) && join(path, folder, name, NULL) == SAG_STATUS_OK && is_same_file(path, input_path)) {
        return sag__fail(err, SAG_STATUS_ARGUMENT, "cannot write to %s: the input there has the name of a result", folder);
    }
    return SAG_STATUS_OK;
}

sag_status sag__outputs_prepare(const char *folder, const char *input_path, sag_error *err)
{
    sag_status status = make_folders(folder, err);
    if (status == SAG_STATUS_OK) {
        status = check_input(folder, input_path, err);
    }
    char path[PATH_BYTES];
    for (size_t i = 0; status == SAG_STATUS_OK && i < FILE_COUNT; i++) {
        struct stat facts;
        status = join(path, folder, file_names[i], err);
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

/* Whether a picture says of itself that this program made it. */
static bool is_ours(const char *path)
{
    sag__png picture;
    if (sag__png_read(&picture, path, NULL) != SAG_STATUS_OK) {
        return false;
    }
    bool ours = false;
    for (size_t i = 0; i < picture.text_count; i++) {
        ours = ours || (strcmp(picture.text[i].key, "Software") == 0 &&
                        strncmp(picture.text[i].value, OUR_SOFTWARE, strlen(OUR_SOFTWARE)) == 0);
    }
    sag__png_release(&picture);
    return ours;
}

/* Remove the pictures of an earlier run; this one may have fewer. */
static void remove_pictures(const char *folder)
{
    DIR *list = opendir(folder);
    if (list == NULL) {
        return;
    }
    char path[PATH_BYTES];
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        if (is_rep_png(entry->d_name) && join(path, folder, entry->d_name, NULL) == SAG_STATUS_OK && is_ours(path)) {
            unlink(path);
        }
    }
    closedir(list);
}

/* Read the video a second time and write the picture of each repetition's bottom. */
static sag_status write_pictures(bool *left_out, const char *folder, const sag_session_result *result,
                                 const sag_session_options *options, const char *video_path, sag_error *err)
{
    const sag_analysis *analysis = &result->analysis;
    sag_source *source = NULL;
    sag_status status = sag_source_open(&source, video_path, &options->source, err);
    sig_atomic_t stop_before = options->stop != NULL ? *options->stop : 0;
    size_t next = 0;
    while (status == SAG_STATUS_OK && next < analysis->rep_count) {
        if (options->stop != NULL && *options->stop != stop_before) {
            *left_out = true;
            break;
        }
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
            if (status == SAG_STATUS_OK && access(path, F_OK) == 0) {
                status = sag__fail(err, SAG_STATUS_IO, "cannot write %s: a picture not made by Sagitta has that name",
                                   path);
            }
            if (status == SAG_STATUS_OK) {
                status = sag_overlay_write_rep_png(path, &frame, result->motion, analysis, rep, err);
            }
            next++;
        }
    }
    sag_source_close(source);
    return status;
}

sag_status sag__outputs_write(bool *pictures_left_out, const char *folder, const sag_session_result *result,
                              const sag_session_options *options, const char *input_path, bool is_recording,
                              sag_error *err)
{
    char path[FILE_COUNT][PATH_BYTES];
    sag_status status = SAG_STATUS_OK;
    for (size_t i = 0; status == SAG_STATUS_OK && i < FILE_COUNT; i++) {
        status = join(path[i], folder, file_names[i], err);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const char *pose = path[0];
    const char *frames = path[1];
    const char *reps = path[2];
    const char *report = path[3];
    bool into_own_folder = is_recording && is_same_file(pose, input_path);
    unlink(report);
    if (!into_own_folder) {
        remove_pictures(folder);
    }
    status = sag_recording_write(pose, result->motion, err);
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_frames_csv(frames, result->motion, &result->analysis, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_reps_csv(reps, &result->analysis, err);
    }
    if (status == SAG_STATUS_OK && !is_recording && options->with_png) {
        status = write_pictures(pictures_left_out, folder, result, options, input_path, err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_report_write_json(report, result->motion, &result->analysis, &options->analysis, err);
    }
    return status;
}
