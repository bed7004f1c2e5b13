#include "identity.h"

#include <math.h>

/*
 * What mid-hip and mid-shoulder can travel, in sides of the body's square (about 2.3 m for an adult): the model's
 * jitter, the speed of a burst (3.7 m/s; the hips of a fast squat reach 2 m/s), and beyond it that of a walk.
 */
#define JUMP_SIDES 0.08
#define BURST_SIDES_PER_S 1.6
#define BURST_S 0.25
#define WALK_SIDES_PER_S 0.6

/* Change of size, as a logarithm: the model's jitter, then coming nearer or going away. */
#define SIZE_JUMP_LOG 0.35
#define SIZE_LOG_PER_S 0.5
#define SIZE_LIMIT_LOG 0.7 /* twice or half */

/*
 * Distances of colours. One person in all postures of a clip stays below 0.37 of the recent looks; people in different
 * clothes are 0.45 to 0.9 apart, two men in dark sports wear 0.3.
 */
#define COLOUR_OTHER 0.45 /* above: somebody else, also where place and size are right */
#define COLOUR_SAME 0.25  /* the most for somebody found again farther away than a burst brings */
#define COLOUR_LEARN 0.4  /* looks farther off may be half somebody else's: not learned */

/* Time constants of the means. */
#define VELOCITY_S 0.2
#define SIDE_S 0.3
#define RECENT_S 1.0
#define LASTING_S 15.0

/* An expected place is no more than this far ahead in time. */
#define AHEAD_S 0.5

static double seconds(int64_t from_ns, int64_t to_ns)
{
    return 1e-9 * (double)(to_ns - from_ns);
}

static double distance(double ax, double ay, double bx, double by)
{
    return hypot(bx - ax, by - ay);
}

/* Weight of a new value in an exponential mean. */
static double weight(double step_s, double constant_s)
{
    return 1.0 - exp(-step_s / constant_s);
}

/* How unlike the person's looks a body is; the looks of a moment ago and of long before both count. -1: not known. */
static double colour_distance(const sag__identity *identity, const sag__appearance *appearance)
{
    double recent = sag__appearance_distance(&identity->recent, appearance);
    double lasting = sag__appearance_distance(&identity->lasting, appearance);
    return recent < 0.0 || lasting < 0.0 ? fmax(recent, lasting) : fmin(recent, lasting);
}

/* How far mid-hip and mid-shoulder went; nearness to the expected place counts as well as to the last one. */
static double travel_px(const sag__identity *identity, const sag__sighting *to)
{
    const sag__sighting *from = &identity->last;
    const sag_region expected = sag__identity_expect(identity, to->t_ns);
    double ahead_x_px = (double)expected.center_x_px - from->hip_x_px;
    double ahead_y_px = (double)expected.center_y_px - from->hip_y_px;
    double from_last = fmax(distance(from->hip_x_px, from->hip_y_px, to->hip_x_px, to->hip_y_px),
                            distance(from->shoulder_x_px, from->shoulder_y_px, to->shoulder_x_px, to->shoulder_y_px));
    double from_expected =
        fmax(distance(from->hip_x_px + ahead_x_px, from->hip_y_px + ahead_y_px, to->hip_x_px, to->hip_y_px),
             distance(from->shoulder_x_px + ahead_x_px, from->shoulder_y_px + ahead_y_px, to->shoulder_x_px,
                      to->shoulder_y_px));
    return fmin(from_last, from_expected);
}

