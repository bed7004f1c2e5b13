#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sagitta/model.h>

static char folder[] = "/tmp/sagitta-manifests-XXXXXX";

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void path_in_folder(char *path, size_t size, const char *file)
{
    snprintf(path, size, "%s/%s", folder, file);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    path_in_folder(path, sizeof path, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_folder(void)
{
    static const char *const files[] = {"toy-a.json", "toy-b.json", "package.json", "a.onnx", ""};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[128];
        path_in_folder(path, sizeof path, files[i]);
        remove(path);
    }
}

/* A good manifest; each line can be replaced. */
static const char *const good[] = {
    "\"schema\": 1",
    "\"name\": \"toy-a\"",
    "\"title\": \"Toy\"",
    "\"family\": \"toy\"",
    "\"role\": \"landmarks\"",
    "\"default\": true",
    "\"file\": \"a.onnx\"",
    "\"sha256\": \"9834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0\"",
    "\"bytes\": 3",
    "\"licence\": \"None\"",
    "\"author\": \"Nobody\"",
    "\"source\": {\"package\": \"p\", \"version\": \"1\", \"file\": \"f\"}",
    "\"input\": {\"name\": \"input\", \"width\": 8, \"height\": 4, \"channels\": 3, \"layout\": \"NCHW\", "
    "\"order\": \"RGB\", \"range\": [-1, 1]}",
    "\"decode\": \"toy\"",
    "\"outputs\": {\"landmarks\": \"l\", \"mask\": \"m\"}",
    "\"detector\": \"toy-b\"",
    "\"keypoints\": [\"left_hip\", \"nose\"]",
    "\"landmark_count\": 5",
};

enum { LINES = sizeof good / sizeof good[0] };

/* Write the good manifest with the line of a key replaced; NULL leaves the line out. */
static void write_manifest(const char *key, const char *line)
{
    char text[4096] = "{";
    size_t used = 1;
    for (int i = 0; i < LINES; i++) {
        bool replaced = key != NULL && strncmp(good[i] + 1, key, strlen(key)) == 0 && good[i][1 + strlen(key)] == '"';
        const char *out = replaced ? line : good[i];
        if (out != NULL) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s\n", used > 1 ? "," : "", out);
        }
    }
    snprintf(text + used, sizeof text - used, "}");
    write_file("toy-a.json", text);
}

