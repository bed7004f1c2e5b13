#include "detector.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "clock.h"
#include "fail.h"
#include "memory.h"
#include "net.h"
#include "sample.h"

#define SCORE_MIN 0.5
#define OVERLAP_MIN 0.3
#define LOGIT_LIMIT 100.0f

enum { OUTPUT_BOXES, OUTPUT_SCORES };

struct sag__detector {
    const sag__kernels *kernels;
    sag__net *net;
    float scale; /* of a pixel value 0..255 */
    float offset;
    sag_tracker_times times;
    sag__anchor anchor[SAG__DETECTOR_ANCHORS];
};

void sag__detector_make_anchors(sag__anchor *anchors)
{
    /* Strides 8, 16, 32, 32, 32 with two anchors each; layers of equal stride share their cells. */
    static const struct {
        int cells;
        int anchors;
    } layers[] = {{28, 2}, {14, 2}, {7, 6}};
    for (size_t layer = 0; layer < sizeof layers / sizeof layers[0]; layer++) {
        int cells = layers[layer].cells;
        for (int cell = 0; cell < cells * cells; cell++) {
            for (int i = 0; i < layers[layer].anchors; i++) {
                anchors->x = ((float)(cell % cells) + 0.5f) / (float)cells;
                anchors->y = ((float)(cell / cells) + 0.5f) / (float)cells;
                anchors++;
            }
        }
    }
}

/* A decoded box; everything as fractions of the network's input. */
typedef struct box {
    double left;
    double top;
    double right;
    double bottom;
    sag__region_points points; /* key points 0 and 1 */
} box;

/* Layout of the values: centre x, y, width, height, then x, y of each key point; all in input pixels. */
static box box_decode(const float *values, sag__anchor anchor)
{
    double v[8];
    for (int i = 0; i < 8; i++) {
        v[i] = (double)values[i] / SAG__DETECTOR_SIDE_PX;
    }
    double x = v[0] + (double)anchor.x;
    double y = v[1] + (double)anchor.y;
    return (box){
        .left = x - v[2] / 2.0,
        .top = y - v[3] / 2.0,
        .right = x + v[2] / 2.0,
        .bottom = y + v[3] / 2.0,
        .points = {v[4] + (double)anchor.x, v[5] + (double)anchor.y, v[6] + (double)anchor.x,
                   v[7] + (double)anchor.y},
    };
}

static double score_decode(float logit)
{
    float clipped = fmaxf(-LOGIT_LIMIT, fminf(LOGIT_LIMIT, logit));
    return 1.0 / (1.0 + exp(-(double)clipped));
}

/* Intersection over union; 0 for boxes without area. */
static double box_overlap(const box *a, const box *b)
{
    double width = fmin(a->right, b->right) - fmax(a->left, b->left);
    double height = fmin(a->bottom, b->bottom) - fmax(a->top, b->top);
    if (!(width > 0.0 && height > 0.0)) {
        return 0.0;
    }
    double both = width * height;
    double area_a = (a->right - a->left) * (a->bottom - a->top);
    double area_b = (b->right - b->left) * (b->bottom - b->top);
    return both / (area_a + area_b - both);
}

/* The box with the highest score among those not yet used, -1 if there is none. */
static int best_box(const float *logits, const bool *used, int anchor_count)
{
    int best = -1;
    for (int i = 0; i < anchor_count; i++) {
        if (!used[i] && (best < 0 || logits[i] > logits[best])) {
            best = i;
        }
    }
    return best;
}

int sag__detector_choose(sag__detection *out, int out_max, const float *values, const float *logits,
                         const sag__anchor *anchors, int anchor_count)
{
    assert(anchor_count <= SAG__DETECTOR_ANCHORS);
    bool used[SAG__DETECTOR_ANCHORS]; /* taken by somebody, or below the threshold */
    for (int i = 0; i < anchor_count; i++) {
        /* A NaN fails every comparison. */
        used[i] = !(score_decode(logits[i]) >= SCORE_MIN && logits[i] >= -LOGIT_LIMIT);
    }
    int count = 0;
    for (int best; count < out_max && (best = best_box(logits, used, anchor_count)) >= 0; count++) {
        box winner = box_decode(values + (size_t)best * SAG__DETECTOR_VALUES, anchors[best]);
        double score_sum = 0.0;
        sag__region_points sum = {0};
        for (int i = 0; i < anchor_count; i++) {
            if (used[i]) {
                continue;
            }
            box other = box_decode(values + (size_t)i * SAG__DETECTOR_VALUES, anchors[i]);
            if (i == best || box_overlap(&winner, &other) > OVERLAP_MIN) {
                double score = score_decode(logits[i]);
                used[i] = true;
                score_sum += score;
                sum.center_x_px += score * other.points.center_x_px;
                sum.center_y_px += score * other.points.center_y_px;
                sum.end_x_px += score * other.points.end_x_px;
                sum.end_y_px += score * other.points.end_y_px;
            }
        }
        out[count] = (sag__detection){
            .points = {sum.center_x_px / score_sum, sum.center_y_px / score_sum, sum.end_x_px / score_sum,
                       sum.end_y_px / score_sum},
            .score_ratio = score_decode(logits[best]),
        };
    }
    return count;
}

