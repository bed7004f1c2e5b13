/*
 * swap.h - left and right as a state that is held over time.
 *
 * Pose networks look at one frame; seen from the side or from behind they exchange left and right now and then. A body
 * cannot: between two frames every joint moves a little, while an exchange moves both joints of each pair at once.
 * Over every stretch of one person's frames the naming with the shortest way of all joints together is taken (Viterbi
 * over legs and shoulders, each kept or swapped), with a price for each change and a smaller one for the time in which
 * both are named unlike each other; the naming that the model gave in most frames of the stretch stays.
 */
#ifndef SAGITTA_ANALYSIS_SWAP_H
#define SAGITTA_ANALYSIS_SWAP_H

#include "clip.h"

/*
 * Fill clip->swapped and clip->swap_count; clip->swapped is all false before.
 * trunk_px: the person's size; nothing is found without it (0 or NaN). Uses clip->scratch.
 */
void sag__swap_find(sag__clip *clip, double trunk_px);

/* The first and last left joint of a group; all left joints between them, with their right twins, are exchanged. */
sag_joint sag__swap_first(sag__swap_group group);
sag_joint sag__swap_last(sag__swap_group group);

#endif
