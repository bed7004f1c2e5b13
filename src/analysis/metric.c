#include "metric.h"

#include <math.h>

#include "angle.h"
#include "posture.h"
#include "stats.h"

/* Lower borders of the depth classes in thigh inclination, shallow to deep. */
static const double depth_border_deg[] = {15.0, 5.0, -5.0, -20.0};

/*
 * Standard error of the model itself against the laboratory: a constant, a part that grows with the hips' drop, and a
 * share of the value, for changes that the model shows smaller than they are.
 * Angles of a posture: knee about 5 deg, thigh 4 to 6, trunk and shank 2 to 4, after published comparisons. The others
 * are measured on rendered people whose posture is known: the further the posture is from standing, the further the
 * points drift, those of the feet most. About two thirds of the errors lie within one standard error.
 */
typedef struct error_model {
    double constant;
    double per_drop; /* for each leg length that the hips have dropped */
    double share;
} error_model;

static const error_model model_error[SAG_METRIC_COUNT] = {
    [SAG_METRIC_KNEE_FLEXION] = {SAG__RAD(5.0), 0.0, 0.0},
    [SAG_METRIC_THIGH_INCLINATION] = {SAG__RAD(5.0), 0.0, 0.0},
    [SAG_METRIC_DEPTH] = {SAG__RAD(5.0), 0.0, 0.0}, /* the sine of the thigh's inclination */
    [SAG_METRIC_TRUNK_INCLINATION] = {SAG__RAD(4.0), 0.0, 0.0},
    [SAG_METRIC_SHANK_INCLINATION] = {SAG__RAD(4.0), 0.0, 0.0},
    [SAG_METRIC_HIP_DROP] = {0.03, 0.0, 0.0},
    [SAG_METRIC_TRUNK_SHANK] = {SAG__RAD(3.0), 0.0, 0.0},
    [SAG_METRIC_ANKLE_DORSIFLEXION] = {SAG__RAD(2.0), SAG__RAD(10.0), 0.0},
    [SAG_METRIC_FOOT_PITCH] = {SAG__RAD(1.0), SAG__RAD(9.0), 0.35},
    [SAG_METRIC_HEEL_RISE] = {0.02, 0.13, 0.3},
    [SAG_METRIC_KNEE_TRAVEL] = {0.03, 0.15, 0.0},
    [SAG_METRIC_KNEE_MEDIAL_LEFT] = {0.01, 0.025, 0.0},
    [SAG_METRIC_KNEE_MEDIAL_RIGHT] = {0.01, 0.025, 0.0},
    [SAG_METRIC_KNEE_TO_FOOT_LEFT] = {0.01, 0.03, 0.0},
    [SAG_METRIC_KNEE_TO_FOOT_RIGHT] = {0.01, 0.03, 0.0},
    [SAG_METRIC_KNEE_SEPARATION] = {0.04, 0.25, 0.0},
    [SAG_METRIC_HIP_SHIFT] = {0.01, 0.03, 0.25},
    [SAG_METRIC_PELVIC_OBLIQUITY] = {SAG__RAD(1.0), SAG__RAD(10.0), 0.0}, /* reads 4 deg where 10 are */
    [SAG_METRIC_LATERAL_TRUNK_LEAN] = {SAG__RAD(1.0), SAG__RAD(2.0), 0.0},
};

sag_depth_class sag__metric_depth_class(double thigh_inclination_rad)
{
    double deg = SAG__DEG(thigh_inclination_rad);
    if (deg > depth_border_deg[0]) {
        return SAG_DEPTH_PARTIAL;
    }
    if (deg > depth_border_deg[1]) {
        return SAG_DEPTH_NEAR_PARALLEL;
    }
    if (deg >= depth_border_deg[2]) {
        return SAG_DEPTH_PARALLEL;
    }
    return deg >= depth_border_deg[3] ? SAG_DEPTH_BELOW_PARALLEL : SAG_DEPTH_DEEP;
}

sag_depth_class sag__metric_depth_class_other(const sag_measure *thigh_inclination)
{
    sag_depth_class own = sag__metric_depth_class(thigh_inclination->value);
    sag_depth_class depth = own;
    double nearest_rad = thigh_inclination->se;
    for (int i = 0; i < (int)(sizeof depth_border_deg / sizeof *depth_border_deg); i++) {
        double distance_rad = fabs(thigh_inclination->value - SAG__RAD(depth_border_deg[i]));
        if (distance_rad <= nearest_rad) {
            nearest_rad = distance_rad;
            /* border i lies between the classes PARTIAL + i and PARTIAL + i + 1 */
            sag_depth_class above = (sag_depth_class)((int)SAG_DEPTH_PARTIAL + i);
            depth = own == above ? (sag_depth_class)((int)above + 1) : above;
        }
    }
    return depth;
}