sag_status sag__detector_describe(sag__net_options *options, const sag_model *model, sag_error *err)
{
    if (model->role != SAG_MODEL_ROLE_DETECTOR || strcmp(model->decode, "blazepose-detector") != 0 ||
        model->input_width_px != SAG__DETECTOR_SIDE_PX || model->input_height_px != SAG__DETECTOR_SIDE_PX ||
        model->output_boxes[0] == '\0' || model->output_scores[0] == '\0') {
        return sag__fail(err, SAG_STATUS_FORMAT, "the manifest of %s describes no BlazePose detector", model->name);
    }
    *options = (sag__net_options){
        .path = model->path,
        .input_name = model->input_name,
        .channel_count = 3,
        .height_px = SAG__DETECTOR_SIDE_PX,
        .width_px = SAG__DETECTOR_SIDE_PX,
        .any_input_layout = true,
        .output = {[OUTPUT_BOXES] = {model->output_boxes, SAG__DETECTOR_ANCHORS * SAG__DETECTOR_VALUES, 0},
                   [OUTPUT_SCORES] = {model->output_scores, SAG__DETECTOR_ANCHORS, 0}},
        .output_count = 2,
    };
    return SAG_STATUS_OK;
}

sag_status sag__detector_open(sag__detector **out, const sag_model *model, const sag__kernels *kernels,
                              sag__net_engine engine, int thread_count, sag_error *err)
{
    *out = NULL;
    sag__net_options options;
    sag_status status = sag__detector_describe(&options, model, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    options.thread_count = thread_count;
    options.engine = engine;
    sag__detector *detector = sag__memory_alloc(1, sizeof *detector);
    if (detector == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open the detector %s: out of memory", model->name);
    }
    detector->scale = (model->range_max - model->range_min) / 255.0f;
    detector->offset = model->range_min;
    detector->kernels = kernels;
    sag__detector_make_anchors(detector->anchor);
    status = sag__net_open(&detector->net, &options, err);
    if (status != SAG_STATUS_OK) {
        sag__detector_close(detector);
        return status;
    }
    *out = detector;
    return SAG_STATUS_OK;
}

sag_status sag__detector_step(sag__detector *detector, sag__detection *out, int *count, const sag_frame *frame)
{
    *count = 0;
    int64_t start_ns = sag__clock_wall_ns();
    sag__net_layout layout = sag__net_get_input_layout(detector->net);
    sag__sample_letterbox(detector->kernels, sag__net_input(detector->net),
                          (sag__sample_layout){layout.channel_step, layout.pixel_step}, SAG__DETECTOR_SIDE_PX, frame,
                          detector->scale, detector->offset, detector->offset);
    int64_t sampled_ns = sag__clock_wall_ns();
    sag_status status = sag__net_run(detector->net, 0, NULL);
    detector->times.crop_ns += sampled_ns - start_ns;
    detector->times.detect_ns += sag__clock_wall_ns() - sampled_ns;
    detector->times.detect_count++;
    if (status != SAG_STATUS_OK) {
        return status;
    }
    *count = sag__detector_choose(out, SAG__DETECTOR_PEOPLE_MAX, sag__net_get_output(detector->net, OUTPUT_BOXES),
                                  sag__net_get_output(detector->net, OUTPUT_SCORES), detector->anchor,
                                  SAG__DETECTOR_ANCHORS);
    /* Undo the letterbox. */
    double longer_px = frame->width_px > frame->height_px ? frame->width_px : frame->height_px;
    double pad_x_px = (longer_px - frame->width_px) / 2.0;
    double pad_y_px = (longer_px - frame->height_px) / 2.0;
    for (int i = 0; i < *count; i++) {
        sag__region_points *points = &out[i].points;
        points->center_x_px = points->center_x_px * longer_px - pad_x_px;
        points->center_y_px = points->center_y_px * longer_px - pad_y_px;
        points->end_x_px = points->end_x_px * longer_px - pad_x_px;
        points->end_y_px = points->end_y_px * longer_px - pad_y_px;
    }
    return SAG_STATUS_OK;
}

void sag__detector_add_times(const sag__detector *detector, sag_tracker_times *times)
{
    times->crop_ns += detector->times.crop_ns;
    times->detect_ns += detector->times.detect_ns;
    times->detect_count += detector->times.detect_count;
}

const sag__net *sag__detector_get_net(const sag__detector *detector)
{
    return detector->net;
}

void sag__detector_close(sag__detector *detector)
{
    if (detector != NULL) {
        sag__net_close(detector->net);
        sag__memory_free(detector);
    }
}
