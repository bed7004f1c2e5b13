#include "facts.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include <sagitta/version.h>

#include "decimal.h"
#include "figure.h"
#include "metric.h"
#include "words.h"

static_assert(SAG__FACTS_MAX <= SAG__PNG_TEXTS_MAX, "all facts fit a picture");

/* Begin a fact: its key is set, its value is to be written by the caller to the returned place. */
static char *add_key(sag__facts *out, const char *key, const char *suffix)
{
    assert(out->count < SAG__FACTS_MAX);
    size_t i = out->count++;
    sag__figure_text(out->key[i], sizeof out->key[i], "%s%s", key, suffix);
    out->text[i] = (sag__png_text){out->key[i], out->value[i]};
    return out->value[i];
}

#define ADD(out, key, suffix, ...) sag__figure_text(add_key(out, key, suffix), SAG_MOTION_TEXT_BYTES, __VA_ARGS__)

/* How a number is written: the suffix of its key, and its decimals. */
static const struct {
    const char *suffix;
    int decimals;
} written[SAG_UNIT_COUNT] = {
    [SAG_UNIT_ANGLE] = {"deg", 1},      [SAG_UNIT_RATIO] = {"ratio", 3},       [SAG_UNIT_PERCENT] = {"percent", 1},
    [SAG_UNIT_SECOND] = {"s", 3},       [SAG_UNIT_LEGS_PER_S] = {"legs_per_s", 3},
};

static void add_number(sag__facts *out, const char *key, const char *suffix, sag_unit unit, double value)
{
    char whole[32];
    int decimals = written[unit].decimals;
    sag__figure_text(whole, sizeof whole, "%s_%s", suffix, written[unit].suffix);
    ADD(out, key, whole, "%.*f", decimals, sag__decimal_round(sag__words_outside(unit, value), decimals));
}

static void add_measure(sag__facts *out, const char *name, sag_unit unit, const sag_measure *measure)
{
    char key[48];
    sag__figure_text(key, sizeof key, "sagitta:%s", name);
    if (measure->reason != SAG_REASON_NONE) {
        ADD(out, key, "_reason", "%s", sag_reason_text(measure->reason));
        return;
    }
    add_number(out, key, "", unit, measure->value);
    add_number(out, key, "_se", unit, measure->se);
}

/* A number of the outline is told only where the repetition lets it be. */
static void add_back_measure(sag__facts *out, const char *name, const sag_rep *rep, const sag_measure *measure)
{
    sag_measure told = *measure;
    if (rep->back.reason != SAG_REASON_NONE) {
        told.reason = rep->back.reason;
    }
    add_measure(out, name, SAG_UNIT_ANGLE, &told);
}

static void add_back_state(sag__facts *out, const sag_rep *rep)
{
    ADD(out, "sagitta:back_state", "", "%s", sag_back_state_name(rep->back.state));
    if (rep->back.reason != SAG_REASON_NONE) {
        ADD(out, "sagitta:back_reason", "", "%s", sag_reason_text(rep->back.reason));
    }
}

/* What both kinds of picture say after their title. */
static void add_common(sag__facts *out, const sag_motion *motion, const sag_analysis *analysis, const sag_rep *rep,
                       int64_t t_ns, size_t frame, int scale)
{
    ADD(out, "Software", "", "Sagitta %s", sag_version());
    ADD(out, "Source", "", "%s", sag_motion_view_facts(motion)->source_name);
    ADD(out, "sagitta:rep", "", "%d", rep->number);
    ADD(out, "sagitta:rep_count", "", "%zu", analysis->rep_count);
    ADD(out, "sagitta:time_s", "", "%.3f", (double)t_ns / 1e9);
    ADD(out, "sagitta:frame", "", "%zu", frame);
    ADD(out, "sagitta:picture_scale", "", "%d", scale);
    ADD(out, "sagitta:view", "", "%s", sag_view_name(analysis->view));
    ADD(out, "sagitta:facing", "", "%s", sag_facing_name(analysis->facing));
    ADD(out, "sagitta:near_side", "", "%s", sag_side_name(analysis->near_side));
}

