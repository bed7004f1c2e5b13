/* A camera that does what a script says: modes, frames and their times, and every fault. */
#include <criterion/criterion.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/videodev2.h>

#include "camera_on.h"
#include "camera_probe.h"
#include "fake_camera.h"

#define PERIOD_NS INT64_C(33333333)
#define SECOND_NS INT64_C(1000000000)

static fake_camera fake;
static sag_camera *camera;
static sag_frame frame;
static sag_error err;
static sag_camera_request request;
static uint8_t jpeg[262144];

/* Most tests are not about the exposure. */
static void set_up(void)
{
    fake_camera_init(&fake);
    sag_camera_request_init(&request);
    request.warm_up_ns = 0;
}

static void tear_down(void)
{
    sag_camera_close(camera);
    camera = NULL;
}

TestSuite(camera, .init = set_up, .fini = tear_down);

static void open_camera(void)
{
    cr_assert_eq(sag__camera_open_on(&camera, &request, &fake.device, &err), SAG_STATUS_OK, "%s", err.text);
}

static void refuse_camera(sag_status wanted, const char *text)
{
    cr_assert_eq(sag__camera_open_on(&camera, &request, &fake.device, &err), wanted, "%s", err.text);
    cr_assert_null(camera);
    cr_assert_not_null(strstr(err.text, text), "'%s' does not say '%s'", err.text, text);
    cr_assert_null(strchr(err.text, '\n'));
    cr_assert_eq(fake.open_count, 0);
    cr_assert_eq(fake.map_count, 0);
}

static sag_status step(int64_t timeout_ns)
{
    return sag_camera_step(camera, &frame, timeout_ns);
}

static void expect_frames(int count)
{
    for (int i = 0; i < count; i++) {
        cr_assert_eq(step(SECOND_NS), SAG_STATUS_OK, "frame %d; %s", i, sag_camera_get_note(camera));
    }
}

static const sag_camera_stats *stats(void)
{
    return sag_camera_get_stats(camera);
}

Test(camera, frames_and_times)
{
    open_camera();
    const sag_camera_facts *facts = sag_camera_get_facts(camera);
    cr_assert_str_eq(facts->text, "Fake Webcam (/dev/video0): 640x480 YUYV at 30 Hz");
    cr_assert_str_eq(facts->bus, "usb-fake-1");
    cr_assert_str_eq(facts->driver, "fakevideo");
    cr_assert_eq(facts->buffer_count, 4);
    cr_assert_eq(facts->start_ns, 0);
    int64_t const opened_ns = fake.now_ns;
    for (int i = 0; i < 100; i++) {
        expect_frames(1);
        cr_assert_eq(frame.index, i);
        cr_assert_lt(llabs(frame.t_ns - i * PERIOD_NS), 2000, "%lld", (long long)frame.t_ns);
        cr_assert_eq(frame.width_px, 640);
        cr_assert_eq(frame.height_px, 480);
        cr_assert_eq(frame.rgb[frame.stride_bytes * 479 + 3 * 639 + 2], 121);
    }
    cr_assert_lt(llabs(facts->start_ns - (opened_ns + PERIOD_NS - 1000000)), 2000);
    cr_assert_not(facts->has_arrival_times);
    cr_assert_str_empty(sag_camera_get_note(camera));
    cr_assert_eq(stats()->frame_count, 100);
    cr_assert_eq(stats()->gap_count + stats()->flagged_count + stats()->short_count + stats()->timeout_count, 0);
    sag_camera_close(camera);
    camera = NULL;
    cr_assert_eq(fake.open_count, 0);
    cr_assert_eq(fake.map_count, 0);
}

