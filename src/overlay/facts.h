/*
 * facts.h - what a picture says of itself in its PNG text chunks: Title, Source, Software and sagitta:* keys.
 */
#ifndef SAGITTA_OVERLAY_FACTS_H
#define SAGITTA_OVERLAY_FACTS_H

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#include "png_file.h"

/* Room for the plain facts, and value, error or reason of every metric. */
#define SAG__FACTS_MAX (20 + 2 * SAG_METRIC_COUNT)

typedef struct sag__facts {
    size_t count;
    char key[SAG__FACTS_MAX][64];
    char value[SAG__FACTS_MAX][SAG_MOTION_TEXT_BYTES];
    sag__png_text text[SAG__FACTS_MAX]; /* points to the strings above */
} sag__facts;

/* Fill in the facts of a repetition's snapshot. scale: by which the picture was enlarged. */
void sag__facts_of_rep(sag__facts *out, const sag_motion *motion, const sag_analysis *analysis, const sag_rep *rep,
                       int scale);

/* The same of a finding's evidence. */
void sag__facts_of_finding(sag__facts *out, const sag_motion *motion, const sag_analysis *analysis,
                           const sag_finding *finding, int scale);

#endif
