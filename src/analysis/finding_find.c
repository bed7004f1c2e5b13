#include "finding_find.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "angle.h"
#include "finding_evidence.h"
#include "memory.h"

/*
 * How far the thigh's inclination at the bottom of one repetition strays from the true one by the noise of the joints
 * (2 px where the body is 400 px tall). Among few repetitions the scatter about the line can be small by chance.
 */
#define DEPTH_REPEAT_DEG 2.0

#define FINDING_COUNT_MAX (SAG_COMPENSATION_COUNT * SAG_BODY_SIDE_COUNT)

typedef struct search {
    sag_analysis *out;
    const sag_motion *motion;
    const sag_thresholds *thresholds;
} search;

static double border(const search *in, int threshold)
{
    return sag_thresholds_get(in->thresholds, threshold);
}

/* ---- a finding ---- */

static bool is_shown(const sag__evidence *found, double possible)
{
    bool witnessed = found->witness.reason != SAG_REASON_NONE || found->witness.value > found->witness_border;
    return found->size.reason == SAG_REASON_NONE && witnessed && !found->explained && found->size.value > possible &&
           (found->supported || sag__evidence_sureness(found, 0.0, 0.0) >= SAG__DISTINCT_SE);
}

/* Chances that noise has in one repetition: both sides, and each measure of which the surest counts. */
static int chances(sag_compensation compensation)
{
    switch (compensation) {
    case SAG_COMPENSATION_KNEE_IN:
    case SAG_COMPENSATION_HIP_SHIFT:
        return 6;
    case SAG_COMPENSATION_KNEE_ASYMMETRY:
    case SAG_COMPENSATION_PELVIC_OBLIQUITY:
    case SAG_COMPENSATION_LATERAL_LEAN:
        return 2;
    default:
        return 1;
    }
}

static double single_se(sag_compensation compensation, size_t judged_count)
{
    return sag__evidence_single_se((double)judged_count * chances(compensation));
}

/* Room for one more finding. Returns: NULL when out of memory. */
static sag_finding *open_finding(const search *in, const sag__quest *q)
{
    sag_analysis *out = in->out;
    if (out->finding == NULL) {
        out->finding = sag__memory_alloc(FINDING_COUNT_MAX, sizeof *out->finding);
    }
    size_t *rep = sag__memory_alloc(out->rep_count, sizeof *rep);
    if (out->finding == NULL || rep == NULL) {
        sag__memory_free(rep);
        return NULL;
    }
    sag_finding *finding = &out->finding[out->finding_count++];
    *finding = (sag_finding){.compensation = q->compensation,
                             .side = q->compensation == SAG_COMPENSATION_KNEE_ASYMMETRY ? SAG_BODY_SIDE_NONE : q->side,
                             .possible = q->possible,
                             .clear = q->clear,
                             .rep = rep};
    return finding;
}

/* What a finding is decided by, beside its own fields. */
typedef struct tally {
    size_t sure_count; /* repetitions surely beyond the border to "possible" */
    double most_se;    /* largest size in standard errors */
} tally;

static void add_rep(sag_finding *finding, tally *sum, const sag__evidence *found, size_t rep)
{
    finding->rep[finding->rep_count++] = rep;
    sum->sure_count += sag__evidence_sureness(found, finding->possible, found->witness_border) > SAG__SURE_SE;
    sum->most_se = fmax(sum->most_se, sag__evidence_sureness(found, 0.0, 0.0));
    if (finding->rep_count == 1 || found->size.value > finding->size.value) {
        finding->size = found->size;
        finding->worst_rep = rep;
        finding->frame = found->frame;
    }
}

/* Keep the newest finding with its severity, or drop it as noise. */
static void close_finding(const search *in, sag_finding *finding, const tally *sum, size_t judged_count)
{
    double often = border(in, SAG_THRESHOLD_REP_SHARE) * (double)judged_count;
    if ((double)finding->rep_count < often && sum->most_se < single_se(finding->compensation, judged_count)) {
        sag__memory_free(finding->rep);
        in->out->finding_count--;
        return;
    }
    bool clear = (double)sum->sure_count >= often && finding->size.value > finding->clear;
    finding->judged_count = judged_count;
    finding->t_ns = sag_motion_get(in->motion, finding->frame)->t_ns;
    finding->severity = clear ? SAG_SEVERITY_CLEAR : SAG_SEVERITY_POSSIBLE;
}