/* Each frame has a grey of its own, and keeps it while it is kept; damage between them does not touch them. */
Test(camera, frames_are_kept)
{
    for (int i = 0; i < 20; i++) {
        fake_camera_push(&fake, FAKE_FRAME, 20 + 10 * i);
        fake_camera_push(&fake, FAKE_SHORT, 0);
    }
    request.kept_count = 3;
    open_camera();
    const uint8_t *pixels[20];
    uint8_t grey[20];
    for (int i = 0; i < 20; i++) {
        expect_frames(1);
        pixels[i] = frame.rgb;
        grey[i] = frame.rgb[0];
        cr_assert(i == 0 || grey[i] > grey[i - 1]);
        for (int k = i < 2 ? 0 : i - 2; k <= i; k++) {
            cr_assert_eq(pixels[k][0], grey[k]);
            cr_assert_eq(pixels[k][frame.stride_bytes * 479 + 3 * 639 + 2], grey[k]);
        }
        cr_assert(i < 3 || pixels[i] == pixels[i - 3]);
    }
}

Test(camera, timeout_zero_takes_what_is_ready)
{
    open_camera();
    cr_assert_eq(step(0), SAG_STATUS_AGAIN);
    cr_assert_eq(step(-5), SAG_STATUS_AGAIN);
    cr_assert_eq(stats()->timeout_count, 0);
    fake.now_ns += PERIOD_NS + 1000;
    cr_assert_eq(step(0), SAG_STATUS_OK);
    cr_assert_eq(step(PERIOD_NS / 4), SAG_STATUS_AGAIN);
    cr_assert_null(frame.rgb);
    cr_assert_eq(stats()->timeout_count, 1);
}

Test(camera, modes)
{
    request.width_px = 1280;
    request.height_px = 720;
    request.format = SAG_CAMERA_FORMAT_YUYV;
    open_camera();
    cr_assert_str_eq(sag_camera_get_facts(camera)->text,
                     "Fake Webcam (/dev/video0): 1280x720 YUYV at 10 Hz, not 30 Hz");
    tear_down();
    request.width_px = 1400;
    request.format = SAG_CAMERA_FORMAT_ANY;
    open_camera();
    cr_assert_str_eq(sag_camera_get_facts(camera)->text,
                     "Fake Webcam (/dev/video0): 1280x720 MJPG at 30 Hz, not 1400x720 at 30 Hz");
}

Test(camera, other_formats)
{
    static const uint32_t codes[] = {V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_RGB24};
    static const int wanted[] = {121, 120, 120};
    for (int i = 0; i < 3; i++) {
        fake_camera_init(&fake);
        fake.node[0].modes[0].code = codes[i];
        fake.node[0].mode_count = 1;
        fake.padding_bytes = 32;
        open_camera();
        expect_frames(2);
        for (int c = 0; c < 3; c++) {
            cr_assert_eq(frame.rgb[frame.stride_bytes * 479 + 3 * 639 + c], wanted[i], "format %d: %d", i,
                         frame.rgb[frame.stride_bytes * 479 + 3 * 639 + c]);
        }
        tear_down();
    }
}

Test(camera, colours_that_the_driver_states)
{
    static const struct {
        uint32_t colorspace;
        uint32_t encoding;
        uint32_t quantization;
        int wanted; /* of luma 120 */
    } cases[] = {{V4L2_COLORSPACE_SRGB, 0, 0, 121},
                 {V4L2_COLORSPACE_JPEG, 0, 0, 120},
                 {V4L2_COLORSPACE_JPEG, 0, V4L2_QUANTIZATION_LIM_RANGE, 121},
                 {V4L2_COLORSPACE_REC709, V4L2_YCBCR_ENC_601, V4L2_QUANTIZATION_FULL_RANGE, 120}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fake_camera_init(&fake);
        fake.colorspace = cases[i].colorspace;
        fake.encoding = cases[i].encoding;
        fake.quantization = cases[i].quantization;
        open_camera();
        expect_frames(1);
        cr_assert_eq(frame.rgb[0], cases[i].wanted, "case %zu: %d", i, frame.rgb[0]);
        tear_down();
    }
}

