/*
 * finding.h - compensations: what of a set of squats lies beyond a threshold, how surely, where and when.
 *
 *   measures of the repetitions -> threshold table -> findings (or the reason why one cannot be judged)
 *
 * A finding describes a movement in the field's terms. It says nothing of injury or disease. Every threshold is in one
 * table with its origin; few are published, most are this program's proposals and say so. A user overrides them with a
 * file. Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_FINDING_H
#define SAGITTA_FINDING_H

#include <stddef.h>
#include <stdint.h>

#include <sagitta/metric.h>
#include <sagitta/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum sag_compensation {
    SAG_COMPENSATION_LUMBAR_ROUNDING = 0, /* side: the lower back rounds near the bottom, "butt wink" */
    SAG_COMPENSATION_HEEL_RISE,        /* side */
    SAG_COMPENSATION_FORWARD_LEAN,     /* side: trunk further forward than the shank */
    SAG_COMPENSATION_HIPS_FIRST,       /* side: hips rise first, "good morning" */
    SAG_COMPENSATION_KNEE_IN,          /* front, back; a side */
    SAG_COMPENSATION_KNEE_ASYMMETRY,   /* front, back */
    SAG_COMPENSATION_HIP_SHIFT,        /* front, back; a side */
    SAG_COMPENSATION_PELVIC_OBLIQUITY, /* back; the side that is lower */
    SAG_COMPENSATION_LATERAL_LEAN,     /* front, back; a side */
    SAG_COMPENSATION_DEPTH_LOSS,       /* side: depth lost over the set */
    SAG_COMPENSATION_COUNT
} sag_compensation;

typedef struct sag_compensation_info {
    const char *name;  /* snake case, e.g. "heel_rise" */
    const char *title; /* field's standard term, e.g. "heel rise" */
    const char *about; /* one sentence: what is seen, in plain words, no cause and no risk */
    unsigned views;    /* bit (1u << sag_view) for each view in which it can be judged */
    sag_unit unit;     /* of its size and thresholds */
} sag_compensation_info;

/* Describe a compensation. Returns: static; NULL outside the enumeration. */
SAG_API const sag_compensation_info *sag_compensation_get_info(sag_compensation compensation);

typedef enum sag_severity {
    SAG_SEVERITY_NONE = 0,
    SAG_SEVERITY_POSSIBLE,
    SAG_SEVERITY_LIKELY, /* the strongest word for the lower back, whose measurement has no truth on people yet */
    SAG_SEVERITY_CLEAR,
    SAG_SEVERITY_COUNT
} sag_severity;

/* "none", "possible", "likely", "clear". Returns: static. */
SAG_API const char *sag_severity_name(sag_severity severity);

typedef enum sag_body_side {
    SAG_BODY_SIDE_NONE = 0,
    SAG_BODY_SIDE_LEFT,
    SAG_BODY_SIDE_RIGHT,
    SAG_BODY_SIDE_COUNT
} sag_body_side;

/* "", "left", "right". Returns: static. */
SAG_API const char *sag_body_side_name(sag_body_side side);

/* The thresholds: for each compensation the border to "possible" and to "clear", then the rules all share. */
#define SAG_THRESHOLD_POSSIBLE(compensation) (2 * (int)(compensation))
#define SAG_THRESHOLD_CLEAR(compensation) (2 * (int)(compensation) + 1)
enum {
    SAG_THRESHOLD_HEEL_RISE_HEIGHT = 2 * SAG_COMPENSATION_COUNT, /* the heel point must rise this far too */
    SAG_THRESHOLD_HEEL_RISE_ANKLE,                               /* and the ankle */
    SAG_THRESHOLD_KNEE_SEPARATION_FALL,                          /* knees in: both knees together */
    SAG_THRESHOLD_LUMBAR_ROUNDING_CLOTHED, /* what is visible through clothes that hide the back's shape */
    SAG_THRESHOLD_REP_SHARE, /* share of the repetitions that must show it before a finding is "clear" */
    SAG_THRESHOLD_COUNT
};

typedef struct sag_threshold_info {
    const char *key;    /* "heel_rise.possible": also the key in a threshold file */
    const char *about;  /* what is compared with it */
    sag_unit unit;
    double value;       /* the default, inside unit (rad, ratio) */
    double min, max;    /* what a file may say, inside unit */
    const char *origin; /* published source, or "proposal" and what it rests on */
} sag_threshold_info;

/* Describe a threshold. Returns: static; NULL outside 0 .. SAG_THRESHOLD_COUNT - 1. */
SAG_API const sag_threshold_info *sag_threshold_get_info(int threshold);

/* Values in the inside unit; 0: not set, the default holds. */
typedef struct sag_thresholds {
    double value[SAG_THRESHOLD_COUNT];
} sag_thresholds;

/*
 * Read a threshold file: lines "KEY VALUE", VALUE in the outside unit (deg, %), '#' begins a comment. Keys that the
 * file does not name stay as they are in out.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _FORMAT (the error names file and line).
 */
SAG_API sag_status sag_thresholds_read(sag_thresholds *out, const char *path, sag_error *err);

/*
 * Write the whole table in the form that sag_thresholds_read reads, with the origin of each value as a comment.
 * text: filled with at most size bytes, always terminated. Returns: the length the whole text has.
 */
SAG_API size_t sag_thresholds_format(char *text, size_t size, const sag_thresholds *thresholds);

/* The value in force: the one set, or the default. */
SAG_API double sag_thresholds_get(const sag_thresholds *thresholds, int threshold);

/* A compensation that was found. */
typedef struct sag_finding {
    sag_compensation compensation;
    sag_body_side side;    /* NONE for those without a side */
    sag_severity severity; /* never NONE */
    sag_measure size;      /* of the repetition that shows it most, in the compensation's unit, always >= 0; without a
                              number, but with the reason, where rounding is visible and its size cannot be known */
    double possible;       /* the thresholds it was compared with */
    double clear;
    size_t *rep;           /* positions in sag_analysis.rep of the repetitions that show it, ascending */
    size_t rep_count;      /* at least 1 */
    size_t judged_count;   /* repetitions in which it could be judged */
    size_t worst_rep;      /* position of the repetition that shows it most */
    size_t frame;          /* the moment that shows it most: position in the motion */
    int64_t t_ns;
} sag_finding;

#ifdef __cplusplus
}
#endif
#endif
