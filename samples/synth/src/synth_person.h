/*
 * A person in a scenario: the pose at any time. Finds what the scenario leaves open: in every frame the ankles lean the
 * legs so that the centre of mass stands over the middle of the feet. The pelvis' course is smooth from standing to the
 * bottom of a rep, where in squats it is the tilt that balances the ankle's wanted dorsiflexion; so it does not move
 * while the arms rise; a rep can ask for the trunk's inclination at the bottom instead, and for hips that come up first.
 * A rep given by thigh inclination gets its knee flexion.
 */
#ifndef SYNTH_PERSON_H
#define SYNTH_PERSON_H

#include "synth_body.h"
#include "synth_timeline.h"

typedef struct synth_person {
    synth_scenario scenario;
    synth_body body;
    synth_timeline timeline;
    double stand_knee;                      /* rad */
    double rep_knee[SYNTH_REP_MAX];         /* flexion at the bottom, rad */
    double rep_lean[SYNTH_REP_MAX];         /* pelvic tilt at the bottom, rad; in squats before the lumbar flexion takes from it */
    double stand_forward, stand_height;     /* pelvis centre in standing, arms hanging, m */
} synth_person;

/* The exact numbers of a rep, for the event list. */
typedef struct synth_rep_truth {
    synth_rep_times times;
    double down5_s, up5_s;                  /* 5 % of depth passed */
    double knee_flexion_deg, thigh_inclination_deg, trunk_inclination_deg, lumbar_flexion_deg; /* at the bottom, mean of both sides */
    const char *depth_class;
} synth_rep_truth;

void synth_person_init(synth_person *p, const synth_scenario *s);

/* Pose in the world at time_s; `moment` may be NULL. */
void synth_person_pose(const synth_person *p, double time_s, synth_pose *pose, synth_moment *moment);

/* Numbers of rep `index`. */
synth_rep_truth synth_person_rep(const synth_person *p, int index);

#endif
