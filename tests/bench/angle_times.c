/*
 * The time of all joint angles of many frames, for numpy_angles.py.
 *
 *   angle_times POINTS FRAMES     POINTS: floats [frame][joint][x, y, visibility] of the machine's own byte order
 *
 * Each line of stdin is a wish: "motion" computes the angles of a motion of skeletons, "tracks" those of the same points
 * as tracks, "frames" those of each skeleton alone; the answer is the time in ns. "write FILE" writes the angles of the last run: floats [angle][frame]. At the
 * start it prints a line for each angle, its name and points, and one with the level in use.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "joint_angles.h"

#define VISIBILITY_MIN 0.5f

typedef struct angle_room {
    size_t count;
    sag_motion *motion;
    sag__points track[SAG__POINT_COUNT];
    float *out[SAG__ANGLE_COUNT];
    const sag__kernels *kernels;
} angle_room;

static void *must_have(void *memory)
{
    if (memory == NULL) {
        fputs("angle_times: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static void fill_motion(angle_room *room, const float *points)
{
    if (sag_motion_create(&room->motion, room->count, NULL) != SAG_STATUS_OK) {
        must_have(NULL);
    }
    for (size_t i = 0; i < room->count; i++) {
        sag_skeleton skeleton = {.frame_index = (int64_t)i, .t_ns = (int64_t)i, .found = true};
        for (size_t j = 0; j < SAG_JOINT_COUNT; j++) {
            const float *at = points + 3 * (SAG_JOINT_COUNT * i + j);
            skeleton.joint[j] = (sag_keypoint){at[0], at[1], 0.0f, at[2], at[2]};
        }
        if (sag_motion_push(room->motion, &skeleton) != SAG_STATUS_OK) {
            must_have(NULL);
        }
    }
}

static void fill_tracks(angle_room *room, const float *points)
{
    for (size_t p = 0; p < SAG__POINT_COUNT; p++) {
        float *x = must_have(malloc((room->count + 1) * sizeof *x));
        float *y = must_have(malloc((room->count + 1) * sizeof *y));
        size_t left = p == SAG__POINT_MID_HIP ? SAG_JOINT_LEFT_HIP : p < SAG_JOINT_COUNT ? p : SAG_JOINT_LEFT_SHOULDER;
        size_t other = p < SAG_JOINT_COUNT ? 0 : 1;
        for (size_t i = 0; i < room->count; i++) {
            const float *a = points + 3 * (SAG_JOINT_COUNT * i + left);
            const float *b = a + 3 * other;
            bool visible = a[2] >= VISIBILITY_MIN && b[2] >= VISIBILITY_MIN;
            x[i] = visible ? 0.5f * (a[0] + b[0]) : NAN;
            y[i] = visible ? 0.5f * (a[1] + b[1]) : NAN;
        }
        room->track[p] = (sag__points){x, y};
    }
}

static void write_angles(const angle_room *room, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
        fwrite(room->out[a], sizeof *room->out[a], room->count, file);
    }
    if (fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

static void obey(angle_room *room, const char *wish)
{
    int64_t start_ns = sag__clock_wall_ns();
    if (strcmp(wish, "motion") == 0) {
        sag__joint_angles_of_motion(room->out, room->motion, VISIBILITY_MIN, room->kernels);
    } else if (strcmp(wish, "tracks") == 0) {
        sag__joint_angles_of_tracks(room->out, room->track, room->count, room->kernels);
    } else if (strcmp(wish, "frames") == 0) {
        for (size_t i = 0; i < room->count; i++) {
            float angle[SAG__ANGLE_COUNT];
            sag__joint_angles_of_frame(angle, sag_motion_get(room->motion, i), VISIBILITY_MIN, room->kernels);
            for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
                room->out[a][i] = angle[a];
            }
        }
    } else if (strncmp(wish, "write ", 6) == 0) {
        write_angles(room, wish + 6);
    }
    printf("%lld\n", (long long)(sag__clock_wall_ns() - start_ns));
    fflush(stdout);
}

int main(int argc, char **argv)
{
    FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fputs("angle_times POINTS FRAMES\n", stderr);
        return 2;
    }
    angle_room room = {.count = strtoul(argv[2], NULL, 10), .kernels = sag__kernels_choose()};
    size_t values = 3 * SAG_JOINT_COUNT * room.count;
    float *points = must_have(malloc((values + 1) * sizeof *points));
    if (fread(points, sizeof *points, values, file) != values) {
        fprintf(stderr, "angle_times: %s ends too soon\n", argv[1]);
        return 1;
    }
    fclose(file);
    fill_motion(&room, points);
    fill_tracks(&room, points);
    free(points);
    for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
        const sag__angle_rule *rule = sag__angle_rule_get((sag__angle)a);
        room.out[a] = must_have(calloc(room.count + 1, sizeof *room.out[a]));
        printf("%s %d %d %d\n", rule->name, rule->point[0], rule->point[1],
               a < SAG__ANGLE_INCLUDED_COUNT ? rule->point[2] : -1);
    }
    printf("%s\n", sag_cpu_level_name(sag_cpu_level_get()));
    fflush(stdout);
    char line[4096];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        obey(&room, line);
    }
    for (int a = 0; a < SAG__ANGLE_COUNT; a++) {
        free(room.out[a]);
    }
    for (size_t p = 0; p < SAG__POINT_COUNT; p++) {
        free((void *)room.track[p].x);
        free((void *)room.track[p].y);
    }
    sag_motion_destroy(room.motion);
    return 0;
}
