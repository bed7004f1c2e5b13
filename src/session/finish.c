#include "finish.h"

#include <stdio.h>
#include <string.h>

#include <sagitta/version.h>

#include "clock.h"

static void copy_text(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%.*s", (int)size - 1, from);
}

/* The part of a path behind its last folder; "clip.mp4" for "a/clip.mp4", "a" for "a/". */
static void copy_base_name(char *to, size_t size, const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    snprintf(to, size, "%.*s", (int)(end - start), path + start);
}

void sag__finish_fill_facts(sag_motion_facts *facts, const char *path, const sag_session_options *options,
                             const sag_tracker *tracker)
{
    copy_text(facts->program_version, sizeof facts->program_version, SAG_VERSION);
    copy_base_name(facts->source_name, sizeof facts->source_name, path);
    facts->slow_motion_ratio = options->source.slow_motion_ratio;
    facts->image_rate_hz = options->source.image_rate_hz;
    sag_analysis_options_store(&options->analysis, facts);
    const sag_model *model = sag_tracker_get_model(tracker);
    const sag_model *detector = sag_tracker_get_detector(tracker);
    copy_text(facts->model_name, sizeof facts->model_name, model->name);
    copy_text(facts->model_sha256, sizeof facts->model_sha256, model->sha256);
    copy_text(facts->detector_name, sizeof facts->detector_name, detector->name);
    copy_text(facts->detector_sha256, sizeof facts->detector_sha256, detector->sha256);
}

void sag__finish_note_engine(sag_session_result *out, const sag_tracker *tracker)
{
    copy_text(out->engine, sizeof out->engine, sag_tracker_get_engine(tracker));
    copy_text(out->engine_reason, sizeof out->engine_reason, sag_tracker_get_engine_reason(tracker));
}

sag_status sag__finish(sag_session_result *out, const sag__outputs_task *task, sag_error *err)
{
    const sag_session_options *options = task->options;
    int64_t start_ns = sag__clock_wall_ns();
    sag__recorder *recorder = options->out_folder != NULL ? sag__outputs_start_recording(out, task) : NULL;
    sag_status status = sag_analysis_run(&out->analysis, out->motion, &options->analysis, err);
    int64_t analyzed_ns = sag__clock_wall_ns();
    out->times.analyze_ns = analyzed_ns - start_ns;
    if (status != SAG_STATUS_OK) {
        out->failed = SAG_SESSION_STAGE_ANALYSIS;
        sag__recorder_drop(recorder);
        return status;
    }
    if (options->out_folder != NULL) {
        status = sag__outputs_write(out, task, recorder, err);
        out->times.write_ns = sag__clock_wall_ns() - analyzed_ns;
        if (status != SAG_STATUS_OK) {
            out->failed = SAG_SESSION_STAGE_OUTPUT;
        }
    }
    return status;
}