/*
 * Look at every repetition. judged_count: repetitions in which it could be judged; reason: why not in one that could
 * not.
 */
static sag_status follow(const search *in, const sag__quest *q, size_t *judged_count, sag_reason *reason)
{
    const sag_analysis *out = in->out;
    sag_finding *finding = NULL;
    tally sum = {0, 0.0};
    *judged_count = 0;
    *reason = SAG_REASON_NONE;
    for (size_t r = 0; r < out->rep_count; r++) {
        sag__evidence found = sag__evidence_alone((sag_measure){.reason = SAG_REASON_CUT}, 0);
        if (sag__evidence_is_whole(&out->rep[r])) {
            found = sag__evidence_in_rep(out, in->thresholds, q, &out->rep[r]);
        }
        if (found.size.reason != SAG_REASON_NONE) {
            /* what keeps a whole repetition from being judged says more than that another one was cut */
            bool says_more = *reason == SAG_REASON_NONE || *reason == SAG_REASON_CUT;
            *reason = says_more ? found.size.reason : *reason;
            continue;
        }
        (*judged_count)++;
        if (!is_shown(&found, q->possible)) {
            continue;
        }
        finding = finding == NULL ? open_finding(in, q) : finding;
        if (finding == NULL) {
            return SAG_STATUS_NO_MEMORY;
        }
        add_rep(finding, &sum, &found, r);
    }
    if (finding != NULL) {
        close_finding(in, finding, &sum, *judged_count);
    }
    return SAG_STATUS_OK;
}

/*
 * Lumbar rounding is judged by the back's own states (back_reps.c), which know its gates; the finding names the
 * repetitions. Its size has a reason in place of a number where rounding is visible only.
 */
