#include "landmarks.h"

#include <math.h>
#include <string.h>

#include "clock.h"
#include "fail.h"
#include "memory.h"
#include "net.h"
#include "sample.h"

/* Values of the network for each point: x, y, z in crop pixels, logits of visibility and presence; world: x, y, z. */
#define POINT_VALUES 5
#define WORLD_VALUES 3

#define PRESENCE_MIN 0.5f
#define REFINE_RADIUS 3
#define REFINE_WEIGHT_MIN 0.5

enum { OUTPUT_LANDMARKS, OUTPUT_PRESENCE, OUTPUT_WORLD, OUTPUT_HEATMAP, OUTPUT_MASK };

#define MAP_VALUES (SAG__LANDMARKS_MAP_SIDE * SAG__LANDMARKS_MAP_SIDE)
#define MASK_VALUES (SAG__LANDMARKS_MASK_SIDE * SAG__LANDMARKS_MASK_SIDE)

struct sag__landmarks {
    const sag__kernels *kernels;
    sag__net *net;
    float scale; /* of a pixel value 0..255 */
    float offset;
    float *mask; /* NULL: not asked for */
    bool mask_pending; /* the newest step found a body, and nobody asked for its mask yet */
    bool mask_ready;   /* its logits are there */
    bool mask_whole;   /* mask holds all of it */
    sag_tracker_times times;
};

static double sigmoid(double logit)
{
    return 1.0 / (1.0 + exp(-logit));
}

void sag__landmarks_refine(double *x, double *y, const float *map, size_t step)
{
    const int side = SAG__LANDMARKS_MAP_SIDE;
    double column = *x * side;
    double row = *y * side;
    /* The conversion to an integer truncates, so a little less than 0 still counts as inside. */
    if (!(column > -1.0 && column < side && row > -1.0 && row < side)) {
        return;
    }
    int column_min = (int)column - REFINE_RADIUS > 0 ? (int)column - REFINE_RADIUS : 0;
    int column_max = (int)column + REFINE_RADIUS < side - 1 ? (int)column + REFINE_RADIUS : side - 1;
    int row_min = (int)row - REFINE_RADIUS > 0 ? (int)row - REFINE_RADIUS : 0;
    int row_max = (int)row + REFINE_RADIUS < side - 1 ? (int)row + REFINE_RADIUS : side - 1;
    double weight_max = 0.0;
    double sum = 0.0;
    double sum_x = 0.0;
    double sum_y = 0.0;
    for (int j = row_min; j <= row_max; j++) {
        for (int i = column_min; i <= column_max; i++) {
            double weight = sigmoid((double)map[(size_t)(j * side + i) * step]);
            weight_max = fmax(weight_max, weight);
            sum += weight;
            sum_x += weight * i;
            sum_y += weight * j;
        }
    }
    if (weight_max >= REFINE_WEIGHT_MIN && sum > 0.0) {
        *x = sum_x / sum / side;
        *y = sum_y / sum / side;
    }
}

/* Does this manifest describe the network that this file can read? */
static bool model_fits(const sag_model *model, bool with_mask)
{
    return model->role == SAG_MODEL_ROLE_LANDMARKS && strcmp(model->decode, "blazepose-landmarks") == 0 &&
           model->input_width_px == SAG__LANDMARKS_SIDE_PX && model->input_height_px == SAG__LANDMARKS_SIDE_PX &&
           model->point_count == SAG__LANDMARKS_POINTS && model->joint_count <= SAG__LANDMARKS_CENTER &&
           model->output_landmarks[0] != '\0' && model->output_presence[0] != '\0' &&
           model->output_world[0] != '\0' && model->output_heatmap[0] != '\0' &&
           (!with_mask || model->output_mask[0] != '\0');
}