/*
 * Standing is never quite still, and the filter ties neighbouring frames together: two moments count as independent
 * only when they are this far apart.
 */
#define INDEPENDENT_S 0.5

/* A direction from which a side view is seen. */
typedef struct projection {
    double cosine; /* of the angle from the side view */
    double tangent;
    double tilt_sine; /* of CAMERA_TILT_DEG */
} projection;

/* What the error of a frame is made of beside the posture itself. */
typedef struct setting {
    const sag_analysis *out;
    double front_sine;     /* of how far the person may be turned from facing the camera */
    double foot_shortening; /* share by which a foot, turned out by a usual angle, looks shorter than it is */
    double turn_out_sine;  /* of TURN_OUT_DEG */
    double hip_drop;       /* of the frame, in leg lengths; of a deep squat where it is not known */
    projection side_view;
    /* Of the frame: how far its segments may look from how they are. */
    double thigh_rad;
    double shank_rad;
    double trunk_rad;
} setting;

/*
 * A camera above or below the joint sees depth as height. How far it looks down is not known; this is the tilt of a
 * hand-held phone at chest height 4 m away, one standard deviation.
 */
#define CAMERA_TILT_DEG 10.0

/* The feet may point away from the sagittal plane by this. */
#define TURN_OUT_DEG 15.0

/*
 * A person who faces the camera does so within about this. What lies behind or in front then looks shifted: in a squat
 * whose hips drop by half a leg the hips lie a quarter of a leg behind the ankles, the knees a third of a leg in front
 * of the line hip to ankle, and the trunk leans forward by some 40 deg; all in proportion to the drop.
 */
#define FACING_DEG 3.0
#define HIPS_BACK_PER_DROP 0.5
#define KNEES_FORWARD_PER_DROP 0.7
#define TRUNK_FORWARD_PER_DROP 1.6
#define DROP_UNKNOWN 0.5

/* Focal length of phones and webcams in lengths of the picture's longer side, the short end. */
#define FOCAL_LENGTH_RATIO 0.7

/*
 * How far a line's angle in the picture can be from its angle in the sagittal plane, when the camera stands off_rad
 * from the side view: forward lengths look shorter by cos(off), and their part along the camera axis, sin(off), is
 * tilted into height.
 */
static double projection_error(sag__line seen, const projection *view)
{
    double across_px = fabs(seen.across_px);
    double square = seen.across_px * seen.across_px + seen.up_px * seen.up_px;
    double stretched_px = across_px / view->cosine;
    /* The angle between the line as it is seen and as it may be: both lie in the same half-plane. */
    double turn_rad = atan2((stretched_px - across_px) * seen.up_px, across_px * stretched_px + seen.up_px * seen.up_px);
    double tilt_rad = across_px * across_px / square * view->tangent * view->tilt_sine;
    return sqrt(turn_rad * turn_rad + tilt_rad * tilt_rad);
}

static sag__line thigh_line(const sag__posture *posture)
{
    return sag__posture_line(posture, posture->near_side, SAG__PART_KNEE, SAG__PART_HIP);
}