static sag_status follow_rounding(const search *in, const sag__quest *q, size_t *judged_count, sag_reason *reason)
{
    const sag_analysis *out = in->out;
    *judged_count = out->back.judged_count;
    *reason = out->rep_count > 0 ? out->back.reason : SAG_REASON_NONE;
    if (out->back.state < SAG_BACK_POSSIBLE) {
        return SAG_STATUS_OK;
    }
    sag_finding *finding = open_finding(in, q);
    if (finding == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    for (size_t r = 0; r < out->rep_count; r++) {
        if (sag__evidence_is_whole(&out->rep[r]) && out->rep[r].back.state >= SAG_BACK_POSSIBLE) {
            finding->rep[finding->rep_count++] = r;
        }
    }
    finding->worst_rep = out->back.worst_rep != SIZE_MAX ? out->back.worst_rep : finding->rep[0];
    const sag_rep *worst = &out->rep[finding->worst_rep];
    finding->size = worst->whole[sag_back_judged_metric(out->movement)];
    finding->frame = worst->bottom_frame;
    finding->judged_count = *judged_count;
    finding->t_ns = sag_motion_get(in->motion, finding->frame)->t_ns;
    finding->severity = out->back.state == SAG_BACK_LIKELY ? SAG_SEVERITY_LIKELY : SAG_SEVERITY_POSSIBLE;
    return SAG_STATUS_OK;
}

static bool has_depth(const sag_rep *rep)
{
    return sag__evidence_is_whole(rep) && rep->at_bottom[SAG_METRIC_THIGH_INCLINATION].reason == SAG_REASON_NONE;
}

/* Standard error of a line's change from the first to the last repetition, from that of a single one. */
static double depth_loss_se(const sag_analysis *out)
{
    double count = 0.0;
    double sum = 0.0;
    double square_sum = 0.0;
    double first = 0.0;
    double last = 0.0;
    for (size_t r = 0; r < out->rep_count; r++) {
        if (has_depth(&out->rep[r])) {
            double number = (double)r;
            first = count == 0.0 ? number : first;
            last = number;
            count += 1.0;
            sum += number;
            square_sum += number * number;
        }
    }
    double moment = square_sum - sum * sum / fmax(count, 1.0);
    return moment > 0.0 ? SAG__RAD(DEPTH_REPEAT_DEG) * (last - first) / sqrt(moment) : 0.0;
}

/* The loss of depth is a number of the set; shown by the repetitions that lost it against the first. */
static sag_status follow_depth_loss(const search *in, const sag__quest *q, size_t *judged_count, sag_reason *reason)
{
    const sag_analysis *out = in->out;
    const sag_set_value *set = &out->set_at_bottom[SAG_METRIC_THIGH_INCLINATION];
    *reason = set->drift.reason;
    *judged_count = *reason == SAG_REASON_NONE ? set->rep_count : 0;
    sag__evidence found = sag__evidence_alone(set->drift, 0);
    found.size.se = fmax(found.size.se, depth_loss_se(out));
    if (!is_shown(&found, q->possible)) {
        return SAG_STATUS_OK;
    }
    sag_finding *finding = open_finding(in, q);
    if (finding == NULL) {
        return SAG_STATUS_NO_MEMORY;
    }
    const sag_measure *first = NULL;
    double most = -INFINITY;
    for (size_t r = 0; r < out->rep_count; r++) {
        const sag_measure *thigh = &out->rep[r].at_bottom[SAG_METRIC_THIGH_INCLINATION];
        if (!has_depth(&out->rep[r])) {
            continue;
        }
        first = first == NULL ? thigh : first;
        if (thigh->value - first->value > q->possible) {
            finding->rep[finding->rep_count++] = r;
        }
        if (thigh->value > most) {
            most = thigh->value;
            finding->worst_rep = r;
        }
    }
    if (finding->rep_count == 0) {
        finding->rep[finding->rep_count++] = finding->worst_rep;
    }
    finding->size = found.size;
    finding->judged_count = *judged_count;
    finding->frame = out->rep[finding->worst_rep].bottom_frame;
    finding->t_ns = sag_motion_get(in->motion, finding->frame)->t_ns;
    bool sure = sag__evidence_sureness(&found, q->possible, 0.0) > SAG__SURE_SE;
    bool clear = sure && finding->size.value > finding->clear;
    finding->severity = clear ? SAG_SEVERITY_CLEAR : SAG_SEVERITY_POSSIBLE;
    return SAG_STATUS_OK;
}

/* ---- all of them ---- */

static sag__quest quest_of(const search *in, sag_compensation compensation, sag_body_side side)
{
    sag__quest q = {.compensation = compensation,
               .side = side,
               .possible = border(in, SAG_THRESHOLD_POSSIBLE(compensation)),
               .clear = border(in, SAG_THRESHOLD_CLEAR(compensation))};
    q.clear = fmax(q.clear, q.possible);
    if (compensation == SAG_COMPENSATION_KNEE_IN && side == SAG_BODY_SIDE_NONE) {
        double fall = border(in, SAG_THRESHOLD_KNEE_SEPARATION_FALL);
        q.clear *= fall / q.possible;
        q.possible = fall;
    }
    return q;
}

static bool has_sides(sag_compensation compensation)
{
    return compensation == SAG_COMPENSATION_KNEE_IN || compensation == SAG_COMPENSATION_KNEE_ASYMMETRY ||
           compensation == SAG_COMPENSATION_HIP_SHIFT || compensation == SAG_COMPENSATION_PELVIC_OBLIQUITY ||
           compensation == SAG_COMPENSATION_LATERAL_LEAN;
}

/* Why a compensation cannot be judged before looking at any repetition. All of them are departures from a squat. */
static sag_reason reason_before(const sag_analysis *out, sag_compensation compensation)
{
    if (out->movement != SAG_MOVEMENT_SQUAT && out->found_count > 0) {
        return SAG_REASON_MOVEMENT;
    }
    if (out->rep_reason != SAG_REASON_NONE) {
        return out->rep_reason;
    }
    if ((sag_compensation_get_info(compensation)->views & (1u << out->view)) == 0) {
        return SAG_REASON_VIEW;
    }
    return out->rep_count == 0 ? SAG_REASON_ABSENT : SAG_REASON_NONE;
}

static sag_status search_one(const search *in, sag_compensation compensation)
{
    sag_analysis *out = in->out;
    out->unjudged[compensation] = reason_before(out, compensation);
    if (out->unjudged[compensation] != SAG_REASON_NONE) {
        return SAG_STATUS_OK;
    }
    sag_status status = SAG_STATUS_OK;
    size_t judged_count = 0;
    sag_reason reason = SAG_REASON_NONE;
    if (!has_sides(compensation)) {
        sag__quest q = quest_of(in, compensation, SAG_BODY_SIDE_NONE);
        switch (compensation) {
        case SAG_COMPENSATION_LUMBAR_ROUNDING:
            status = follow_rounding(in, &q, &judged_count, &reason);
            break;
        case SAG_COMPENSATION_DEPTH_LOSS:
            status = follow_depth_loss(in, &q, &judged_count, &reason);
            break;
        default:
            status = follow(in, &q, &judged_count, &reason);
            break;
        }
        out->unjudged[compensation] = judged_count > 0 ? SAG_REASON_NONE : reason;
        return status;
    }
    size_t before = out->finding_count;
    size_t judged_sum = 0;
    for (int side = SAG_BODY_SIDE_LEFT; status == SAG_STATUS_OK && side <= SAG_BODY_SIDE_RIGHT; side++) {
        sag__quest q = quest_of(in, compensation, (sag_body_side)side);
        status = follow(in, &q, &judged_count, &reason);
        judged_sum += judged_count;
    }
    if (status == SAG_STATUS_OK && compensation == SAG_COMPENSATION_KNEE_IN && out->finding_count == before) {
        sag__quest both = quest_of(in, compensation, SAG_BODY_SIDE_NONE);
        sag_reason unused = SAG_REASON_NONE;
        status = follow(in, &both, &judged_count, &unused);
        judged_sum += judged_count;
    }
    out->unjudged[compensation] = judged_sum > 0 ? SAG_REASON_NONE : reason;
    return status;
}

/* How far beyond the border to "possible", in standard errors. */
static double certainty(const sag_finding *finding)
{
    if (finding->size.reason != SAG_REASON_NONE) {
        return -INFINITY;
    }
    double beyond = finding->size.value - finding->possible;
    return finding->size.se > 0.0 ? beyond / finding->size.se : INFINITY;
}

/* The most certain first; a total order, so that the result does not depend on the sorting. */
static int compare_findings(const void *left, const void *right)
{
    const sag_finding *a = left;
    const sag_finding *b = right;
    if (a->severity != b->severity) {
        return a->severity > b->severity ? -1 : 1;
    }
    double sure_a = certainty(a);
    double sure_b = certainty(b);
    if (sure_a != sure_b) {
        return sure_a > sure_b ? -1 : 1;
    }
    if (a->compensation != b->compensation) {
        return a->compensation < b->compensation ? -1 : 1;
    }
    if (a->side != b->side) {
        return a->side < b->side ? -1 : 1;
    }
    return (a->worst_rep > b->worst_rep) - (a->worst_rep < b->worst_rep);
}

sag_status sag__finding_find(sag_analysis *out, const sag_motion *motion, const sag_thresholds *thresholds)
{
    search in = {.out = out, .motion = motion, .thresholds = thresholds};
    sag_status status = SAG_STATUS_OK;
    for (int c = 0; status == SAG_STATUS_OK && c < SAG_COMPENSATION_COUNT; c++) {
        status = search_one(&in, (sag_compensation)c);
    }
    if (status == SAG_STATUS_OK && out->finding_count > 1) {
        qsort(out->finding, out->finding_count, sizeof *out->finding, compare_findings);
    }
    return status;
}