/* The findings of a repetition in one line. */
static void add_findings(sag__facts *out, const sag_analysis *analysis, const sag_rep *rep)
{
    char all[SAG_MOTION_TEXT_BYTES] = "";
    for (size_t i = 0; i < analysis->finding_count; i++) {
        if (sag__words_finding_has(&analysis->finding[i], analysis, rep)) {
            char one[128];
            size_t length = strlen(all);
            sag__words_finding(one, sizeof one, &analysis->finding[i]);
            sag__figure_text(all + length, sizeof all - length, "%s%s", length > 0 ? "; " : "", one);
        }
    }
    if (all[0] != '\0') {
        ADD(out, "sagitta:findings", "", "%s", all);
    }
}

void sag__facts_of_rep(sag__facts *out, const sag_motion *motion, const sag_analysis *analysis, const sag_rep *rep,
                       int scale)
{
    out->count = 0;
    const char *word = sag_movement_words(analysis->movement, 1);
    ADD(out, "Title", "", "%c%s %d of %zu, bottom at %.3f s", toupper(word[0]), word + 1, rep->number,
        analysis->rep_count, (double)rep->bottom_ns / 1e9);
    add_common(out, motion, analysis, rep, rep->bottom_ns, rep->bottom_frame, scale);
    ADD(out, "sagitta:partial", "", "%s", rep->partial ? "yes" : "no");
    ADD(out, "sagitta:depth_class", "", "%s", sag_depth_class_name(rep->depth_class));
    if (rep->depth_class_other != rep->depth_class) {
        ADD(out, "sagitta:depth_class_other", "", "%s", sag_depth_class_name(rep->depth_class_other));
    }
    add_findings(out, analysis, rep);
    add_back_state(out, rep);
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        const sag_metric_info *info = sag_metric_get_info((sag_metric)m);
        if (sag__metric_is_of_back((sag_metric)m)) {
            add_back_measure(out, info->name, rep, &rep->at_bottom[m]);
        } else {
            add_measure(out, info->name, info->unit, &rep->at_bottom[m]);
        }
    }
    const sag_rep_metric late = SAG_REP_METRIC_LUMBAR_FLEXION_LATE;
    add_back_measure(out, sag_rep_metric_get_info(late)->name, rep, &rep->whole[late]);
}

void sag__facts_of_finding(sag__facts *out, const sag_motion *motion, const sag_analysis *analysis,
                           const sag_finding *finding, int scale)
{
    const sag_compensation_info *info = sag_compensation_get_info(finding->compensation);
    const sag_rep *rep = &analysis->rep[finding->worst_rep];
    char words[128];
    char reps[96];
    out->count = 0;
    sag__words_finding(words, sizeof words, finding);
    sag__words_reps(reps, sizeof reps, analysis, finding);
    ADD(out, "Title", "", "%s, %s %d at %.3f s", words, sag_movement_words(analysis->movement, 1),
        rep->number, (double)finding->t_ns / 1e9);
    ADD(out, "Description", "", "%s", info->about);
    add_common(out, motion, analysis, rep, finding->t_ns, finding->frame, scale);
    ADD(out, "sagitta:finding", "", "%s", info->name);
    ADD(out, "sagitta:severity", "", "%s", sag_severity_name(finding->severity));
    if (finding->side != SAG_BODY_SIDE_NONE) {
        ADD(out, "sagitta:side", "", "%s", sag_body_side_name(finding->side));
    }
    if (finding->compensation == SAG_COMPENSATION_LUMBAR_ROUNDING) {
        add_back_state(out, rep);
        add_back_measure(out, "size", rep, &finding->size);
    } else {
        add_measure(out, "size", info->unit, &finding->size);
    }
    add_number(out, "sagitta:possible", "", info->unit, finding->possible);
    add_number(out, "sagitta:clear", "", info->unit, finding->clear);
    ADD(out, "sagitta:reps", "", "%s", reps);
    ADD(out, "sagitta:shown_count", "", "%zu", finding->rep_count);
    ADD(out, "sagitta:judged_count", "", "%zu", finding->judged_count);
}
