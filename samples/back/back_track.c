/* sagitta-back-track CLIP CACHE [MODEL]: run the tracker with the mask over a clip and keep what it says. */
#include <string.h>

#include <sagitta/pose.h>
#include <sagitta/source.h>

#include "back_cache.h"

static back_cache_frame frame_cache;

static bool keep(sag_tracker *tracker, const sag_frame *frame, FILE *file)
{
    if (sag_tracker_step(tracker, &frame_cache.skeleton, frame) != SAG_STATUS_OK) {
        return false;
    }
    const float *mask = NULL;
    int width_px = 0;
    int height_px = 0;
    frame_cache.masked = sag_tracker_get_mask(tracker, &mask, &width_px, &height_px) == SAG_STATUS_OK;
    if (frame_cache.masked && (width_px != BACK_CACHE_SIDE || height_px != BACK_CACHE_SIDE)) {
        return false;
    }
    if (frame_cache.masked) {
        memcpy(frame_cache.mask, mask, sizeof frame_cache.mask);
    }
    return back_cache_write(file, &frame_cache);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: sagitta-back-track CLIP CACHE [MODEL]\n");
        return 2;
    }
    sag_tracker_options options;
    sag_tracker_options_init(&options);
    options.with_mask = true;
    options.thread_count = 1;
    options.model_name = argc > 3 ? argv[3] : NULL;
    sag_error err = {0};
    sag_tracker *tracker = NULL;
    sag_source *source = NULL;
    FILE *file = fopen(argv[2], "wb");
    bool good = file != NULL && sag_tracker_open(&tracker, &options, &err) == SAG_STATUS_OK &&
                sag_source_open(&source, argv[1], NULL, &err) == SAG_STATUS_OK;
    sag_frame frame;
    int count = 0;
    while (good && sag_source_step(source, &frame, &err) == SAG_STATUS_OK) {
        good = keep(tracker, &frame, file);
        count++;
    }
    printf("%s: %d frames%s %s\n", argv[1], count, good ? "" : ", failed", err.text);
    sag_source_close(source);
    sag_tracker_close(tracker);
    good = (file == NULL || fclose(file) == 0) && good;
    return good ? 0 : 1;
}
