#include <sagitta/model.h>

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "json.h"
#include "memory.h"
#include "sha256.h"

#define SCHEMA 1
#define INPUT_SIDE_MAX_PX 4096
#define FILE_BYTES_MAX 1099511627776.0

/* ---- which files are manifests ---- */

/* Every .json file of the folder, except the two of npm that stand there too. */
static bool is_manifest_name(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0 && name[0] != '.' &&
           strcmp(name, "package.json") != 0 && strcmp(name, "package-lock.json") != 0;
}

static bool holds_manifest(const char *folder)
{
    DIR *stream = opendir(folder);
    bool found = false;
    for (struct dirent *entry; stream != NULL && !found && (entry = readdir(stream)) != NULL;) {
        found = is_manifest_name(entry->d_name);
    }
    if (stream != NULL) {
        closedir(stream);
    }
    return found;
}

/* Copy a folder's name and look into it. */
static bool try_folder(char *path, const char *folder)
{
    int length = snprintf(path, SAG_MODEL_PATH_BYTES, "%s", folder);
    return length > 0 && length < SAG_MODEL_PATH_BYTES && holds_manifest(path);
}

static bool try_beside_program(char *path)
{
    static const char tail[] = "/../share/sagitta/models";
    char program[SAG_MODEL_PATH_BYTES];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - sizeof tail);
    if (length <= 0 || (size_t)length >= sizeof program - sizeof tail) {
        return false;
    }
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (slash == NULL) {
        return false;
    }
    memcpy(slash, tail, sizeof tail);
    return try_folder(path, program);
}

sag_status sag_model_find_folder(char *path, const char *dir, sag_error *err)
{
    const char *from_environment = getenv("SAGITTA_MODELS");
    const char *named = dir != NULL ? dir : from_environment;
    if (named != NULL && (dir != NULL || named[0] != '\0')) {
        if (try_folder(path, named)) {
            return SAG_STATUS_OK;
        }
        path[0] = '\0';
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "no model manifest in %s", named);
    }
    if (try_beside_program(path) || try_folder(path, SAGITTA_MODEL_FOLDER)) {
        return SAG_STATUS_OK;
    }
    path[0] = '\0';
    return sag__fail(err, SAG_STATUS_NOT_FOUND, "no model manifest in ../share/sagitta/models beside the program or %s",
                     SAGITTA_MODEL_FOLDER);
}

/* ---- one manifest ---- */

/* A manifest being read; the first bad key is kept, and nothing after it matters. */
typedef struct reader {
    const sag__json *root;
    const char *bad_key; /* NULL: all was good so far */
} reader;

static void expect(reader *r, bool good, const char *key)
{
    if (!good && r->bad_key == NULL) {
        r->bad_key = key;
    }
}

static void read_text(reader *r, char *text, size_t size_bytes, const sag__json *object, const char *key)
{
    expect(r, sag__json_string(sag__json_member(object, key), text, size_bytes) && text[0] != '\0', key);
}

static double read_number(reader *r, const sag__json *value, const char *key, double min, double max)
{
    double number = min;
    expect(r, sag__json_number(value, &number, min, max), key);
    return number;
}

static int read_integer(reader *r, const sag__json *object, const char *key, int min, int max)
{
    double number = read_number(r, sag__json_member(object, key), key, min, max);
    expect(r, number == floor(number), key);
    return (int)number;
}

/* Is the text made of these characters only? */
static bool consists_of(const char *text, const char *characters)
{
    return text[strspn(text, characters)] == '\0';
}

/* A relative name that stays inside the folder. */
static bool stays_inside(const char *file)
{
    if (file[0] == '/' || file[0] == '\0') {
        return false;
    }
    for (const char *part = file; part != NULL; part = strchr(part, '/')) {
        part += part[0] == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0')) {
            return false;
        }
    }
    return true;
}

static void read_identity(reader *r, sag_model *model, const char *file_name)
{
    read_integer(r, r->root, "schema", SCHEMA, SCHEMA);
    read_text(r, model->name, sizeof model->name, r->root, "name");
    size_t length = strlen(file_name) - strlen(".json");
    expect(r, strlen(model->name) == length && strncmp(model->name, file_name, length) == 0, "name");
    read_text(r, model->title, sizeof model->title, r->root, "title");
    read_text(r, model->family, sizeof model->family, r->root, "family");
    read_text(r, model->decode, sizeof model->decode, r->root, "decode");
    read_text(r, model->licence, sizeof model->licence, r->root, "licence");
    read_text(r, model->author, sizeof model->author, r->root, "author");
    char role[16] = "";
    read_text(r, role, sizeof role, r->root, "role");
    model->role = strcmp(role, "detector") == 0 ? SAG_MODEL_ROLE_DETECTOR : SAG_MODEL_ROLE_LANDMARKS;
    expect(r, model->role == SAG_MODEL_ROLE_DETECTOR || strcmp(role, "landmarks") == 0, "role");
    model->is_default = sag__json_is_true(sag__json_member(r->root, "default"));

    const sag__json *source = sag__json_member(r->root, "source");
    char package[64] = "";
    char version[32] = "";
    char file[64] = "";
    read_text(r, package, sizeof package, source, "package");
    read_text(r, version, sizeof version, source, "version");
    read_text(r, file, sizeof file, source, "file");
    snprintf(model->source, sizeof model->source, "%s %s %s", package, version, file);
}

