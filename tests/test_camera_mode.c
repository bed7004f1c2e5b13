/* Which mode of a camera is taken for a request. */
#include <criterion/criterion.h>

#include "camera_mode.h"

#define YUYV SAG_CAMERA_FORMAT_YUYV
#define NV12 SAG_CAMERA_FORMAT_NV12
#define MJPEG SAG_CAMERA_FORMAT_MJPEG
#define GREY SAG_CAMERA_FORMAT_GREY

static sag_camera_mode mode(sag_camera_format format, int width, int height, double rate, double lower_rate)
{
    return (sag_camera_mode){.format = format,
                             .width_px = width,
                             .height_px = height,
                             .width_max_px = width,
                             .height_max_px = height,
                             .rate_count = (rate > 0.0) + (lower_rate > 0.0),
                             .rate_hz = {rate, lower_rate}};
}

static void expect(const sag_camera_mode *modes, int count, int width, int height, double rate,
                   sag_camera_format format, int wanted_mode, double wanted_rate, int line)
{
    sag_camera_request request;
    sag_camera_request_init(&request);
    request.width_px = width;
    request.height_px = height;
    request.rate_hz = rate;
    request.format = format;
    sag__camera_choice choice;
    cr_assert(sag__camera_mode_choose(&choice, modes, count, &request), "line %d", line);
    cr_assert_eq(choice.mode, wanted_mode, "line %d: mode %d, not %d", line, choice.mode, wanted_mode);
    cr_assert_float_eq(choice.rate_hz, wanted_rate, 1e-9, "line %d: %g Hz", line, choice.rate_hz);
}
#define EXPECT(modes, ...) expect(modes, (int)(sizeof(modes) / sizeof(modes)[0]), __VA_ARGS__, __LINE__)

/* As webcams on USB 2 are: uncompressed is fast only where it is small. */
Test(camera_mode, webcam)
{
    const sag_camera_mode modes[] = {
        mode(YUYV, 320, 240, 30, 15),   mode(YUYV, 640, 480, 30, 15), mode(YUYV, 1280, 720, 10, 5),
        mode(YUYV, 1920, 1080, 5, 0),   mode(MJPEG, 640, 480, 60, 30), mode(MJPEG, 1280, 720, 30, 15),
        mode(MJPEG, 1920, 1080, 30, 0),
    };
    EXPECT(modes, 640, 480, 30.0, 0, 1, 30.0);     /* uncompressed where it is fast enough */
    EXPECT(modes, 640, 480, 60.0, 0, 4, 60.0);     /* else compressed */
    EXPECT(modes, 1280, 720, 30.0, 0, 5, 30.0);
    EXPECT(modes, 1280, 720, 5.0, 0, 2, 5.0);      /* the lowest rate that reaches it */
    EXPECT(modes, 1280, 720, 12.0, 0, 5, 15.0);
    EXPECT(modes, 1280, 720, 120.0, 0, 5, 30.0);   /* the nearest where none reaches it */
    EXPECT(modes, 1280, 720, 30.0, YUYV, 2, 10.0); /* the format is not negotiable */
    EXPECT(modes, 640, 480, 30.0, MJPEG, 4, 30.0);
    EXPECT(modes, 0, 0, 30.0, 0, 6, 30.0);         /* the largest that reaches the rate */
    EXPECT(modes, 0, 0, 60.0, 0, 4, 60.0);
    EXPECT(modes, 0, 0, 0.0, 0, 6, 30.0);
    EXPECT(modes, 0, 0, 100.0, YUYV, 3, 5.0);      /* none reaches it: the largest */
    EXPECT(modes, 640, 480, 0.0, 0, 4, 60.0);      /* the highest rate of the size */
    EXPECT(modes, 700, 500, 30.0, 0, 1, 30.0);     /* the nearest size */
    EXPECT(modes, 1, 1, 30.0, 0, 0, 30.0);
    EXPECT(modes, 16384, 16384, 30.0, 0, 6, 30.0);
}

Test(camera_mode, a_rate_within_one_percent_reaches)
{
    const sag_camera_mode modes[] = {mode(MJPEG, 640, 480, 30, 0), mode(YUYV, 640, 480, 30000.0 / 1001.0, 0)};
    EXPECT(modes, 640, 480, 30.0, 0, 1, 30000.0 / 1001.0);
    cr_assert(!sag__camera_rate_reaches(29.6, 30.0));
}

Test(camera_mode, order_of_formats)
{
    sag_camera_mode modes[] = {mode(SAG_CAMERA_FORMAT_RGB24, 640, 480, 30, 0), mode(GREY, 640, 480, 30, 0),
                               mode(MJPEG, 640, 480, 30, 0), mode(NV12, 640, 480, 30, 0), mode(YUYV, 640, 480, 30, 0)};
    modes[0].is_converted = true;
    static const int best_of_first[] = {0, 1, 2, 3, 4};
    for (int count = 2; count <= 5; count++) {
        expect(modes, count, 640, 480, 30.0, 0, best_of_first[count - 1], 30.0, __LINE__);
    }
    modes[0].is_converted = false;
    expect(modes, 3, 640, 480, 30.0, 0, 0, 30.0, __LINE__);
}

Test(camera_mode, ranges)
{
    sag_camera_mode modes[] = {mode(YUYV, 48, 32, 60, 1)};
    modes[0].width_max_px = 1000;
    modes[0].height_max_px = 900;
    modes[0].width_step_px = 16;
    modes[0].height_step_px = 7;
    modes[0].rate_is_range = true;
    EXPECT(modes, 640, 480, 30.0, 0, 0, 30.0);
    EXPECT(modes, 640, 480, 90.0, 0, 0, 60.0);
    EXPECT(modes, 640, 480, 0.5, 0, 0, 1.0);
    EXPECT(modes, 640, 480, 0.0, 0, 0, 60.0);
    static const int sizes[][4] = {{640, 480, 640, 480}, {641, 483, 640, 480}, {650, 484, 656, 487}, {1, 1, 48, 32},
                                   {9000, 9000, 1000, 900}, {999, 899, 992, 900}, {0, 0, 1000, 900}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        int width = 0;
        int height = 0;
        sag__camera_mode_fit(&width, &height, &modes[0], sizes[i][0], sizes[i][1]);
        cr_assert_eq(width, sizes[i][2], "%d: %d", sizes[i][0], width);
        cr_assert_eq(height, sizes[i][3], "%d: %d", sizes[i][1], height);
    }
}

Test(camera_mode, unknown_rates_and_nothing)
{
    const sag_camera_mode modes[] = {mode(YUYV, 640, 480, 0, 0), mode(MJPEG, 640, 480, 15, 0)};
    EXPECT(modes, 640, 480, 30.0, 0, 1, 15.0);
    EXPECT(modes, 640, 480, 30.0, YUYV, 0, 0.0);
    sag_camera_request request;
    sag_camera_request_init(&request);
    sag__camera_choice choice;
    cr_assert_not(sag__camera_mode_choose(&choice, modes, 0, &request));
    request.format = NV12;
    cr_assert_not(sag__camera_mode_choose(&choice, modes, 2, &request));
}