static double view_error(const setting *set, const sag__posture *posture, sag_metric metric, double value)
{
    const projection *view = &set->side_view;
    double turned = set->front_sine;
    switch (metric) {
    case SAG_METRIC_KNEE_FLEXION:
        return set->thigh_rad + set->shank_rad;
    case SAG_METRIC_THIGH_INCLINATION:
        return set->thigh_rad;
    case SAG_METRIC_DEPTH: /* a height is not shortened, only tilted into */
        return fabs(thigh_line(posture).across_px) / posture->thigh_px * view->tangent * view->tilt_sine;
    case SAG_METRIC_TRUNK_INCLINATION:
        return set->trunk_rad;
    case SAG_METRIC_SHANK_INCLINATION:
    case SAG_METRIC_ANKLE_DORSIFLEXION: /* what the foot's own projection adds cancels in standing */
        return set->shank_rad;
    case SAG_METRIC_TRUNK_SHANK:
        return hypot(set->trunk_rad, set->shank_rad);
    case SAG_METRIC_FOOT_PITCH:
    case SAG_METRIC_HEEL_RISE:
        return fabs(value) * set->foot_shortening;
    case SAG_METRIC_KNEE_TRAVEL:
        return fabs(value) * set->foot_shortening + set->turn_out_sine * view->tangent;
    case SAG_METRIC_KNEE_MEDIAL_LEFT:
    case SAG_METRIC_KNEE_MEDIAL_RIGHT:
        return KNEES_FORWARD_PER_DROP * fabs(set->hip_drop) * turned;
    case SAG_METRIC_HIP_SHIFT:
        return HIPS_BACK_PER_DROP * fabs(set->hip_drop) * turned * posture->leg_px /
               sag__posture_ankle_width(posture);
    case SAG_METRIC_LATERAL_TRUNK_LEAN:
        return atan(tan(fmin(TRUNK_FORWARD_PER_DROP * fabs(set->hip_drop), 1.0)) * turned);
    default:
        return 0.0;
    }
}

/*
 * How much of a camera's roll goes into a metric: all of it into an inclination, the height between two points into
 * their distance across, nothing into angles between segments and into changes of an inclination.
 */
static double roll_gain(const setting *set, const sag__posture *posture, sag_metric metric)
{
    sag_side side = metric == SAG_METRIC_KNEE_TO_FOOT_LEFT ? SAG_SIDE_LEFT : SAG_SIDE_RIGHT;
    switch (metric) {
    case SAG_METRIC_THIGH_INCLINATION:
    case SAG_METRIC_TRUNK_INCLINATION:
    case SAG_METRIC_SHANK_INCLINATION:
    case SAG_METRIC_ANKLE_DORSIFLEXION:
        return 1.0;
    case SAG_METRIC_DEPTH:
        return fabs(thigh_line(posture).across_px) / posture->thigh_px;
    case SAG_METRIC_KNEE_TRAVEL:
        return sag__posture_line(posture, posture->near_side, SAG__PART_TOE, SAG__PART_KNEE).up_px / posture->foot_px;
    case SAG_METRIC_KNEE_TO_FOOT_LEFT:
    case SAG_METRIC_KNEE_TO_FOOT_RIGHT:
        return sag__posture_line(posture, side, SAG__PART_TOE, SAG__PART_KNEE).up_px / posture->leg_px;
    case SAG_METRIC_HIP_SHIFT:
        return fabs(set->hip_drop) * posture->leg_px / sag__posture_ankle_width(posture);
    default:
        return 0.0;
    }
}

/* How far the line of sight to the person may be from the direction the person faces. */
static double off_front(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance)
{
    const sag_source_info *source = &sag_motion_view_facts(clip->motion)->source;
    /* The widths of the body cannot exceed full width, so the estimate falls short of 90 deg by about its error. */
    double short_rad = 0.5 * SAG__PI - out->view_off_side_rad - out->view_off_side_se_rad;
    double off_rad = hypot(fmax(short_rad, 0.0), SAG__RAD(FACING_DEG));
    if (source->width_px <= 0 || source->height_px <= 0 || stance->leg_length_px <= 0.0) {
        return off_rad;
    }
    /* The picture's middle turns with the joints. */
    double middle_px = 0.5 * (source->width_px * cos(clip->roll_rad) - source->height_px * sin(clip->roll_rad));
    double beside_px = clip->ankle_middle_px - middle_px;
    double sight_rad = atan(beside_px / (FOCAL_LENGTH_RATIO * fmax(source->width_px, source->height_px)));
    return isnan(sight_rad) ? off_rad : hypot(off_rad, sight_rad);
}

bool sag__metric_is_of_back(sag_metric metric)
{
    return metric >= SAG_METRIC_LUMBAR_FLEXION && metric <= SAG_METRIC_THORAX_INCLINATION;
}

bool sag__metric_is_from_standing(sag_metric metric)
{
    switch (metric) {
    case SAG_METRIC_LUMBAR_FLEXION:
    case SAG_METRIC_PELVIC_TILT:
    case SAG_METRIC_THORAX_INCLINATION:
    case SAG_METRIC_HIP_DROP:
    case SAG_METRIC_ANKLE_DORSIFLEXION:
    case SAG_METRIC_FOOT_PITCH:
    case SAG_METRIC_HEEL_RISE:
    case SAG_METRIC_HIP_SHIFT:
    case SAG_METRIC_PELVIC_OBLIQUITY:
    case SAG_METRIC_LATERAL_TRUNK_LEAN:
        return true;
    default:
        return false;
    }
}

