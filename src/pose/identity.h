/*
 * identity.h - whether a body that was found is the person who is followed.
 *
 * Evidence is the place (what a body can travel in the time), the size, and the colours of trunk and thighs. The
 * state is fed with the sightings that were accepted and judges the next one, seconds later too:
 *
 *   near   where a burst of movement can have brought the person: of the same size, not of plainly other colours
 *   far    where a walk can have brought the person, and after a long absence anywhere: up to twice or half the size,
 *          but of the same colours
 *
 * Somebody who stands where the person was, of the same size and in clothes of like colours, is taken for the person.
 * Somebody in other clothes never is, however long the person has been away.
 * Thread: pure functions on caller-owned data.
 */
#ifndef SAGITTA_POSE_IDENTITY_H
#define SAGITTA_POSE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include <sagitta/frame.h>

#include "appearance.h"

/* After this time without the person the place says nothing any more. */
#define SAG__IDENTITY_ABSENCE_S 2.0

/* A person followed for less than this since the start is forgotten when lost: who is to be followed is asked anew. */
#define SAG__IDENTITY_TRIAL_S 0.5

/* Most candidates that can be ranked. */
#define SAG__IDENTITY_CANDIDATES_MAX 8

/* One body in one frame; all numbers finite. */
typedef struct sag__sighting {
    int64_t t_ns;
    double hip_x_px; /* middle of the pair */
    double hip_y_px;
    double shoulder_x_px;
    double shoulder_y_px;
    double side_px; /* of the square around the body */
    sag__appearance appearance;
} sag__sighting;

/* The person followed. Zeroed: nobody yet. */
typedef struct sag__identity {
    bool known;
    int64_t start_ns;
    sag__sighting last; /* the newest accepted; appearance unused */
    double velocity_x_px_per_s;
    double velocity_y_px_per_s;
    double side_px;          /* mean of the last moments */
    sag__appearance recent;  /* mean of the last second */
    sag__appearance lasting; /* mean of the last quarter of a minute */
} sag__identity;

typedef enum sag__verdict {
    SAG__VERDICT_SAME = 0,
    SAG__VERDICT_PLACE, /* somebody else, because of the place, */
    SAG__VERDICT_SIZE,
    SAG__VERDICT_COLOUR
} sag__verdict;

/* Judge a body. sighting: later than the last accepted one. Nobody known yet: always SAME. */
sag__verdict sag__identity_judge(const sag__identity *identity, const sag__sighting *sighting);

/* Take in a sighting that was judged the same, or the first. */
void sag__identity_accept(sag__identity *identity, const sag__sighting *sighting);

/* Whether the person has been followed for too short a time at t_ns to be worth searching. */
bool sag__identity_on_trial(const sag__identity *identity, int64_t t_ns);

/* Where the person is expected at t_ns, by the last place and velocity. identity: known. Upright. */
sag_region sag__identity_expect(const sag__identity *identity, int64_t t_ns);

/*
 * Put candidates into the order in which they are worth a closer look: nearness to the expected place, and
 * likeness of size.
 * order: count positions in candidates. identity: known.
 */
void sag__identity_rank(int *order, const sag__identity *identity, const sag_region *candidates, int count,
                        int64_t t_ns);

#endif
