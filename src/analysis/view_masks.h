/* view_masks.h - the sets of views that the tables of metrics and compensations name. */
#ifndef SAGITTA_ANALYSIS_VIEW_MASKS_H
#define SAGITTA_ANALYSIS_VIEW_MASKS_H

#include <sagitta/metric.h>

#define VIEW(name) (1u << SAG_VIEW_##name)
#define SIDE_VIEWS (VIEW(SIDE) | VIEW(SIDE_REDUCED))
#define FRONTAL_VIEWS (VIEW(FRONT) | VIEW(BACK))
#define ALL_VIEWS (SIDE_VIEWS | VIEW(OBLIQUE) | FRONTAL_VIEWS)

#endif