/* Why a metric cannot be had from the whole clip, before looking at its frames. */
static sag_reason reason_before(const sag_analysis *out, const sag__stance *stance, sag_metric metric)
{
    if (out->found_count == 0) {
        return SAG_REASON_NO_PERSON;
    }
    if (out->view == SAG_VIEW_UNKNOWN) {
        return SAG_REASON_TOO_SHORT;
    }
    const sag_metric_info *info = sag_metric_get_info(metric);
    if ((info->views & (1u << out->view)) == 0) {
        return SAG_REASON_VIEW;
    }
    /* Angles of a posture and the ratio of two distances need no length of the body. */
    bool scaled = info->unit != SAG_UNIT_ANGLE && metric != SAG_METRIC_KNEE_SEPARATION;
    bool needs_standing = scaled || sag__metric_is_from_standing(metric);
    return needs_standing && !stance->found ? SAG_REASON_NO_STANDING : SAG_REASON_NONE;
}

/* Median of the raw values over the standing frames, with the error of that median. */
static sag_measure standing_value(const sag__clip *clip, const sag__stance *stance, const double *raw)
{
    size_t count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        if (stance->used[i] && !isnan(raw[i])) {
            clip->scratch[count++] = raw[i];
        }
    }
    if (!stance->found || count == 0) {
        return (sag_measure){.reason = stance->found ? SAG_REASON_HIDDEN : SAG_REASON_NO_STANDING};
    }
    sag_measure standing = {.value = sag__stats_median(clip->scratch, count, clip->scratch)};
    double scatter = SAG__SD_PER_MAD * sag__stats_mad(clip->scratch, count, standing.value, clip->scratch);
    double independent = clip->rate_hz > 0.0 ? (double)count / clip->rate_hz / INDEPENDENT_S : 1.0;
    standing.se = scatter / sqrt(fmax(independent, 1.0));
    return standing;
}

/* Subtract the standing value in the metric's own sense. */
static double from_standing(const sag_analysis *out, sag_metric metric, double raw)
{
    double standing = out->baseline.standing[metric].value;
    switch (metric) {
    case SAG_METRIC_HIP_DROP:
        return standing - raw;
    case SAG_METRIC_ANKLE_DORSIFLEXION: /* standing feet are flat: there the shank's inclination is the dorsiflexion */
        return raw - standing + out->baseline.standing[SAG_METRIC_SHANK_INCLINATION].value;
    default:
        return raw - standing;
    }
}

static double model_part(const setting *set, sag_metric metric, double value)
{
    const error_model *m = &model_error[metric];
    return hypot(m->constant, hypot(m->per_drop * set->hip_drop, m->share * value));
}

static sag__metric_error error_parts(const setting *set, const sag__posture *posture, sag_metric metric, double value)
{
    return (sag__metric_error){
        .noise = sag__posture_noise(posture, metric),
        .model = model_part(set, metric, value),
        .view = view_error(set, posture, metric, value),
        .roll = roll_gain(set, posture, metric) * set->out->camera_roll_se_rad,
        .baseline = sag__metric_is_from_standing(metric) ? set->out->baseline.standing[metric].se : 0.0,
    };
}

static double whole_error(const sag__metric_error *e)
{
    return sqrt(e->noise * e->noise + e->model * e->model + e->view * e->view + e->roll * e->roll +
                e->baseline * e->baseline);
}

/* What all frames have in common. */
static setting setting_of(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance)
{
    double off_rad = out->view_off_side_rad;
    return (setting){.out = out,
                     .front_sine = sin(off_front(out, clip, stance)),
                     .foot_shortening = 1.0 / cos(off_rad + SAG__RAD(TURN_OUT_DEG)) - 1.0,
                     .turn_out_sine = sin(SAG__RAD(TURN_OUT_DEG)),
                     .side_view = {cos(off_rad), tan(off_rad), sin(SAG__RAD(CAMERA_TILT_DEG))}};
}