Test(camera, gaps_are_counted)
{
    fake_camera_frames(&fake, 2);
    fake_camera_push(&fake, FAKE_GAP, 3);
    fake_camera_frames(&fake, 1);
    fake_camera_push(&fake, FAKE_GAP, 1);
    fake.first_sequence = UINT32_MAX - 2; /* the numbers wrap */
    open_camera();
    expect_frames(3);
    cr_assert_eq(frame.index, 2);
    cr_assert_lt(llabs(frame.t_ns - 5 * PERIOD_NS), 2000, "%lld", (long long)frame.t_ns);
    cr_assert_eq(stats()->gap_count, 3);
    expect_frames(1);
    cr_assert_eq(stats()->gap_count, 4);
}

Test(camera, sequence_numbers_that_stand_still_are_no_gaps)
{
    fake.no_sequence = true;
    open_camera();
    expect_frames(10);
    cr_assert_eq(stats()->gap_count, 0);
}

Test(camera, damaged_buffers_are_left_out)
{
    fake_camera_frames(&fake, 1);
    fake_camera_push(&fake, FAKE_SHORT, 0);
    fake_camera_push(&fake, FAKE_EMPTY, 0);
    fake_camera_push(&fake, FAKE_OVERFULL, 0);
    fake_camera_push(&fake, FAKE_FLAGGED, 0);
    fake_camera_push(&fake, FAKE_SAME_TIME, 0);
    open_camera();
    expect_frames(10);
    cr_assert_eq(stats()->short_count, 3);
    cr_assert_eq(stats()->flagged_count, 1);
    cr_assert_eq(stats()->backward_count, 0); /* the time of a buffer that was left out */
    cr_assert_eq(stats()->gap_count, 0);
    cr_assert_eq(stats()->timeout_count, 0);
}

Test(camera, times_increase)
{
    fake_camera_frames(&fake, 2);
    fake_camera_push(&fake, FAKE_SAME_TIME, 0);
    open_camera();
    expect_frames(2);
    int64_t const before_ns = frame.t_ns;
    expect_frames(1);
    cr_assert_gt(frame.t_ns, before_ns);
    cr_assert_eq(stats()->backward_count, 1);
}

