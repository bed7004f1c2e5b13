/*
 * A scenario: everything that fixes a clip. Read from a small text file of `key value` lines, `#` comments and
 * `[rep]` sections; lines before the first section set the clip and the defaults of every rep, lines in a section
 * set that rep. Units are in the key names (deg, cm, m, s, px, hz).
 * The parser is strict: an unknown or repeated key, a bad number, a value out of range is one line of text.
 */
#ifndef SYNTH_SCENARIO_H
#define SYNTH_SCENARIO_H

#include <stdio.h>

enum {
    SYNTH_REP_MAX = 32,
    SYNTH_NAME_MAX = 64,
    SYNTH_ERROR_MAX = 512,
    SYNTH_IMAGE_SIDE_MAX = 4096
};

typedef enum synth_motion {
    SYNTH_MOTION_SQUAT,
    SYNTH_MOTION_HINGE,
    SYNTH_MOTION_BEND,
    SYNTH_MOTION_STAND
} synth_motion;

typedef enum synth_arms {
    SYNTH_ARMS_FRONT,
    SYNTH_ARMS_CROSSED,
    SYNTH_ARMS_HANGING,
    SYNTH_ARMS_HIPS,
    SYNTH_ARMS_BEHIND,
    SYNTH_ARMS_BAR,
    SYNTH_ARMS_COUNT
} synth_arms;

/* What the person carries or wears that hides the back; it weighs nothing. */
typedef enum synth_prop {
    SYNTH_PROP_NONE,
    SYNTH_PROP_PLATE,
    SYNTH_PROP_BAG,
    SYNTH_PROP_HAIR
} synth_prop;

typedef enum synth_shirt {
    SYNTH_SHIRT_TIGHT,
    SYNTH_SHIRT_LOOSE,
    SYNTH_SHIRT_NONE
} synth_shirt;

typedef enum synth_facing {
    SYNTH_FACING_RIGHT,
    SYNTH_FACING_LEFT
} synth_facing;

/* One repetition. Peaks are reached at the bottom; + signs as in METRICS: flexion, anterior, right side down, medial. */
typedef struct synth_rep {
    double knee_flexion_deg;    /* at the bottom; used when thigh_inclination_deg is absent */
    double thigh_inclination_deg; /* at the bottom, + hip above knee; NaN: absent, knee_flexion_deg rules */
    double ankle_dorsiflexion_deg; /* at the bottom; NaN: what goes with a usual lean of the trunk */
    double trunk_inclination_deg; /* at the bottom, before lumbar and thoracic flexion; the ankle balances; NaN: the ankle rules */
    double hips_first_deg;      /* the trunk leans this much further than at the bottom while the hips come up */
    double lumbar_flexion_deg;
    double thoracic_flexion_deg;
    double pelvic_tilt_change_deg; /* hinge and bend: anterior rotation of the pelvis at the bottom */
    double heel_rise_cm;
    double knee_in_left_cm, knee_in_right_cm;
    double hip_shift_cm;        /* + to the person's right */
    double pelvic_list_deg;
    double lateral_lean_deg;    /* of the spine against the pelvis, + to the right */
    double descent_s, bottom_s, ascent_s, top_s;
    double tempo_skew;          /* exponent on the time of descent and ascent: 1 even, > 1 late, < 1 early */
} synth_rep;

typedef struct synth_scenario {
    char name[SYNTH_NAME_MAX];
    /* body */
    double height_m, build, glute, skin;
    int shirt;                  /* synth_shirt */
    double shirt_rgb[3], shorts_rgb[3], shoes_rgb[3], hair_rgb[3]; /* 0..255 */
    int prop;                   /* synth_prop */
    /* posture in standing */
    double pelvic_tilt_deg, lordosis_deg, kyphosis_deg, standing_knee_deg;
    double stance_m;            /* between the ankle centres */
    double turnout_left_deg, turnout_right_deg;
    double sway_deg;
    /* motion */
    int motion;                 /* synth_motion */
    int arms;                   /* synth_arms */
    double quiet_s, end_s;
    double arms_raise_s;        /* the arms go from hanging to their place in the last so many seconds of the quiet phase; 0: in place from the start */
    int walk_in_steps, walk_out_steps;
    double walk_heading_deg, walk_step_m, walk_step_s;
    /* camera */
    double camera_distance_m, camera_height_m, camera_pitch_deg, camera_roll_deg, camera_yaw_deg;
    int facing;                 /* synth_facing, image direction at yaw 0 */
    double camera_focal_mm;     /* 35 mm equivalent by the diagonal */
    double camera_aim_forward_m; /* the camera's axis passes over this point in front of the mid-foot */
    int width_px, height_px;
    double fps_hz;
    double noise_levels, blur_px;
    /* scene */
    double wall_rgb[3], floor_rgb[3], light_azimuth_deg;
    int seed;
    int crf;
    /* reps */
    int rep_count;
    synth_rep rep[SYNTH_REP_MAX];
} synth_scenario;

/*
 * Read a scenario from a stream; `label` names it in messages and gives the default name.
 * Returns 0, or -1 with one line `label:line: reason` in error[SYNTH_ERROR_MAX].
 */
int synth_scenario_read(synth_scenario *out, FILE *in, const char *label, char *error);

/* Open and read a scenario file. Returns 0, or -1 with a line in error. */
int synth_scenario_load(synth_scenario *out, const char *path, char *error);

/* Write every parameter of the scenario as `prefix,key,value` lines (reps as `rep<N>.key`). */
void synth_scenario_write(const synth_scenario *s, FILE *out, const char *prefix);

#endif
