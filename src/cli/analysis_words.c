#include "analysis_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sagitta/analysis.h>
#include <sagitta/finding.h>
#include <sagitta/frame.h>

/* Longest time that --baseline takes, in seconds: longer than any recording. */
#define BASELINE_MAX_S 1e6

#define RAD_PER_DEG (3.14159265358979323846 / 180.0)

/* Read digits with at most one point; step behind them. Returns false if there are none. */
static bool read_plain_number(double *out, const char **text)
{
    char *end = NULL;
    size_t length = strspn(*text, "0123456789.");
    if (length == 0) {
        return false;
    }
    *out = strtod(*text, &end);
    if (end != *text + length) {
        return false;
    }
    *text = end;
    return true;
}

/* "A<mark>B" with two plain numbers and nothing else. */
static bool read_pair(double *a, double *b, const char *text, char mark)
{
    if (!read_plain_number(a, &text) || *text != mark) {
        return false;
    }
    text++;
    return read_plain_number(b, &text) && *text == '\0';
}

static exit_code refuse_value(const option_table *table, const char *wanted, const char *given)
{
    char reason[300];
    snprintf(reason, sizeof reason, "%s, not '%.80s'", wanted, given);
    return options_refuse(table, reason);
}

bool analysis_words_apply(sag_analysis_options *options, const analysis_words *words, const option_table *table,
                          exit_code *code)
{
    double from_s = 0;
    double to_s = 0;
    if (words->movement != NULL) {
        if (!sag_movement_from_name(&options->movement, words->movement)) {
            *code = refuse_value(table, "--movement wants squat, hinge or standing", words->movement);
            return false;
        }
        options->movement_given = true;
    }
    if (words->baseline != NULL) {
        if (!read_pair(&from_s, &to_s, words->baseline, '-') || !(from_s < to_s) || to_s > BASELINE_MAX_S) {
            *code = refuse_value(table, "--baseline wants two times in seconds as FROM-TO, e.g. 0.5-3",
                                 words->baseline);
            return false;
        }
        options->baseline_from_ns = llround(from_s * 1e9);
        options->baseline_to_ns = llround(to_s * 1e9);
    }
    if (!isnan(words->camera_roll_deg)) {
        options->camera_roll_given = true;
        options->camera_roll_rad = words->camera_roll_deg * RAD_PER_DEG;
    }
    sag_error err = {0};
    if (words->thresholds != NULL &&
        sag_thresholds_read(&options->thresholds, words->thresholds, &err) != SAG_STATUS_OK) {
        fputs("sagitta: ", stderr);
        options_print_clean(stderr, err.text);
        fputc('\n', stderr);
        *code = EXIT_CODE_INPUT;
        return false;
    }
    return true;
}

bool analysis_words_apply_person(sag_tracker_options *options, const char *word, const option_table *table,
                                 exit_code *code)
{
    static const struct {
        const char *word;
        sag_person_rule rule;
    } rules[] = {
        {"main", SAG_PERSON_MAIN},
        {"largest", SAG_PERSON_LARGEST},
        {"left", SAG_PERSON_LEFTMOST},
        {"right", SAG_PERSON_RIGHTMOST},
    };
    if (word == NULL) {
        return true;
    }
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(word, rules[i].word) == 0) {
            options->person = rules[i].rule;
            return true;
        }
    }
    double x_px = 0;
    double y_px = 0;
    if (!read_pair(&x_px, &y_px, word, ',') || x_px > SAG_FRAME_SIDE_MAX_PX || y_px > SAG_FRAME_SIDE_MAX_PX) {
        *code = refuse_value(table, "--person wants main, largest, left, right or a point X,Y in pixels", word);
        return false;
    }
    options->person = SAG_PERSON_AT;
    options->person_x_px = x_px;
    options->person_y_px = y_px;
    return true;
}

bool analysis_words_apply_engine(sag_engine *engine, const char *word, bool with_auto, const option_table *table,
                                 exit_code *code)
{
    sag_engine wanted = SAG_ENGINE_AUTO;
    if (word == NULL || (with_auto && strcmp(word, "auto") == 0)) {
        *engine = word == NULL ? *engine : wanted;
        return true;
    }
    if (strcmp(word, "onednn") == 0) {
        wanted = SAG_ENGINE_ONEDNN;
    } else if (strcmp(word, "opencv") == 0) {
        wanted = SAG_ENGINE_OPENCV;
    } else {
        *code = refuse_value(table, with_auto ? "--engine wants auto, onednn or opencv" :
                             "--engine wants onednn or opencv", word);
        return false;
    }
    if (sag_engine_describe(wanted) == NULL) {
        fputs("sagitta: --engine onednn: this program was built without oneDNN\n", stderr);
        *code = EXIT_CODE_USAGE;
        return false;
    }
    *engine = wanted;
    return true;
}
