#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "synth_render.h"
#include "synth_shape.h"

enum { WIDTH = 96, HEIGHT = 120, BYTES = WIDTH * HEIGHT * 3 };

static synth_person tiny(const char *more)
{
    char text[512], error[SYNTH_ERROR_MAX];
    snprintf(text, sizeof text, "width_px %d\nheight_px %d\n%s[rep]\n", WIDTH, HEIGHT, more);
    FILE *in = fmemopen(text, strlen(text), "r");
    synth_scenario s;
    cr_assert_eq(synth_scenario_read(&s, in, "t.scn", error), 0, "%s", error);
    fclose(in);
    synth_person p;
    synth_person_init(&p, &s);
    return p;
}

static uint8_t *draw(const synth_person *p, double time_s, int frame, int threads)
{
    synth_render *r = synth_render_create(&p->scenario, threads);
    uint8_t *rgb = malloc(BYTES);
    synth_pose pose;
    cr_assert_not_null(r);
    cr_assert_not_null(rgb);
    synth_person_pose(p, time_s, &pose, NULL);
    synth_render_frame(r, rgb, &pose, &p->body, frame);
    synth_render_destroy(r);
    return rgb;
}

Test(render, same_bytes_from_every_run_and_thread_count)
{
    synth_person p = tiny("camera_yaw_deg 30\nshirt loose\n");
    uint8_t *one = draw(&p, 3.2, 7, 1), *again = draw(&p, 3.2, 7, 1), *two = draw(&p, 3.2, 7, 2), *five = draw(&p, 3.2, 7, 5);
    uint8_t *other = draw(&p, 3.2, 8, 1);
    cr_assert_eq(memcmp(one, again, BYTES), 0);
    cr_assert_eq(memcmp(one, two, BYTES), 0);
    cr_assert_eq(memcmp(one, five, BYTES), 0);
    cr_assert_neq(memcmp(one, other, BYTES), 0, "another frame has other noise");
    free(one);
    free(again);
    free(two);
    free(five);
    free(other);
}

/* A person in a green shirt shows green where the truth says the trunk is, and none in an empty corner. */
Test(render, body_is_drawn_where_the_truth_projects_it)
{
    static const char *const views[] = {"camera_yaw_deg 0\n", "camera_yaw_deg 90\n", "camera_yaw_deg -90\n", "facing left\n",
                                        "camera_roll_deg 20\n", "camera_pitch_deg 10\n"};
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        char more[256];
        snprintf(more, sizeof more, "shirt_rgb 0 200 0\nnoise_levels 0\nblur_px 0\narms_raise_s 0\n%s", views[i]);
        synth_person p = tiny(more);
        uint8_t *rgb = draw(&p, 0.0, 0, 1);
        synth_pose pose;
        synth_camera camera;
        double u, v;
        synth_person_pose(&p, 0.0, &pose, NULL);
        synth_camera_init(&camera, &p.scenario);
        synth_camera_project(&camera, pose.point[SYNTH_POINT_T12L1], &u, &v);
        cr_assert(u > 0 && v > 0 && u < WIDTH && v < HEIGHT);
        const uint8_t *at = rgb + 3 * ((int)v * WIDTH + (int)u), *corner = rgb;
        cr_assert_gt(at[1], 2 * at[0] + 20, "view %zu: %d %d %d", i, at[0], at[1], at[2]);
        cr_assert_lt(corner[1], corner[0] + 20, "view %zu", i);
        free(rgb);
    }
}

/* A prop changes the picture, `none` does not, and the fullest person stays within the list of primitives. */
Test(render, props_are_drawn_and_fit)
{
    synth_person p = tiny(""), none = tiny("prop none\n");
    uint8_t *bare = draw(&p, 2.0, 0, 1), *same = draw(&none, 2.0, 0, 1);
    cr_assert_eq(memcmp(bare, same, BYTES), 0);
    static const char *const props[] = {"plate", "bag", "hair"};
    for (size_t i = 0; i < sizeof props / sizeof props[0]; i++) {
        char more[128];
        snprintf(more, sizeof more, "shirt loose\nprop %s\n", props[i]);
        synth_person q = tiny(more), without = tiny("shirt loose\n");
        uint8_t *with = draw(&q, 2.0, 0, 1), *plain = draw(&without, 2.0, 0, 1);
        static synth_shape shape;
        synth_pose pose;
        int changed = 0;
        for (size_t at = 0; at < BYTES; at++)
            changed += abs(with[at] - plain[at]) > 20;
        cr_assert_gt(changed, 150, "%s: %d", props[i], changed);
        synth_person_pose(&q, 2.0, &pose, NULL);
        synth_shape_build(&shape, &pose, &q.body, &q.scenario);
        cr_assert_leq(shape.count, SYNTH_PRIM_MAX, "%s: %d", props[i], shape.count);
        free(with);
        free(plain);
    }
    free(bare);
    free(same);
}

Test(render, camera_facing_and_yaw_have_the_stated_sense)
{
    static const struct {
        const char *more;
        int forward_u, right_u; /* sign of the image direction of the person's forward and right */
    } want[] = {
        {"camera_yaw_deg 0\n", 1, 0},
        {"camera_yaw_deg 0\nfacing left\n", -1, 0},
        {"camera_yaw_deg 90\n", 0, -1},
        {"camera_yaw_deg -90\n", 0, 1},
    };
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        synth_person p = tiny(want[i].more);
        synth_camera c;
        synth_camera_init(&c, &p.scenario);
        double u0, v0, u1, v1, u2, v2;
        synth_camera_project(&c, synth_v3(0, 1, 0), &u0, &v0);
        synth_camera_project(&c, synth_v3(0.1, 1, 0), &u1, &v1);
        synth_camera_project(&c, synth_v3(0, 1, 0.1), &u2, &v2);
        cr_assert_eq((u1 > u0 + 0.1) - (u1 < u0 - 0.1), want[i].forward_u, "view %zu", i);
        cr_assert_eq((u2 > u0 + 0.1) - (u2 < u0 - 0.1), want[i].right_u, "view %zu", i);
    }
}
