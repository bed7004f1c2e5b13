#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sagitta/pose.h>

static sag_tracker *open_lite(bool with_mask)
{
    sag_tracker_options options;
    sag_tracker_options_init(&options);
    options.model_name = "lite";
    options.with_mask = with_mask;
    options.thread_count = 1;
    sag_error err = {0};
    sag_tracker *tracker = NULL;
    cr_assert_eq(sag_tracker_open(&tracker, &options, &err), SAG_STATUS_OK, "%s", err.text);
    return tracker;
}

static uint8_t grey[64 * 48 * 3];

static sag_frame grey_frame(int64_t t_ns)
{
    memset(grey, 128, sizeof grey);
    return (sag_frame){.rgb = grey, .stride_bytes = 64 * 3, .width_px = 64, .height_px = 48, .index = 7, .t_ns = t_ns};
}

Test(tracker, finds_nobody_in_nothing)
{
    sag_tracker *tracker = open_lite(true);
    sag_skeleton skeleton;
    memset(&skeleton, 0xff, sizeof skeleton);
    sag_frame frame = grey_frame(5);
    cr_assert_eq(sag_tracker_step(tracker, &skeleton, &frame), SAG_STATUS_OK);
    cr_assert_not(skeleton.found);
    cr_assert_eq(skeleton.frame_index, 7);
    cr_assert_eq(skeleton.t_ns, 5);
    cr_assert_eq(skeleton.joint[SAG_JOINT_COUNT - 1].x_px, 0.0f);
    cr_assert_eq(skeleton.world[0].x_m, 0.0f);

    frame.width_px = frame.height_px = 1;
    frame.t_ns = 6;
    cr_assert_eq(sag_tracker_step(tracker, &skeleton, &frame), SAG_STATUS_OK);
    cr_assert_not(skeleton.found, "one pixel is no person");

    float out[4];
    const float *mask = out;
    int width_px = 1;
    int height_px = 1;
    cr_assert_eq(sag_tracker_get_mask(tracker, &mask, &width_px, &height_px), SAG_STATUS_NOT_FOUND);
    cr_assert_null(mask);
    cr_assert_eq(width_px, 0);
    cr_assert_eq(sag_tracker_warp_mask(tracker, out, 2, 2), SAG_STATUS_NOT_FOUND);
    sag_outline outline;
    memset(&outline, 0xff, sizeof outline);
    sag_tracker_trace_outline(tracker, &outline, &skeleton, &frame);
    cr_assert_not(outline.found);
    cr_assert_eq(outline.step_x[0], 0);
    cr_assert_str_eq(sag_tracker_get_model(tracker)->name, "blazepose-lite");
    cr_assert_str_eq(sag_tracker_get_detector(tracker)->name, "blazepose-detector");
    sag_tracker_close(tracker);
    sag_tracker_close(NULL);
}

Test(tracker, checks_its_frames)
{
    sag_tracker *tracker = open_lite(false);
    sag_skeleton skeleton;
    sag_frame frame = grey_frame(10);
    cr_assert_eq(sag_tracker_step(tracker, &skeleton, &frame), SAG_STATUS_OK);
    cr_assert_eq(sag_tracker_step(tracker, &skeleton, &frame), SAG_STATUS_ARGUMENT, "the same time again");
    sag_tracker_reset(tracker);
    cr_assert_eq(sag_tracker_step(tracker, &skeleton, &frame), SAG_STATUS_OK, "reset forgets the time");

    sag_frame good = grey_frame(20);
    good.raw = (sag_raw){.plane = {good.rgb}, .stride_bytes = {64}, .format = SAG_PIXEL_FORMAT_GREY};
    sag_frame bad[7] = {good, good, good, good, good, good, good};
    bad[0].rgb = NULL;
    bad[1].width_px = 0;
    bad[2].height_px = -1;
    bad[3].width_px = SAG_FRAME_SIDE_MAX_PX + 1;
    bad[4].stride_bytes = 3 * 64 - 1;
    bad[5].stride_bytes = -(3 * 64 - 1);
    bad[6].raw.stride_bytes[0] = 63;
    for (int i = 0; i < 7; i++) {
        cr_assert_eq(sag_tracker_step(tracker, &skeleton, &bad[i]), SAG_STATUS_ARGUMENT, "frame %d", i);
        cr_assert_not(skeleton.found);
    }
    cr_assert_eq(sag_tracker_step(tracker, &skeleton, &good), SAG_STATUS_OK);
    sag_tracker_close(tracker);
}