/* What belongs to one frame. hip_drop: NaN where it is not known. */
static void set_frame(setting *set, const sag__posture *posture, double hip_drop)
{
    sag_side side = posture->near_side;
    set->hip_drop = isnan(hip_drop) ? DROP_UNKNOWN : hip_drop;
    set->thigh_rad = projection_error(thigh_line(posture), &set->side_view);
    set->shank_rad =
        projection_error(sag__posture_line(posture, side, SAG__PART_ANKLE, SAG__PART_KNEE), &set->side_view);
    set->trunk_rad =
        projection_error(sag__posture_line(posture, side, SAG__PART_HIP, SAG__PART_SHOULDER), &set->side_view);
}

sag__metric_error sag__metric_error_at(const sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                                       sag_metric metric, size_t i)
{
    setting set = setting_of(out, clip, stance);
    sag__posture posture = sag__posture_at(out, clip, stance, i);
    set_frame(&set, &posture, out->series[SAG_METRIC_HIP_DROP][i]);
    return error_parts(&set, &posture, metric, out->series[metric][i]);
}

sag_measure sag__metric_measure(const sag_analysis *analysis, sag_metric metric, size_t i)
{
    sag_measure measure = {.value = analysis->series[metric][i], .se = analysis->series_se[metric][i],
                           .reason = analysis->clip_reason[metric]};
    if (measure.reason == SAG_REASON_NONE && isnan(measure.value)) {
        measure.reason = SAG_REASON_HIDDEN;
    }
    return measure.reason == SAG_REASON_NONE ? measure : (sag_measure){.reason = measure.reason};
}

/* The raw values of all frames, and what of them belongs to standing. */
static void fill_raw(sag_analysis *out, const sag__clip *clip, const sag__stance *stance, const double *height_px)
{
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        out->clip_reason[m] = reason_before(out, stance, (sag_metric)m);
    }
    for (size_t i = 0; i < clip->count; i++) {
        sag__posture posture = sag__posture_at(out, clip, stance, i);
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            bool wanted = out->clip_reason[m] == SAG_REASON_NONE && !sag__metric_is_of_back((sag_metric)m);
            out->series[m][i] = wanted ? sag__posture_value(&posture, (sag_metric)m) : NAN;
        }
        if (out->clip_reason[SAG_METRIC_HIP_DROP] == SAG_REASON_NONE) {
            out->series[SAG_METRIC_HIP_DROP][i] = height_px[i] / stance->leg_length_px;
        }
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        sag_measure *standing = &out->baseline.standing[m];
        if (sag__metric_is_of_back((sag_metric)m)) {
            *standing = (sag_measure){.reason = SAG_REASON_RELATIVE};
            continue;
        }
        *standing = out->clip_reason[m] == SAG_REASON_NONE ? standing_value(clip, stance, out->series[m])
                                                           : (sag_measure){.reason = out->clip_reason[m]};
        if (sag__metric_is_from_standing((sag_metric)m) && out->clip_reason[m] == SAG_REASON_NONE) {
            out->clip_reason[m] = standing->reason;
        }
    }
}

void sag__metric_fill(sag_analysis *out, const sag__clip *clip, const sag__stance *stance, const double *height_px)
{
    fill_raw(out, clip, stance, height_px);
    setting set = setting_of(out, clip, stance);
    bool any[SAG_METRIC_COUNT] = {false};
    for (size_t i = 0; i < clip->count; i++) {
        sag__posture posture = sag__posture_at(out, clip, stance, i);
        double raw_drop = out->series[SAG_METRIC_HIP_DROP][i];
        set_frame(&set, &posture, from_standing(out, SAG_METRIC_HIP_DROP, raw_drop));
        for (int m = 0; m < SAG_METRIC_COUNT; m++) {
            double *value = &out->series[m][i];
            out->series_se[m][i] = NAN;
            if (sag__metric_is_of_back((sag_metric)m)) {
                continue;
            }
            if (out->clip_reason[m] != SAG_REASON_NONE) {
                *value = NAN;
            } else if (sag__metric_is_from_standing((sag_metric)m)) {
                *value = from_standing(out, (sag_metric)m, *value);
            }
            if (!isnan(*value)) {
                sag__metric_error parts = error_parts(&set, &posture, (sag_metric)m, *value);
                out->series_se[m][i] = whole_error(&parts);
                any[m] = true;
            }
        }
    }
    for (int m = 0; m < SAG_METRIC_COUNT; m++) {
        if (!any[m] && out->clip_reason[m] == SAG_REASON_NONE && !sag__metric_is_of_back((sag_metric)m)) {
            out->clip_reason[m] = SAG_REASON_HIDDEN;
        }
    }
}
