#include "setup_check.h"

#include <math.h>

#include "angle.h"
#include "stats.h"

/* Shares of the frames with a person: a squat of which a tenth is missing may have lost its bottom. */
#define SEEN_GOOD 0.95
#define SEEN_POOR 0.8

/*
 * Standing height. Rendered people of 235 px are measured as well as those of 470 px (docs/ACCURACY.md, clips of 320
 * and 640 px width: mean errors within 0.2 deg). The network sees the body at that size in any case; at half of it
 * every pixel of the picture is enlarged.
 */
#define HEIGHT_GOOD_PX 235.0
#define HEIGHT_POOR_PX 118.0

/* Height of the nose over the floor in shares of the stature. */
#define NOSE_HEIGHT_RATIO 0.92

/* Level within 2 deg is the usual advice; a roll is told only when it is larger than this and than its error. */
#define ROLL_GOOD_DEG 2.0
#define ROLL_CLEAR_DEG 4.0
#define ROLL_CLEAR_ERRORS 2.0

/* Cameras that look level to the person who sets them up are within this: a larger estimate is the posture's. */
#define ROLL_BELIEVED_DEG 12.0

/* Error of the picture's vertical: a camera set up by eye, and a roll that was measured. */
#define ROLL_BY_EYE_SD_DEG 2.0
#define ROLL_GIVEN_SD_DEG 0.5

/*
 * What tells the roll while standing, clockwise as seen: the line from the ankles to the shoulders, which leans a
 * little forward in a side view; from the side the lines from heel to toe, whose toe end the model puts lower; from the
 * front or the back the line between the ankles. Measured: the body's line of rendered people, whose camera is level,
 * 1.3 +- 1.0 deg forward from the side, 0.2 deg from front and back; of people before cameras that look level, within
 * 2.5 deg. The feet's lines: 5.5 +- 0.5 deg on rendered people, but -6 to +6 deg on real ones; the ankles' within 3.3.
 */
#define BODY_LEAN_DEG 1.3
#define BODY_SIDE_SD_DEG 2.5
#define BODY_FRONT_SD_DEG 2.0
#define FEET_DROP_DEG 3.0
#define FEET_SD_DEG 6.0
#define ANKLES_SD_DEG 4.0

/*
 * Mean brightness of the body. No study: trunks in well lit clips read 0.16 to 0.59, dark shirts in dim rooms 0.05 to
 * 0.08, and repetitions are still found there. Clothes and light cannot be told apart, so only black is bad.
 */
#define LIGHT_GOOD 0.1
#define LIGHT_POOR 0.03

/* 23.976 frames a second count as 24. */
#define RATE_GOOD_HZ 23.5
#define RATE_POOR_HZ 15.0

/* Three seconds are the usual baseline; a quiet phase is found from half a second on. */
#define STANDING_GOOD_S 3.0

/* A foot's turn-out in the model's body-centred space: 5 deg root mean square on rendered feet, of one body only. */
#define TURN_OUT_SD_DEG 10.0

/* Shoulder points lie a tenth of their distance off. */
#define SHOULDER_WIDTH_SHARE_SD 0.1

static sag_check_result grade_up(double value, double good, double poor)
{
    sag_check_state state = value >= good ? SAG_CHECK_GOOD : value >= poor ? SAG_CHECK_POOR : SAG_CHECK_BAD;
    return (sag_check_result){.state = state, .value = value, .limit = good};
}

/* As recorded: whether the model and the picture's edges both say that a joint is inside. */
static bool is_inside(const sag_skeleton *recorded, const sag_source_info *source, sag_joint joint)
{
    const sag_keypoint *point = &recorded->joint[joint];
    bool size_known = source->width_px > 0 && source->height_px > 0;
    bool inside = point->x_px >= 0.0f && point->y_px >= 0.0f && (double)point->x_px <= (double)source->width_px &&
                  (double)point->y_px <= (double)source->height_px;
    return point->presence_ratio >= 0.5f && (inside || !size_known);
}

static bool is_whole(const sag_skeleton *recorded, const sag_source_info *source)
{
    static const sag_joint needed[] = {
        SAG_JOINT_NOSE,      SAG_JOINT_LEFT_HIP,   SAG_JOINT_RIGHT_HIP,       SAG_JOINT_LEFT_ANKLE,
        SAG_JOINT_RIGHT_ANKLE, SAG_JOINT_LEFT_HEEL, SAG_JOINT_RIGHT_HEEL, SAG_JOINT_LEFT_FOOT_INDEX,
        SAG_JOINT_RIGHT_FOOT_INDEX,
    };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (!is_inside(recorded, source, needed[i])) {
            return false;
        }
    }
    return true;
}