Test(tracker, counts_nobody_in_nothing_and_forgets)
{
    sag_tracker *tracker = open_lite(false);
    sag_skeleton skeleton;
    for (int i = 0; i < 3; i++) {
        sag_frame frame = grey_frame(i);
        cr_assert_eq(sag_tracker_step(tracker, &skeleton, &frame), SAG_STATUS_OK);
    }
    sag_tracker_people people = sag_tracker_get_people(tracker);
    cr_assert_eq(people.count, 0);
    cr_assert_eq(people.takeover_count, 0);
    cr_assert_eq(people.lost_count, 0);
    sag_tracker_close(tracker);
}

/* ---- models that are not as they should be, in a folder of links to the real ones ---- */

static char folder[] = "/tmp/sagitta-models-XXXXXX";

static void link_model(const char *file)
{
    char from[4096];
    char to[128];
    snprintf(from, sizeof from, "%s/%s", getenv("SAGITTA_MODELS"), file);
    snprintf(to, sizeof to, "%s/%s", folder, file);
    cr_assert_eq(symlink(from, to), 0);
}

static void make_folder(void)
{
    cr_assert_not_null(getenv("SAGITTA_MODELS"));
    cr_assert_not_null(mkdtemp(folder));
    char onnx[64];
    snprintf(onnx, sizeof onnx, "%s/onnx", folder);
    cr_assert_eq(mkdir(onnx, 0700), 0);
    link_model("blazepose-detector.json");
    link_model("blazepose-lite.json");
    link_model("onnx/blazepose-detector.onnx");
}

static void remove_folder(void)
{
    static const char *const files[] = {"blazepose-detector.json", "blazepose-lite.json",
                                        "onnx/blazepose-detector.onnx", "onnx/blazepose-lite.onnx", "onnx", ""};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        remove(path);
    }
}

static void expect_open_fails(const char *model_folder, const char *name, sag_status expected, const char *part)
{
    const sag_tracker_options options = {.model_folder = model_folder, .model_name = name, .thread_count = 1};
    sag_tracker *tracker = NULL;
    sag_error err = {0};
    cr_assert_eq(sag_tracker_open(&tracker, &options, &err), expected, "%s", err.text);
    cr_assert_null(tracker);
    cr_assert_not_null(strstr(err.text, part), "%s", err.text);
}

Test(tracker, names_what_is_missing, .init = make_folder, .fini = remove_folder)
{
    expect_open_fails("/nonexistent", "lite", SAG_STATUS_NOT_FOUND, "/nonexistent");
    expect_open_fails(folder, "huge", SAG_STATUS_ARGUMENT, "blazepose-lite");
    expect_open_fails(folder, "blazepose-detector", SAG_STATUS_ARGUMENT, "blazepose-detector");
    expect_open_fails(folder, "lite", SAG_STATUS_NOT_FOUND, "blazepose-lite is missing");
    expect_open_fails(folder, "lite", SAG_STATUS_NOT_FOUND, "onnx/blazepose-lite.onnx");
}

Test(tracker, refuses_a_corrupt_model, .init = make_folder, .fini = remove_folder)
{
    char path[64];
    snprintf(path, sizeof path, "%s/onnx/blazepose-lite.onnx", folder);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs("short", file);
    fclose(file);
    expect_open_fails(folder, "lite", SAG_STATUS_FORMAT, path);
    cr_assert_eq(truncate(path, 5477219), 0, "the right size, but not the right bytes");
    expect_open_fails(folder, "lite", SAG_STATUS_FORMAT, path);
}

Test(engine, is_found_for_each_model)
{
    char real[SAG_MODEL_PATH_BYTES];
    sag_error err = {0};
    cr_assert_eq(sag_model_find_folder(real, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    static const char *const names[] = {"blazepose-detector", "blazepose-lite"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        sag_model model;
        sag_engine_use use;
        cr_assert_eq(sag_model_load(&model, real, names[i], &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_eq(sag_engine_probe(&use, &model, SAG_ENGINE_AUTO, &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_str_eq(use.name, sag_engine_describe(SAG_ENGINE_AUTO));
        cr_assert_str_empty(use.reason);
        cr_assert_eq(sag_engine_probe(&use, &model, SAG_ENGINE_OPENCV, &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_str_eq(use.name, sag_engine_describe(SAG_ENGINE_OPENCV));
        cr_assert_str_empty(use.reason, "it was not asked to");

        model.role = model.role == SAG_MODEL_ROLE_DETECTOR ? SAG_MODEL_ROLE_LANDMARKS : SAG_MODEL_ROLE_DETECTOR;
        cr_assert_eq(sag_engine_probe(&use, &model, SAG_ENGINE_AUTO, &err), SAG_STATUS_FORMAT);
        cr_assert_str_empty(use.name);
        cr_assert(strstr(err.text, names[i]) != NULL, "%s", err.text);
    }
}
