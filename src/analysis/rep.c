#include "rep.h"

#include <math.h>

#include "angle.h"
#include "filter.h"
#include "memory.h"
#include "rep_rules.h"

/* Longest hiding of its joints that a repetition can be followed through. Depth is not measured in it. */
#define DRIVER_GAP_S 1.0

/* The hips sink by this, in leg lengths, when the knees flex to about 50 deg: a quarter squat. Less is no squat. */
#define DROP_MIN_LEGS 0.10

/*
 * A bow of the trunk by this from standing, or between two turning points, is a hinge. No published border was found:
 * this is six times the error of the trunk's inclination, and half of the 50 to 90 deg that the hinges and deadlifts at
 * hand turn.
 */
#define TURN_MIN_DEG 25.0

/* Ends of the movement: within this share of the depth of the top, and slower than this share of peak. */
#define TOP_RATIO 0.10
#define STILL_RATIO 0.05

typedef struct run_driver {
    const sag__clip *clip;
    const double *height; /* leg lengths; of a hinge rad */
    double drop_min;      /* the smallest way down and up that is looked at */
    bool hinge;           /* a pause may wander */
    bool may_begin_low;   /* a hinge whose bottom is where the recording begins; not behind a gap: it may be half way */
    size_t first;         /* one run of frames without a gap or a change of person */
    size_t last;
} run_driver;

typedef struct candidate_list {
    sag__rep_candidate *item;
    size_t count;
} candidate_list;

/* Speed of the driver a second, + up. */
static double speed_at(const run_driver *d, size_t i)
{
    size_t before = i > d->first ? i - 1 : i;
    size_t after = i < d->last ? i + 1 : i;
    double step_s = d->clip->t_s[after] - d->clip->t_s[before];
    return step_s > 0.0 ? (d->height[after] - d->height[before]) / step_s : 0.0;
}

/* Fold the newest candidate into the one before it while the rise between them is a pulse. */
static void merge_pulses(candidate_list *list, size_t first_of_run, const double *height)
{
    while (list->count >= first_of_run + 2) {
        sag__rep_candidate *a = &list->item[list->count - 2];
        const sag__rep_candidate *b = &list->item[list->count - 1];
        double rise_a = height[a->top_after] - height[a->bottom];
        double rise_b = height[b->top_before] - height[b->bottom];
        bool a_returns = rise_a >= SAG__REP_RETURN_MIN_RATIO * (height[a->top_before] - height[a->bottom]);
        bool b_returns = rise_b >= SAG__REP_RETURN_MIN_RATIO * (height[b->top_after] - height[b->bottom]);
        if (a_returns && b_returns) {
            return;
        }
        a->bottom = height[b->bottom] < height[a->bottom] ? b->bottom : a->bottom;
        a->top_after = b->top_after;
        list->count--;
    }
}

/* Append the candidates of one run: tops and bottoms that differ by at least the smallest movement. */
static void find_turns(candidate_list *list, const run_driver *d)
{
    const double *height = d->height;
    size_t first_of_run = list->count;
    size_t high = d->first;
    size_t low = d->first;
    size_t top = d->first;
    bool have_top = false;
    int direction = 0; /* +1 rising from a bottom, -1 falling from a top, 0 neither yet */
    bool open = false; /* the last candidate still looks for its top_after */
    for (size_t i = d->first; i <= d->last; i++) {
        high = height[i] > height[high] ? i : high;
        low = height[i] < height[low] ? i : low;
        if (direction >= 0 && height[high] - height[i] >= d->drop_min) {
            top = high;
            have_top = true;
            if (open) {
                list->item[list->count - 1].top_after = top;
                merge_pulses(list, first_of_run, height);
                open = false;
            }
            direction = -1;
            low = i;
        } else if (direction <= 0 && height[i] - height[low] >= d->drop_min) {
            if (have_top || d->may_begin_low) {
                list->item[list->count++] =
                    (sag__rep_candidate){.top_before = top, .bottom = low, .from_bottom = !have_top};
                open = true;
            }
            direction = +1;
            high = i;
        }
    }
    if (open) {
        list->item[list->count - 1].top_after = high;
        merge_pulses(list, first_of_run, height);
    }
}

/* Largest speed toward (sign +1: up, -1: down) between two frames. */
static double peak_speed(const run_driver *d, size_t first, size_t last, double sign)
{
    double peak = 0.0;
    for (size_t i = first; i <= last; i++) {
        peak = fmax(peak, sign * speed_at(d, i));
    }
    return peak;
}

/*
 * The stretch around the bottom in which the driver is slower than still. Whoever holds a bar on the floor sways: in a
 * hinge faster moments count along, as long as it is still again before it has left the bottom.
 */