/* The shares of frames that show the whole body, and the feet that the view needs. */
static void check_inside(sag_analysis *out, const sag__clip *clip)
{
    const sag_source_info *source = &sag_motion_view_facts(clip->motion)->source;
    bool near_only = sag__stance_is_side(out->view);
    size_t whole_count = 0;
    size_t feet_count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        const sag_skeleton *recorded = sag_motion_get(clip->motion, i);
        if (!recorded->found) {
            continue;
        }
        whole_count += is_whole(recorded, source);
        bool feet = true;
        for (int side = 0; side < 2; side++) {
            for (int part = SAG__PART_HEEL; part <= SAG__PART_TOE; part++) {
                bool needed = !near_only || side == (int)out->near_side;
                feet = feet && (!needed || !isnan(clip->track[side][part].x_px[i]));
            }
        }
        feet_count += feet;
    }
    if (clip->found_count > 0) {
        double found = (double)clip->found_count;
        out->check[SAG_CHECK_WHOLE_BODY] = grade_up((double)whole_count / found, SEEN_GOOD, SEEN_POOR);
        out->check[SAG_CHECK_FEET] = grade_up((double)feet_count / found, SEEN_GOOD, SEEN_POOR);
    }
}

typedef struct point {
    double x, y;
} point;

static point middle(const sag_skeleton *skeleton, sag_joint left)
{
    const sag_keypoint *a = &skeleton->joint[left];
    const sag_keypoint *b = &skeleton->joint[left + 1];
    return (point){0.5 * ((double)a->x_px + (double)b->x_px), 0.5 * ((double)a->y_px + (double)b->y_px)};
}

typedef double (*frame_value)(const sag_skeleton *skeleton);

/* Median over the standing frames. NaN without one. */
static double standing_median(const sag__clip *clip, const sag__stance *stance, frame_value value)
{
    size_t count = 0;
    for (size_t i = 0; i < clip->count; i++) {
        if (stance->used[i]) {
            sag_skeleton room;
            clip->scratch[count++] = value(sag__clip_skeleton(clip, i, &room));
        }
    }
    return sag__stats_median(clip->scratch, count, clip->scratch);
}

static double body_height(const sag_skeleton *skeleton)
{
    double floor_y = middle(skeleton, SAG_JOINT_LEFT_HEEL).y;
    return (floor_y - (double)skeleton->joint[SAG_JOINT_NOSE].y_px) / NOSE_HEIGHT_RATIO;
}

/* Clockwise turn of the line from ankles to shoulders away from the vertical. */
static double body_turn(const sag_skeleton *skeleton)
{
    point shoulder = middle(skeleton, SAG_JOINT_LEFT_SHOULDER);
    point ankle = middle(skeleton, SAG_JOINT_LEFT_ANKLE);
    return atan2(shoulder.x - ankle.x, ankle.y - shoulder.y);
}

/* Clockwise turn of a line away from the horizontal, whichever way it points. */
static double level_turn(const sag_keypoint *a, const sag_keypoint *b)
{
    double across = (double)b->x_px - (double)a->x_px;
    double down = (double)b->y_px - (double)a->y_px;
    return atan2(across < 0.0 ? -down : down, fabs(across));
}

static double feet_turn(const sag_skeleton *skeleton)
{
    const sag_keypoint *joint = skeleton->joint;
    return 0.5 * (level_turn(&joint[SAG_JOINT_LEFT_HEEL], &joint[SAG_JOINT_LEFT_FOOT_INDEX]) +
                  level_turn(&joint[SAG_JOINT_RIGHT_HEEL], &joint[SAG_JOINT_RIGHT_FOOT_INDEX]));
}

static double ankles_turn(const sag_skeleton *skeleton)
{
    return level_turn(&skeleton->joint[SAG_JOINT_LEFT_ANKLE], &skeleton->joint[SAG_JOINT_RIGHT_ANKLE]);
}

