/*
 * Stream a camera for some seconds and say what came: try_camera [SECONDS [DEVICE|- [WIDTH HEIGHT RATE [FORMAT]]]].
 * FORMAT: the driver's four letters. For trying drivers out; the last picture goes to $TRY_CAMERA_PPM if that is set.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sagitta/camera.h>

static double now_s(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void write_picture(const sag_frame *frame)
{
    const char *path = getenv("TRY_CAMERA_PPM");
    FILE *file = path != NULL && frame->rgb != NULL ? fopen(path, "wb") : NULL;
    if (file == NULL) {
        return;
    }
    fprintf(file, "P6\n%d %d\n255\n", frame->width_px, frame->height_px);
    for (int y = 0; y < frame->height_px; y++) {
        fwrite(frame->rgb + y * frame->stride_bytes, 3, (size_t)frame->width_px, file);
    }
    fclose(file);
}

static void print_stats(const sag_camera *camera, double seconds)
{
    const sag_camera_stats *s = sag_camera_get_stats(camera);
    printf("%6.2f s  frames %" PRId64 " gaps %" PRId64 " flagged %" PRId64 " short %" PRId64 " broken %" PRId64
           " backward %" PRId64 " warm-up %" PRId64 " timeouts %" PRId64 " gone %" PRId64 " back %" PRId64
           " restarts %" PRId64 "%s\n",
           seconds, s->frame_count, s->gap_count, s->flagged_count, s->short_count, s->broken_jpeg_count,
           s->backward_count, s->warm_up_count, s->timeout_count, s->disconnect_count, s->reconnect_count,
           s->restart_count, sag_camera_is_away(camera) ? " AWAY" : "");
    fflush(stdout);
}

static void read_request(sag_camera_request *request, int argc, char **argv)
{
    sag_camera_request_init(request);
    request->device = argc > 2 && strcmp(argv[2], "-") != 0 ? argv[2] : NULL;
    if (argc > 5) {
        request->width_px = atoi(argv[3]);
        request->height_px = atoi(argv[4]);
        request->rate_hz = atof(argv[5]);
    }
    for (int f = SAG_CAMERA_FORMAT_YUYV; argc > 6 && f <= SAG_CAMERA_FORMAT_GREY; f++) {
        if (strcmp(argv[6], sag_camera_format_name((sag_camera_format)f)) == 0) {
            request->format = (sag_camera_format)f;
        }
    }
}

int main(int argc, char **argv)
{
    double const seconds = argc > 1 ? atof(argv[1]) : 5.0;
    sag_camera_request request;
    read_request(&request, argc, argv);
    sag_camera *camera = NULL;
    sag_error err;
    if (sag_camera_open(&camera, &request, &err) != SAG_STATUS_OK) {
        fprintf(stderr, "try_camera: %s\n", err.text);
        return 3;
    }
    puts(sag_camera_get_facts(camera)->text);
    double const begin_s = now_s();
    double printed_s = begin_s;
    double longest_s = 0.0;
    int64_t notes = 0;
    sag_frame frame = {0};
    for (double now = begin_s; now - begin_s < seconds;) {
        sag_frame newest;
        if (sag_camera_step(camera, &newest, 100000000) == SAG_STATUS_OK) {
            frame = newest;
        }
        double const after = now_s();
        longest_s = after - now > longest_s ? after - now : longest_s;
        now = after;
        if (sag_camera_get_stats(camera)->note_count != notes) {
            notes = sag_camera_get_stats(camera)->note_count;
            printf("%6.2f s  %s\n", now - begin_s, sag_camera_get_note(camera));
        }
        if (now - printed_s >= 1.0) {
            printed_s = now;
            print_stats(camera, now - begin_s);
        }
    }
    double const rate = frame.index > 0 ? (double)frame.index / ((double)frame.t_ns / 1e9) : 0.0;
    printf("%.2f Hz by the driver's times, longest step %.3f s\n", rate, longest_s);
    if (!sag_camera_is_away(camera)) {
        write_picture(&frame);
    }
    sag_camera_close(camera);
    return 0;
}
