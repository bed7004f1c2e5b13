/*
 * outline_pack.h - an outline between its working form (outline.h) and the compact one that a motion keeps.
 *
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_GEOM_OUTLINE_PACK_H
#define SAGITTA_GEOM_OUTLINE_PACK_H

#include <sagitta/outline.h>

#include "outline.h"

/* Round to whole steps. packed->found is false if the outline was not, or if two points lie too far apart to keep. */
void sag__outline_pack(sag_outline *packed, const sag__outline *outline);

/*
 * Make the working form again.
 * axis: of the same frame; its facing counts. Returns: out->found, false too if the facings differ or the axis has no
 *   length.
 */
bool sag__outline_unpack(sag__outline *out, const sag_outline *packed, const sag__outline_axis *axis);

/* Turn every point of an outline about the origin of the picture; its axis stays. */
void sag__outline_turn(sag__outline *outline, double angle_rad);

#endif
