#include "rep.h"

#include <math.h>

#include "angle.h"
#include "body.h"
#include "filter.h"
#include "memory.h"
#include "stats.h"

/* Longest hiding of hips or ankles that a repetition can be followed through. Depth is not measured in it. */
#define DRIVER_GAP_S 1.0

/* The hips sink by this, in leg lengths, when the knees flex to about 50 deg: a quarter squat. Less is no squat. */
#define DROP_MIN_LEGS 0.10

/* Down and up means at least this share of the depth; less between two bottoms is a pulse of one repetition. */
#define RETURN_MIN_RATIO 0.5

/* Ends of the movement: within this share of the depth of the top, and slower than this share of peak. */
#define TOP_RATIO 0.10
#define STILL_RATIO 0.05

#define DURATION_MIN_S 0.5
#define DURATION_MAX_S 15.0
#define SEEN_MIN_RATIO 0.8

/*
 * A planted foot keeps its ankle within a fraction of a leg length (heel rise, model noise, a camera that is not quite
 * still); a step is 0.7 leg lengths long, and shuffling a chair nearly half a leg length.
 */
#define FOOT_TRAVEL_MAX_LEGS 0.25

/*
 * A quarter squat flexes each knee by 50 deg and turns each thigh by a good 30 deg. The body-centred space reads up to
 * a fifth less. A step bends one leg only.
 */
#define KNEE_MIN_DEG 40.0
#define THIGH_MIN_DEG 25.0

/* In a hinge the trunk turns further than the thighs; in a squat it is the other way round. */
#define TRUNK_PER_THIGH_MAX 1.0

/* A foot is a third of a leg long: who shifts further back over planted feet is carried by a seat. */
#define BALANCE_SHIFT_MIN_LEGS (-0.33)

/* Frames on either side of an event that are taken together. */
#define EVENT_FRAMES 2

typedef struct driver {
    const sag__clip *clip;
    const double *height; /* leg lengths */
    size_t first;         /* one run of frames without a gap or a change of person */
    size_t last;
} driver;

typedef struct candidate_list {
    sag__rep_candidate *item;
    size_t count;
} candidate_list;

/* Vertical speed of the hips in leg lengths a second, + up. */
static double speed_at(const driver *d, size_t i)
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
        bool a_returns = rise_a >= RETURN_MIN_RATIO * (height[a->top_before] - height[a->bottom]);
        bool b_returns = rise_b >= RETURN_MIN_RATIO * (height[b->top_after] - height[b->bottom]);
        if (a_returns && b_returns) {
            return;
        }
        a->bottom = height[b->bottom] < height[a->bottom] ? b->bottom : a->bottom;
        a->top_after = b->top_after;
        list->count--;
    }
}

