#include "live_reps.h"

#include <string.h>

/* Longer sets are analyzed in part: three minutes of 30 frames a second cost some 30 ms. */
#define WHOLE_FRAMES 5400

/* A repetition that ended so many frames ago is not looked at again. */
#define SETTLED_FRAMES 600

/* A cue is not given again in so many repetitions. */
#define CUE_REST_REPS 2

/* What to say, the most important first. No cause and no risk: what to do in the next repetition. */
static const struct {
    sag_compensation compensation;
    const char *text;
} cues[] = {
    {SAG_COMPENSATION_LUMBAR_ROUNDING, "Low back may be rounding. Stop a little higher."},
    {SAG_COMPENSATION_KNEE_IN, "Knees out, over your toes."},
    {SAG_COMPENSATION_HIP_SHIFT, "Weight on both feet."},
    {SAG_COMPENSATION_HEEL_RISE, "Keep your heels down."},
    {SAG_COMPENSATION_HIPS_FIRST, "Chest and hips up together."},
    {SAG_COMPENSATION_FORWARD_LEAN, "Chest a little higher."},
    {SAG_COMPENSATION_LATERAL_LEAN, "Trunk in the middle."},
    {SAG_COMPENSATION_PELVIC_OBLIQUITY, "Hips level."},
    {SAG_COMPENSATION_KNEE_ASYMMETRY, "Both knees alike."},
    {SAG_COMPENSATION_DEPTH_LOSS, "Getting shallower."},
};

sag_status sag__live_reps_open(sag__live_reps *reps, const sag_motion *motion, const sag_analysis_options *options)
{
    *reps = (sag__live_reps){.motion = motion, .options = options, .told_ns = -1};
    for (int c = 0; c < SAG_COMPENSATION_COUNT; c++) {
        reps->cue_rep[c] = -CUE_REST_REPS;
    }
    return sag_motion_create(&reps->part, 0, NULL);
}

void sag__live_reps_close(sag__live_reps *reps)
{
    sag_motion_destroy(reps->part);
    reps->part = NULL;
}

void sag__live_tell(sag_live_state *state, sag_live_event event)
{
    if (state->event_count < SAG_LIVE_EVENT_MAX) {
        state->event[state->event_count++] = event;
    }
}

static sag_status copy_frames(sag_motion *out, const sag_motion *from, size_t first, size_t end)
{
    sag_status status = SAG_STATUS_OK;
    for (size_t i = first; status == SAG_STATUS_OK && i < end; i++) {
        const sag_outline *outline = sag_motion_get_outline(from, i);
        status = sag_motion_push(out, sag_motion_get(from, i));
        if (status == SAG_STATUS_OK && outline != NULL) {
            status = sag_motion_set_outline(out, outline);
        }
    }
    return status;
}

sag_status sag__live_join(sag_motion *out, const sag_motion *from, size_t baseline_first, size_t baseline_count,
                          size_t first)
{
    sag_motion_clear(out);
    *sag_motion_get_facts(out) = *sag_motion_view_facts(from);
    size_t end = baseline_first + baseline_count;
    sag_status status = copy_frames(out, from, baseline_first, end < first ? end : first);
    return status == SAG_STATUS_OK ? copy_frames(out, from, first, sag_motion_get_count(from)) : status;
}

/* The whole set, or the baseline and its newest part. *before: frames of the result that stand before the part. */
static sag_status choose_motion(const sag_motion **out, size_t *before, sag__live_reps *reps)
{
    *out = reps->motion;
    *before = 0;
    if (reps->cut == 0) {
        return SAG_STATUS_OK;
    }
    sag_status status = sag__live_join(reps->part, reps->motion, reps->baseline_first, reps->baseline_count, reps->cut);
    *out = reps->part;
    *before = sag_motion_get_count(reps->part) - (sag_motion_get_count(reps->motion) - reps->cut);
    return status;
}

