/*
 * counter.h - the panel of a video: the repetition and its phase, its tempo, its depth, its findings, and what cannot
 * be measured here.
 *
 * Its size is fixed for the clip, so that nothing moves when words come and go; it is drawn again only when they
 * change.
 */
#ifndef SAGITTA_OVERLAY_COUNTER_H
#define SAGITTA_OVERLAY_COUNTER_H

#include <sagitta/analysis.h>
#include <sagitta/skeleton.h>

#include "plate.h"
#include "words.h"

/* How much is said; less where there is no room. */
typedef enum sag__detail {
    SAG__DETAIL_FULL = 0,
    SAG__DETAIL_SHORT, /* no tempo, fewer findings */
    SAG__DETAIL_LEAST, /* the repetition and its phase alone */
    SAG__DETAIL_COUNT
} sag__detail;

typedef struct sag__counter {
    sag__plate plate;
    sag__detail detail;
    double width_fonts; /* widest it may be, in letter sizes */
    bool drawn;
    char markup[SAG__WORDS_BYTES]; /* on the plate */
    char note[SAG__WORDS_BYTES];   /* at its foot */
} sag__counter;

/* Measure the room that a clip needs, wrapped into a width in letter sizes; box: gets the size. */
void sag__counter_measure(sag__canvas *canvas, const sag_analysis *analysis, sag__detail detail, double width_fonts,
                          sag__box *box);

/* Open for a box of that size. Returns false when out of memory; end with sag__counter_close. */
bool sag__counter_open(sag__counter *counter, const sag__box *box, const sag_analysis *analysis, sag__detail detail,
                       double width_fonts);

/* Lay the panel of a frame onto the canvas. */
void sag__counter_draw(sag__counter *counter, sag__canvas *canvas, const sag_motion *motion,
                       const sag_analysis *analysis, size_t frame);

void sag__counter_close(sag__counter *counter);

#endif