/* Estimate how far the camera is turned clockwise, beyond what was given. Returns: its standard error, NaN unknown. */
static double estimate_roll(double *roll_rad, const sag_analysis *out, const sag__clip *clip,
                            const sag__stance *stance)
{
    double forward = out->facing == SAG_FACING_LEFT ? -1.0 : out->facing == SAG_FACING_RIGHT ? 1.0 : 0.0;
    double turn[2] = {standing_median(clip, stance, body_turn), 0.0};
    double sd[2] = {SAG__RAD(BODY_FRONT_SD_DEG), INFINITY};
    if (sag__stance_is_side(out->view)) {
        turn[0] -= forward * SAG__RAD(BODY_LEAN_DEG);
        sd[0] = SAG__RAD(BODY_SIDE_SD_DEG);
        turn[1] = standing_median(clip, stance, feet_turn) - forward * SAG__RAD(FEET_DROP_DEG);
        sd[1] = SAG__RAD(FEET_SD_DEG);
    } else if (out->view == SAG_VIEW_OBLIQUE) {
        sd[0] = SAG__RAD(BODY_SIDE_SD_DEG);
    } else {
        turn[1] = standing_median(clip, stance, ankles_turn);
        sd[1] = SAG__RAD(ANKLES_SD_DEG);
    }
    double weight[2] = {1.0 / (sd[0] * sd[0]), 1.0 / (sd[1] * sd[1])};
    /* The picture turns the other way than the camera. */
    *roll_rad = -(weight[0] * turn[0] + weight[1] * turn[1]) / (weight[0] + weight[1]);
    return isnan(*roll_rad) ? NAN : sqrt(1.0 / (weight[0] + weight[1]));
}

static void check_roll(sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                       const sag_analysis_options *options)
{
    bool given = options->camera_roll_given;
    out->camera_roll_rad = given ? options->camera_roll_rad : 0.0;
    out->camera_roll_se_rad = SAG__RAD(given ? ROLL_GIVEN_SD_DEG : ROLL_BY_EYE_SD_DEG);
    if (!stance->found) {
        return;
    }
    double roll_rad = 0.0;
    double se_rad = estimate_roll(&roll_rad, out, clip, stance);
    double size_rad = fabs(roll_rad);
    if (isnan(se_rad) || size_rad > SAG__RAD(ROLL_BELIEVED_DEG)) {
        return;
    }
    bool clear = size_rad > SAG__RAD(ROLL_CLEAR_DEG) && size_rad > ROLL_CLEAR_ERRORS * se_rad;
    out->check[SAG_CHECK_CAMERA_ROLL] = (sag_check_result){.state = clear ? SAG_CHECK_POOR : SAG_CHECK_GOOD,
                                                           .value = roll_rad,
                                                           .se = se_rad,
                                                           .limit = SAG__RAD(ROLL_GOOD_DEG)};
    if (clear) {
        out->camera_roll_se_rad = size_rad;
    }
}

static void check_facts(sag_analysis *out, const sag__clip *clip)
{
    const sag_motion_facts *facts = sag_motion_view_facts(clip->motion);
    out->check[SAG_CHECK_LIGHT].limit = LIGHT_GOOD;
    if (facts->body_light > 0.0) {
        out->check[SAG_CHECK_LIGHT] = grade_up(facts->body_light, LIGHT_GOOD, LIGHT_POOR);
    }
    out->check[SAG_CHECK_FRAME_RATE].limit = RATE_GOOD_HZ;
    if (clip->rate_hz > 0.0) {
        out->check[SAG_CHECK_FRAME_RATE] = grade_up(clip->rate_hz, RATE_GOOD_HZ, RATE_POOR_HZ);
    }
    out->check[SAG_CHECK_ALONE].limit = 1.0;
    if (facts->person_count > 0) {
        bool alone = facts->person_count == 1 && facts->takeover_count <= 0;
        out->check[SAG_CHECK_ALONE].state = alone ? SAG_CHECK_GOOD : SAG_CHECK_POOR;
        out->check[SAG_CHECK_ALONE].value = (double)facts->person_count;
    }
}

static void check_standing(sag_analysis *out, const sag__clip *clip, const sag__stance *stance)
{
    sag_check_result *standing = &out->check[SAG_CHECK_STANDING];
    sag_check_result *height = &out->check[SAG_CHECK_BODY_HEIGHT];
    standing->limit = STANDING_GOOD_S;
    height->limit = HEIGHT_GOOD_PX;
    if (clip->found_count > 0) {
        standing->value = stance->quiet_s;
        /* The frames at both ends of a phase of three seconds are not all still. */
        standing->state = standing->value >= 0.9 * STANDING_GOOD_S ? SAG_CHECK_GOOD
                          : stance->found                          ? SAG_CHECK_POOR
                                                                   : SAG_CHECK_BAD;
    }
    double height_px = standing_median(clip, stance, body_height);
    if (height_px > 0.0) {
        *height = grade_up(height_px, HEIGHT_GOOD_PX, HEIGHT_POOR_PX);
    }
}

