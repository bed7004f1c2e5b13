/*
 * analysis_words.h - options whose value is more than a number: movement, baseline, camera roll, thresholds, person,
 * engine.
 */
#ifndef SAGITTA_CLI_ANALYSIS_WORDS_H
#define SAGITTA_CLI_ANALYSIS_WORDS_H

#include <stdbool.h>

#include <sagitta/session.h>

#include "options.h"

/* What `analyze` and `replay` take as text; begin with ANALYSIS_WORDS_NONE. */
typedef struct analysis_words {
    const char *movement;       /* "hinge" */
    const char *baseline;       /* "0.5-3" */
    const char *thresholds;     /* path of a threshold file */
    double camera_roll_deg;     /* NaN: not given */
} analysis_words;

#define ANALYSIS_WORDS_NONE {.camera_roll_deg = NAN}

/* Range of --camera-roll, as the analysis takes it. */
#define ANALYSIS_WORDS_ROLL_MAX_DEG 45

/*
 * Put what was given into the options; what was not given stays as it is.
 * Returns false when the command is over with *code; the reason was printed.
 */
bool analysis_words_apply(sag_analysis_options *options, const analysis_words *words, const option_table *table,
                          exit_code *code);

/* Read "main", "largest", "left", "right" or "X,Y". Returns as above; word NULL changes nothing. */
bool analysis_words_apply_person(sag_tracker_options *options, const char *word, const option_table *table,
                                 exit_code *code);

/*
 * Read "onednn", "opencv", and "auto" if it may be. Returns as above, also false for an engine that was not built in;
 * word NULL changes nothing.
 */
bool analysis_words_apply_engine(sag_engine *engine, const char *word, bool with_auto, const option_table *table,
                                 exit_code *code);

#endif