static void place_pause(sag__rep_candidate *c, const run_driver *d, double still)
{
    double near = d->hinge ? d->height[c->bottom] + TOP_RATIO * fmax(c->drop_before, c->drop_after) : -INFINITY;
    c->pause_first = c->bottom;
    for (size_t i = c->bottom; i > c->start; i--) {
        bool is_still = fabs(speed_at(d, i - 1)) < still;
        if (!is_still && d->height[i - 1] > near) {
            break;
        }
        c->pause_first = is_still ? i - 1 : c->pause_first;
    }
    c->pause_last = c->bottom;
    for (size_t i = c->bottom; i < c->end; i++) {
        bool is_still = fabs(speed_at(d, i + 1)) < still;
        if (!is_still && d->height[i + 1] > near) {
            break;
        }
        c->pause_last = is_still ? i + 1 : c->pause_last;
    }
}

/* Whether the run begins on the way down of a candidate. */
static bool starts_cut(const sag__rep_candidate *c, const run_driver *d, double peak_down)
{
    return c->start == d->first && (-speed_at(d, c->start) > STILL_RATIO * peak_down ||
                                    c->drop_before < (1.0 - TOP_RATIO) * c->drop_after);
}

/* Start, end and pause of a candidate, and what of it the recording cuts. */
static void place_events(sag__rep_candidate *c, const run_driver *d)
{
    const double *height = d->height;
    double bottom = height[c->bottom];
    c->drop_before = c->from_bottom ? 0.0 : height[c->top_before] - bottom;
    c->drop_after = height[c->top_after] - bottom;
    double peak_down = c->from_bottom ? 0.0 : peak_speed(d, c->top_before, c->bottom, -1.0);
    double peak_up = peak_speed(d, c->bottom, c->top_after, +1.0);

    c->start = c->from_bottom ? c->top_before : c->bottom;
    while (c->start > c->top_before && (height[c->top_before] - height[c->start] > TOP_RATIO * c->drop_before ||
                                        -speed_at(d, c->start) > STILL_RATIO * peak_down)) {
        c->start--;
    }
    c->end = c->bottom;
    while (c->end < c->top_after && (height[c->top_after] - height[c->end] > TOP_RATIO * c->drop_after ||
                                     speed_at(d, c->end) > STILL_RATIO * peak_up)) {
        c->end++;
    }
    place_pause(c, d, STILL_RATIO * fmax(peak_down, peak_up));
    if (c->from_bottom) {
        c->start = c->pause_first;
    }
    c->start_cut = c->from_bottom || starts_cut(c, d, peak_down);
    c->end_cut = c->end == d->last && (speed_at(d, c->end) > STILL_RATIO * peak_up ||
                                       c->drop_after < (1.0 - TOP_RATIO) * c->drop_before);
    double pause_s = d->clip->t_s[c->pause_last] - d->clip->t_s[c->pause_first];
    c->duration_s = d->clip->t_s[c->end] - d->clip->t_s[c->start] - (d->hinge ? pause_s : 0.0);
}

/* End of the run of heights that begins at first. */
static size_t run_last(const sag__clip *clip, const double *height, size_t first)
{
    size_t last = first;
    while (last + 1 < clip->count && !isnan(height[last + 1]) &&
           (clip->joined[last + 1] || !sag_motion_get(clip->motion, last + 1)->found)) {
        last++;
    }
    return last;
}

sag_status sag__rep_find(sag__rep_candidate **out, size_t *count, sag_movement movement, const sag__clip *clip,
                         const sag__stance *stance, const double *driver)
{
    *out = NULL;
    *count = 0;
    size_t n = clip->count;
    bool hinge = movement == SAG_MOVEMENT_HINGE;
    double unit = hinge ? 1.0 : stance->leg_length_px;
    if (n == 0 || unit <= 0.0) {
        return SAG_STATUS_OK;
    }
    /* Two turning points of one kind are at least two frames apart. */
    candidate_list list = {.item = sag__memory_alloc(n / 2 + 1, sizeof *list.item)};
    double *height = sag__memory_alloc(n, sizeof *height);
    bool *seen = sag__memory_alloc(n, sizeof *seen);
    if (list.item == NULL || height == NULL || seen == NULL) {
        sag__memory_free(list.item);
        sag__memory_free(height);
        sag__memory_free(seen);
        return SAG_STATUS_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        seen[i] = !isnan(driver[i]);
        height[i] = driver[i] / unit;
    }
    sag__filter_fill(height, clip->t_s, n, DRIVER_GAP_S);
    bool begun = false;
    for (size_t first = 0; first < n;) {
        if (isnan(height[first])) {
            first++;
            continue;
        }
        run_driver run = {.clip = clip,
                          .height = height,
                          .drop_min = hinge ? SAG__RAD(TURN_MIN_DEG) : DROP_MIN_LEGS,
                          .hinge = hinge,
                          .may_begin_low = hinge && !begun,
                          .first = first,
                          .last = run_last(clip, height, first)};
        begun = true;
        size_t first_of_run = list.count;
        find_turns(&list, &run);
        for (size_t k = first_of_run; k < list.count; k++) {
            sag__rep_candidate *c = &list.item[k];
            place_events(c, &run);
            sag__rep_measure(c, movement, clip, stance, height, seen);
            c->verdict = sag__rep_judge(c, movement, run.first, run.last);
        }
        first = run.last + 1;
    }
    sag__memory_free(height);
    sag__memory_free(seen);
    *out = list.item;
    *count = list.count;
    return SAG_STATUS_OK;
}