/* Turn-out of a foot against the pelvis in the body-centred space, outward +. NaN for a pelvis turned away. */
static double turn_out(const sag_skeleton *skeleton, sag_side side)
{
    const sag_world_point *world = skeleton->world;
    const sag_world_point *heel = &world[(int)SAG_JOINT_LEFT_HEEL + (int)side];
    const sag_world_point *toe = &world[(int)SAG_JOINT_LEFT_FOOT_INDEX + (int)side];
    double left_x = (double)world[SAG_JOINT_LEFT_HIP].x_m - (double)world[SAG_JOINT_RIGHT_HIP].x_m;
    double left_z = (double)world[SAG_JOINT_LEFT_HIP].z_m - (double)world[SAG_JOINT_RIGHT_HIP].z_m;
    double along_x = (double)toe->x_m - (double)heel->x_m;
    double along_z = (double)toe->z_m - (double)heel->z_m;
    /* Forward is a quarter turn from "toward the left"; the camera looks along +z. */
    double forward = along_x * left_z - along_z * left_x;
    double left = along_x * left_x + along_z * left_z;
    return left_x > 0.0 ? atan2(side == SAG_SIDE_LEFT ? left : -left, forward) : NAN;
}

static double left_turn_out(const sag_skeleton *skeleton)
{
    return turn_out(skeleton, SAG_SIDE_LEFT);
}

static double right_turn_out(const sag_skeleton *skeleton)
{
    return turn_out(skeleton, SAG_SIDE_RIGHT);
}

static double ankle_over_shoulder(const sag_skeleton *skeleton)
{
    const sag_keypoint *joint = skeleton->joint;
    double ankles = (double)joint[SAG_JOINT_LEFT_ANKLE].x_px - (double)joint[SAG_JOINT_RIGHT_ANKLE].x_px;
    double shoulders = (double)joint[SAG_JOINT_LEFT_SHOULDER].x_px - (double)joint[SAG_JOINT_RIGHT_SHOULDER].x_px;
    return shoulders == 0.0 ? NAN : fabs(ankles / shoulders);
}

/*
 * Turn-out and stance width. From the side and from behind the model's space does not hold the feet: rendered feet of
 * 12 deg read -18 to 36 from the side, 16 and 63 from behind, and 11 to 20 from the front and obliquely.
 */
static void measure_stance(sag_analysis *out, const sag__clip *clip, const sag__stance *stance)
{
    static const frame_value foot[2] = {left_turn_out, right_turn_out};
    sag_reason reason = clip->found_count == 0           ? SAG_REASON_NO_PERSON
                        : out->view == SAG_VIEW_UNKNOWN ? SAG_REASON_TOO_SHORT
                        : !stance->found                ? SAG_REASON_NO_STANDING
                                                        : SAG_REASON_NONE;
    bool feet_shown = out->view == SAG_VIEW_FRONT || out->view == SAG_VIEW_OBLIQUE;
    for (int side = 0; side < 2; side++) {
        sag_measure *measure = &out->turn_out[side];
        *measure = (sag_measure){.reason = reason != SAG_REASON_NONE || feet_shown ? reason : SAG_REASON_VIEW};
        if (measure->reason == SAG_REASON_NONE) {
            measure->value = standing_median(clip, stance, foot[side]);
            measure->se = SAG__RAD(TURN_OUT_SD_DEG);
            if (isnan(measure->value)) {
                *measure = (sag_measure){.reason = SAG_REASON_VIEW};
            }
        }
    }
    bool width_shown = out->view == SAG_VIEW_FRONT || out->view == SAG_VIEW_BACK;
    out->stance_width = (sag_measure){.reason = reason != SAG_REASON_NONE || width_shown ? reason : SAG_REASON_VIEW};
    if (out->stance_width.reason == SAG_REASON_NONE) {
        out->stance_width.value = standing_median(clip, stance, ankle_over_shoulder);
        out->stance_width.se = SHOULDER_WIDTH_SHARE_SD * out->stance_width.value;
        if (isnan(out->stance_width.value)) {
            out->stance_width = (sag_measure){.reason = SAG_REASON_HIDDEN};
        }
    }
}

void sag__setup_check(sag_analysis *out, const sag__clip *clip, const sag__stance *stance,
                      const sag_analysis_options *options)
{
    out->check[SAG_CHECK_WHOLE_BODY].limit = SEEN_GOOD;
    out->check[SAG_CHECK_FEET].limit = SEEN_GOOD;
    out->check[SAG_CHECK_CAMERA_ROLL].limit = SAG__RAD(ROLL_GOOD_DEG);
    check_inside(out, clip);
    check_standing(out, clip, stance);
    check_roll(out, clip, stance, options);
    check_facts(out, clip);
    measure_stance(out, clip, stance);
}
