/* Memory of a camera: steps allocate nothing of ours, and every failed allocation of an open ends in a clean error. */
#include <criterion/criterion.h>

#include <string.h>

#include "camera_on.h"
#include "camera_probe.h"
#include "failing_allocation.h"
#include "fake_camera.h"

static fake_camera fake;
static uint8_t jpeg[262144];

static void count_steps(sag_camera_format format)
{
    fake_camera_init(&fake);
    fake.jpeg = jpeg;
    fake.jpeg_bytes = fake_camera_jpeg(jpeg, sizeof jpeg, 640, 480, 120);
    sag_camera_request request;
    sag_camera_request_init(&request);
    request.format = format;
    sag_camera *camera = NULL;
    cr_assert_eq(sag__camera_open_on(&camera, &request, &fake.device, NULL), SAG_STATUS_OK);
    sag_frame frame;
    for (int i = 0; i < 10; i++) {
        fake_camera_push(&fake, FAKE_SHORT, 0);
        fake_camera_push(&fake, FAKE_FLAGGED, 0);
        fake_camera_push(&fake, FAKE_GAP, 2);
        fake_camera_push(&fake, FAKE_FRAME, 0);
    }
    long const before = allocation_count;
    for (int i = 0; i < 300; i++) {
        cr_assert_eq(sag_camera_step(camera, &frame, 1000000000), SAG_STATUS_OK);
    }
    cr_assert_eq(allocation_count, before);
    sag_camera_close(camera);
}

Test(camera_allocation, none_while_frames_are_stepped)
{
    count_steps(SAG_CAMERA_FORMAT_YUYV);
    count_steps(SAG_CAMERA_FORMAT_MJPEG);
}

Test(camera_allocation, every_one_of_open_and_list_may_fail)
{
    sag_camera_request request;
    sag_camera_request_init(&request);
    request.format = SAG_CAMERA_FORMAT_MJPEG;
    sag_status status = SAG_STATUS_NO_MEMORY;
    long n = 0;
    while (status != SAG_STATUS_OK) {
        fake_camera_init(&fake);
        sag_error err = {0};
        sag_camera *camera = NULL;
        fail_at = allocation_count + ++n;
        status = sag__camera_open_on(&camera, &request, &fake.device, &err);
        fail_at = LONG_MAX;
        cr_assert(status == SAG_STATUS_OK || status == SAG_STATUS_NO_MEMORY, "allocation %ld: %s", n, err.text);
        cr_assert(status == SAG_STATUS_OK || strstr(err.text, "out of memory") != NULL);
        sag_camera_close(camera);
        cr_assert_eq(fake.open_count, 0);
        cr_assert_eq(fake.map_count, 0);
    }
    cr_assert_eq(n, 5); /* the camera, its modes, the pixels, the decoder */
    for (n = 0, status = SAG_STATUS_NO_MEMORY; status != SAG_STATUS_OK;) {
        sag_camera_info *list = NULL;
        size_t count = 0;
        fail_at = allocation_count + ++n;
        status = sag__camera_list_on(&list, &count, &fake.device, NULL);
        fail_at = LONG_MAX;
        sag_camera_list_free(list, count);
        cr_assert_eq(fake.open_count, 0);
    }
    cr_assert_eq(n, 3);
}