sag_status sag__landmarks_describe(sag__net_options *options, const sag_model *model, bool with_mask, sag_error *err)
{
    if (!model_fits(model, with_mask)) {
        return sag__fail(err, SAG_STATUS_FORMAT, "the manifest of %s describes no BlazePose landmark network",
                         model->name);
    }
    *options = (sag__net_options){
        .path = model->path,
        .input_name = model->input_name,
        .channel_count = 3,
        .height_px = SAG__LANDMARKS_SIDE_PX,
        .width_px = SAG__LANDMARKS_SIDE_PX,
        .any_input_layout = true,
        .any_output_layout = 1u << OUTPUT_HEATMAP,
        .output = {[OUTPUT_LANDMARKS] = {model->output_landmarks, SAG__LANDMARKS_POINTS * POINT_VALUES, 0},
                   [OUTPUT_PRESENCE] = {model->output_presence, 1, 0},
                   [OUTPUT_WORLD] = {model->output_world, SAG__LANDMARKS_POINTS * WORLD_VALUES, 0},
                   [OUTPUT_HEATMAP] = {model->output_heatmap, SAG__LANDMARKS_POINTS * MAP_VALUES, 0},
                   [OUTPUT_MASK] = {model->output_mask, MASK_VALUES, SAG__LANDMARKS_STAGE_MASK}},
        .output_count = with_mask ? OUTPUT_MASK + 1 : OUTPUT_MASK,
    };
    return SAG_STATUS_OK;
}

