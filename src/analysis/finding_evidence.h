/*
 * finding_evidence.h - what one repetition says of one compensation: its size, toward a side, and the frame that shows
 * it most.
 */
#ifndef SAGITTA_ANALYSIS_FINDING_EVIDENCE_H
#define SAGITTA_ANALYSIS_FINDING_EVIDENCE_H

#include <stdbool.h>

#include <sagitta/analysis.h>

/* One-sided 95 % of the normal distribution, in standard errors. */
#define SAG__SURE_SE 1.64

/* A size below this many of its standard errors may be noise. */
#define SAG__DISTINCT_SE 2.0

/* A compensation on a side: what is looked for. Sizes of a signed measure are positive toward the side. */
typedef struct sag__quest {
    sag_compensation compensation;
    sag_body_side side;
    double possible;
    double clear;
} sag__quest;

typedef struct sag__evidence {
    sag_measure size;    /* negative: toward the other side */
    size_t frame;        /* position in the motion */
    sag_measure witness; /* of another measure, with an error of its own; reason ABSENT: there is none */
    double witness_border;
    bool supported;      /* a measure of both sides together surely shows it, so the size need not stand alone */
    bool explained;      /* something else makes such a size: another compensation, or a point that drifts */
} sag__evidence;

/* Look for q, which is not the loss of depth, in a repetition of out. The size has a reason where it is not judged. */
sag__evidence sag__evidence_in_rep(const sag_analysis *out, const sag_thresholds *thresholds, const sag__quest *q,
                                   const sag_rep *rep);

/* Evidence of a size without a witness. */
sag__evidence sag__evidence_alone(sag_measure size, size_t frame);

/* Only repetitions that are neither cut by the recording nor partial are judged. */
bool sag__evidence_is_whole(const sag_rep *rep);

/* Over how many standard errors one must stand out of so many tries, 1 or more, lest they make it of noise. */
double sag__evidence_single_se(double tries);

/*
 * How surely, in standard errors, the size lies beyond a level. Two witnesses whose errors have nothing to do with each
 * other are surer than one: their distances together vary by sqrt(2).
 */
double sag__evidence_sureness(const sag__evidence *evidence, double level, double witness_level);

#endif
