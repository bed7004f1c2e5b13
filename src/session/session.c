#include <sagitta/session.h>

#include <stdio.h>
#include <string.h>

#include "ahead.h"
#include "clock.h"
#include "fail.h"
#include "finish.h"
#include "sample.h"

/* A file's own word on its length is believed up to this many frames; a motion grows beyond it as frames come. */
#define RESERVE_FRAMES_MAX 8192

void sag_session_options_init(sag_session_options *options)
{
    *options = (sag_session_options){.with_back = true, .with_png = true, .read_ahead = true};
    sag_source_options_init(&options->source);
    sag_tracker_options_init(&options->tracker);
    sag_analysis_options_init(&options->analysis);
}

void sag_session_result_release(sag_session_result *result)
{
    if (result == NULL) {
        return;
    }
    sag_analysis_release(&result->analysis);
    sag_motion_destroy(result->motion);
    *result = (sag_session_result){0};
}

/* Keep in the facts, and so in every file, that what follows was not read or not measured. */
static void note_stop(sag_motion_facts *facts, size_t frame_count, const sag_error *err)
{
    facts->source.damaged = true;
    snprintf(facts->source.damage, sizeof facts->source.damage, "stopped after %zu frames: %.100s", frame_count,
             err != NULL ? err->text : "a failure");
}

/* What is learned of the picture while its pixels are there. */
typedef struct light_sum {
    double sum;
    int64_t frame_count;
} light_sum;

static void watch_light(light_sum *light, const sag_frame *frame, const sag_skeleton *skeleton)
{
    if (skeleton->found) {
        light->sum += sag__sample_brightness(frame, &skeleton->region);
        light->frame_count++;
    }
}

/* Keep the body of a frame, and the outline of its back if that is wanted. */
static sag_status keep_frame(sag_session_result *out, const sag_tracker *tracker, const sag_skeleton *skeleton,
                             const sag_frame *frame, bool with_back)
{
    sag_status status = sag_motion_push(out->motion, skeleton);
    if (status == SAG_STATUS_OK && with_back && skeleton->found) {
        int64_t start_ns = sag__clock_wall_ns();
        sag_outline outline;
        sag_tracker_trace_outline(tracker, &outline, skeleton, frame);
        status = outline.found ? sag_motion_set_outline(out->motion, &outline) : status;
        out->times.outline_ns += sag__clock_wall_ns() - start_ns;
    }
    return status;
}

/* Find the body in the next frame and keep it. Returns SAG_STATUS_END behind the last one. */
static sag_status measure_frame(sag_session_result *out, light_sum *light, sag__ahead *ahead, sag_tracker *tracker,
                                bool with_back, sag_error *err)
{
    sag_frame frame;
    int64_t start_ns = sag__clock_wall_ns();
    sag_status status = sag__ahead_step(ahead, &frame, err);
    int64_t read_ns = sag__clock_wall_ns();
    out->times.wait_ns += read_ns - start_ns;
    if (status != SAG_STATUS_OK) {
        out->failed = status == SAG_STATUS_END ? SAG_SESSION_STAGE_NONE : SAG_SESSION_STAGE_SOURCE;
        return status;
    }
    sag_skeleton skeleton;
    status = sag_tracker_step(tracker, &skeleton, &frame);
    out->times.pose_ns += sag__clock_wall_ns() - read_ns;
    if (status != SAG_STATUS_OK) {
        out->failed = SAG_SESSION_STAGE_MODEL;
        return sag__fail(err, status, "cannot find the body in frame %lld: %s", (long long)frame.index,
                         sag_status_name(status));
    }
    watch_light(light, &frame, &skeleton);
    status = keep_frame(out, tracker, &skeleton, &frame, with_back);
    if (status != SAG_STATUS_OK) {
        out->failed = SAG_SESSION_STAGE_ANALYSIS;
        sag__fail(err, status, "cannot keep frame %lld: %s", (long long)frame.index, sag_status_name(status));
    }
    return status;
}

static void tell_progress(const sag_session_options *options, const sag__ahead *ahead)
{
    if (options->progress != NULL) {
        const sag_source_info *info = sag__ahead_get_info(ahead);
        sag_session_progress progress = {info->frame_count, info->frame_count_hint, false};
        options->progress(options->progress_context, &progress);
    }
}

/* Go through the frames to their end and collect skeletons. What was collected stays in the motion on failure too. */
static sag_status measure(sag_session_result *out, sag__ahead *ahead, sag_tracker *tracker,
                          const sag_session_options *options, sag_error *err)
{
    sag_status status = SAG_STATUS_OK;
    sag_motion_facts *facts = sag_motion_get_facts(out->motion);
    light_sum light = {0.0, 0};
    while (status == SAG_STATUS_OK) {
        if (options->stop != NULL && *options->stop != 0) {
            facts->interrupted = true;
            break;
        }
        status = measure_frame(out, &light, ahead, tracker, options->with_back, err);
        if (status == SAG_STATUS_OK) {
            tell_progress(options, ahead);
        }
    }
    facts->source = *sag__ahead_get_info(ahead);
    sag_tracker_people people = sag_tracker_get_people(tracker);
    facts->person_count = people.count;
    facts->takeover_count = people.takeover_count;
    facts->body_light = light.frame_count > 0 ? light.sum / (double)light.frame_count : -1.0;
    if (status == SAG_STATUS_END) {
        return SAG_STATUS_OK;
    }
    if (status != SAG_STATUS_OK) {
        note_stop(facts, sag_motion_get_count(out->motion), err);
    }
    return status;
}