/* Append the candidates of one run: tops and bottoms that differ by at least the smallest squat. */
static void find_turns(candidate_list *list, const driver *d)
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
        if (direction >= 0 && height[high] - height[i] >= DROP_MIN_LEGS) {
            top = high;
            have_top = true;
            if (open) {
                list->item[list->count - 1].top_after = top;
                merge_pulses(list, first_of_run, height);
                open = false;
            }
            direction = -1;
            low = i;
        } else if (direction <= 0 && height[i] - height[low] >= DROP_MIN_LEGS) {
            if (have_top) {
                list->item[list->count++] = (sag__rep_candidate){.top_before = top, .bottom = low};
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
static double peak_speed(const driver *d, size_t first, size_t last, double sign)
{
    double peak = 0.0;
    for (size_t i = first; i <= last; i++) {
        peak = fmax(peak, sign * speed_at(d, i));
    }
    return peak;
}

/* Start, end and pause of a candidate, and what of it the recording cuts. */
static void place_events(sag__rep_candidate *c, const driver *d)
{
    const double *height = d->height;
    double bottom = height[c->bottom];
    c->drop_before = height[c->top_before] - bottom;
    c->drop_after = height[c->top_after] - bottom;
    double peak_down = peak_speed(d, c->top_before, c->bottom, -1.0);
    double peak_up = peak_speed(d, c->bottom, c->top_after, +1.0);

    c->start = c->bottom;
    while (c->start > c->top_before && (height[c->top_before] - height[c->start] > TOP_RATIO * c->drop_before ||
                                        -speed_at(d, c->start) > STILL_RATIO * peak_down)) {
        c->start--;
    }
    c->end = c->bottom;
    while (c->end < c->top_after && (height[c->top_after] - height[c->end] > TOP_RATIO * c->drop_after ||
                                     speed_at(d, c->end) > STILL_RATIO * peak_up)) {
        c->end++;
    }
    double still = STILL_RATIO * fmax(peak_down, peak_up);
    c->pause_first = c->bottom;
    while (c->pause_first > c->start && fabs(speed_at(d, c->pause_first - 1)) < still) {
        c->pause_first--;
    }
    c->pause_last = c->bottom;
    while (c->pause_last < c->end && fabs(speed_at(d, c->pause_last + 1)) < still) {
        c->pause_last++;
    }
    c->start_cut = c->start == d->first && (-speed_at(d, c->start) > STILL_RATIO * peak_down ||
                                            c->drop_before < (1.0 - TOP_RATIO) * c->drop_after);
    c->end_cut = c->end == d->last && (speed_at(d, c->end) > STILL_RATIO * peak_up ||
                                       c->drop_after < (1.0 - TOP_RATIO) * c->drop_before);
    c->duration_s = d->clip->t_s[c->end] - d->clip->t_s[c->start];
}

/*
 * How far the ankle of a side strays from its median place, in pixels. NaN if it is hidden for too much of the time: a
 * foot that the model mostly guesses jumps about, above all the far one in a side view.
 */
static double ankle_travel(const sag__clip *clip, sag_side side, size_t first, size_t last)
{
    const sag__track *ankle = &clip->track[side][SAG__PART_ANKLE];
    size_t n = last - first + 1;
    size_t seen_count = 0;
    for (size_t i = first; i <= last; i++) {
        seen_count += isnan(ankle->x_px[i]) ? 0 : 1;
    }
    if ((double)seen_count < SEEN_MIN_RATIO * (double)n) {
        return NAN;
    }
    double x = sag__stats_median(ankle->x_px + first, n, clip->scratch);
    double y = sag__stats_median(ankle->y_px + first, n, clip->scratch);
    for (size_t k = 0; k < n; k++) {
        clip->scratch[k] = hypot(ankle->x_px[first + k] - x, ankle->y_px[first + k] - y);
    }
    return sag__stats_quantile(clip->scratch, n, 0.9, clip->scratch);
}

static double around(const sag__clip *clip, sag__body_value value, size_t i)
{
    return sag__body_median(clip, value, i > EVENT_FRAMES ? i - EVENT_FRAMES : 0, i + EVENT_FRAMES);
}

/* Change of a value from the mean of both ends to the bottom. */
static double change(const sag__clip *clip, sag__body_value value, const sag__rep_candidate *c)
{
    return around(clip, value, c->bottom) - 0.5 * (around(clip, value, c->start) + around(clip, value, c->end));
}

/* Median of the balance over the lower half of the movement, against its ends. */
static double balance_shift(const sag__clip *clip, const sag__rep_candidate *c, const double *height)
{
    double half = height[c->bottom] + 0.5 * fmax(c->drop_before, c->drop_after);
    size_t first = c->bottom;
    while (first > c->start && height[first - 1] < half) {
        first--;
    }
    size_t last = c->bottom;
    while (last < c->end && height[last + 1] < half) {
        last++;
    }
    return sag__body_median(clip, sag__body_balance, first, last) -
           0.5 * (around(clip, sag__body_balance, c->start) + around(clip, sag__body_balance, c->end));
}

/* Fill the figures that the rules look at. */
static void measure(sag__rep_candidate *c, const sag__clip *clip, const sag__stance *stance, const double *height,
                    const bool *seen)
{
    size_t seen_count = 0;
    for (size_t i = c->start; i <= c->end; i++) {
        seen_count += seen[i] ? 1 : 0;
    }
    c->seen_ratio = (double)seen_count / (double)(c->end - c->start + 1);
    double left_px = ankle_travel(clip, SAG_SIDE_LEFT, c->start, c->end);
    double right_px = ankle_travel(clip, SAG_SIDE_RIGHT, c->start, c->end);
    c->foot_travel = fmax(left_px, right_px) / stance->leg_length_px; /* fmax passes over one NaN */
    c->knee_rad = fmin(change(clip, sag__body_left_knee, c), change(clip, sag__body_right_knee, c));
    c->trunk_rad = change(clip, sag__body_trunk, c);
    c->thigh_rad = fmin(change(clip, sag__body_left_thigh, c), change(clip, sag__body_right_thigh, c));
    c->balance_shift = balance_shift(clip, c, height);
}

/* The first rule that a measured candidate fails. */
static sag_rejection judge(const sag__rep_candidate *c, const driver *d)
{
    bool came_down = c->drop_before >= RETURN_MIN_RATIO * c->drop_after || c->top_before == d->first;
    bool came_up = c->drop_after >= RETURN_MIN_RATIO * c->drop_before || c->top_after == d->last;
    if (!came_down || !came_up) {
        return SAG_REJECTION_UNFINISHED;
    }
    if (!(c->duration_s >= DURATION_MIN_S && c->duration_s <= DURATION_MAX_S)) {
        return SAG_REJECTION_DURATION;
    }
    if (c->seen_ratio < SEEN_MIN_RATIO) {
        return SAG_REJECTION_HIDDEN;
    }
    if (c->foot_travel > FOOT_TRAVEL_MAX_LEGS) {
        return SAG_REJECTION_STEPPING;
    }
    if (!(c->knee_rad >= SAG__RAD(KNEE_MIN_DEG) && c->thigh_rad >= SAG__RAD(THIGH_MIN_DEG))) {
        return SAG_REJECTION_LEGS;
    }
    if (c->trunk_rad > TRUNK_PER_THIGH_MAX * c->thigh_rad) {
        return SAG_REJECTION_HINGE;
    }
    return c->balance_shift < BALANCE_SHIFT_MIN_LEGS ? SAG_REJECTION_SEATED : SAG_REJECTION_NONE;
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

sag_status sag__rep_find(sag__rep_candidate **out, size_t *count, const sag__clip *clip, const sag__stance *stance,
                         const double *height_px)
{
    *out = NULL;
    *count = 0;
    size_t n = clip->count;
    if (n == 0 || stance->leg_length_px <= 0.0) {
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
        seen[i] = !isnan(height_px[i]);
        height[i] = height_px[i] / stance->leg_length_px;
    }
    sag__filter_fill(height, clip->t_s, n, DRIVER_GAP_S);
    for (size_t first = 0; first < n;) {
        if (isnan(height[first])) {
            first++;
            continue;
        }
        driver run = {.clip = clip, .height = height, .first = first, .last = run_last(clip, height, first)};
        size_t first_of_run = list.count;
        find_turns(&list, &run);
        for (size_t k = first_of_run; k < list.count; k++) {
            sag__rep_candidate *c = &list.item[k];
            place_events(c, &run);
            measure(c, clip, stance, height, seen);
            c->verdict = judge(c, &run);
        }
        first = run.last + 1;
    }
    sag__memory_free(height);
    sag__memory_free(seen);
    *out = list.item;
    *count = list.count;
    return SAG_STATUS_OK;
}