/* Nothing but damaged buffers: step ends in its time. */
Test(camera, a_stream_of_damage_does_not_hang)
{
    for (int i = 0; i < 60; i++) {
        fake_camera_push(&fake, FAKE_SHORT, 0);
    }
    open_camera();
    int64_t const before_ns = fake.now_ns;
    cr_assert_eq(step(SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert_lt(fake.now_ns - before_ns, SECOND_NS + PERIOD_NS);
    cr_assert_gt(stats()->short_count, 25);
    cr_assert_eq(stats()->timeout_count, 0);
}

Test(camera, broken_jpeg)
{
    fake.jpeg = jpeg;
    fake.jpeg_bytes = fake_camera_jpeg(jpeg, sizeof jpeg, 640, 480, 120);
    request.format = SAG_CAMERA_FORMAT_MJPEG;
    fake_camera_frames(&fake, 1);
    fake_camera_push(&fake, FAKE_CORRUPT, 0);
    fake_camera_push(&fake, FAKE_SHORT, 0);
    fake_camera_push(&fake, FAKE_EMPTY, 0);
    open_camera();
    expect_frames(1);
    cr_assert_leq(abs(frame.rgb[1] - 109), 6, "%d", frame.rgb[1]);
    expect_frames(1);
    cr_assert_leq(abs(frame.rgb[frame.stride_bytes * 479] - (120 + 479 * 13 % 23 - 11)), 6);
    cr_assert_eq(frame.index, 1);
    cr_assert_lt(llabs(frame.t_ns - 4 * PERIOD_NS), 2000);
    cr_assert_eq(stats()->broken_jpeg_count, 2);
    cr_assert_eq(stats()->short_count, 1);
}

Test(camera, another_clock_gives_times_of_arrival)
{
    fake.no_monotonic = true;
    open_camera();
    expect_frames(3);
    cr_assert(sag_camera_get_facts(camera)->has_arrival_times);
    cr_assert_not_null(strstr(sag_camera_get_note(camera), "time of their arrival"));
    cr_assert_eq(stats()->note_count, 1);
    cr_assert_lt(llabs(frame.t_ns - 2 * PERIOD_NS), 2000);
    cr_assert_eq(sag_camera_get_facts(camera)->start_ns + frame.t_ns, fake.now_ns);
}

Test(camera, times_of_the_future_are_none)
{
    fake_camera_frames(&fake, 2);
    fake_camera_push(&fake, FAKE_FUTURE, 0);
    open_camera();
    expect_frames(4);
    cr_assert(sag_camera_get_facts(camera)->has_arrival_times);
    cr_assert_not_null(strstr(sag_camera_get_note(camera), "times that cannot be"));
    cr_assert_lt(llabs(frame.t_ns - 3 * PERIOD_NS), 2000000);
}

/* Dark and still changing frames are left out; then all come, whatever they look like. */
Test(camera, warm_up)
{
    static const int values[] = {16, 17, 40, 80, 118, 120, 120, 30, 200};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        fake_camera_push(&fake, FAKE_FRAME, values[i]);
    }
    request.warm_up_ns = 1500000000;
    open_camera();
    expect_frames(1);
    cr_assert_eq(frame.rgb[0], 121);
    cr_assert_eq(frame.index, 0);
    cr_assert_eq(frame.t_ns, 0);
    cr_assert_eq(stats()->warm_up_count, 5);
    expect_frames(4);
    cr_assert_eq(stats()->warm_up_count, 5);
}

Test(camera, warm_up_ends_in_the_dark)
{
    fake.usual_value = 16;
    request.warm_up_ns = 500000000;
    open_camera();
    int64_t const before_ns = fake.now_ns;
    cr_assert_eq(step(10 * SECOND_NS), SAG_STATUS_OK);
    cr_assert_lt(fake.now_ns - before_ns, 500000000 + 3 * PERIOD_NS);
    cr_assert_eq(stats()->warm_up_count, 16);
}

Test(camera, a_freeze_is_no_unplug)
{
    fake_camera_frames(&fake, 3);
    fake_camera_push(&fake, FAKE_SILENCE, 3 * SECOND_NS);
    open_camera();
    expect_frames(3);
    cr_assert_eq(step(SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert_eq(step(SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert_not(sag_camera_is_away(camera));
    cr_assert_eq(stats()->timeout_count, 2);
    cr_assert_eq(step(2 * SECOND_NS), SAG_STATUS_OK);
    cr_assert_gt(frame.t_ns, 3 * SECOND_NS);
    cr_assert_eq(stats()->disconnect_count + stats()->restart_count, 0);
    cr_assert_str_empty(sag_camera_get_note(camera));
}

/* A stalled camera stays silent until its stream is started again. */
Test(camera, a_long_silence_starts_the_stream_again)
{
    fake_camera_frames(&fake, 3);
    fake_camera_push(&fake, FAKE_SILENCE, 1000 * SECOND_NS);
    open_camera();
    expect_frames(3);
    int64_t const before_ns = fake.now_ns;
    sag_status status = SAG_STATUS_AGAIN;
    for (int i = 0; status == SAG_STATUS_AGAIN && i < 100; i++) {
        status = step(100000000);
    }
    cr_assert_eq(status, SAG_STATUS_OK);
    cr_assert_lt(fake.now_ns - before_ns, 6 * SECOND_NS);
    cr_assert_eq(stats()->restart_count, 1);
    cr_assert_eq(stats()->disconnect_count, 0);
    cr_assert_not_null(strstr(sag_camera_get_note(camera), "is silent"));
    cr_assert_eq(fake.open_count, 1);
    cr_assert_eq(fake.map_count, 4);
    expect_frames(10);
}

static void expect_return(fake_kind kind, int node)
{
    fake.node[node] = fake.node[0];
    fake.node[node].path = node == 0 ? "/dev/video0" : "/dev/video2";
    fake.node[1] = (fake_node){.path = "/dev/video1", .card = "Other", .bus = "usb-fake-2"};
    fake.node[1].mode_count = fake.node[0].mode_count;
    memcpy(fake.node[1].modes, fake.node[0].modes, sizeof fake.node[1].modes);
    fake.back_as = node;
    fake_camera_frames(&fake, 3);
    fake_camera_push(&fake, kind, 5 * SECOND_NS);
    open_camera();
    expect_frames(3);
    fake.first_sequence = 50; /* of the next stream: no gap */
    int64_t const last_ns = frame.t_ns;
    int64_t before_ns = fake.now_ns;
    cr_assert_eq(step(SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert_leq(fake.now_ns - before_ns, SECOND_NS + 2000000);
    cr_assert(sag_camera_is_away(camera));
    cr_assert_eq(stats()->disconnect_count, 1);
    cr_assert_eq(fake.open_count, 0);
    cr_assert_eq(fake.map_count, 0);
    cr_assert_not_null(strstr(sag_camera_get_note(camera), "(/dev/video0) is gone"), "%s", sag_camera_get_note(camera));
    cr_assert_eq(step(0), SAG_STATUS_AGAIN);
    sag_status status = SAG_STATUS_AGAIN;
    for (int i = 0; status == SAG_STATUS_AGAIN && i < 100; i++) {
        before_ns = fake.now_ns;
        status = step(250000000);
        cr_assert_leq(fake.now_ns - before_ns, 260000000);
    }
    cr_assert_eq(status, SAG_STATUS_OK);
    cr_assert_not(sag_camera_is_away(camera));
    cr_assert_eq(frame.index, 3);
    cr_assert_gt(frame.t_ns - last_ns, 5 * SECOND_NS);
    cr_assert_lt(frame.t_ns - last_ns, 6 * SECOND_NS + 10 * PERIOD_NS);
    cr_assert_eq(stats()->reconnect_count, 1);
    cr_assert_eq(stats()->gap_count, 0);
    cr_assert_str_eq(sag_camera_get_facts(camera)->path, node == 0 ? "/dev/video0" : "/dev/video2");
    cr_assert_not_null(strstr(sag_camera_get_note(camera), "is back as"), "%s", sag_camera_get_note(camera));
    cr_assert_eq(fake.open_count, 1);
    expect_frames(20);
}

Test(camera, unplugged_and_back_under_another_node)
{
    expect_return(FAKE_UNPLUG, 2);
}

Test(camera, unplugged_and_back_under_the_same_node)
{
    expect_return(FAKE_UNPLUG, 0);
}

Test(camera, unplugged_and_only_poll_says_so)
{
    expect_return(FAKE_HANG_UP, 2);
}

/* For a long time: about one look a second, no time lost, nothing left open. */
Test(camera, unplugged_for_good)
{
    fake_camera_push(&fake, FAKE_UNPLUG, -1);
    fake.node[1] = (fake_node){.path = "/dev/video1", .card = "Other", .bus = "usb-fake-2"};
    open_camera();
    int const before = fake.opened_ever;
    for (int i = 0; i < 1000; i++) {
        cr_assert_eq(step(100000000), SAG_STATUS_AGAIN);
    }
    cr_assert(sag_camera_is_away(camera));
    cr_assert_eq(stats()->disconnect_count, 1);
    cr_assert_eq(stats()->note_count, 1);
    cr_assert_eq(stats()->timeout_count, 0);
    cr_assert_gt(fake.opened_ever - before, 90);
    cr_assert_lt(fake.opened_ever - before, 110);
    cr_assert_eq(fake.open_count, 0);
}

/* It is back, but somebody else has it, or its node does not belong to us yet: that passes. */
Test(camera, back_but_refused_at_first)
{
    fake_camera_frames(&fake, 2);
    fake_camera_push(&fake, FAKE_UNPLUG, SECOND_NS);
    open_camera();
    expect_frames(2);
    fake.node[0].open_errno = EACCES;
    cr_assert_eq(step(3 * SECOND_NS), SAG_STATUS_AGAIN);
    fake.node[0].open_errno = 0;
    fake.node[0].format_errno = EBUSY;
    cr_assert_eq(step(3 * SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert(sag_camera_is_away(camera));
    cr_assert_eq(fake.open_count, 0);
    fake.node[0].format_errno = 0;
    cr_assert_eq(step(3 * SECOND_NS), SAG_STATUS_OK);
    cr_assert_eq(stats()->disconnect_count, 1);
    cr_assert_eq(stats()->reconnect_count, 1);
}

/* Another size would change the frames: it is not taken. */
Test(camera, back_with_another_size)
{
    fake_camera_frames(&fake, 1);
    fake_camera_push(&fake, FAKE_UNPLUG, SECOND_NS);
    open_camera();
    expect_frames(1);
    fake.node[0].modes[0].width = 320;
    cr_assert_eq(step(5 * SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert(sag_camera_is_away(camera));
    cr_assert_eq(fake.open_count, 0);
    cr_assert_eq(fake.map_count, 0);
}

Test(camera, a_failed_stream_is_started_again)
{
    fake_camera_frames(&fake, 3);
    fake_camera_push(&fake, FAKE_IO_ERROR, 0);
    open_camera();
    expect_frames(8);
    cr_assert_eq(stats()->restart_count, 1);
    cr_assert_eq(stats()->disconnect_count + stats()->reconnect_count, 0);
    cr_assert_not_null(strstr(sag_camera_get_note(camera), "Input/output error"));
    cr_assert_eq(frame.index, 7);
}

Test(camera, a_stream_that_fails_all_the_time_is_not_hammered)
{
    for (int i = 0; i < 60; i++) {
        fake_camera_push(&fake, FAKE_IO_ERROR, EPROTO);
    }
    open_camera();
    cr_assert_eq(step(10 * SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert_lt(stats()->restart_count, 13);
    cr_assert_gt(stats()->restart_count, 7);
}

Test(camera, signals)
{
    fake_camera_push(&fake, FAKE_SIGNAL, 0);
    fake_camera_push(&fake, FAKE_INTERRUPT, 0);
    open_camera();
    cr_assert_eq(step(SECOND_NS), SAG_STATUS_AGAIN);
    cr_assert_eq(stats()->timeout_count, 0);
    cr_assert_eq(step(SECOND_NS), SAG_STATUS_OK);
    fake.interrupts = 20;
    expect_frames(1);
    cr_assert_eq(stats()->restart_count, 0);
}

Test(camera, refusals)
{
    fake_node const webcam = fake.node[0];
    request.device = "/dev/video7";
    refuse_camera(SAG_STATUS_NOT_FOUND, "cannot open camera /dev/video7: No such file or directory");
    request.device = "usb-elsewhere";
    refuse_camera(SAG_STATUS_NOT_FOUND, "there is no camera on bus usb-elsewhere");
    request.device = NULL;
    fake.node[0].open_errno = EACCES;
    refuse_camera(SAG_STATUS_IO, "cannot open camera /dev/video0: Permission denied");
    fake.node[0] = webcam;
    fake.node[0].format_errno = EBUSY;
    refuse_camera(SAG_STATUS_IO, "camera /dev/video0 (Fake Webcam) is in use by another program");
    request.device = "/dev/video0";
    refuse_camera(SAG_STATUS_IO, "camera /dev/video0 (Fake Webcam) is in use by another program");
    fake.node[0] = webcam;
    fake.node[0].start_errno = ENOSPC;
    refuse_camera(SAG_STATUS_IO, "cannot start camera /dev/video0 (Fake Webcam): its bus has no bandwidth left");
    fake.node[0] = webcam;
    fake.node[0].format_errno = EINVAL;
    refuse_camera(SAG_STATUS_IO, "cannot set 640x480 YUYV on camera /dev/video0 (Fake Webcam): Invalid argument");
    fake.node[0] = webcam;
    fake.buffer_count_max = 1;
    refuse_camera(SAG_STATUS_IO, "no memory for 2 buffers");
    fake.buffer_count_max = 8;
    request.format = SAG_CAMERA_FORMAT_NV12;
    refuse_camera(SAG_STATUS_UNSUPPORTED, "camera /dev/video0 (Fake Webcam) has no NV12");
    request.format = SAG_CAMERA_FORMAT_ANY;
    fake.node[0].modes[0] = fake.node[0].modes[4];
    fake.node[0].mode_count = 1;
    refuse_camera(SAG_STATUS_UNSUPPORTED, "has no format that is read: H264");
    request.device = NULL;
    refuse_camera(SAG_STATUS_UNSUPPORTED, "has no format that is read: H264");
    request.device = "/dev/video0";
    fake.node[0].is_output = true;
    refuse_camera(SAG_STATUS_UNSUPPORTED, "/dev/video0 (Fake Webcam, driver fakevideo) captures no video");
    request.device = NULL;
    refuse_camera(SAG_STATUS_NOT_FOUND, "there is no camera: none of 1 devices /dev/video* captures video");
    request.device = "/dev/video0";
    fake.node[0].is_no_video = true;
    refuse_camera(SAG_STATUS_UNSUPPORTED, "/dev/video0 is no video device");
    request.device = NULL;
    fake.plugged = -1;
    fake.back_ns = -1;
    refuse_camera(SAG_STATUS_NOT_FOUND, "there is no camera: no device /dev/video*");
}

Test(camera, bad_requests)
{
    static const struct {
        int width;
        int height;
        double rate;
        int64_t warm_up_ns;
        int kept;
    } cases[] = {{0, 480, 30.0, 0, 1},    {640, -1, 30.0, 0, 1},   {SAG_FRAME_SIDE_MAX_PX + 1, 480, 30.0, 0, 1},
                 {640, 480, -1.0, 0, 1},  {640, 480, 1000.1, 0, 1}, {640, 480, 30.0, -1, 1},
                 {640, 480, 30.0, 0, 0},  {640, 480, 30.0, 0, SAG_CAMERA_KEPT_MAX + 1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        request.width_px = cases[i].width;
        request.height_px = cases[i].height;
        request.rate_hz = cases[i].rate;
        request.warm_up_ns = cases[i].warm_up_ns;
        request.kept_count = cases[i].kept;
        refuse_camera(SAG_STATUS_ARGUMENT, "");
    }
    sag_camera_request_init(&request);
    request.device = "";
    refuse_camera(SAG_STATUS_ARGUMENT, "empty or too long");
    char name[SAG_CAMERA_PATH_BYTES + 1] = "";
    memset(name, 'x', SAG_CAMERA_PATH_BYTES);
    request.device = name;
    refuse_camera(SAG_STATUS_ARGUMENT, "empty or too long");
    name[SAG_CAMERA_PATH_BYTES - 1] = '\0';
    request.kept_count = SAG_CAMERA_KEPT_MAX;
    request.width_px = SAG_FRAME_SIDE_MAX_PX;
    request.height_px = SAG_FRAME_SIDE_MAX_PX;
    refuse_camera(SAG_STATUS_NOT_FOUND, "there is no camera on bus xxx");
    cr_assert_eq(fake.format_set_count, 0);
}

/* Bought cameras have a node for metadata, in any place; a camera is found behind it, by its bus too. */
Test(camera, found_by_what_it_can)
{
    fake.node[1] = fake.node[0];
    fake.node[1].path = "/dev/video1";
    fake.node[1].bus = "usb-fake-2";
    fake.node[0].is_output = true;
    open_camera();
    cr_assert_str_eq(sag_camera_get_facts(camera)->path, "/dev/video1");
    tear_down();
    fake.node[0].is_output = false;
    request.device = "usb-fake-2";
    open_camera();
    cr_assert_str_eq(sag_camera_get_facts(camera)->path, "/dev/video1");
    tear_down();
    request.device = "/dev/video1";
    open_camera();
    cr_assert_str_eq(sag_camera_get_facts(camera)->bus, "usb-fake-2");
}

Test(camera, a_name_given_twice)
{
    static const char *const names[][2] = {{"HD Webcam: HD Web", "HD Webcam"},
                                           {"Webcam: Webcam", "Webcam"},
                                           {"Webcam: Front", "Webcam: Front"},
                                           {"Web: Webcam", "Web: Webcam"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        fake.node[0].card = names[i][0];
        open_camera();
        cr_assert_str_eq(sag_camera_get_facts(camera)->name, names[i][1]);
        tear_down();
    }
}

Test(camera, list)
{
    fake.node[1] = fake.node[0];
    fake.node[1].path = "/dev/video1";
    fake.node[1].is_output = true;
    fake.node[2] = fake.node[0];
    fake.node[2].path = "/dev/video2";
    fake.node[2].open_errno = EACCES;
    fake.node[3] = fake.node[0];
    fake.node[3].path = "/dev/video3";
    fake.node[3].modes[0].width_max = 1920;
    fake.node[3].modes[0].height_max = 1080;
    fake.node[3].modes[0].step = 2;
    fake.node[3].modes[1].flags = V4L2_FMT_FLAG_EMULATED;
    fake.node[3].modes[1].code = V4L2_PIX_FMT_RGB24;
    fake.node[3].modes[4].flags = V4L2_FMT_FLAG_EMULATED;
    sag_camera_info *list = NULL;
    size_t count = 0;
    cr_assert_eq(sag__camera_list_on(&list, &count, &fake.device, &err), SAG_STATUS_OK);
    cr_assert_eq(count, 3);
    cr_assert_str_eq(list[0].path, "/dev/video0");
    cr_assert_str_eq(list[0].name, "Fake Webcam");
    cr_assert_str_eq(list[0].other_formats, "H264");
    cr_assert_eq(list[0].mode_count, 4);
    cr_assert_eq(list[0].mode[0].format, SAG_CAMERA_FORMAT_YUYV);
    cr_assert_eq(list[0].mode[0].rate_count, 2);
    cr_assert_float_eq(list[0].mode[0].rate_hz[1], 15.0, 1e-9);
    cr_assert_eq(list[0].mode[3].width_px, 1280);
    cr_assert_eq(list[0].mode[3].width_step_px, 0);
    cr_assert_str_eq(list[1].path, "/dev/video2");
    cr_assert_str_eq(list[1].problem, "cannot open camera /dev/video2: Permission denied");
    cr_assert_eq(list[2].mode[0].width_step_px, 2);
    cr_assert_eq(list[2].mode[0].width_max_px, 1920);
    cr_assert(list[2].mode[1].is_converted);
    cr_assert_str_empty(list[2].other_formats);
    cr_assert_eq(fake.open_count, 0);
    sag_camera_list_free(list, count);
    fake.plugged = -1;
    fake.back_ns = -1;
    memset(fake.node, 0, sizeof fake.node);
    cr_assert_eq(sag__camera_list_on(&list, &count, &fake.device, &err), SAG_STATUS_OK);
    cr_assert_null(list);
    cr_assert_eq(count, 0);
    sag_camera_list_free(NULL, 0);
    sag_camera_close(NULL);
}