static sag_status step_source(void *context, sag_frame *out, sag_error *err)
{
    return sag_source_step(context, out, err);
}

static const sag_source_info *get_source_info(void *context)
{
    return sag_source_get_info(context);
}

/* Measure the frames of a source, which are read ahead if that is wanted and possible. */
static sag_status read_and_measure(sag_session_result *out, sag_source *source, sag_tracker *tracker,
                                   const sag_session_options *options, sag_error *err)
{
    bool with_thread = options->read_ahead && sag__ahead_can_keep(source);
    sag__ahead *ahead = NULL;
    const sag__ahead_origin origin = {step_source, get_source_info, source};
    sag_status status = sag__ahead_open(&ahead, &origin, with_thread, err);
    if (status == SAG_STATUS_OK) {
        status = measure(out, ahead, tracker, options, err);
    } else {
        out->failed = SAG_SESSION_STAGE_SOURCE;
    }
    out->times.read_ahead = sag__ahead_has_thread(ahead);
    out->times.read_ns = sag__ahead_close(ahead);
    return status;
}

sag_status sag_session_run(sag_session_result *out, const char *path, const sag_session_options *options,
                           sag_error *err)
{
    *out = (sag_session_result){0};
    sag_source *source = NULL;
    sag_tracker *tracker = NULL;
    sag__outputs_task task = {.options = options, .input_path = path};

    out->failed = SAG_SESSION_STAGE_SOURCE;
    sag_status status = sag_source_open(&source, path, &options->source, err);
    if (status == SAG_STATUS_OK && options->out_folder != NULL) {
        out->failed = SAG_SESSION_STAGE_OUTPUT;
        status = sag__outputs_prepare(&task, err);
    }
    if (status == SAG_STATUS_OK) {
        out->failed = SAG_SESSION_STAGE_MODEL;
        sag_tracker_options how = options->tracker;
        how.with_mask = how.with_mask || options->with_back;
        status = sag_tracker_open(&tracker, &how, err);
    }
    if (status == SAG_STATUS_OK) {
        out->failed = SAG_SESSION_STAGE_ANALYSIS;
        sag__finish_note_engine(out, tracker);
        int64_t hint = sag_source_get_info(source)->frame_count_hint;
        size_t reserve = hint > 0 && hint < RESERVE_FRAMES_MAX ? (size_t)hint : 0;
        status = sag_motion_create(&out->motion, reserve, err);
    }
    if (status == SAG_STATUS_OK) {
        out->failed = SAG_SESSION_STAGE_NONE;
        sag__finish_fill_facts(sag_motion_get_facts(out->motion), path, options, tracker);
        status = read_and_measure(out, source, tracker, options, err);
        task.stop_before = options->stop != NULL ? *options->stop : 0;
        out->times.tracker = sag_tracker_get_times(tracker);
    }
    sag_tracker_close(tracker);
    sag_source_close(source);

    if (out->motion != NULL && sag_motion_get_count(out->motion) > 0) {
        /* A failure of measuring outranks one of finishing: it came first and explains more. */
        sag_session_stage measure_failed = out->failed;
        sag_status finished = sag__finish(out, &task, status == SAG_STATUS_OK ? err : NULL);
        if (status == SAG_STATUS_OK) {
            status = finished;
        } else {
            out->failed = measure_failed;
        }
    }
    return status;
}

/* Whether an analysis with these facts is the one that was made with those. */
static bool is_same_analysis(const sag_motion_facts *a, const sag_motion_facts *b)
{
    bool same = a->cutoff_hz == b->cutoff_hz && a->visibility_min == b->visibility_min &&
                a->parameter_count == b->parameter_count;
    for (int i = 0; same && i < a->parameter_count; i++) {
        same = strcmp(a->parameter[i].key, b->parameter[i].key) == 0 && a->parameter[i].value == b->parameter[i].value;
    }
    return same;
}

sag_status sag_session_replay(sag_session_result *out, const char *path, const sag_session_options *options,
                              sag_error *err)
{
    *out = (sag_session_result){.failed = SAG_SESSION_STAGE_SOURCE};
    sag_session_options own = *options;
    sag__outputs_task task = {.options = &own, .input_path = path, .is_recording = true};
    const sag__recording_origin origin = sag__recording_note_origin(path);
    task.origin = &origin;
    sag_status status = sag_recording_read(&out->motion, path, err);
    if (status == SAG_STATUS_OK && options->out_folder != NULL) {
        out->failed = SAG_SESSION_STAGE_OUTPUT;
        status = sag__outputs_prepare(&task, err);
    }
    if (status == SAG_STATUS_OK) {
        out->failed = SAG_SESSION_STAGE_NONE;
        sag_motion_facts *facts = sag_motion_get_facts(out->motion);
        sag_motion_facts recorded = *facts;
        sag_analysis_options_fill(&own.analysis, out->motion);
        sag_analysis_options_store(&own.analysis, facts);
        task.is_same_analysis = is_same_analysis(&recorded, facts);
        status = sag__finish(out, &task, err);
    }
    return status;
}