sag__verdict sag__identity_judge(const sag__identity *identity, const sag__sighting *sighting)
{
    if (!identity->known) {
        return SAG__VERDICT_SAME;
    }
    const sag__sighting *last = &identity->last;
    double away_s = seconds(last->t_ns, sighting->t_ns);
    double larger_px = fmax(identity->side_px, sighting->side_px);
    double travel = travel_px(identity, sighting) / larger_px;
    double burst = JUMP_SIDES + BURST_SIDES_PER_S * fmin(away_s, BURST_S);
    double walk = burst + WALK_SIDES_PER_S * fmax(away_s - BURST_S, 0.0);
    bool near = travel <= burst;
    bool away = away_s >= SAG__IDENTITY_ABSENCE_S;
    if (!near && !(travel <= walk) && !away) {
        return SAG__VERDICT_PLACE;
    }
    double size_log =
        fmin(fabs(log(sighting->side_px / identity->side_px)), fabs(log(sighting->side_px / last->side_px)));
    if (!(size_log <= fmin(SIZE_JUMP_LOG + SIZE_LOG_PER_S * away_s, SIZE_LIMIT_LOG))) {
        return SAG__VERDICT_SIZE;
    }
    double colour = colour_distance(identity, &sighting->appearance);
    if (near) {
        return colour > COLOUR_OTHER ? SAG__VERDICT_COLOUR : SAG__VERDICT_SAME;
    }
    return colour >= 0.0 && colour <= COLOUR_SAME ? SAG__VERDICT_SAME : SAG__VERDICT_COLOUR;
}

void sag__identity_accept(sag__identity *identity, const sag__sighting *sighting)
{
    if (!identity->known) {
        *identity = (sag__identity){
            .known = true,
            .start_ns = sighting->t_ns,
            .last = *sighting,
            .side_px = sighting->side_px,
            .recent = sighting->appearance,
            .lasting = sighting->appearance,
        };
        return;
    }
    double step_s = seconds(identity->last.t_ns, sighting->t_ns);
    double velocity_weight = weight(step_s, VELOCITY_S);
    identity->velocity_x_px_per_s +=
        velocity_weight * ((sighting->hip_x_px - identity->last.hip_x_px) / step_s - identity->velocity_x_px_per_s);
    identity->velocity_y_px_per_s +=
        velocity_weight * ((sighting->hip_y_px - identity->last.hip_y_px) / step_s - identity->velocity_y_px_per_s);
    identity->side_px += weight(step_s, SIDE_S) * (sighting->side_px - identity->side_px);
    if (colour_distance(identity, &sighting->appearance) <= COLOUR_LEARN) {
        /* From the start on, each mean is that of all there was until it is as long as its constant. */
        double age_s = seconds(identity->start_ns, sighting->t_ns);
        sag__appearance_blend(&identity->recent, &sighting->appearance, weight(step_s, fmin(RECENT_S, age_s)));
        sag__appearance_blend(&identity->lasting, &sighting->appearance, weight(step_s, fmin(LASTING_S, age_s)));
    }
    identity->last = *sighting;
}

bool sag__identity_on_trial(const sag__identity *identity, int64_t t_ns)
{
    return seconds(identity->start_ns, t_ns) < SAG__IDENTITY_TRIAL_S;
}

sag_region sag__identity_expect(const sag__identity *identity, int64_t t_ns)
{
    double ahead_s = fmin(seconds(identity->last.t_ns, t_ns), AHEAD_S);
    return (sag_region){
        .center_x_px = (float)(identity->last.hip_x_px + ahead_s * identity->velocity_x_px_per_s),
        .center_y_px = (float)(identity->last.hip_y_px + ahead_s * identity->velocity_y_px_per_s),
        .side_px = (float)identity->side_px,
    };
}

void sag__identity_rank(int *order, const sag__identity *identity, const sag_region *candidates, int count,
                        int64_t t_ns)
{
    const sag_region expected = sag__identity_expect(identity, t_ns);
    double cost[SAG__IDENTITY_CANDIDATES_MAX];
    for (int i = 0; i < count; i++) {
        cost[i] = distance((double)expected.center_x_px, (double)expected.center_y_px,
                           (double)candidates[i].center_x_px, (double)candidates[i].center_y_px) /
                      identity->side_px +
                  fabs(log((double)candidates[i].side_px / identity->side_px));
        int k = i;
        while (k > 0 && cost[order[k - 1]] > cost[i]) {
            order[k] = order[k - 1];
            k--;
        }
        order[k] = i;
    }
}
