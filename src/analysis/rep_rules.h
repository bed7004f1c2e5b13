/* rep_rules.h - the figures of a candidate, and the rules of body mechanics that decide whether it is a repetition. */
#ifndef SAGITTA_ANALYSIS_REP_RULES_H
#define SAGITTA_ANALYSIS_REP_RULES_H

#include "rep.h"

/* Down and up means at least this share of the depth; less between two bottoms is a pulse of one repetition. */
#define SAG__REP_RETURN_MIN_RATIO 0.5

/*
 * Fill the figures that the rules look at.
 * height: the driver in the unit of the drops, without gaps from c->start to c->end. seen: where it was measured and
 * not bridged.
 */
void sag__rep_measure(sag__rep_candidate *c, sag_movement movement, const sag__clip *clip, const sag__stance *stance,
                      const double *height, const bool *seen);

/* The first rule that a measured candidate fails. first, last: the ends of its run of frames. */
sag_rejection sag__rep_judge(const sag__rep_candidate *c, sag_movement movement, size_t first, size_t last);

#endif
