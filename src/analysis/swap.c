#include "swap.h"

#include <math.h>

/*
 * Price of a change of state, in trunk lengths for each joint of the group. Exchanged joints nearer than this, about
 * 3 cm, do little harm, and a limb that hides behind its twin comes that near by itself.
 */
#define CHANGE_TRUNKS 0.06

/*
 * Price of legs and shoulders being named unlike each other, in trunk lengths a second. They are exchanged together
 * more often than not, so shoulders show an exchange of legs that is hidden by one leg before the other.
 */
#define APART_TRUNKS_PER_S 2.0

/* A state: bit g is set where group g is swapped. */
enum { STATE_COUNT = 1 << SAG__SWAP_GROUP_COUNT, STATE_BITS = SAG__SWAP_GROUP_COUNT };

sag_joint sag__swap_first(sag__swap_group group)
{
    return group == SAG__SWAP_LEGS ? SAG_JOINT_LEFT_HIP : SAG_JOINT_LEFT_SHOULDER;
}

sag_joint sag__swap_last(sag__swap_group group)
{
    return group == SAG__SWAP_LEGS ? SAG_JOINT_LEFT_FOOT_INDEX : SAG_JOINT_LEFT_SHOULDER;
}

static double distance(const sag_keypoint *a, const sag_keypoint *b)
{
    double x = (double)b->x_px - (double)a->x_px;
    double y = (double)b->y_px - (double)a->y_px;
    return sqrt(x * x + y * y);
}

/* How much longer the joints' way from a to b is when the names in b are kept than when they are exchanged. */
static double exchange_gain(const sag_skeleton *a, const sag_skeleton *b, sag__swap_group group)
{
    double gain = 0.0;
    for (int left = (int)sag__swap_first(group); left <= (int)sag__swap_last(group); left += 2) {
        const sag_keypoint *from = &a->joint[left];
        const sag_keypoint *to = &b->joint[left];
        gain += distance(&from[0], &to[0]) + distance(&from[1], &to[1]) - distance(&from[0], &to[1]) -
                distance(&from[1], &to[0]);
    }
    return gain;
}

/* What it costs to come from one state to another, beyond keeping all names. change: of each group. */
static double step_cost(unsigned from, unsigned to, const double change[SAG__SWAP_GROUP_COUNT], double apart)
{
    double cost = to != 0 && to != STATE_COUNT - 1 ? apart : 0.0;
    for (int group = 0; group < SAG__SWAP_GROUP_COUNT; group++) {
        cost += ((from ^ to) >> group & 1u) != 0 ? change[group] : 0.0;
    }
    return cost;
}

/* One step of all states. cost: of the cheapest way to each state, renewed. Returns: where each came from, as bits. */
static unsigned step_states(double cost[STATE_COUNT], const double change[SAG__SWAP_GROUP_COUNT], double apart)
{
    unsigned origins = 0;
    double next[STATE_COUNT];
    for (unsigned to = 0; to < STATE_COUNT; to++) {
        unsigned best = to; /* equals stay */
        next[to] = cost[to] + step_cost(to, to, change, apart);
        for (unsigned from = 0; from < STATE_COUNT; from++) {
            double way = cost[from] + step_cost(from, to, change, apart);
            if (way < next[to]) {
                next[to] = way;
                best = from;
            }
        }
        origins |= best << (STATE_BITS * to);
    }
    for (int state = 0; state < STATE_COUNT; state++) {
        cost[state] = next[state];
    }
    return origins;
}

/* Write the states of the frames first .. end - 1, and keep the model's naming of the most. origins: clip->scratch. */
static void keep_states(sag__clip *clip, size_t first, size_t end, unsigned state)
{
    size_t swapped_count = 0;
    size_t named_count = 0;
    for (size_t i = end; i-- > first;) {
        bool found = sag_motion_get(clip->motion, i)->found;
        for (int group = 0; group < SAG__SWAP_GROUP_COUNT; group++) {
            clip->swapped[group][i] = found && (state >> group & 1u) != 0;
            swapped_count += clip->swapped[group][i];
            named_count += found;
        }
        state = found ? (unsigned)clip->scratch[i] >> (STATE_BITS * state) & (STATE_COUNT - 1) : state;
    }
    if (2 * swapped_count <= named_count) {
        return;
    }
    for (size_t i = first; i < end; i++) {
        for (int group = 0; group < SAG__SWAP_GROUP_COUNT; group++) {
            clip->swapped[group][i] = !clip->swapped[group][i] && sag_motion_get(clip->motion, i)->found;
        }
    }
}

/* The cheapest states of the frames first .. end - 1. */
static void find_run(sag__clip *clip, size_t first, size_t end, double trunk_px)
{
    double cost[STATE_COUNT] = {0.0};
    const sag_skeleton *last = NULL;
    double last_s = 0.0;
    for (size_t i = first; i < end; i++) {
        const sag_skeleton *skeleton = sag_motion_get(clip->motion, i);
        unsigned origins = 0; /* at the first frame nothing is asked for */
        if (skeleton->found && last != NULL) {
            double change[SAG__SWAP_GROUP_COUNT];
            for (int group = 0; group < SAG__SWAP_GROUP_COUNT; group++) {
                sag__swap_group g = (sag__swap_group)group;
                int joints = (int)sag__swap_last(g) - (int)sag__swap_first(g) + 2;
                change[group] = CHANGE_TRUNKS * trunk_px * (double)joints - exchange_gain(last, skeleton, g);
            }
            origins = step_states(cost, change, APART_TRUNKS_PER_S * trunk_px * (clip->t_s[i] - last_s));
        }
        clip->scratch[i] = (double)origins;
        last = skeleton->found ? skeleton : last;
        last_s = skeleton->found ? clip->t_s[i] : last_s;
    }
    unsigned state = 0;
    for (unsigned other = 1; other < STATE_COUNT; other++) {
        state = cost[other] < cost[state] ? other : state;
    }
    keep_states(clip, first, end, state);
}

/* Whether frame i continues the run whose last found frame is `last`. */
static bool continues(const sag__clip *clip, size_t i, size_t last)
{
    return !sag_motion_get(clip->motion, i)->found ||
           (clip->joined[i] && clip->t_s[i] - clip->t_s[last] <= clip->gap_s);
}

void sag__swap_find(sag__clip *clip, double trunk_px)
{
    if (!(trunk_px > 0.0)) {
        return;
    }
    for (size_t first = 0; first < clip->count;) {
        size_t last = first;
        size_t end = first + 1;
        while (end < clip->count && continues(clip, end, last)) {
            last = sag_motion_get(clip->motion, end)->found ? end : last;
            end++;
        }
        find_run(clip, first, end, trunk_px);
        first = end;
    }
    for (size_t i = 0; i < clip->count; i++) {
        clip->swap_count += clip->swapped[SAG__SWAP_LEGS][i] || clip->swapped[SAG__SWAP_SHOULDERS][i];
    }
}