static void read_file_facts(reader *r, sag_model *model, const char *folder)
{
    char file[SAG_MODEL_PATH_BYTES / 2] = "";
    read_text(r, file, sizeof file, r->root, "file");
    expect(r, stays_inside(file), "file");
    int length = snprintf(model->path, sizeof model->path, "%s/%s", folder, file);
    expect(r, length > 0 && (size_t)length < sizeof model->path, "file");
    read_text(r, model->sha256, sizeof model->sha256, r->root, "sha256");
    expect(r, strlen(model->sha256) == 64 && consists_of(model->sha256, "0123456789abcdef"), "sha256");
    model->file_bytes = (int64_t)read_number(r, sag__json_member(r->root, "bytes"), "bytes", 1.0, FILE_BYTES_MAX);
}

static void read_input(reader *r, sag_model *model)
{
    const sag__json *input = sag__json_member(r->root, "input");
    expect(r, input != NULL, "input");
    read_text(r, model->input_name, sizeof model->input_name, input, "name");
    model->input_width_px = read_integer(r, input, "width", 1, INPUT_SIDE_MAX_PX);
    model->input_height_px = read_integer(r, input, "height", 1, INPUT_SIDE_MAX_PX);
    read_integer(r, input, "channels", 3, 3);
    char text[16] = "";
    read_text(r, text, sizeof text, input, "layout");
    expect(r, strcmp(text, "NCHW") == 0, "layout");
    read_text(r, text, sizeof text, input, "order");
    expect(r, strcmp(text, "RGB") == 0, "order");
    const sag__json *range = sag__json_member(input, "range");
    expect(r, sag__json_size(range) == 2, "range");
    model->range_min = (float)read_number(r, sag__json_element(range, 0), "range", -65536.0, 65536.0);
    model->range_max = (float)read_number(r, sag__json_element(range, 1), "range", -65536.0, 65536.0);
    expect(r, model->range_min < model->range_max, "range");
}

/* An output may be absent, but not of a wrong type. */
static void read_outputs(reader *r, sag_model *model)
{
    const struct {
        const char *key;
        char *name;
    } outputs[] = {
        {"boxes", model->output_boxes},       {"scores", model->output_scores},
        {"landmarks", model->output_landmarks}, {"presence", model->output_presence},
        {"world", model->output_world},       {"heatmap", model->output_heatmap},
        {"mask", model->output_mask},
    };
    const sag__json *object = sag__json_member(r->root, "outputs");
    expect(r, object != NULL, "outputs");
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        if (sag__json_member(object, outputs[i].key) != NULL) {
            read_text(r, outputs[i].name, sizeof model->output_boxes, object, outputs[i].key);
        }
    }
}

static void read_keypoints(reader *r, sag_model *model)
{
    if (model->role != SAG_MODEL_ROLE_LANDMARKS) {
        return;
    }
    read_text(r, model->detector, sizeof model->detector, r->root, "detector");
    const sag__json *keypoints = sag__json_member(r->root, "keypoints");
    size_t count = sag__json_size(keypoints);
    expect(r, count >= 1 && count <= SAG_MODEL_POINTS_MAX, "keypoints");
    bool used[SAG_JOINT_COUNT] = {false};
    for (size_t i = 0; i < count && r->bad_key == NULL; i++) {
        char name[32] = "";
        expect(r, sag__json_string(sag__json_element(keypoints, i), name, sizeof name), "keypoints");
        sag_joint joint = sag_joint_find(name);
        expect(r, joint != SAG_JOINT_COUNT && !used[joint], "keypoints");
        if (r->bad_key == NULL) {
            used[joint] = true;
            model->joint[i] = joint;
            model->joint_count++;
        }
    }
    model->point_count = read_integer(r, r->root, "landmark_count", 1, SAG_MODEL_POINTS_MAX);
    expect(r, model->point_count >= model->joint_count, "landmark_count");
}

