/*
 * A simple gait on a row of footprints that ends (walking in) or starts (walking out) with both feet in place.
 * It brings a person into the picture; it is not a model of human gait.
 */
#ifndef SYNTH_WALK_H
#define SYNTH_WALK_H

#include "synth_body.h"

/*
 * Fill the walking fields of a drive for `now` seconds into the walk. `stand_forward` and `stand_height` are the
 * pelvis centre's place in standing, in metres.
 */
void synth_walk_in(synth_drive *d, const synth_scenario *s, double now, double stand_forward, double stand_height);
void synth_walk_out(synth_drive *d, const synth_scenario *s, double now, double stand_forward, double stand_height);

#endif
