/*
 * words.h - what is said on pictures: numbers with units, findings, lists of repetitions; as Pango markup where stated.
 */
#ifndef SAGITTA_OVERLAY_WORDS_H
#define SAGITTA_OVERLAY_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <sagitta/analysis.h>

#include "figure.h"
#include "palette.h"

/* Room for the text of a panel. */
#define SAG__WORDS_BYTES 4096

/* Append to a text of SAG__WORDS_BYTES; what does not fit is cut. */
#define SAG__WORDS_APPEND(text, ...) \
    sag__figure_text((text) + strlen(text), SAG__WORDS_BYTES - strlen(text), __VA_ARGS__)

/* Append a text as markup that shows it literally. */
void sag__words_append_plain(char *markup, const char *text);

/* A number in the unit people read, e.g. "12°", "4 %", "0.31". */
void sag__words_value(char *out, size_t size_bytes, sag_unit unit, double value);

/* The number that stands for a value outside: degrees, percent, ... */
double sag__words_outside(sag_unit unit, double value);

/* The finding in words, e.g. "knee in, left, clear". */
void sag__words_finding(char *out, size_t size_bytes, const sag_finding *finding);

/* Append the finding as markup, bold, in the colour of its severity. attributes: of the span, with a space before. */
void sag__words_append_finding(char *markup, const sag_finding *finding, const char *attributes);

/* The numbers of the repetitions that show a finding, e.g. "1, 2 and 4". */
void sag__words_reps(char *out, size_t size_bytes, const sag_analysis *analysis, const sag_finding *finding);

/* Whether a finding is one of repetition rep. */
bool sag__words_finding_has(const sag_finding *finding, const sag_analysis *analysis, const sag_rep *rep);

#endif