Test(model, reads_a_manifest, .init = make_folder, .fini = remove_folder)
{
    write_manifest(NULL, NULL);
    write_file("package.json", "{}");
    sag_model model;
    sag_error err = {0};
    cr_assert_eq(sag_model_load(&model, folder, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_str_eq(model.name, "toy-a");
    cr_assert_str_eq(model.source, "p 1 f");
    char path[128];
    path_in_folder(path, sizeof path, "a.onnx");
    cr_assert_str_eq(model.path, path);
    cr_assert_eq(model.file_bytes, 3);
    cr_assert_eq(model.role, SAG_MODEL_ROLE_LANDMARKS);
    cr_assert_eq(model.input_width_px, 8);
    cr_assert_eq(model.input_height_px, 4);
    cr_assert_eq(model.range_min, -1.0f);
    cr_assert_eq(model.range_max, 1.0f);
    cr_assert_eq(model.point_count, 5);
    cr_assert_eq(model.joint_count, 2);
    cr_assert_eq(model.joint[0], SAG_JOINT_LEFT_HIP);
    cr_assert_eq(model.joint[1], SAG_JOINT_NOSE);
    cr_assert_str_eq(model.output_mask, "m");
    cr_assert_str_eq(model.output_world, "");
    cr_assert_eq(sag_model_load(&model, folder, "a", &err), SAG_STATUS_OK, "by its short name");
    cr_assert_eq(sag_model_load(&model, folder, "toy-a", &err), SAG_STATUS_OK, "by its name");
    cr_assert_eq(sag_model_load(&model, folder, "b", &err), SAG_STATUS_ARGUMENT);
    cr_assert_not_null(strstr(err.text, "toy-a"), "%s", err.text);
}

Test(model, names_the_bad_key, .init = make_folder, .fini = remove_folder)
{
    static const struct {
        const char *key;
        const char *line;
        const char *named; /* NULL: the key */
    } bad[] = {
        {"schema", NULL, NULL},
        {"schema", "\"schema\": 2", NULL},
        {"name", "\"name\": 7", NULL},
        {"name", "\"name\": \"toy-b\"", NULL},
        {"role", "\"role\": \"cook\"", NULL},
        {"file", "\"file\": \"/etc/passwd\"", NULL},
        {"file", "\"file\": \"../a.onnx\"", NULL},
        {"file", "\"file\": \"onnx/../../a.onnx\"", NULL},
        {"file", "\"file\": \"onnx/..\"", NULL},
        {"file", "\"file\": \"\"", NULL},
        {"sha256", "\"sha256\": \"12\"", NULL},
        {"sha256", "\"sha256\": \"X834876dcfb05cb167a5c24953eba58c4ac89b1adf57f28f2f9d09af107ee8f0\"", NULL},
        {"bytes", "\"bytes\": 0", NULL},
        {"bytes", "\"bytes\": \"3\"", NULL},
        {"source", NULL, "package"},
        {"input", NULL, NULL},
        {"input", "\"input\": {\"name\": \"input\", \"width\": 2.5}", "width"},
        {"input", "\"input\": {\"name\": \"i\", \"width\": 1, \"height\": 100000}", "height"},
        {"outputs", NULL, NULL},
        {"outputs", "\"outputs\": {\"landmarks\": 3}", "landmarks"},
        {"detector", NULL, NULL},
        {"keypoints", NULL, NULL},
        {"keypoints", "\"keypoints\": [\"left_wing\"]", NULL},
        {"keypoints", "\"keypoints\": [\"nose\", \"nose\"]", NULL},
        {"keypoints", "\"keypoints\": [3]", NULL},
        {"landmark_count", "\"landmark_count\": 1", NULL},
        {"landmark_count", "\"landmark_count\": 65", NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_manifest(bad[i].key, bad[i].line);
        sag_model models[2];
        size_t count = 0;
        sag_error err = {0};
        cr_assert_eq(sag_model_list(models, 2, &count, folder, &err), SAG_STATUS_FORMAT, "case %zu", i);
        char expected[256];
        snprintf(expected, sizeof expected, "%s/toy-a.json: %s is missing or not valid", folder,
                 bad[i].named != NULL ? bad[i].named : bad[i].key);
        cr_assert_str_eq(err.text, expected);
    }
    write_file("toy-a.json", "{");
    sag_model model;
    sag_error err = {0};
    cr_assert_eq(sag_model_load(&model, folder, NULL, &err), SAG_STATUS_FORMAT);
    cr_assert_not_null(strstr(err.text, "toy-a.json"), "%s", err.text);
}

Test(model, accepts_dots_that_do_not_climb, .init = make_folder, .fini = remove_folder)
{
    sag_model model;
    sag_error err = {0};
    write_manifest("file", "\"file\": \"on..nx/..a/b..\"");
    cr_assert_eq(sag_model_load(&model, folder, NULL, &err), SAG_STATUS_OK, "%s", err.text);
}

Test(model, keeps_the_limit_of_a_list, .init = make_folder, .fini = remove_folder)
{
    write_manifest("name", "\"name\": \"toy-b\"");
    char from[128];
    char to[128];
    path_in_folder(from, sizeof from, "toy-a.json");
    path_in_folder(to, sizeof to, "toy-b.json");
    cr_assert_eq(rename(from, to), 0);
    write_manifest(NULL, NULL);
    sag_model models[2];
    size_t count = 0;
    sag_error err = {0};
    cr_assert_eq(sag_model_list(models, 2, &count, folder, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(count, 2);
    cr_assert_str_eq(models[0].name, "toy-a", "sorted");
    cr_assert_eq(sag_model_list(models, 1, &count, folder, &err), SAG_STATUS_LIMIT);
}

Test(model, verifies_the_file, .init = make_folder, .fini = remove_folder)
{
    write_manifest("sha256", "\"sha256\": \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
    sag_model model;
    sag_error err = {0};
    cr_assert_eq(sag_model_load(&model, folder, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    sag_model_state state = SAG_MODEL_STATE_READY;
    cr_assert_eq(sag_model_verify(&state, &model, &err), SAG_STATUS_OK);
    cr_assert_eq(state, SAG_MODEL_STATE_MISSING);
    write_file("a.onnx", "abc");
    cr_assert_eq(sag_model_verify(&state, &model, &err), SAG_STATUS_OK);
    cr_assert_eq(state, SAG_MODEL_STATE_READY);
    write_file("a.onnx", "abd");
    cr_assert_eq(sag_model_verify(&state, &model, &err), SAG_STATUS_OK);
    cr_assert_eq(state, SAG_MODEL_STATE_CORRUPT);
    write_file("a.onnx", "abcd");
    cr_assert_eq(sag_model_verify(&state, &model, &err), SAG_STATUS_OK);
    cr_assert_eq(state, SAG_MODEL_STATE_CORRUPT);
}

Test(model, finds_its_folder, .init = make_folder, .fini = remove_folder)
{
    char path[SAG_MODEL_PATH_BYTES];
    sag_error err = {0};
    cr_assert_eq(sag_model_find_folder(path, folder, &err), SAG_STATUS_NOT_FOUND, "an empty folder");
    cr_assert_not_null(strstr(err.text, folder));
    write_file("package.json", "{}");
    cr_assert_eq(sag_model_find_folder(path, folder, &err), SAG_STATUS_NOT_FOUND, "npm's file is no manifest");
    write_manifest(NULL, NULL);
    cr_assert_eq(sag_model_find_folder(path, folder, &err), SAG_STATUS_OK);
    cr_assert_str_eq(path, folder);
    setenv("SAGITTA_MODELS", folder, 1);
    cr_assert_eq(sag_model_find_folder(path, NULL, &err), SAG_STATUS_OK);
    cr_assert_str_eq(path, folder, "the environment's folder");
    setenv("SAGITTA_MODELS", "/nonexistent", 1);
    cr_assert_eq(sag_model_find_folder(path, NULL, &err), SAG_STATUS_NOT_FOUND);
    unsetenv("SAGITTA_MODELS");
    cr_assert_eq(sag_model_find_folder(path, NULL, &err), SAG_STATUS_OK, "the source tree's folder");
    cr_assert_str_neq(path, folder);
}

Test(model, knows_the_models_of_this_tree)
{
    char path[SAG_MODEL_PATH_BYTES];
    sag_error err = {0};
    cr_assert_eq(sag_model_find_folder(path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    static sag_model models[SAG_MODEL_COUNT_MAX];
    size_t count = 0;
    cr_assert_eq(sag_model_list(models, SAG_MODEL_COUNT_MAX, &count, path, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_geq(count, 4);
    for (size_t i = 1; i < count; i++) {
        cr_assert_lt(strcmp(models[i - 1].name, models[i].name), 0, "sorted");
    }
    sag_model model;
    cr_assert_eq(sag_model_load(&model, path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_str_eq(model.name, "blazepose-full");
    cr_assert_eq(model.joint_count, SAG_JOINT_COUNT);
    for (int i = 0; i < SAG_JOINT_COUNT; i++) {
        cr_assert_eq(model.joint[i], (sag_joint)i);
    }
}