static sag_status read_manifest(sag_model *model, const char *folder, const char *file_name, sag_error *err)
{
    memset(model, 0, sizeof *model);
    char path[SAG_MODEL_PATH_BYTES];
    int length = snprintf(path, sizeof path, "%s/%s", folder, file_name);
    if (length < 0 || (size_t)length >= sizeof path) {
        return sag__fail(err, SAG_STATUS_LIMIT, "the name of the manifest %s is too long", file_name);
    }
    sag__json *root = NULL;
    sag_status status = sag__json_read(&root, path, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    reader r = {.root = root};
    read_identity(&r, model, file_name);
    read_file_facts(&r, model, folder);
    read_input(&r, model);
    read_outputs(&r, model);
    read_keypoints(&r, model);
    sag__json_destroy(root);
    if (r.bad_key != NULL) {
        return sag__fail(err, SAG_STATUS_FORMAT, "%s: %s is missing or not valid", path, r.bad_key);
    }
    return SAG_STATUS_OK;
}

/* ---- all manifests of a folder ---- */

static int compare_models(const void *a, const void *b)
{
    return strcmp(((const sag_model *)a)->name, ((const sag_model *)b)->name);
}

sag_status sag_model_list(sag_model *models, size_t max, size_t *count, const char *folder, sag_error *err)
{
    *count = 0;
    DIR *stream = opendir(folder);
    if (stream == NULL) {
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "cannot read the model folder %s: %s", folder, strerror(errno));
    }
    sag_status status = SAG_STATUS_OK;
    for (struct dirent *entry; status == SAG_STATUS_OK && (entry = readdir(stream)) != NULL;) {
        if (!is_manifest_name(entry->d_name)) {
            continue;
        }
        if (*count == max) {
            status = sag__fail(err, SAG_STATUS_LIMIT, "%s holds more than %zu manifests", folder, max);
            break;
        }
        status = read_manifest(&models[*count], folder, entry->d_name, err);
        *count += status == SAG_STATUS_OK;
    }
    closedir(stream);
    if (status == SAG_STATUS_OK && *count == 0) {
        status = sag__fail(err, SAG_STATUS_NOT_FOUND, "no model manifest in %s", folder);
    }
    qsort(models, *count, sizeof *models, compare_models);
    return status;
}

/* "blazepose-full", or "full" for a landmark model of the family blazepose. */
static bool has_name(const sag_model *model, const char *name)
{
    size_t length = strlen(model->family);
    return strcmp(model->name, name) == 0 ||
           (model->role == SAG_MODEL_ROLE_LANDMARKS && strncmp(model->name, model->family, length) == 0 &&
            model->name[length] == '-' && strcmp(model->name + length + 1, name) == 0);
}

/* Say which landmark models there are. */
static sag_status fail_unknown(const sag_model *models, size_t count, const char *name, const char *folder,
                               sag_error *err)
{
    char names[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < count && used < sizeof names; i++) {
        if (models[i].role != SAG_MODEL_ROLE_LANDMARKS) {
            continue;
        }
        int length = snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "", models[i].name);
        used += length > 0 ? (size_t)length : 0;
    }
    if (name == NULL) {
        return sag__fail(err, SAG_STATUS_NOT_FOUND, "no default model in %s; there are %s", folder, names);
    }
    return sag__fail(err, SAG_STATUS_ARGUMENT, "no model %s in %s; there are %s", name, folder, names);
}

sag_status sag_model_load(sag_model *out, const char *folder, const char *name, sag_error *err)
{
    memset(out, 0, sizeof *out);
    sag_model *models = sag__memory_alloc(SAG_MODEL_COUNT_MAX, sizeof *models);
    if (models == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot read the models in %s: out of memory", folder);
    }
    size_t count = 0;
    sag_status status = sag_model_list(models, SAG_MODEL_COUNT_MAX, &count, folder, err);
    const sag_model *chosen = NULL;
    for (size_t i = 0; status == SAG_STATUS_OK && chosen == NULL && i < count; i++) {
        bool wanted = name != NULL ? has_name(&models[i], name)
                                   : models[i].is_default && models[i].role == SAG_MODEL_ROLE_LANDMARKS;
        chosen = wanted ? &models[i] : NULL;
    }
    if (chosen != NULL) {
        *out = *chosen;
    } else if (status == SAG_STATUS_OK) {
        status = fail_unknown(models, count, name, folder, err);
    }
    sag__memory_free(models);
    return status;
}

sag_status sag_model_verify(sag_model_state *out, const sag_model *model, sag_error *err)
{
    *out = SAG_MODEL_STATE_MISSING;
    struct stat facts;
    if (stat(model->path, &facts) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return SAG_STATUS_OK;
        }
        return sag__fail(err, SAG_STATUS_IO, "cannot read %s: %s", model->path, strerror(errno));
    }
    if (!S_ISREG(facts.st_mode)) {
        return sag__fail(err, SAG_STATUS_IO, "cannot read %s: not a regular file", model->path);
    }
    *out = SAG_MODEL_STATE_CORRUPT;
    if (facts.st_size != model->file_bytes) {
        return SAG_STATUS_OK;
    }
    char hex[65];
    sag_status status = sag__sha256_file(hex, model->path, err);
    if (status != SAG_STATUS_OK) {
        return status == SAG_STATUS_NOT_FOUND ? SAG_STATUS_IO : status;
    }
    if (strcmp(hex, model->sha256) == 0) {
        *out = SAG_MODEL_STATE_READY;
    }
    return SAG_STATUS_OK;
}