/* Move the cut behind the last settled repetition of a long set. before: as in choose_motion. */
static void move_cut(sag__live_reps *reps, const sag_analysis *analysis, size_t before)
{
    size_t count = analysis->frame_count;
    if (count - before < WHOLE_FRAMES) {
        return;
    }
    size_t cut = 0;
    int settled = 0;
    for (size_t r = 0; r < analysis->rep_count; r++) {
        const sag_rep *rep = &analysis->rep[r];
        if (rep->end_frame + SETTLED_FRAMES < count) {
            cut = rep->end_frame;
            settled = (int)r + 1;
        }
    }
    /* A set without repetitions is cut where it may be: in the middle of what is looked at. */
    cut = cut > before ? cut : count - WHOLE_FRAMES / 2;
    if (reps->cut == 0) {
        reps->baseline_first = analysis->baseline.first_frame;
        size_t frames = analysis->baseline.last_frame - analysis->baseline.first_frame + 1;
        reps->baseline_count = frames < SAG__LIVE_BASELINE_FRAMES ? frames : SAG__LIVE_BASELINE_FRAMES;
        reps->baseline_count = analysis->baseline.kind == SAG_BASELINE_NONE ? 0 : reps->baseline_count;
    }
    reps->frozen_count += settled;
    reps->cut += cut - before;
}

/* Whether the depth was reached beyond its error. */
static bool is_deep(const sag_rep *rep)
{
    return rep->depth_class >= SAG_DEPTH_PARALLEL && rep->depth_class_other >= SAG_DEPTH_PARALLEL;
}

static bool shows(const sag_finding *finding, size_t rep)
{
    for (size_t i = 0; i < finding->rep_count; i++) {
        if (finding->rep[i] == rep) {
            return true;
        }
    }
    return false;
}

/* "clear"; of the lower back "likely", the strongest that is said of it. */
static bool is_sure(const sag_finding *finding)
{
    return finding->severity >= (finding->compensation == SAG_COMPENSATION_LUMBAR_ROUNDING ? SAG_SEVERITY_LIKELY
                                                                                            : SAG_SEVERITY_CLEAR);
}

/* The first cue that the newest repetition calls for and that has rested. */
static void tell_cue(sag__live_reps *reps, sag_live_state *state, const sag_analysis *analysis, size_t rep)
{
    for (size_t c = 0; c < sizeof cues / sizeof *cues; c++) {
        sag_compensation compensation = cues[c].compensation;
        for (size_t f = 0; f < analysis->finding_count; f++) {
            const sag_finding *finding = &analysis->finding[f];
            if (finding->compensation == compensation && is_sure(finding) && shows(finding, rep) &&
                reps->told_count - reps->cue_rep[compensation] >= CUE_REST_REPS) {
                reps->cue_rep[compensation] = reps->told_count;
                sag__live_tell(state, (sag_live_event){.kind = SAG_LIVE_EVENT_CUE, .rep_number = reps->told_count,
                                                       .compensation = compensation, .text = cues[c].text});
                return;
            }
        }
    }
}

static void tell_rep(sag__live_reps *reps, sag_live_state *state, const sag_analysis *analysis, size_t r)
{
    const sag_rep *rep = &analysis->rep[r];
    reps->told_ns = rep->bottom_ns;
    reps->told_count = reps->frozen_count + (int)r + 1;
    state->rep = *rep;
    state->rep.number = reps->told_count;
    state->rep_known = true;
    sag__live_tell(state, (sag_live_event){.kind = SAG_LIVE_EVENT_REP, .rep_number = reps->told_count, .text = ""});
    if (is_deep(rep)) {
        sag__live_tell(state, (sag_live_event){.kind = SAG_LIVE_EVENT_DEPTH, .rep_number = reps->told_count,
                                               .text = "Good depth."});
    }
    tell_cue(reps, state, analysis, r);
}

sag_status sag__live_reps_look(sag__live_reps *reps, sag_live_state *state, bool *unfinished, bool open_end)
{
    *unfinished = false;
    const sag_motion *motion = NULL;
    size_t before = 0;
    sag_analysis analysis;
    sag_status status = choose_motion(&motion, &before, reps);
    if (status == SAG_STATUS_OK) {
        status = sag_analysis_run(&analysis, motion, reps->options, NULL);
    }
    if (status != SAG_STATUS_OK) {
        return status;
    }
    int count = 0;
    for (size_t r = 0; r < analysis.rep_count; r++) {
        const sag_rep *rep = &analysis.rep[r];
        if (rep->end_cut && open_end) {
            *unfinished = true;
            continue;
        }
        count++;
        if (rep->bottom_ns > reps->told_ns) {
            tell_rep(reps, state, &analysis, r);
        }
    }
    state->rep_count = reps->frozen_count + count;
    move_cut(reps, &analysis, before);
    sag_analysis_release(&analysis);
    return SAG_STATUS_OK;
}