sag_status sag__landmarks_open(sag__landmarks **out, const sag_model *model, bool with_mask,
                               const sag__kernels *kernels, sag__net_engine engine, int thread_count, sag_error *err)
{
    *out = NULL;
    sag__net_options options;
    sag_status status = sag__landmarks_describe(&options, model, with_mask, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    options.thread_count = thread_count;
    options.engine = engine;
    sag__landmarks *landmarks = sag__memory_alloc(1, sizeof *landmarks);
    if (landmarks != NULL && with_mask) {
        landmarks->mask = sag__memory_alloc(MASK_VALUES, sizeof *landmarks->mask);
    }
    if (landmarks == NULL || (with_mask && landmarks->mask == NULL)) {
        sag__landmarks_close(landmarks);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open the model %s: out of memory", model->name);
    }
    landmarks->scale = (model->range_max - model->range_min) / 255.0f;
    landmarks->offset = model->range_min;
    landmarks->kernels = kernels;
    status = sag__net_open(&landmarks->net, &options, err);
    if (status != SAG_STATUS_OK) {
        sag__landmarks_close(landmarks);
        return status;
    }
    *out = landmarks;
    return SAG_STATUS_OK;
}

/* Turn the network's numbers for one point into a point of the picture. Returns false if they are not finite. */
static bool decode_point(sag_keypoint *point, sag_world_point *world, const float *values, const float *world_values,
                         const float *map, size_t map_step, const sag_region *region)
{
    double x = (double)values[0] / SAG__LANDMARKS_SIDE_PX;
    double y = (double)values[1] / SAG__LANDMARKS_SIDE_PX;
    sag__landmarks_refine(&x, &y, map, map_step);
    double side_px = (double)region->side_px;
    double u_px = (x - 0.5) * side_px;
    double v_px = (y - 0.5) * side_px;
    double cosine = cos((double)region->rotation_rad);
    double sine = sin((double)region->rotation_rad);
    *point = (sag_keypoint){
        .x_px = (float)(cosine * u_px - sine * v_px + (double)region->center_x_px),
        .y_px = (float)(sine * u_px + cosine * v_px + (double)region->center_y_px),
        .z_px = (float)((double)values[2] / SAG__LANDMARKS_SIDE_PX * side_px),
        .visibility_ratio = (float)sigmoid((double)values[3]),
        .presence_ratio = (float)sigmoid((double)values[4]),
    };
    *world = (sag_world_point){
        .x_m = (float)(cosine * (double)world_values[0] - sine * (double)world_values[1]),
        .y_m = (float)(sine * (double)world_values[0] + cosine * (double)world_values[1]),
        .z_m = world_values[2],
    };
    return isfinite(point->x_px) && isfinite(point->y_px) && isfinite(point->z_px) &&
           isfinite(point->visibility_ratio) && isfinite(point->presence_ratio) && isfinite(world->x_m) &&
           isfinite(world->y_m) && isfinite(world->z_m);
}

sag_status sag__landmarks_step(sag__landmarks *landmarks, sag__body *body, const sag_frame *frame,
                               const sag_region *region)
{
    memset(body, 0, sizeof *body);
    landmarks->mask_pending = landmarks->mask_ready = landmarks->mask_whole = false;
    int64_t start_ns = sag__clock_wall_ns();
    sag__net_layout layout = sag__net_get_input_layout(landmarks->net);
    sag__sample_region(landmarks->kernels, sag__net_input(landmarks->net),
                       (sag__sample_layout){layout.channel_step, layout.pixel_step}, SAG__LANDMARKS_SIDE_PX, frame,
                       region, landmarks->scale, landmarks->offset);
    int64_t sampled_ns = sag__clock_wall_ns();
    sag_status status = sag__net_run(landmarks->net, SAG__LANDMARKS_STAGE_BODY, NULL);
    landmarks->times.crop_ns += sampled_ns - start_ns;
    landmarks->times.body_ns += sag__clock_wall_ns() - sampled_ns;
    landmarks->times.body_count++;
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const float *presence = sag__net_get_output(landmarks->net, OUTPUT_PRESENCE);
    if (!(*presence > PRESENCE_MIN)) {
        return SAG_STATUS_OK;
    }
    const float *values = sag__net_get_output(landmarks->net, OUTPUT_LANDMARKS);
    const float *world = sag__net_get_output(landmarks->net, OUTPUT_WORLD);
    const float *maps = sag__net_get_output(landmarks->net, OUTPUT_HEATMAP);
    layout = sag__net_get_output_layout(landmarks->net, OUTPUT_HEATMAP, SAG__LANDMARKS_POINTS);
    bool finite = true;
    for (int i = 0; i < SAG__LANDMARKS_POINTS; i++) {
        finite &= decode_point(&body->point[i], &body->world[i], values + i * POINT_VALUES, world + i * WORLD_VALUES,
                               maps + (size_t)i * layout.channel_step, layout.pixel_step, region);
    }
    if (!finite) {
        memset(body, 0, sizeof *body);
        return SAG_STATUS_OK;
    }
    body->found = true;
    body->presence_ratio = *presence;
    landmarks->mask_pending = landmarks->mask != NULL;
    return SAG_STATUS_OK;
}

bool sag__landmarks_has_mask(const sag__landmarks *landmarks)
{
    return landmarks->mask != NULL;
}

const float *sag__landmarks_get_mask(sag__landmarks *landmarks, const sag__outline_cells *part)
{
    if (landmarks->mask_pending) {
        landmarks->mask_pending = false;
        int64_t start_ns = sag__clock_wall_ns();
        landmarks->mask_ready = sag__net_run(landmarks->net, SAG__LANDMARKS_STAGE_MASK, NULL) == SAG_STATUS_OK;
        landmarks->times.mask_ns += sag__clock_wall_ns() - start_ns;
        landmarks->times.mask_count++;
    }
    if (!landmarks->mask_ready) {
        return NULL;
    }
    const sag__outline_cells all = {0, 0, SAG__LANDMARKS_MASK_SIDE, SAG__LANDMARKS_MASK_SIDE};
    const sag__outline_cells wanted = part != NULL ? *part : all;
    const float *logits = sag__net_get_output(landmarks->net, OUTPUT_MASK);
    for (int j = wanted.top; !landmarks->mask_whole && j < wanted.bottom; j++) {
        for (int i = j * SAG__LANDMARKS_MASK_SIDE + wanted.left; i < j * SAG__LANDMARKS_MASK_SIDE + wanted.right; i++) {
            landmarks->mask[i] = 1.0f / (1.0f + expf(-logits[i]));
        }
    }
    landmarks->mask_whole = landmarks->mask_whole || part == NULL;
    return landmarks->mask;
}

void sag__landmarks_add_times(const sag__landmarks *landmarks, sag_tracker_times *times)
{
    times->crop_ns += landmarks->times.crop_ns;
    times->body_ns += landmarks->times.body_ns;
    times->mask_ns += landmarks->times.mask_ns;
    times->body_count += landmarks->times.body_count;
    times->mask_count += landmarks->times.mask_count;
}

const sag__net *sag__landmarks_get_net(const sag__landmarks *landmarks)
{
    return landmarks->net;
}

void sag__landmarks_close(sag__landmarks *landmarks)
{
    if (landmarks != NULL) {
        sag__net_close(landmarks->net);
        sag__memory_free(landmarks->mask);
        sag__memory_free(landmarks);
    }
}
